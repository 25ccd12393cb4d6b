/** Efforts from least to most thinking; a run whose effort is only known as "thinking" counts as high. */
const ORDER = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

export function effortRank(effort: string): number {
	const rank = ORDER.indexOf(effort);
	return rank < 0 ? ORDER.indexOf('high') : rank;
}

export interface EffortAbility {
	readonly effort: string;
	readonly mean: ArrayLike<number> & Iterable<number>;
	/** dimensions x dimensions, row-major. */
	readonly covariance: readonly number[];
}

/**
 * Abilities of one model's efforts such that more effort never means less ability: isotonic regression in each dimension, weighted by precision (pool
 * adjacent violators). Few efforts have enough published scores of their own, and without this their noise says that thinking harms.
 * Returns the means in the order given.
 */
export function monotoneEfforts(abilities: readonly EffortAbility[]): number[][] {
	const order = abilities.map((_, i) => i).sort((a, b) => effortRank(abilities[a]!.effort) - effortRank(abilities[b]!.effort));
	const means = abilities.map((ability) => [...ability.mean]);
	const d = means[0]?.length ?? 0;
	for (let k = 0; k < d; k++) {
		const values = order.map((i) => abilities[i]!.mean[k]!);
		const weights = order.map((i) => 1 / Math.max(1e-6, abilities[i]!.covariance[k * d + k]!));
		const smooth = isotonic(values, weights);
		order.forEach((i, at) => {
			means[i]![k] = smooth[at]!;
		});
	}
	return means;
}

/** Weighted least-squares fit among non-decreasing sequences. */
export function isotonic(values: readonly number[], weights: readonly number[]): number[] {
	const blocks: { value: number; weight: number; length: number }[] = [];
	values.forEach((value, i) => {
		let block = { value, weight: weights[i]!, length: 1 };
		for (let last = blocks.at(-1); last !== undefined && last.value > block.value; last = blocks.at(-1)) {
			blocks.pop();
			const weight = last.weight + block.weight;
			block = { value: (last.value * last.weight + block.value * block.weight) / weight, weight, length: last.length + block.length };
		}
		blocks.push(block);
	});
	return blocks.flatMap((block) => new Array<number>(block.length).fill(block.value));
}
