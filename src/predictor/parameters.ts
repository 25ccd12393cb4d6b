import * as z from 'zod/mini';
import { RoutooError } from '../core/base/errors.ts';
import { TRAIT_NAMES } from './model-prior.ts';

/** Little-endian float32 values in base64, row-major. */
const floats = z.string().check(z.regex(/^[A-Za-z0-9+/]*={0,2}$/));
const count = z.int().check(z.minimum(0));

/** One affine map; `weights` has outputs x inputs values. */
const layerSchema = z.object({ inputs: count, outputs: count, weights: floats, bias: floats });

/** `hidden` is null in every file written so far; one with a hidden layer must be refused, not read as if it had none. */
const trunkSchema = z.object({ hidden: z.optional(z.null()), output: layerSchema });

/** ln of an answer's tokens by request: `rows` linear maps, bias last. The first two are of models that do not think, and that do. */
const lengthSchema = z.object({
	featureNames: z.array(z.string()),
	rows: z.array(z.object({ name: z.string(), thinks: z.boolean() })).check(z.minLength(2)),
	/** rows x (embedding + features + 1) and rows x (features + 1) */
	encoder: floats,
	features: floats,
	/** What other models that think write at the same effort beside the recorded ones, by published tokens; `others`: of an unknown one. */
	verbosity: z.object({ models: z.record(z.string(), z.number()), others: z.number() }),
	/** Standard deviations of ln(tokens): of a recorded model, and what another adds; `mean`: the mean beside the median. */
	spread: z.object({ plain: z.number(), thinking: z.number(), model: z.number(), mean: z.number() }),
	/** ln of the steps of an issue's run: `slope` times how far ln(characters) lies from `middle`. */
	runs: z.object({ slope: z.number(), middle: z.number() }),
});

const fileSchema = z.object({
	format: z.literal(1),
	version: z.string(),
	/** SHA-256 of the encoder whose embeddings the weights were fitted on. */
	encoderSha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
	dimensions: count,
	embeddingSize: count,
	featureNames: z.array(z.string()),
	/** With the encoder: reads embedding and features. Without: features only, fitted on its own. */
	encoderTrunk: trunkSchema,
	featureTrunk: trunkSchema,
	/** Share of the uniform guess 1/options that a model without any ability reaches, and the ceiling of every probability. */
	guess: z.number(),
	ceiling: z.number(),
	novelty: z.object({
		/** k x embeddingSize unit vectors. */
		centroids: floats,
		/** Distances (1 - cosine) at which a request counts as familiar and as entirely new. */
		near: z.number(),
		far: z.number(),
		/** Features that by themselves tell that the encoder was not made for the text (other scripts, no words). */
		features: z.array(z.string()),
		/** Features of text that no recorded set holds: the encoder is trusted, and the interval is as wide as for what is entirely new. */
		unmeasured: z.optional(z.array(z.string())),
	}),
	/**
	 * Variances on the logit scale. `request`, `requestNew` and `requestFeatures` (no encoder) are shared by all models, `model` is each
	 * model's own; `set` is that of the level of all requests of one kind (absent: 0).
	 */
	variance: z.object({
		request: z.number(),
		requestNew: z.number(),
		requestFeatures: z.number(),
		model: z.number(),
		set: z.optional(z.number()),
	}),
	abilities: z.object({
		entries: z.array(z.object({ id: z.string(), effort: z.nullable(z.string()), evidence: count })),
		/** entries x dimensions */
		means: floats,
		/** entries x dimensions x dimensions */
		covariances: floats,
	}),
	/** Mean change of ability by reasoning effort, against a model whose effort nobody stated. */
	efforts: z.record(z.string(), z.array(z.number())),
	/** Regression of abilities on what a model's name tells; `weights` is dimensions x traits. */
	prior: z.object({
		traits: z.array(z.string()),
		weights: floats,
		covariance: floats,
		/**
		 * What a vendor's next model of a line adds to its last one: mean and variance a year, by dimension. Files of older trainings lack
		 * it.
		 */
		step: z.optional(z.object({ mean: z.array(z.number()), variance: z.array(z.number()) })),
	}),
	outputLength: z.object({
		/** Tokens of the visible answer by task kind. */
		visible: z.record(z.string(), z.number()),
		/** Thinking tokens of an average request by effort. */
		thinking: z.record(z.string(), z.number()),
		/** Standard deviation of the log of the tokens. */
		logSpread: z.number(),
		/** Growth of the log of the tokens from an easy (predicted quality 1) to a hopeless request (0). */
		hardness: z.number(),
		tokensPerSecond: z.number(),
		firstTokenSeconds: z.number(),
		/** Lengths by request; absent: by kind of task. See request-length.ts. */
		request: z.optional(lengthSchema),
	}),
	trainedOn: z.array(z.object({ name: z.string(), rows: count, licence: z.string(), origin: z.string() })),
});

