import { dollarsFromMicros } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { exclusionWords } from './exclusion-words.ts';
import type { DecodeInput, ExclusionReason, RouteAlternative, RouteLimits, RouteWeights, Scored } from './types.ts';

export function dollarsInWords(micros: number): string {
	const dollars = dollarsFromMicros(micros);
	if (dollars === 0) return '$0';
	return dollars >= 0.1 ? `$${dollars.toFixed(2)}` : `$${dollars.toPrecision(2)}`;
}

/** Whole points; one decimal below two, where rounding could turn the comparison with the price round. */
function points(difference: number): string {
	const size = Math.abs(difference);
	const text = size < 1.95 ? size.toFixed(1).replace(/\.0$/, '') : `${Math.round(size)}`;
	return `${text} ${text === '1' ? 'point' : 'points'}`;
}

function seconds(ms: number): string {
	return ms < 950 ? `${Math.max(0.1, ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

function qualityDifference(a: Scored, b: Scored): number {
	return 100 * (a.prediction.quality.mean - b.prediction.quality.mean);
}

function moneyDifference(a: Scored, b: Scored): string {
	const difference = a.cost.expected - b.cost.expected;
	return difference === 0 ? 'the same price' : `${dollarsInWords(Math.abs(difference))} ${difference > 0 ? 'more' : 'less'}`;
}

/** What the score takes off the loser most, against the winner: see scoreAll in decoder.ts. `tie`: nothing. */
function mainCause(loser: Scored, winner: Scored, weights: RouteWeights): 'quality' | 'price' | 'wait' | 'doubt' | 'tie' {
	const better = qualityDifference(loser, winner);
	const lost = [
		['quality', -better],
		['price', (loser.cost.perTurn - winner.cost.perTurn) / worthOfPoint(weights)],
		['wait', (loser.prediction.latencyMs - winner.prediction.latencyMs) / weights.msPerPoint],
		['doubt', better - (loser.gainPoints - winner.gainPoints)],
	] as const;
	const [cause, size] = lost.reduce((most, next) => (next[1] > most[1] ? next : most));
	return size > 1e-9 ? cause : 'tie';
}

/** µ$ that a point is worth in the score, budget pacing counted. */
function worthOfPoint({ pointValue, lambda }: RouteWeights): number {
	return 1 / (1 / pointValue + lambda / 1_000_000);
}

/** Words for one loser of the comparison, or for an excluded candidate. */
export function whyNotChosen(
	loser: Scored | { readonly excluded: ExclusionReason; readonly candidate: Candidate },
	winner: Scored | null,
	weights: RouteWeights,
): string {
	if ('excluded' in loser) return exclusionWords(loser.excluded, 'chat', [loser.candidate]).why;
	if (winner === null) return '';
	const better = qualityDifference(loser, winner);
	const extra = loser.cost.expected - winner.cost.expected;
	const but = drawback(loser, winner, weights);
	if (better >= 0.5) {
		const gain = `${points(better)} better${extra > 0 ? ` for ${moneyDifference(loser, winner)}` : ''}`;
		if (extra / worthOfPoint(weights) >= better) return `${gain}; a point is worth ${dollarsInWords(worthOfPoint(weights))} to you`;
		return but === NEXT_TURNS && extra > 0 ? `${gain}; ${but} still` : `${gain}, but ${but}`;
	}
	if (better <= -0.5) return `${points(better)} worse ${extra > 0 ? 'and' : 'for'} ${moneyDifference(loser, winner)}`;
	if (extra > 0) return `as good, ${moneyDifference(loser, winner)}`;
	const cause = mainCause(loser, winner, weights);
	if (cause === 'tie') return 'as good; the tie went to the other';
	return cause === 'quality' ? `slightly worse for ${moneyDifference(loser, winner)}` : `as good, ${cause === 'wait' ? '' : 'but '}${but}`;
}

const NEXT_TURNS = 'dearer over the next turns';

/** What speaks against a model that is better, or as good, and not too dear for this request. */
function drawback(loser: Scored, winner: Scored, weights: RouteWeights): string {
	const cause = mainCause(loser, winner, weights);
	if (cause === 'wait') return `${seconds(loser.prediction.latencyMs - winner.prediction.latencyMs)} slower`;
	return cause === 'price' ? NEXT_TURNS : 'not surely';
}

/** One sentence: what was chosen and what the next better model would have added. */
export function chosenReason(scored: readonly Scored[], input: DecodeInput, alternatives: readonly RouteAlternative[]): string {
	const best = scored[0]!;
	if (input.choice.kind === 'user') return 'You chose this model.';
	if (input.choice.kind === 'pinned') return input.choice.why;
	if (scored.length === 1) return onlyOneReason(alternatives);
	const stronger = scored.find((s) => qualityDifference(s, best) >= 0.5);
	const cheaper = scored.filter((s) => s.cost.expected < best.cost.expected);
	const asGood = cheaper.find((s) => qualityDifference(s, best) > -0.5);
	const stays = input.because.has('cache') ? ' The conversation stays with it because its history is cached there.' : '';
	return `${inOneSentence(best, stronger, cheaper.length > 0, asGood, input.weights)}${stays}${budgetWords(input)}`;
}

function inOneSentence(
	best: Scored,
	stronger: Scored | undefined,
	anyCheaper: boolean,
	asGood: Scored | undefined,
	weights: RouteWeights,
): string {
	if (stronger !== undefined) {
		// Where nothing is paid, or something cheaper lost by its wait, "the cheapest" would be false.
		const cheapest = asGood === undefined && (best.cost.expected > 0 || stronger.cost.expected > 0);
		const what = cheapest
			? 'The cheapest model whose expected quality is within what you pay for'
			: 'The best balance of quality, price and wait';
		return `${what}; ${compared(stronger, best, weights)}.`;
	}
	const strongest = 'The best expected answer among your models';
	if (asGood !== undefined) {
		const cause = mainCause(asGood, best, weights);
		if (cause === 'quality' || cause === 'tie') return `${strongest}, slightly better than the cheaper ${asGood.candidate.displayName}.`;
		return `${strongest}; ${asGood.candidate.displayName} is cheaper and as good, but ${drawback(asGood, best, weights)}.`;
	}
	return `${strongest}, and ${anyCheaper ? 'no cheaper one is close enough' : 'no other is cheaper'}.`;
}

/** Ratios outside these are no help: beside a price of nearly nothing all is many times as dear. */
const TELLING_RATIO = { least: 1.1, most: 99 };

function compared(stronger: Scored, best: Scored, weights: RouteWeights): string {
	const gain = `${stronger.candidate.displayName} would add ${points(qualityDifference(stronger, best))}`;
	const cause = mainCause(stronger, best, weights);
	const extra = stronger.cost.expected - best.cost.expected;
	if (cause === 'wait') return `${gain} but take ${seconds(stronger.prediction.latencyMs - best.prediction.latencyMs)} longer`;
	if (extra <= 0) return `${gain}, but ${cause === 'price' ? 'is ' : ''}${drawback(stronger, best, weights)}`;
	const ratio = best.cost.expected === 0 ? Number.POSITIVE_INFINITY : stronger.cost.expected / best.cost.expected;
	const price =
		ratio < TELLING_RATIO.least || ratio > TELLING_RATIO.most
			? `${dollarsInWords(extra)} more`
			: `${ratio < 9.95 ? ratio.toFixed(1).replace(/\.0$/, '') : Math.round(ratio)} times the price`;
	return `${gain} for ${price}${cause === 'price' ? '' : ', but not surely'}`;
}

function budgetWords({ because, weights }: DecodeInput): string {
	if (!because.has('budget')) return '';
	return weights.lambda > 0
		? ' Money is weighed more than usual to make the budget last.'
		: ' What is left of the budget rules out the model that would otherwise be chosen.';
}

function onlyOneReason(alternatives: readonly RouteAlternative[]): string {
	const blocked = alternatives.filter((a) => a.excluded !== null);
	if (blocked.length === 0) return 'The only model you have set up.';
	return `The only model that your limits allow; ${blocked.length} ${blocked.length === 1 ? 'other is' : 'others are'} not allowed.`;
}

function howMany(some: number, all: number): string {
	if (all === 1) return 'the only one';
	return some === all ? `all ${all}` : `${some} of ${all}`;
}

/** Where nothing is left: the commonest reason and the way out. */
export function nothingLeftReason(alternatives: readonly RouteAlternative[], limits: RouteLimits): string {
	if (alternatives.length === 0) return 'No model is set up yet: set an API key, add an endpoint or start a local model server.';
	const inPool = without(alternatives, 'notInPool');
	// The user said "local only" and so knows about the others; what stopped the local ones is news.
	const relevant = without(inPool, 'notLocal');
	const counts = new Map<ExclusionReason, number>();
	for (const a of relevant) counts.set(a.excluded!, (counts.get(a.excluded!) ?? 0) + 1);
	const [main] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
	const left = main === 'overBudget' && limits.remaining !== null ? ` (${dollarsInWords(Math.max(0, limits.remaining))} left)` : '';
	const { why, wayOut } = exclusionWords(
		main,
		'chat',
		relevant.filter((a) => a.excluded === main).map(({ candidate }) => candidate),
	);
	return `No model is allowed for this request; ${howMany(counts.get(main)!, relevant.length)}: ${why}${left}. To go on, ${wayOut}.`;
}

/** The alternatives that another reason excludes; all where that leaves none. */
function without(alternatives: readonly RouteAlternative[], reason: ExclusionReason): readonly RouteAlternative[] {
	const rest = alternatives.filter((a) => a.excluded !== reason);
	return rest.length > 0 ? rest : alternatives;
}
