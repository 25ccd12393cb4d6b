import { ModelServer } from '../../host/model-server.ts';
import { anthropicMessages } from '../../support/vendors/anthropic/messages.ts';
import { openAiChat } from '../../support/vendors/openai/chat.ts';
import { openAiResponses } from '../../support/vendors/openai/responses.ts';
import { PrefixStore } from '../../support/vendors/prefix-store.ts';
import type { Answer, AnswerPart } from '../../support/vendors/script.ts';
import { type Protocol, type RunningServer, serve, type VendorRequest } from '../../support/vendors/server.ts';
import { type Form, readTurn, type Turn } from './turn.ts';

/** µ$ a token, whole numbers, so that the stand-in's count in money is exact; the same numbers are US dollars a million tokens. */
export interface TokenPrice {
	readonly input: number;
	readonly cachedInput: number;
	/** Input that the vendor writes to its cache; the price of input where left out. */
	readonly cacheWrite?: number;
	readonly output: number;
}

export interface UpstreamModel {
	/** As the vendor names it. */
	readonly id: string;
	readonly form: Form;
	readonly price: TokenPrice;
}

/** What a scripted model says, in this order; a call names a tool that the client offered, and its arguments. */
export interface Said {
	readonly reasoning?: string;
	readonly text?: string;
	readonly calls?: readonly (readonly [name: string, input: object])[];
	/** Counted instead of the answer's own length; as every server, it stops at what the request allows. */
	readonly outputTokens?: number;
	/** Ms between two events of the stream. */
	readonly everyMs?: number;
	/** The vendor fails with status 500 instead. */
	readonly fails?: boolean;
}

/** A conversation, known by words that stand anywhere in a message of the user's: clients wrap it in frames of their own. */
export interface Scripted {
	readonly words: string;
	say(turn: Turn): Said;
}

export interface Upstream {
	/** Base address up to and including /v1, by form. */
	readonly urls: Readonly<Record<Form | 'fill', string>>;
	/** All requests that were answered or refused, in the order of each vendor. */
	requests(form?: Form): readonly VendorRequest[];
	/** The requests of a conversation that were answered, as their models saw them. */
	turns(words: string): readonly Turn[];
	/** µ$ that all answers cost by the stand-ins' own count; those of a conversation where words are given. */
	cost(words?: string): number;
	close(): Promise<void>;
}

const FORMS: readonly Form[] = ['compatible', 'openai', 'anthropic'];
const CONTEXT_TOKENS = 200_000;
/** Completes texts; counts a token a character and four of output. */
export const FILL_MODEL: { readonly id: string; readonly price: TokenPrice } = {
	id: 'fill-1b',
	price: { input: 1, cachedInput: 1, output: 2 },
};
const FILL_OUTPUT = 4;

/**
 * Vendors in the three wires, each with a prompt cache and a count of its own, each refusing what such a vendor refuses. What nobody
 * scripted (titles and the like), and a script with calls where no tool is offered, gets a few words.
 */
export async function startUpstream(models: readonly UpstreamModel[], conversations: readonly Scripted[]): Promise<Upstream> {
	const words = conversations.map((conversation) => conversation.words);
	const clock = { now: () => Date.now() };
	let ids = 0;
	const answerOf = (form: Form, body: unknown): Answer | undefined => {
		const turn = readTurn(form, body, words);
		const said = conversations.find((conversation) => conversation.words === turn.words)?.say(turn) ?? { text: 'A few words' };
		if (said.fails) return undefined;
		return answerIn(form, turn.tools.length === 0 && said.calls ? { text: 'A few words' } : said, turn, () => `call_${++ids}`);
	};
	const shared = { clock, minimum: undefined };
	const protocols: Readonly<Record<Form, Protocol>> = {
		compatible: openAiChat({ ...shared, store: new PrefixStore(clock), compatible: true, reasoningMustReturn: false }),
		openai: openAiResponses({ ...shared, store: new PrefixStore(clock) }),
		anthropic: anthropicMessages({ ...shared, store: new PrefixStore(clock), preservedThinking: true }),
	};
	const servers = await Promise.all(
		FORMS.map(async (form): Promise<readonly [Form, RunningServer]> => {
			const listed = models.filter((model) => model.form === form).map((model) => listing(form, model.id));
			return [form, await serve(protocols[form], (body) => answerOf(form, body), { '/v1/models': { object: 'list', data: listed } })];
		}),
	);
	const fill = new ModelServer([FILL_MODEL.id]);
	const fillUrl = await fill.listen();
	const answered = (some?: string): (readonly [Form, VendorRequest])[] =>
		servers.flatMap(([form, server]) =>
			server.requests.flatMap((request) => {
				if (request.refusal !== null) return [];
				return some === undefined || readTurn(form, request.body, words).words === some ? [[form, request] as const] : [];
			}),
		);
	const fillCost = (): number =>
		fill.fills.reduce((sum, { prompt, suffix = '' }) => {
			return sum + (prompt.length + suffix.length) * FILL_MODEL.price.input + FILL_OUTPUT * FILL_MODEL.price.output;
		}, 0);
	return {
		urls: { ...(Object.fromEntries(servers.map(([form, { origin }]) => [form, `${origin}/v1`])) as Record<Form, string>), fill: fillUrl },
		requests: (form) => servers.flatMap(([own, server]) => (form === undefined || own === form ? server.requests : [])),
		turns: (some) => answered(some).map(([form, { body }]) => readTurn(form, body, words)),
		cost: (some) => answered(some).reduce((sum, [, request]) => sum + costOf(request, models), some === undefined ? fillCost() : 0),
		close: async () => {
			fill.close();
			await Promise.all(servers.map(([, server]) => server.close()));
		},
	};
}

function answerIn(form: Form, said: Said, { tools, most }: Turn, newId: () => string): Answer {
	const parts: AnswerPart[] = [];
	if (said.reasoning !== undefined) {
		parts.push({ type: 'reasoning', text: said.reasoning, ...(form === 'compatible' ? {} : { proof: `proof-${newId()}` }) });
	}
	if (said.text !== undefined) parts.push({ type: 'text', text: said.text });
	const calls = said.calls ?? [];
	for (const [name, input] of calls) {
		if (!tools.includes(name)) throw new Error(`the script calls ${name}, but offered are ${tools.join(', ')}`);
		parts.push({ type: 'toolCall', id: newId(), name, arguments: JSON.stringify(input) });
	}
	return {
		parts,
		end: (said.outputTokens ?? 0) > most ? 'length' : calls.length > 0 ? 'toolCalls' : 'stop',
		...(said.outputTokens === undefined ? {} : { outputTokens: Math.min(said.outputTokens, most) }),
		...(said.everyMs === undefined ? {} : { cut: { everyMs: said.everyMs } }),
	};
}

function listing(form: Form, id: string): object {
	if (form === 'anthropic') return { type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' };
	const model = { id, object: 'model', created: 1, owned_by: 'stand-in' };
	return form === 'openai' ? model : { ...model, context_length: CONTEXT_TOKENS, supported_parameters: ['tools', 'tool_choice'] };
}

function costOf({ body, input, output }: VendorRequest, models: readonly UpstreamModel[]): number {
	const asked = (body as { readonly model: string }).model;
	const price = models.find(({ id }) => id === asked)?.price;
	if (!price || !input || output === null) throw new Error('a model without a price was asked');
	return (
		input.fresh * price.input + input.written * (price.cacheWrite ?? price.input) + input.read * price.cachedInput + output * price.output
	);
}
