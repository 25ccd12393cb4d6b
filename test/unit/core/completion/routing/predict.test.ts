import { describe, expect, it } from 'vitest';
import { AcceptanceModel } from '../../../../../src/core/completion/routing/acceptance.ts';
import { LatencyBook } from '../../../../../src/core/completion/routing/latency.ts';
import { MAX_OUTPUT_TOKENS, type PredictInput, predictCompletions } from '../../../../../src/core/completion/routing/predict.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../../../src/core/completion/routing/prior-weights.ts';
import { features, filler } from './support.ts';

const acceptance = new AcceptanceModel(PRIOR_ACCEPTANCE_WEIGHTS, null);
const latency = new LatencyBook({ now: () => 0 });

function predict(over: Partial<PredictInput> = {}): ReturnType<typeof predictCompletions> {
	const candidates = [filler('a', { wireModel: 'qwen2.5-coder:7b' }), filler('b', { local: true, parametersB: 1.5 })];
	return predictCompletions({
		candidates,
		features: features(),
		inputTokens: 1000,
		head: PRIOR_ACCEPTANCE_WEIGHTS,
		acceptance,
		latency,
		...over,
	});
}

describe('prediction of completions', () => {
	it('holds chance, length and wait of each candidate, in their order', () => {
		const [a, b] = predict();
		expect([a!.candidateId, b!.candidateId]).toEqual(['a', 'b']);
		expect(a!.acceptance.mean).toBeGreaterThan(b!.acceptance.mean);
		expect(a!.outputTokens).toBe(11);
		expect(a!.firstLineMs).toMatchObject({ measured: 0 });
		expect(a!.firstLineMs.p90).toBeGreaterThan(a!.firstLineMs.p50);
	});

	it('takes the measured length by shape, never above the cap', () => {
		const head = { ...PRIOR_ACCEPTANCE_WEIGHTS, lengthScale: { line: 2, block: 100 } };
		expect(predict({ head })[0]!.outputTokens).toBe(22);
		expect(predict({ head, features: { ...features(), shape: 'block' } })[0]!.outputTokens).toBe(MAX_OUTPUT_TOKENS.block);
	});

	it('adds the thinking of a model that thinks', () => {
		const candidates = [filler('t', { reasoning: true, effort: 'low' }, { method: 'chat' })];
		expect(predict({ candidates })[0]!.outputTokens).toBe(611);
	});
});
