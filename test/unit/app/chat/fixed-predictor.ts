import type { Predictor } from '../../../../src/core/routing/predictor.ts';

/** Mean quality by candidate; of others 0.5. */
const QUALITY: Readonly<Record<string, number>> = { 'home/small': 0.5, 'home/big': 0.8, 'cloud/best': 0.95 };

/** Says the same of every message. */
export const fixedPredictor: Predictor = {
	predict: async (_request, candidates) => ({
		candidates: candidates.map((c) => {
			const mean = QUALITY[c.id] ?? 0.5;
			return {
				candidateId: c.id,
				quality: { mean, low: mean - 0.05, high: mean + 0.05 },
				outputTokens: { mean: 50, p90: 100 },
				latencyMs: 500,
			};
		}),
		covariance: candidates.map((_, i) => candidates.map((_, j) => (i === j ? 1e-6 : 0))),
		inputTokens: 100,
		source: 'encoder',
		degraded: null,
		taskKind: 'chat',
	}),
	status: () => ({ kind: 'ready', runtime: 'native' }),
	onStatus: () => () => {},
	dispose: async () => {},
};
