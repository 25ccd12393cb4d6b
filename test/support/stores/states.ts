import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { MemoryStateTable } from '../../../src/core/base/memory-state.ts';
import { type StateStore, type StateTable, VersionedState } from '../../../src/core/base/state.ts';
import { systemClock } from '../../../src/core/base/time.ts';
import type { ProfileStore } from '../../../src/core/learning/profiles.ts';
import type { SignalStore } from '../../../src/core/learning/signals.ts';
import { ProfileEngine } from '../../../src/storage/sqlite/profile-engine.ts';
import { SignalEngine } from '../../../src/storage/sqlite/signal-engine.ts';
import { StateEngine, StateFile } from '../../../src/storage/sqlite/state-engine.ts';
import { StorageClient } from '../../../src/storage/sqlite/storage-client.ts';
import { AsyncDatabase, type Chaos } from './async-database.ts';
import { AsyncProfiles, NO_PROFILE_DATA } from './async-profiles.ts';
import { AsyncSignals, NO_SIGNAL_DATA } from './async-signals.ts';
import { AsyncState, NO_STATE_DATA } from './async-state.ts';
import { tempFolder, workerPath } from './sqlite.ts';

/** One state and one set of signals, and any number of windows on them; each is closed when the test ends. */
export interface StateHouse {
	state(workspace?: string): StateStore;
	signals(): SignalStore;
	profiles(): ProfileStore;
}

const fail = (error: Error) => {
	throw error;
};

export function workerStates(folder = tempFolder()): StateHouse {
	const client = () => {
		const opened = new StorageClient({
			workerPath,
			ledgerFolder: join(folder, 'ledger'),
			stateFolder: join(folder, 'state'),
			notices: fail,
		});
		onTestFinished(() => opened.dispose());
		return opened;
	};
	return {
		state: (workspace = 'workspace') => client().state(workspace),
		signals: () => client().signals,
		profiles: () => client().profiles,
	};
}

export function engineStates(folder = tempFolder()): StateHouse {
	const open = () => {
		const file = new StateFile({ folder, clock: systemClock, notice: fail });
		onTestFinished(() => file.close());
		return file;
	};
	return {
		state: (workspace = 'workspace') => new VersionedState(new StateEngine(open()), workspace),
		signals: () => new SignalEngine(open()),
		profiles: () => new ProfileEngine(open()),
	};
}

export function asyncStates(chaos: Partial<Chaos> = {}): StateHouse {
	const signals = new AsyncDatabase(NO_SIGNAL_DATA, chaos);
	const profiles = new AsyncDatabase(NO_PROFILE_DATA, chaos);
	return {
		state: statesOf(new AsyncState(new AsyncDatabase(NO_STATE_DATA, chaos))),
		signals: () => new AsyncSignals(signals),
		profiles: () => new AsyncProfiles(profiles),
	};
}

export function memoryState(): (workspace?: string) => StateStore {
	return statesOf(new MemoryStateTable());
}

function statesOf(table: StateTable): (workspace?: string) => StateStore {
	return (workspace = 'workspace') => new VersionedState(table, workspace);
}
