import { redrawn } from '../routing/redraw.ts';
import type { Moved, Prediction } from '../routing/types.ts';
import { type Believed, believedOf, type LearnedAbilities, taskKey } from './abilities.ts';
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
		movedBy(own, taskKind, belief.count, 100 * (learned.candidates[i]!.quality.mean - candidates[i]!.quality.mean)),
	);
	// What is kept of the request to learn from is what was predicted before: the basis stays.
	return { ...learned, basis, ...(moved.every((one) => one === null) ? {} : { moved }) };
}

/** Fewer points than this are none that anybody sees. */
const LEAST_POINTS = 0.5;

/**
 * What moved it: the sources that moved the model that way, whatever they were about. A model's signals on other kinds of task speak of its
 * skills, so they are counted too, and those on this kind beside them.
 */
function movedBy({ model, kind }: Believed, task: string, count: number, points: number): Moved | null {
	const source = model ?? kind;
	if (source === null || Math.abs(points) < LEAST_POINTS) return null;
	const left = keptAfter(count - source.at);
	const by = Object.entries(source.by)
		.filter(([, effect]) => effect * points > 0)
		.toSorted((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
	const onTask = source.on[taskKey(task)] ?? 0;
	return { points, by: by.map(([name]) => name), seen: left * source.seen, onTask: left * onTask };
}
