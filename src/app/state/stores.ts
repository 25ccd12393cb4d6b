import { join } from 'node:path';
import { type RoutooError, shownError } from '../../core/base/errors.ts';
import type { Clock } from '../../core/base/time.ts';
import type { Owner } from '../../core/money/ledger.ts';
import { UNRECORDED_OWNER } from '../../core/money/ledger-events.ts';
import { FileSessionStore } from '../../storage/files/sessions.ts';
import { StorageClient } from '../../storage/sqlite/storage-client.ts';
import type { Stores } from '../ports.ts';
import { adoptLegacy, type LegacySources, WORKSPACE_KEYS } from './adopt.ts';
import { deviceId } from './device.ts';
import { LoadedState } from './loaded.ts';

export interface StoresOptions {
	/** Entry of the storage worker. */
	readonly workerPath: string | URL;
	/** Of everything that is kept, the same for all windows; made when missing. */
	readonly folder: string;
	readonly clock: Clock;
	/** Names the open workspace; never empty. */
	readonly workspace: string;
	/** Names this window, or another process, in the ledger. */
	readonly window: string;
	/** The editor's own storage, which earlier versions used; its files are found in the folder. */
	readonly legacy: Pick<LegacySources, 'global' | 'workspace'>;
	readonly newId: () => string;
	/** Told once each: a damaged file was set aside, the worker crashed. */
	readonly notices: (error: RoutooError) => void;
	readonly log: (line: string) => void;
}

/**
 * Opens the stores in their usual places, at once: another window can hold a lock for seconds, and the chat must come up meanwhile. A state
 * that cannot be read is begun without, and the log says so. The device of the owner is the recorded one from `stores.ready` on.
 */
export function openStores(options: StoresOptions): { readonly stores: Stores; readonly owner: Owner } {
	const { workerPath, folder, clock, workspace, window, legacy, newId, notices, log } = options;
	const storage = new StorageClient({ workerPath, ledgerFolder: join(folder, 'ledger'), stateFolder: join(folder, 'state'), notices });
	const state = storage.state(workspace);
	const completions = join(folder, 'completions');
	const sources = { ...legacy, learnedPath: join(completions, 'learned.json'), snoozePath: join(completions, 'snooze.json') };
	const kept = new LoadedState(state, 'workspace');
	let device: string = UNRECORDED_OWNER.device;
	const read = async (): Promise<void> => {
		const told = (error: unknown) => log(`the state cannot be read: ${shownError(error).message}`);
		await adoptLegacy(state, storage.signals, sources).catch(told);
		await kept.load(WORKSPACE_KEYS);
		device = await deviceId(state, newId).catch(() => device);
	};
	const stores: Stores = {
		ready: read(),
		ledger: storage.ledger,
		sessions: new FileSessionStore({ folder: join(folder, 'sessions'), clock, notices }),
		signals: storage.signals,
		state,
		kept,
		dispose: () => storage.dispose(),
	};
	const owner: Owner = {
		user: UNRECORDED_OWNER.user,
		get device() {
			return device;
		},
		window,
	};
	return { stores, owner };
}
