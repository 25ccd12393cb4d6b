import { readFileSync } from 'node:fs';
import path from 'node:path';
import { priorAbility, type RequestProfile } from '../../src/predictor/item-response.ts';
import { traitValues } from '../../src/predictor/model-prior.ts';
import { encodeFloats, type PredictorParameters } from '../../src/predictor/parameters.ts';
import { type Blend, blended } from '../head/blend.ts';
import { corrected, type GainHead, gainAt } from '../head/gain.ts';
import { type SubjectHead, subjectLogit, subjectShares } from '../head/subjects.ts';

/**
 * models/recorded-heads.json: what the training knows of the columns of the recorded sets and a live request never has: offsets of sets and columns, the linear
 * head of each column, its means by subject, the weights of the heads, and the regression of each set's differences. Only `bench --models` reads it, so it is not in the VSIX.
 */
export interface RecordedHeads {
	readonly format: 2;
	/** SHA-256 of the encoder that the linear heads were fine-tuned with. */
	readonly encoderSha256: string;
	readonly columns: readonly RecordedColumn[];
	/** columns x embedding size, then columns: base64 of little-endian float32. */
	readonly weights: string;
	readonly bias: string;
	/** Head over the subjects of questions, and the mean of each column within each: columns x subjects. */
	readonly subjects: { readonly count: number; readonly weights: string; readonly table: string };
	/** Gain head of each set, over its columns in their order: base64 as above. */
	readonly gains: readonly { readonly set: string; readonly share: number; readonly weights: string; readonly means: string }[];
}

export interface RecordedColumn {
	readonly set: string;
	readonly column: string;
	/** theta of the column's model. */
	readonly ability: readonly number[];
	/** Offset of set and column of the item-response head, logits. */
	readonly shift: number;
	/** Weights of the heads: item response, linear, subjects. */
	readonly blend: readonly number[];
	/** Offset of the blend, logits. */
	readonly offset: number;
}

export interface RecordedParts {
	readonly columns: readonly Omit<RecordedColumn, 'blend' | 'offset'>[];
	readonly blends: ReadonlyMap<string, Blend>;
	readonly linear: { readonly weights: Float32Array; readonly bias: Float32Array };
	readonly subjects: SubjectHead;
	readonly table: Float64Array;
	readonly gains: readonly SetGain[];
}

/** Gain head of a set and its share in the differences between the set's models. */
export interface SetGain {
	readonly set: string;
	readonly share: number;
	readonly head: GainHead;
}

/** Text of models/recorded-heads.json. `linear` may have further rows behind those of the columns. */
export function recordedHeadsText(encoderSha256: string, parts: RecordedParts): string {
	const place = new Map<string, number>();
	const columns = parts.columns.map((column): RecordedColumn => {
		const blend = parts.blends.get(column.set)!;
		const at = place.get(column.set) ?? 0;
		place.set(column.set, at + 1);
		return { ...column, blend: blend.weights, offset: blend.offsets[at]! };
	});
	const size = parts.linear.weights.length / parts.linear.bias.length;
	const heads: RecordedHeads = {
		format: 2,
		encoderSha256,
		columns,
		weights: encodeFloats(parts.linear.weights.subarray(0, columns.length * size)),
		bias: encodeFloats(parts.linear.bias.subarray(0, columns.length)),
		subjects: { count: parts.subjects.subjects, weights: encodeFloats(parts.subjects.weights), table: encodeFloats(parts.table) },
		gains: parts.gains.map(({ set, share, head }) => ({
			set,
			share,
			weights: encodeFloats(head.weights),
			means: encodeFloats(head.means),
		})),
	};
	return `${JSON.stringify(heads)}\n`;
}

/** Predicts recorded columns from an embedding and features, by the weights that ship. */
export class RecordedPredictor {
	readonly #heads: RecordedHeads;
	readonly #parameters: PredictorParameters;
	readonly #weights: Float32Array;
	readonly #bias: Float32Array;
	readonly #subjects: SubjectHead;
	readonly #table: Float64Array;
	readonly #index: ReadonlyMap<string, number>;
	/** Indices of each set's columns, in their order. */
	readonly #columnsOf: ReadonlyMap<string, readonly number[]>;
	readonly #gains: ReadonlyMap<string, SetGain>;

