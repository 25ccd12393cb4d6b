import * as l10n from '@vscode/l10n';
import { dollarsFromMicros } from '../base/micros.ts';
import { moneyInWords } from '../base/money-words.ts';
import type { Candidate } from '../model/candidate.ts';
import { exclusionWords } from './exclusion-words.ts';
import { isGoodEnough, worthOf } from './good-enough.ts';
import { pricePoints, waitPoints } from './score.ts';
import type { BudgetShare, ExclusionReason, RouteWeights, Scored } from './types.ts';

/** As every amount is said; below a hundredth of a cent, where completions are compared, two digits down to a micro-dollar. */
export function dollarsInWords(micros: number): string {
	if (micros === 0 || Math.abs(micros) >= 100) return moneyInWords(micros);
	return micros < 1 ? l10n.t('less than {0}', '$0.000001') : `$${dollarsFromMicros(micros).toPrecision(2)}`;
}

/**
 * How far apart two qualities are, `3 %`: as far as the whole percents that are shown of them; one decimal below two, where rounding could
 * turn the comparison with the price round.
 */
export function percentBetween(a: Scored, b: Scored): string {
	const size = Math.abs(qualityDifference(a, b));
	return `${size < 1.95 ? size.toFixed(1).replace(/\.0$/, '') : `${Math.abs(shownPercent(a) - shownPercent(b))}`} %`;
}

function shownPercent({ prediction }: Scored): number {
	return Math.round(100 * prediction.quality.mean);
}

/** Not good enough, although the whole percent that is shown of it reaches the bar. */
export function looksEnough(scored: Scored, weights: RouteWeights): boolean {
	const { goodEnough } = weights;
	return goodEnough !== undefined && !enough(scored, weights) && shownPercent(scored) >= Math.round(100 * goodEnough);
}

