import type { StateTable, VersionedValue } from './state.ts';

/** State that ends with its process. */
export class MemoryStateTable implements StateTable {
	readonly #values = new Map<string, { readonly json: string | undefined; readonly version: number }>();

	async read(place: string, key: string): Promise<VersionedValue> {
		const found = this.#values.get(JSON.stringify([place, key]));
		// Parsed anew each time, as from a database: nobody can change what is kept.
		return { value: found?.json === undefined ? undefined : JSON.parse(found.json), version: found?.version ?? 0 };
	}

	async write(place: string, key: string, value: unknown, expected: number | null): Promise<boolean> {
		const id = JSON.stringify([place, key]);
		const version = this.#values.get(id)?.version ?? 0;
		if (expected !== null && expected !== version) return false;
		this.#values.set(id, { json: JSON.stringify(value), version: version + 1 });
		return true;
	}
}
