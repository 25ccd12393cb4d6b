import type { MicroDollars } from '../base/micros.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { ArrivalHistory } from './pacing.ts';

export type CostSource = 'provider' | 'tokens' | 'estimate' | 'free';

/** What could have answered too, as it was compared. */
export interface KeptAlternative {
	readonly candidateId: string;
	readonly modelName: string;
	/** 0..1 */
	readonly quality: number;
	/** The interval in which the level of requests of its kind is known (`ofItsKind` of an estimate). */
	readonly low: number;
	readonly high: number;
	/** Expected of this request, and of a turn of the conversation with the vendor's cache, µ$. */
	readonly cost: MicroDollars;
	readonly perTurn: MicroDollars;
	/** To the first useful token, ms. */
	readonly waitMs: number;
}

/** What the ledger keeps of a decision: no prompt text. */
export interface LedgerDecision {
	readonly candidateId: string;
	readonly modelName: string;
	readonly recipient: string;
	readonly endpointId: string;
	readonly taskKind: string;
	/** 0..1 */
	readonly quality: number;
	readonly qualityLow: number;
	readonly qualityHigh: number;
	readonly expectedLatencyMs: number;
	readonly reason: string;
	/** Why the model is another than in the step of the run before; absent where it is the same. */
	readonly change?: string;
	/** What savings are counted against, and what it was expected to cost, µ$; null where it was not among the models compared. */
	readonly referenceName: string | null;
	readonly referenceCost: MicroDollars | null;
	/** Expected tokens of the answer, thinking included; absent in rows from before it was recorded. */
	readonly expectedOutput?: number;
	/**
	 * The chosen one first, then the next by score, none that a limit excluded. Absent where nothing was compared, in rows of completions,
	 * and in those from before it was recorded.
	 */
	readonly alternatives?: readonly KeptAlternative[];
}

/**
 * What a request was for: a lower-case identifier of at most 32 characters, such as `chat` or `completion`. Open, so that a new caller
 * needs no change of a store; a reservation with another form is an 'invalidInput' error.
 */
export type Purpose = string;

/** Who spends. */
export interface Owner {
	/** `local` where nobody signs in. */
	readonly user: string;
	/** Made at random once for each device and kept in its state; `unknown` in rows from before it was recorded. */
	readonly device: string;
	/** The window, or another process, that holds the reservation and keeps it alive by its heartbeats. */
	readonly window: string;
	/** Name of the folder or workspace that is open there; absent where none is, and in rows from before it was recorded. */
	readonly workspace?: string;
}

export interface Reservation {
	readonly requestId: string;
	readonly owner: Owner;
	readonly purpose: Purpose;
	readonly sessionId: string | null;
	/** The run of several requests that this one is a step of. */
	readonly runId: string | null;
	readonly expected: MicroDollars;
	readonly max: MicroDollars;
	readonly decision: LedgerDecision;
}

/** Limit of the period as set when the request is made. `limit` null = none. */
export interface BudgetPeriod {
	/** Inclusive start and exclusive end, ms since epoch. */
	readonly start: number;
	readonly end: number;
	readonly limit: MicroDollars | null;
	/**
	 * Most that requests of a purpose may take of it, µ$; a purpose that is not named has no limit of its own. `background` takes from the
	 * share of `agent` (shareOf in ledger-rules.ts).
	 */
	readonly limits?: Readonly<Record<Purpose, MicroDollars>>;
}

export type ReserveResult =
	| { readonly kind: 'reserved'; readonly remaining: MicroDollars | null }
	| { readonly kind: 'overBudget'; readonly remaining: MicroDollars };

export interface Settlement {
	readonly requestId: string;
	readonly cost: MicroDollars;
	readonly costSource: CostSource;
	/** What the server claimed, µ$, where it was beyond what the request can cost and `cost` is the bound. */
	readonly claimed?: MicroDollars;
	/** What the decision's reference would have cost at the tokens really used, µ$. */
	readonly referenceCost?: MicroDollars;
	readonly usage: TokenUsage | null;
	readonly outcome: 'answered' | 'cancelled' | 'broken';
	readonly durationMs: number;
	readonly firstTokenMs: number | null;
}

/** A settled or outstanding request as the dashboard shows it. */
export interface LedgerRow {
	readonly requestId: string;
	readonly at: number;
	readonly purpose: Purpose;
	readonly owner: Owner;
	readonly runId: string | null;
	readonly state: 'outstanding' | 'settled' | 'released' | 'orphaned';
	readonly cost: MicroDollars;
	readonly costSource: CostSource;
	readonly usage: TokenUsage | null;
	readonly durationMs: number | null;
	readonly outcome: Settlement['outcome'] | null;
	/** What the server claimed, µ$, where it was not believed and `cost` was booked as a bound; null elsewhere. */
	readonly claimed: MicroDollars | null;
	/** The user said what it really cost: `cost` is that. */
	readonly corrected: boolean;
	readonly decision: LedgerDecision;
}

/** Amounts are µ$. */
export interface PurposeSpend {
	readonly settled: MicroDollars;
	readonly outstanding: MicroDollars;
	readonly requests: number;
}

