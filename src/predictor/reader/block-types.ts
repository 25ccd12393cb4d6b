import { q4K, q5, q6K, q8 } from './dequantise.ts';

/** How numbers are kept in a file: `block` of them in `bytes`. */
export interface BlockType {
	/** Its number in the format (`ggml_type`). */
	readonly id: number;
	readonly name: string;
	readonly block: number;
	readonly bytes: number;
	/** Null: nothing here reads it. `out` gets the numbers of `from`, whole blocks. */
	readonly dequantise: ((from: Buffer, out: Float32Array) => void) | null;
}

/** Those that no reader needs are known by their sizes alone, so that a file of them is read past. */
const BLOCK_TYPES: readonly BlockType[] = [
	{ id: 0, name: 'F32', block: 1, bytes: 4, dequantise: f32 },
	{ id: 1, name: 'F16', block: 1, bytes: 2, dequantise: null },
	{ id: 2, name: 'Q4_0', block: 32, bytes: 18, dequantise: null },
	{ id: 3, name: 'Q4_1', block: 32, bytes: 20, dequantise: null },
	{ id: 6, name: 'Q5_0', block: 32, bytes: 22, dequantise: q5 },
	{ id: 7, name: 'Q5_1', block: 32, bytes: 24, dequantise: null },
	{ id: 8, name: 'Q8_0', block: 32, bytes: 34, dequantise: q8 },
	{ id: 10, name: 'Q2_K', block: 256, bytes: 84, dequantise: null },
	{ id: 11, name: 'Q3_K', block: 256, bytes: 110, dequantise: null },
	{ id: 12, name: 'Q4_K', block: 256, bytes: 144, dequantise: q4K },
	{ id: 13, name: 'Q5_K', block: 256, bytes: 176, dequantise: null },
	{ id: 14, name: 'Q6_K', block: 256, bytes: 210, dequantise: q6K },
	{ id: 30, name: 'BF16', block: 1, bytes: 2, dequantise: null },
];

/** Null for a form that is not known here. */
export function blockTypeOf(id: number): BlockType | null {
	return BLOCK_TYPES.find((type) => type.id === id) ?? null;
}

function f32(from: Buffer, out: Float32Array): void {
	for (let i = 0; i < out.length; i++) out[i] = from.readFloatLE(i * 4);
}
