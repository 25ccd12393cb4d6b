import * as l10n from '@vscode/l10n';
import { shareInWords } from './exclusion-words.ts';
import { wholePercent } from './quality.ts';
import {
	dollarsInWords,
	drawback,
	enough,
	LEAST_DIFFERENCE,
	looksEnough,
	mainCause,
	percentBetween,
	qualityDifference,
	seconds,
	useful,
} from './reason.ts';
import type { DecodeInput, RouteAlternative, RouteWeights, Scored } from './types.ts';

/** One sentence or two: which rule chose it, and what the next better model would have added. */
export function chosenReason(scored: readonly Scored[], input: DecodeInput, alternatives: readonly RouteAlternative[]): string {
	const best = scored[0]!;
	if (input.choice.kind === 'user') return l10n.t('You chose this model.');
	if (input.choice.kind === 'pinned') return input.choice.why;
	if (scored.length === 1) return onlyOneReason(alternatives);
	const { weights } = input;
	const stronger = scored.find((s) => qualityDifference(s, best) >= 0.5);
	const cheaper = scored.filter((s) => s.cost.expected < best.cost.expected);
	const why = enough(best, weights)
		? [goodEnoughReason(best, stronger, cheaper, weights)]
		: [...barWords(scored, best, weights), gainReason(best, stronger, cheaper, weights)];
	const stays = input.because.has('cache') ? [l10n.t('The conversation stays with it because its history is cached there.')] : [];
	return [...why, ...stays, ...budgetWords(input)].join(' ');
}

/** Whole percent of its quality, as the line above says it, and those of the bar. */
function besideTheBar({ prediction }: Scored, bar: number): [own: string, bar: string] {
	return [wholePercent(prediction.quality.mean), wholePercent(bar)];
}

function goodEnoughReason(best: Scored, stronger: Scored | undefined, cheaper: readonly Scored[], weights: RouteWeights): string {
	const [own, bar] = besideTheBar(best, weights.goodEnough!);
	const rival = cheaper.find((s) => enough(s, weights));
	if (rival !== undefined) {
		const less = best.cost.expected - rival.cost.expected;
		const slower = useful(rival) - useful(best) > 0 && mainCause(rival, best, weights) === 'wait';
		const worse = qualityDifference(best, rival);
		const name = rival.candidate.displayName;
		if (slower || worse < 0.5)
			return l10n.t(
				'Good enough (quality {0} %, you ask for {1} %); {2} is too and {3} cheaper, but {4}.',
				...([own, bar, name, dollarsInWords(less), drawback(rival, best, weights)] as const),
			);
		if (less < LEAST_DIFFERENCE)
			return l10n.t(
				'Good enough (quality {0} %, you ask for {1} %), and quality {2} higher than {3} for about the same price.',
				...([own, bar, percentBetween(best, rival), name] as const),
			);
		return l10n.t(
			'Good enough (quality {0} %, you ask for {1} %), and quality {2} higher than {3} for only {4} more.',
			...([own, bar, percentBetween(best, rival), name, dollarsInWords(less)] as const),
		);
	}
	const more = stronger === undefined ? null : compared(stronger, best, weights);
	if (best.cost.expected === 0)
		return more === null
			? l10n.t('Good enough (quality {0} %, you ask for {1} %) and free.', own, bar)
			: l10n.t('Good enough (quality {0} %, you ask for {1} %) and free; {2}.', own, bar, more);
	return more === null
		? l10n.t('Good enough (quality {0} %, you ask for {1} %) and the cheapest that is.', own, bar)
		: l10n.t('Good enough (quality {0} %, you ask for {1} %) and the cheapest that is; {2}.', own, bar, more);
}

/** What is said of the bar where the chosen one does not reach it: whether any other does. Nothing without a bar. */
function barWords(scored: readonly Scored[], best: Scored, weights: RouteWeights): string[] {
	if (weights.goodEnough === undefined) return [];
	const [own, bar] = besideTheBar(best, weights.goodEnough);
	const none = !scored.some((s) => enough(s, weights));
	if (looksEnough(best, weights)) return [nearlyEnough(none, best.prediction.quality.mean < weights.goodEnough, own, bar)];
	return [
		none
			? l10n.t(
					'No model is good enough for this (this one has quality {0} %, you ask for {1} %), so quality was weighed against price and wait.',
					...([own, bar] as const),
				)
			: l10n.t(
					'What is good enough adds too little for its price or wait (this one has quality {0} %, you ask for {1} %), so quality was weighed against price and wait.',
					...([own, bar] as const),
				),
	];
}