export function seconds(ms: number): string {
	return ms < 950 ? `${Math.max(0.1, ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

export function qualityDifference(a: Scored, b: Scored): number {
	return 100 * (a.prediction.quality.mean - b.prediction.quality.mean);
}

/** Less than this, in µ$, is nothing that a person would call a difference. */
export const LEAST_DIFFERENCE = 100;

function moneyDifference(a: Scored, b: Scored): string {
	const difference = a.cost.expected - b.cost.expected;
	if (difference === 0) return l10n.t('the same price');
	if (Math.abs(difference) < LEAST_DIFFERENCE) return l10n.t('about the same price');
	const by = dollarsInWords(Math.abs(difference));
	return difference > 0 ? l10n.t('{0} more', by) : l10n.t('{0} less', by);
}

/**
 * What the score takes off the loser most, against the winner: see scoreAll in decoder.ts. `bar`: points above what is good enough count a
 * tenth. `tie`: nothing.
 */
export function mainCause(loser: Scored, winner: Scored, weights: RouteWeights): 'quality' | 'bar' | 'price' | 'wait' | 'doubt' | 'tie' {
	const better = qualityDifference(loser, winner);
	const worth = worthAtMean(loser, weights) - worthAtMean(winner, weights);
	const lost = [
		['quality', -better],
		['price', pricePoints(loser.cost.perTurn, weights) - pricePoints(winner.cost.perTurn, weights)],
		['wait', waitPoints(loser.prediction, weights) - waitPoints(winner.prediction, weights)],
		['bar', better - worth],
		['doubt', worth - (loser.gainPoints - winner.gainPoints)],
	] as const;
	const [cause, size] = lost.reduce((most, next) => (next[1] > most[1] ? next : most));
	return size > 1e-9 ? cause : 'tie';
}

function worthAtMean({ prediction }: Scored, { goodEnough }: RouteWeights): number {
	return worthOf(100 * prediction.quality.mean, goodEnough);
}

/** µ$ that a percent of quality is worth in the score, budget pacing counted. */
function worthOfPoint({ pointValue, lambda }: RouteWeights): number {
	return 1 / (1 / pointValue + lambda / 1_000_000);
}

/** Words for one loser of the comparison, or for an excluded candidate. */
export function whyNotChosen(
	loser: Scored | { readonly excluded: ExclusionReason; readonly candidate: Candidate; readonly share?: BudgetShare | undefined },
	winner: Scored | null,
	weights: RouteWeights,
): string {
	if ('excluded' in loser) return exclusionWords(loser.excluded, 'chat', [loser.candidate], loser.share).why;
	if (winner === null) return '';
	const better = qualityDifference(loser, winner);
	const extra = loser.cost.expected - winner.cost.expected;
	if (better >= 0.5) return notWorthIt(loser, winner, weights, better);
	const money = moneyDifference(loser, winner);
	if (better <= -0.5) {
		const by = percentBetween(loser, winner);
		if (!enough(winner, weights) || enough(loser, weights))
			return extra > 0 ? l10n.t('quality {0} lower and {1}', by, money) : l10n.t('quality {0} lower for {1}', by, money);
		if (looksEnough(loser, weights))
			return extra > 0
				? l10n.t('just not good enough: quality {0} lower and {1}', by, money)
				: l10n.t('just not good enough: quality {0} lower for {1}', by, money);
		return extra > 0
			? l10n.t('not good enough: quality {0} lower and {1}', by, money)
			: l10n.t('not good enough: quality {0} lower for {1}', by, money);
	}
	if (extra > 0) return l10n.t('as good, {0}', money);
	const cause = mainCause(loser, winner, weights);
	if (cause === 'tie') return l10n.t('as good; the tie went to the other');
	if (cause === 'quality') return l10n.t('slightly worse for {0}', money);
	const but = drawback(loser, winner, weights);
	return cause === 'wait' ? l10n.t('as good, {0}', but) : l10n.t('as good, but {0}', but);
}

/** Of a better one. @param better points */
function notWorthIt(loser: Scored, winner: Scored, weights: RouteWeights, better: number): string {
	const extra = loser.cost.expected - winner.cost.expected;
	const by = percentBetween(loser, winner);
	const gain = extra > 0 ? l10n.t('quality {0} higher for {1}', by, moneyDifference(loser, winner)) : l10n.t('quality {0} higher', by);
	if (winsAsGoodEnough(loser, winner, weights)) return l10n.t('{0}, but {1} is good enough', gain, winner.candidate.displayName);
	if (extra / worthOfPoint(weights) >= better) return l10n.t('{0}; too dear for that much', gain);
	if (extra > 0 && isDearerLater(loser, winner, weights)) return l10n.t('{0}; dearer in the next turns still', gain);
	return l10n.t('{0}, but {1}', gain, drawback(loser, winner, weights));
}

export function enough({ prediction }: Scored, { goodEnough }: RouteWeights): boolean {
	return isGoodEnough(prediction.quality, goodEnough);
}

/** The bar decided: without it the better one would have made up for its price and wait. */
function winsAsGoodEnough(loser: Scored, winner: Scored, weights: RouteWeights): boolean {
	if (!enough(winner, weights)) return false;
	const price = pricePoints(loser.cost.perTurn, weights) - pricePoints(winner.cost.perTurn, weights);
	const wait = waitPoints(loser.prediction, weights) - waitPoints(winner.prediction, weights);
	return qualityDifference(loser, winner) > price + wait;
}

/** Its price speaks against it, though not this request's. */
function isDearerLater(loser: Scored, winner: Scored, weights: RouteWeights): boolean {
	return mainCause(loser, winner, weights) === 'price' && !(loser.cost.expected > winner.cost.expected && winner.cost.expected === 0);
}

/** What speaks against a model that is better, or as good, and not too dear for this request. */
export function drawback(loser: Scored, winner: Scored, weights: RouteWeights): string {
	const cause = mainCause(loser, winner, weights);
	if (cause === 'wait') return l10n.t('{0} slower to begin', seconds(useful(loser) - useful(winner)));
	if (cause === 'price') return isDearerLater(loser, winner, weights) ? l10n.t('dearer in the next turns') : l10n.t('not free');
	return cause === 'quality' ? l10n.t('quality {0} lower', percentBetween(loser, winner)) : l10n.t('not surely');
}

/** Milliseconds to the first token of the answer itself. */
export function useful({ prediction }: Scored): number {
	return prediction.firstUsefulMs ?? prediction.latencyMs;
}
