import { randomOf } from './random.ts';

/** Area under the ROC curve by ranks; shares count as so much of a success. NaN where all outcomes are alike. */
export function auc(scores: readonly number[], outcomes: readonly number[]): number {
	const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
	let positives = 0;
	let negatives = 0;
	let area = 0;
	for (let i = 0; i < order.length; ) {
		let j = i;
		let up = 0;
		let down = 0;
		while (j < order.length && scores[order[j]!] === scores[order[i]!]) {
			up += outcomes[order[j]!]!;
			down += 1 - outcomes[order[j]!]!;
			j++;
		}
		area += up * (negatives + down / 2);
		positives += up;
		negatives += down;
		i = j;
	}
	return area / (positives * negatives);
}

/** Expected calibration error over `bins` bins of equal mass. */
export function ece(predictions: readonly number[], outcomes: readonly number[], bins = 15): number {
	const order = predictions.map((_, i) => i).sort((a, b) => predictions[a]! - predictions[b]!);
	let sum = 0;
	for (let b = 0; b < bins; b++) {
		let gap = 0;
		for (let i = Math.floor((b * order.length) / bins); i < Math.floor(((b + 1) * order.length) / bins); i++) {
			gap += predictions[order[i]!]! - outcomes[order[i]!]!;
		}
		sum += Math.abs(gap);
	}
	return sum / order.length;
}

/** The same error where the predictions are exactly right: what the number of rows alone makes of it (mean of 20 draws). */
export function eceOfPerfect(predictions: readonly number[], seed = 1): number {
	const random = randomOf(seed);
	let sum = 0;
	for (let n = 0; n < 20; n++)
		sum += ece(
			predictions,
			predictions.map((p) => (random() < p ? 1 : 0)),
		);
	return sum / 20;
}

/** 1 - Brier score over the Brier score of the base rate. */
export function brierSkill(predictions: readonly number[], outcomes: readonly number[], base: readonly number[]): number {
	let ours = 0;
	let theirs = 0;
	for (let i = 0; i < predictions.length; i++) {
		ours += (predictions[i]! - outcomes[i]!) ** 2;
		theirs += (base[i]! - outcomes[i]!) ** 2;
	}
	return 1 - ours / theirs;
}

/** Mean over x of PGR(x) = (quality(x) - weak) / (strong - weak), where the share x of largest predicted gain goes to the strong model. */
export function apgr(gain: readonly number[], weak: readonly number[], strong: readonly number[]): number {
	const order = gain.map((_, i) => i).sort((a, b) => gain[b]! - gain[a]!);
	const total = strong.reduce((sum, y, i) => sum + y - weak[i]!, 0);
	let gained = 0;
	let area = 0;
	for (const i of order) {
		const before = gained;
		gained += strong[i]! - weak[i]!;
		area += (before + gained) / 2;
	}
	return area / total / order.length;
}

/** Spearman's rank correlation, ties at their mean rank. */
export function spearman(left: readonly number[], right: readonly number[]): number {
	const a = ranks(left);
	const b = ranks(right);
	const mean = (a.length - 1) / 2;
	let ab = 0;
	let aa = 0;
	let bb = 0;
	for (let i = 0; i < a.length; i++) {
		ab += (a[i]! - mean) * (b[i]! - mean);
		aa += (a[i]! - mean) ** 2;
		bb += (b[i]! - mean) ** 2;
	}
	return ab / Math.sqrt(aa * bb);
}

function ranks(values: readonly number[]): number[] {
	const order = values.map((_, i) => i).sort((x, y) => values[x]! - values[y]!);
	const result = new Array<number>(values.length);
	for (let i = 0; i < order.length; ) {
		let j = i;
		while (j < order.length && values[order[j]!] === values[order[i]!]) j++;
		for (let k = i; k < j; k++) result[order[k]!] = (i + j - 1) / 2;
		i = j;
	}
	return result;
}

/** The middle value, of an even count the upper of the two. */
export function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
