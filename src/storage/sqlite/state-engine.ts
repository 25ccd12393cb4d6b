import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { StateTable, VersionedValue } from '../../core/base/state.ts';
import { StateAdoption } from './adopt-state.ts';
import type { AdoptionSource } from './adoption.ts';
import { Connection } from './connection.ts';
import type { EngineOptions } from './ledger-engine.ts';
import { STATE_MIGRATIONS } from './schema.ts';
import { SharedFile } from './shared-file.ts';

/** A note is not worth a longer wait of the whole thread, ms. */
const NOTE_MS = 50;

export interface StateFileOptions extends Pick<EngineOptions, 'folder' | 'clock' | 'notice'> {
	/** What is taken over when the file is opened. */
	readonly adopt?: AdoptionSource | undefined;
}

/** The SQLite file that holds state and signals. */
export class StateFile {
	readonly #file: SharedFile<{ readonly connection: Connection }>;
	readonly #adopt: (db: Connection) => void;
	#adopted: Connection | null = null;

	constructor({ folder, clock, notice, adopt }: StateFileOptions) {
		const adoption = adopt === undefined ? null : new StateAdoption(adopt, notice);
		this.#adopt = (db) => adoption?.run(db, join(folder, 'state.db'));
		this.#file = new SharedFile({
			...{ clock, notice, path: join(folder, 'state.db'), what: l10n.t("Routoo's own notes") },
			open: (path, patience) => ({ connection: new Connection(path, STATE_MIGRATIONS, l10n.t('The state of Routoo'), patience) }),
			damaged: (keptAs) =>
				new RoutooError(
					'damagedFile',
					l10n.t('What Routoo had noted of pace and habits was damaged and has been begun anew. The old file is kept as {0}.', keptAs),
					l10n.t('Nothing needs to be done: it is learned again.'),
				),
		});
	}

	/** Errors: RoutooError 'storage'. */
	wait<T>(fn: (connection: Connection) => T): Promise<T> {
		return this.#file.wait(({ connection }) => {
			if (this.#adopted !== connection) this.#adopt(connection);
			this.#adopted = connection;
			return fn(connection);
		});
	}

	/** A note that something has been, for the thread itself; without the file there is none. */
	note(key: string): { read(): boolean; note(): void } {
		const attempt = <T>(fn: (db: Connection) => T): T | null => {
			try {
				return this.#file.run(({ connection }) => fn(connection), NOTE_MS);
			} catch {
				return null;
			}
		};
		return {
			read: () => attempt((db) => db.get("SELECT 1 FROM state WHERE place = '' AND key = ?", key) !== undefined) ?? false,
			note: () =>
				void attempt((db) =>
					db.run("INSERT INTO state (place, key, value, version) VALUES ('', ?, 'true', 1) ON CONFLICT (place, key) DO NOTHING", key),
				),
		};
	}

	close(): void {
		this.#file.close();
	}
}

/** The state in SQLite, in the thread that calls it: the product calls it in a worker. */
export class StateEngine implements StateTable {
	readonly #file: StateFile;

	constructor(file: StateFile) {
		this.#file = file;
	}

	async read(place: string, key: string): Promise<VersionedValue> {
		const row = await this.#file.wait((db) => db.get('SELECT value, version FROM state WHERE place = ? AND key = ?', place, key));
		if (row === undefined) return { value: undefined, version: 0 };
		return { value: row.value === null ? undefined : JSON.parse(String(row.value)), version: Number(row.version) };
	}

	async write(place: string, key: string, value: unknown, expected: number | null): Promise<boolean> {
		const json = JSON.stringify(value) ?? null;
		return this.#file.wait((db) => {
			if (expected !== null && expected > 0) {
				const sql = 'UPDATE state SET value = ?, version = version + 1 WHERE place = ? AND key = ? AND version = ?';
				return db.run(sql, json, place, key, expected) > 0;
			}
			const otherwise = expected === 0 ? 'NOTHING' : 'UPDATE SET value = excluded.value, version = version + 1';
			const sql = `INSERT INTO state (place, key, value, version) VALUES (?, ?, ?, 1) ON CONFLICT (place, key) DO ${otherwise}`;
			return db.run(sql, place, key, json) > 0;
		});
	}
}
