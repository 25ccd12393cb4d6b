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
	/** What is spent and learned, the same for all editors, `routoo serve` and the command line (`dataFolder`); made when missing. */
	readonly shared: string;
	/** What is this editor's, or this program's, alone: its chats. What an earlier version kept there of the rest is taken over. */
	readonly own: string;
	readonly clock: Clock;
	/** Names the open workspace; null where none is open: those of one editor are one. */
	readonly workspace: string | null;
	/** What the user calls it, for the ledger; absent or null where it has no name. */
	readonly workspaceName?: string | null;
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
	const { workerPath, shared, own, clock, workspace, workspaceName, window, legacy, newId, notices, log } = options;
	const withoutWorkspace = `empty ${own}`;
	const storage = new StorageClient({
		...{ workerPath, ...foldersIn(shared), notices },
		adopt: { own, ...foldersIn(own), places: { empty: withoutWorkspace } },
	});
	const state = storage.state(workspace ?? withoutWorkspace);
	const completions = join(own, 'completions');
	const sources = { ...legacy, own, learnedPath: join(completions, 'learned.json'), snoozePath: join(completions, 'snooze.json') };
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
		sessions: new FileSessionStore({ folder: join(own, 'sessions'), clock, notices }),
		signals: storage.signals,
		profiles: storage.profiles,
		insights: storage.insights,
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
		...(workspaceName == null ? {} : { workspace: workspaceName }),
	};
	return { stores, owner };
}

function foldersIn(folder: string): { readonly ledgerFolder: string; readonly stateFolder: string } {
	return { ledgerFolder: join(folder, 'ledger'), stateFolder: join(folder, 'state') };
}
