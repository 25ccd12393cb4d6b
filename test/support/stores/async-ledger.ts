import type { MicroDollars } from '../../../src/core/base/micros.ts';
import { EXPERIENCE_REQUESTS, experienceOf, NO_EXPERIENCE } from '../../../src/core/money/experience.ts';
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
} from '../../../src/core/money/ledger.ts';
import { foldRequest, inPeriod, type LedgerEvent, type RequestState } from '../../../src/core/money/ledger-events.ts';
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
	takenOf,
} from '../../../src/core/money/ledger-rules.ts';
import type { LedgerStore } from '../../../src/core/money/ledger-store.ts';
import { figuresOfEvents, rowOf, spentOf, summarise } from '../../../src/core/money/ledger-summary.ts';
import { type ArrivalHistory, arrivalHistory } from '../../../src/core/money/pacing.ts';
import { endOfLocalDay, startOfLocalDay } from '../../../src/core/money/period.ts';
import type { AsyncDatabase } from './async-database.ts';

export interface LedgerData {
	readonly events: readonly LedgerEvent[];
	readonly live: ReadonlyMap<string, { readonly beatAt: number; readonly progress: MicroDollars | null }>;
}

export const NO_LEDGER_DATA: LedgerData = { events: [], live: new Map() };

/** The ledger over a database that answers late, by the rules of core alone. */
export class AsyncLedger implements LedgerStore {
	readonly #database: AsyncDatabase<LedgerData>;

	constructor(database: AsyncDatabase<LedgerData>) {
		this.#database = database;
	}

	async reserve(reservation: Reservation, period: BudgetPeriod, own: readonly string[], now: number): Promise<ReserveResult> {
		checkReservation(reservation, period);
		const { requestId, purpose } = reservation;
		return this.#database.transaction<ReserveResult>(async (data) => {
			const swept = await this.#sweep(data, own, now);
			const state = await this.#request(swept, requestId);
			const figures = await this.#figures(swept, period);
			const decision = decideReserve(state, reservation, period, takenOf(spentOf(figures), purpose), now);
			if (decision.kind === 'overBudget') return [swept, decision];
			const live = new Map(swept.live).set(requestId, { beatAt: now, progress: null });
			return [
				{ events: [...swept.events, decision.event], live },
				{ kind: 'reserved', remaining: decision.remaining },
			];
		});
	}

	async settle(settlement: Settlement, known: Reservation | null, now: number): Promise<void> {
		checkAmount(settlement.cost, 'cost');
		return this.#end(settlement.requestId, (state) => decideSettle(state, settlement, known, now));
	}

	async release(requestId: string, why: string, now: number): Promise<void> {
		return this.#end(requestId, (state) => [decideRelease(state, why, now)]);
	}

	async correct(requestId: string, cost: MicroDollars, now: number): Promise<void> {
		checkAmount(cost, 'cost');
		return this.#end(requestId, (state) => [decideCorrect(state, cost, now)]);
	}

	async progress(requestId: string, cost: MicroDollars): Promise<void> {
		checkAmount(cost, 'cost');
		return this.#database.transaction(async (data) => {
			const mark = data.live.get(requestId);
			if (mark === undefined) return [data, undefined];
			const progress = Math.max(mark.progress ?? 0, cost);
			return [{ ...data, live: new Map(data.live).set(requestId, { ...mark, progress }) }, undefined];
		});
	}

	async beat(own: readonly string[], now: number): Promise<void> {
		return this.#database.transaction(async (data) => [await this.#sweep(data, own, now), undefined]);
	}

	async arrivals(since: number, now: number): Promise<ArrivalHistory> {
		return this.#read(async ({ events }) => {
			const times = figuresOfEvents(events).flatMap(({ at, arrived }) => (arrived > 0 ? [at] : []));
			return arrivalHistory(times, since, now);
		});
	}

	async spent(period: BudgetPeriod): Promise<PeriodSpend> {
		return this.#read(async (data) => spentOf(await this.#figures(data, period)));
	}

	async summary(period: BudgetPeriod, now: number): Promise<SpendSummary> {
		return this.#read(async (data) => {
			const today = await this.#figures(data, { start: startOfLocalDay(now), end: endOfLocalDay(now) });
			return summarise(
				await this.#figures(data, period),
				period,
				today.reduce((sum, { settled }) => sum + settled, 0),
			);
		});
	}

	async rows(limit: number, purpose?: Purpose): Promise<readonly LedgerRow[]> {
		return this.#read(async (data) => {
			const reserves = data.events.filter((event) => event.kind === 'reserve' && (purpose === undefined || event.purpose === purpose));
			const newest = [...new Set(reserves.reverse().map((event) => event.requestId))].slice(0, boundedRows(limit));
			const rows: LedgerRow[] = [];
			for (const id of newest) {
				const request = await this.#request(data, id);
				if (request !== null) rows.push(rowOf(request));
			}
			return rows;
		});
	}

	async run(runId: string): Promise<readonly LedgerRow[]> {
		return this.#read(async (data) => {
			const ids = new Set(data.events.filter((event) => event.runId === runId).map(({ requestId }) => requestId));
			const requests = await Promise.all([...ids].map((id) => this.#request(data, id)));
			return requests.flatMap((request) => (request === null ? [] : [rowOf(request)]));
		});
	}

	async experience(): Promise<ModelExperience> {
		return this.#read(async ({ events }) => {
			const reserves = events.filter(({ kind, purpose }) => kind === 'reserve' && purpose !== NO_EXPERIENCE).reverse();
			const byPurpose = Map.groupBy(reserves, ({ purpose }) => purpose);
			const newest = new Set(
				[...byPurpose.values()].flatMap((own) => [...new Set(own.map((e) => e.requestId))].slice(0, EXPERIENCE_REQUESTS)),
			);
			return experienceOf(events.filter(({ requestId }) => newest.has(requestId)));
		});
	}

	async close(): Promise<void> {}

	#read<R>(work: (data: LedgerData) => Promise<R>): Promise<R> {
		return this.#database.transaction(async (data) => [data, await work(data)]);
	}

	async #request({ events }: LedgerData, requestId: string): Promise<RequestState | null> {
		await this.#database.statement();
		return foldRequest(events.filter((event) => event.requestId === requestId));
	}

	async #figures({ events }: LedgerData, span: Pick<BudgetPeriod, 'start' | 'end'>) {
		await this.#database.statement();
		return figuresOfEvents(events).filter(({ at }) => inPeriod(at, span));
	}

	#end(requestId: string, decide: (state: RequestState | null) => readonly (LedgerEvent | null)[]): Promise<void> {
		return this.#database.transaction(async (data) => {
			const added = decide(await this.#request(data, requestId)).filter((event) => event !== null);
			const live = new Map(data.live);
			const marked = live.delete(requestId);
			return [added.length === 0 && !marked ? data : { events: [...data.events, ...added], live }, undefined];
		});
	}

	async #sweep(data: LedgerData, own: readonly string[], now: number): Promise<LedgerData> {
		const live = new Map(data.live);
		for (const id of own) {
			const mark = live.get(id);
			if (mark !== undefined) live.set(id, { ...mark, beatAt: now });
		}
		const { from, to } = freshBeats(now);
		const events = [...data.events];
		for (const [id, { beatAt, progress }] of live) {
			if (beatAt >= from && beatAt <= to) continue;
			const event = decideOrphan(await this.#request(data, id), progress, now);
			if (event !== null) events.push(event);
			live.delete(id);
		}
		return own.length === 0 && live.size === data.live.size ? data : { events, live };
	}
}
