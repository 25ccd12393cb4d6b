import * as z from 'zod/mini';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { Clock } from '../../core/base/time.ts';
import type { BudgetPeriod, Ledger, SpendSummary } from '../../core/money/ledger.ts';
import { budgetLevel, remainingBudget, remainingFor, TOLD_AT } from '../../core/money/level.ts';
import {
	type ArrivalHistory,
	expectedRequests,
	initialPacing,
	type Outlook,
	type PacingState,
	pacingTarget,
	pressure,
	pressureShare,
	projectedSpend,
	updatePacing,
} from '../../core/money/pacing.ts';
import { budgetPeriod } from '../../core/money/period.ts';
import { checkThresholds, initialThresholds, type ThresholdNotice } from '../../core/money/thresholds.ts';
import type { BudgetView } from '../../protocol/common.ts';
import type { Settings } from '../settings/schema.ts';

export interface BudgetSnapshot {
	readonly view: BudgetView;
	readonly summary: SpendSummary;
	/** µ$ left of the budget, null without a limit. */
	readonly remaining: MicroDollars | null;
	/** The smaller of that and what is left of the completions' share, µ$. */
	readonly completionsRemaining: MicroDollars | null;
	/** The same of the agents' share: of runs, and of what they cause in the background. */
	readonly agentRemaining: MicroDollars | null;
	/** Points per dollar for the decoder. */
	readonly lambda: number;
	/** Expected spend at the end of the period, µ$ (`projectedSpend`); null before there is enough to go by. */
	readonly projected: MicroDollars | null;
	/** The user does not want to be steered today. */
	readonly pacingOff: boolean;
}

export interface BudgetDeps {
	readonly ledger: Ledger;
	readonly settings: () => Settings;
	readonly state: StateStore;
	readonly clock: Clock;
	/** Told once per period at 75, 90 and 100 %. */
	readonly onNotice: (notice: ThresholdNotice) => void;
	readonly onChange: (snapshot: BudgetSnapshot) => void;
}

/** Pressure was learned against one period's money: it says nothing about a new period or another limit, which begin without it. */
const pacingSchema = z.object({ logLambda: z.number(), periodStart: z.number(), limit: z.nullable(z.number()) });
/** "Not today": until when, ms since epoch. */
const pacingOffSchema = z.object({ until: z.number() });
const thresholdsSchema = z.object({
	lists: z.array(z.object({ periodStart: z.number(), limit: z.number(), told: z.array(z.literal(TOLD_AT)) })),
});

const PACING_KEY = 'routoo.pacing';
const PACING_OFF_KEY = 'routoo.pacingOff';
const THRESHOLDS_KEY = 'routoo.thresholds';
/** A day of the change to winter time. */
const LONGEST_DAY_MS = 25 * 3_600_000;
/** How far the history of arrivals looks back: habits change. */
const HISTORY_MS = 8 * 7 * 24 * 3_600_000;

/** Money of the running period: summary for the views, remaining money and pacing pressure for the decoder, notices at the thresholds. */
export class BudgetService {
	readonly #deps: BudgetDeps;
	#arrivals: ArrivalHistory = { counts: [], from: 0, to: 0 };
	#latest: BudgetSnapshot | null = null;

	constructor(deps: BudgetDeps) {
		this.#deps = deps;
	}

