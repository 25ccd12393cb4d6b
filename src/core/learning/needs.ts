import type { Prediction } from '../routing/types.ts';

/** What one candidate was asked for and what was predicted of it before anything was learned, in the terms of QualityBasis. */
export interface Need {
	readonly floor: number;
	readonly span: number;
	/** Variance that the request shares between candidates, and that of the level of its kind. */
	readonly shared: number;
	readonly level: number;
	/** Mean of the candidate's logit, and its variance by what is not known of the model. */
	readonly logit: number;
	readonly variance: number;
	readonly skills: readonly number[];
}

/** Of the order of the numbers below. */
const VERSION = 1;
const BEFORE_SKILLS = 7;
const MOST_SKILLS = 32;
const MOST_LOGIT = 20;
const MOST_VARIANCE = 100;

/**
 * The need of a request as numbers, to be kept with its id: version, floor, span, shared variance, variance of the level, mean logit, own
 * variance, skills.
 * @param prediction before anything was learned
 * @returns null where the candidate is none of its or a rough prior answered
 */
export function needFeatures({ candidates, basis }: Prediction, candidateId: string): readonly number[] | null {
	const place = candidates.findIndex((one) => one.candidateId === candidateId);
	const own = basis?.logits[place];
	if (basis === undefined || own === undefined) return null;
	return [VERSION, basis.floor, basis.span, basis.shared, basis.level, own.mean, own.variance, ...basis.skills];
}

/** Reads the numbers again; null for what another version wrote, or for damage. */
export function needOf(features: readonly number[]): Need | null {
	if (features.length <= BEFORE_SKILLS || features.length > BEFORE_SKILLS + MOST_SKILLS || !features.every(Number.isFinite)) return null;
	const [version, floor, span, shared, level, logit, variance] = features as [number, number, number, number, number, number, number];
	const skills = features.slice(BEFORE_SKILLS);
	if (version !== VERSION || floor < 0 || !(span > 0) || floor + span > 1 + 1e-9 || Math.abs(logit) > MOST_LOGIT) return null;
	if ([shared, level, variance].some((one) => one < 0 || one > MOST_VARIANCE)) return null;
	if (skills.some((skill) => Math.abs(skill) > MOST_LOGIT)) return null;
	return { floor, span, shared, level, logit, variance, skills };
}
