import { dollarsFromMicros, type MicroDollars } from '../base/micros.ts';

/** Setting `routoo.budget.atLimit`: use free and local models only, ask each time, or refuse. */
export type AtLimit = 'free' | 'ask' | 'block';

/** What happens with a request that can cost up to `maxCost`. `text` is one sentence, `nextStep` what the user can do. */
export type BudgetVerdict =
	| { readonly kind: 'allowed' }
	| { readonly kind: 'freeOnly' | 'ask' | 'block'; readonly text: string; readonly nextStep: string };

/**
 * The rule at the limit. A request that costs nothing is always allowed, and so is everything without a limit. Raising the limit takes
 * effect at once because nothing is remembered here.
 *
 * @param remaining limit - settled - outstanding, µ$; null for no limit
 * @param maxCost the most this request can cost, µ$
 * @param share what binds, in words, where it is a share of the budget
 */
export function applyBudgetPolicy(remaining: MicroDollars | null, atLimit: AtLimit, maxCost: MicroDollars, share?: string): BudgetVerdict {
	if (remaining === null || maxCost === 0 || maxCost <= remaining) return { kind: 'allowed' };
	const text =
		remaining <= 0
			? share === undefined
				? "This month's budget is used up."
				: `${share.replace(/^./, (first) => first.toUpperCase())} is used up this month.`
			: `This request can cost up to ${dollars(maxCost)} and ${dollars(remaining)} of ${share ?? 'the budget'} is left.`;
	const raise = share === undefined ? 'aise the budget' : 'aise that share or the budget';
	switch (atLimit) {
		case 'free':
			return {
				kind: 'freeOnly',
				text: `${text} Only free and local models are used.`,
				nextStep: `R${raise} to use paid models again.`,
			};
		case 'ask':
			return { kind: 'ask', text, nextStep: `Send it anyway, pick a free or local model, or r${raise}.` };
		case 'block':
			return { kind: 'block', text, nextStep: `R${raise}, or pick a free or local model.` };
	}
}

/** Four decimals below a cent, so that a small amount does not read as zero. */
function dollars(micros: MicroDollars): string {
	if (micros > 0 && micros < 100) return 'less than $0.0001';
	return `$${dollarsFromMicros(micros).toFixed(micros < 10_000 ? 4 : 2)}`;
}
