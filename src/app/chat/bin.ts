import type { Timers } from '../../core/base/time.ts';
import type { KeyValueStore } from '../state/loaded.ts';

/** As long as the notice with *Undo* stands, ms. */
export const UNDO_MS = 10_000;
const KEY = 'routoo.deletedChats';
/** A kept list that is longer was not written here. */
const MOST_KEPT = 10_000;

export interface BinDeps {
	readonly store: KeyValueStore;
	readonly timers: Timers;
	/** Removes the files. Never rejects. */
	readonly remove: (ids: readonly string[]) => Promise<void>;
}

/** Chats that were deleted and can still be brought back: they are in no list, and their files go a moment later, or at the next start. */
export class Bin {
	readonly #deps: BinDeps;
	/** By which deletion: one that was taken back and came again has its whole time anew. */
	readonly #ids = new Map<string, number>();
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
		const kept = this.#deps.store.get<unknown>(KEY, []);
		const ids = Array.isArray(kept) ? kept.filter((id): id is string => typeof id === 'string').slice(0, MOST_KEPT) : [];
		if (ids.length === 0) return;
		await this.#deps.remove(ids);
		await this.#keep();
	}

	async add(ids: readonly string[]): Promise<void> {
		const deletion = ++this.#deletion;
		for (const id of ids) this.#ids.set(id, deletion);
		this.#last = ids;
		this.#deps.timers.after(UNDO_MS, () => void this.#remove(ids, deletion));
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
		const still = ids.filter((id) => this.#ids.get(id) === deletion);
		if (still.length === 0) return;
		// From here on it is too late.
		this.#last = this.#last.filter((id) => !still.includes(id));
		await this.#deps.remove(still);
		for (const id of still) this.#ids.delete(id);
		await this.#keep();
	}

	/** What cannot be kept is removed by the timer all the same. */
	async #keep(): Promise<void> {
		await Promise.resolve(this.#deps.store.update(KEY, [...this.#ids.keys()])).catch(() => undefined);
	}
}
