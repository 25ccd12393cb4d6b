import { drifted, fresh, type Offset } from './offsets.ts';

/**
 * How long this user's answers are beside what was expected: beliefs about offsets of ln(tokens), by kind of task, by model, and by both
 * together. Numbers alone: nothing of what was asked.
 */
export type LearnedLengths = Readonly<Record<string, Offset>>;

export const NO_LENGTHS: LearnedLengths = {};

/** One answer that ended by itself and was counted. */
export interface AnswerSeen {
	readonly taskKind: string;
	readonly candidateId: string;
	/** Tokens as they were expected, with what was learned before. */
	readonly expected: number;
	readonly counted: number;
}

/** Variances of ln(tokens): of an offset before any answer, and of one answer around its own (recorded ones: .7 squared). */
const PRIOR: Readonly<Record<'kind' | 'model' | 'both', number>> = { kind: 0.1, model: 0.15, both: 0.1 };
const NOISE = 0.5;
/** ln: the mean that is expected lies above the middle answer by so much. */
const MEAN_ABOVE_MIDDLE = 0.15;
/** ln: no answer counts as further off than this, and nothing learned takes a length further than that. */
const FURTHEST = Math.log(4);
/** Kinds, models and both that are remembered; the ones least seen go. */
const MOST = 600;

function termsOf(taskKind: string, candidateId: string): readonly (readonly [string, number])[] {
	return [
		[`kind ${taskKind}`, PRIOR.kind],
		[`model ${candidateId}`, PRIOR.model],
		[`both ${taskKind} ${candidateId}`, PRIOR.both],
	];
}

/** Takes an answer in: the three offsets share its surprise by what is not known of them, and drift back to nothing (offsets.ts). */
export function learnLength(learned: LearnedLengths, { taskKind, candidateId, expected, counted }: AnswerSeen): LearnedLengths {
	if (!(expected >= 1) || !(counted >= 1) || !Number.isFinite(expected * counted)) return learned;
	const terms = termsOf(taskKind, candidateId).map(([key, prior]) => ({
		key,
		offset: drifted(ownOf(learned, key) ?? fresh(prior), prior),
	}));
	const surprise = within(Math.log(counted / expected) + MEAN_ABOVE_MIDDLE);
	const total = terms.reduce((sum, { offset }) => sum + offset.variance, NOISE);
	const next = terms.map(({ key, offset: { mean, variance, seen } }): readonly [string, Offset] => [
		key,
		{ mean: within(mean + (variance / total) * surprise), variance: variance - variance ** 2 / total, seen: seen + 1 },
	]);
	const keys = new Set(next.map(([key]) => key));
	const others = Object.entries(learned).filter(([key]) => !keys.has(key));
	const most = MOST - next.length;
	const kept = others.length <= most ? others : others.toSorted((a, b) => b[1].seen - a[1].seen).slice(0, most);
	return Object.fromEntries([...kept, ...next]);
}

/** By how much the answers of a model to a kind of task are longer than they would be expected to be. */
export function lengthFactor(learned: LearnedLengths, taskKind: string, candidateId: string): number {
	const sum = termsOf(taskKind, candidateId).reduce((total, [key]) => total + (ownOf(learned, key)?.mean ?? 0), 0);
	return Math.exp(within(sum));
}

/** Names come from servers, and `constructor` is none of a table's. */
function ownOf(learned: LearnedLengths, key: string): Offset | undefined {
	return Object.hasOwn(learned, key) ? learned[key] : undefined;
}

function within(value: number): number {
	return Math.min(FURTHEST, Math.max(-FURTHEST, value));
}
