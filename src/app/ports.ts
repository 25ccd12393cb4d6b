import type { Clock, Timers } from '../core/base/time.ts';
import type { SessionStore } from '../core/chat/session.ts';
import type { AcceptanceWeights } from '../core/completion/routing/acceptance-weights.ts';
import type { Catalog } from '../core/model/catalog.ts';
import type { Ledger } from '../core/money/ledger.ts';
import type { Predictor } from '../core/routing/predictor.ts';
import type { ChatCommand, ModelOption } from '../protocol/chat.ts';
import type { Fetch } from '../providers/types.ts';
import type { KeyValueStore } from './budget/service.ts';
import type { EditorPort } from './chat/editor-port.ts';
import type { CompletionEditor } from './completion/editor-port.ts';
import type { NoticeHub } from './events.ts';
import type { EditorModels } from './models/editor-models.ts';
import type { KeySource } from './models/keys.ts';
import type { SettingsSource } from './settings/source.ts';

/** Everything that the product asks of what is around it: an editor, a terminal, a test. */
export interface AppPorts {
	readonly clock: Clock;
	readonly timers: Timers;
	readonly fetch: Fetch;
	readonly newId: () => string;
	/** Names this window or process in the ledger. */
	readonly owner: string;
	readonly settings: SettingsSource;
	readonly keys: KeySource;
	readonly stores: Stores;
	readonly predictor: LoadablePredictor;
	readonly catalog: Catalog;
	readonly completionHead: AcceptanceWeights;
	readonly editor: EditorPort;
	readonly completionEditor: CompletionEditor;
	readonly user: UserInterface;
	/** Null where no editor offers models of its own. */
	readonly editorModels: EditorModels | null;
	readonly notices: NoticeHub;
	/** Never receives prompt or answer text. */
	readonly log: Log;
}

export interface Stores {
	readonly ledger: Ledger;
	readonly sessions: SessionStore;
	/** Of the user: pacing and thresholds of the budget. */
	readonly userState: KeyValueStore;
	/** Of the workspace: open session and chosen model. */
	readonly workspaceState: KeyValueStore;
	/** Files of all windows: what completions learned, and until when they are snoozed. */
	readonly learnedPath: string;
	readonly snoozePath: string;
}

export interface LoadablePredictor extends Predictor {
	/** Loads ahead of the first request. Returns at once. */
	start(): void;
}

export interface UserInterface {
	/** Asks for one of the usable models or Auto; null when dismissed. */
	pickModel(title: string, usable: readonly ModelOption[]): Promise<string | null>;
	runCommand(command: ChatCommand): Promise<void>;
}

export interface Log {
	info(line: string): void;
	warn(line: string): void;
}
