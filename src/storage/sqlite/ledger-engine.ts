import { join } from 'node:path';
import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { Clock } from '../../core/base/time.ts';
import type { BudgetPeriod, LedgerRow, Purpose, Reservation, ReserveResult, Settlement, SpendSummary } from '../../core/money/ledger.ts';
import type { LedgerStore } from '../../core/money/ledger-store.ts';
import type { ArrivalHistory } from '../../core/money/pacing.ts';
import type { Connection } from './connection.ts';
import { LedgerBook } from './ledger-book.ts';
import { LedgerFile } from './ledger-file.ts';
import { SharedFile } from './shared-file.ts';

export interface EngineOptions {
	/** Folder of the ledger, the same for all windows; made when missing. */
	readonly folder: string;
	readonly clock: Clock;
	/** Something the user should know once: a damaged file was set aside. */
	readonly notice: (error: RoutooError) => void;
}

/** The ledger in SQLite, in the thread that calls it: the product calls it in a worker. */
export class LedgerEngine implements LedgerStore {
	readonly #file: SharedFile<{ readonly connection: Connection; readonly book: LedgerBook }>;

	constructor({ folder, clock, notice }: EngineOptions) {
		this.#file = new SharedFile({
			...{ clock, notice, path: join(folder, 'ledger.db'), what: 'The ledger of your spending' },
			open: (path) => {
				const file = new LedgerFile(path);
				return { connection: file.connection, book: new LedgerBook(file) };
			},
			damaged: (keptAs) =>
				new RoutooError(
					'damagedFile',
					`The ledger of your spending was damaged and has been begun anew; this period's spending counts from now. The old file is kept as ${keptAs}.`,
					'Check the spending so far with your providers, and lower the budget for the rest of the period if needed.',
				),
		});
	}

	/** At once, for a caller that may wait. @throws RoutooError 'storage' or 'invalidInput' */
	run<T>(fn: (book: LedgerBook) => T): T {
		return this.#file.run(({ book }) => fn(book));
	}

	async reserve(reservation: Reservation, period: BudgetPeriod, own: readonly string[], now: number): Promise<ReserveResult> {
		return this.run((book) => book.reserve(reservation, period, own, now));
	}

	async settle(settlement: Settlement, known: Reservation | null, now: number): Promise<void> {
		this.run((book) => book.settle(settlement, known, now));
	}

	async release(requestId: string, why: string, now: number): Promise<void> {
		this.run((book) => book.release(requestId, why, now));
	}

	async progress(requestId: string, cost: MicroDollars): Promise<void> {
		this.run((book) => book.progress(requestId, cost));
	}

	async beat(own: readonly string[], now: number): Promise<void> {
		this.run((book) => book.beatAndSweep(own, now));
	}

	async arrivals(since: number, now: number): Promise<ArrivalHistory> {
		return this.run((book) => book.arrivals(since, now));
	}

	async summary(period: BudgetPeriod, now: number): Promise<SpendSummary> {
		return this.run((book) => book.summary(period, now));
	}

	async rows(limit: number, purpose?: Purpose): Promise<readonly LedgerRow[]> {
		return this.run((book) => book.rows(limit, purpose));
	}

	async close(): Promise<void> {
		this.#file.close();
	}
}
