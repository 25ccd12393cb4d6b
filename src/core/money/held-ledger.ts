import * as l10n from '@vscode/l10n';
import { RoutooError } from '../base/errors.ts';
import type { MicroDollars } from '../base/micros.ts';
import type { Clock, Timers } from '../base/time.ts';
import type {
	BudgetPeriod,
	Ledger,
	LedgerRow,
	ModelExperience,
	PeriodSpend,
	Purpose,
	Reservation,
	ReserveResult,
	Settlement,
	SpendSummary,
} from './ledger.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { ArrivalHistory } from './pacing.ts';

export interface HeldLedgerOptions {
	readonly store: LedgerStore;
	readonly clock: Clock;
	readonly timers: Timers;
	/** How often heartbeats are renewed and orphans looked for, ms. */
	readonly beatMs: number;
	/** Reservations of this window that are still running: what replaces a crashed worker goes on beating for them. */
	readonly live: readonly Reservation[];
	/** What a crashed worker took with it, to be written with the first heartbeat. */
	readonly late?: LateEnds;
	/** What could not be written at first has been. */
	readonly written?: (requestId: string) => void;
}

/** Ends of requests that are not written yet, or of which it is not known. */
export interface LateEnds {
	/** @property known the reservation as the window made it */
	readonly settlements: readonly { readonly settlement: Settlement; readonly known: Reservation | null }[];
	readonly releases: readonly (readonly [requestId: string, why: string])[];
}

/** The Ledger of one window over any store: keeps its reservations alive by heartbeats, and what could not be written until it can be. */
export class HeldLedger implements Ledger {
	readonly #options: HeldLedgerOptions;
	/** Reservations of this window whose end was not asked for yet: only these get heartbeats. */
	readonly #live: Map<string, Reservation>;
	/** Settlements that could not be written (full disk, lost connection), tried again with every heartbeat. */
	readonly #unwritten = new Map<string, { readonly settlement: Settlement; readonly known: Reservation | null }>();
	/** Why by request id: releases that could not be written, and new reservations of which it is not known whether they were. */
	readonly #unreleased = new Map<string, string>();
	/** What was left by windows that died is booked before this one first reads. */
	readonly #swept: Promise<void>;
	#stopBeat: (() => void) | null = null;
	#disposed = false;

	constructor(options: HeldLedgerOptions) {
		this.#options = options;
		this.#live = new Map(options.live.map((reservation) => [reservation.requestId, reservation]));
		for (const late of options.late?.settlements ?? []) this.#unwritten.set(late.settlement.requestId, late);
		for (const [requestId, why] of options.late?.releases ?? []) this.#unreleased.set(requestId, why);
		this.#swept = this.#beat();
	}

	async reserve(reservation: Reservation, period: BudgetPeriod): Promise<ReserveResult> {
		const { requestId } = reservation;
		this.#unreleased.delete(requestId);
		try {
			const result = await this.#store.reserve(reservation, period, [...this.#live.keys()], this.#now());
			if (result.kind === 'reserved') this.#live.set(requestId, reservation);
			return result;
		} catch (error) {
			// Nothing is sent under a reservation that failed, so whatever of it was written is released.
			if (RoutooError.is(error, 'storage') && !this.#live.has(requestId)) this.#unreleased.set(requestId, 'the reservation failed');
			throw error;
		}
	}

	async settle(settlement: Settlement): Promise<void> {
		const { requestId } = settlement;
		const known = this.#live.get(requestId) ?? this.#unwritten.get(requestId)?.known ?? null;
		this.#live.delete(requestId);
		this.#unreleased.delete(requestId);
		try {
			await this.#store.settle(settlement, known, this.#now());
			this.#unwritten.delete(requestId);
		} catch (error) {
			// Without heartbeats an orphan's estimate stands in; the true amount corrects it when it can be written.
			if (RoutooError.is(error, 'storage')) setLast(this.#unwritten, requestId, { settlement, known });
			throw error;
		}
	}

	async release(requestId: string, why: string): Promise<void> {
		this.#live.delete(requestId);
		try {
			await this.#store.release(requestId, why, this.#now());
			this.#unreleased.delete(requestId);
		} catch (error) {
			if (RoutooError.is(error, 'storage')) setLast(this.#unreleased, requestId, why);
			throw error;
		}
	}

	async correct(requestId: string, cost: MicroDollars): Promise<void> {
		await this.#store.correct(requestId, cost, this.#now());
	}

	async progress(requestId: string, costSoFar: MicroDollars): Promise<void> {
		// An unwritten report only makes an orphan's estimate coarser.
		await this.#options.store.progress(requestId, costSoFar).catch(() => undefined);
	}

	async arrivals(sinceMs: number): Promise<ArrivalHistory> {
		return this.#store.arrivals(sinceMs, this.#now());
	}

	async spent(period: BudgetPeriod): Promise<PeriodSpend> {
		await this.#swept;
		return this.#store.spent(period);
	}

	async summary(period: BudgetPeriod): Promise<SpendSummary> {
		await this.#swept;
		return this.#store.summary(period, this.#now());
	}

	async rows(limit: number, purpose?: Purpose): Promise<readonly LedgerRow[]> {
		await this.#swept;
		return this.#store.rows(limit, purpose);
	}

	async run(runId: string): Promise<readonly LedgerRow[]> {
		await this.#swept;
		return this.#store.run(runId);
	}

	async experience(): Promise<ModelExperience> {
		return this.#store.experience();
	}

	async dispose(): Promise<void> {
		this.#disposed = true;
		this.#stopBeat?.();
		await this.#options.store.close();
	}

	/** Writes what could not be written, renews the heartbeats and books orphans; then again after `beatMs`. Never rejects. */
	async #beat(): Promise<void> {
		// Failures are not told: the next call meets the same one and tells it where the user is looking.
		await this.#writeLate().catch(() => undefined);
		try {
			await this.#store.beat([...this.#live.keys()], this.#now());
		} catch {}
		if (!this.#disposed) this.#stopBeat = this.#options.timers.after(this.#options.beatMs, () => void this.#beat());
	}

	/**
	 * Up to the first failure, for each can wait seconds for a lock. What failed goes to the end, so that it cannot keep others back for
	 * good.
	 */
	async #writeLate(): Promise<void> {
		const { written } = this.#options;
		for (const { settlement } of [...this.#unwritten.values()]) {
			await this.settle(settlement);
			written?.(settlement.requestId);
		}
		for (const [id, why] of [...this.#unreleased]) {
			if (!this.#unreleased.has(id)) continue;
			await this.release(id, why);
			written?.(id);
		}
	}

	get #store(): LedgerStore {
		if (!this.#disposed) return this.#options.store;
		throw new RoutooError('storage', l10n.t('The ledger is closed.'), l10n.t('Reload the window.'));
	}

	#now(): number {
		return this.#options.clock.now();
	}
}

function setLast<V>(map: Map<string, V>, key: string, value: V): void {
	map.delete(key);
	map.set(key, value);
}
