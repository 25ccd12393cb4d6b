import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkoutFiles } from '../../../src/predictor/checkout-files.ts';
import { type Encoder, loadEncoder, meanPool } from '../../../src/predictor/encoder.ts';
import { cosine, ROOT } from './model-folder.ts';

const files = checkoutFiles(ROOT);
let native: Encoder;

beforeAll(async () => {
	native = await loadEncoder(files);
});
afterAll(() => native.dispose());

describe('encoder', () => {
	it('runs natively here and gives unit vectors of 384', async () => {
		expect(native.runtime).toBe('native');
		const vector = await native.embed('Why does this test fail only on CI?');
		expect(vector).toHaveLength(384);
		expect(cosine(vector, vector)).toBeCloseTo(1, 5);
	});

	it('gives the same vector for the same text, cached or not', async () => {
		const first = await native.embed('rename this variable');
		for (let i = 0; i < 70; i++) await native.embed(`push it out of the cache ${i}`);
		const again = await native.embed('rename this variable');
		expect(again).not.toBe(first);
		expect(again).toEqual(first);
	});

	it('keeps the vector of a preview for the send', async () => {
		expect(await native.embed('the same text')).toBe(await native.embed('the same text'));
	});

	it('puts like texts together', async () => {
		const [rename, same, soup] = await Promise.all([
			native.embed('How do I rename a variable everywhere?'),
			native.embed('rename a symbol across the project'),
			native.embed('a recipe for tomato soup'),
		]);
		// The encoder is fine-tuned for what makes a request hard, and short messages lie close together: the distance counts, not the cosine.
		expect(1 - cosine(rename, same)).toBeLessThan(0.6 * (1 - cosine(rename, soup)));
	});

	it('survives hostile text', async () => {
		for (const text of ['', '\0\0\0', '\ud800 lone', 'x'.repeat(5_000_000), '字'.repeat(100_000), '[CLS] [SEP] [PAD]']) {
			const vector = await native.embed(text);
			expect(vector.every(Number.isFinite)).toBe(true);
			expect(cosine(vector, vector)).toBeCloseTo(1, 5);
		}
	});

	it('gives nearly the same vectors in wasm where there is no native binary', async () => {
		const wasm = await loadEncoder({ ...files, nativeModulePath: null });
		expect(wasm.runtime).toBe('wasm');
		for (const text of ['explain this regex: ^(a+)+$', 'word '.repeat(500)]) {
			expect(cosine(await wasm.embed(text), await native.embed(text))).toBeGreaterThan(0.98);
		}
		await wasm.dispose();
	});

	it('falls back to wasm where the native binary does not load', async () => {
		const wasm = await loadEncoder({ ...files, nativeModulePath: `${ROOT}/nothing-here.cjs` });
		expect(wasm.runtime).toBe('wasm');
		await wasm.dispose();
	});

	it('says so where no runtime works', async () => {
		await expect(loadEncoder({ ...files, nativeModulePath: null, wasmModulePath: null })).rejects.toThrow('No inference runtime works');
	});
});

describe('meanPool', () => {
	it('averages over tokens and scales to length 1', () => {
		const hidden = new Float32Array(2 * 384);
		hidden[0] = 3;
		hidden[384 + 1] = 4;
		const pooled = meanPool(hidden, 2);
		expect(pooled[0]).toBeCloseTo(0.6, 6);
		expect(pooled[1]).toBeCloseTo(0.8, 6);
	});
});
