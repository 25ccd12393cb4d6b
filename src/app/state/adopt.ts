import { readFile } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { StateScope, StateStore } from '../../core/base/state.ts';
import type { SignalStore } from '../../core/learning/signals.ts';
import { ADOPTED_KEY, adoptedKey } from '../../storage/sqlite/adopt-state.ts';
import { LATENCY_KEY, LEARNER } from '../completion/learned.ts';
import { SNOOZE_KEY } from '../completion/snooze.ts';

/** What versions before the State port kept, and where. */
export interface LegacySources {
	/** The editor's own folder, which names it among those that share the state. */
	readonly own: string;
	/** The editor's own storage of the user, and that of the workspace: undefined where nothing is kept under a key. */
	readonly global: (key: string) => unknown;
	readonly workspace: (key: string) => unknown;
	/** Files of all windows. */
	readonly learnedPath: string;
	readonly snoozePath: string;
}

const GLOBAL_KEYS = ['routoo.pacing', 'routoo.thresholds'];
/** Of the open chat and the chosen model. */
export const WORKSPACE_KEYS = ['routoo.currentSession', 'routoo.model'];

/**
 * Takes over once, for the user and for each workspace, what an earlier version kept. The sources are left as they are: a window of the
 * earlier version that is still open, or to which the user goes back, finds its own; what it learns from then on stays with it. Cut short
 * by a crash it is done again: a value that is there already stands. Errors: RoutooError 'storage', also for a file that is there and
 * cannot be read; what it holds is taken over at a later start.
 */
export async function adoptLegacy(state: StateStore, signals: SignalStore, sources: LegacySources): Promise<void> {
	await once(state, 'workspace', ADOPTED_KEY, async () => {
		for (const key of WORKSPACE_KEYS) await putIfNone(state, 'workspace', key, sources.workspace(key));
	});
	await once(state, 'global', adoptedKey(sources.own), async () => {
		for (const key of GLOBAL_KEYS) await putIfNone(state, 'global', key, sources.global(key));
		const snooze = (await jsonIn(sources.snoozePath)) as { readonly until?: unknown } | null;
		await putIfNone(state, 'global', SNOOZE_KEY, snooze?.until);
		const learned = (await jsonIn(sources.learnedPath)) as { readonly acceptance?: unknown; readonly latency?: unknown } | null;
		await putIfNone(state, 'global', LATENCY_KEY, learned?.latency);
		if (learned?.acceptance !== undefined) await signals.keep(LEARNER, { upTo: 0, belief: learned.acceptance });
	});
}

async function once(state: StateStore, scope: StateScope, key: string, adopt: () => Promise<void>): Promise<void> {
	if ((await state.get(scope, key)) !== undefined) return;
	await adopt();
	await state.set(scope, key, true);
}

async function putIfNone(state: StateStore, scope: StateScope, key: string, legacy: unknown): Promise<void> {
	if (legacy !== undefined) await state.update(scope, key, (value) => (value === undefined ? legacy : value));
}

/** Null where there is no such file, or a damaged one: nothing to take over. */
async function jsonIn(path: string): Promise<unknown> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw new RoutooError('storage', l10n.t('{0} cannot be read.', path), l10n.t('Check who may read the file, then reload the window.'), {
			cause,
		});
	}
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
