import type { MicroDollars } from '../base/micros.ts';
import type { QualityEstimate } from '../routing/quality.ts';

/** A call of a tool and what it gave, in the order in which the results came back. */
export interface ToolStep {
	/** Of the call. */
	readonly id: string;
	readonly name: string;
	/** JSON as the model wrote it; may be malformed. */
	readonly arguments: string;
	/** Text of the result; null while there is none. */
	readonly result: string | null;
	readonly isError: boolean;
}

/** What the run's own tool results show: the model is stuck. */
export interface VerifiedFailure {
	readonly kind: /** The same test or compile error again after an edit in between. */
		| 'sameFailure'
		/** The same call failed three times. */
		| 'failingCall'
		/** The same call again and again, with the same result. */
		| 'loop';
	/** Index of the step that shows it. */
	readonly at: number;
	/** What is the same, short enough for a line: `test_refund (tests/test_orders.py)`. No more of the result than that. */
	readonly what: string;
}

/** What a run is expected to cost with one model, in whole. */
export interface RunEstimate {
	readonly expected: MicroDollars;
	/** 10-90 % interval, µ$. */
	readonly low: MicroDollars;
	readonly high: MicroDollars;
	/** Requests, the first one included. */
	readonly steps: number;
	/** `own`: mostly from this user's runs of this kind; `recorded`: from recorded agent data. */
	readonly from: 'own' | 'recorded';
}

/**
 * Recorded agent runs on issues of repositories, as train:runs fits them. `effort`: factors beside the default, none and minimal taken as
 * low. `modelSteps`: factor of a model at its default effort. `others`: of a model that is not among them, by its price in US dollars per
 * million tokens written and by what its name begins with.
 */
export interface RecordedRuns {
	/** `spread`: standard deviation of ln(steps) from issue to issue. */
	readonly issue: { readonly steps: number; readonly spread: number; readonly outputTokens: number; readonly addedTokens: number };
	readonly effort: Readonly<Record<string, EffortFactors>> & { readonly default: EffortFactors };
	readonly modelSteps: Readonly<Record<string, number>>;
	/** Standard deviation of ln(factor) over models: what is not known of another one. */
	readonly modelDoubt: number;
	/** `doubt`: the same of a model that the fit has not seen. */
	readonly others: {
		readonly atOneDollar: number;
		readonly slope: number;
		readonly makers: Readonly<Record<string, number>>;
		readonly doubt: number;
	};
}

interface EffortFactors {
	readonly steps: number;
	readonly output: number;
}

export interface RunModel {
	readonly candidateId: string;
	readonly modelName: string;
	readonly recipient: string;
	readonly effort: string | null;
	readonly local: boolean;
}

/** A change of model or effort inside a run. */
export interface RunChange {
	/** ms since epoch */
	readonly at: number;
	/** Step from which it holds, 1 for the first. */
	readonly step: number;
	readonly kind: 'failed' | 'vanished' | 'overflow' | 'cacheBoundary' | 'effort' | 'model';
	readonly from: RunModel;
	readonly to: RunModel;
	/** One sentence. */
	readonly why: string;
}

export interface SubAgent {
	readonly id: string;
	/** As the call named it; never text of its task. */
	readonly name: string;
	readonly steps: number;
	readonly spent: MicroDollars;
}

/** `waiting`: its tools run, or the user is asked. `stopped`: at its limit, in words; the user may go on. */
export type RunState = 'running' | 'waiting' | 'done' | 'stopped' | 'cancelled' | 'failed';

/**
 * Everything from a user's message to the answer without tool calls, as a value: shown live, kept as a receipt. Holds numbers and names,
 * never text of the conversation. `spent` is the sum of the ledger's rows of this run.
 */
export interface Run {
	readonly id: string;
	/** Window that it runs in. */
	readonly window: string;
	readonly startedAt: number;
	/** Of its last step. */
	readonly updatedAt: number;
	readonly state: RunState;
	readonly taskKind: string;
	readonly model: RunModel;
	/** Predicted for the task, with the model that it began with. */
	readonly quality: QualityEstimate;
	/** Null where it costs nothing or no price is known. */
	readonly estimate: RunEstimate | null;
	/** The most it may cost; null without a limit. */
	readonly cap: MicroDollars | null;
	readonly spent: MicroDollars;
	/** Requests sent, those of sub-agents included. */
	readonly steps: number;
	/** Tokens as counted or estimated, for what is learned of runs. */
	readonly tokens: { readonly input: number; readonly cachedInput: number; readonly output: number };
	readonly subAgents: readonly SubAgent[];
	readonly changes: readonly RunChange[];
	/** Escalation that is only suggested, in one sentence; null where none is. */
	readonly suggestion: string | null;
}
