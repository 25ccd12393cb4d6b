import type { Timers } from '../../core/base/time.ts';
import type { SessionStore } from '../../core/chat/session.ts';
import type { EffortHints } from '../../core/chat/usual-effort.ts';
import type { GatewayDeps } from '../../core/gateway/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import type { Owner } from '../../core/money/ledger.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import type { ToChat } from '../../protocol/chat.ts';
import type { ModelOption } from '../../protocol/chat-state.ts';
import type { WelcomeView } from '../../protocol/welcome.ts';
import type { BudgetService } from '../budget/service.ts';
import type { AnswerWatch } from '../learning/answer-watch.ts';
import type { Trials } from '../learning/trials.ts';
import type { ModelMarks } from '../models/model-marks.ts';
import type { PreferredModels } from '../models/preferences.ts';
import type { Settings } from '../settings/schema.ts';
import type { KeyValueStore } from '../state/loaded.ts';
import type { MessageClaims } from './claims.ts';
import type { EditorPort, PromptFiles } from './editor-port.ts';
import type { NoticeCommand } from './notices.ts';

/** The models as the chat needs them. */
export interface ModelSource {
	candidates(): readonly Candidate[];
	/** Auto first, then all models, usable or not. */
	options(): readonly ModelOption[];
	/** Usable models, null until the first listing has ended. */
	usableCount(): number | null;
	/** Resolves when the first listing has ended, so that a message sent at once after the start does not find an empty pool. */
	ready(): Promise<void>;
	/** Lists anew: a server may have been started meanwhile. Never rejects. */
	refresh(): Promise<void>;
}

export interface UserPort {
	/** Asks for one of the models, at its usual effort by itself; null when dismissed. */
	pickModel(title: string, hints: EffortHints): Promise<string | null>;
	/** @param args as strings, of a command that may be told whose it is */
	runCommand(command: NoticeCommand, ...args: readonly string[]): Promise<void>;
	/**
	 * Writes a commit message into Source Control; says itself how that went. False where it could not.
	 * @param wish of the user's for it, may be empty
	 */
	writeCommitMessage(wish: string): Promise<boolean>;
	/** Writes user settings. */
	updateSetting(key: string, value: unknown): Promise<void>;
	setLocalOnly(on: boolean): Promise<void>;
}

/** The first steps: a view shows them, and the chat sees what becomes of them. */
export interface FirstSteps {
	view(): WelcomeView;
	/** A whole answer came. */
	answered(): void;
	/** The user keeps the budget as it is. */
	budgetDecided(): void;
	/** The user puts the steps away. */
	hide(): void;
}

export interface ChatDeps {
	readonly gateway: GatewayDeps;
	readonly models: ModelSource;
	readonly budget: BudgetService;
	/** Whether the user paused all paid requests, as known last. */
	readonly paidPaused: () => boolean;
	readonly settings: () => Settings;
	readonly sessions: SessionStore;
	readonly editor: EditorPort;
	readonly user: UserPort;
	/** Of the workspace: current session and chosen model. */
	readonly store: KeyValueStore;
	readonly newId: () => string;
	readonly timers: Timers;
	/** Names this window in the ledger. */
	readonly owner: Owner;
	/** Milliseconds without typing before the preview is computed. */
	readonly previewDelayMs: number;
	/** Milliseconds between two saves of a changing session. */
	readonly saveDelayMs: number;
	/** A view appeared: a message will soon follow. */
	readonly onView: () => void;
	/** Who learns from what becomes of answers; absent: nobody does. */
	readonly answers?: Pick<AnswerWatch, 'thumb' | 'copied' | 'again'>;
	/** Which chats may begin with a model that is tried; absent: none. */
	readonly trials?: Pick<Trials, 'offeredTo' | 'sent'>;
	/** Signals of this user's own so far; absent: none. */
	readonly ownSignals?: () => number;
	readonly welcome: FirstSteps;
	/** Which model the user prefers for which kind of task; absent: none can be. */
	readonly preferences?: Pick<PreferredModels, 'list' | 'set'>;
	/** What the user pinned, named last and has not seen yet; absent: nobody remembers. */
	readonly marks?: Pick<ModelMarks, 'pinned' | 'recent' | 'newSince' | 'named'>;
	/** Which window sends a message that waits; absent: this is the only window. */
	readonly claims?: MessageClaims;
	/** Absent: there are no prompt files. */
	readonly prompts?: PromptFiles;
	readonly onRouted: (line: RoutingLine | null) => void;
	readonly log: (line: string) => void;
}

export type PostToChat = (message: ToChat) => void;
