import type { ShownError } from '../core/base/errors.ts';
import type { ChatSession, SessionSummary } from '../core/chat/session.ts';
import type { RoutingLine } from '../core/routing/routing-line.ts';
import type { BudgetView, PredictorView } from './common.ts';
import type { ChatMeterView, QueuedView } from './long-chat.ts';
import type { PreferenceView } from './preferences.ts';
import type { Command } from './slash.ts';
import type { WelcomeView } from './welcome.ts';

/** An attachment waiting in the input box: shown as a chip. */
export interface ComposerAttachment {
	readonly id: string;
	readonly label: string;
	readonly tokens: number;
	/** What goes where not all of it does, "lines 1 to 400 of 2,310"; absent: all. */
	readonly cut?: string;
	/** The word that stands for it in the text; it goes with the chip. */
	readonly word?: string;
	/** Of an image: the same in small, base64 of a PNG or JPEG. */
	readonly thumb?: string;
}

/**
 * The chip of the file in the editor. `sent`: it goes along with the next message; `known`: it did in this chat and has not changed since;
 * `removed`: the user took it out of this chat; `withheld`: it does not go by itself, `why` says so in one sentence.
 */
export interface OpenFileView {
	readonly name: string;
	/** Selected lines, 1-based, inclusive; null where nothing is selected. */
	readonly lines: { readonly startLine: number; readonly endLine: number } | null;
	readonly state: 'sent' | 'known' | 'removed' | 'withheld';
	/** Of what goes along, estimated. */
	readonly tokens: number;
	readonly cut: string | null;
	readonly why: string | null;
}

/** The chip of a file of instructions; `state` as of the open file. */
export interface InstructionView {
	/** Workspace-relative. */
	readonly path: string;
	readonly state: 'sent' | 'known' | 'removed';
	/** Of the whole file as it would go, estimated. */
	readonly tokens: number;
	readonly cut: string | null;
}

/** A row of the list for an `@` mention. */
export interface FoundContext {
	readonly label: string;
	readonly detail: string;
	/** By which the host knows it. */
	readonly ref: string;
}

export interface ModelOption {
	/** `auto` or a candidate id. */
	readonly id: string;
	readonly label: string;
	readonly recipient: string;
	/** One short line: price, "included", "local" or why it cannot be used. */
	readonly detail: string;
	readonly usable: boolean;
	/** It cannot be used until the user sets its price. */
	readonly needsPrice?: true;
	/** `endpoint/model` without the effort; absent for Auto. */
	readonly model?: string;
	readonly pinned?: true;
	/** 0: the user named it last; absent: not lately. */
	readonly recent?: number;
	/** It came to an endpoint that was known before, less than two weeks ago. */
	readonly isNew?: true;
}

export type Preset = 'save' | 'balanced' | 'best';

/** The whole chat view. The host owns it; the view renders it and keeps nothing but scroll and focus. */
export interface ChatState {
	readonly session: ChatSession;
	readonly sessions: readonly SessionSummary[];
	readonly composer: {
		readonly attachments: readonly ComposerAttachment[];
		/** Null where nothing is open, or the setting is off. */
		readonly openFile?: OpenFileView | null;
		/** Absent: none. */
		readonly instructions?: readonly InstructionView[];
		/** What the editor has for `@`. */
		readonly offers?: { readonly selection: boolean; readonly file: boolean };
		/** `auto` or a candidate id. */
		readonly model: string;
		/** What that is called where it is not listed any more; absent: it is. */
		readonly goneModel?: string;
		readonly preset: Preset;
		/** Quality from which a model is good enough, 0..1: each preset's, and the user's own instead of it. */
		readonly goodEnough?: { readonly presets: Readonly<Record<Preset, number>>; readonly own: number | null };
		readonly models: readonly ModelOption[];
		/** Decision preview for the text as typed; null when empty or not yet known. */
		readonly preview: RoutingLine | null;
		/** Why nothing could be sent now (no model, blocked by budget), null when sending works. */
		readonly blocked: ShownError | null;
		readonly localOnly: boolean;
		/** The workspace's prompt files as commands; absent: none are known. */
		readonly prompts?: readonly Command[];
		/** True until the endpoints were listed once: no model yet does not mean that none is set up. */
		readonly listing?: boolean;
	};
	readonly budget: BudgetView;
	/** The user paused all paid requests, in every window. */
	readonly paidPaused: boolean;
	readonly predictor: PredictorView;
	/** Answer that is being produced, null when idle. */
	readonly busy: { readonly turnId: string; readonly answerId: string } | null;
	/** Null or absent before the first answer. */
	readonly meter?: ChatMeterView | null;
	/** Messages that wait until it has come, or to be sent, in order; absent: none do. */
	readonly queue?: readonly QueuedView[];
	/** The answer that is being produced waits for a slower reader, at this price (µ$, 0: none); absent: it does not. */
	readonly reading?: { readonly modelName: string; readonly expected: number };
	/** One-line notices in place, the most urgent first; the host knows what their buttons do. */
	readonly notices: readonly NoticeView[];
	readonly welcome: WelcomeView;
	/** Which model the user prefers for which kind of task; absent: none. */
	readonly preferences?: readonly PreferenceView[];
	/** Text of the estimate label: "estimate from benchmarks" until 50 own signals exist. */
	readonly estimateLabel: string;
}

export interface NoticeView {
	readonly id: string;
	readonly level: 'info' | 'warning' | 'error';
	readonly text: string;
	/** Labels of its buttons: what helps. */
	readonly actions: readonly string[];
}

/** Everything around the conversation. */
export type ChatFrame = Omit<ChatState, 'session'>;
