import * as z from 'zod/mini';

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

/** models/predictor.json as it lies in the file; parameters.ts reads its weights. */
export const fileSchema = z.object({
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
		/** Factor of the distance to each centroid: kinds of text that lie close together are left sooner. Absent: 1. */
		scales: z.optional(floats),
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
export type LayerFile = z.infer<typeof layerSchema>;
export type LengthFile = z.infer<typeof lengthSchema>;
