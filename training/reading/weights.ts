import { fitReading, type LinearReading, outOfRepository, type ReadRow } from './fit.ts';
import type { ReadIssue } from './issues.ts';

/** What a fit reads: fifteen judgements, the vector of a file's model, or the length of the text alone, as a control. */
export type ReadingInput = 'judge' | 'file' | 'length';

/** Penalty on the square of a standardised weight. */
export const PENALTIES: Readonly<Record<ReadingInput, number>> = { judge: 300, file: 3000, length: 1 };

/** Vectors of the file's model by issue; of those that it read. */
export type IssueVectors = ReadonlyMap<string, Float32Array>;

/** Rows of a fit, and the names of their issues; those whose text was not read are left out. */
export function rowsOf(
	issues: readonly ReadIssue[],
	input: ReadingInput,
	target: 'difficulty' | 'cost',
	vectors: IssueVectors = new Map(),
): { readonly rows: readonly ReadRow[]; readonly names: readonly string[] } {
	const read = issues.flatMap((issue) => {
		const own = inputOf(issue, input, vectors);
		return own === null ? [] : [{ issue, own }];
	});
	return {
		rows: read.map(({ issue, own }) => ({ repository: issue.repository, benchmark: issue.benchmark, input: own, value: issue[target] })),
		names: read.map(({ issue }) => issue.id),
	};
}

function inputOf({ id, text, judged }: ReadIssue, input: ReadingInput, vectors: IssueVectors): Float32Array | null {
	if (input === 'judge') return judged;
	if (input === 'file') return vectors.get(id) ?? null;
	return Float32Array.of(Math.log(1 + text.length));
}

/** One target of `models/reading.json`, in terms of standardised inputs. */
export interface FittedTarget {
	readonly fitted: LinearReading;
	/** Share of what differs between issues that is told of issues of repositories that no fit saw, 0..1; noise of the outcomes taken off. */
	readonly explained: number;
	/** What is left unexplained between issues, noise of the outcomes taken off; in the units of the target, squared. */
	readonly left: number;
	/** Correlation out of repository. */
	readonly r: number;
}

/**
 * Fitted on all issues, drawn to the slope that the readings of unseen repositories had: a ridge's weights are too small for a fit's own
 * rows and too large for others.
 */
export function fitTarget(
	issues: readonly ReadIssue[],
	input: ReadingInput,
	target: 'difficulty' | 'cost',
	vectors: IssueVectors = new Map(),
): FittedTarget {
	const { rows, names } = rowsOf(issues, input, target, vectors);
	const noises = new Map(issues.map(({ id, noise }) => [id, target === 'cost' ? 0 : noise]));
	const held = outOfRepository(rows, PENALTIES[input]);
	const centre = levelsOf(rows);
	let [said, told, both, noise, n] = [0, 0, 0, 0, 0];
	for (const [i, { value, benchmark }] of rows.entries()) {
		if (Number.isNaN(value)) continue;
		const truth = value - centre.get(benchmark)!.value;
		const reading = held[i]! - centre.get(benchmark)!.of(held);
		said += reading ** 2;
		told += truth ** 2;
		both += reading * truth;
		noise += noises.get(names[i]!)!;
		n++;
	}
	const slope = Math.max(0, both / said);
	const fitted = fitReading(rows, PENALTIES[input]);
	const signal = Math.max(1e-9, told - noise);
	const gained = 2 * slope * both - slope ** 2 * said;
	const explained = Math.min(1, Math.max(0, gained / signal));
	return {
		fitted: { ...fitted, weights: fitted.weights.map((weight) => slope * weight), bias: slope * fitted.bias },
		explained,
		left: ((1 - explained) * signal) / n,
		r: both / Math.sqrt(said * told),
	};
}

/** Mean value of each benchmark's rows, and of readings of them. */
function levelsOf(rows: readonly ReadRow[]): Map<string, { readonly value: number; of(values: Float64Array): number }> {
	const places = Map.groupBy(rows.keys(), (i) => rows[i]!.benchmark);
	return new Map(
		[...places].map(([name, all]) => {
			const own = all.filter((i) => !Number.isNaN(rows[i]!.value));
			const mean = (of: (i: number) => number): number => own.reduce((sum, i) => sum + of(i), 0) / own.length;
			return [name, { value: mean((i) => rows[i]!.value), of: (values: Float64Array) => mean((i) => values[i]!) }] as const;
		}),
	);
}
