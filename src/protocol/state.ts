import type { ShownError } from '../core/base/errors.ts';
import type { MicroDollars } from '../core/base/micros.ts';
import type { ChatSession, SessionSummary } from '../core/chat/session.ts';
import type { LedgerRow, SpendSummary } from '../core/money/ledger.ts';
import type { RoutingLine } from '../core/routing/routing-line.ts';

/** An attachment waiting in the input box: shown as a chip. */
export interface ComposerAttachment {
	readonly id: string;
	readonly label: string;
	readonly tokens: number;
}

export interface ModelOption {
	/** `auto` or a candidate id. */
	readonly id: string;
	readonly label: string;
	readonly recipient: string;
	/** One short line: price, "included", "local" or why it cannot be used. */
	readonly detail: string;
	readonly usable: boolean;
}

export interface BudgetView {
	/** Null = no limit. */
	readonly limit: MicroDollars | null;
	readonly spent: MicroDollars;
	readonly outstanding: MicroDollars;
	/** Share of the limit spent, 0..1; null without a limit. */
	readonly share: number | null;
	readonly level: 'ok' | 'warn' | 'high' | 'reached';
	/** ms since epoch */
	readonly resetsAt: number;
}

export type Preset = 'save' | 'balanced' | 'best';

/** The whole chat view. The host owns it; the view renders it and keeps nothing but scroll and focus. */
export interface ChatState {
	readonly session: ChatSession;
	readonly sessions: readonly SessionSummary[];
	readonly composer: {
		readonly attachments: readonly ComposerAttachment[];
		/** `auto` or a candidate id. */
		readonly model: string;
		readonly preset: Preset;
		readonly models: readonly ModelOption[];
		/** Decision preview for the text as typed; null when empty or not yet known. */
		readonly preview: RoutingLine | null;
		/** Why nothing could be sent now (no model, blocked by budget), null when sending works. */
		readonly blocked: ShownError | null;
		readonly localOnly: boolean;
		/** True until the endpoints were listed once: no model yet does not mean that none is set up. */
		readonly listing?: boolean;
	};
	readonly budget: BudgetView;
	readonly predictor: { readonly kind: 'loading' | 'ready' | 'degraded'; readonly reason: string | null };
	/** Answer that is being produced, null when idle. */
	readonly busy: { readonly turnId: string; readonly answerId: string } | null;
	/** One-line notices in place (budget told once, fallback, damaged session set aside). */
	readonly notices: readonly { readonly id: string; readonly level: 'info' | 'warning' | 'error'; readonly text: string }[];
	/** Text of the estimate label: "estimate from benchmarks" until 50 own signals exist. */
	readonly estimateLabel: string;
}

export interface DashboardState {
	readonly summary: SpendSummary;
	readonly budget: BudgetView;
	/** Of messages. */
	readonly rows: readonly LedgerRow[];
	readonly completionRows: readonly LedgerRow[];
	/** Most that completions may take in the period, µ$; null = no limit of their own. */
	readonly completionsLimit: MicroDollars | null;
	/** ISO date of the catalog and whether it is older than 90 days. */
	readonly catalogDate: string;
	readonly catalogStale: boolean;
	readonly predictor: ChatState['predictor'];
	readonly now: number;
}

export type { ShownError } from '../core/base/errors.ts';
// biome-ignore lint/performance/noBarrelFile: views import protocol only, and both sides must read an answer by one rule.
export { answerCalls, answerReasoning, answerText, withText } from '../core/chat/answer.ts';
export type { Answer, AnswerState, ChatSession, SessionSummary, Turn } from '../core/chat/session.ts';
export type { Receipt } from '../core/gateway/types.ts';
export type { LedgerRow, SpendSummary } from '../core/money/ledger.ts';
export type { RoutingLine, RoutingRow } from '../core/routing/routing-line.ts';
