import { RoutooError } from '../../../src/core/base/errors.ts';
import type { ChatSession, SessionStore, SessionSummary } from '../../../src/core/chat/session.ts';
import type { AsyncDatabase } from './async-database.ts';

/** JSON by id. */
export type SessionData = ReadonlyMap<string, string>;

export const NO_SESSION_DATA: SessionData = new Map();

/** Chat sessions over a database that answers late. */
export class AsyncSessions implements SessionStore {
	readonly #database: AsyncDatabase<SessionData>;
	/** Work on one session is done in the order it was asked for. */
	#last: Promise<unknown> = Promise.resolve();

	constructor(database: AsyncDatabase<SessionData>) {
		this.#database = database;
	}

	list(): Promise<readonly SessionSummary[]> {
		return this.#inOrder(async (data) => {
			const sessions = [...data.values()].map((json) => JSON.parse(json) as ChatSession);
			const summaries = sessions.map(({ id, title, updatedAt, turns }) => ({ id, title, updatedAt, turns: turns.length }));
			return [data, summaries.sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))];
		});
	}

	load(id: string): Promise<ChatSession | null> {
		return this.#inOrder(async (data) => [data, JSON.parse(data.get(checked(id)) ?? 'null')]);
	}

	save(session: ChatSession): Promise<void> {
		return this.#inOrder(async (data) => [new Map(data).set(checked(session.id), JSON.stringify(session)), undefined]);
	}

	delete(id: string): Promise<void> {
		return this.#inOrder(async (data) => {
			const rest = new Map(data);
			rest.delete(checked(id));
			return [rest, undefined];
		});
	}

	deleteAll(): Promise<void> {
		return this.#inOrder(async () => [NO_SESSION_DATA, undefined]);
	}

	#inOrder<R>(work: (data: SessionData) => Promise<readonly [SessionData, R]>): Promise<R> {
		const run = () => this.#database.transaction(work);
		const result = this.#last.then(run, run);
		this.#last = result.catch(() => undefined);
		return result;
	}
}

function checked(id: string): string {
	if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(id)) return id;
	throw new RoutooError('invalidInput', 'This is not the id of a saved chat.', 'Pick a chat from the list.');
}
