/**
 * The block forms of the reader's file as numbers, each step in single precision as llama.cpp's own Python package does it (gguf-py,
 * `quants.py`): the weights of the reading were fitted on numbers made so. `out.length` numbers are read, whole blocks.
 */

const HALF = halfTable();

/** Single precision of a half-precision number at `at`. */
function half(from: Buffer, at: number): number {
	return HALF[from.readUInt16LE(at)]!;
}

/** Q8_0: 32 numbers = a scale and 32 signed bytes. */
export function q8(from: Buffer, out: Float32Array): void {
	for (let block = 0, at = 0; block < out.length; block += 32, at += 34) {
		const scale = half(from, at);
		for (let j = 0; j < 32; j++) out[block + j] = scale * signed(from[at + 2 + j]!);
	}
}

/** Q5_0: 32 numbers = a scale, their fifth bits, and their lower four bits: the first half's in the low nibbles, the second's above. */
export function q5(from: Buffer, out: Float32Array): void {
	for (let block = 0, at = 0; block < out.length; block += 32, at += 22) {
		const scale = half(from, at);
		const fifth = from.readUInt32LE(at + 2);
		for (let j = 0; j < 16; j++) {
			const nibbles = from[at + 6 + j]!;
			out[block + j] = scale * (((nibbles & 15) | (((fifth >>> j) & 1) << 4)) - 16);
			out[block + j + 16] = scale * (((nibbles >>> 4) | (((fifth >>> (j + 16)) & 1) << 4)) - 16);
		}
	}
}

/** Q4_K: 256 numbers = scale and minimum of the block, eight of each in 6 bits for its parts of 32, and 4 bits a number. */
export function q4K(from: Buffer, out: Float32Array): void {
	for (let block = 0, at = 0; block < out.length; block += 256, at += 144) {
		const scale = half(from, at);
		const minimum = half(from, at + 2);
		for (let part = 0; part < 8; part++) {
			const [partScale, partMinimum] = sixBits(from, at + 4, part);
			const step = Math.fround(scale * partScale);
			const least = Math.fround(minimum * partMinimum);
			const quants = at + 16 + (part >> 1) * 32;
			const shift = (part & 1) * 4;
			for (let j = 0; j < 32; j++) {
				out[block + part * 32 + j] = Math.fround(step * ((from[quants + j]! >>> shift) & 15)) - least;
			}
		}
	}
}

/** Scale and minimum of a part: the first four in the low bits of two fours of bytes, the others' upper two bits above them. */
function sixBits(from: Buffer, at: number, part: number): readonly [number, number] {
	if (part < 4) return [from[at + part]! & 63, from[at + 4 + part]! & 63];
	const low = from[at + 4 + part]!;
	return [(low & 15) | ((from[at + part - 4]! >>> 6) << 4), (low >>> 4) | ((from[at + part]! >>> 6) << 4)];
}

/** Q6_K: 256 numbers = their lower four bits, their upper two, sixteen signed scales of 16 numbers each, and the block's scale. */
export function q6K(from: Buffer, out: Float32Array): void {
	for (let block = 0, at = 0; block < out.length; block += 256, at += 210) {
		const scale = half(from, at + 208);
		const steps = new Float32Array(16);
		for (let i = 0; i < 16; i++) steps[i] = scale * signed(from[at + 192 + i]!);
		for (let i = 0; i < 256; i++) {
			const side = i >> 7;
			const within = i & 127;
			const low = (from[at + side * 64 + (within & 63)]! >>> (within >> 6 ? 4 : 0)) & 15;
			const high = (from[at + 128 + side * 32 + (within & 31)]! >>> ((within >> 5) * 2)) & 3;
			out[block + i] = steps[i >> 4]! * ((low | (high << 4)) - 32);
		}
	}
}

function signed(byte: number): number {
	return (byte << 24) >> 24;
}

function halfTable(): Float32Array {
	return Float32Array.from({ length: 65_536 }, (_, bits) => {
		const sign = bits & 0x8000 ? -1 : 1;
		const exponent = (bits >>> 10) & 31;
		const fraction = bits & 1023;
		if (exponent === 0) return sign * fraction * 2 ** -24;
		if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
		return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
	});
}
