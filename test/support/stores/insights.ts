import { onTestFinished } from 'vitest';
import { systemClock, systemTimers } from '../../../src/core/base/time.ts';
import { HeldLedger } from '../../../src/core/money/held-ledger.ts';
import type { LedgerInsights } from '../../../src/core/money/insights.ts';
import type { Ledger } from '../../../src/core/money/ledger.ts';
import { InsightsEngine } from '../../../src/storage/sqlite/insights-engine.ts';
import { LedgerEngine } from '../../../src/storage/sqlite/ledger-engine.ts';
import { StorageClient } from '../../../src/storage/sqlite/storage-client.ts';
import { tempFolder, workerPath } from './sqlite.ts';

/** One ledger, any number of windows on it, and what its rows say together. */
export interface InsightHouse {
	/** Closed when the test ends. */
	ledger(): Ledger;
	readonly insights: LedgerInsights;
}

const notice = (error: Error) => {
	throw error;
};

/** Each window with its worker. */
function workerHouse(): InsightHouse {
	const folder = tempFolder();
	const open = (): StorageClient => {
		const client = new StorageClient({ workerPath, ledgerFolder: folder, stateFolder: `${folder}/state`, notices: notice });
		onTestFinished(() => client.dispose());
		return client;
	};
	return { ledger: () => open().ledger, insights: open().insights };
}

/** Each window with its own connection in this thread. */
function engineHouse(): InsightHouse {
	const folder = tempFolder();
	const open = (): LedgerEngine => new LedgerEngine({ folder, clock: systemClock, notice });
	const ledger = (): Ledger => {
		const held = new HeldLedger({ store: open(), clock: systemClock, timers: systemTimers, beatMs: 15_000, live: [] });
		onTestFinished(() => held.dispose());
		return held;
	};
	const engine = open();
	onTestFinished(() => engine.close());
	return { ledger, insights: new InsightsEngine(engine, systemClock) };
}

export const INSIGHT_HOUSES: readonly (readonly [string, () => InsightHouse])[] = [
	['SQLite in a worker', workerHouse],
	['SQLite in this thread', engineHouse],
];
