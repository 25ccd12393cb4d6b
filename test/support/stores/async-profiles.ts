import { KEPT_PROFILES, type NeedProfile, type ProfileStore, parseProfile } from '../../../src/core/learning/profiles.ts';
import type { AsyncDatabase } from './async-database.ts';

/** By id, oldest first. */
export type ProfileData = ReadonlyMap<string, string>;

export const NO_PROFILE_DATA: ProfileData = new Map();

/** Need profiles over a database that answers late. */
export class AsyncProfiles implements ProfileStore {
	readonly #database: AsyncDatabase<ProfileData>;

	constructor(database: AsyncDatabase<ProfileData>) {
		this.#database = database;
	}

	keep(profile: NeedProfile): Promise<void> {
		return this.#database.transaction(async (data) => {
			const kept = data.get(profile.id);
			await this.#database.statement();
			if (kept !== undefined && JSON.parse(kept).requestId !== profile.requestId) return [data, undefined];
			const rows = [...new Map(data).set(profile.id, JSON.stringify(profile))];
			return [new Map(rows.slice(-KEPT_PROFILES)), undefined];
		});
	}

	read(id: string): Promise<NeedProfile | null> {
		return this.#database.transaction(async (data) => {
			const kept = data.get(id);
			await this.#database.statement();
			return [data, kept === undefined ? null : parseProfile(JSON.parse(kept))];
		});
	}

	drop(ids: readonly string[]): Promise<void> {
		return this.#database.transaction(async (data) => [new Map([...data].filter(([id]) => !ids.includes(id))), undefined]);
	}

	clear(): Promise<void> {
		return this.#database.transaction(async () => [NO_PROFILE_DATA, undefined]);
	}
}
