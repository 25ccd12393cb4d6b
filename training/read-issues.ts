import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { progressLog } from './kit/checkout.ts';
import { readStates, usualFile } from './reading/states.ts';

/**
 * npm run -s read:issues -- --data DIR [--sets openhands_swebench,swebench_pro] [--layers 12,16,20,24] [--file GGUF]
 * Reads the issues of recorded sets with the local reader and keeps its states in the cache, from where `readStates` gives them to who fits
 * weights on them. Some 2 s a text on two idle cores; may be interrupted.
 */
const { values: args } = parseArgs({
	options: {
		data: { type: 'string' },
		sets: { type: 'string', default: 'openhands_swebench,swebench_pro' },
		layers: { type: 'string', default: Array.from({ length: 24 }, (_, i) => i + 1).join(',') },
		file: { type: 'string', default: usualFile() },
	},
});
if (!args.data) throw new Error('--data names the folder of recorded sets.');
const layers = args.layers.split(',').map(Number);
if (layers.length === 0 || !layers.every((layer) => Number.isInteger(layer) && layer > 0))
	throw new Error('--layers are whole numbers from 1.');
const texts = args.sets.split(',').flatMap((set) => {
	const lines = readFileSync(path.join(args.data!, set, 'prompts.jsonl'), 'utf8')
		.trim()
		.split('\n');
	return lines.map((line) => (JSON.parse(line) as { readonly text: string }).text);
});
const states = await readStates(texts, { file: args.file, layers, log: progressLog() });
console.log(`${states.length} texts, ${layers.length} layers of ${states[0]?.[0]?.length ?? 0} numbers`);
