import type { TokenPrices } from './prices.ts';

export type EndpointKind = 'openai' | 'anthropic' | 'openai-compatible' | 'vscode';

/** An endpoint as configured (`routoo.endpoints`), discovered or built in. The key is never part of it. */
export interface Endpoint {
	readonly id: string;
	readonly kind: EndpointKind;
	readonly displayName: string;
	/** Without slash at the end, query and fragment. */
	readonly baseUrl: string;
	/** The other reading of what was typed, until the server has shown which one holds. */
	readonly otherUrl?: string;
	/** Goes with every request, without the question mark. */
	readonly query?: string;
	/** At an address of this machine or the user's network, and not said to pass requests on. */
	readonly local: boolean;
	/** Nobody said that this server runs its models itself: where it does not prove it, they are neither local nor free. */
	readonly mustProve?: true;
	/** The user answered that it does, which holds until it lists a model that nobody outside its vendor can run. */
	readonly vouched?: true;
	/** Local, but not on this machine. */
	readonly onNetwork?: true;
	readonly needsKey: boolean;
	/** What the user says of models of which the server does not tell it. */
	readonly untold?: { readonly contextTokens?: number; readonly tools?: boolean };
}

export interface RemoteModel {
	readonly id: string;
	readonly displayName: string | null;
	readonly contextTokens: number | null;
	readonly maxOutputTokens: number | null;
	readonly tools: boolean | null;
	readonly vision: boolean | null;
	/** µ$ per million tokens where the endpoint lists prices (OpenRouter). */
	readonly prices: TokenPrices | null;
	readonly parametersB: number | null;
	/** True where the server proves that it holds this model's weights, false where it says that it passes the model on. */
	readonly runsHere?: boolean;
	/** The name without the number of a further copy that the server keeps of the same model. */
	readonly copyOf?: string;
}

/** The models that VS Code itself offers (Copilot's and those of other extensions). Paid by a plan: 0 dollars here. */
export const VSCODE_ENDPOINT: Endpoint = {
	id: 'vscode',
	kind: 'vscode',
	displayName: 'VS Code',
	baseUrl: 'vscode:lm',
	local: false,
	needsKey: false,
};

/** Model files of the user's that Routoo runs on this computer. Where each answers is known once it runs. */
export const MODEL_FILES_ENDPOINT: Endpoint = {
	id: 'gguf',
	kind: 'openai-compatible',
	displayName: 'Model files',
	baseUrl: 'http://127.0.0.1/v1',
	local: true,
	needsKey: false,
};
