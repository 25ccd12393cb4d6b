import * as l10n from '@vscode/l10n';
import type { MicroDollars } from '../base/micros.ts';
import { moneyInWords } from '../base/money-words.ts';

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
	const text = remaining <= 0 ? usedUp(share) : tooMuch(maxCost, remaining, share);
	switch (atLimit) {
		case 'free':
			return {
				kind: 'freeOnly',
				text: `${text} ${l10n.t('Only free and local models are used.')}`,
				nextStep:
					share === undefined
						? l10n.t('Raise the budget to use paid models again.')
						: l10n.t('Raise that share or the budget to use paid models again.'),
			};
		case 'ask': {
			const nextStep =
				share === undefined
					? l10n.t('Send it anyway, pick a free or local model, or raise the budget.')
					: l10n.t('Send it anyway, pick a free or local model, or raise that share or the budget.');
			return { kind: 'ask', text, nextStep };
		}
		case 'block': {
			const nextStep =
				share === undefined
					? l10n.t('Raise the budget, or pick a free or local model.')
					: l10n.t('Raise that share or the budget, or pick a free or local model.');
			return { kind: 'block', text, nextStep };
		}
	}
}

function usedUp(share: string | undefined): string {
	if (share === undefined) return l10n.t("This month's budget is used up.");
	return l10n.t(
		'{0} is used up this month.',
		share.replace(/^./, (first) => first.toUpperCase()),
	);
}

function tooMuch(maxCost: MicroDollars, remaining: MicroDollars, share: string | undefined): string {
	const [most, left] = [dollars(maxCost), dollars(remaining)];
	return share === undefined
		? l10n.t('This request can cost up to {0} and {1} of the budget is left.', most, left)
		: l10n.t('This request can cost up to {0} and {1} of {2} is left.', most, left, share);
}

/** In a sentence, what is next to nothing is said in words. */
function dollars(micros: MicroDollars): string {
	return micros > 0 && micros < 100 ? l10n.t('less than {0}', '$0.0001') : moneyInWords(micros);
}
