import type { Message } from '../../core/message/message.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';

/** Smallest thinking budget Anthropic accepts (platform docs, "Extended thinking": budget_tokens must be at least 1,024). */
const MIN_BUDGET = 1024;
/**
 * Share of the output cap that thinking may take, by effort. Our own choice: the answer needs room as well, and the cap is what the ledger
 * has reserved.
 */
const BUDGET_SHARE: Readonly<Record<string, number>> = { minimal: 0.2, low: 0.25, medium: 0.5, high: 0.75, xhigh: 0.8, max: 0.8 };

export interface AnthropicThinking {
	readonly options: {
		readonly thinking?:
			| { readonly type: 'enabled'; readonly budgetTokens: number }
			| { readonly type: 'adaptive'; readonly display: 'summarized' };
		readonly effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max';
	};
	/** What to hand to the SDK as output limit: it adds the thinking budget to it, and the sum must not pass the cap. */
	readonly maxOutputTokens: number;
}

/**
 * Effort of a request to Claude. Models up to 4.5 take a thinking budget, later ones think adaptively and take an effort. Without an
 * effort, or where the cap leaves no room for the smallest budget, the model answers without extended thinking.
 */
export function anthropicThinking(model: string, effort: string | null, cap: number): AnthropicThinking {
	const share = effort === null ? undefined : BUDGET_SHARE[effort];
	if (share === undefined) return { options: {}, maxOutputTokens: cap };
	if (!takesBudget(model)) {
		const wire = effort === 'minimal' ? 'low' : (effort as 'low' | 'medium' | 'high' | 'xhigh' | 'max');
		return { options: { thinking: { type: 'adaptive', display: 'summarized' }, effort: wire }, maxOutputTokens: cap };
	}
	const budgetTokens = Math.max(MIN_BUDGET, Math.floor(cap * share));
	if (cap < 2 * MIN_BUDGET) return { options: {}, maxOutputTokens: cap };
	return { options: { thinking: { type: 'enabled', budgetTokens } }, maxOutputTokens: cap - budgetTokens };
}

/**
 * Whether a model that takes a budget must go without thinking: while its tools are being answered, it refuses to think where the calls
 * stand without the thoughts that led to them (another model made the calls, or made them without an effort).
 */
export function lacksThoughts(model: string, messages: readonly Message[]): boolean {
	if (!takesBudget(model) || messages.at(-1)?.role !== 'tool') return false;
	const calls = messages.findLast((message) => message.role === 'assistant');
	return calls?.parts.every((part) => part.type !== 'reasoning' || (part.signature ?? part.encrypted) === null) ?? false;
}

/** Claude 3.7 up to 4.5, by either order of the name: claude-3-7-sonnet, claude-sonnet-4-20250514, claude-opus-4-1, claude-haiku-4-5. */
function takesBudget(model: string): boolean {
	const version = /claude-(?:(\d)[-.](\d)(?!\d)|[a-z]+-(\d)(?:[-.](\d)(?!\d))?)/.exec(model);
	if (version === null) return false;
	const major = Number(version[1] ?? version[3]);
	const minor = Number(version[2] ?? version[4] ?? 0);
	return major < 4 || (major === 4 && minor <= 5);
}

/**
 * Whether the first token may take minutes although all is well: much reasoning was asked for, or the vendor keeps its reasoning to itself
 * (OpenAI, Gemini) and little reasoning was not asked for.
 */
export function mayThinkLong(endpoint: Pick<Endpoint, 'kind' | 'baseUrl'>, effort: string | null): boolean {
	if (effort !== null) return ['medium', 'high', 'xhigh', 'max'].includes(effort);
	return endpoint.kind === 'openai' || URL.parse(endpoint.baseUrl)?.hostname === 'generativelanguage.googleapis.com';
}
