import type { TokenPrices } from './prices.ts';

export type EndpointKind = 'openai' | 'anthropic' | 'openai-compatible' | 'vscode';

/** An endpoint as configured (`routoo.endpoints`), discovered or built in. The key is never part of it. */
export interface Endpoint {
	readonly id: string;
	readonly kind: EndpointKind;
	readonly displayName: string;
	readonly baseUrl: string;
	readonly local: boolean;
	readonly needsKey: boolean;
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
