import { readSet } from '../../training/data/datasets.ts';
import { randomOf } from '../../training/kit/random.ts';
import { issueName } from '../../training/reading/issues.ts';
import { type Interval, intervalOf, type Resampled } from '../kit/bootstrap.ts';
import { mean } from '../live/figures.ts';
import { type RankedCells, rankedAuc, rankedCells } from '../live/ranked.ts';

/** How hard each issue is by a reader, logits, higher is harder; by name. */
export type Reading = ReadonlyMap<string, number>;

/** A recorded set of issues: outcomes by model. */
export interface IssueSet {
	readonly name: string;
	readonly issues: readonly { readonly id: string; readonly repository: string }[];
	/** By model, by issue; NaN where there is none. */
	readonly outcomes: readonly Float64Array[];
}

/** Within a model, mean over the models. */
export interface Areas {
	/** All issues together. */
	readonly all: number;
	readonly interval: Interval | null;
	/** Against the first reader, on the same draws. */
	readonly difference: Interval | null;
	readonly withoutDjango: number | null;
	/** Repositories with 15 issues or more. */
	readonly repositories: readonly { readonly name: string; readonly area: number }[];
	/** Mean over these, by their issues: what does not rest on one repository being harder than another. */
	readonly within: number;
}

const LEAST_ISSUES = 15;
const LEAST_CELLS = 20;
const DRAWS = 300;
const SEED = 7;
const DJANGO = 'django/django';

export function readIssueSet(folder: string, name: string): IssueSet | null {
	const recorded = readSet(folder, name, { twins: true });
	if (recorded === null) return null;
	const outcomes = recorded.columns.map(() => new Float64Array(recorded.rows.length).fill(Number.NaN));
	for (const [i, row] of recorded.rows.entries()) for (const { column, value } of row.outcomes) outcomes[column]![i] = value;
	const issues = recorded.rows.map(({ id, problem }) => ({ id: issueName(id), repository: problem!.replace(/^repo\//, '') }));
	return { name, issues, outcomes: outcomes.filter((own) => own.filter((value) => !Number.isNaN(value)).length >= LEAST_CELLS) };
}

/** Areas of every reader; draws take the issues of each repository anew, the same for all readers. */
export function areasOf(set: IssueSet, readers: readonly Reading[]): Areas[] {
	const ranked = readers.map((reading) => set.outcomes.map((own) => cellsOf(set, own, reading)));
	const area = (own: readonly RankedCells[], counts: Int32Array): number =>
		mean(own.map((cells) => rankedAuc(cells, counts))) ?? Number.NaN;
	const draws = resampleWithin(set, readers.length, (counts, out) => {
		for (const [r, own] of ranked.entries()) out[r] = area(own, counts);
	});
	const only = (keep: (repository: string) => boolean): Int32Array =>
		Int32Array.from(set.issues, (issue) => (keep(issue.repository) ? 1 : 0));
	const counted = Map.groupBy(set.issues, ({ repository }) => repository);
	const large = [...counted].filter(([, issues]) => issues.length >= LEAST_ISSUES).map(([name]) => name);
	const rest = set.issues.filter(({ repository }) => repository !== DJANGO).length;
	return ranked.map((own, r) => {
		const repositories = large.map((name) => ({
			name,
			area: area(
				own,
				only((repository) => repository === name),
			),
		}));
		const weights = repositories.map(({ name }) => counted.get(name)!.length);
		const total = weights.reduce((sum, weight) => sum + weight, 0);
		return {
			all: area(
				own,
				only(() => true),
			),
			interval: intervalOf(draws, r),
			difference: r === 0 ? null : intervalOf(draws, r, 0),
			withoutDjango:
				rest === set.issues.length || rest < LEAST_CELLS
					? null
					: area(
							own,
							only((repository) => repository !== DJANGO),
						),
			repositories,
			within: repositories.reduce((sum, { area: own }, i) => sum + (weights[i]! / total) * own, 0),
		};
	});
}

function cellsOf({ issues }: IssueSet, own: Float64Array, reading: Reading): RankedCells {
	const rows = [...issues.keys()].filter((i) => !Number.isNaN(own[i]!) && reading.has(issues[i]!.id));
	return rankedCells({ rows, p: rows.map((i) => -reading.get(issues[i]!.id)!), y: rows.map((i) => own[i]!) });
}

/** Draws the issues of each repository anew, as many as it has: what varies is which issues of these repositories were looked at. */
export function resampleWithin(
	{ issues }: Pick<IssueSet, 'issues'>,
	figures: number,
	figuresOf: (counts: Int32Array, out: Float64Array) => void,
): Resampled {
	const random = randomOf(SEED);
	const places = [...Map.groupBy(issues.keys(), (i) => issues[i]!.repository).values()];
	const values = new Float64Array(DRAWS * figures);
	const counts = new Int32Array(issues.length);
	for (let n = 0; n < DRAWS; n++) {
		counts.fill(0);
		for (const own of places) for (let i = 0; i < own.length; i++) counts[own[Math.floor(random() * own.length)]!]!++;
		figuresOf(counts, values.subarray(n * figures, (n + 1) * figures));
	}
	return { resamples: DRAWS, figures, units: issues.length, values };
}
