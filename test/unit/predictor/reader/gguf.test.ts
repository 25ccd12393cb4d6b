import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGgufHeader } from '../../../../src/predictor/reader/gguf.ts';
import { networkOf } from '../../../../src/predictor/reader/network.ts';
import { vocabularyOf } from '../../../../src/predictor/reader/vocabulary.ts';
import { type Entry, ggufOf, text, tinyEntries, tinyGguf, tinyTensors, u32, u64 } from './tiny-model.ts';

const read = (bytes: Buffer, firstPiece?: number, claimed = bytes.length) =>
	readGgufHeader(
		async (offset, length) => bytes.subarray(offset, offset + length),
		claimed,
		firstPiece === undefined ? {} : { firstPiece },
	);

const head = (tensors: number | bigint, entries: number | bigint) =>
	Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors), u64(entries)]);
const entry = (key: string, ...value: Buffer[]) => Buffer.concat([head(0, 1), text(key), ...value, Buffer.alloc(64)]);

test('metadata and places of a whole file, in pieces of any size', async () => {
	const bytes = tinyGguf();
	const header = await read(bytes);
	expect(header.metadata.get('qwen2.embedding_length')).toBe(64);
	expect(header.metadata.get('tokenizer.ggml.merges')).toContain('Ġ th');
	expect(header.tensors.get('blk.1.ffn_down.weight')).toMatchObject({ width: 96, rows: 64 });
	for (const { name, data } of tinyTensors()) {
		const { offset, bytes: length } = header.tensors.get(name)!;
		expect(bytes.subarray(offset, offset + length).equals(data), name).toBe(true);
	}
	expect(await read(bytes, 100)).toEqual(header);
});

describe('hostile files are refused in words, before anything of their size is made', () => {
	const tensors = tinyTensors();
	const cases: Readonly<Record<string, Buffer>> = {
		'no such file': Buffer.from('<!DOCTYPE html><html>not found</html>'),
		empty: Buffer.alloc(0),
		'another version': Buffer.concat([Buffer.from('GGUF'), u32(99), Buffer.alloc(64)]),
		'a version of the other byte order': Buffer.from([...Buffer.from('GGUF'), 0, 0, 0, 3, ...Buffer.alloc(64)]),
		'more tensors than any model': Buffer.concat([head(2n ** 63n, 0), Buffer.alloc(64)]),
		'more entries than any model': Buffer.concat([head(0, 2n ** 40n), Buffer.alloc(64)]),
		'a list of 2^50 values': entry('x', u32(9), u32(4), u64(2n ** 50n)),
		'a list of 60 million texts': entry('x', u32(9), u32(8), u64(60_000_000)),
		'lists within lists': entry('x', u32(9), u32(9), u64(1), u32(9), u64(1)),
		'a value of no kind': entry('x', u32(77)),
		'a list of no kind': entry('x', u32(9), u32(77), u64(1)),
		'a text of 2^40 bytes': entry('x', u32(8), u64(2n ** 40n)),
		'a name of 1 MB': Buffer.concat([head(0, 1), u64(1e6), Buffer.alloc(1e6)]),
		'a name twice': ggufOf([['x', 'u32', 1] satisfies Entry, ['x', 'u32', 1] satisfies Entry], []),
		'a tensor twice': ggufOf([], [tensors[0]!, tensors[0]!]),
		'a tensor of no form': ggufOf([], [{ ...tensors[0]!, type: 4711 }]),
		'a tensor of no size': ggufOf([], [{ ...tensors[0]!, dimensions: [64, 0] }]),
		'a tensor of no dimensions': ggufOf([], [{ ...tensors[0]!, dimensions: [] }]),
		'a tensor of 9 dimensions': ggufOf([], [{ ...tensors[0]!, dimensions: Array<number>(9).fill(1) }]),
		'a tensor of half a block': ggufOf([], [{ ...tensors[0]!, dimensions: [63, 2] }]),
		'a tensor larger than all numbers': ggufOf([], [{ ...tensors[0]!, dimensions: [2 ** 52, 2 ** 52, 2 ** 52] }]),
		'a tensor beyond the end': ggufOf([], [{ ...tensors[0]!, claimed: 1_000_000n }]),
		'a tensor beyond all numbers': ggufOf([], [{ ...tensors[0]!, claimed: 2n ** 64n - 32n }]),
		'an alignment of 0': ggufOf([['general.alignment', 'u32', 0]], tensors),
		'an alignment of half': ggufOf([['general.alignment', 'f32', 0.5]], tensors),
		'an alignment of a text': ggufOf([['general.alignment', 'text', '32']], tensors),
	};
	test.each(Object.entries(cases))('%s', async (_, bytes) => {
		await expect(read(bytes)).rejects.toMatchObject({
			kind: 'invalidInput',
			message: /^This is no model file that Routoo can read: .+\.$/,
		});
	});

	test('cut off anywhere', async () => {
		const bytes = tinyGguf();
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
				await expect(read(bytes.subarray(0, length))).rejects.toMatchObject({ kind: 'invalidInput' });
			}),
			{ numRuns: 60 },
		);
		await expect(read(bytes.subarray(0, 500), undefined, bytes.length)).rejects.toMatchObject({ kind: 'invalidInput' });
	});

	test('a header that never ends', async () => {
		const line = text('x'.repeat(92));
		const start = Buffer.concat([head(0, 1), text('x'), u32(9), u32(8), u64(1_000_000)]);
		const endless = async (_: number, length: number) => Buffer.concat([start, Buffer.alloc(length - start.length, line)]);
		await expect(readGgufHeader(endless, 2 ** 40)).rejects.toMatchObject({ message: /its header is larger than 64 MB/ });
	});

	test('any bytes after the mark: an answer or a refusal in words, never another error', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
				await read(Buffer.concat([head(1, 1), bytes])).catch((error: unknown) => expect(error).toMatchObject({ kind: 'invalidInput' }));
			}),
			{ numRuns: 200 },
		);
	});
});

