import { exclusionWords } from '../../routing/exclusion-words.ts';
import { dollarsInWords } from '../../routing/reason.ts';
import type { CompletionAlternative, CompletionExclusion, CompletionLimits, CompletionWeights, SkipReason } from '../types.ts';

/** One sentence: who is asked, with what chance and price, and what the next better model would add. */
export function chosenSentence(
	chosen: CompletionAlternative,
	allowed: readonly CompletionAlternative[],
	weights: CompletionWeights,
): string {
	const facts = `${nameOf(chosen)}: ${percent(chosen)} likely to be kept, ${dollarsInWords(chosen.cost.expected)}, ${chosen.prediction.firstLineMs.p50} ms`;
	const better = allowed.find((a) => points(a) - points(chosen) >= 1);
	if (better === undefined) return `${facts}.`;
	return `${facts}; ${nameOf(better)} would add ${points(better) - points(chosen)} points${drawback(better, chosen, weights)}.`;
}

/** What the score takes off the likelier model most. */
function drawback(better: CompletionAlternative, chosen: CompletionAlternative, weights: CompletionWeights): string {
	const money = better.cost.expected - chosen.cost.expected;
	const wait = better.prediction.firstLineMs.p50 - chosen.prediction.firstLineMs.p50;
	const moneyPoints = money * (1 / weights.pointValue + weights.lambda / 1_000_000);
	if (wait / weights.msPerPoint > moneyPoints) return ` but take ${wait} ms longer`;
	return ` for ${dollarsInWords(money)} more`;
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
			return `Nothing asked: a completion here would be kept in ${percent(likeliest)} of cases at best, below the ${Math.round(100 * limits.minAcceptance)} % that make one worth showing.`;
		}
		case 'notWorthIt':
			return `Nothing asked: a completion here is ${percent(best!)} likely to be kept, which is worth less than its price (${dollarsInWords(best!.cost.expected)}) and its wait (${best!.prediction.firstLineMs.p50} ms).`;
	}
}

function noModelSentence(alternatives: readonly CompletionAlternative[]): string {
	if (alternatives.length === 0) return 'No model that can fill in code is set up: start a local model server or add an endpoint that can.';
	// What the user left out of the pool is no news where something else stopped the rest.
	const inPool = alternatives.filter((a) => a.excluded !== 'notInPool');
	const relevant = inPool.length > 0 ? inPool : alternatives;
	const counts = new Map<CompletionExclusion, number>();
	for (const { excluded } of relevant) counts.set(excluded!, (counts.get(excluded!) ?? 0) + 1);
	const [main, count] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
	const who = relevant.length === 1 ? nameOf(relevant[0]!) : `${count} of ${relevant.length}`;
	const excluded = relevant.filter((a) => a.excluded === main).map((a) => a.candidate.model);
	const { why, wayOut } = exclusionWords(main, 'completion', excluded);
	return `No model is allowed for completions; ${who}: ${why}. To go on, ${wayOut}.`;
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
