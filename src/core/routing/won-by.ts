import { modelOfId } from '../money/experience.ts';
import { mainCause, useful } from './reason.ts';
import type { DecodeInput, Scored, WonBy } from './types.ts';

/** A difference of the wait that a person notices, ms. */
const NOTICED_MS = 500;

/**
 * What the chosen model has ahead of the next other model. Where the scores say little of it (points above the bar, doubt), the price
 * counts, then the wait.
 * @param scored allowed candidates, the chosen one first
 * @param how what put it first where its score did not
 */
export function wonBy(scored: readonly Scored[], { choice, because, weights }: DecodeInput, how: 'score' | 'stays' | 'preferred'): WonBy {
	if (choice.kind !== 'auto') return choice.kind === 'user' ? 'choice' : 'run';
	if (how === 'preferred') return 'preference';
	const [first, ...others] = scored as readonly [Scored, ...Scored[]];
	if (others.length === 0) return 'only';
	if (how === 'stays') return 'conversation';
	if (because.has('cache')) return 'cache';
	if (because.has('budget')) return 'budget';
	const next = others.find(({ candidate }) => modelOfId(candidate.id) !== modelOfId(first.candidate.id)) ?? others[0]!;
	const cause = mainCause(next, first, weights);
	if (cause === 'quality' || cause === 'price' || cause === 'wait') return cause;
	if (first.cost.expected < next.cost.expected) return 'price';
	return useful(next) - useful(first) > NOTICED_MS ? 'wait' : 'balance';
}
