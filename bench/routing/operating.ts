import type { Totals } from './sweep.ts';

/** What a router did where its operating point of each fold was chosen on the others. Means of a request. */
export interface Operated {
	readonly quality: number;
	readonly costUsd: number;
	/** The reference's, on the same rows. */
	readonly referenceQuality: number;
	readonly referenceCost: number;
	/** Step of the price of quality by fold; -1 where everything went to the reference. */
	readonly steps: readonly number[];
}

/** Says whether a point is allowed and which of two allowed ones is wanted; sums over the other folds. */
interface Rule {
	allows(quality: number, cost: number, referenceQuality: number, referenceCost: number, rows: number): boolean;
	prefers(quality: number, cost: number, thanQuality: number, thanCost: number): boolean;
}

/** The cheapest point whose quality is the reference's, or at most `within` (a share of 1) below it. */
export const equalQuality = (within: number): Rule => ({
	allows: (quality, _cost, referenceQuality, _referenceCost, rows) => quality >= referenceQuality - within * rows - 1e-9,
	prefers: (quality, cost, thanQuality, thanCost) => cost < thanCost || (cost === thanCost && quality > thanQuality),
});

/** The best point that costs no more than the reference. */
export const equalCost: Rule = {
	allows: (_quality, cost, _referenceQuality, referenceCost) => cost <= referenceCost * (1 + 1e-9),
	prefers: (quality, cost, thanQuality, thanCost) => quality > thanQuality || (quality === thanQuality && cost < thanCost),
};

/**
 * For each fold the price of quality that `rule` chooses on the other folds, applied to the fold; the folds pooled. The fold's own outcomes choose nothing. To
 * send everything to the reference is always one of the choices.
 */
export function operate(totals: Totals, rule: Rule): Operated {
	return pooled(totals, (held) => chooseOn(totals, held, rule));
}

/** The same step on every fold. */
export const operateAt = (totals: Totals, step: number): Operated => pooled(totals, () => step);

function pooled(totals: Totals, stepOf: (held: number) => number): Operated {
	const { steps, rows, quality, cost, reference, referenceCost } = totals;
	const all = rows.reduce((sum, value) => sum + value, 0);
	const result = { quality: 0, costUsd: 0, referenceQuality: 0, referenceCost, steps: [] as number[] };
	for (let held = 0; held < rows.length; held++) {
		const chosen = stepOf(held);
		result.steps.push(chosen);
		result.referenceQuality += reference[held]! / all;
		result.quality += (chosen < 0 ? reference[held]! : quality[held * steps + chosen]!) / all;
		result.costUsd += (chosen < 0 ? rows[held]! * referenceCost : cost[held * steps + chosen]!) / all;
	}
	return result;
}

function chooseOn({ steps, rows, quality, cost, reference, referenceCost }: Totals, held: number, rule: Rule): number {
	let count = 0;
	let target = 0;
	for (let fold = 0; fold < rows.length; fold++) {
		if (fold === held) continue;
		count += rows[fold]!;
		target += reference[fold]!;
	}
	let chosen = -1;
	let bestQuality = target;
	let bestCost = count * referenceCost;
	for (let v = 0; v < steps; v++) {
		let q = 0;
		let c = 0;
		for (let fold = 0; fold < rows.length; fold++) {
			if (fold === held) continue;
			q += quality[fold * steps + v]!;
			c += cost[fold * steps + v]!;
		}
		if (!rule.allows(q, c, target, count * referenceCost, count)) continue;
		if (rule.prefers(q, c, bestQuality, bestCost)) [chosen, bestQuality, bestCost] = [v, q, c];
	}
	return chosen;
}
