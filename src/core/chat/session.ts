import type { CostSource } from '../budget/types.ts';
import type { MicroDollars } from '../money.ts';
import type { Attachment, QualityEstimate } from '../routing/types.ts';
import type { TokenUsage } from './types.ts';

/** One row of the "why" table, stored with the answer so that an old session can still explain itself. */
export interface RoutingRow {
	readonly candidateId: string;
	readonly modelName: string;
	readonly recipient: string;
	readonly quality: QualityEstimate;
	/** Null where no price is known. */
	readonly expectedCost: MicroDollars | null;
	readonly latencyMs: number;
	readonly whyNot: string;
	readonly excluded: boolean;
}

/** What the routing line shows. Written once, before the first token; `fallbackNote` is added when another model took over. */
export interface RoutingLine {
	readonly candidateId: string;
	readonly modelName: string;
	readonly recipient: string;
	readonly local: boolean;
	readonly included: boolean;
	readonly quality: QualityEstimate;
	readonly expectedCost: MicroDollars | null;
	readonly maxCost: MicroDollars | null;
	readonly latencyMs: number;
	readonly reason: string;
	readonly steeredBy: readonly string[];
	/** `features` when the encoder could not run. */
	readonly predictor: 'encoder' | 'features';
	readonly alternatives: readonly RoutingRow[];
	readonly fallbackNote: string | null;
}

export interface Receipt {
	readonly cost: MicroDollars;
	readonly costSource: CostSource;
	readonly durationMs: number;
	readonly firstTokenMs: number | null;
	readonly usage: TokenUsage | null;
	/** Expected cost of the dearer model the user would otherwise pay, minus `cost`; null where there is none. */
	readonly savedAgainst: { readonly modelName: string; readonly saved: MicroDollars } | null;
}

/** What stands where the answer would be. `action` names the button. */
export interface AnswerError {
	readonly kind: string;
	readonly message: string;
	readonly nextStep: string;
	/** `allowOnce`: answer this one over the budget (atLimit = ask). */
	readonly action: 'retry' | 'allowOnce' | 'setKey' | 'openBudget' | 'openSettings' | 'startLocal' | 'newSession' | 'showLog' | null;
}

export type AnswerState = 'routing' | 'streaming' | 'done' | 'cancelled' | 'failed';

export interface Answer {
	readonly id: string;
	readonly at: number;
	readonly state: AnswerState;
	readonly text: string;
	readonly reasoning: string;
	readonly routing: RoutingLine | null;
	readonly receipt: Receipt | null;
	readonly error: AnswerError | null;
	readonly feedback: 'good' | 'bad' | null;
}

export interface Turn {
	readonly id: string;
	readonly at: number;
	readonly text: string;
	readonly attachments: readonly Attachment[];
	/** Tokens of everything that is sent with this turn, estimated. */
	readonly sentTokens: number;
	/** More than one after "again". */
	readonly answers: readonly Answer[];
	/** Index of the answer that is shown and that later turns build on. */
	readonly shown: number;
}

export interface ChatSession {
	readonly version: 1;
	readonly id: string;
	readonly title: string;
	readonly createdAt: number;
	readonly updatedAt: number;
	readonly turns: readonly Turn[];
	/** Unsent text of the input box. */
	readonly draft: string;
}

export interface SessionSummary {
	readonly id: string;
	readonly title: string;
	readonly updatedAt: number;
	readonly turns: number;
}

/** One file a session in the extension's global storage. Errors: RoutooError 'storage' (full disk) or 'damagedFile' (set aside, never deleted). */
export interface SessionStore {
	list(): Promise<readonly SessionSummary[]>;
	load(id: string): Promise<ChatSession | null>;
	save(session: ChatSession): Promise<void>;
	delete(id: string): Promise<void>;
	deleteAll(): Promise<void>;
}
