import { createAnthropic } from '@ai-sdk/anthropic';
import Anthropic from '@anthropic-ai/sdk';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerPart, ReasoningPart, ToolCallPart } from '../../../../src/core/message/message.ts';
import { readReasoningToken, reasoningToken } from '../../../../src/serve/reasoning-token.ts';
import { ownId } from '../../../../src/serve/wires/messages/ids.ts';
import { messagesWire } from '../../../../src/serve/wires/messages/wire.ts';
import { answered, NOTE, type Said, type WireServer, wireServer } from './support.ts';

let server: WireServer;
let client: Anthropic;
beforeAll(async () => {
	server = await wireServer(messagesWire);
	client = new Anthropic({ baseURL: server.url.replace('/v1', ''), apiKey: 'key', maxRetries: 0 });
});
afterAll(() => server.close());

const provider = () => createAnthropic({ baseURL: server.url, apiKey: 'key' })('routoo/auto');
const ASKED = { model: 'routoo/auto', max_tokens: 5000, messages: [{ role: 'user' as const, content: 'hi' }] };
const THINKING = { thinking: { type: 'enabled' as const, budget_tokens: 2000 } };

const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
/** As JSON has them: it knows no -0. */
const objects = fc
	.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
	.map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);
/** As models write the same object. */
const written = fc
	.record({
		value: objects,
		indent: fc.constantFrom(0, 2),
		around: fc.constantFrom(['', ''], ['```json\n', '\n```'], ['{}', ''], [' ', '}\n']),
	})
	.map(({ value, indent, around: [before, behind] }) => ({ value, text: before + JSON.stringify(value, null, indent) + behind }));

interface Script {
	readonly said: readonly Said[];
	readonly parts: readonly AnswerPart[];
	/** The objects of the calls, by id. */
	readonly inputs: ReadonlyMap<string, unknown>;
}

type Segment =
	| { readonly kind: 'thought'; readonly text: string; readonly ours: boolean }
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'call'; readonly args: { readonly value: object; readonly text: string }; readonly cuts: readonly number[] };

const segments: fc.Arbitrary<Segment> = fc.oneof(
	fc.record({ kind: fc.constant('thought' as const), text: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), ours: fc.boolean() }),
	fc.record({ kind: fc.constant('text' as const), text: words }),
	fc.record({ kind: fc.constant('call' as const), args: written, cuts: fc.array(fc.nat(40), { maxLength: 5 }) }),
);
const IDS = ['call_', 'toolu_routoo_', 'functions.read:', 'ü'];

/** Thoughts, texts and calls in any order; pieces of calls may come while later parts do. */
const scripts: fc.Arbitrary<Script> = fc
	.record({
		all: fc.array(segments, { minLength: 1, maxLength: 6 }),
		late: fc.array(fc.nat(1000), { maxLength: 30 }),
		id: fc.constantFrom(...IDS),
		ping: fc.boolean(),
	})
	.filter(({ all }) => all.some(({ kind }) => kind !== 'thought'))
	.map(({ all, late, id: prefix, ping }) => {
		const said: Said[] = ping ? [{ kind: 'ping' }] : [];
		const parts: AnswerPart[] = [];
		const inputs = new Map<string, unknown>();
		const waiting: Said[][] = [];
		let at = 0;
		const let_in = (): void => {
			const turn = late[at++] ?? 0;
			const queue = waiting[turn % Math.max(1, waiting.length)];
			if (turn % 3 !== 0 && queue !== undefined && queue.length > 0) said.push(queue.shift()!);
		};
		for (const [n, segment] of all.entries()) {
			if (segment.kind === 'thought') {
				const own = { signature: segment.ours ? `sig${n}` : null, model: segment.ours ? 'a/b' : null };
				const part: ReasoningPart = { type: 'reasoning', text: segment.text, encrypted: null, id: null, ...own };
				said.push(...segment.text.split('').map((text): Said => ({ kind: 'reasoning', text })), { kind: 'part', part });
				parts.push(part);
			} else if (segment.kind === 'text') {
				for (const unit of segment.text.split('')) said.push({ kind: 'text', text: unit });
				parts.push({ type: 'text', text: segment.text });
			} else {
				const { args, cuts } = segment;
				const call: ToolCallPart = { type: 'toolCall', id: `${prefix}${n}`, name: `tool${n}`, arguments: args.text };
				const ends = [...new Set(cuts.map((cut) => Math.min(cut, args.text.length)))].toSorted((a, b) => a - b);
				const { id, name } = call;
				const pieces = [...ends, args.text.length].map(
					(end, i): Said => ({ kind: 'piece', id, name, text: args.text.slice(ends[i - 1] ?? 0, end) }),
				);
				const rest: Said[] = cuts.length === 0 ? [] : pieces;
				rest.push({ kind: 'call', call });
				said.push(rest.shift()!);
				waiting.push(rest);
				parts.push(call);
				inputs.set(id, args.value);
			}
			let_in();
			let_in();
		}
		said.push(...waiting.flat());
		return { said, parts, inputs };
	});

