import type { AcceptanceWeights } from './acceptance-weights.ts';
import { POSITION_FEATURE_NAMES } from './feature-names.ts';

type FeatureName = (typeof POSITION_FEATURE_NAMES)[number];

/**
 * Judgement, not a fit, in logits a unit of the feature. The signs follow what is published of accepted suggestions: less is accepted in
 * comments, strings and prose and for long texts, more where the code repeats itself or the caret stands right after an operator or a dot.
 */
const WEIGHTS: Partial<Record<FeatureName, number>> = {
	'in string': -0.5,
	'in comment': -0.7,
	'log identifier length': 0.15,
	'after dot': 0.2,
	'after opener': 0.2,
	'after assignment': 0.1,
	'middle of line': -0.6,
	'after comment line': 0.2,
	'line begun before': 0.5,
	'identifier seen before': 0.2,
	block: -0.4,
	'log predicted tokens': -0.25,
	'language data': -0.1,
	'language markup': -0.1,
	'language prose': -1,
};
/** About their ordinary values, so that `bias` speaks of an ordinary position. */
const MEANS: Partial<Record<FeatureName, number>> = { 'log identifier length': 0.8, 'log predicted tokens': 2.5, 'line begun before': 0.3 };

/**
 * ln(.3 / .7): about 30 % of the suggestions that are shown are accepted (27 % in Ziegler et al., "Productivity Assessment of Neural Code
 * Completion", 2022). The user's own rate is learned within a few dozen of them.
 */
const BIAS = -0.85;
/** softplus(.2) = .8 logits of chance for one of ability: a little less than on the benchmark, where every position is a whole line. */
const SLOPE_BIAS = 0.2;

/** Stands in until models/completion-head.json exists or where it is damaged. */
export const PRIOR_ACCEPTANCE_WEIGHTS: AcceptanceWeights = {
	format: 1,
	version: 'prior-1',
	features: [...POSITION_FEATURE_NAMES],
	means: POSITION_FEATURE_NAMES.map((name) => MEANS[name] ?? 0),
	deviations: POSITION_FEATURE_NAMES.map(() => 1),
	weights: POSITION_FEATURE_NAMES.map((name) => WEIGHTS[name] ?? 0),
	bias: BIAS,
	slopeBias: SLOPE_BIAS,
	slopeWeights: POSITION_FEATURE_NAMES.map(() => 0),
	variance: 0.5,
	lengthScale: { line: 1, block: 1 },
	abilities: [],
	measured: { positions: 0, packages: 0, models: [], crossValidated: null, date: null },
};
