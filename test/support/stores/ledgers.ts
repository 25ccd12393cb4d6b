import { onTestFinished } from 'vitest';
import { systemClock, systemTimers } from '../../../src/core/base/time.ts';
import { HeldLedger } from '../../../src/core/money/held-ledger.ts';
import type { Ledger } from '../../../src/core/money/ledger.ts';
import type { LedgerStore } from '../../../src/core/money/ledger-store.ts';
import { LedgerEngine } from '../../../src/storage/sqlite/ledger-engine.ts';
import { AsyncDatabase, type Chaos } from './async-database.ts';
import { AsyncLedger, NO_LEDGER_DATA } from './async-ledger.ts';
import { openWindow, tempFolder } from './sqlite.ts';

interface WindowOptions {
	readonly clockOffsetMs?: number;
	readonly beatMs?: number;
}

/** One ledger and any number of windows on it. */
export interface LedgerHouse {
	/** Closed when the test ends. */
	window(options?: WindowOptions): Ledger;
}

function held(store: LedgerStore, { clockOffsetMs = 0, beatMs = 15_000 }: WindowOptions): Ledger {
	const clock = { now: () => systemClock.now() + clockOffsetMs };
	const ledger = new HeldLedger({ store, clock, timers: systemTimers, beatMs, live: [] });
	onTestFinished(() => ledger.dispose());
	return ledger;
}

/** The ledger in SQLite, each window with its worker. */
export function workerHouse(): LedgerHouse {
	const folder = tempFolder();
	return { window: (options = {}) => openWindow(folder, options).ledger };
}

/** The ledger in SQLite, each window with its own connection in this thread. */
export function engineHouse(): LedgerHouse {
	const folder = tempFolder();
	const notice = (error: Error) => {
		throw error;
	};
	return { window: (options = {}) => held(new LedgerEngine({ folder, clock: systemClock, notice }), options) };
}

/** A ledger in memory that answers late, and fails where it is told to. */
export function asyncHouse(chaos: Partial<Chaos> = {}): LedgerHouse & { readonly database: AsyncDatabase<typeof NO_LEDGER_DATA> } {
	const database = new AsyncDatabase(NO_LEDGER_DATA, chaos);
	return { database, window: (options = {}) => held(new AsyncLedger(database), options) };
}

export const LEDGER_HOUSES: readonly (readonly [string, () => LedgerHouse])[] = [
	['SQLite in a worker', workerHouse],
	['SQLite in this thread', engineHouse],
	['an asynchronous database', asyncHouse],
];
