import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import * as fc from 'fast-check';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerPart, ReasoningPart, ToolCallPart } from '../../../../src/core/message/message.ts';
import { completionsWire } from '../../../../src/serve/wires/completions/wire.ts';
import { answered, NOTE, type Said, type WireServer, wireServer } from './support.ts';

let server: WireServer;
let client: OpenAI;
beforeAll(async () => {
	server = await wireServer(completionsWire);
	client = new OpenAI({ baseURL: server.url, apiKey: 'key', maxRetries: 0 });
});
afterAll(() => server.close());

const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
const args = fc.oneof(
	fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }).map((value) => JSON.stringify(value)),
	fc.constant('{"path": "a b",\n "n": 1.50}'),
);
const cut = (text: string, at: number): readonly string[] => [text.slice(0, at), text.slice(at)];

interface Script {
	readonly said: readonly Said[];
	readonly parts: readonly AnswerPart[];
}

/** Reasoning, then text, then calls: whole, in pieces, one behind the other or with their pieces mixed. */
const scripts: fc.Arbitrary<Script> = fc
	.record({
		thoughts: fc.array(fc.record({ text: fc.string({ unit: 'binary', maxLength: 10 }), ours: fc.boolean() }), { maxLength: 2 }),
		texts: fc.array(words, { maxLength: 4 }),
		calls: fc.array(fc.record({ args, at: fc.nat(30), pieces: fc.boolean() }), { maxLength: 4 }),
		mixed: fc.boolean(),
		pings: fc.boolean(),
	})
	.map(({ thoughts, texts, calls, mixed, pings }) => {
		const reasoning = thoughts.map(({ text, ours }): ReasoningPart => {
			return { type: 'reasoning', text, model: ours ? 'a/b' : null, signature: ours ? 'sig' : null, encrypted: null, id: null };
		});
		const made = calls.map(({ args: text }, n): ToolCallPart => ({ type: 'toolCall', id: `call_${n}`, name: `tool${n}`, arguments: text }));
		const pieces = made.map(({ id, name, arguments: text }, n) => {
			return calls[n]!.pieces ? cut(text, calls[n]!.at).map((piece): Said => ({ kind: 'piece', id, name, text: piece })) : [];
		});
		const whole = made.map((call): Said => ({ kind: 'call', call }));
		const first = mixed
			? [...pieces.map(([one]) => one), ...pieces.map(([, two]) => two), ...whole]
			: pieces.flatMap((two, n) => [...two, whole[n]!]);
		const said: Said[] = [
			...reasoning.flatMap((part): Said[] =>
				[...part.text].map((text): Said => ({ kind: 'reasoning', text })).concat({ kind: 'part', part }),
			),
			...(pings ? [{ kind: 'ping' } as const] : []),
			// By units, so that pairs are cut.
			...texts.flatMap((text) => text.split('').map((unit): Said => ({ kind: 'text', text: unit }))),
			...first.filter((one) => one !== undefined),
		];
		const text = texts.join('');
		// A call stands where it was first heard of.
		const ids = said.flatMap((one) => (one.kind === 'piece' ? [one.id] : one.kind === 'call' ? [one.call.id] : []));
		const ordered = made.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
		return { said, parts: [...reasoning, ...(text === '' ? [] : [{ type: 'text' as const, text }]), ...ordered] };
	})
	.filter(({ parts }) => parts.some(({ type }) => type !== 'reasoning'));

const textIn = (parts: readonly AnswerPart[], type: 'text' | 'reasoning'): string =>
	parts.map((part) => (part.type === type ? part.text : '')).join('');
const callsIn = (parts: readonly AnswerPart[]) =>
	parts.flatMap((part) => (part.type === 'toolCall' ? [{ id: part.id, name: part.name, arguments: part.arguments }] : []));

test('the official client assembles every stream to the parts that were written, strict tools included', async () => {
	await fc.assert(
		fc.asyncProperty(scripts, fc.boolean(), async ({ said, parts }, strict) => {
			server.next = { said, answer: answered(parts) };
			const tools = [0, 1, 2, 3].map((n) => ({
				type: 'function' as const,
				function: { name: `tool${n}`, strict, parameters: { type: 'object', properties: {} } },
			}));
			const stream = client.chat.completions.stream({
				model: 'routoo/auto',
				messages: [{ role: 'user', content: 'hi' }],
				tools,
				stream_options: { include_usage: true },
			});
			let reasoning = '';
			stream.on('chunk', (chunk) => {
				const delta = chunk.choices[0]?.delta as { reasoning_content?: string } | undefined;
				reasoning += delta?.reasoning_content ?? '';
			});
			const whole = await stream.finalChatCompletion();
			const { message, finish_reason: finish } = whole.choices[0]!;
			expect(message.content ?? '').toBe(textIn(parts, 'text'));
			expect(reasoning).toBe(textIn(parts, 'reasoning'));
			const calls = (message.tool_calls ?? []).flatMap((call) =>
				call.type === 'function' ? [{ id: call.id, name: call.function.name, arguments: call.function.arguments }] : [],
			);
			expect(calls).toEqual(callsIn(parts));
			expect(finish).toBe(calls.length > 0 ? 'tool_calls' : 'stop');
			expect(whole.usage).toMatchObject({
				prompt_tokens: 120,
				completion_tokens: 50,
				prompt_tokens_details: { cached_tokens: 30 },
				routoo: NOTE,
			});
		}),
		{ numRuns: 60 },
	);
});

