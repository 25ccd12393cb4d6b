import type { AnthropicMessage, AnthropicRequest } from '../../support/vendors/anthropic/shape.ts';
import type { ChatMessage, ChatRequest } from '../../support/vendors/openai/chat-shape.ts';
import type { ResponsesItem, ResponsesRequest } from '../../support/vendors/openai/responses-shape.ts';

/** Which wire a stand-in speaks: chat completions as many servers do, OpenAI's responses, Anthropic's messages. */
export type Form = 'compatible' | 'openai' | 'anthropic';

/** One request as the model behind it sees it, whatever its wire. */
export interface Turn {
	readonly form: Form;
	readonly model: string;
	readonly effort: string | null;
	/** The user's message that the conversation was known by, whole, or their last one. */
	readonly asked: string;
	/** Answers since then; 0 for the first. */
	readonly step: number;
	/** Texts of the tool results since then, in their order. */
	readonly results: readonly string[];
	/** Names of the tools that are offered now; none where a call is forbidden. */
	readonly tools: readonly string[];
	/** Output tokens that the request allows. */
	readonly most: number;
	/** Images in the whole conversation. */
	readonly images: number;
	readonly body: unknown;
}

interface Entry {
	readonly by: 'user' | 'model' | 'tool';
	readonly text: string;
}

interface Read {
	readonly entries: readonly Entry[];
	readonly effort: string | null;
	readonly tools: readonly string[];
	readonly most: number | null | undefined;
}

const UNLIMITED = 100_000;

/** @param words what conversations are known by, each standing anywhere in a message of the user's; the last one that is found counts */
export function readTurn(form: Form, body: unknown, words: readonly string[]): Turn & { readonly words: string | null } {
	const { entries, effort, tools, most } = READ[form](body);
	const knows = ({ by, text }: Entry): boolean => by === 'user' && words.some((some) => text.includes(some));
	const known = entries.findLastIndex(knows);
	const at = known >= 0 ? known : entries.findLastIndex(({ by }) => by === 'user');
	const asked = entries[at]?.text ?? '';
	const since = entries.slice(at + 1);
	return {
		...{ form, model: (body as { readonly model: string }).model, effort, asked, tools, body },
		words: known >= 0 ? (words.find((some) => asked.includes(some)) ?? null) : null,
		step: since.filter(({ by }, n) => by === 'model' && since[n - 1]?.by !== 'model').length,
		results: since.flatMap(({ by, text }) => (by === 'tool' ? [text] : [])),
		most: most ?? UNLIMITED,
		images: JSON.stringify(body).split('base64,').length - 1 + (JSON.stringify(body).split('"type":"base64"').length - 1),
	};
}

const READ: Readonly<Record<Form, (body: unknown) => Read>> = {
	compatible: (body) => {
		const { messages, tools, tool_choice, reasoning_effort, max_completion_tokens, max_tokens } = body as ChatRequest;
		return {
			entries: messages.flatMap(chatEntries),
			effort: reasoning_effort ?? null,
			tools: tool_choice === 'none' ? [] : (tools ?? []).map((tool) => tool.function.name),
			most: max_completion_tokens ?? max_tokens,
		};
	},
	openai: (body) => {
		const { input, tools, tool_choice, reasoning, max_output_tokens } = body as ResponsesRequest;
		return {
			entries: typeof input === 'string' ? [{ by: 'user', text: input }] : input.flatMap(itemEntries),
			effort: reasoning?.effort ?? null,
			tools: tool_choice === 'none' ? [] : (tools ?? []).map((tool) => tool.name),
			most: max_output_tokens,
		};
	},
	anthropic: (body) => {
		const { messages, tools, tool_choice, output_config, max_tokens } = body as AnthropicRequest;
		return {
			entries: messages.flatMap(anthropicEntries),
			effort: output_config?.effort ?? null,
			tools: tool_choice?.type === 'none' ? [] : (tools ?? []).map((tool) => tool.name),
			most: max_tokens,
		};
	},
};

function chatEntries({ role, content }: ChatMessage): readonly Entry[] {
	if (role === 'system' || role === 'developer') return [];
	return [{ by: role === 'user' ? 'user' : role === 'tool' ? 'tool' : 'model', text: textIn(content) }];
}

function itemEntries(item: ResponsesItem): readonly Entry[] {
	if ('role' in item) {
		if (item.role === 'system' || item.role === 'developer') return [];
		return [{ by: item.role === 'user' ? 'user' : 'model', text: textIn(item.content) }];
	}
	return [item.type === 'function_call_output' ? { by: 'tool', text: textIn(item.output) } : { by: 'model', text: '' }];
}

function anthropicEntries({ role, content }: AnthropicMessage): readonly Entry[] {
	if (role === 'assistant') return [{ by: 'model', text: textIn(content) }];
	if (typeof content === 'string') return [{ by: 'user', text: content }];
	const results = content.flatMap((block): Entry[] => (block.type === 'tool_result' ? [{ by: 'tool', text: textIn(block.content) }] : []));
	const said = content.filter(({ type }) => type !== 'tool_result');
	return said.length === 0 ? results : [...results, { by: 'user', text: textIn(said) }];
}

function textIn(content: unknown): string {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return '';
	return content.map((part: { readonly text?: unknown }) => (typeof part.text === 'string' ? part.text : '')).join('\n');
}
