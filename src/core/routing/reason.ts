import { dollarsFromMicros } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { exclusionWords, shareInWords } from './exclusion-words.ts';
import { countedPoints, isGoodEnough, worthOf } from './good-enough.ts';
import { pricePoints, waitPoints } from './score.ts';
import type { BudgetShare, DecodeInput, ExclusionReason, RouteAlternative, RouteWeights, Scored } from './types.ts';

export function dollarsInWords(micros: number): string {
	const dollars = dollarsFromMicros(micros);
	if (dollars === 0) return '$0';
	if (dollars < 0.000001) return 'less than $0.000001';
	return dollars >= 0.1 ? `$${dollars.toFixed(2)}` : `$${dollars.toPrecision(2)}`;
}

/** `3 %`; one decimal below two, where rounding could turn the comparison with the price round. */
function percent(difference: number): string {
	const size = Math.abs(difference);
	return `${size < 1.95 ? size.toFixed(1).replace(/\.0$/, '') : `${Math.round(size)}`} %`;
}

function seconds(ms: number): string {
	return ms < 950 ? `${Math.max(0.1, ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

function qualityDifference(a: Scored, b: Scored): number {
	return 100 * (a.prediction.quality.mean - b.prediction.quality.mean);
}

/** Less than this, in µ$, is nothing that a person would call a difference. */
const LEAST_DIFFERENCE = 100;

function moneyDifference(a: Scored, b: Scored): string {
	const difference = a.cost.expected - b.cost.expected;
	if (difference !== 0 && Math.abs(difference) < LEAST_DIFFERENCE) return 'about the same price';
	return difference === 0 ? 'the same price' : `${dollarsInWords(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'}`;
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
	if (better >= 0.5) {
		const gain = `quality ${percent(better)} higher${extra > 0 ? ` for ${moneyDifference(loser, winner)}` : ''}`;
		if (winsAsGoodEnough(loser, winner, weights)) return `${gain}, but ${winner.candidate.displayName} is good enough`;
		if (extra / worthOfPoint(weights) >= better) return `${gain}; too dear for that much`;
		const but = drawback(loser, winner, weights);
		return but === NEXT_TURNS && extra > 0 ? `${gain}; ${but} still` : `${gain}, but ${but}`;
	}
	if (better <= -0.5) {
		const short = enough(winner, weights) && !enough(loser, weights) ? 'not good enough: ' : '';
		return `${short}quality ${percent(better)} lower ${extra > 0 ? 'and' : 'for'} ${moneyDifference(loser, winner)}`;
	}
	if (extra > 0) return `as good, ${moneyDifference(loser, winner)}`;
	const cause = mainCause(loser, winner, weights);
	if (cause === 'tie') return 'as good; the tie went to the other';
	if (cause === 'quality') return `slightly worse for ${moneyDifference(loser, winner)}`;
	return `as good, ${cause === 'wait' ? '' : 'but '}${drawback(loser, winner, weights)}`;
}

function enough({ prediction }: Scored, { goodEnough }: RouteWeights): boolean {
	return isGoodEnough(prediction.quality, goodEnough);
}

/** The bar decided: without it the better one would have made up for its price and wait. */
function winsAsGoodEnough(loser: Scored, winner: Scored, weights: RouteWeights): boolean {
	if (!enough(winner, weights)) return false;
	const price = pricePoints(loser.cost.perTurn, weights) - pricePoints(winner.cost.perTurn, weights);
	const wait = waitPoints(loser.prediction, weights) - waitPoints(winner.prediction, weights);
	return qualityDifference(loser, winner) > price + wait;
}

const NEXT_TURNS = 'dearer in the next turns';

/** What speaks against a model that is better, or as good, and not too dear for this request. */
function drawback(loser: Scored, winner: Scored, weights: RouteWeights): string {
	const cause = mainCause(loser, winner, weights);
	if (cause === 'wait') return `${seconds(useful(loser) - useful(winner))} slower to begin`;
	if (cause === 'price') return loser.cost.expected > winner.cost.expected && winner.cost.expected === 0 ? 'not free' : NEXT_TURNS;
	return cause === 'quality' ? `quality ${percent(qualityDifference(loser, winner))} lower` : 'not surely';
}

/** Milliseconds to the first token of the answer itself. */
export function useful({ prediction }: Scored): number {
	return prediction.firstUsefulMs ?? prediction.latencyMs;
}

/** Why a model with more points was not chosen where the conversation keeps its own. */
export const STAYS = 'barely ahead; the conversation stays with its model';

export function stayReason({ candidate }: Scored): string {
	return `The conversation stays with its model; ${candidate.displayName} is barely ahead.`;
}

/** One sentence or two: which rule chose it, and what the next better model would have added. */
export function chosenReason(scored: readonly Scored[], input: DecodeInput, alternatives: readonly RouteAlternative[]): string {
	const best = scored[0]!;
	if (input.choice.kind === 'user') return 'You chose this model.';
	if (input.choice.kind === 'pinned') return input.choice.why;
	if (scored.length === 1) return onlyOneReason(alternatives);
	const { weights } = input;
	const stronger = scored.find((s) => qualityDifference(s, best) >= 0.5);
	const cheaper = scored.filter((s) => s.cost.expected < best.cost.expected);
	const stays = input.because.has('cache') ? ' The conversation stays with it because its history is cached there.' : '';
	const why = enough(best, weights)
		? goodEnoughReason(best, stronger, cheaper, weights)
		: gainReason(best, stronger, cheaper, weights, barWords(scored, best, weights));
	return `${why}${stays}${budgetWords(input)}`;
}

/** "quality 91 %, you ask for 85 %". */
function ofTheBar(scored: Scored, bar: number): string {
	return `quality ${Math.floor(countedPoints(scored.prediction.quality, bar) + 1e-9)} %, you ask for ${Math.round(100 * bar)} %`;
}

function goodEnoughReason(best: Scored, stronger: Scored | undefined, cheaper: readonly Scored[], weights: RouteWeights): string {
	const lead = `Good enough (${ofTheBar(best, weights.goodEnough!)})`;
	const rival = cheaper.find((s) => enough(s, weights));
	if (rival !== undefined) {
		const less = best.cost.expected - rival.cost.expected;
		const but = useful(rival) - useful(best) > 0 && mainCause(rival, best, weights) === 'wait' ? drawback(rival, best, weights) : null;
		const worse = qualityDifference(best, rival);
		const name = rival.candidate.displayName;
		if (but !== null) return `${lead}; ${name} is too and ${dollarsInWords(less)} cheaper, but ${but}.`;
		if (worse >= 0.5)
			return `${lead}, and quality ${percent(worse)} higher than ${name} for ${less < LEAST_DIFFERENCE ? 'about the same price' : `only ${dollarsInWords(less)} more`}.`;
		return `${lead}; ${name} is too and ${dollarsInWords(less)} cheaper, but ${drawback(rival, best, weights)}.`;
	}
	const which = best.cost.expected === 0 ? 'free' : 'the cheapest that is';
	return `${lead} and ${which}${stronger === undefined ? '' : `; ${compared(stronger, best, weights)}`}.`;
}

/** What is said of the bar where the chosen one does not reach it: whether any other does. Empty without a bar. */
function barWords(scored: readonly Scored[], best: Scored, weights: RouteWeights): string {
	if (weights.goodEnough === undefined) return '';
	const any = scored.some((s) => enough(s, weights));
	const what = any ? 'What is good enough adds too little for its price or wait' : 'No model is good enough for this';
	return `${what} (this one has ${ofTheBar(best, weights.goodEnough)}), so quality was weighed against price and wait. `;
}

function gainReason(best: Scored, stronger: Scored | undefined, cheaper: readonly Scored[], weights: RouteWeights, bar: string): string {
	const asGood = cheaper.find((s) => qualityDifference(s, best) > -0.5);
	if (stronger !== undefined) {
		// Where nothing is paid, or something cheaper lost by its wait, "the cheapest" would be false.
		const cheapest = asGood === undefined && (best.cost.expected > 0 || stronger.cost.expected > 0);
		const what = cheapest
			? 'The cheapest model with as much quality as your preset pays for'
			: 'The best balance of quality, price and wait';
		return `${bar}${what}; ${compared(stronger, best, weights)}.`;
	}
	const strongest = `${bar}The best expected answer among your models`;
	if (asGood !== undefined) {
		const cause = mainCause(asGood, best, weights);
		if (cause === 'quality' || cause === 'tie') return `${strongest}, slightly better than the cheaper ${asGood.candidate.displayName}.`;
		return `${strongest}; ${asGood.candidate.displayName} is cheaper and as good, but ${drawback(asGood, best, weights)}.`;
	}
	return `${strongest}, and ${cheaper.length > 0 ? 'no cheaper one is close enough' : 'no other is cheaper'}.`;
}

/** Ratios outside these are no help: beside a price of nearly nothing all is many times as dear. */
const TELLING_RATIO = { least: 1.1, most: 99 };

function compared(stronger: Scored, best: Scored, weights: RouteWeights): string {
	const gain = `${stronger.candidate.displayName} would add ${percent(qualityDifference(stronger, best))} quality`;
	const cause = mainCause(stronger, best, weights);
	const extra = stronger.cost.expected - best.cost.expected;
	if (cause === 'wait') return `${gain} but begin ${seconds(useful(stronger) - useful(best))} later`;
	if (extra <= 0) return cause === 'bar' ? gain : `${gain}, but ${cause === 'price' ? 'is ' : ''}${drawback(stronger, best, weights)}`;
	const ratio = best.cost.expected === 0 ? Number.POSITIVE_INFINITY : stronger.cost.expected / best.cost.expected;
	const price =
		ratio < TELLING_RATIO.least || ratio > TELLING_RATIO.most
			? `${dollarsInWords(extra)} more`
			: `${ratio < 9.95 ? ratio.toFixed(1).replace(/\.0$/, '') : Math.round(ratio)} times the price`;
	return `${gain} for ${price}${cause === 'doubt' ? ', but not surely' : ''}`;
}

function budgetWords({ because, weights, limits }: DecodeInput): string {
	if (!because.has('budget')) return '';
	return weights.lambda > 0
		? ' Money is weighed more than usual to make the budget last.'
		: ` What is left of ${limits.share === undefined ? 'the budget' : shareInWords(limits.share)} rules out the model that would otherwise be chosen.`;
}

function onlyOneReason(alternatives: readonly RouteAlternative[]): string {
	const blocked = alternatives.filter((a) => a.excluded !== null);
	if (blocked.length === 0) return 'The only model you have set up.';
	return `The only model that your limits allow; ${blocked.length} ${blocked.length === 1 ? 'other is' : 'others are'} not allowed.`;
}
