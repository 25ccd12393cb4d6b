import { leastUsefulCap, requestCap } from '../money/request-cost.ts';
import { chosenReason, stayReason, staysInWords } from './chosen-reason.ts';
import { exclusion, unfit } from './exclusion.ts';
import { countedPoints, worthOf, worthOfAPoint } from './good-enough.ts';
import { nothingLeftReason } from './nothing-left.ts';
import { preferenceLost, preferenceReason, preferredFirst, preferredInWords } from './preference.ts';
import { whyNotChosen } from './reason.ts';
import { asModels } from './same-model.ts';
import { pricePoints, waitPoints } from './score.ts';
import type {
	CandidatePrediction,
	Choice,
	DecodeInput,
	ExclusionReason,
	Prediction,
	RouteAlternative,
	RouteDecision,
	RouteLimits,
	Scored,
} from './types.ts';
import { wonBy } from './won-by.ts';

/**
 * Standard deviations that are taken off the difference to the cheapest model: LB in ARCHITECTURE.md, "How the decoder decides". One half
 * gives a one-sided 69 % bound: a dearer model must probably be better, not only look better. A starting value, to be tuned by the replay
 * benchmark.
 */
export const BOUND_DEVIATIONS = 0.5;

/**
 * The cost-aware decoder (Routoo, arXiv 2401.13979, section 3; score as in ARCHITECTURE.md, "How the decoder decides"): pure and
 * deterministic. Hard limits first, then the largest LB(m) - cost(m) (1/v + lambda) - wait(m)/t, in points, ties to the cheaper model, then
 * by id. LB counts points above the bar a tenth, so that of the models that are good enough the cheapest wins where prices really differ.
 * A conversation's model, and before it one that the user prefers for such requests, goes first where its rule allows.
 */
export function decide(asked: DecodeInput): RouteDecision {
	const { candidates, places } = asModels(asked.candidates, asked.prediction, asked.weights.msPerPoint);
	const input = { ...asked, prediction: { ...asked.prediction, candidates } };
	const limits = limitsOf(input.choice, input.limits);
	const excluded = input.candidates.map((candidate, i) =>
		exclusion(
			candidate,
			input.prediction.candidates[i]!,
			input.costs[i]!,
			input.inputTokens?.[i] ?? input.prediction.inputTokens,
			input.needs,
			limits,
			{ named: input.choice.kind !== 'auto', mostOutput: input.mostOutput },
		),
	);
	const allowed = input.candidates.flatMap((_, i) => (excluded[i] === null ? [i] : []));
	const ranked = scoreAll(input, allowed, places).sort(byScore);
	const isAuto = input.choice.kind === 'auto';
	const staying = stayingFirst(ranked, isAuto ? (input.stay ?? null) : null);
	const preferred = isAuto ? (input.preferred ?? null) : null;
	const scored = preferredFirst(staying, preferred, input.weights);
	const preferring = scored !== staying;
	const best = scored[0] ?? null;
	const behind = best !== null && best.score < ranked[0]!.score;
	const seen = asked.prediction.candidates;
	const alternatives = [
		...scored.map((s) =>
			alternative(
				s,
				seen[s.index]!,
				s === best
					? ''
					: s.score > best!.score
						? preferring
							? preferredInWords()
							: staysInWords()
						: whyNotChosen(s, best!, input.weights),
			),
		),
		...excludedAlternatives(input, excluded, seen),
	];
	return {
		chosen: alternatives.find((a) => a.excluded === null) ?? null,
		reason:
			best === null
				? nothingLeftReason(alternatives, limits, neededContext(input))
				: preferring
					? preferenceReason(best, staying[0]!, input.prediction.taskKind)
					: [
							behind ? stayReason(ranked[0]!) : chosenReason(scored, input, alternatives),
							preferenceLost(alternatives, preferred, input.prediction.taskKind),
						]
							.filter((sentence) => sentence !== '')
							.join(' '),
		steeredBy: steering(input, preferring),
		alternatives,
		...(best === null ? {} : { wonBy: wonBy(scored, input, preferring ? 'preferred' : behind ? 'stays' : 'score') }),
		...(input.weights.goodEnough === undefined ? {} : { goodEnough: input.weights.goodEnough }),
	};
}

/** Tokens that the request and an answer to it take of the context of any of the models. */
function neededContext({ candidates, prediction, inputTokens, mostOutput }: DecodeInput): number {
	const needs = candidates.map((candidate, i) => {
		const answer = Math.min(leastUsefulCap(prediction.candidates[i]!.outputTokens.p90), requestCap(candidate, 0, mostOutput));
		return (inputTokens?.[i] ?? prediction.inputTokens) + answer;
	});
	return Math.max(0, ...needs);
}

/**
 * What still binds a model that is not compared; see Choice. Never free of it are the rules of the workspace, the context and the budget.
 */
function limitsOf(choice: Choice, limits: RouteLimits): RouteLimits {
	if (choice.kind === 'auto') return limits;
	const { candidateId } = choice;
	const own = { ...limits, pool: [candidateId], maxLatencyMs: null, minQuality: null, circuitOpen: new Set<string>() };
	if (choice.kind === 'user') return { ...own, maxCost: null };
	return limits.pool === null || limits.pool.includes(candidateId) ? own : { ...own, pool: [] };
}

/**
 * The reference of all differences: the cheapest allowed model; among equally cheap ones the quickest, so that a newcomer that is no better
 * in bound, cost and wait does not become the reference and shift every bound; then the one that counts as better, then by id.
 */
