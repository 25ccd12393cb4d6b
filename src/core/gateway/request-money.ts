import { orAborted } from '../base/aborting.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { BudgetPeriod } from '../money/ledger.ts';
import { limitOf, shareOf } from '../money/ledger-rules.ts';
import { isShareTighter, remainingFor } from '../money/level.ts';
import type { MoneyBehind } from '../routing/routing-line.ts';
import type { BudgetShare } from '../routing/types.ts';
import type { GatewayDeps, GatewayRequest } from './types.ts';

/**
 * Money left of the budget and of the purpose's share, null without a limit. A ledger that cannot be read must not let money through: paid
 * models are out, free ones still answer.
 */
export interface Money {
	readonly remaining: MicroDollars | null;
	/** It is a share that binds, not the whole budget; absent elsewhere. */
	readonly share?: BudgetShare;
	/** The user paused all paid requests. */
	readonly paused: boolean;
	/** Why the ledger could not be read. */
	readonly unread: unknown;
}

/** What the user allowed over the limit is over the purpose's share as well. */
export function effectivePeriod({ period, overLimitApproved }: GatewayRequest): BudgetPeriod {
	return overLimitApproved ? { start: period.start, end: period.end, limit: null } : period;
}

export async function readMoney(deps: GatewayDeps, input: GatewayRequest): Promise<Money> {
	const pausing = deps.paused?.() ?? Promise.resolve(false);
	const left = await remainingNow(deps, input);
	return { ...left, paused: await orAborted(pausing, input.signal) };
}

async function remainingNow(deps: GatewayDeps, input: GatewayRequest): Promise<Omit<Money, 'paused'>> {
	const period = effectivePeriod(input);
	const { purpose } = input;
	if (period.limit === null && limitOf(period, purpose) === null) return { remaining: null, unread: null };
	try {
		const spend = await orAborted(deps.ledger.spent(period), input.signal);
		const ofShare = shareOf(purpose) === 'agent' && isShareTighter(period, spend, purpose);
		return { remaining: remainingFor(period, spend, purpose), unread: null, ...(ofShare ? { share: 'agent' } : {}) };
	} catch (unread) {
		input.signal.throwIfAborted();
		return { remaining: 0, unread };
	}
}

/**
 * What is left of the run's maximum, less what other requests of it hold; null without one. To be asked in the same turn of the event loop
 * as the reservation that follows.
 */
export function runMoney({ runHolds }: GatewayDeps, { runRemaining, runId }: GatewayRequest): MicroDollars | null {
	const left = runRemaining?.() ?? null;
	return left === null ? null : Math.max(0, left - (runHolds?.of(runId) ?? 0));
}

/** No paid request at all is what the user set: nothing was reached, and nothing is asked. */
export function isByChoice({ period, purpose }: Pick<GatewayRequest, 'period' | 'purpose'>): boolean {
	return period.limit === 0 || limitOf(period, purpose) === 0;
}

/** What the line says of the money. */
export function moneyBehind(input: GatewayRequest, remaining: MicroDollars | null): MoneyBehind {
	return { pressedBy: input.pressedBy, remaining: isByChoice(input) ? null : remaining, noPaid: input.period.limit === 0 };
}
