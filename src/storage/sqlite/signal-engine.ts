import { type Belief, KEPT_SIGNALS, type Signal, type SignalStore, type SignalsRead } from '../../core/learning/signals.ts';
import type { StateFile } from './state-engine.ts';

/** Signals in SQLite, in the thread that calls it: the product calls it in a worker. */
export class SignalEngine implements SignalStore {
	readonly #file: StateFile;

	constructor(file: StateFile) {
		this.#file = file;
	}

	async append(learner: string, signals: readonly Signal[]): Promise<void> {
		const sql = 'INSERT INTO signals (learner, request_id, kind, good, at, signal) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
		await this.#file.wait((db) =>
			db.transaction(() => {
				for (const signal of signals) {
					const { requestId, kind, good, at } = signal;
					db.run(sql, learner, requestId, kind, good ? 1 : 0, at, JSON.stringify(signal));
				}
			}),
		);
	}

	async read(learner: string): Promise<SignalsRead> {
		return this.#file.wait((db) =>
			db.read(() => {
				const kept = db.get('SELECT up_to, belief FROM beliefs WHERE learner = ?', learner);
				const belief = kept === undefined ? null : { upTo: Number(kept.up_to), belief: JSON.parse(String(kept.belief)) };
				const rows = db.all('SELECT seq, signal FROM signals WHERE learner = ? AND seq > ? ORDER BY seq', learner, belief?.upTo ?? 0);
				return { belief, signals: rows.map((row) => ({ seq: Number(row.seq), signal: JSON.parse(String(row.signal)) })) };
			}),
		);
	}

	async keep(learner: string, { upTo, belief }: Belief): Promise<void> {
		const sql = `INSERT INTO beliefs (learner, up_to, belief) VALUES (?, ?, ?)
			ON CONFLICT (learner) DO UPDATE SET up_to = excluded.up_to, belief = excluded.belief WHERE excluded.up_to > up_to`;
		await this.#file.wait((db) =>
			db.transaction(() => {
				const isThere = upTo === 0 || db.get('SELECT seq FROM signals WHERE learner = ? AND seq = ?', learner, upTo) !== undefined;
				if (!isThere) return;
				db.run(sql, learner, upTo, JSON.stringify(belief));
				db.run(
					`DELETE FROM signals WHERE learner = ? AND seq <= (SELECT up_to FROM beliefs WHERE learner = ?)
					AND seq <= (SELECT MAX(seq) FROM signals WHERE learner = ?) - ?`,
					...[learner, learner, learner, KEPT_SIGNALS],
				);
			}),
		);
	}

	async kept(learner: string): Promise<readonly Signal[]> {
		const rows = await this.#file.wait((db) => db.all('SELECT signal FROM signals WHERE learner = ? ORDER BY seq', learner));
		return rows.map(({ signal }) => JSON.parse(String(signal)));
	}

	async clear(learner: string): Promise<void> {
		await this.#file.wait((db) =>
			db.transaction(() => {
				db.run('DELETE FROM signals WHERE learner = ?', learner);
				db.run('DELETE FROM beliefs WHERE learner = ?', learner);
			}),
		);
		await this.#file.wait((db) => db.wipeDeleted());
	}
}
