import type { HeldOut } from '../head/evaluate.ts';
import type { Prompt } from '../head/problem.ts';
import { randomOf, shuffle } from '../kit/random.ts';
import { centroidsOf, nearest } from './novelty.ts';

const RECORDED_CENTROIDS = 96;
const EDITOR_CENTROIDS = 96;
const RECORDED_SAMPLE = 2000;
const SEED = 7;
/** Cosine distance from familiar to new at the least: the two kinds of messages overlap. */
const LEAST_RAMP = 0.15;

/**
 * Variance (logits squared) of the error that all models share on requests of one kind: held-out rows are grouped by nearest centroid, each group is cut into two
 * random halves, and the product of the halves' mean logit errors estimates the variance of the group's own error without the noise of its rows.
 */
export function sharedErrorVariance(prompts: readonly Prompt[], heldOut: readonly HeldOut[], centroids: readonly Float32Array[]): number {
	const random = randomOf(SEED);
	const half = prompts.map(() => (random() < 0.5 ? 0 : 1));
	const group = prompts.map((prompt) => `${prompt.set}/${nearest(prompt.embedding, centroids).index}`);
	const sums = new Map<string, { error: number[]; slope: number[]; prompts: Set<number>[] }>();
	for (const cell of heldOut) {
		const name = group[cell.prompt]!;
		const entry = sums.get(name) ?? { error: [0, 0], slope: [0, 0], prompts: [new Set<number>(), new Set<number>()] };
		const side = half[cell.prompt]!;
		entry.error[side]! += cell.y - cell.p;
		entry.slope[side]! += cell.slope;
		entry.prompts[side]!.add(cell.prompt);
		sums.set(name, entry);
	}
	let product = 0;
	let weight = 0;
	for (const { error, slope, prompts: sides } of sums.values()) {
		const size = Math.min(sides[0]!.size, sides[1]!.size);
		if (size < 8) continue;
		product += size * (error[0]! / slope[0]!) * (error[1]! / slope[1]!);
		weight += size;
	}
	return Math.max(0, product / weight);
}

/**
 * Centroids of recorded prompts and of familiar editor messages, and the distances at which a request counts as familiar and as new: nine in ten recorded
 * prompts lie within the one, half of the messages that the encoder was not made for beyond the other. Messages lie closer together than exams do, for
 * their forms were drawn together: `scales` stretches the distance to their centroids so that three quarters of the messages that no centroid was made from
 * are as near as nine in ten recorded prompts are to theirs.
 */
export function noveltyOf(prompts: readonly Prompt[]) {
	const recorded = prompts.filter((prompt) => prompt.message === null).map((prompt) => prompt.embedding);
	const messages = prompts.filter((prompt) => prompt.message !== null && prompt.original === null);
	const editor = messages.filter(({ message }) => message!.outside === undefined).map((prompt) => prompt.embedding);
	const outside = messages.filter(({ message }) => message!.outside !== undefined).map((prompt) => prompt.embedding);
	const base = centroidsOf(recorded, RECORDED_CENTROIDS, SEED);
	const spread = shuffle([...recorded], randomOf(SEED)).slice(0, RECORDED_SAMPLE);
	const near = quantile(distances(spread, base), 0.9);
	const half = centroidsOf(
		editor.filter((_, i) => i % 2 === 0),
		EDITOR_CENTROIDS / 2,
		SEED,
	);
	const unseen = quantile(
		distances(
			editor.filter((_, i) => i % 2 === 1),
			half,
		),
		0.75,
	);
	const stretch = Math.max(1, near / unseen);
	const own = centroidsOf(editor, EDITOR_CENTROIDS, SEED);
	const scales = [...base.map(() => 1), ...own.map(() => stretch)];
	const ofMessages = distances(outside, own).map((distance) => stretch * distance);
	const strange = distances(outside, base).map((distance, i) => Math.min(distance, ofMessages[i]!));
	return { centroids: [...base, ...own], scales, near, far: Math.max(near + LEAST_RAMP, quantile(strange, 0.5)) };
}

const distances = (vectors: readonly Float32Array[], centroids: readonly Float32Array[]): number[] =>
	vectors.map((vector) => nearest(vector, centroids).distance);

export function quantile(values: readonly number[], share: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}
