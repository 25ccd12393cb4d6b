import type { StateScope, StateStore } from '../../core/base/state.ts';

/** Values of this window that are needed at once, by key; `update` keeps them over restarts. */
export interface KeyValueStore {
	get<T>(key: string, fallback: T): T;
	update(key: string, value: unknown): PromiseLike<void>;
}

/** Values of the state as they were when the window opened, with what it has written since: another window's choices are its own. */
export class LoadedState implements KeyValueStore {
	readonly #state: StateStore;
	readonly #scope: StateScope;
	readonly #values = new Map<string, unknown>();

	constructor(state: StateStore, scope: StateScope) {
		this.#state = state;
		this.#scope = scope;
	}

	/** Reads `keys`, but for those that were written meanwhile. Never rejects: without the state the fallbacks hold. */
	async load(keys: readonly string[]): Promise<void> {
		try {
			for (const key of keys) {
				const value = await this.#state.get(this.#scope, key);
				if (value !== undefined && !this.#values.has(key)) this.#values.set(key, value);
			}
		} catch {
			// Nor are the others tried: each could wait seconds for the same lock.
		}
	}

	get<T>(key: string, fallback: T): T {
		return (this.#values.get(key) as T | undefined) ?? fallback;
	}

	/** Errors: RoutooError 'storage'; the value holds in this window all the same. */
	async update(key: string, value: unknown): Promise<void> {
		this.#values.set(key, value);
		await this.#state.set(this.#scope, key, value);
	}
}
