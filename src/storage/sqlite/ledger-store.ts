import type { MicroDollars } from '../../core/base/micros.ts';
import type { Purpose } from '../../core/money/ledger.ts';
import type { LedgerEvent, Totals } from './ledger-events.ts';

/** An outstanding request without a heartbeat. */
export interface StaleRequest {
	readonly requestId: string;
	/** Last progress report, µ$; null when there was none. */
	readonly progress: MicroDollars | null;
}

/**
 * Where events live. Synchronous: it runs in the ledger's worker thread. Two implementations, SQLite and (where node:sqlite is missing)
 * JSON lines; the rules of the ledger are in LedgerBook and the same for both. Beside the events a store keeps one liveness mark for each
 * outstanding request (last heartbeat, last progress), which is not money and is overwritten.
 */
export interface EventStore {
	/** Runs `fn` with every other window locked out; all or nothing. */
	transaction<T>(fn: () => T): T;
	/** Runs `fn` on a consistent view. */
	read<T>(fn: () => T): T;
	append(event: LedgerEvent): void;
	/** Events of one request, oldest first. */
	eventsOf(requestId: string): LedgerEvent[];
	/** Sums over events with reservedAt in [start, end), of one purpose where it is given. */
	totals(start: number, end: number, purpose?: Purpose): Totals;
	/** Events with reservedAt in [start, end), oldest first. */
	eventsBetween(start: number, end: number): LedgerEvent[];
	/** Ids of the newest requests by last reservation, newest first; of one purpose where it is given. */
	newestRequests(limit: number, purpose?: Purpose): string[];
	/** Times of first reservations since `since`, ms since epoch. */
	reservationTimes(since: number): number[];
	/** Sets the liveness mark of a new reservation. */
	markLive(requestId: string, at: number): void;
	/** Renews heartbeats of marks that still exist. */
	beat(requestIds: readonly string[], at: number): void;
	/** Raises the progress of a mark that still exists; a lower value changes nothing. */
	setProgress(requestId: string, cost: MicroDollars): void;
	clearLive(requestId: string): void;
	/** Marks whose heartbeat is not within [from, to]. */
	stale(from: number, to: number): StaleRequest[];
	/** Whether the file this store opened is still the one at its path. */
	isCurrent(): boolean;
	close(): void;
}