type Shown = readonly (readonly [kind: string, what: unknown, more?: unknown])[];

/** What a client must show of the parts: neighbours of one kind are one. */
function expected({ parts, inputs }: Script, thinking: boolean): Shown {
	const out: [string, unknown, unknown?][] = [];
	for (const part of parts) {
		const last = out.at(-1);
		if (part.type === 'text') {
			if (last?.[0] === 'text') last[1] += part.text;
			else out.push(['text', part.text]);
		} else if (part.type === 'toolCall') out.push(['call', [part.id, part.name], inputs.get(part.id)]);
		else if (thinking) {
			const token = reasoningToken(part) ?? '';
			if (last?.[0] === 'thinking' && last[2] === '') out[out.length - 1] = ['thinking', last[1] + part.text, token];
			else out.push(['thinking', part.text, token]);
		}
	}
	return out;
}

test.each([true, false])(
	'the official client assembles every stream to the parts that were written, thinking asked for: %s',
	async (thinking) => {
		await fc.assert(
			fc.asyncProperty(scripts, async (script) => {
				server.next = { said: script.said, answer: answered(script.parts) };
				const stream = client.messages.stream({ ...ASKED, ...(thinking ? THINKING : {}) });
				let open = -1;
				stream.on('streamEvent', (event) => {
					if (event.type === 'content_block_start') {
						expect(open).toBe(-1);
						open = event.index;
					}
					if (event.type === 'content_block_delta') expect(event.index).toBe(open);
					if (event.type === 'content_block_stop') open = -1;
				});
				const whole = await stream.finalMessage();
				const shown = whole.content.map((block) => {
					if (block.type === 'text') return ['text', block.text];
					if (block.type === 'thinking') return ['thinking', block.thinking, block.signature];
					if (block.type !== 'tool_use') throw new Error(block.type);
					expect(block.id).toMatch(/^[a-zA-Z0-9_-]+$/);
					return ['call', [ownId(block.id), block.name], block.input];
				});
				expect(shown).toEqual(expected(script, thinking));
				expect(whole.stop_reason).toBe(script.inputs.size > 0 ? 'tool_use' : 'end_turn');
				expect(whole.usage).toMatchObject({
					input_tokens: 70,
					cache_read_input_tokens: 30,
					cache_creation_input_tokens: 20,
					output_tokens: 50,
				});
			}),
			{ numRuns: 150 },
		);
	},
);

test('ai and its Anthropic provider assemble every stream to the parts that were written', async () => {
	await fc.assert(
		fc.asyncProperty(scripts, async (script) => {
			server.next = { said: script.said, answer: answered(script.parts) };
			const { stream } = await provider().doStream({
				prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
				providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 2000 } } },
			});
			const shown: [string, unknown, unknown?][] = [];
			let finish: unknown;
			for await (const part of stream) {
				if (part.type === 'text-start') shown.push(['text', '']);
				if (part.type === 'reasoning-start') shown.push(['thinking', '', '']);
				if (part.type === 'text-delta' || part.type === 'reasoning-delta') shown.at(-1)![1] += part.delta;
				if (part.type === 'reasoning-delta' && part.providerMetadata?.anthropic?.signature !== undefined)
					shown.at(-1)![2] = part.providerMetadata.anthropic.signature;
				if (part.type === 'tool-call') shown.push(['call', [ownId(part.toolCallId), part.toolName], JSON.parse(part.input)]);
				if (part.type === 'error') throw part.error;
				if (part.type === 'finish') finish = [part.finishReason.unified, part.usage.inputTokens.cacheRead];
			}
			expect(shown).toEqual(expected(script, true));
			expect(finish).toEqual([script.inputs.size > 0 ? 'tool-calls' : 'stop', 30]);
		}),
		{ numRuns: 100 },
	);
});

