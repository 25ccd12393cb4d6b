import type { StateTable, VersionedValue } from '../../../src/core/base/state.ts';
import type { AsyncDatabase } from './async-database.ts';

export type StateData = ReadonlyMap<string, { readonly json: string | undefined; readonly version: number }>;

export const NO_STATE_DATA: StateData = new Map();

/** The state over a database that answers late. */
export class AsyncState implements StateTable {
	readonly #database: AsyncDatabase<StateData>;

	constructor(database: AsyncDatabase<StateData>) {
		this.#database = database;
	}

	read(place: string, key: string): Promise<VersionedValue> {
		return this.#database.transaction(async (data) => {
			const found = data.get(JSON.stringify([place, key]));
			const value = found?.json === undefined ? undefined : JSON.parse(found.json);
			return [data, { value, version: found?.version ?? 0 }];
		});
	}

	write(place: string, key: string, value: unknown, expected: number | null): Promise<boolean> {
		const id = JSON.stringify([place, key]);
		return this.#database.transaction(async (data) => {
			const version = data.get(id)?.version ?? 0;
			if (expected !== null && expected !== version) return [data, false];
			return [new Map(data).set(id, { json: JSON.stringify(value), version: version + 1 }), true];
		});
	}
}
