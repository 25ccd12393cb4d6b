import type { Belief, Signal, SignalStore, SignalsRead } from '../../../src/core/learning/signals.ts';
import type { AsyncDatabase } from './async-database.ts';

interface Row {
	readonly seq: number;
	readonly learner: string;
	readonly json: string;
}

export interface SignalData {
	readonly next: number;
	readonly rows: readonly Row[];
	readonly beliefs: ReadonlyMap<string, { readonly upTo: number; readonly json: string }>;
}

export const NO_SIGNAL_DATA: SignalData = { next: 1, rows: [], beliefs: new Map() };

/** Signals over a database that answers late. It keeps them all. */
export class AsyncSignals implements SignalStore {
	readonly #database: AsyncDatabase<SignalData>;

	constructor(database: AsyncDatabase<SignalData>) {
		this.#database = database;
	}

	append(learner: string, signals: readonly Signal[]): Promise<void> {
		return this.#database.transaction(async (data) => {
			const known = new Set(data.rows.filter((row) => row.learner === learner).map((row) => row.json));
			const added = [...new Set(signals.map((signal) => JSON.stringify(signal)))].filter((json) => !known.has(json));
			await this.#database.statement();
			const rows = added.map((json, i) => ({ seq: data.next + i, learner, json }));
			return [{ ...data, next: data.next + rows.length, rows: [...data.rows, ...rows] }, undefined];
		});
	}

	read(learner: string): Promise<SignalsRead> {
		return this.#database.transaction(async (data) => {
			const kept = data.beliefs.get(learner);
			await this.#database.statement();
			const rows = data.rows.filter((row) => row.learner === learner && row.seq > (kept?.upTo ?? 0));
			const signals = rows.map(({ seq, json }) => ({ seq, signal: JSON.parse(json) }));
			return [data, { belief: kept === undefined ? null : { upTo: kept.upTo, belief: JSON.parse(kept.json) }, signals }];
		});
	}

	keep(learner: string, { upTo, belief }: Belief): Promise<void> {
		return this.#database.transaction(async (data) => {
			const kept = data.beliefs.get(learner);
			if (kept !== undefined && kept.upTo >= upTo) return [data, undefined];
			if (upTo > 0 && !data.rows.some((row) => row.learner === learner && row.seq === upTo)) return [data, undefined];
			return [{ ...data, beliefs: new Map(data.beliefs).set(learner, { upTo, json: JSON.stringify(belief) }) }, undefined];
		});
	}

	kept(learner: string): Promise<readonly Signal[]> {
		return this.#database.transaction(async (data) => {
			await this.#database.statement();
			return [data, data.rows.filter((row) => row.learner === learner).map(({ json }) => JSON.parse(json))];
		});
	}

	clear(learner: string): Promise<void> {
		return this.#database.transaction(async (data) => {
			const beliefs = new Map(data.beliefs);
			beliefs.delete(learner);
			return [{ ...data, beliefs, rows: data.rows.filter((row) => row.learner !== learner) }, undefined];
		});
	}
}
