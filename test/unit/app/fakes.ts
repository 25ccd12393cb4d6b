import type { KeyValueStore } from '../../../src/app/state/loaded.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { MemoryStateTable } from '../../../src/core/base/memory-state.ts';
import { type StateStore, VersionedState } from '../../../src/core/base/state.ts';
import type { Clock } from '../../../src/core/base/time.ts';
import type { ChatSession, SessionStore } from '../../../src/core/chat/session.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import type { RemoteModel } from '../../../src/core/model/endpoint.ts';
import type { BudgetPeriod, Ledger, LedgerRow, Reservation, Settlement, SpendSummary } from '../../../src/core/money/ledger.ts';
import type { ArrivalHistory } from '../../../src/core/money/pacing.ts';

/** Small in-memory implementations of the ports; each keeps the rules its callers rely on. */

export class MemoryStore implements KeyValueStore {
	readonly values = new Map<string, unknown>();

	get<T>(key: string, fallback: T): T {
		return (this.values.get(key) as T | undefined) ?? fallback;
	}

	async update(key: string, value: unknown): Promise<void> {
		this.values.set(key, value);
	}
}

/** State of one window that ends with the test. */
export const memoryState = (): StateStore => new VersionedState(new MemoryStateTable(), 'workspace');

export class MemorySessions implements SessionStore {
	readonly saved = new Map<string, ChatSession>();
	full = false;

	async list() {
		return [...this.saved.values()].map(({ id, title, updatedAt, turns }) => ({ id, title, updatedAt, turns: turns.length }));
	}

	async load(id: string): Promise<ChatSession | null> {
		return this.saved.get(id) ?? null;
	}

	async save(session: ChatSession): Promise<void> {
		if (this.full) throw new RoutooError('storage', 'The disk is full.', 'Make room.');
		this.saved.set(session.id, session);
	}

	async delete(id: string): Promise<void> {
		this.saved.delete(id);
	}

	async deleteAll(): Promise<void> {
		this.saved.clear();
	}
}

/** Checks the limit and books as the real one does, for one window. */
export class MemoryLedger implements Ledger {
	readonly settled = new Map<string, { reservation: Reservation; settlement: Settlement }>();
	readonly outstanding = new Map<string, Reservation>();

	async reserve(reservation: Reservation, period: BudgetPeriod) {
		const { settled, outstanding, byPurpose } = await this.summary(period);
		const share = period.limits?.[reservation.purpose] ?? null;
		const own = byPurpose[reservation.purpose] ?? { settled: 0, outstanding: 0 };
		const left = [
			...(period.limit === null ? [] : [period.limit - settled - outstanding]),
			...(share === null ? [] : [share - own.settled - own.outstanding]),
		];
		const remaining = left.length === 0 ? null : Math.min(...left);
		if (remaining !== null && reservation.max > 0 && reservation.max > remaining) return { kind: 'overBudget' as const, remaining };
		this.outstanding.set(reservation.requestId, reservation);
		return { kind: 'reserved' as const, remaining };
	}

	async settle(settlement: Settlement): Promise<void> {
		const reservation = this.outstanding.get(settlement.requestId);
		if (!reservation) return;
		this.outstanding.delete(settlement.requestId);
		this.settled.set(settlement.requestId, { reservation, settlement });
	}

	async release(requestId: string): Promise<void> {
		this.outstanding.delete(requestId);
	}

	async summary(period: BudgetPeriod): Promise<SpendSummary> {
		const settled = [...this.settled.values()].reduce((sum, s) => sum + s.settlement.cost, 0);
		const byPurpose: Record<string, { settled: number; outstanding: number; requests: number }> = {};
		const of = (purpose: string) => {
			byPurpose[purpose] ??= { settled: 0, outstanding: 0, requests: 0 };
			return byPurpose[purpose];
		};
		for (const { reservation, settlement } of this.settled.values()) {
			const sums = of(reservation.purpose);
			sums.settled += settlement.cost;
			sums.requests++;
		}
		for (const { purpose, max } of this.outstanding.values()) of(purpose).outstanding += max;
		return {
			period,
			settled,
			outstanding: this.reserved(),
			estimated: 0,
			saved: 0,
			requests: this.settled.size,
			today: settled,
			byPurpose,
			byDay: [],
			byModel: [],
		};
	}

	async progress(): Promise<void> {}

	async arrivals(): Promise<ArrivalHistory> {
		return { counts: [], from: 0, to: 0 };
	}

	async rows(): Promise<readonly LedgerRow[]> {
		return [];
	}

	async dispose(): Promise<void> {}

	private reserved(): number {
		return [...this.outstanding.values()].reduce((sum, r) => sum + r.max, 0);
	}
}

export class SetClock implements Clock {
	at = Date.UTC(2026, 10, 15, 12);

	now(): number {
		return this.at;
	}
}

export function candidate(id: string, change: Partial<Candidate> = {}): Candidate {
	const [endpointId = '', wireModel = ''] = id.split('/');
	return {
		id,
		endpointId,
		recipient: endpointId,
		wireModel,
		catalogId: null,
		effort: null,
		displayName: wireModel,
		local: true,
		included: false,
		contextTokens: 32_000,
		maxOutputTokens: null,
		tools: false,
		vision: false,
		fim: false,
		prices: null,
		speed: null,
		parametersB: 7,
		reasoning: false,
		...change,
	};
}

export function remote(id: string): RemoteModel {
	return {
		id,
		displayName: null,
		contextTokens: null,
		maxOutputTokens: null,
		tools: null,
		vision: null,
		prices: null,
		parametersB: null,
	};
}
