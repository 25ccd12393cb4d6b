import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { progressLog } from './kit/checkout.ts';
import { keepStates, usualFile } from './reading/states.ts';

/**
 * npm run -s read:issues -- --data DIR [--sets openhands_swebench,swebench_pro] [--file GGUF]
 * Reads the issues of recorded sets with the local reader and keeps what it makes of each in the cache, from where `keptState` gives them
 * to who fits weights on them. Some 2 s a text on two idle cores; may be interrupted.
 */
const { values: args } = parseArgs({
	options: {
		data: { type: 'string' },
		sets: { type: 'string', default: 'openhands_swebench,swebench_pro' },
		file: { type: 'string', default: usualFile() },
	},
});
if (!args.data) throw new Error('--data names the folder of recorded sets.');
const texts = args.sets.split(',').flatMap((set) => {
	const lines = readFileSync(path.join(args.data!, set, 'prompts.jsonl'), 'utf8')
		.trim()
		.split('\n');
	return lines.map((line) => (JSON.parse(line) as { readonly text: string }).text);
});
await keepStates(texts, { file: args.file, log: progressLog() });
