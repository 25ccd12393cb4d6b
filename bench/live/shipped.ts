import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseParameters } from '../../src/predictor/assemble.ts';
import { extractFeatures, letteredOptions } from '../../src/predictor/features.ts';
import { requestProfile } from '../../src/predictor/item-response.ts';
import type { Ability, PredictorParameters } from '../../src/predictor/parameters.ts';
import { encoderText, subjectText } from '../../src/predictor/request-text.ts';
import { twinOf } from '../../training/data/twins.ts';
import { embedAll } from '../../training/encoder/embeddings.ts';
import { type RecordedHeads, readRecordedHeads } from '../../training/write/recorded-heads.ts';
import { emptyPrediction, type LivePath, type Predicted, predictRow, rowRequest, withRecorded } from './path.ts';
import type { LiveSet } from './sets.ts';

/** Weights as they ship. */
export interface Shipped {
	readonly live: LivePath;
	/** Whether the fit saw answers of the column, in any set. */
	readonly saw: (set: string, column: string) => boolean;
	/** Vectors of texts by the shipped encoder, one at a time, kept in the cache. */
	readonly embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
	/** The heads of recorded columns; null where the set has a column that they lack. */
	readonly blend: (set: LiveSet, embeddings: readonly Float32Array[]) => Predicted | null;
}

export function readShipped(folder: string): Shipped {
	const parameters = parseParameters(readFileSync(path.join(folder, 'predictor.json'), 'utf8'));
	const heads = JSON.parse(readFileSync(path.join(folder, 'recorded-heads.json'), 'utf8')) as RecordedHeads;
	const predictor = readRecordedHeads(folder, parameters);
	const find = (set: string, column: string) => {
		const source = twinOf(set, column) ?? { set, column };
		return predictor.find(source.set, source.column);
	};
	const covariance = middleCovariance(parameters);
	const live: LivePath = {
		parameters,
		recorded: (set, column) => {
			const index = find(set, column);
			return index < 0 ? null : { mean: Float32Array.from(heads.columns[index]!.ability), covariance };
		},
	};
	return {
		live,
		saw: (set, column) => find(set, column) >= 0,
		embed: (texts) => embedAll(texts, folder),
		blend: (set, embeddings) => {
			const columns = set.columns.map(({ name }) => find(set.name, name));
			if (columns.includes(-1)) return null;
			const out = emptyPrediction(set, live);
			for (const [row, embedding] of embeddings.entries()) {
				const request = rowRequest(set, row);
				const profile = requestProfile(parameters, embedding, extractFeatures(request));
				out.mean.set(predictor.predict(embedding, profile, letteredOptions(subjectText(request)).count, columns), row * columns.length);
			}
			return out;
		},
	};
}

/** recorded-heads.json holds no covariance: that of the catalog's middle model stands in for a recorded one. */
function middleCovariance({ abilities }: PredictorParameters): Ability['covariance'] {
	const all = [...abilities.values()].map(({ covariance }) => covariance);
	const trace = (matrix: Float32Array) => {
		const d = Math.round(Math.sqrt(matrix.length));
		return Array.from({ length: d }, (_, k) => matrix[k * (d + 1)]!).reduce((sum, value) => sum + value, 0);
	};
	return all.toSorted((a, b) => trace(a) - trace(b))[Math.floor(all.length / 2)]!;
}

/** All rows of a set by one path. */
export function predictSet(set: LiveSet, path: LivePath, embeddings: readonly Float32Array[]): Predicted {
	const out = emptyPrediction(set, path);
	const parameters = withRecorded(set, path);
	for (const row of set.rows.keys()) predictRow(set, row, parameters, embeddings[row]!, out);
	return out;
}

/** What the encoder reads of each row. */
export const encoderTexts = (set: LiveSet): string[] => [...set.rows.keys()].map((row) => encoderText(rowRequest(set, row)));
