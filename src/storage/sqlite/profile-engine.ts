import { KEPT_PROFILES, type NeedProfile, type ProfileStore, parseProfile } from '../../core/learning/profiles.ts';
import type { StateFile } from './state-engine.ts';

/** Need profiles in SQLite, in the thread that calls it: the product calls it in a worker. */
export class ProfileEngine implements ProfileStore {
	readonly #file: StateFile;

	constructor(file: StateFile) {
		this.#file = file;
	}

	async keep(profile: NeedProfile): Promise<void> {
		const { id, requestId } = profile;
		const sql = `INSERT INTO profiles (id, request_id, profile) VALUES (?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET profile = excluded.profile WHERE request_id = excluded.request_id`;
		await this.#file.wait((db) =>
			db.transaction(() => {
				db.run(sql, id, requestId, JSON.stringify(profile));
				// By their order and not by their time: a clock can be set.
				db.run('DELETE FROM profiles WHERE seq <= (SELECT MAX(seq) FROM profiles) - ?', KEPT_PROFILES);
			}),
		);
	}

	async read(id: string): Promise<NeedProfile | null> {
		const row = await this.#file.wait((db) => db.get('SELECT profile FROM profiles WHERE id = ?', id));
		if (row === undefined) return null;
		try {
			return parseProfile(JSON.parse(String(row.profile)));
		} catch {
			return null;
		}
	}

	async drop(ids: readonly string[]): Promise<void> {
		await this.#file.wait((db) =>
			db.transaction(() => {
				for (const id of ids) db.run('DELETE FROM profiles WHERE id = ?', id);
			}),
		);
	}

	async clear(): Promise<void> {
		await this.#file.wait((db) => db.run('DELETE FROM profiles'));
		await this.#file.wait((db) => db.wipeDeleted());
	}
}
