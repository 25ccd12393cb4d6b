import type { PoolRuns } from './pools.ts';

/** What a way of choosing comes to, issue by issue: expected US dollars, and the chance that it ends solved. */
export interface PolicyRuns {
	readonly cost: Float64Array;
	readonly solved: Float64Array;
}

/** How a stuck run is seen: share of failed runs that are, and of solved ones that are not. */
export interface Detector {
	readonly sensitivity: number;
	readonly specificity: number;
}

export const PERFECT: Detector = { sensitivity: 1, specificity: 1 };
/** The headline. */
export const ORDINARY: Detector = { sensitivity: 0.5, specificity: 0.9 };

type Runs = Pick<PoolRuns, 'cost' | 'solved'>;

/** The model that `choose` names for each issue, as it was recorded. */
export function fixedChoice({ cost, solved }: Runs, choose: (issue: number) => number): PolicyRuns {
	const n = cost[0]!.length;
	return {
		cost: Float64Array.from({ length: n }, (_, i) => cost[choose(i)]![i]!),
		solved: Float64Array.from({ length: n }, (_, i) => solved[choose(i)]![i]!),
	};
}

/**
 * Begins with `choose`, and hands a run that the detector reports over to `next`, null for nobody. The first run is paid whole before its
 * failure is known, and a false alarm gives up what was solved: what counts is then the second run.
 */
export function escalated(
	{ cost, solved }: Runs,
	choose: (issue: number) => number,
	next: (issue: number, first: number) => number | null,
	{ sensitivity, specificity }: Detector,
): PolicyRuns {
	const n = cost[0]!.length;
	const result = { cost: new Float64Array(n), solved: new Float64Array(n) };
	for (let i = 0; i < n; i++) {
		const first = choose(i);
		const second = next(i, first);
		const won = solved[first]![i]!;
		const reported = second === null ? 0 : won * (1 - specificity) + (1 - won) * sensitivity;
		result.cost[i] = cost[first]![i]! + (second === null ? 0 : reported * cost[second]![i]!);
		// A reported run ends as the second one does; of a solved run only the part that raised no alarm stays solved.
		const kept = second === null ? won : won * specificity;
		result.solved[i] = kept + (second === null ? 0 : reported * solved[second]![i]!);
	}
	return result;
}

/** The cheapest run that solved the issue, else the cheapest one. */
export function oracle(runs: Runs): PolicyRuns {
	const models = runs.cost.map((_, m) => m);
	return fixedChoice(runs, (i) => {
		const solving = models.filter((m) => runs.solved[m]![i]! === 1);
		return (solving.length > 0 ? solving : models).reduce((a, b) => (runs.cost[b]![i]! < runs.cost[a]![i]! ? b : a));
	});
}

/** Sums over issues, each counted so often. */
export interface Total {
	readonly cost: number;
	readonly solved: number;
}

export function totalOf({ cost, solved }: PolicyRuns, counts: ArrayLike<number>): Total {
	let [money, won] = [0, 0];
	for (let i = 0; i < cost.length; i++) {
		money += counts[i]! * cost[i]!;
		won += counts[i]! * solved[i]!;
	}
	return { cost: money, solved: won };
}

/** US dollars a solved task; infinite where none is. */
export function costPerSolved({ cost, solved }: Total): number {
	return solved > 0 ? cost / solved : Number.POSITIVE_INFINITY;
}

/**
 * What a coin that knows nothing of the issue reaches: the corners of the upper hull of always doing the same, by rising cost. Between two
 * corners the coin is weighted.
 */
export function coinCurve(points: readonly Total[]): readonly Total[] {
	const sorted = points.toSorted((a, b) => a.cost - b.cost || b.solved - a.solved);
	const hull: Total[] = [];
	for (const point of sorted) {
		if (hull.length > 0 && point.solved <= hull.at(-1)!.solved) continue;
		while (hull.length > 1 && !isAbove(hull.at(-2)!, hull.at(-1)!, point)) hull.pop();
		hull.push(point);
	}
	return hull;
}

function isAbove(a: Total, b: Total, c: Total): boolean {
	return (b.solved - a.solved) * (c.cost - a.cost) > (c.solved - a.solved) * (b.cost - a.cost);
}

/** Solved by the coin that spends as much; below the cheapest corner in proportion, as one that leaves issues alone. */
export function coinAt(curve: readonly Total[], cost: number): number {
	const next = curve.findIndex((point) => point.cost >= cost);
	if (next < 0) return curve.at(-1)!.solved;
	const b = curve[next]!;
	const a = next === 0 ? { cost: 0, solved: 0 } : curve[next - 1]!;
	return b.cost === a.cost ? b.solved : a.solved + ((b.solved - a.solved) * (cost - a.cost)) / (b.cost - a.cost);
}
