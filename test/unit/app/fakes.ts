import type { KeyValueStore } from '../../../src/app/state/loaded.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { MemoryStateTable } from '../../../src/core/base/memory-state.ts';
import { type StateStore, VersionedState } from '../../../src/core/base/state.ts';
import type { Clock } from '../../../src/core/base/time.ts';
import type { ChatSession, SessionStore } from '../../../src/core/chat/session.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import type { RemoteModel } from '../../../src/core/model/endpoint.ts';
import { MemoryBooks } from '../../support/stores/memory-ledger.ts';

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

/** The requests themselves, by id. */
export class MemoryLedger extends MemoryBooks {
	readonly settled = this.booked;
	readonly outstanding = this.running;
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