	constructor(heads: RecordedHeads, parameters: PredictorParameters) {
		this.#heads = heads;
		this.#parameters = parameters;
		this.#weights = decode(heads.weights);
		this.#bias = decode(heads.bias);
		this.#subjects = { subjects: heads.subjects.count, weights: decode(heads.subjects.weights) };
		this.#table = Float64Array.from(decode(heads.subjects.table));
		this.#index = new Map(heads.columns.map((column, i) => [`${column.set}/${column.column}`, i]));
		this.#columnsOf = Map.groupBy(heads.columns.keys(), (i) => heads.columns[i]!.set);
		this.#gains = new Map(
			heads.gains.map(({ set, share, weights, means }) => {
				const values = Float64Array.from(decode(weights));
				const own = Float64Array.from(decode(means));
				return [set, { set, share, head: { size: values.length / own.length - 1, weights: values, means: own } }];
			}),
		);
	}

	/** Index of a recorded column, of the column of the same name in another set where this one has none, or -1. */
	find(set: string, column: string): number {
		return this.#index.get(`${set}/${column}`) ?? this.#heads.columns.findIndex((entry) => entry.column === column);
	}

	/** Chance of an adequate answer of a model of which only the ability is known. */
	predictAbility(profile: RequestProfile, options: number, ability: ArrayLike<number>, shift = 0): number {
		const { guess, ceiling } = this.#parameters;
		const floor = options >= 3 ? guess / options : 0;
		let z = shift - profile.difficulty;
		for (const [k, skill] of profile.skills.entries()) z += skill * ability[k]!;
		return floor + (ceiling - floor) / (1 + Math.exp(-z));
	}

	/** Chance of an adequate answer of each of `columns` (indices from `find`), given the options of a lettered question. */
	predict(embedding: Float32Array, profile: RequestProfile, options: number, columns: readonly number[]): Float32Array {
		const shares = subjectShares(this.#subjects, embedding);
		const bySet = new Map<string, Map<number, number>>();
		return Float32Array.from(columns, (index) => {
			const { set } = this.#heads.columns[index]!;
			const own = bySet.get(set) ?? this.#predictSet(set, embedding, profile, options, shares);
			bySet.set(set, own);
			return own.get(index)!;
		});
	}

	/** All columns of a set: the gain head speaks of differences to the mean over them. */
	#predictSet(set: string, embedding: Float32Array, profile: RequestProfile, options: number, shares: Float64Array): Map<number, number> {
		const indices = this.#columnsOf.get(set)!;
		const cells = indices.map((index, column) => ({ column, value: this.#blended(index, embedding, profile, options, shares) }));
		const gain = this.#gains.get(set);
		if (!gain) return new Map(indices.map((index, i) => [index, cells[i]!.value]));
		const gains = cells.map(({ column }) => gainAt(gain.head, embedding, column));
		const values = corrected({ cells, gains }, gain.head.means, gain.share);
		return new Map(indices.map((index, i) => [index, values[i]!]));
	}

	#blended(index: number, embedding: Float32Array, profile: RequestProfile, options: number, shares: Float64Array): number {
		const column = this.#heads.columns[index]!;
		const p = this.predictAbility(profile, options, column.ability, column.shift);
		let linear = this.#bias[index]!;
		for (let i = 0; i < embedding.length; i++) linear += this.#weights[index * embedding.length + i]! * embedding[i]!;
		const blend: Blend = { weights: column.blend, offsets: [column.offset] };
		return blended(blend, [Math.log(p / (1 - p)), linear, subjectLogit(this.#table, shares, index)], 0);
	}
}

/** theta of a model that no recorded set has: of its catalog entry, else what its name tells. */
export function abilityByName(parameters: PredictorParameters, name: string, catalogId: string | null): Float32Array {
	const known = catalogId === null ? undefined : parameters.abilities.get(catalogId);
	if (known) return known.mean;
	return priorAbility(parameters, traitValues({ name, parametersB: null, reasoning: false }));
}

function decode(text: string): Float32Array {
	const bytes = Buffer.from(text, 'base64');
	return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

/** Throws where the file is missing or belongs to another encoder. */
export function readRecordedHeads(folder: string, parameters: PredictorParameters): RecordedPredictor {
	const heads = JSON.parse(readFileSync(path.join(folder, 'recorded-heads.json'), 'utf8')) as RecordedHeads;
	if (heads.encoderSha256 !== parameters.encoderSha256)
		throw new Error(
			`${folder}/recorded-heads.json and predictor.json belong to different encoders; run npm run train -- --data DIR again.`,
		);
	return new RecordedPredictor(heads, parameters);
}
