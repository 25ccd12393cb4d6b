import * as l10n from '@vscode/l10n';
import { RoutooError, type ShownError, shownError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import { applyBudgetPolicy } from '../money/policy.ts';
import { shareInWords } from '../routing/exclusion-words.ts';
import { dollarsInWords } from '../routing/reason.ts';
import { isAtLimit } from '../routing/routing-line.ts';
import type { RouteDecision } from '../routing/types.ts';
import { isByChoice, type Money } from './request-money.ts';
import type { GatewayRequest } from './types.ts';

/**
 * Why nothing may be sent, null where something may. A limit or a share of 0 is a choice ("no paid request"), not a limit that was reached:
 * no question then.
 */
export function refusal(
	input: GatewayRequest,
	decision: RouteDecision,
	{
		money,
		runRemaining,
		passesInMs,
	}: { readonly money: Money; readonly runRemaining: MicroDollars | null; readonly passesInMs: number | null },
): unknown {
	const { remaining, unread, share } = money;
	const { atLimit, overLimitApproved } = input;
	if (isAtLimit(decision) && !overLimitApproved) {
		// Nothing is known to be spent: the fault is told, and a free model answers where there is one.
		if (unread !== null) return decision.chosen === null ? unread : null;
		const policy = isByChoice(input) ? 'free' : atLimit;
		const cheapest = Math.min(...decision.alternatives.filter((a) => a.excluded === 'overBudget').map((a) => a.cost.max));
		const verdict = applyBudgetPolicy(remaining, policy, cheapest, share === undefined ? undefined : shareInWords(share));
		if (verdict.kind === 'ask' || verdict.kind === 'block') return new RoutooError('budget', verdict.text, verdict.nextStep);
		if (decision.chosen === null) return new RoutooError('budget', decision.reason, then());
	}
	if (decision.chosen !== null) return null;
	const own = runAtLimit(decision, runRemaining) ?? pausedWords(decision);
	if (own !== null) return own;
	const { action, nextStep } = wayOut(decision);
	return new RoutooError('noModel', decision.reason, nextStep, { action, ...(action === 'retry' ? { retryAfterMs: passesInMs } : {}) });
}

/** Whether the user wants nothing sent, because the money allows no paid model. */
export function isBlocked(input: GatewayRequest, decision: RouteDecision): boolean {
	return input.atLimit === 'block' && isAtLimit(decision) && !isByChoice(input);
}

/** What only the user can change: VS Code's Chat sends again by itself where an error is thrown, so it is better said in words. */
export function isOfUser({ kind, action }: ShownError): boolean {
	return kind === 'budget' || (kind === 'noModel' && (action === 'openSettings' || action === 'newSession'));
}

/** Null where the run's maximum keeps no model out. */
function runAtLimit({ alternatives }: RouteDecision, left: MicroDollars | null): RoutooError | null {
	const stopped = alternatives.filter((a) => a.excluded === 'overRun');
	if (stopped.length === 0 || left === null) return null;
	const cheapest = Math.min(...stopped.map((a) => a.cost.max));
	const text =
		left <= 0
			? l10n.t('Nothing is left of the most that this run may cost.')
			: l10n.t(
					'This run has {0} left of the most that it may cost, and its next step can cost {1}.',
					dollarsInWords(left),
					dollarsInWords(cheapest),
				);
	const nextStep = l10n.t('Raise the maximum cost per run (routoo.routing.maxCostPerRun), or use a free or local model.');
	return new RoutooError('budget', text, nextStep, { action: 'openSettings' });
}

/** Null where no model is kept out because paid requests are paused. */
function pausedWords({ alternatives }: RouteDecision): RoutooError | null {
	if (!alternatives.some((a) => a.excluded === 'paused')) return null;
	const nextStep = l10n.t(
		'Run "Routoo: Resume Paid Requests" in the editor where they were paused, or use a free, local or included model.',
	);
	return new RoutooError('budget', l10n.t('Paid requests are paused.'), nextStep, { action: 'resumePaid' });
}

/** What helps where no model is left. */
function wayOut({ alternatives }: RouteDecision): { readonly action: ShownError['action']; readonly nextStep: string } {
	// No limit stands in the way: the reason says what to set up.
	if (alternatives.length === 0) return { action: null, nextStep: then() };
	if (alternatives.some((a) => a.excluded === 'circuitOpen')) return { action: 'retry', nextStep: then() };
	// No setting makes a model read more: the conversation has to become shorter.
	const tooLong = alternatives.filter((a) => a.excluded !== 'notInPool');
	if (tooLong.length > 0 && tooLong.every((a) => a.excluded === 'contextTooSmall')) return { action: 'newSession', nextStep: shorten() };
	return { action: 'openSettings', nextStep: then() };
}

/** The reason says what to do, and it is not said twice. */
function then(): string {
	return l10n.t('Then send the message again.');
}

/** How a context is told or made larger stands in the reason already. */
function shorten(): string {
	return l10n.t('Begin a new chat, attach less, or set up a model that reads more.');
}

/** Whether an error's words end with the way out already, so that its next step need not be said. */
export function saysWayOut({ nextStep }: Pick<ShownError, 'nextStep'>): boolean {
	return nextStep === then() || nextStep === shorten();
}

/** @param earlier what failed before it, "model: message" each */
export function shownFor(input: GatewayRequest, error: unknown, earlier: readonly string[]): ShownError {
	const shown = shownError(error, earlier);
	const own = error instanceof RoutooError && error.action !== null;
	const ask = shown.kind === 'budget' && !own && input.atLimit === 'ask' && !isByChoice(input) && !input.overLimitApproved;
	return ask ? { ...shown, action: 'allowOnce' } : shown;
}
