import * as l10n from '@vscode/l10n';
import { exclusionWords } from '../../routing/exclusion-words.ts';
import { dollarsInWords } from '../../routing/reason.ts';
import type { CompletionAlternative, CompletionExclusion, CompletionLimits, CompletionWeights, SkipReason } from '../types.ts';

/** One sentence: who is asked, with what chance and price, and what the next better model would add. */
export function chosenSentence(
	chosen: CompletionAlternative,
	allowed: readonly CompletionAlternative[],
	weights: CompletionWeights,
): string {
	const facts = [nameOf(chosen), percent(chosen), dollarsInWords(chosen.cost.expected), chosen.prediction.firstLineMs.p50] as const;
	const better = allowed.find((a) => points(a) - points(chosen) >= 1);
	if (better === undefined) return l10n.t('{0}: {1} likely to be kept, {2}, {3} ms.', ...facts);
	const [name, more] = [nameOf(better), points(better) - points(chosen)];
	// What the score takes off the likelier model most.
	const money = better.cost.expected - chosen.cost.expected;
	const wait = better.prediction.firstLineMs.p50 - chosen.prediction.firstLineMs.p50;
	const moneyPoints = money * (1 / weights.pointValue + weights.lambda / 1_000_000);
	if (wait / weights.msPerPoint > moneyPoints)
		return more === 1
			? l10n.t('{0}: {1} likely to be kept, {2}, {3} ms; {4} would add 1 point but take {5} ms longer.', ...facts, name, wait)
			: l10n.t('{0}: {1} likely to be kept, {2}, {3} ms; {4} would add {5} points but take {6} ms longer.', ...facts, name, more, wait);
	const dearer = dollarsInWords(money);
	return more === 1
		? l10n.t('{0}: {1} likely to be kept, {2}, {3} ms; {4} would add 1 point for {5} more.', ...facts, name, dearer)
		: l10n.t('{0}: {1} likely to be kept, {2}, {3} ms; {4} would add {5} points for {6} more.', ...facts, name, more, dearer);
}

/** Why no model is asked, and what to do where the user can do something. */
export function skipSentence(
	skip: SkipReason,
	alternatives: readonly CompletionAlternative[],
	eligible: readonly CompletionAlternative[],
	best: CompletionAlternative | null,
	limits: CompletionLimits,
): string {
	switch (skip) {
		case 'noModel':
			return noModelSentence(alternatives);
		case 'unlikely': {
			const likeliest = eligible.reduce((most, a) => (chance(a) > chance(most) ? a : most));
			return l10n.t(
				'Nothing asked: a completion here would be kept in {0} of cases at best, below the {1} % that make one worth showing.',
				percent(likeliest),
				Math.round(100 * limits.minAcceptance),
			);
		}
		case 'notWorthIt':
			return l10n.t(
				'Nothing asked: a completion here is {0} likely to be kept, which is worth less than its price ({1}) and its wait ({2} ms).',
				percent(best!),
				dollarsInWords(best!.cost.expected),
				best!.prediction.firstLineMs.p50,
			);
	}
}

function noModelSentence(alternatives: readonly CompletionAlternative[]): string {
	if (alternatives.length === 0) {
		return l10n.t('No model that can fill in code is set up: start a local model server or add an endpoint that can.');
	}
	// What the user left out of the pool is no news where something else stopped the rest.
	const inPool = alternatives.filter((a) => a.excluded !== 'notInPool');
	const relevant = inPool.length > 0 ? inPool : alternatives;
	const counts = new Map<CompletionExclusion, number>();
	for (const { excluded } of relevant) counts.set(excluded!, (counts.get(excluded!) ?? 0) + 1);
	const [main, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
	const who = relevant.length === 1 ? nameOf(relevant[0]!) : l10n.t('{0} of {1}', count, relevant.length);
	const excluded = relevant.filter((a) => a.excluded === main).map((a) => a.candidate.model);
	const { why, wayOut } = exclusionWords(main, 'completion', excluded);
	return l10n.t('No model is allowed for completions; {0}: {1}. To go on, {2}.', who, why, wayOut);
}

function nameOf(a: CompletionAlternative): string {
	return a.candidate.model.displayName;
}

function chance(a: CompletionAlternative): number {
	return a.prediction.acceptance.mean;
}

function points(a: CompletionAlternative): number {
	return Math.round(100 * chance(a));
}

function percent(a: CompletionAlternative): string {
	return `${points(a)} %`;
}
