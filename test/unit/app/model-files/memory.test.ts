import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chosenContext, memoryNeeded } from '../../../../src/app/model-files/memory.ts';

const sizes = fc.record({
	bytes: fc.integer({ min: 1, max: 2 ** 42 }),
	contextBytes: fc.option(fc.integer({ min: 1, max: 2 ** 24 })),
	contextTokens: fc.option(fc.integer({ min: 1, max: 100_000_000 })),
});

test('the context is never more than the model was trained for, and fits where a smaller one could', () => {
	fc.assert(
		fc.property(sizes, fc.integer({ min: 2 ** 30, max: 2 ** 38 }), (model, total) => {
			const tokens = chosenContext(model, total);
			expect(tokens).toBeGreaterThanOrEqual(1);
			expect(tokens).toBeLessThanOrEqual(Math.min(model.contextTokens ?? 4096, 32_768));
			if (tokens >= 8192) expect(memoryNeeded(model, tokens)).toBeLessThanOrEqual(total * 0.6);
		}),
	);
});

test('more memory never means less context', () => {
	fc.assert(
		fc.property(sizes, fc.integer({ min: 2 ** 30, max: 2 ** 37 }), (model, total) => {
			expect(chosenContext(model, total * 2)).toBeGreaterThanOrEqual(chosenContext(model, total));
		}),
	);
});

test('a model of 7 billion in 4 bits: the whole of 32k on 32 GB, less on 8 GB', () => {
	const model = { bytes: 4.7e9, contextBytes: 57_344, contextTokens: 131_072 };
	expect(chosenContext(model, 32e9)).toBe(32_768);
	expect(chosenContext(model, 8e9)).toBe(4096);
	expect(memoryNeeded(model, 32_768) / 1e9).toBeCloseTo(6.98, 1);
});