/** What is taken of a period, which every decision reads. Amounts are µ$. */
export interface PeriodSpend {
	/** Settled in the period: every request counts at the time of its reservation. */
	readonly settled: MicroDollars;
	/** Reserved and not yet settled. */
	readonly outstanding: MicroDollars;
	/** The same by purpose; one without any request in the period is not in it. */
	readonly byPurpose: Readonly<Record<Purpose, Pick<PurposeSpend, 'settled' | 'outstanding'>>>;
}

export interface SpendSummary extends PeriodSpend {
	readonly period: BudgetPeriod;
	/** Part of `settled` that rests on estimates. */
	readonly estimated: MicroDollars;
	/**
	 * Sum of (reference cost - cost) over answered rows whose settlement names a reference, µ$; may be negative. Cancelled, broken and
	 * orphaned requests are left out: their cost is that of a part, the reference that of a whole answer. So are rows from before
	 * settlements named one: theirs was the dearest effort at its expected length, which nobody would have paid.
	 */
	readonly saved: MicroDollars;
	/** Settled and orphaned. */
	readonly requests: number;
	/** Requests of any state, each run counted as one, where its first request lies in the period: what `Ledger.arrivals` counts. */
	readonly arrivals: number;
	/** Settled on the local day of now, whatever the period. */
	readonly today: MicroDollars;
	readonly byPurpose: Readonly<Record<Purpose, PurposeSpend>>;
	readonly byDay: readonly { readonly day: string; readonly cost: MicroDollars; readonly requests: number }[];
	readonly byModel: readonly { readonly model: string; readonly cost: MicroDollars; readonly requests: number }[];
}

/** The middle and the slow end of what was measured, ms. */
export interface Quantiles {
	readonly p50: number;
	readonly p90: number;
}

/** What the newest requests showed of one model. */
export interface Experience {
	/** Id of a candidate, or of a model at one endpoint with all its efforts. */
	readonly id: string;
	/** Answered and failed ones; what the user stopped says nothing. */
	readonly requests: number;
	readonly failed: number;
	/** From sending to the first token and to the last one, of answered requests; null where none was. */
	readonly firstTokenMs: Quantiles | null;
	readonly durationMs: Quantiles | null;
	/** When it was last asked, ms since epoch. */
	readonly lastAt: number;
}

/** By candidate, and by model at one endpoint whatever the effort (the id without it). */
export interface ModelExperience {
	readonly candidates: readonly Experience[];
	readonly models: readonly Experience[];
}

/**
 * Append-only ledger of all windows. Errors: RoutooError 'storage' with a next step, or 'invalidInput'. Any call may be made again with
 * the same arguments after it has failed, whether or not it had taken effect: reserving again replaces, settling and releasing again
 * change nothing.
 */
export interface Ledger {
	/**
	 * One transaction: checks settled + outstanding + max <= limit, and the same against the limit of its purpose where there is one, and
	 * books the reservation. A request that can cost nothing (max 0) always passes. Reserving an outstanding or released request id again
	 * replaces its reservation (fallback to another model); a settled id, or another purpose than before, is an 'invalidInput' error.
	 */
	reserve(reservation: Reservation, period: BudgetPeriod): Promise<ReserveResult>;
	/**
	 * Books the actual cost and releases the rest. A second settle of the same request changes nothing. A request that was orphaned or
	 * released meanwhile is corrected by a further event.
	 */
	settle(settlement: Settlement): Promise<void>;
	/** Nothing was sent or nothing is owed. */
	release(requestId: string, why: string): Promise<void>;
	/**
	 * The user says what a booked request really cost, µ$: a further event, never a rewrite; the sums of its period follow. The same again
	 * changes nothing. A request that is unknown or not booked yet is an 'invalidInput' error.
	 */
	correct(requestId: string, cost: MicroDollars): Promise<void>;
	/**
	 * What a running stream has cost so far, µ$ (input plus what was received). May be called for every chunk: only the newest value is
	 * written, and a lower value than before changes nothing. If this window dies, the request is booked at the last value. Never rejects.
	 */
	progress(requestId: string, costSoFar: MicroDollars): Promise<void>;
	/** Requests by local hour of the week since `sinceMs` (ms since epoch), each run counted once, at its first; for pacing. */
	arrivals(sinceMs: number): Promise<ArrivalHistory>;
	/** What is taken of the period, from running totals: as quick with a million requests as with ten. */
	spent(period: BudgetPeriod): Promise<PeriodSpend>;
	summary(period: BudgetPeriod): Promise<SpendSummary>;
	/** Newest first; of one purpose where it is given. */
	rows(limit: number, purpose?: Purpose): Promise<readonly LedgerRow[]>;
	/** All requests of one run, oldest first, for its receipt; at most 10,000. */
	run(runId: string): Promise<readonly LedgerRow[]>;
	/** Waits and failures by model, of the newest requests that are no completions (experience.ts). */
	experience(): Promise<ModelExperience>;
	/** Stops heartbeats and closes the store. Outstanding requests of this window become orphans after two minutes. */
	dispose(): Promise<void>;
}
