import type { MicroDollars } from '../base/micros.ts';
import type {
	BudgetPeriod,
	LedgerRow,
	ModelExperience,
	PeriodSpend,
	Purpose,
	Reservation,
	ReserveResult,
	Settlement,
	SpendSummary,
} from './ledger.ts';
import type { ArrivalHistory } from './pacing.ts';

/**
 * What a database has to do for the ledger: each method is one transaction (or one consistent read) that reads what a rule of
 * ledger-rules.ts asks for, applies it, and appends the events it returns. HeldLedger makes a Ledger of it. `now` is ms since epoch; all
 * methods are asynchronous, so that the database may be at the other end of a network. Errors as of Ledger.
 */
export interface LedgerStore {
	/** @param own ids of requests that the caller knows to be alive: renewed first, so that waking from sleep does not orphan them */
	reserve(reservation: Reservation, period: BudgetPeriod, own: readonly string[], now: number): Promise<ReserveResult>;
	/** @param known the reservation as the caller made it: booked again where the ledger does not have it */
	settle(settlement: Settlement, known: Reservation | null, now: number): Promise<void>;
	release(requestId: string, why: string, now: number): Promise<void>;
	correct(requestId: string, cost: MicroDollars, now: number): Promise<void>;
	/** Raises the progress of an outstanding request; a lower value changes nothing. */
	progress(requestId: string, cost: MicroDollars): Promise<void>;
	/** Renews the heartbeats of `own`, then books every orphan of any window. */
	beat(own: readonly string[], now: number): Promise<void>;
	arrivals(since: number, now: number): Promise<ArrivalHistory>;
	spent(period: BudgetPeriod): Promise<PeriodSpend>;
	summary(period: BudgetPeriod, now: number): Promise<SpendSummary>;
	rows(limit: number, purpose?: Purpose): Promise<readonly LedgerRow[]>;
	run(runId: string): Promise<readonly LedgerRow[]>;
	experience(): Promise<ModelExperience>;
	close(): Promise<void>;
}
