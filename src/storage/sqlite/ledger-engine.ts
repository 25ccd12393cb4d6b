import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { moneyInWords } from '../../core/base/money-words.ts';
import type { Clock } from '../../core/base/time.ts';
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
} from '../../core/money/ledger.ts';
import type { LedgerStore } from '../../core/money/ledger-store.ts';
import type { ArrivalHistory } from '../../core/money/pacing.ts';
import { LedgerAdoption } from './adopt-ledger.ts';
import type { Connection } from './connection.ts';
import { LedgerBook } from './ledger-book.ts';
import { LedgerFile } from './ledger-file.ts';
import { RequestIndex } from './request-index.ts';
import { rescue } from './rescue.ts';
import { SharedFile, type SharedFileOptions } from './shared-file.ts';

export interface EngineOptions {
	/** Folder of the ledger, the same for all windows; made when missing. */
	readonly folder: string;
	readonly clock: Clock;
	/** Something the user should know once: a damaged file was set aside. */
	readonly notice: (error: RoutooError) => void;
	/** Folder of a ledger of an earlier version that is taken over into this one. */
	readonly adoptFrom?: string | undefined;
	/** See SharedFileOptions. */
	readonly remembered?: SharedFileOptions<unknown>['remembered'];
	readonly check?: SharedFileOptions<unknown>['check'];
}

const checkSpending = (): string =>
	l10n.t('Check the spending so far with your providers, and lower the budget for the rest of the period if needed.');

interface Opened {
	readonly connection: Connection;
	readonly file: LedgerFile;
	readonly book: LedgerBook;
	readonly index: RequestIndex;
}

/** The ledger in SQLite, in the thread that calls it: the product calls it in a worker. */
export class LedgerEngine implements LedgerStore {
	readonly #file: SharedFile<Opened>;
	readonly #adopt: (file: LedgerFile) => void;
	/** What an earlier version kept was looked for since the last heartbeat, and taken over into this file. */
	#adopted: LedgerFile | null = null;
	#beaten = false;
	#toldDamagedRow = false;

	constructor({ folder, clock, notice, adoptFrom, remembered, check }: EngineOptions) {
		const adoption = adoptFrom === undefined ? null : new LedgerAdoption(adoptFrom, notice);
		this.#adopt = (file) => adoption?.run(file, join(folder, 'ledger.db'), clock.now());
		const damagedRow = (): void => {
			if (this.#toldDamagedRow) return;
			this.#toldDamagedRow = true;
			notice(damagedRows());
		};
		this.#file = new SharedFile({
			...{ clock, notice, path: join(folder, 'ledger.db'), what: l10n.t('The ledger of your spending') },
			...(remembered === undefined ? {} : { remembered }),
			...(check === undefined ? {} : { check }),
			open: (path, patience) => {
				const file = new LedgerFile(path, damagedRow, patience);
				return { connection: file.connection, file, book: new LedgerBook(file), index: new RequestIndex(file) };
			},
			rescue: (damaged, { file }) => {
				const { rows, settled } = rescue(damaged, file, clock.now());
				const spent = moneyInWords(settled);
				if (rows === 0) return null;
				return rows === 1 ? l10n.t('1 row with {0} of spending', spent) : l10n.t('{0} rows with {1} of spending', rows, spent);
			},
			damaged: (keptAs, saved) =>
				new RoutooError(
					'damagedFile',
					saved === null
						? l10n.t(
								"The ledger of your spending was damaged and has been begun anew; this period's spending counts from now. The old file is kept as {0}.",
								keptAs,
							)
						: l10n.t(
								'The ledger of your spending was damaged: {0} could be read and count on, others may be lost. The old file is kept as {1}.',
								saved,
								keptAs,
							),
					checkSpending(),
				),
			vanished: () =>
				new RoutooError(
					'damagedFile',
					l10n.t(
						'The ledger of your spending is gone: its file was removed. A new one has been begun, and what was spent in this period before is unknown.',
					),
					checkSpending(),
				),
		});
	}

	/** At once, for a caller that may wait. @throws RoutooError 'storage' or 'invalidInput' */
	now<T>(fn: (book: LedgerBook) => T): T {
		return this.#file.run(({ book, file }) => fn(this.#brought(book, file)));
	}

	async reserve(reservation: Reservation, period: BudgetPeriod, own: readonly string[], now: number): Promise<ReserveResult> {
		return this.#wait((book) => book.reserve(reservation, period, own, now));
	}

	async settle(settlement: Settlement, known: Reservation | null, now: number): Promise<void> {
		return this.#wait((book) => book.settle(settlement, known, now));
	}

	async release(requestId: string, why: string, now: number): Promise<void> {
		return this.#wait((book) => book.release(requestId, why, now));
	}

	async correct(requestId: string, cost: MicroDollars, now: number): Promise<void> {
		return this.#wait((book) => book.correct(requestId, cost, now));
	}

	async progress(requestId: string, cost: MicroDollars): Promise<void> {
		return this.#wait((book) => book.progress(requestId, cost));
	}

	async beat(own: readonly string[], now: number): Promise<void> {
		this.#adopted = null;
		await this.#wait((book) => book.beatAndSweep(own, now));
		// So that there is little left to do when somebody looks. The first calls of a window wait for its first beat.
		if (this.#beaten) await this.look((index) => index.catchUp());
		this.#beaten = true;
	}

	async arrivals(since: number, now: number): Promise<ArrivalHistory> {
		return this.#wait((book) => book.arrivals(since, now));
	}

	async spent(period: BudgetPeriod): Promise<PeriodSpend> {
		return this.#wait((book) => book.spent(period));
	}

	async summary(period: BudgetPeriod, now: number): Promise<SpendSummary> {
		return this.#wait((book) => book.summary(period, now));
	}

	async rows(limit: number, purpose?: Purpose): Promise<readonly LedgerRow[]> {
		return this.#wait((book) => book.rows(limit, purpose));
	}

	async run(runId: string): Promise<readonly LedgerRow[]> {
		return this.#wait((book) => book.run(runId));
	}

	async experience(): Promise<ModelExperience> {
		return this.#wait((book) => book.experience());
	}

	async close(): Promise<void> {
		this.#file.close();
	}

	/** For what reads the rows together; see LedgerInsights. */
	look<T>(fn: (index: RequestIndex, file: LedgerFile) => T): Promise<T> {
		return this.#file.wait(({ index, book, file }) => {
			this.#brought(book, file);
			return fn(index, file);
		});
	}

	/** The same without holding the thread while another window has the lock. */
	#wait<T>(fn: (book: LedgerBook) => T): Promise<T> {
		return this.#file.wait(({ book, file }) => fn(this.#brought(book, file)));
	}

	#brought(book: LedgerBook, file: LedgerFile): LedgerBook {
		if (this.#adopted !== file) this.#adopt(file);
		this.#adopted = file;
		return book;
	}
}

function damagedRows(): RoutooError {
	return new RoutooError(
		'damagedFile',
		l10n.t('A part of the ledger of your spending cannot be read. Its amounts still count; the rows themselves are not shown.'),
		l10n.t('Nothing needs to be done; check the spending with your providers if it looks wrong.'),
	);
}
