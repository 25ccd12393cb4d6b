import { type Gaussian, joined, type Linearised, laplace } from './gaussian.ts';
import { chanceAt, type Item, logit } from './items.ts';

/** Mean score of a model on a benchmark of which (some of) the questions are known. */
export interface MeanScore {
	/** A sample of the questions. */
	readonly items: readonly Item[];
	/** Share of right answers over all questions. */
	readonly share: number;
	readonly questions: number;
	/** Standard deviation of the benchmark's offset between models, logits. */
	readonly sigma: number;
}

/** Score on a benchmark without known questions: y = loading · theta - level + noise, on the scale of training/data/published.ts. */
export interface PseudoScore {
	readonly loading: ArrayLike<number>;
	readonly level: number;
	readonly y: number;
	readonly sigma: number;
}

/** An answer of the model to a prompt: 1 right, 0 wrong, or a share of passed samples. */
export interface Outcome {
	readonly item: Item;
	readonly value: number;
}

export interface Evidence {
	readonly means: readonly MeanScore[];
	readonly pseudo: readonly PseudoScore[];
	/** The benchmark that is predicted: its offset joins the state as the last dimension. `score` null where the model has none on it. */
	readonly target: { readonly sigma: number; readonly score: MeanScore | null };
}

/**
 * Ability (d dimensions) and offset of the target benchmark (one more) from published scores: each mean score is a noisy observation, in logits, of the predicted
 * mean over its benchmark's questions; the noise is the benchmark's sigma and the sampling of its questions. The target's own offset is no noise but a part of the state.
 */
export function abilityFromScores(prior: Gaussian, evidence: Evidence, ceiling: number): Gaussian {
	const d = prior.mean.length;
	const { target, means, pseudo } = evidence;
	const start = joined(prior, { mean: Float64Array.of(0), covariance: [[target.sigma ** 2]] });
	return laplace(start, function* (state) {
		for (const score of means) yield observedMean(score, state, d, ceiling, false);
		if (target.score) yield observedMean(target.score, state, d, ceiling, true);
		for (const score of pseudo) {
			let expected = -score.level;
			const gradient = new Float64Array(d + 1);
			for (let k = 0; k < d; k++) {
				gradient[k] = score.loading[k]!;
				expected += score.loading[k]! * state[k]!;
			}
			yield { gradient, residual: score.y - expected, precision: score.sigma ** -2 };
		}
	});
}

/** Mean over the questions in logits, and its gradient by ability and (where it is the target) offset. */
function observedMean(score: MeanScore, state: Float64Array, d: number, ceiling: number, isTarget: boolean): Linearised {
	const at = isTarget ? state : state.subarray(0, d);
	const { mean, gradient } = predictedMean(score.items, at, d, ceiling);
	const full = new Float64Array(d + 1);
	full.set(isTarget ? gradient : gradient.subarray(0, d));
	const share = withinOpen(score.share, score.questions);
	const sampling = 1 / (score.questions * share * (1 - share));
	return {
		gradient: full,
		residual: logit(share) - logit(mean),
		precision: 1 / (sampling + (isTarget ? 0 : score.sigma ** 2)),
	};
}

/** Predicted mean of a benchmark at a state, and the gradient (d + 1, the offset last) of its logit. */
export function predictedMean(items: readonly Item[], state: ArrayLike<number>, d: number, ceiling: number) {
	let sum = 0;
	const gradient = new Float64Array(d + 1);
	for (const item of items) {
		const { p, slope } = chanceAt(item, state, ceiling);
		sum += p;
		for (let k = 0; k <= d; k++) gradient[k]! += slope * item.directions[k]!;
	}
	const mean = sum / items.length;
	return { mean, gradient: gradient.map((value) => value / items.length / (mean * (1 - mean))) };
}

/** A share of all or of none says that the logit is large, not that it is infinite. */
const withinOpen = (share: number, questions: number) => Math.min(1 - 0.5 / questions, Math.max(0.5 / questions, share));

/** Bayesian update by single outcomes (Laplace, Fisher scoring). */
export function withOutcomes(prior: Gaussian, outcomes: readonly Outcome[], ceiling: number): Gaussian {
	return laplace(prior, function* (state) {
		for (const { item, value } of outcomes) {
			const { p, slope } = chanceAt(item, state, ceiling);
			// Residual on the logit scale: (y - p) / slope with precision slope^2 / (p (1 - p)).
			const flat = Math.max(slope, 1e-6);
			yield { gradient: item.directions, residual: (value - p) / flat, precision: flat ** 2 / Math.max(1e-6, p * (1 - p)) };
		}
	});
}
