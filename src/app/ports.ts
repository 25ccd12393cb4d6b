import type { StateStore } from '../core/base/state.ts';
import type { Clock, Timers } from '../core/base/time.ts';
import type { SessionStore } from '../core/chat/session.ts';
import type { EffortHints } from '../core/chat/usual-effort.ts';
import type { AcceptanceWeights } from '../core/completion/routing/acceptance-weights.ts';
import type { ProfileStore } from '../core/learning/profiles.ts';
import type { SignalStore } from '../core/learning/signals.ts';
import type { Catalog } from '../core/model/catalog.ts';
import type { LedgerInsights } from '../core/money/insights.ts';
import type { Ledger, Owner } from '../core/money/ledger.ts';
import type { Predictor } from '../core/routing/predictor.ts';
import type { ModelOption } from '../protocol/chat-state.ts';
import type { Fetch } from '../providers/types.ts';
import type { PrivateFileRules } from './agent/ports.ts';
import type { EditorPort, PromptFiles } from './chat/editor-port.ts';
import type { UserPort } from './chat/ports.ts';
import type { CompletionEditor } from './completion/editor-port.ts';
import type { NoticeHub } from './events.ts';
import type { ModelFiles } from './model-files/model-files.ts';
import type { EditorModels } from './models/editor-models.ts';
import type { KeySource } from './models/keys.ts';
import type { ReadingPorts } from './reading/ports.ts';
import type { SettingsSource } from './settings/source.ts';
import type { KeyValueStore } from './state/loaded.ts';

/** What the way to the models asks of what is around it: an editor, a terminal, a test. */
export interface RouterPorts {
	readonly clock: Clock;
	readonly timers: Timers;
	readonly fetch: Fetch;
	readonly newId: () => string;
	/** Who spends, and this window or process, in the ledger. */
	readonly owner: Owner;
	readonly settings: Pick<SettingsSource, 'current' | 'onChange'>;
	readonly keys: KeySource;
	readonly stores: Stores;
	readonly predictor: LoadablePredictor;
	readonly catalog: Catalog;
	readonly completionHead: AcceptanceWeights;
	/** Which files of the workspace stay on this computer. */
	readonly privateFiles: PrivateFileRules;
	readonly user: Pick<UserInterface, 'choose'>;
	/** Null where no editor offers models of its own. */
	readonly editorModels: EditorModels | null;
	/** Absent or null: model files of the user's are not run. */
	readonly modelFiles?: ModelFiles | null;
	/** Absent: nothing is read but by the quick reader. */
	readonly reading?: ReadingPorts;
	readonly notices: NoticeHub;
	/** Never receives prompt or answer text. */
	readonly log: Log;
}

/** Everything that the product in an editor asks of what is around it. */
export interface AppPorts extends RouterPorts {
	readonly editor: EditorPort;
	/** Absent: there are no prompt files. */
	readonly promptFiles?: PromptFiles;
	readonly completionEditor: CompletionEditor;
	readonly settings: SettingsSource;
	readonly user: UserInterface;
	/** Variables of the process, in which keys may lie that the user can be offered. */
	readonly environment: Readonly<Record<string, string | undefined>>;
}

/** All that outlives a window. */
export interface Stores {
	readonly ledger: Ledger;
	readonly sessions: SessionStore;
	/** What became of answers, for those that learn from it. */
	readonly signals: SignalStore;
	/** What requests asked for, as numbers, until a signal comes. */
	readonly profiles: ProfileStore;
	/** What the ledger's rows say together. */
	readonly insights: LedgerInsights;
	/** Of all windows: pacing, thresholds of the budget, snooze. */
	readonly state: StateStore;
	/** Of this window: open session and chosen model. */
	readonly kept: KeyValueStore;
	/** Resolves when `kept` is read and what an earlier version kept is taken over, or that was tried. Never rejects. */
	readonly ready: Promise<void>;
	/** Closes all files; nothing may be asked of the stores after it. */
	dispose(): Promise<void>;
}

export interface LoadablePredictor extends Predictor {
	/** Loads ahead of the first request. Returns at once. */
	start(): void;
	/** Loads anew what failed or crashed. Returns at once. */
	retry(): void;
}

export interface UserInterface extends Pick<UserPort, 'runCommand' | 'writeCommitMessage'> {
	/** Asks for one of the usable models or Auto, at its usual effort by itself; null when dismissed. */
	pickModel(title: string, usable: readonly ModelOption[], hints: EffortHints): Promise<string | null>;
	/** Asks one question; the id of the answer, null when dismissed. */
	choose(question: Question): Promise<string | null>;
}

/** What only the user can say. */
export interface Question {
	readonly text: string;
	/** What the answers lead to; shown in a modal dialog alone. */
	readonly detail?: string;
	/** A dialog that must be answered before anything else, for what the user has just begun; else a line that can wait. */
	readonly modal: boolean;
	readonly answers: readonly { readonly id: string; readonly label: string }[];
}

export interface Log {
	info(line: string): void;
	warn(line: string): void;
}
