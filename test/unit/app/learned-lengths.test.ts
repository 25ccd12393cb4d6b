import { describe, expect, it } from 'vitest';
import { KeptLengths, LENGTHS_KEY } from '../../../src/app/learned-lengths.ts';
import type { Prediction } from '../../../src/core/routing/types.ts';
import { memoryState } from './fakes.ts';

const quality = { mean: 0.9, low: 0.8, high: 0.95 };
const prediction: Prediction = {
	candidates: ['a', 'b'].map((candidateId) => ({ candidateId, quality, outputTokens: { mean: 100, p90: 300 }, latencyMs: 1000 })),
	covariance: [],
	inputTokens: 10,
	source: 'encoder',
	degraded: null,
	taskKind: 'write',
};
const long = { taskKind: 'write', candidateId: 'a', expected: 100, counted: 350 };

describe('what is kept of answer lengths', () => {
	it('changes nothing before the first answer, and after it the model that wrote it most', () => {
		const lengths = new KeptLengths(memoryState(), () => {});
		expect(lengths.adjusted(prediction)).toBe(prediction);
		lengths.answered(long);
		const [a, b] = lengths.adjusted(prediction).candidates;
		expect(a!.outputTokens.mean).toBeGreaterThan(b!.outputTokens.mean);
		expect(b!.outputTokens.mean).toBeGreaterThan(100);
		expect(a!.outputTokens.p90 / a!.outputTokens.mean).toBeCloseTo(3, 1);
	});

	it('outlives the window, adds to what other windows learned, and holds numbers alone', async () => {
		const state = memoryState();
		const [one, other] = [new KeptLengths(state, () => {}), new KeptLengths(state, () => {})];
		one.answered(long);
		await one.close();
		other.answered(long);
		await other.close();
		const later = new KeptLengths(state, () => {});
		await later.load();
		expect(later.adjusted(prediction)).toEqual(other.adjusted(prediction));
		expect(await state.get('global', LENGTHS_KEY)).toMatchObject({ 'kind write': { seen: 2 }, 'model a': { seen: 2 } });
	});

	it('begins anew where what was kept is damaged, and says so', async () => {
		const lines: string[] = [];
		const state = memoryState();
		await state.set('global', LENGTHS_KEY, { 'kind write': { mean: 'long' } });
		const lengths = new KeptLengths(state, (line) => lines.push(line));
		await lengths.load();
		expect(lengths.adjusted(prediction)).toBe(prediction);
		expect(lines).toHaveLength(1);
		lengths.answered(long);
		await lengths.close();
		expect(await state.get('global', LENGTHS_KEY)).toMatchObject({ 'kind write': { seen: 1 } });
	});
});
