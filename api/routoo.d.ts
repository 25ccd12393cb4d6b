/**
 * Routoo for other extensions, version 1.0. Copy this file into your extension; it needs nothing but VS Code's own types.
 *
 * Money is in US dollars, a whole number of micro-dollars (six decimals). Times are milliseconds. Quality is a chance, 0 to 1. Within
 * version 1 nothing is taken away or changes its meaning. What may come: new fields in what Routoo gives, new values where a type says
 * "more may come". Guide: docs/guide/api.md.
 */
import type * as vscode from 'vscode';

/** `vscode.extensions.getExtension<RoutooExports>('routoo.routoo')?.activate()` resolves to this. */
export interface RoutooExports {
	readonly v1: RoutooApi;
}

export interface RoutooApi {
	/** `1.` and a number that grows with what is added. */
	readonly version: `1.${number}`;

	/**
	 * How well, how dear and how fast each model that the user could use now would answer, best quality first. Nothing is sent to any
	 * model and nothing is booked. Errors: RoutooError; vscode.CancellationError where the token asks for it.
	 */
	predict(request: RoutooRequest, token?: vscode.CancellationToken): Promise<RoutooPrediction>;

	/**
	 * The model that Routoo would choose now, and why the others lost. Nothing is sent to any model and nothing is booked. That no
	 * model is allowed is a decision too: `chosen` is null. Errors: RoutooError; vscode.CancellationError where the token asks for it.
	 */
	route(request: RoutooRequest, token?: vscode.CancellationToken): Promise<RoutooDecision>;

	/**
	 * Each decision for a request that is about to be sent in this window, also where another model takes over. Not for `predict` and
	 * `route`, nor for completions of code. It comes a moment after the decision, and never holds a request up.
	 */
	readonly onDidRoute: vscode.Event<RoutooRouted>;
}

/** What would be asked. It stays on the user's machine. A field that is not named here is refused. */
export interface RoutooRequest {
	/** The request in the words of whoever asks, 1 to 100,000 characters. */
	readonly text: string;
	/** What was said before, oldest first: at most 100 messages of at most 100,000 characters. */
	readonly history?: readonly RoutooMessage[];
	/**
	 * What would be sent with it: at most 16 texts of at most 100,000 characters. Nothing is read from the disk. All texts together:
	 * 400,000.
	 */
	readonly attachments?: readonly RoutooAttachment[];
	/** VS Code's id of the language that is spoken of, such as `typescript`. */
	readonly languageId?: string;
	/** What a model must be able to do. Images are not part of the estimate. */
	readonly needs?: { readonly tools?: boolean; readonly images?: boolean };
	/** Narrower than what the user allows; what is wider has no effect. */
	readonly limits?: RoutooLimits;
}

export interface RoutooMessage {
	readonly role: 'user' | 'assistant';
	readonly text: string;
}

export interface RoutooAttachment {
	/** A file's name or another word for it, at most 300 characters. */
	readonly name?: string;
	readonly text: string;
}

export interface RoutooLimits {
	/** The cheaper of this one and the user's holds. */
	readonly preset?: 'save' | 'balanced' | 'best';
	/** Most that the answer may cost, US dollars. */
	readonly maxCostUsd?: number;
	/** Least predicted quality, 0 to 1. */
	readonly minQuality?: number;
	/** True: only models on the user's own machines. */
	readonly localOnly?: boolean;
	/** Ids of the models to choose from, as `RoutooEstimate.id`: at most 1,000. */
	readonly pool?: readonly string[];
}

/** A chance, 0 to 1, with the interval that holds the true one in 80 of 100 cases. */
export interface RoutooQuality {
	readonly mean: number;
	readonly low: number;
	readonly high: number;
}

/** A model, at one endpoint and with one effort of reasoning. */
export interface RoutooModel {
	/** Unique and stable. */
	readonly id: string;
	readonly name: string;
	/** Who would get the text, as the user knows them. */
	readonly recipient: string;
	/** Runs on the user's own machines. */
	readonly local: boolean;
}

