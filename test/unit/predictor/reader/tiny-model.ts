import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../../../../bench/kit/prompts.ts';
import type { KnownFile } from '../../../../src/predictor/reader/known-file.ts';

/** A file in the form of llama.cpp, written here: entries as [key, kind, value], tensors as their raw bytes. */
export type Entry = readonly [key: string, kind: 'u32' | 'f32' | 'text' | 'texts' | 'i32s', value: unknown];

export interface RawTensor {
	readonly name: string;
	readonly dimensions: readonly number[];
	readonly type: number;
	readonly data: Buffer;
	/** Where the file is to claim that it lies, in place of where it does. */
	readonly claimed?: bigint;
}

export const u32 = (value: number): Buffer => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
};

export const u64 = (value: number | bigint): Buffer => {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64LE(BigInt(value));
	return bytes;
};

const f32 = (value: number): Buffer => {
	const bytes = Buffer.alloc(4);
	bytes.writeFloatLE(value);
	return bytes;
};

export const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

const KINDS: Readonly<Record<Entry[1], (value: never) => Buffer>> = {
	u32: (value: number) => Buffer.concat([u32(4), u32(value)]),
	f32: (value: number) => Buffer.concat([u32(6), f32(value)]),
	text: (value: string) => Buffer.concat([u32(8), text(value)]),
	texts: (values: string[]) => Buffer.concat([u32(9), u32(8), u64(values.length), ...values.map(text)]),
	i32s: (values: number[]) => Buffer.concat([u32(9), u32(5), u64(values.length), ...values.map(u32)]),
};

export function ggufOf(entries: readonly Entry[], tensors: readonly RawTensor[]): Buffer {
	let end = 0;
	const infos = tensors.map(({ name, dimensions, type, data, claimed }) => {
		const offset = Math.ceil(end / 32) * 32;
		end = offset + data.length;
		return Buffer.concat([text(name), u32(dimensions.length), ...dimensions.map(u64), u32(type), u64(claimed ?? offset)]);
	});
	const head = Buffer.concat([
		...[Buffer.from('GGUF'), u32(3), u64(tensors.length), u64(entries.length)],
		...entries.map(([key, kind, value]) => Buffer.concat([text(key), KINDS[kind](value as never)])),
		...infos,
	]);
	const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((32 - (bytes.length % 32)) % 32)]);
	return Buffer.concat([padded(head), ...tensors.map(({ data }) => padded(data))]);
}

export const TINY = { layers: 2, width: 64, heads: 4, keyHeads: 2, inner: 96 } as const;

/** The letters that stand for bytes in a vocabulary of GPT-2's kind. */
export function byteLetters(): string[] {
	const plain = (b: number) => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
	let next = 256;
	return Array.from({ length: 256 }, (_, b) => String.fromCodePoint(plain(b) ? b : next++));
}

export const TINY_MERGES = ['i s', 't h', 'Ġ th', 'e r', 'Ġ a'];

export function tinyEntries(): Entry[] {
	const tokens = [...byteLetters(), ...TINY_MERGES.map((merge) => merge.replace(' ', '')), '<|im_start|>', '<|im_end|>'];
	return [
		['general.architecture', 'text', 'qwen2'],
		['qwen2.block_count', 'u32', TINY.layers],
		['qwen2.embedding_length', 'u32', TINY.width],
		['qwen2.attention.head_count', 'u32', TINY.heads],
		['qwen2.attention.head_count_kv', 'u32', TINY.keyHeads],
		['qwen2.feed_forward_length', 'u32', TINY.inner],
		['qwen2.rope.freq_base', 'f32', 10_000],
		['qwen2.attention.layer_norm_rms_epsilon', 'f32', 1e-6],
		['tokenizer.ggml.model', 'text', 'gpt2'],
		['tokenizer.ggml.pre', 'text', 'qwen2'],
		['tokenizer.ggml.tokens', 'texts', tokens],
		['tokenizer.ggml.merges', 'texts', TINY_MERGES],
		['tokenizer.ggml.token_type', 'i32s', tokens.map((token) => (token.startsWith('<|') ? 3 : 1))],
	];
}

/** Random weights: matrices as Q8_0 or Q5_0 in turn, vectors in single precision. */
export function tinyTensors(seed = 1): RawTensor[] {
	const random = seeded(seed);
	const { layers, width, heads, keyHeads, inner } = TINY;
	const keys = (width / heads) * keyHeads;
	let turn = 0;
	const matrix = (name: string, rows: number, columns: number): RawTensor => {
		const [type, bytes] = turn++ % 2 === 0 ? ([8, 34] as const) : ([6, 22] as const);
		const data = Buffer.alloc(((rows * columns) / 32) * bytes);
		for (let at = 0; at < data.length; at++) data[at] = Math.floor(random() * 256);
		// The scale, in half precision: 2^-11 of signed bytes, 2^-7 of five bits, up to twice that.
		for (let at = 0; at < data.length; at += bytes) data.writeUInt16LE((type === 8 ? 0x1000 : 0x2000) + Math.floor(random() * 0x400), at);
		return { name: `${name}.weight`, dimensions: [columns, rows], type, data };
	};
	const vector = (name: string, size: number, around: number): RawTensor => ({
		...{ name, dimensions: [size], type: 0 },
		data: Buffer.concat(Array.from({ length: size }, () => f32(around + (random() - 0.5) / 2))),
	});
	const vocabulary = 256 + TINY_MERGES.length + 2;
	return [
		matrix('token_embd', vocabulary, width),
		...Array.from({ length: layers }, (_, layer) => `blk.${layer}`).flatMap((at) => [
			vector(`${at}.attn_norm.weight`, width, 1),
			...[matrix(`${at}.attn_q`, width, width), vector(`${at}.attn_q.bias`, width, 0)],
			...[matrix(`${at}.attn_k`, keys, width), vector(`${at}.attn_k.bias`, keys, 0)],
			...[matrix(`${at}.attn_v`, keys, width), vector(`${at}.attn_v.bias`, keys, 0)],
			matrix(`${at}.attn_output`, width, width),
			vector(`${at}.ffn_norm.weight`, width, 1),
			...[matrix(`${at}.ffn_gate`, inner, width), matrix(`${at}.ffn_up`, inner, width), matrix(`${at}.ffn_down`, width, inner)],
		]),
	];
}

export function tinyGguf(seed = 1): Buffer {
	return ggufOf(tinyEntries(), tinyTensors(seed));
}

/** Writes the tiny model into a folder. */
export function tinyFile(folder: string): KnownFile & { readonly path: string } {
	const bytes = tinyGguf();
	const path = join(folder, 'tiny.gguf');
	writeFileSync(path, bytes);
	return {
		...{ model: 'Tiny', publisher: 'nobody', licence: 'MIT', fileName: 'tiny.gguf', address: 'https://models.invalid/tiny.gguf', path },
		...{ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
	};
}