export type PredictorFile = z.infer<typeof fileSchema>;

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
export type LengthHead = Omit<z.infer<typeof lengthSchema>, 'encoder' | 'features'> &
	Readonly<Record<'encoder' | 'features', Float32Array>>;

function damaged(why: string, cause?: unknown): RoutooError {
	return new RoutooError('damagedFile', `The predictor's parameters are damaged: ${why}.`, 'Install Routoo again.', { cause });
}

/** Throws 'damagedFile' where the length is not `length` or a value is not finite. */
function decode(text: string, length: number, what: string): Float32Array {
	const bytes = Buffer.from(text, 'base64');
	if (bytes.length !== length * 4) throw damaged(`${what} has ${bytes.length / 4} values instead of ${length}`);
	const values = new Float32Array(length);
	for (let i = 0; i < length; i++) {
		values[i] = bytes.readFloatLE(i * 4);
		if (!Number.isFinite(values[i])) throw damaged(`${what} holds a value that is not a number`);
	}
	return values;
}

export function encodeFloats(values: ArrayLike<number>): string {
	const bytes = Buffer.alloc(values.length * 4);
	for (let i = 0; i < values.length; i++) bytes.writeFloatLE(values[i]!, i * 4);
	return bytes.toString('base64');
}

function layer(raw: z.infer<typeof layerSchema>, what: string): Layer {
	const { inputs, outputs } = raw;
	return { inputs, outputs, weights: decode(raw.weights, inputs * outputs, what), bias: decode(raw.bias, outputs, what) };
}

function trunk(raw: z.infer<typeof trunkSchema>, inputs: number, outputs: number, what: string): Layer {
	const output = layer(raw.output, `${what} output`);
	if (output.inputs !== inputs || output.outputs !== outputs) throw damaged(`${what} has the wrong shape`);
	return output;
}

/** Reads the text of models/predictor.json. Throws RoutooError 'damagedFile' with the first thing that is wrong. */
export function parsePredictor(json: string): PredictorParameters {
	let raw: unknown;
	try {
		raw = JSON.parse(json);
	} catch (error) {
		throw damaged('not JSON', error);
	}
	const parsed = fileSchema.safeParse(raw);
	if (!parsed.success) throw damaged(parsed.error.issues[0]?.path.join('.') ?? 'unknown shape', parsed.error);
	const file = parsed.data;
	if (file.prior.traits.join() !== TRAIT_NAMES.join()) throw damaged('fitted on other traits of models than this version reads');
	const d = file.dimensions;
	const step = file.prior.step ?? null;
	if (step !== null && (step.mean.length !== d || step.variance.length !== d)) throw damaged('the step of a line has the wrong length');
	const features = file.featureNames.length;
	const { entries } = file.abilities;
	const means = decode(file.abilities.means, entries.length * d, 'abilities');
	const covariances = decode(file.abilities.covariances, entries.length * d * d, 'covariances of abilities');
	const centroids = decode(file.novelty.centroids, Buffer.from(file.novelty.centroids, 'base64').length / 4, 'centroids');
	if (centroids.length % file.embeddingSize !== 0) throw damaged('centroids have the wrong shape');
	const indices = (names: readonly string[]) => names.map((name) => file.featureNames.indexOf(name));
	const strange = indices(file.novelty.features);
	const unmeasured = indices(file.novelty.unmeasured ?? []);
	if ([...strange, ...unmeasured].includes(-1)) throw damaged('novelty names a feature that is not there');
	return {
		...file,
		encoderTrunk: trunk(file.encoderTrunk, file.embeddingSize + features, d + 1, 'encoder trunk'),
		featureTrunk: trunk(file.featureTrunk, features, d + 1, 'feature trunk'),
		novelty: { ...file.novelty, centroids, features: strange, unmeasured },
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