export interface RoutooEstimate extends RoutooModel {
	/** To ask this model through Routoo: `vscode.lm.selectChatModels({ vendor: 'routoo', id })`. Routoo chooses its effort. */
	readonly languageModelId: string;
	/** Effort of reasoning in its vendor's word; null where it has none. */
	readonly effort: string | null;
	readonly quality: RoutooQuality;
	/** Null where no price is known. */
	readonly expectedCostUsd: number | null;
	/** The most it can cost. Null where no price is known. */
	readonly maxCostUsd: number | null;
	/** To the last token. */
	readonly latencyMs: number;
	/** To the first token of the answer itself, behind any thinking. */
	readonly firstTokenMs: number;
}

interface RoutooEstimated {
	/** `features`: Routoo's encoder does not run, and the estimates are coarser. */
	readonly predictor: 'encoder' | 'features';
	/** Tokens of the request, estimated. */
	readonly inputTokens: number;
	/** What to know of the answer; often empty. */
	readonly notices: readonly RoutooNotice[];
}

export interface RoutooPrediction extends RoutooEstimated {
	/** Empty where no model can be used now; a notice says so. */
	readonly models: readonly RoutooEstimate[];
}

export interface RoutooDecision extends RoutooEstimated {
	/** Null where no model is allowed. */
	readonly chosen: RoutooEstimate | null;
	/** One sentence in the editor's language, in English where Routoo does not speak that. */
	readonly reason: string;
	/** All models but the chosen one, the next best first. */
	readonly alternatives: readonly RoutooAlternative[];
	/** What sending would answer instead of a model, such as that the budget is used up; null where it would send. */
	readonly blocked: { readonly code: string; readonly message: string } | null;
}

export interface RoutooAlternative extends RoutooEstimate {
	/** The limit that keeps it out; null where it is allowed and only lost. More may come. */
	readonly excluded:
		| 'notInPool'
		| 'notLocal'
		| 'circuitOpen'
		| 'noPrice'
		| 'doubtfulPrice'
		| 'contextTooSmall'
		| 'noTools'
		| 'noVision'
		| 'paused'
		| 'overBudget'
		| 'overRun'
		| 'overMaxCost'
		| 'overMaxLatency'
		| 'belowMinQuality'
		| null;
	/** Why it was not chosen, in the same language. */
	readonly whyNot: string;
}

export interface RoutooNotice {
	/**
	 * `noModels`: none can be used now. `degraded`: the encoder does not run. `untrustedWorkspace`: the workspace's own routing
	 * settings do not count. `userLimitHolds`: a limit of the request is wider than the user's. More may come.
	 */
	readonly code: 'noModels' | 'degraded' | 'untrustedWorkspace' | 'userLimitHolds';
	/** One or two sentences in the same language. */
	readonly message: string;
}

/** A decision of this window: names and numbers, nothing of what was asked. Frozen, since all listeners share it. */
export interface RoutooRouted {
	/** When, milliseconds since the Unix epoch. */
	readonly at: number;
	/**
	 * What asked. `chat`: Routoo's own view. `agent`: VS Code's Chat, another extension, or a tool at Routoo's endpoint. `background`:
	 * what an editor or tool asks by itself, such as titles. More may come.
	 */
	readonly caller: 'chat' | 'agent' | 'background';
	readonly model: RoutooModel;
	readonly quality: RoutooQuality;
	/** Null where no price is known. */
	readonly expectedCostUsd: number | null;
	/** The most it can cost. Null where no price is known. */
	readonly maxCostUsd: number | null;
	readonly latencyMs: number;
	/**
	 * What shaped the choice beside quality and price. `userChoice`: the model was named for this request. `preference`: the user prefers
	 * it for such requests. More may come.
	 */
	readonly steeredBy: readonly ('budget' | 'cache' | 'limit' | 'userChoice' | 'fallbackPrior' | 'exploration' | 'preference')[];
	/** Another model failed before. */
	readonly tookOver: boolean;
	/** Models that were compared, the chosen one counted. */
	readonly compared: number;
}

/**
 * Rejections of `predict` and `route` beside vscode.CancellationError. `invalidInput`: a field of the request, which the message
 * names. `busy`: too many calls wait already. `notStarted`: Routoo could not start, or ends. `storage`: its files cannot be read.
 * `internal`: a fault of Routoo's.
 */
export interface RoutooError extends Error {
	readonly name: 'RoutooError';
	readonly code: 'invalidInput' | 'busy' | 'notStarted' | 'storage' | 'internal';
}