function referenceOf(input: DecodeInput, allowed: readonly number[]): number {
	const predictions = input.prediction.candidates;
	const bar = input.weights.goodEnough;
	return allowed.reduce((best, i) => {
		const order =
			input.costs[i]!.perTurn - input.costs[best]!.perTurn ||
			waitPoints(predictions[i]!, input.weights) - waitPoints(predictions[best]!, input.weights) ||
			countedPoints(predictions[best]!.quality, bar) - countedPoints(predictions[i]!.quality, bar) ||
			compareIds(input.candidates[i]!.id, input.candidates[best]!.id);
		return order < 0 ? i : best;
	});
}

/**
 * LB(m) in points: what the model is worth beyond the reference, minus BOUND_DEVIATIONS of their difference, with the joint covariance. The
 * deviation is worth what a point between the two is. `bar`: see `goodEnough` in RouteWeights.
 */
export function lowerBoundPoints(prediction: Prediction, index: number, reference: number, bar?: number): number {
	if (index === reference) return 0;
	const { covariance, candidates } = prediction;
	const variance = covariance[index]![index]! + covariance[reference]![reference]! - 2 * covariance[index]![reference]!;
	const deviation = 100 * Math.sqrt(Math.max(0, variance));
	const [own, other] = [countedPoints(candidates[index]!.quality, bar), countedPoints(candidates[reference]!.quality, bar)];
	return worthOf(own, bar) - worthOf(other, bar) - BOUND_DEVIATIONS * deviation * worthOfAPoint(other, own, bar);
}

/** @param places of the candidates' models, see asModels */
function scoreAll(input: DecodeInput, allowed: readonly number[], places: readonly number[]): Scored[] {
	if (allowed.length === 0) return [];
	const reference = referenceOf(input, allowed);
	return allowed.map((index) => {
		const prediction = input.prediction.candidates[index]!;
		const cost = input.costs[index]!;
		const gainPoints = lowerBoundPoints(input.prediction, places[index]!, places[reference]!, input.weights.goodEnough);
		const score = gainPoints - pricePoints(cost.perTurn, input.weights) - waitPoints(prediction, input.weights);
		return { index, candidate: input.candidates[index]!, prediction, cost, gainPoints, score };
	});
}

/** The model that a conversation has keeps it where no other is better by more than this, in points of score. */
export const STAY_POINTS = 1;

/**
 * The ranking with the conversation's model in front where it may stay. Only the allowed ones are ranked, so that every hard limit holds.
 * @param stay its candidate id, null where there is none
 */
function stayingFirst(ranked: readonly Scored[], stay: string | null): readonly Scored[] {
	const kept = ranked.find(({ candidate }) => candidate.id === stay);
	if (kept === undefined || ranked[0]!.score - kept.score > STAY_POINTS) return ranked;
	return [kept, ...ranked.filter((other) => other !== kept)];
}

function byScore(a: Scored, b: Scored): number {
	return b.score - a.score || a.cost.perTurn - b.cost.perTurn || compareIds(a.candidate.id, b.candidate.id);
}

/** Code-unit order: the same on every machine and locale. */
function compareIds(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** @param seen as predicted: the wait of `s` may be that of the same model elsewhere */
function alternative(s: Scored, seen: CandidatePrediction, whyNot: string): RouteAlternative {
	return {
		candidate: s.candidate,
		quality: s.prediction.quality,
		cost: s.cost,
		latencyMs: s.prediction.latencyMs,
		firstUsefulMs: seen.firstUsefulMs ?? seen.latencyMs,
		gainPoints: s.gainPoints,
		score: s.score,
		excluded: null,
		whyNot,
	};
}

/** What the user left out of the pool stands last: of the rest it matters why. */
function excludedAlternatives(
	input: DecodeInput,
	excluded: readonly RouteAlternative['excluded'][],
	seen: readonly CandidatePrediction[],
): RouteAlternative[] {
	const all = excluded.flatMap((reason, i) => (reason === null ? [] : [excludedAlternative(input, i, reason, seen[i]!)]));
	const outside = (a: RouteAlternative): number => (a.excluded === 'notInPool' ? 1 : 0);
	return all.sort((a, b) => outside(a) - outside(b));
}

function excludedAlternative(
	input: DecodeInput,
	i: number,
	reason: NonNullable<RouteAlternative['excluded']>,
	seen: CandidatePrediction,
): RouteAlternative {
	const prediction = input.prediction.candidates[i]!;
	const inputTokens = input.inputTokens?.[i] ?? input.prediction.inputTokens;
	const beyond = unfit(input.candidates[i]!, prediction, inputTokens, input.needs, input.mostOutput);
	return {
		candidate: input.candidates[i]!,
		quality: prediction.quality,
		cost: input.costs[i]!,
		latencyMs: prediction.latencyMs,
		firstUsefulMs: seen.firstUsefulMs ?? seen.latencyMs,
		gainPoints: null,
		score: null,
		excluded: reason,
		...(beyond === null ? {} : { unfit: beyond }),
		whyNot:
			restWords(input, i, reason) ??
			whyNotChosen({ excluded: reason, candidate: input.candidates[i]!, share: input.limits.share }, null, input.weights),
	};
}

function restWords({ limits, candidates }: DecodeInput, i: number, reason: ExclusionReason): string | null {
	return reason === 'circuitOpen' ? (limits.resting?.get(candidates[i]!.id) ?? null) : null;
}

function steering(input: DecodeInput, preferring: boolean): RouteDecision['steeredBy'] {
	return [
		...(preferring ? (['preference'] as const) : []),
		...(input.choice.kind === 'user' ? (['userChoice'] as const) : []),
		...input.because,
		...(input.prediction.source === 'features' ? (['fallbackPrior'] as const) : []),
	];
}