test('ai and its compatible provider assemble every stream to the parts that were written', async () => {
	const model = createOpenAICompatible({ name: 'routoo', baseURL: server.url, apiKey: 'key', includeUsage: true })('routoo/auto');
	await fc.assert(
		fc.asyncProperty(scripts, async ({ said, parts }) => {
			server.next = { said, answer: answered(parts) };
			const { stream } = await model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] });
			let text = '';
			let reasoning = '';
			const calls: object[] = [];
			let finish: unknown;
			for await (const part of stream) {
				if (part.type === 'text-delta') text += part.delta;
				if (part.type === 'reasoning-delta') reasoning += part.delta;
				if (part.type === 'tool-call') calls.push({ id: part.toolCallId, name: part.toolName, arguments: part.input });
				if (part.type === 'error') throw part.error;
				if (part.type === 'finish')
					finish = [part.finishReason.unified, part.usage.inputTokens.cacheRead, part.usage.outputTokens.reasoning];
			}
			expect(text).toBe(textIn(parts, 'text'));
			expect(reasoning).toBe(textIn(parts, 'reasoning'));
			expect(calls).toEqual(callsIn(parts));
			expect(finish).toEqual([calls.length > 0 ? 'tool-calls' : 'stop', 30, 10]);
		}),
		{ numRuns: 60 },
	);
});

test('both read an answer that is not streamed', async () => {
	const call: ToolCallPart = { type: 'toolCall', id: 'call_1', name: 'read', arguments: '{"path":"a"}' };
	const thought: ReasoningPart = { type: 'reasoning', text: 'Hm.', model: 'a/b', signature: 's', encrypted: null, id: null };
	server.next = { said: [], answer: answered([thought, { type: 'text', text: 'Look.' }, call]) };
	const body = await client.chat.completions.create({ model: 'routoo/auto', messages: [{ role: 'user', content: 'hi' }] });
	expect(body.choices[0]).toMatchObject({
		finish_reason: 'tool_calls',
		message: {
			role: 'assistant',
			content: 'Look.',
			reasoning_content: 'Hm.',
			tool_calls: [{ id: 'call_1', function: { arguments: '{"path":"a"}' } }],
		},
	});
	const model = createOpenAICompatible({ name: 'routoo', baseURL: server.url, apiKey: 'key' })('routoo/auto');
	const { content } = await model.doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] });
	expect(content).toMatchObject([
		{ type: 'reasoning', text: 'Hm.' },
		{ type: 'text', text: 'Look.' },
		{ type: 'tool-call', toolCallId: 'call_1', toolName: 'read', input: '{"path":"a"}' },
	]);
});

test('a failure inside a stream is an error for both', async () => {
	const failed = { status: 502, kind: 'brokenStream', words: 'The answer broke off. Try again.', retryAfter: null };
	server.next = { said: [{ kind: 'text', text: 'Half' }], answer: answered([]), failed };
	const stream = client.chat.completions.stream({ model: 'routoo/auto', messages: [{ role: 'user', content: 'hi' }] });
	await expect(stream.finalChatCompletion()).rejects.toThrow('The answer broke off. Try again.');
	const model = createOpenAICompatible({ name: 'routoo', baseURL: server.url, apiKey: 'key' })('routoo/auto');
	const answer = await model.doStream({ prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] });
	const seen: unknown[] = [];
	for await (const part of answer.stream) if (part.type === 'error' || part.type === 'finish') seen.push(part);
	expect(seen).toMatchObject([
		{ type: 'error', error: { message: failed.words } },
		{ type: 'finish', finishReason: { unified: 'error' } },
	]);
});

test('what ai gives back of an answer brings the reasoning of its vendor home', async () => {
	const thought: ReasoningPart = {
		type: 'reasoning',
		text: 'Think.',
		model: 'anthropic/claude',
		signature: 'sig',
		encrypted: null,
		id: null,
	};
	const call: ToolCallPart = { type: 'toolCall', id: 'call_1', name: 'read', arguments: '{"path":"a"}' };
	server.next = {
		said: [
			{ kind: 'reasoning', text: 'Think.' },
			{ kind: 'part', part: thought },
			{ kind: 'call', call },
		],
		answer: answered([thought, call]),
	};
	const model = createOpenAICompatible({ name: 'routoo', baseURL: server.url, apiKey: 'key' })('routoo/auto');
	const user = { role: 'user' as const, content: [{ type: 'text' as const, text: 'hi' }] };
	const { stream } = await model.doStream({ prompt: [user] });
	const content: { type: 'reasoning' | 'tool-call'; [key: string]: unknown }[] = [];
	for await (const part of stream) {
		if (part.type === 'reasoning-delta') content.push({ type: 'reasoning', text: part.delta });
		if (part.type === 'tool-call') content.push({ ...part, providerOptions: part.providerMetadata });
	}
	server.next = { said: [{ kind: 'text', text: 'Done.' }], answer: answered([{ type: 'text', text: 'Done.' }]) };
	await model.doStream({ prompt: [user, { role: 'assistant', content: content as never }] });
	expect(server.received.at(-1)!.prompt.messages.at(-1)).toEqual({ role: 'assistant', parts: [thought, call] });
});
