import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { RoutooError } from '../../base/errors.ts';
import { POSITION_FEATURE_NAMES } from './feature-names.ts';

const number = z.number();
const positive = z.number().check(z.positive());
const text = z.string().check(z.minLength(1));

const headSchema = z.object({
	format: z.literal(1),
	version: text,
	/** POSITION_FEATURE_NAMES of the build that fitted the head, in that order; another list is refused. */
	features: z.array(z.string()),
	/** One value a feature: it enters as (value - mean) / deviation. */
	means: z.array(number),
	deviations: z.array(positive),
	/** Logits, one a feature. */
	weights: z.array(number),
	/** Logit of a model of ability 0 at an average position. */
	bias: number,
	/** What one unit of ability adds at this position: softplus(slopeBias + slopeWeights · features), never negative. */
	slopeBias: number,
	slopeWeights: z.array(number),
	/** Variance of the logit that no ability explains: of the head itself, shared by all models at one position. */
	variance: z.number().check(z.nonnegative()),
	/** Tokens measured over PositionFeatures.predictedTokens, by shape. */
	lengthScale: z.object({ line: positive, block: positive }),
	/**
	 * Abilities measured with this head; they go before every other prior. `model` is a catalog id or a name as completionModelName returns
	 * it.
	 */
	abilities: z.array(z.object({ model: text, mean: number, deviation: positive })),
	/** What the figures stand on, for the docs; empty values where nothing was measured. */
	measured: z.object({
		positions: z.int().check(z.nonnegative()),
		packages: z.int().check(z.nonnegative()),
		models: z.array(z.string()),
		/** Out of fold. `brier` and `logLoss` of the head, `baseRate` the share of positive outcomes. */
		crossValidated: z.nullable(z.object({ folds: z.int(), brier: number, logLoss: number, auc: number, baseRate: number })),
		/** ISO date. */
		date: z.nullable(z.string()),
	}),
});

/**
 * models/completion-head.json: P(kept | position, model) = sigmoid(bias + weights · x + slope(x) · ability), x the standardised features of
 * the position, ability in logits relative to an ordinary model (see ability.ts). Written by the fit in training/completion;
 * prior-weights.ts stands in until the file exists.
 */
export type AcceptanceWeights = Readonly<z.infer<typeof headSchema>>;

function damaged(why: string): RoutooError {
	return new RoutooError('damagedFile', l10n.t('The completion head is damaged: {0}.', why), l10n.t('Install Routoo again.'));
}

/** Reads the parsed JSON of models/completion-head.json. Throws RoutooError 'damagedFile' with the first thing that is wrong. */
export function parseAcceptanceWeights(json: unknown): AcceptanceWeights {
	const parsed = z.safeParse(headSchema, json);
	if (!parsed.success)
		throw damaged(l10n.t('{0} is missing or of the wrong type', parsed.error.issues[0]?.path.join('.') || l10n.t('the file')));
	const head = parsed.data;
	if (head.features.join('\n') !== POSITION_FEATURE_NAMES.join('\n'))
		throw damaged(l10n.t('fitted on other features than this version reads'));
	for (const key of ['means', 'deviations', 'weights', 'slopeWeights'] as const) {
		const [has, wanted] = [head[key].length, head.features.length];
		if (has !== wanted)
			throw damaged(
				has === 1
					? l10n.t('{0} has 1 value for {1} features', key, wanted)
					: l10n.t('{0} has {1} values for {2} features', key, has, wanted),
			);
	}
	return head;
}
