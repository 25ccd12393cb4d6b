import * as l10n from '@vscode/l10n';
import type { Timers } from '../../core/base/time.ts';
import type { KeyValueStore } from '../state/loaded.ts';
import type { Notices } from './notices.ts';
import type { OpenSession } from './open-session.ts';

/** As long as the notice with *Undo* stands, ms. */
export const UNDO_MS = 10_000;
const KEY = 'routoo.deletedChats';
/** A kept list that is longer was not written here. */
const MOST_KEPT = 10_000;

export interface BinDeps {
	readonly store: KeyValueStore;
	readonly timers: Timers;
	readonly notices: Pick<Notices, 'add'>;
	/** When each chat on the disk was gone on with last, and who removes them. Neither rejects. */
	readonly open: () => Pick<OpenSession, 'times' | 'delete'>;
}

interface Deleted {
	/** By which deletion: one that was taken back and came again has its whole time anew. */
	readonly deletion: number;
	/** The chat's time when it was deleted; null: it was not on the disk, or an earlier version deleted it. */
	readonly at: number | null;
}

/**
 * Chats that were deleted and can still be brought back: they are in no list, and their files go a moment later, or at the next start. One
 * that another window has gone on with meanwhile is not removed: what came there was paid for.
 */
export class Bin {
	readonly #deps: BinDeps;
	readonly #ids = new Map<string, Deleted>();
	#deletion = 0;
	#last: readonly string[] = [];

	constructor(deps: BinDeps) {
		this.#deps = deps;
	}

	holds(id: string): boolean {
		return this.#ids.has(id);
	}

	/** Removes what a window that is gone had deleted. */
	async empty(): Promise<void> {
		const deleted = readKept(this.#deps.store.get<unknown>(KEY, []));
		if (deleted.size === 0) return;
		await this.#removeUnmoved(deleted);
		await this.#keep();
	}

	async add(ids: readonly string[]): Promise<void> {
		const deletion = ++this.#deletion;
		for (const id of ids) this.#ids.set(id, { deletion, at: null });
		this.#last = ids;
		this.#deps.timers.after(UNDO_MS, () => void this.#remove(ids, deletion));
		const times = await this.#deps.open().times();
		for (const id of ids) if (this.#ids.get(id)?.deletion === deletion) this.#ids.set(id, { deletion, at: times.get(id) ?? null });
		await this.#keep();
	}

	/** Brings back what was deleted last; gives what that was, nothing where it is too late. */
	async undo(): Promise<readonly string[]> {
		const back = this.#last.filter((id) => this.#ids.delete(id));
		this.#last = [];
		await this.#keep();
		return back;
	}

	async #remove(ids: readonly string[], deletion: number): Promise<void> {
		const still = new Map(ids.flatMap((id) => (this.#ids.get(id)?.deletion === deletion ? [[id, this.#ids.get(id)!.at]] : [])));
		if (still.size === 0) return;
		// From here on it is too late.
		this.#last = this.#last.filter((id) => !still.has(id));
		const kept = await this.#removeUnmoved(still);
		for (const id of still.keys()) this.#ids.delete(id);
		await this.#keep();
		if (kept.length === 0) return;
		const text = l10n.t('Another window has gone on with a chat that you deleted here, so it is kept.');
		this.#deps.notices.add('info', text, { until: 'message' });
	}

	/** Gives those that another window went on with. */
	async #removeUnmoved(deleted: ReadonlyMap<string, number | null>): Promise<readonly string[]> {
		const times = await this.#deps.open().times();
		const moved = [...deleted].filter(([id, at]) => at !== null && (times.get(id) ?? at) > at).map(([id]) => id);
		await this.#deps.open().delete(...[...deleted.keys()].filter((id) => !moved.includes(id)));
		return moved;
	}

	/** What cannot be kept is removed by the timer all the same. */
	async #keep(): Promise<void> {
		const ids = [...this.#ids].map(([id, { at }]) => (at === null ? id : { id, at }));
		await Promise.resolve(this.#deps.store.update(KEY, ids)).catch(() => undefined);
	}
}

/** Ids with the times of their chats; an earlier version kept the ids alone. */
function readKept(kept: unknown): ReadonlyMap<string, number | null> {
	const rows: readonly unknown[] = Array.isArray(kept) ? kept.slice(0, MOST_KEPT) : [];
	return new Map(
		rows.flatMap((row): [string, number | null][] => {
			if (typeof row === 'string') return [[row, null]];
			const { id, at } = (row ?? {}) as { readonly id?: unknown; readonly at?: unknown };
			return typeof id === 'string' && typeof at === 'number' ? [[id, at]] : [];
		}),
	);
}