	/** The period with its limit, from the settings as they are now: raising the budget takes effect at the next request. */
	period(): BudgetPeriod {
		const { resetDay, monthlyBudget, completion, agent } = this.#deps.settings();
		const period = budgetPeriod(this.#deps.clock.now(), resetDay, monthlyBudget);
		const shares = { completion: completion.budgetShare, agent: agent.budgetShare };
		const limits = Object.entries(shares).flatMap(([purpose, share]) => {
			if (monthlyBudget !== null) return [[purpose, Math.floor(monthlyBudget * share)]];
			// A share of nothing is nothing, also where the whole has no limit.
			return share === 0 ? [[purpose, 0]] : [];
		});
		return limits.length === 0 ? period : { ...period, limits: Object.fromEntries(limits) };
	}

	/** The last snapshot; null before the first refresh. */
	current(): BudgetSnapshot | null {
		return this.#latest;
	}

	/** Reads the ledger anew. Errors: RoutooError 'storage'. */
	async refresh(): Promise<BudgetSnapshot> {
		const period = this.period();
		const summary = await this.#deps.ledger.summary(period);
		this.#arrivals = await this.#deps.ledger.arrivals(this.#deps.clock.now() - HISTORY_MS);
		const { limit } = period;
		const pacing = pacingIn(await this.#kept(PACING_KEY), period);
		const projected = projectedSpend(summary.settled, summary.arrivals, this.#expectedUntil(period.end));
		const pacingOff = isOff(await this.#kept(PACING_OFF_KEY), this.#deps.clock.now());
		this.#latest = {
			view: {
				limit,
				spent: summary.settled,
				outstanding: summary.outstanding,
				level: budgetLevel(summary.settled, limit),
				resetsAt: period.end,
			},
			summary,
			remaining: remainingBudget(summary.settled, summary.outstanding, limit),
			completionsRemaining: remainingFor(period, summary, 'completion'),
			agentRemaining: remainingFor(period, summary, 'agent'),
			lambda: pacingOff ? 0 : pressure(pacing, { spent: summary.settled, projected, limit }),
			projected,
			pacingOff,
		};
		await this.#tellThresholds(period, summary.settled);
		this.#deps.onChange(this.#latest);
		return this.#latest;
	}

	/**
	 * Learns the pace from a settled request, then refreshes. `remainingBefore` = money left when it was routed, null where that was not
	 * known (no limit, or the ledger not read yet): then nothing is learned. `arrived` and `spentBefore` as of
	 * `updatePacing`.
	 */
	async afterSettled(
		cost: MicroDollars,
		remainingBefore: MicroDollars | null,
		arrived = true,
		spentBefore: MicroDollars = 0,
	): Promise<BudgetSnapshot> {
		await this.learnPace(cost, remainingBefore, arrived, spentBefore);
		return this.refresh();
	}

	/** "Not today": the budget does not steer before the next local midnight; the limit holds. Errors: RoutooError 'storage'. */
	async pausePacing(): Promise<BudgetSnapshot> {
		const now = new Date(this.#deps.clock.now());
		const until = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
		await this.#deps.state.update('global', PACING_OFF_KEY, () => ({ until }));
		return this.refresh();
	}

	/** The first half of `afterSettled`, for requests so frequent that the ledger is not read after each. */
	async learnPace(cost: MicroDollars, remainingBefore: MicroDollars | null, arrived = true, spentBefore: MicroDollars = 0): Promise<void> {
		const period = this.period();
		if (period.limit === null || remainingBefore === null) return;
		const target = pacingTarget(remainingBefore, this.#expectedUntil(period.end));
		const pressed = this.#latest !== null && pressureShare(outlookOf(this.#latest)) > 0;
		const change = (kept: unknown): unknown => {
			const before = pacingIn(kept, period);
			const learned = updatePacing(before, cost, target, arrived, spentBefore).logLambda;
			// While the budget lasts nothing is to be saved, and nothing is stored up for later either.
			const logLambda = pressed ? learned : Math.min(learned, before.logLambda);
			return logLambda === before.logLambda ? kept : { logLambda, periodStart: period.start, limit: period.limit };
		};
		// Without the state nothing is learned; the ledger, on the same disk, says what is wrong with it.
		await this.#deps.state.update('global', PACING_KEY, change).catch(() => undefined);
	}

	/** Undefined also where the state cannot be read: that must not hide the money. */
	async #kept(key: string): Promise<unknown> {
		return this.#deps.state.get('global', key).catch(() => undefined);
	}

	#expectedUntil(end: number): number {
		return expectedRequests(this.#arrivals, this.#deps.clock.now(), end);
	}

	async #tellThresholds(period: BudgetPeriod, spent: MicroDollars): Promise<void> {
		const doubted = await this.#told(period, spent, null);
		if (doubted === null) return;
		// What another window told may rest on a request that was booked after this summary: one that is read now knows it.
		const { settled } = await this.#deps.ledger.summary(period);
		await this.#told(period, settled, doubted);
	}

	/**
	 * @param confirmed lists from which a threshold may be taken back, because `spent` was read after them
	 * @returns the lists that would have been lowered; null where there was nothing of the kind
	 */
	async #told(period: BudgetPeriod, spent: MicroDollars, confirmed: string | null): Promise<string | null> {
		let notice: ThresholdNotice | null = null;
		let doubted: string | null = null;
		const change = (kept: unknown): unknown => {
			const parsed = thresholdsSchema.safeParse(kept);
			const before = parsed.success ? parsed.data : initialThresholds;
			const checked = checkThresholds(before, { periodStart: period.start, spent, limit: period.limit });
			const mayChange = !checked.lowered || JSON.stringify(before) === confirmed;
			doubted = mayChange ? null : JSON.stringify(before);
			notice = mayChange ? checked.notice : null;
			return !mayChange || checked.state === before ? kept : checked.state;
		};
		// Of several windows the one whose change was written tells; without the state none does, or it would tell at every refresh.
		const written = await this.#deps.state.update('global', THRESHOLDS_KEY, change).then(
			() => true,
			() => false,
		);
		if (written && notice !== null) this.#deps.onNotice(notice);
		return written ? doubted : null;
	}
}

function pacingIn(kept: unknown, { start, limit }: BudgetPeriod): PacingState {
	const parsed = pacingSchema.safeParse(kept);
	return parsed.success && parsed.data.periodStart === start && parsed.data.limit === limit ? parsed.data : initialPacing;
}

/** What the steering rests on. */
function outlookOf({ summary, projected, view }: BudgetSnapshot): Outlook {
	return { spent: summary.settled, projected, limit: view.limit };
}

function isOff(kept: unknown, now: number): boolean {
	const parsed = pacingOffSchema.safeParse(kept);
	// A clock that was set back does not prolong it.
	return parsed.success && now < parsed.data.until && parsed.data.until - now <= LONGEST_DAY_MS;
}
