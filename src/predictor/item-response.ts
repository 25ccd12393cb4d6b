import { softplus } from '../core/base/statistics.ts';
import type { Candidate } from '../core/model/candidate.ts';
import { type Qualities, type QualityBasis, qualitiesOf } from '../core/routing/quality.ts';
import { kinAbility } from './kin-ability.ts';
import { candidateTraits, traitValues } from './model-prior.ts';
import { type Ability, abilityKey, type Layer, type PredictorParameters } from './parameters.ts';

export interface QualityInput {
	/** Unit vector of the encoder, null where it cannot run: then the head fitted on features alone answers. */
	readonly embedding: Float32Array | null;
	/** In the order of `params.featureNames`. */
	readonly features: Float32Array;
	/** Lettered answer options in the request, 0 where there are none. */
	readonly options: number;
	readonly candidates: readonly Candidate[];
}

export interface QualityOutput extends Qualities {
	/** How unlike the training data the request is, 0..1. */
	readonly novelty: number;
	readonly basis: QualityBasis;
}

/**
 * What a request asks for: skill weights >= 0, difficulty, how unlike the training data it is (0..1), and whether anybody measured such
 * text (0) or not (1).
 */
export interface RequestProfile {
	readonly skills: Float32Array;
	readonly difficulty: number;
	readonly novelty: number;
	readonly unmeasured: number;
}

/**
 * Item-response model: P(q, m) = floor + (ceiling - floor) * sigmoid(a(q)·theta_m - b(q)), a(q) >= 0. The logit is normal with variance
 * a' Sigma_m a + a variance of the model + a variance of the request that all candidates share (core/routing/quality.ts). The level of
 * requests of one kind is a random effect, 0 for a live request: its variance widens every interval, and nothing that compares candidates,
 * for it lifts or lowers them together.
 */
export function predictQuality(params: PredictorParameters, input: QualityInput): QualityOutput {
	const profile = requestProfile(params, input.embedding, input.features);
	const floor = input.options >= 3 ? params.guess / input.options : 0;
	const logits = input.candidates.map((candidate) => {
		const ability = abilityOf(params, candidate);
		const mean = dot(profile.skills, ability.mean) - profile.difficulty;
		return { mean, variance: quadratic(profile.skills, ability.covariance) + params.variance.model };
	});
	const basis = {
		...{ floor, span: params.ceiling - floor, logits },
		skills: [...profile.skills],
		shared: sharedVariance(params, profile, input.embedding !== null),
		level: params.variance.set ?? 0,
	};
	return { ...qualitiesOf(basis), novelty: profile.novelty, basis };
}

/** A request unlike anything in training keeps this share of what the encoder says. */
const LEAST_TRUST = 0.2;

/** Skill weights and difficulty; the further the request lies from the training data, the more the features alone decide. */
export function requestProfile(params: PredictorParameters, embedding: Float32Array | null, features: Float32Array): RequestProfile {
	const novelty = noveltyOf(params, embedding, features);
	const plain = affine(params.featureTrunk, features);
	const rich = embedding === null ? plain : affine(params.encoderTrunk, concatenate(embedding, features));
	const trust = 1 - (1 - LEAST_TRUST) * novelty;
	const skills = new Float32Array(params.dimensions);
	for (let k = 0; k < params.dimensions; k++) skills[k] = trust * softplus(rich[k]!) + (1 - trust) * softplus(plain[k]!);
	const difficulty = trust * rich[params.dimensions]! + (1 - trust) * plain[params.dimensions]!;
	return { skills, difficulty, novelty, unmeasured: most(features, params.novelty.unmeasured) };
}

/** 0 within `near` of a centroid of the training data, 1 beyond `far` or where the text itself is strange. */
function noveltyOf(params: PredictorParameters, embedding: Float32Array | null, features: Float32Array): number {
	const { centroids, near, far } = params.novelty;
	const strange = most(features, params.novelty.features);
	if (embedding === null) return strange;
	let least = Number.POSITIVE_INFINITY;
	for (const [k, scale] of params.novelty.scales.entries()) {
		const at = k * embedding.length;
		let cosine = 0;
		for (let i = 0; i < embedding.length; i++) cosine += centroids[at + i]! * embedding[i]!;
		least = Math.min(least, scale * (1 - cosine));
	}
	return Math.max(strange, Math.min(1, Math.max(0, (least - near) / (far - near))));
}

/** The largest of some features, at most 1. */
function most(features: Float32Array, indices: readonly number[]): number {
	return indices.reduce((largest, index) => Math.max(largest, Math.min(1, features[index]!)), 0);
}

/** The less the encoder is trusted, the more the error is that of the features alone; what is new may lie off by more than a kind does. */
function sharedVariance(params: PredictorParameters, profile: RequestProfile, encoded: boolean): number {
	const { request, requestNew, requestFeatures } = params.variance;
	const trust = encoded ? 1 - profile.novelty : 0;
	return trust * request + (1 - trust) * requestFeatures + requestNew * Math.max(profile.novelty, profile.unmeasured);
}

/**
 * Measured with this effort, or measured otherwise and shifted by the mean effect of the effort, or from the line that its name continues,
 * or guessed from name and size.
 */
export function abilityOf(params: PredictorParameters, candidate: Candidate): Ability {
	if (candidate.catalogId !== null) {
		const exact = params.abilities.get(abilityKey(candidate.catalogId, candidate.effort));
		if (exact) return exact;
		const base = params.abilities.get(candidate.catalogId);
		if (base) return shifted(params, base, candidate.effort);
	}
	const guess = priorAbility(params, traitValues(candidateTraits(candidate)));
	return kinAbility(params, candidate, guess) ?? { mean: guess, covariance: params.prior.covariance };
}

/** Mean ability of models of these traits: what is known of a model that nobody measured. */
export function priorAbility(params: PredictorParameters, traits: ArrayLike<number>): Float32Array {
	const mean = new Float32Array(params.dimensions);
	for (let k = 0; k < mean.length; k++)
		for (let t = 0; t < traits.length; t++) mean[k]! += params.prior.weights[k * traits.length + t]! * traits[t]!;
	return mean;
}

function shifted(params: PredictorParameters, base: Ability, effort: string | null): Ability {
	const shift = effort === null ? undefined : params.efforts.get(effort);
	return shift ? { ...base, mean: base.mean.map((value, k) => value + shift[k]!) } : base;
}

function affine(layer: Layer, input: Float32Array): Float32Array {
	const output = Float32Array.from(layer.bias);
	for (let o = 0; o < layer.outputs; o++) {
		let sum = output[o]!;
		const at = o * layer.inputs;
		for (let i = 0; i < layer.inputs; i++) sum += layer.weights[at + i]! * input[i]!;
		output[o] = sum;
	}
	return output;
}

function concatenate(left: Float32Array, right: Float32Array): Float32Array {
	const whole = new Float32Array(left.length + right.length);
	whole.set(left);
	whole.set(right, left.length);
	return whole;
}

function quadratic(vector: Float32Array, matrix: Float32Array): number {
	let sum = 0;
	for (let i = 0; i < vector.length; i++)
		for (let j = 0; j < vector.length; j++) sum += vector[i]! * matrix[i * vector.length + j]! * vector[j]!;
	return Math.max(0, sum);
}

function dot(left: Float32Array, right: Float32Array): number {
	let sum = 0;
	for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]!;
	return sum;
}
