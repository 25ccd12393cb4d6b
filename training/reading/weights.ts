import { MOST_LN_COST, MOST_SHIFT, type Reading } from '../../src/core/reading/reading.ts';
import { fitReadings, type LinearReading, level, outOfRepository, type ReadRow, summed, type Target } from './fit.ts';
import { JUDGED, type ReadIssue } from './issues.ts';

/** What a fit reads: fifteen judgements, the vector of a file's model, or the length of the text alone, as a control. */
export type ReadingInput = 'judge' | 'file' | 'length';

export type ReadingTarget = 'difficulty' | 'cost';

/** Penalty on the square of a standardised weight; of a vector also that of the judgements that it is read for. */
const PENALTIES: Readonly<Record<ReadingInput, number>> = { judge: 300, file: 2000, length: 1 };

/** Vectors of the file's model by issue; of those that it read. */
export type IssueVectors = ReadonlyMap<string, Float32Array>;

/** One target of `models/reading.json`, in terms of standardised inputs. */
export interface FittedTarget {
	readonly fitted: LinearReading;
	/** Share of what differs between issues that is told of issues of repositories that no fit saw, 0..1; noise of the outcomes taken off. */
	readonly explained: number;
	/** Correlation out of repository. */
	readonly r: number;
	/** By issue, by fits that saw nothing of its repository, as the shipped weights would say it. */
	readonly held: ReadonlyMap<string, number>;
}

/**
 * Fitted on all issues, drawn to the slope that the readings of unseen repositories had. A vector is read in two ways that count alike: for the target, and for the
 * fifteen judgements whose own weights then say what follows; both are linear, so the sum is one set of weights.
 */
export function fitTarget(
	issues: readonly ReadIssue[],
	input: ReadingInput,
	target: ReadingTarget,
	vectors: IssueVectors = new Map(),
): FittedTarget {
	const { rows, read } = rowsOf(issues, input, vectors);
	const values = Float64Array.from(read, (issue) => issue[target]);
	const fitOn = (places: readonly number[]): LinearReading[] => readingsOf(places, rows, read, values, input);
	const held = outOfRepository(rows, fitOn);
	const known = [...rows.keys()].filter((i) => !Number.isNaN(values[i]!));
	const factors = held.map((own) => 1 / deviationOf(own, known, rows));
	const sums = Float64Array.from(rows, (_, i) => held.reduce((sum, own, r) => sum + factors[r]! * own[i]!, 0));
	const { slope, explained, r } = agreement(sums, values, known, rows, (i) => (target === 'cost' ? 0 : read[i]!.noise));
	const shrunk = factors.map((factor) => slope * factor);
	const fitted = level(summed(fitOn([...rows.keys()]), shrunk), rows, known);
	return { fitted, explained, r, held: new Map(read.map(({ id }, i) => [id, slope * sums[i]!])) };
}

/** What the reader says of each issue by fits that saw nothing of its repository; nothing where it read none. */
export function heldReadings(issues: readonly ReadIssue[], input: ReadingInput, vectors?: IssueVectors): Map<string, Reading> {
	if (rowsOf(issues, input, vectors ?? new Map()).rows.length === 0) return new Map();
	const difficulty = fitTarget(issues, input, 'difficulty', vectors);
	const cost = fitTarget(issues, input, 'cost', vectors);
	const within = (value: number, most: number): number => Math.min(most, Math.max(-most, value));
	return new Map(
		[...difficulty.held].map(([name, shift]) => {
			const lnCost = within(cost.held.get(name)!, MOST_LN_COST);
			return [name, { shift: within(shift, MOST_SHIFT), lnCost, explained: difficulty.explained }];
		}),
	);
}

/** Rows of a fit, and their issues; those whose text was not read are left out. */
function rowsOf(
	issues: readonly ReadIssue[],
	input: ReadingInput,
	vectors: IssueVectors,
): { readonly rows: readonly ReadRow[]; readonly read: readonly ReadIssue[] } {
	const rows = issues.flatMap((issue) => {
		const own = inputOf(issue, input, vectors);
		return own === null ? [] : [{ issue, row: { repository: issue.repository, benchmark: issue.benchmark, input: own } }];
	});
	return { rows: rows.map(({ row }) => row), read: rows.map(({ issue }) => issue) };
}

function inputOf({ id, text, judged }: ReadIssue, input: ReadingInput, vectors: IssueVectors): Float32Array | null {
	if (input === 'judge') return judged;
	if (input === 'file') return vectors.get(id) ?? null;
	return Float32Array.of(Math.log(1 + text.length));
}

/** Of some rows: the reading for the target, and of a vector the one through the judgements. */
function readingsOf(
	places: readonly number[],
	rows: readonly ReadRow[],
	read: readonly ReadIssue[],
	values: Target,
	input: ReadingInput,
): LinearReading[] {
	const own = places.map((i) => rows[i]!);
	const target = Float64Array.from(places, (i) => values[i]!);
	const direct = fitReadings(own, [target], PENALTIES[input]);
	if (input !== 'file') return direct;
	const judged = JUDGED.map((_, k) => Float64Array.from(places, (i) => read[i]!.judged?.[k] ?? Number.NaN));
	const judgements = fitReadings(own, judged, PENALTIES.file);
	const { scales, weights } = judgeOf(places, rows, read, target);
	const factors = Array.from(weights, (weight, k) => weight / scales[k]!);
	return [...direct, summed(judgements, factors)];
}

/** What the judgements themselves say of the target, on the same rows. */
function judgeOf(places: readonly number[], rows: readonly ReadRow[], read: readonly ReadIssue[], target: Target): LinearReading {
	const there = [...places.keys()].filter((at) => read[places[at]!]!.judged !== null);
	const judged = there.map((at) => ({ ...rows[places[at]!]!, input: read[places[at]!]!.judged! }));
	return fitReadings(judged, [Float64Array.from(there, (at) => target[at]!)], PENALTIES.judge)[0]!;
}

/** Standard deviation within the benchmarks. */
function deviationOf(values: Float64Array, known: readonly number[], rows: readonly ReadRow[]): number {
	const centred = centredOf(values, known, rows);
	return Math.sqrt(centred.reduce((sum, value) => sum + value ** 2, 0) / known.length) || 1;
}

/** In the order of `known`: less the mean of its benchmark. */
function centredOf(values: Float64Array, known: readonly number[], rows: readonly ReadRow[]): number[] {
	const means = new Map(
		[...Map.groupBy(known, (i) => rows[i]!.benchmark)].map(([name, own]) => [
			name,
			own.reduce((sum, i) => sum + values[i]! / own.length, 0),
		]),
	);
	return known.map((i) => values[i]! - means.get(rows[i]!.benchmark)!);
}

/** How readings of unseen repositories agree with what is true, `noiseOf` being the variance of that by luck. */
function agreement(
	said: Float64Array,
	values: Target,
	known: readonly number[],
	rows: readonly ReadRow[],
	noiseOf: (row: number) => number,
): { readonly slope: number; readonly explained: number; readonly r: number } {
	const [readings, truths] = [centredOf(said, known, rows), centredOf(values, known, rows)];
	const product = (left: readonly number[], right: readonly number[]): number => left.reduce((sum, value, i) => sum + value * right[i]!, 0);
	const [own, true2, both] = [product(readings, readings), product(truths, truths), product(readings, truths)];
	const slope = Math.max(0, both / own);
	const signal = Math.max(1e-9, true2 - known.reduce((sum, i) => sum + noiseOf(i), 0));
	const explained = Math.min(1, (slope * both) / signal);
	return { slope, explained, r: both / Math.sqrt(own * true2) };
}
