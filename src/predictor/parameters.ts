import * as l10n from '@vscode/l10n';
import { RoutooError } from '../core/base/errors.ts';
import { TRAIT_NAMES } from './model-prior.ts';
import { fileSchema, type LayerFile, type LengthFile, type PredictorFile } from './predictor-file.ts';

export interface Layer {
	readonly inputs: number;
	readonly outputs: number;
	readonly weights: Float32Array;
	readonly bias: Float32Array;
}

export interface Ability {
	readonly mean: Float32Array;
	/** dimensions x dimensions */
	readonly covariance: Float32Array;
}

export interface PredictorParameters {
	readonly encoderSha256: string;
	readonly dimensions: number;
	readonly embeddingSize: number;
	readonly featureNames: readonly string[];
	/** One affine map with dimensions + 1 outputs. */
	readonly encoderTrunk: Layer;
	readonly featureTrunk: Layer;
	readonly guess: number;
	readonly ceiling: number;
	readonly novelty: {
		readonly centroids: Float32Array;
		/** Factor of the distance to each centroid. */
		readonly scales: Float32Array;
		readonly near: number;
		readonly far: number;
		/** Indices of features. */
		readonly features: readonly number[];
		readonly unmeasured: readonly number[];
	};
	readonly variance: PredictorFile['variance'];
	/** Key: `id` or `id@effort`. */
	readonly abilities: ReadonlyMap<string, Ability>;
	readonly efforts: ReadonlyMap<string, Float32Array>;
	readonly prior: {
		readonly traits: readonly string[];
		readonly weights: Float32Array;
		readonly covariance: Float32Array;
		readonly step: { readonly mean: readonly number[]; readonly variance: readonly number[] } | null;
	};
	readonly outputLength: Omit<PredictorFile['outputLength'], 'request'> & { readonly request?: LengthHead | null };
}

/** The head of lengths with its weights read. */
export type LengthHead = Omit<LengthFile, 'encoder' | 'features'> & Readonly<Record<'encoder' | 'features', Float32Array>>;

function damaged(why: string, cause?: unknown): RoutooError {
	return new RoutooError('damagedFile', l10n.t("The predictor's parameters are damaged: {0}.", why), l10n.t('Install Routoo again.'), {
		cause,
	});
}

/** Throws 'damagedFile' where the length is not `length` or a value is not finite. */
function decode(text: string, length: number, what: string): Float32Array {
	const bytes = Buffer.from(text, 'base64');
	const has = bytes.length / 4;
	if (has !== length)
		throw damaged(
			has === 1 ? l10n.t('{0} has 1 value instead of {1}', what, length) : l10n.t('{0} has {1} values instead of {2}', what, has, length),
		);
	const values = new Float32Array(length);
	for (let i = 0; i < length; i++) {
		values[i] = bytes.readFloatLE(i * 4);
		if (!Number.isFinite(values[i])) throw damaged(l10n.t('{0} holds a value that is not a number', what));
	}
	return values;
}

export function encodeFloats(values: ArrayLike<number>): string {
	const bytes = Buffer.alloc(values.length * 4);
	for (let i = 0; i < values.length; i++) bytes.writeFloatLE(values[i]!, i * 4);
	return bytes.toString('base64');
}

function layer(raw: LayerFile, what: string): Layer {
	const { inputs, outputs } = raw;
	return { inputs, outputs, weights: decode(raw.weights, inputs * outputs, what), bias: decode(raw.bias, outputs, what) };
}

function trunk(raw: PredictorFile['encoderTrunk'], inputs: number, outputs: number, what: string): Layer {
	const output = layer(raw.output, `${what} output`);
	if (output.inputs !== inputs || output.outputs !== outputs) throw damaged(l10n.t('{0} has the wrong shape', what));
	return output;
}

/** Reads the text of models/predictor.json. Throws RoutooError 'damagedFile' with the first thing that is wrong. */
export function parsePredictor(json: string): PredictorParameters {
	let raw: unknown;
	try {
		raw = JSON.parse(json);
	} catch (error) {
		throw damaged(l10n.t('not JSON'), error);
	}
	const parsed = fileSchema.safeParse(raw);
	if (!parsed.success) throw damaged(parsed.error.issues[0]?.path.join('.') ?? l10n.t('unknown shape'), parsed.error);
	const file = parsed.data;
	if (file.prior.traits.join() !== TRAIT_NAMES.join()) throw damaged(l10n.t('fitted on other traits of models than this version reads'));
	const d = file.dimensions;
	const step = file.prior.step ?? null;
	if (step !== null && (step.mean.length !== d || step.variance.length !== d))
		throw damaged(l10n.t('the step of a line has the wrong length'));
	const features = file.featureNames.length;
	const { entries } = file.abilities;
	const means = decode(file.abilities.means, entries.length * d, 'abilities');
	const covariances = decode(file.abilities.covariances, entries.length * d * d, 'covariances of abilities');
	const centroids = decode(file.novelty.centroids, Buffer.from(file.novelty.centroids, 'base64').length / 4, 'centroids');
	if (centroids.length % file.embeddingSize !== 0) throw damaged(l10n.t('centroids have the wrong shape'));
	const count = centroids.length / file.embeddingSize;
	const scales = file.novelty.scales === undefined ? new Float32Array(count).fill(1) : decode(file.novelty.scales, count, 'scales');
	const indices = (names: readonly string[]) => names.map((name) => file.featureNames.indexOf(name));
	const strange = indices(file.novelty.features);
	const unmeasured = indices(file.novelty.unmeasured ?? []);
	if ([...strange, ...unmeasured].includes(-1)) throw damaged(l10n.t('novelty names a feature that is not there'));
	return {
		...file,
		encoderTrunk: trunk(file.encoderTrunk, file.embeddingSize + features, d + 1, 'encoder trunk'),
		featureTrunk: trunk(file.featureTrunk, features, d + 1, 'feature trunk'),
		novelty: { ...file.novelty, centroids, scales, features: strange, unmeasured },
		abilities: new Map(
			entries.map((entry, i) => [
				abilityKey(entry.id, entry.effort),
				{
					mean: means.subarray(i * d, (i + 1) * d),
					covariance: covariances.subarray(i * d * d, (i + 1) * d * d),
				},
			]),
		),
		outputLength: { ...file.outputLength, request: lengthHead(file) },
		efforts: new Map(Object.entries(file.efforts).map(([name, shift]) => [name, Float32Array.from(shift)])),
		prior: {
			traits: file.prior.traits,
			weights: decode(file.prior.weights, d * file.prior.traits.length, 'prior'),
			covariance: decode(file.prior.covariance, d * d, 'covariance of the prior'),
			step,
		},
	};
}

function lengthHead({ outputLength: { request }, embeddingSize }: PredictorFile): LengthHead | null {
	if (request === undefined) return null;
	const [count, features] = [request.rows.length, request.featureNames.length + 1];
	return {
		...request,
		encoder: decode(request.encoder, count * (embeddingSize + features), 'lengths'),
		features: decode(request.features, count * features, 'lengths by features'),
	};
}

export function abilityKey(id: string, effort: string | null): string {
	return effort === null ? id : `${id}@${effort}`;
}
