import { existsSync } from 'node:fs';
import path from 'node:path';
import { readCsv } from '../../training/catalog/csv.ts';
import { factorise, solve } from '../../training/kit/cholesky.ts';
import { auc } from '../../training/kit/metrics.ts';
import { mean } from './figures.ts';
import type { LiveSet } from './sets.ts';

/** What a strong model's reading of the issue would give: no path of the product, a bound of what the text holds. */
export interface JudgedBound {
	readonly set: string;
	readonly n: number;
	/** AUC within a model, and the correlation with the log of a run's cost, models put on one level; each repository is predicted from the others. */
	readonly auc: number | null;
	readonly logCost: number | null;
}

const FILES: Readonly<Record<string, string>> = {
	openhands_swebench: 'verified.csv',
	openhands_swtbench: 'verified.csv',
	psych_swebench: 'verified.csv',
	swebench_pro: 'pro.csv',
	psych_swebench_pro: 'pro.csv',
};
/** Of features with a standard deviation of 1. */
const RIDGE = 100;

/** The judgements of DIR/judged_features on the issues of a set; null where there are none. */
export function judgedBound(folder: string, set: LiveSet): JudgedBound | null {
	const file = path.join(folder, 'judged_features', FILES[set.name] ?? 'none');
	if (!existsSync(file)) return null;
	const byId = new Map(
		readCsv(file).map(
			(row) =>
				[
					lastPart(row.id!),
					Object.entries(row).flatMap(([name, value]) => (name === 'id' || name === 'judge' ? [] : Number(value))),
				] as const,
		),
	);
	const found = [...set.rows.keys()].flatMap((row) => {
		const features = byId.get(lastPart(set.rows[row]!.id));
		return features === undefined ? [] : [{ row, features, repository: set.rows[row]!.problem! }];
	});
	if (found.length < 30) return null;
	standardise(found.map(({ features }) => features));
	const width = set.columns.length;
	const level = (values: ArrayLike<number>, log: boolean) => {
		const centres = set.columns.map((_, c) => mean(found.map(({ row }) => values[row * width + c]!).map(log ? Math.log : (v) => v)));
		return found.map(({ row }) =>
			mean(set.columns.map((_, c) => (log ? Math.log(values[row * width + c]!) : values[row * width + c]!) - (centres[c] ?? Number.NaN))),
		);
	};
	const solved = byOthers(found, level(set.outcome, false));
	const priced = set.cost === null ? null : byOthers(found, level(set.cost, true));
	return {
		set: set.name,
		n: found.length,
		auc: mean(set.columns.map((_, c) => columnAuc(set, found, solved, c))),
		logCost: priced === null || set.cost === null ? null : costCorrelation(set, set.cost, found, priced),
	};
}

/** Sets put their own prefix before an issue's name. */
const lastPart = (id: string): string =>
	id
		.split('/')
		.at(-1)!
		.replace(/^instance_/, '');

interface Found {
	readonly row: number;
	readonly features: readonly number[];
	readonly repository: string;
}

/** In place: mean 0 and standard deviation 1 of every feature. */
function standardise(rows: readonly number[][]): void {
	for (const k of rows[0]!.keys()) {
		const values = rows.map((row) => row[k]!);
		const middle = mean(values)!;
		const spread = Math.sqrt(mean(values.map((value) => (value - middle) ** 2))!);
		for (const row of rows) row[k] = (row[k]! - middle) / (spread + 1e-9);
	}
}

/** Ridge regression of the target on the judgements, each repository from the others. */
function byOthers(found: readonly Found[], target: readonly (number | null)[]): number[] {
	const repositories = [...new Set(found.map(({ repository }) => repository))];
	const weights = new Map(
		repositories.map((held) => [
			held,
			ridge(
				[...found.keys()].filter((i) => found[i]!.repository !== held && target[i] !== null),
				found,
				target,
			),
		]),
	);
	return found.map(({ features, repository }) => [1, ...features].reduce((sum, value, k) => sum + value * weights.get(repository)![k]!, 0));
}

function ridge(rows: readonly number[], found: readonly Found[], target: readonly (number | null)[]): Float64Array {
	const size = found[0]!.features.length + 1;
	const matrix = new Float64Array(size * size);
	for (let k = 0; k < size; k++) matrix[k * (size + 1)] = k === 0 ? 1e-6 : RIDGE;
	const right = new Float64Array(size);
	for (const i of rows) {
		const input = [1, ...found[i]!.features];
		for (let a = 0; a < size; a++) {
			right[a]! += input[a]! * target[i]!;
			for (let b = 0; b < size; b++) matrix[a * size + b]! += input[a]! * input[b]!;
		}
	}
	factorise(matrix, size);
	solve(matrix, size, right);
	return right;
}

function columnAuc(set: LiveSet, found: readonly Found[], score: readonly number[], column: number): number {
	const at = (i: number) => set.outcome[found[i]!.row * set.columns.length + column]!;
	const own = [...found.keys()].filter((i) => !Number.isNaN(at(i)));
	return own.length < 20
		? Number.NaN
		: auc(
				own.map((i) => score[i]!),
				own.map(at),
			);
}

function costCorrelation(set: LiveSet, cost: Float64Array, found: readonly Found[], score: readonly number[]): number | null {
	const pairs = set.columns.flatMap((_, c) => {
		const own = [...found.keys()].filter((i) => cost[found[i]!.row * set.columns.length + c]! > 0);
		const logs = own.map((i) => Math.log(cost[found[i]!.row * set.columns.length + c]!));
		const [middle, centre] = [mean(logs) ?? 0, mean(own.map((i) => score[i]!)) ?? 0];
		return own.map((i, k) => [score[i]! - centre, logs[k]! - middle] as const);
	});
	const sum = (of: (pair: readonly [number, number]) => number) => pairs.reduce((total, pair) => total + of(pair), 0);
	return sum(([a, b]) => a * b) / Math.sqrt(sum(([a]) => a * a) * sum(([, b]) => b * b));
}
