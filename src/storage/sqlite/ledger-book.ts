import type { MicroDollars } from '../../core/base/micros.ts';
import { EXPERIENCE_REQUESTS, experienceOf, NO_EXPERIENCE } from '../../core/money/experience.ts';
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
import type { LedgerEvent } from '../../core/money/ledger-events.ts';
import {
	boundedRows,
	checkAmount,
	checkReservation,
	decideCorrect,
	decideOrphan,
	decideRelease,
	decideReserve,
	decideSettle,
	freshBeats,
	MAX_ROWS,
} from '../../core/money/ledger-rules.ts';
import { rowOf, summarise } from '../../core/money/ledger-summary.ts';
import type { ArrivalHistory } from '../../core/money/pacing.ts';
import { endOfLocalDay, startOfLocalDay } from '../../core/money/period.ts';
import type { LedgerFile } from './ledger-file.ts';

/**
 * LedgerStore over the SQLite file, synchronous as node:sqlite is: every method is one transaction or one consistent read around a rule
 * of core.
 */
export class LedgerBook {
	readonly #file: LedgerFile;

	constructor(file: LedgerFile) {
		this.#file = file;
	}

	reserve(reservation: Reservation, period: BudgetPeriod, own: readonly string[], now: number): ReserveResult {
		checkReservation(reservation, period);
		return this.#file.connection.transaction(() => {
			this.#sweep(own, now);
			const { requestId, purpose } = reservation;
			const taken = this.#file.taken(period.start, period.end, purpose);
			const decision = decideReserve(this.#file.request(requestId), reservation, period, taken, now);
			if (decision.kind === 'overBudget') return decision;
			this.#file.append(decision.event);
			this.#file.markLive(requestId, now);
			return { kind: 'reserved', remaining: decision.remaining };
		});
	}

	settle(settlement: Settlement, known: Reservation | null, now: number): void {
		checkAmount(settlement.cost, 'cost');
		const { requestId } = settlement;
		this.#file.connection.transaction(() => this.#end(requestId, decideSettle(this.#file.request(requestId), settlement, known, now)));
	}

	release(requestId: string, why: string, now: number): void {
		this.#file.connection.transaction(() => this.#end(requestId, [decideRelease(this.#file.request(requestId), why, now)]));
	}

	correct(requestId: string, cost: MicroDollars, now: number): void {
		checkAmount(cost, 'cost');
		this.#file.connection.transaction(() => this.#end(requestId, [decideCorrect(this.#file.request(requestId), cost, now)]));
	}

	progress(requestId: string, cost: MicroDollars): void {
		checkAmount(cost, 'cost');
		this.#file.connection.transaction(() => this.#file.setProgress(requestId, cost));
	}

	beatAndSweep(own: readonly string[], now: number): void {
		this.#file.connection.transaction(() => this.#sweep(own, now));
	}

	spent({ start, end }: BudgetPeriod): PeriodSpend {
		return this.#file.connection.read(() => this.#file.spent(start, end));
	}

	summary(period: BudgetPeriod, now: number): SpendSummary {
		return this.#file.connection.read(() => {
			const today = this.#file.figures(startOfLocalDay(now), endOfLocalDay(now)).reduce((sum, { settled }) => sum + settled, 0);
			return summarise(this.#file.figures(period.start, period.end), period, today);
		});
	}

	rows(limit: number, purpose?: Purpose): LedgerRow[] {
		return this.#file.connection.read(() => this.#rowsOf(this.#file.newestRequests(boundedRows(limit), purpose)));
	}

	run(runId: string): LedgerRow[] {
		return this.#file.connection.read(() => this.#rowsOf(this.#file.requestsOfRun(runId, MAX_ROWS)));
	}

	experience(): ModelExperience {
		return this.#file.connection.read(() => {
			const purposes = this.#file.purposes().filter((purpose) => purpose !== NO_EXPERIENCE);
			const ids = purposes.flatMap((purpose) => this.#file.newestRequests(EXPERIENCE_REQUESTS, purpose));
			return experienceOf(ids.flatMap((id) => this.#file.eventsOf(id)));
		});
	}

	arrivals(since: number, now: number): ArrivalHistory {
		return this.#file.connection.read(() => this.#file.arrivals(since, now));
	}

	#rowsOf(requestIds: readonly string[]): LedgerRow[] {
		return requestIds.flatMap((id) => {
			const request = this.#file.request(id);
			// What is made up of a damaged row's columns counts, but there is nothing true to show of it.
			return request === null || request.damaged ? [] : [rowOf(request)];
		});
	}

	#end(requestId: string, events: readonly (LedgerEvent | null)[]): void {
		for (const event of events) if (event !== null) this.#file.append(event);
		this.#file.clearLive(requestId);
	}

	#sweep(own: readonly string[], now: number): void {
		this.#file.beat(own, now);
		const fresh = freshBeats(now);
		for (const { requestId, progress } of this.#file.stale(fresh.from, fresh.to)) {
			this.#end(requestId, [decideOrphan(this.#file.request(requestId), progress, now)]);
		}
	}
}