describe('what is no network of the kind', () => {
	const without = (key: string) => tinyEntries().filter(([name]) => name !== key);
	const changed = (key: string, value: unknown): Entry[] => tinyEntries().map((e) => (e[0] === key ? [key, e[1], value] : e));
	const tensors = tinyTensors();
	const cases: readonly (readonly [string, Entry[], typeof tensors])[] = [
		['another architecture', changed('general.architecture', 'llama'), tensors],
		['no number of layers', without('qwen2.block_count'), tensors],
		['a million layers', changed('qwen2.block_count', 1_000_000), tensors],
		['one layer more than it has', changed('qwen2.block_count', 3), tensors],
		['heads that do not divide', changed('qwen2.attention.head_count', 3), tensors],
		['another width', changed('qwen2.embedding_length', 32), tensors],
		['a missing tensor', tinyEntries(), tensors.filter(({ name }) => name !== 'blk.1.attn_k.bias')],
		['no embedding', tinyEntries(), tensors.slice(1)],
	];
	test.each(cases)('%s', async (_, entries, of) => {
		const header = await read(ggufOf(entries, of));
		expect(() => networkOf(header)).toThrow(/^This model file cannot be the reader: /);
	});

	test.each([
		['another model', changed('tokenizer.ggml.model', 'llama')],
		['another way to cut', changed('tokenizer.ggml.pre', 'gpt-2')],
		['a merge of no tokens', changed('tokenizer.ggml.merges', ['qq qq'])],
		['a merge of three', changed('tokenizer.ggml.merges', ['i s s'])],
		['numbers in place of merges', [...without('tokenizer.ggml.merges'), ['tokenizer.ggml.merges', 'i32s', [1]] satisfies Entry]],
		['kinds of other tokens', changed('tokenizer.ggml.token_type', [1, 2, 3])],
		['a token twice', changed('tokenizer.ggml.tokens', Array<string>(263).fill('a'))],
	])('a tokenizer with %s', async (_, entries) => {
		const header = await read(ggufOf(entries as Entry[], tensors));
		expect(() => vocabularyOf(header, 263)).toThrow(/^The tokenizer in this model file /);
	});
});
