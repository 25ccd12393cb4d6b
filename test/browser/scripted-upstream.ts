import { openAiChat } from '../support/vendors/openai/chat.ts';
import type { ChatRequest } from '../support/vendors/openai/chat-shape.ts';
import { PrefixStore } from '../support/vendors/prefix-store.ts';
import type { Answer, AnswerPart } from '../support/vendors/script.ts';
import { serve, type VendorRequest } from '../support/vendors/server.ts';

/** µ$ a token, whole numbers, so that the stand-in's count in money is exact. */
export interface TokenPrice {
	readonly input: number;
	readonly cachedInput: number;
	readonly output: number;
}

/** One step of a conversation as the model behind it sees it. */
export interface Turn {
	readonly model: string;
	readonly effort: string | null;
	/** What the user, or the agent that calls this one, asked for. */
	readonly asked: string;
	/** Answers since then; 0 for the first. */
	readonly step: number;
	/** Texts of the tool results since then. */
	readonly results: readonly string[];
	readonly maySay: 'anything' | 'textOnly';
	/** Output tokens that the request allows. */
	readonly most: number;
}

/** What a scripted model says: text, calls of tools by name and arguments, and how many tokens of output it counts. */
export interface Said {
	readonly text?: string;
	readonly calls?: readonly (readonly [name: string, input: object])[];
	/** Counted instead of the answer's own length; as every server, it stops at what the request allows. */
	readonly outputTokens?: number;
}

/** A conversation, known by the words that the user's message begins with. */
export interface Scripted {
	readonly words: string;
	say(turn: Turn): Said;
}

export interface ScriptedUpstream {
	/** Base address up to and including /v1. */
	readonly url: string;
	/** All requests in their order. */
	readonly requests: readonly VendorRequest[];
	/** What the requests cost by the stand-in's own count, µ$; those of a conversation, by its words, or all. */
	cost(words?: string): number;
	/** Models that were asked in a conversation, in their order. */
	models(words: string): readonly string[];
	close(): Promise<void>;
}

const CONTEXT_TOKENS = 200_000;
/** What VS Code's agent puts the words of the user, or of the agent that calls, into. */
const REQUEST = /<userRequest>\s*([\s\S]*?)\s*<\/userRequest>/;

/** How VS Code's agent asks for a summary of the conversation so far. */
const SUMMARY = /^Summarize the conversation history/;

/**
 * A server in OpenAI's form with several models, each at a price of its own. It refuses what such a server refuses, keeps a prompt cache,
 * counts what it reads and writes, and answers by script: by the conversation, its step and the model that is asked. What nobody scripted
 * (titles and the like, which carry no tools) gets a few words.
 */
export async function startScripted(
	prices: Readonly<Record<string, TokenPrice>>,
	conversations: readonly Scripted[],
): Promise<ScriptedUpstream> {
	const clock = { now: () => Date.now() };
	const options = { compatible: true, reasoningMustReturn: false, minimum: undefined };
	let calls = 0;
	const answerOf = (body: unknown): Answer => {
		const turn = turnOf(body as ChatRequest);
		const scripted = conversations.find(({ words }) => turn.asked.startsWith(words));
		const said = scripted?.say(turn) ?? { text: 'A few words' };
		const parts: AnswerPart[] = said.text === undefined ? [] : [{ type: 'text', text: said.text }];
		for (const [name, input] of said.calls ?? [])
			parts.push({ type: 'toolCall', id: `call_${++calls}`, name, arguments: JSON.stringify(input) });
		const end = (said.calls ?? []).length > 0 ? 'toolCalls' : 'stop';
		return { parts, end, ...(said.outputTokens === undefined ? {} : { outputTokens: Math.min(said.outputTokens, turn.most) }) };
	};
	const entries = Object.keys(prices).map((id) => ({
		...{ id, object: 'model', owned_by: 'stand-in', context_length: CONTEXT_TOKENS, supported_parameters: ['tools', 'tool_choice'] },
	}));
	const protocol = openAiChat({ ...options, clock, store: new PrefixStore(clock) });
	const server = await serve(protocol, answerOf, { '/v1/models': { object: 'list', data: entries } });
	const about = (words: string | undefined): VendorRequest[] =>
		server.requests.filter(
			({ refusal, body }) => refusal === null && (words === undefined || turnOf(body as ChatRequest).asked.startsWith(words)),
		);
	return {
		url: `${server.origin}/v1`,
		requests: server.requests,
		cost: (words) => about(words).reduce((sum, request) => sum + costOf(request, prices), 0),
		models: (words) => about(words).map(({ body }) => (body as ChatRequest).model),
		close: server.close,
	};
}

function costOf({ body, input, output }: VendorRequest, prices: Readonly<Record<string, TokenPrice>>): number {
	const price = prices[(body as ChatRequest).model];
	if (!price || !input || output === null) throw new Error('a model without a price was asked');
	return (input.fresh + input.written) * price.input + input.read * price.cachedInput + output * price.output;
}

function turnOf(request: ChatRequest): Turn {
	const { model, messages, tools, tool_choice, reasoning_effort } = request;
	const wrapped = messages.map(({ role, content }) => (role === 'user' ? REQUEST.exec(textIn(content))?.[1] : undefined));
	const agents = wrapped.findLastIndex((words) => words !== undefined && words !== '');
	const at = agents >= 0 ? agents : messages.findLastIndex(({ role }) => role === 'user');
	const since = messages.slice(at + 1);
	const last = messages.at(-1);
	// The agent's own request for a summary is a message of the user's without a wrapper.
	const summary = last?.role === 'user' && SUMMARY.test(textIn(last.content)) ? textIn(last.content) : undefined;
	return {
		model,
		effort: reasoning_effort ?? null,
		asked: summary ?? wrapped[at] ?? textIn(messages[at]?.content).trim(),
		step: since.filter(({ role }) => role === 'assistant').length,
		results: since.flatMap((message) => (message.role === 'tool' ? [textIn(message.content)] : [])),
		maySay: tools === undefined || tool_choice === 'none' ? 'textOnly' : 'anything',
		most: request.max_completion_tokens ?? request.max_tokens ?? CONTEXT_TOKENS,
	};
}

function textIn(content: unknown): string {
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return '';
	return content.map((part: { readonly text?: unknown }) => (typeof part.text === 'string' ? part.text : '')).join('');
}
