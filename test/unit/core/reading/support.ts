import { QUESTIONS } from '../../../../src/core/reading/questions.ts';
import { type ReadingWeights, readingWeights } from '../../../../src/core/reading/weights.ts';
import { qualitiesOf } from '../../../../src/core/routing/quality.ts';
import type { Prediction } from '../../../../src/core/routing/types.ts';

export function floats(values: readonly number[]): string {
	return Buffer.from(Float32Array.from(values).buffer).toString('base64');
}

/** models/reading.json as a training could write it: what is hard to debug is harder, what is far-reaching is dearer. */
export function weightsFile(): Record<string, unknown> {
	const only = (name: string, value: number): number[] => QUESTIONS.map((question) => (question.name === name ? value : 0));
	return {
		version: 1,
		judge: {
			features: QUESTIONS.map(({ name }) => name),
			means: QUESTIONS.map(({ low, high }) => (low + high) / 2),
			scales: QUESTIONS.map(() => 1),
			difficulty: { weights: only('debugging_complexity', 0.5), bias: 0, explained: 0.4 },
			cost: { weights: only('codebase_scope', 0.3), bias: 0, explained: 0.3 },
		},
		file: {
			modelSha256: 'a'.repeat(64),
			layer: 20,
			size: 3,
			means: floats([0, 1, 2]),
			scales: floats([1, 2, 0]),
			difficulty: { weights: floats([1, 1, 1]), bias: 0.5, explained: 0.2 },
			cost: { weights: floats([0, 0.5, 9]), bias: 0, explained: 0.1 },
		},
	};
}

export const WEIGHTS: ReadingWeights = readingWeights(weightsFile());

/** Answers of the middle, but for those named. */
export function answers(over: Readonly<Record<string, number>> = {}): number[] {
	return QUESTIONS.map(({ name, low, high }) => over[name] ?? Math.round((low + high) / 2));
}

/** Three candidates with a basis, logits from the first to the last. */
export function withBasis(logits: readonly number[] = [-0.5, 0.5, 1.5], over: Partial<Prediction> = {}): Prediction {
	const basis = { floor: 0, span: 1, skills: [1], shared: 0.8, level: 0.2, logits: logits.map((mean) => ({ mean, variance: 0.1 })) };
	const { qualities, covariance } = qualitiesOf(basis);
	return {
		candidates: qualities.map((quality, i) => ({ candidateId: `c${i}`, quality, outputTokens: { mean: 500, p90: 900 }, latencyMs: 5000 })),
		covariance,
		basis,
		inputTokens: 1000,
		source: 'encoder',
		degraded: null,
		taskKind: 'fix',
		...over,
	};
}