/** The figure beside that of the bar would say the opposite. @param below its mean is, else its interval is too wide */
function nearlyEnough(none: boolean, below: boolean, own: string, bar: string): string {
	if (below)
		return none
			? l10n.t(
					'No model is good enough for this (this one is just below the {0} % that you ask for), so quality was weighed against price and wait.',
					bar,
				)
			: l10n.t(
					'What is good enough adds too little for its price or wait (this one is just below the {0} % that you ask for), so quality was weighed against price and wait.',
					bar,
				);
	return none
		? l10n.t(
				'No model is surely good enough for this (this one has quality {0} %, too unsure for the {1} % that you ask for), so quality was weighed against price and wait.',
				...([own, bar] as const),
			)
		: l10n.t(
				'What is surely good enough adds too little for its price or wait (this one has quality {0} %, too unsure for the {1} % that you ask for), so quality was weighed against price and wait.',
				...([own, bar] as const),
			);
}

function gainReason(best: Scored, stronger: Scored | undefined, cheaper: readonly Scored[], weights: RouteWeights): string {
	const asGood = cheaper.find((s) => qualityDifference(s, best) > -0.5);
	if (stronger !== undefined) {
		const more = compared(stronger, best, weights);
		// Where nothing is paid, or something cheaper lost by its wait, "the cheapest" would be false.
		const cheapest = asGood === undefined && (best.cost.expected > 0 || stronger.cost.expected > 0);
		return cheapest
			? l10n.t('The cheapest model with as much quality as your preset pays for; {0}.', more)
			: l10n.t('The best balance of quality, price and wait; {0}.', more);
	}
	if (asGood !== undefined) {
		const name = asGood.candidate.displayName;
		const cause = mainCause(asGood, best, weights);
		if (cause === 'quality' || cause === 'tie')
			return l10n.t('The best expected answer among your models, slightly better than the cheaper {0}.', name);
		const but = drawback(asGood, best, weights);
		return l10n.t('The best expected answer among your models; {0} is cheaper and as good, but {1}.', name, but);
	}
	return cheaper.length > 0
		? l10n.t('The best expected answer among your models, and no cheaper one is close enough.')
		: l10n.t('The best expected answer among your models, and no other is cheaper.');
}

/** Ratios outside these are no help: beside a price of nearly nothing all is many times as dear. */
const TELLING_RATIO = { least: 1.1, most: 99 };

function compared(stronger: Scored, best: Scored, weights: RouteWeights): string {
	const [name, by] = [stronger.candidate.displayName, percentBetween(stronger, best)];
	const cause = mainCause(stronger, best, weights);
	const extra = stronger.cost.expected - best.cost.expected;
	if (cause === 'wait') return l10n.t('{0} would add {1} quality but begin {2} later', name, by, seconds(useful(stronger) - useful(best)));
	if (extra <= 0) {
		if (cause === 'bar') return l10n.t('{0} would add {1} quality', name, by);
		return cause === 'price'
			? l10n.t('{0} would add {1} quality, but is dearer in the next turns', name, by)
			: l10n.t('{0} would add {1} quality, but not surely', name, by);
	}
	const ratio = best.cost.expected === 0 ? Number.POSITIVE_INFINITY : stronger.cost.expected / best.cost.expected;
	if (ratio < TELLING_RATIO.least || ratio > TELLING_RATIO.most) {
		const more = dollarsInWords(extra);
		return cause === 'doubt'
			? l10n.t('{0} would add {1} quality for {2} more, but not surely', name, by, more)
			: l10n.t('{0} would add {1} quality for {2} more', name, by, more);
	}
	const times = ratio < 9.95 ? ratio.toFixed(1).replace(/\.0$/, '') : Math.round(ratio);
	return cause === 'doubt'
		? l10n.t('{0} would add {1} quality for {2} times the price, but not surely', name, by, times)
		: l10n.t('{0} would add {1} quality for {2} times the price', name, by, times);
}

function budgetWords({ because, weights, limits }: DecodeInput): string[] {
	if (!because.has('budget')) return [];
	if (weights.lambda > 0) return [l10n.t('Money is weighed more than usual to make the budget last.')];
	if (limits.share === undefined) return [l10n.t('What is left of the budget rules out the model that would otherwise be chosen.')];
	return [l10n.t('What is left of {0} rules out the model that would otherwise be chosen.', shareInWords(limits.share))];
}

function onlyOneReason(alternatives: readonly RouteAlternative[]): string {
	const blocked = alternatives.filter((a) => a.excluded !== null);
	if (blocked.length === 0) return l10n.t('The only model you have set up.');
	// Left out of the pool, or no answer to "stronger" or "cheaper": no limit speaks against them.
	if (blocked.every(({ excluded }) => excluded === 'notInPool')) {
		return blocked.length === 1
			? l10n.t('The only model that may answer this; 1 other is left out.')
			: l10n.t('The only model that may answer this; {0} others are left out.', blocked.length);
	}
	if (blocked.length === 1) return l10n.t('The only model that your limits allow; 1 other is not allowed.');
	return l10n.t('The only model that your limits allow; {0} others are not allowed.', blocked.length);
}

/** Why a model with more points was not chosen where the conversation keeps its own. */
export function staysInWords(): string {
	return l10n.t('barely ahead; the conversation stays with its model');
}

export function stayReason({ candidate }: Scored): string {
	return l10n.t('The conversation stays with its model; {0} is barely ahead.', candidate.displayName);
}
