/** Of this user everywhere, or of the open workspace. */
export type StateScope = 'global' | 'workspace';

/**
 * Small JSON values by key that outlive the window: pacing, thresholds, the open chat. All windows see what one wrote, at once. Never
 * text of the user. Errors: RoutooError 'storage'.
 */
export interface StateStore {
	/** Undefined where nothing is kept. What it gives may be of any form: an older or newer version may have written it. */
	get(scope: StateScope, key: string): Promise<unknown>;
	/** Undefined removes the value. */
	set(scope: StateScope, key: string, value: unknown): Promise<void>;
	/**
	 * Reads, changes and writes as one. `change` must be pure: it is called again where another window wrote meanwhile. Resolves to what it
	 * gave. Nothing is written where it gives back the very value that it got.
	 */
	update<T>(scope: StateScope, key: string, change: (value: unknown) => T): Promise<T>;
}

/** A value with the number of times it was written; version 0 and undefined where it never was. */
export interface VersionedValue {
	readonly value: unknown;
	readonly version: number;
}

/** What a database has to do for the state. A place is '' for the global scope, else the name of a workspace. */
export interface StateTable {
	read(place: string, key: string): Promise<VersionedValue>;
	/** @param expected the version that must still be there, null for any; false where it is not: nothing is written */
	write(place: string, key: string, value: unknown, expected: number | null): Promise<boolean>;
}

/** The StateStore of one window over any table. */
export class VersionedState implements StateStore {
	readonly #table: StateTable;
	readonly #workspace: string;

	/** @param workspace names the open workspace; never empty */
	constructor(table: StateTable, workspace: string) {
		this.#table = table;
		this.#workspace = workspace;
	}

	async get(scope: StateScope, key: string): Promise<unknown> {
		return (await this.#table.read(this.#place(scope), key)).value;
	}

	async set(scope: StateScope, key: string, value: unknown): Promise<void> {
		await this.#table.write(this.#place(scope), key, value, null);
	}

	async update<T>(scope: StateScope, key: string, change: (value: unknown) => T): Promise<T> {
		const place = this.#place(scope);
		// Each round means that another window's write went through, so this ends.
		for (;;) {
			const { value, version } = await this.#table.read(place, key);
			const next = change(value);
			if (next === value || (await this.#table.write(place, key, next, version))) return next;
		}
	}

	#place(scope: StateScope): string {
		return scope === 'global' ? '' : this.#workspace;
	}
}
