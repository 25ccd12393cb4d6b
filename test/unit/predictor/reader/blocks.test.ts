import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockTypeOf } from '../../../../src/predictor/reader/block-types.ts';
import { requantise } from '../../../../src/predictor/reader/requantise.ts';

/**
 * Two rows of 512 numbers of each form from random blocks, as llama.cpp's Python package (gguf 0.17) reads them, and in 4 bits as the prototype's
 * numpy makes them; base64.
 */
interface Recorded {
	readonly width: number;
	readonly raw: string;
	readonly values: string;
	readonly levels: string;
	readonly scales: string;
	readonly zeros: string;
}

const recorded: Readonly<Record<string, Recorded>> = JSON.parse(
	readFileSync(new URL('../../../fixtures/reader/blocks.json', import.meta.url), 'utf8'),
);
const bytes = (base64: string) => Buffer.from(base64, 'base64');
const floats = (base64: string) => new Float32Array(new Uint8Array(bytes(base64)).buffer);

test.each([
	['Q8_0', 8],
	['Q5_0', 6],
	['Q4_K', 12],
	['Q6_K', 14],
])('%s to numbers and to 4 bits, to the bit', (name, id) => {
	const { width, raw, values, levels, scales, zeros } = recorded[name]!;
	const expected = floats(values);
	const out = new Float32Array(expected.length);
	blockTypeOf(id)!.dequantise!(bytes(raw), out);
	expect(out).toEqual(expected);
	const four = requantise(out, width);
	expect(Buffer.from(four.levels).equals(bytes(levels))).toBe(true);
	expect(four.scales).toEqual(floats(scales));
	expect(Buffer.from(four.zeros).equals(bytes(zeros))).toBe(true);
});

test('single precision is read as it is', () => {
	const out = new Float32Array(3);
	blockTypeOf(0)!.dequantise!(Buffer.from(Float32Array.of(1.5, -2.25, 1e-30).buffer), out);
	expect([...out]).toEqual([1.5, -2.25, Math.fround(1e-30)]);
});

const weight = fc.oneof(fc.float({ noNaN: true, min: -8, max: 8 }), fc.constant(0), fc.constant(2 ** -149));

/** Numbers that single precision holds with a few bits alone: a step between them may round to nothing, or to far less than it is. */
const tiny = (most: number) => fc.integer({ min: -most, max: most }).map((n) => n * 2 ** -149);

test('a number in 4 bits is at most a step from itself, 0 stays 0, and blocks do not touch each other', () => {
	const block = (of: fc.Arbitrary<number>) => fc.array(of, { minLength: 96, maxLength: 96 });
	fc.assert(
		fc.property(
			fc.oneof(
				block(weight),
				fc.integer({ min: 1, max: 64 }).chain((most) => block(tiny(most))),
			),
			fc.constantFrom(32, 96),
			(list, width) => {
				const weights = Float32Array.from(list);
				const { levels, scales, zeros } = requantise(weights, width);
				const blocks = width / 32;
				for (let i = 0; i < weights.length; i++) {
					const row = Math.floor(i / width);
					const block = (i % width) >> 5;
					const zero = (zeros[row * Math.ceil(blocks / 2) + (block >> 1)]! >> ((block & 1) * 4)) & 15;
					const scale = scales[row * blocks + block]!;
					const back = (((levels[i >> 1]! >> ((i & 1) * 4)) & 15) - zero) * scale;
					expect(Math.abs(back - weights[i]!)).toBeLessThanOrEqual(scale * 1.01);
					if (weights[i] === 0) expect(back).toBeCloseTo(0, 10);
				}
			},
		),
	);
});
