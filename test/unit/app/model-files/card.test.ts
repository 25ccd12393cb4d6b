import { mkdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readModelCard } from '../../../../src/app/model-files/card.ts';
import { chatModel, type Folder, folderWithProgram, WEIGHTS } from '../../../support/model-files/files.ts';
import { ggufOf } from '../../predictor/reader/tiny-model.ts';

let folder: Folder;
beforeEach(() => {
	folder = folderWithProgram();
});
afterEach(() => folder.remove());

test('what the header tells, with the weights counted', async () => {
	const bytes = chatModel();
	expect(await readModelCard(folder.file('tiny.gguf', bytes))).toEqual({
		...{ name: 'Tiny Talker 1M Instruct', architecture: 'llama', licence: 'apache-2.0', contextTokens: 8192 },
		...{ parametersB: 1_048_576 / 1e9, bytes: bytes.length, hasTemplate: true, tools: true },
		// 2 layers, 2 heads, keys and values of 16 numbers, 2 bytes each.
		contextBytes: 2 * 2 * (16 + 16) * 2,
	});
});

test('what is missing or cannot be is not told', async () => {
	const odd = chatModel([
		['general.name', 'text', 'x\u001b[31m'],
		['general.license', 'text', '[free](command:evil)'],
		['llama.context_length', 'u32', 0],
		['llama.attention.head_count', 'f32', 0.5],
		['tokenizer.chat_template', 'text', ' '],
	]);
	const card = await readModelCard(folder.file('odd.gguf', odd));
	expect(card).toMatchObject({ name: null, licence: null, contextTokens: null, contextBytes: null, hasTemplate: false, tools: false });
});

test('a form of numbers that nobody here knows is a model all the same', async () => {
	const file = folder.file('new.gguf', chatModel([], [{ ...WEIGHTS, type: 77 }]));
	expect((await readModelCard(file)).parametersB).toBeCloseTo(0.001048576);
});

describe('parts', () => {
	const part = (no: number) =>
		chatModel([
			['split.count', 'u32', 2],
			['split.no', 'u32', no],
		]);
	test('are read together', async () => {
		const first = folder.file('big-00001-of-00002.gguf', part(0));
		folder.file('big-00002-of-00002.gguf', part(1));
		expect(await readModelCard(first)).toMatchObject({ bytes: 2 * part(0).length, parametersB: (2 * 1_048_576) / 1e9 });
	});
	test('a missing one, a later one and one by another name are said', async () => {
		const first = folder.file('big-00001-of-00002.gguf', part(0));
		await expect(readModelCard(first)).rejects.toThrow(/big-00002-of-00002\.gguf is not there/);
		await expect(readModelCard(folder.file('big-00002-of-00002.gguf', part(1)))).rejects.toThrow(/a later part/);
		await expect(readModelCard(folder.file('renamed.gguf', part(0)))).rejects.toThrow(/one part of 2/);
	});
});

describe('what is no chat model is refused in words', () => {
	const entry = (name: string, value: string) => [[name, 'text', value]] as const;
	const cases: readonly (readonly [string, Buffer, RegExp])[] = [
		['no GGUF', Buffer.from('<html>'), /no model file/],
		['empty', Buffer.alloc(0), /no model file/],
		['no architecture', ggufOf([], [WEIGHTS]), /what model it holds/],
		['a reader of pictures', chatModel(entry('general.architecture', 'clip')), /reads pictures/],
		['the picture half', chatModel(entry('general.type', 'mmproj')), /reads pictures/],
		['an adapter', chatModel(entry('general.type', 'adapter')), /adapter/],
		['vectors', chatModel(entry('general.architecture', 'nomic-bert')), /vectors/],
		['a vocabulary', chatModel([], []), /no weights/],
		['7 billion in 2 MB', chatModel([], [{ ...WEIGHTS, type: 77, dimensions: [32_768, 230_000] }]), /more weights than/],
	];
	test.each(cases)('%s', async (_, bytes, words) => {
		const read = readModelCard(folder.file('it.gguf', bytes));
		await expect(read).rejects.toMatchObject({ kind: 'invalidInput', message: words });
	});
	test('a folder, a missing file, one that is cut off', async () => {
		mkdirSync(join(folder.path, 'folder.gguf'));
		await expect(readModelCard(join(folder.path, 'folder.gguf'))).rejects.toMatchObject({ kind: 'invalidInput' });
		await expect(readModelCard(join(folder.path, 'none.gguf'))).rejects.toThrow(/not there any more/);
		const cut = folder.file('cut.gguf', chatModel());
		truncateSync(cut, 5000);
		await expect(readModelCard(cut)).rejects.toThrow(/beyond its end/);
	});
});
