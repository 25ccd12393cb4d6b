import type { MicroDollars } from '../../src/core/base/micros.ts';
import { median } from '../../training/kit/metrics.ts';

/** One recorded request: what it cost, and what was expected before it was sent. */
export interface CostCell {
	readonly kind: string;
	readonly model: string;
	/** Requests of one problem share it and never lie on both sides of a split. */
	readonly problem: string;
	readonly recorded: MicroDollars;
	readonly expected: MicroDollars;
}

export interface CostRow {
	readonly kind: string;
	readonly cells: number;
	/** Share of the cells whose expected cost lies within FACTOR of the recorded one. */
	readonly within: number;
	/** The same of the median that the other problems of the same model and kind cost. */
	readonly median: number;
	/** Median of expected over recorded: above 1 is too dear. */
	readonly ratio: number;
}

export const FACTOR = 2;
const FOLDS = 5;

/** One row a kind in the order of their names, then all together. A cell whose model and kind no other fold holds counts as missed by the median. */
export function measureCosts(cells: readonly CostCell[]): readonly CostRow[] {
	const problems = [...new Set(cells.map(({ problem }) => problem))].sort();
	const fold = new Map(problems.map((problem, i) => [problem, i % FOLDS]));
	const key = ({ model, kind }: CostCell): string => `${model} ${kind}`;
	const groups = Map.groupBy(cells, key);
	const medians = new Map<string, (number | null)[]>(
		[...groups].map(([name, group]) => [
			name,
			Array.from({ length: FOLDS }, (_, held) => {
				const others = group.filter((c) => fold.get(c.problem) !== held).map((c) => c.recorded);
				return others.length === 0 ? null : median(others);
			}),
		]),
	);
	const byMedian = (cell: CostCell): boolean => {
		const other = medians.get(key(cell))![fold.get(cell.problem)!]!;
		return other !== null && within(other, cell.recorded);
	};
	const row = (kind: string, group: readonly CostCell[]): CostRow => ({
		kind,
		cells: group.length,
		within: share(group, (c) => within(c.expected, c.recorded)),
		median: share(group, byMedian),
		ratio: median(group.map((c) => c.expected / c.recorded)),
	});
	const kinds = [...Map.groupBy(cells, ({ kind }) => kind)].sort(([a], [b]) => (a < b ? -1 : 1));
	return [...kinds.map(([kind, group]) => row(kind, group)), row('all', cells)];
}

function within(estimate: number, truth: number): boolean {
	return estimate <= FACTOR * truth && truth <= FACTOR * estimate;
}

function share<T>(list: readonly T[], is: (item: T) => boolean): number {
	return list.filter(is).length / list.length;
}

/** Markdown under a heading of the third level. */
export function costSection(rows: readonly CostRow[], models: readonly string[]): string {
	const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
	return [
		'### Expected cost of a request',
		'',
		`Single requests of ${models.join(', ')} as recorded (CodeRouterBench, its test part, where the text is at hand), priced at the catalog's prices by the tokens that were counted. Expected: by the lengths of the section above, none of which saw the problem. Median: what the other problems of the same model and kind cost (${FOLDS} folds by problem).`,
		'',
		`| kind of task | requests | expected within a factor of ${FACTOR} | median of model and kind | expected over recorded (median) |`,
		'|---|---|---|---|---|',
		...rows.map((r) => `| ${r.kind} | ${r.cells} | ${percent(r.within)} | ${percent(r.median)} | ${r.ratio.toFixed(2)} |`),
	].join('\n');
}
