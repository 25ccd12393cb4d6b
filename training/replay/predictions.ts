import { readFileSync } from 'node:fs';
import path from 'node:path';
import { encoderText } from '../../src/predictor/request-text.ts';
import { textKey } from '../corpus.ts';
import { asRequest, type RecordedSet, readSet } from '../datasets.ts';
import { normal, randomOf } from '../random.ts';
import { SET_CLASSES } from './classes.ts';
import type { ReplaySet } from './types.ts';

/** The recorded sets that the traffic is made of. */
export function readReplaySets(folder: string): RecordedSet[] {
	return Object.keys(SET_CLASSES).flatMap((name) => readSet(folder, name) ?? []);
}

/** A set without its texts; `predict` gives the prediction of a row's column, NaN for none. */
function withPredictions(set: RecordedSet, predict: (row: number, column: number) => number): ReplaySet {
	const cells = set.rows.length * set.columns.length;
	const outcome = new Float32Array(cells).fill(Number.NaN);
	const predicted = new Float32Array(cells).fill(Number.NaN);
	for (const [i, row] of set.rows.entries()) {
		for (const { column, value } of row.outcomes) {
			outcome[i * set.columns.length + column] = value;
			predicted[i * set.columns.length + column] = predict(i, column);
		}
	}
	return {
		set: set.name,
		columns: set.columns,
		ids: set.rows.map((row) => row.id),
		categories: set.rows.map((row) => row.category),
		outcome,
		predicted,
		characters: Int32Array.from(set.rows, (row) => row.text.length),
	};
}

/** Weight of a model's mean over the set against the category's own rows. */
const SHRINK_ROWS = 20;
const STAND_IN_NOISE = 0.5;

/**
 * Predictions without a predictor, to try the replay itself: the mean of each category and model, the row left out, with noise on the log-odds. Never a
 * figure about Routoo.
 */
export function standIn(set: RecordedSet, seed = 1): ReplaySet {
	const random = randomOf(seed);
	const sums = new Map<string, { sum: number; n: number }>();
	const sumOf = (key: string) => sums.get(key) ?? sums.set(key, { sum: 0, n: 0 }).get(key)!;
	const keys = (row: number, column: number) => [`${column}`, `${column}/${set.rows[row]!.category}`];
	const each = set.rows.map((row) => new Map(row.outcomes.map(({ column, value }) => [column, value])));
	for (const [i, row] of each.entries()) {
		for (const [column, value] of row) {
			for (const key of keys(i, column)) {
				const entry = sumOf(key);
				entry.sum += value;
				entry.n++;
			}
		}
	}
	return withPredictions(set, (i, column) => {
		const own = each[i]!.get(column)!;
		const [all, category] = keys(i, column).map(sumOf) as [{ sum: number; n: number }, { sum: number; n: number }];
		const prior = (all.sum - own + 0.5) / (all.n - 1 + 1);
		const p = (category.sum - own + SHRINK_ROWS * prior) / (category.n - 1 + SHRINK_ROWS);
		return 1 / (1 + Math.exp(-Math.log(p / (1 - p)) - STAND_IN_NOISE * normal(random)));
	});
}

/**
 * Predictions of fine-tuned encoders, one folder a fold (`fold` -> folder with logits.f32), each for the texts that it did not see; rows of a fold without a folder
 * are left out. `rowsFolder` is what training/encoder/rows.ts wrote.
 */
export function fromLogits(sets: readonly RecordedSet[], rowsFolder: string, folders: ReadonlyMap<number, string>): ReplaySet[] {
	const meta = JSON.parse(readFileSync(path.join(rowsFolder, 'meta.json'), 'utf8')) as {
		keys: string[];
		columns: { set: string; column: string }[];
	};
	const folds = new Int8Array(readFileSync(path.join(rowsFolder, 'fold.i8')));
	const logits = new Map([...folders].map(([fold, folder]) => [fold, floats(path.join(folder, 'logits.f32'))]));
	const textAt = new Map(meta.keys.map((key, i) => [key, i]));
	return sets.map((set) => {
		const columns = set.columns.map((column) => meta.columns.findIndex((c) => c.set === set.name && c.column === column));
		const texts = set.rows.map((row) => textAt.get(textKey(encoderText(asRequest(row.text, row.language)))) ?? -1);
		return withPredictions(set, (i, column) => {
			const text = texts[i]!;
			const table = text < 0 ? undefined : logits.get(folds[text]!);
			if (table === undefined || columns[column]! < 0) return Number.NaN;
			return 1 / (1 + Math.exp(-table[text * meta.columns.length + columns[column]!]!));
		});
	});
}

function floats(file: string): Float32Array {
	const bytes = readFileSync(file);
	return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
