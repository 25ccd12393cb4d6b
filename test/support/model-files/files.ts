import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Entry, ggufOf, type RawTensor } from '../../unit/predictor/reader/tiny-model.ts';

/** A folder that goes with the test, with a stand-in for llama-server in it. */
export interface Folder {
	readonly path: string;
	readonly program: string;
	/** Writes a model file and gives its path. */
	file(name: string, bytes: Buffer): string;
	remove(): void;
}

export function folderWithProgram(): Folder {
	const path = mkdtempSync(join(tmpdir(), 'routoo-files-'));
	const program = join(path, 'llama-server');
	copyFileSync(join(import.meta.dirname, 'llama-server.cjs'), program);
	chmodSync(program, 0o755);
	return {
		...{ path, program },
		file: (name, bytes) => {
			writeFileSync(join(path, name), bytes);
			return join(path, name);
		},
		remove: () => rmSync(path, { recursive: true, force: true }),
	};
}

/** A model of 2 layers with 1,048,576 weights that can talk and call tools. */
export const CHAT_ENTRIES: readonly Entry[] = [
	['general.architecture', 'text', 'llama'],
	['general.name', 'text', 'Tiny Talker 1M Instruct'],
	['general.license', 'text', 'apache-2.0'],
	['llama.context_length', 'u32', 8192],
	['llama.block_count', 'u32', 2],
	['llama.embedding_length', 'u32', 64],
	['llama.attention.head_count', 'u32', 4],
	['llama.attention.head_count_kv', 'u32', 2],
	['tokenizer.chat_template', 'text', '{% for m in messages %}{{ m.content }}{% endfor %}{% if tools %}{{ tools }}{% endif %}'],
];

/** Numbers of 2 bytes. */
export const WEIGHTS: RawTensor = { name: 'token_embd.weight', dimensions: [1024, 1024], type: 1, data: Buffer.alloc(2 * 1024 * 1024) };

export function chatModel(change: readonly Entry[] = [], tensors: readonly RawTensor[] = [WEIGHTS]): Buffer {
	const names = new Set(change.map(([name]) => name));
	return ggufOf([...CHAT_ENTRIES.filter(([name]) => !names.has(name)), ...change], tensors);
}
