import { redrawn } from '../routing/redraw.ts';
import type { Moved, Prediction } from '../routing/types.ts';
import { type Believed, believedOf, type LearnedAbilities } from './abilities.ts';
import { keptAfter } from './offsets.ts';

/**
 * The prediction with what the user's signals say of its candidates: every logit moved by what was learned of the model on such skills and
 * such tasks, its own variance by the share of the doubt that is left. Unchanged where a rough prior answered, or nothing was learned of
 * any of them. The user's habits and the level of a kind of task move nothing here: they stand before every model.
 */
export function withAbilities(prediction: Prediction, belief: LearnedAbilities): Prediction {
	const { basis, candidates, taskKind } = prediction;
	if (basis === undefined) return prediction;
	const believed = candidates.map(({ candidateId }, i) =>
		believedOf(belief, { skills: basis.skills, variance: basis.logits[i]!.variance }, candidateId, taskKind),
	);
	if (believed.every(({ model, kind }) => model === null && kind === null)) return prediction;
	const logits = basis.logits.map(({ mean, variance }, i) => {
		const { mean: offset, variance: left, priorVariance, model, kind } = believed[i]!;
		if (model === null && kind === null) return { mean, variance };
		return { mean: mean + offset, variance: variance * Math.min(1, left / priorVariance) };
	});
	const learned = redrawn(prediction, { ...basis, logits });
	const moved = believed.map((own, i): Moved | null =>
		movedBy(own, belief.count, 100 * (learned.candidates[i]!.quality.mean - candidates[i]!.quality.mean)),
	);
	// What is kept of the request to learn from is what was predicted before: the basis stays.
	return { ...learned, basis, ...(moved.every((one) => one === null) ? {} : { moved }) };
}

/** Fewer points than this are none that anybody sees. */
const LEAST_POINTS = 0.5;

/** Signals on this kind of task speak for themselves; where there are none, those on others do. */
function movedBy({ model, kind }: Believed, count: number, points: number): Moved | null {
	const source = kind ?? model;
	if (source === null || Math.abs(points) < LEAST_POINTS) return null;
	const by = Object.entries(source.by).toSorted((a, b) => b[1] - a[1]);
	return { points, by: by.map(([name]) => name), seen: source.seen * keptAfter(count - source.at) };
}