test('both read an answer that is not streamed', async () => {
	const call: ToolCallPart = { type: 'toolCall', id: 'functions.read:0', name: 'read', arguments: '{"path":"a",}' };
	const thought: ReasoningPart = { type: 'reasoning', text: 'Hm.', model: 'a/b', signature: 's', encrypted: null, id: null };
	server.next = { said: [], answer: answered([thought, { type: 'text', text: 'Look.' }, call]) };
	const body = await client.messages.create({ ...ASKED, ...THINKING });
	expect(body).toMatchObject({ id: 'msg_abc123', type: 'message', role: 'assistant', model: 'gpt-5-mini', stop_reason: 'tool_use' });
	expect(body.content).toMatchObject([
		{ type: 'thinking', thinking: 'Hm.', signature: reasoningToken(thought) },
		{ type: 'text', text: 'Look.' },
		{ type: 'tool_use', name: 'read', input: { path: 'a' } },
	]);
	expect(body.usage).toMatchObject({ input_tokens: 70, output_tokens: 50, routoo: NOTE });
	const { content } = await provider().doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] });
	// It asked for no thinking.
	expect(content).toMatchObject([
		{ type: 'text', text: 'Look.' },
		{ type: 'tool-call', toolName: 'read', input: '{"path":"a"}' },
	]);
});

test('what a client gives back is what was given', async () => {
	const thought: ReasoningPart = { type: 'reasoning', text: 'Think.', model: 'openai/gpt', signature: null, encrypted: 'enc', id: 'rs_1' };
	const call: ToolCallPart = { type: 'toolCall', id: 'functions.read:0', name: 'read', arguments: '{"path":"a"}' };
	const said: Said[] = [
		{ kind: 'reasoning', text: 'Think.' },
		{ kind: 'part', part: thought },
		{ kind: 'call', call },
	];
	server.next = { said, answer: answered([thought, call]) };
	const { content } = await client.messages.stream({ ...ASKED, ...THINKING }).finalMessage();
	const id = content.find((block) => block.type === 'tool_use')!.id;
	const text: AnswerPart = { type: 'text', text: 'Done.' };
	server.next = { said: [{ kind: 'text', text: 'Done.' }], answer: answered([text]) };
	const result = { type: 'tool_result' as const, tool_use_id: id, content: 'x' };
	await client.messages
		.stream({ ...ASKED, messages: [...ASKED.messages, { role: 'assistant', content }, { role: 'user', content: [result] }] })
		.finalMessage();
	expect(server.received.at(-1)!.prompt.messages.slice(1)).toEqual([
		{ role: 'assistant', parts: [thought, call] },
		{
			role: 'tool',
			parts: [{ type: 'toolResult', callId: call.id, name: 'read', content: [{ type: 'text', text: 'x' }], isError: false }],
		},
	]);
});

test('what ai gives back of an answer brings the reasoning of its vendor home', async () => {
	const thought: ReasoningPart = { type: 'reasoning', text: 'Think.', model: 'openai/gpt', signature: null, encrypted: 'enc', id: 'rs_1' };
	const call: ToolCallPart = { type: 'toolCall', id: 'call_1', name: 'read', arguments: '{"path":"a"}' };
	server.next = { said: [], answer: answered([thought, call]) };
	const options = { anthropic: { thinking: { type: 'enabled' as const, budgetTokens: 2000 } } };
	const user = { role: 'user' as const, content: [{ type: 'text' as const, text: 'hi' }] };
	const { content } = await provider().doGenerate({ prompt: [user], providerOptions: options });
	const assistant = content.map((part) => ({
		...part,
		...('providerMetadata' in part ? { providerOptions: part.providerMetadata } : {}),
		...(part.type === 'tool-call' ? { input: JSON.parse(part.input) as unknown } : {}),
	}));
	await provider().doGenerate({ prompt: [user, { role: 'assistant', content: assistant as never }], providerOptions: options });
	expect(server.received.at(-1)!.prompt.messages.at(-1)).toEqual({ role: 'assistant', parts: [thought, call] });
	expect(readReasoningToken(reasoningToken(thought)!)).toMatchObject({ id: 'rs_1' });
});

test('a failure inside a stream is an error for both, in its own words', async () => {
	const failed = { status: 502, kind: 'brokenStream', words: 'The answer broke off. Try again.', retryAfter: null };
	server.next = { said: [{ kind: 'text', text: 'Half' }], answer: answered([]), failed };
	await expect(client.messages.stream(ASKED).finalMessage()).rejects.toThrow('The answer broke off. Try again.');
	const answer = await provider().doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] });
	const seen: unknown[] = [];
	for await (const part of answer.stream) if (part.type === 'error') seen.push(JSON.stringify(part.error));
	expect(seen).toEqual([expect.stringContaining('The answer broke off. Try again.')]);
});
