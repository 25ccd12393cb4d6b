import { createOpenAI } from '@ai-sdk/openai';
import * as fc from 'fast-check';
import OpenAI from 'openai';
import type { Response, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReasoningPart, ToolCallPart } from '../../../../src/core/message/message.ts';
import { responsesWire } from '../../../../src/serve/wires/responses/wire.ts';
import { expected, scripts, TOOLS } from './responses-scripts.ts';
import { answered, NOTE, type WireServer, wireServer } from './support.ts';

let server: WireServer;
let client: OpenAI;
beforeAll(async () => {
	server = await wireServer(responsesWire);
	client = new OpenAI({ baseURL: server.url, apiKey: 'key', maxRetries: 0 });
});
afterAll(() => server.close());

const model = (id = 'routoo/auto') => createOpenAI({ baseURL: server.url, apiKey: 'key' }).responses(id);
const USER = { role: 'user' as const, content: [{ type: 'text' as const, text: 'hi' }] };

function itemsOf({ output }: Response): readonly object[] {
	return output.map((item) => {
		switch (item.type) {
			case 'message':
				return { kind: 'text', text: item.content.map((part) => (part.type === 'output_text' ? part.text : '')).join('') };
			case 'reasoning':
				return { kind: 'reasoning', text: item.summary.map(({ text }) => text).join('') };
			case 'function_call':
				return { kind: 'function', id: item.call_id, name: item.name, text: item.arguments };
			case 'custom_tool_call':
				return { kind: 'custom', id: item.call_id, name: item.name, text: item.input };
			default:
				return item;
		}
	});
}

test('the official client assembles every stream to the parts that were written, and its events agree with each other', async () => {
	await fc.assert(
		fc.asyncProperty(scripts, async ({ said, parts }) => {
			server.next = { said, answer: answered(parts) };
			const stream = client.responses.stream({ model: 'routoo/auto', input: 'hi', tools: TOOLS as never });
			const events: ResponseStreamEvent[] = [];
			stream.on('event', (event) => events.push(event));
			const whole = await stream.finalResponse();
			expect(itemsOf(whole)).toEqual(expected(parts));
			expect(whole).toMatchObject({ status: 'completed', id: 'resp_abc123', model: 'gpt-5-mini', created_at: 1_790_000_000 });
			expect(whole.usage).toMatchObject({
				...{ input_tokens: 120, output_tokens: 50, total_tokens: 170, routoo: NOTE },
				input_tokens_details: { cached_tokens: 30 },
				output_tokens_details: { reasoning_tokens: 10 },
			});
			expect(events.map(({ sequence_number: n }) => n)).toEqual(events.map((_event, n) => n));
			agree(events, whole);
		}),
		{ numRuns: 80 },
	);
});

/** Deltas make the text of `done`, every item has the index and the id it was added with, and ends once. */
function agree(events: readonly ResponseStreamEvent[], whole: Response): void {
	const ids = new Map<number, string>();
	const texts = new Map<string, string>();
	const ended = new Set<number>();
	for (const event of events as readonly (ResponseStreamEvent & { output_index?: number; item_id?: string })[]) {
		if (event.output_index === undefined) continue;
		const at = event.output_index;
		expect(ended.has(at)).toBe(false);
		if (event.type === 'response.output_item.added') {
			expect(at).toBe(ids.size);
			ids.set(at, event.item.id ?? '');
		} else if (event.type === 'response.output_item.done') {
			expect(event.item.id).toBe(ids.get(at));
			expect(event.item).toEqual(withoutParsed(whole.output[at]));
			ended.add(at);
		} else {
			expect(event.item_id).toBe(ids.get(at));
			if ('delta' in event) texts.set(event.item_id!, (texts.get(event.item_id!) ?? '') + String(event.delta));
			const done = 'text' in event ? event.text : 'arguments' in event ? event.arguments : 'input' in event ? event.input : null;
			if (event.type.endsWith('.done') && done !== null) expect(texts.get(event.item_id!) ?? '').toBe(done);
		}
	}
	expect(ended.size).toBe(whole.output.length);
	expect(new Set(ids.values()).size).toBe(ids.size);
}

/** The client adds what it parsed to its own copy. */
function withoutParsed(item: unknown): unknown {
	return JSON.parse(JSON.stringify(item, (key, value: unknown) => (key.startsWith('parsed') ? undefined : value)));
}

test('ai and its provider of OpenAI assemble every stream to the parts that were written', async () => {
	await fc.assert(
		fc.asyncProperty(scripts, async ({ said, parts }) => {
			server.next = { said, answer: answered(parts) };
			const tools = TOOLS.map(({ type, name }) =>
				type === 'function'
					? { type, name, inputSchema: { type: 'object' as const, properties: {} } }
					: { type: 'provider' as const, id: 'openai.custom' as const, name, args: { name, description: 'Takes text.' } },
			);
			const { stream } = await model().doStream({ prompt: [USER], tools });
			const seen: { kind: string; text: string; id?: string; name?: string }[] = [];
			const open = new Map<string, { text: string }>();
			let finish: unknown;
			for await (const part of stream) {
				if (part.type === 'text-start' || part.type === 'reasoning-start') {
					const begun = { kind: part.type.slice(0, -'-start'.length), text: '' };
					seen.push(begun);
					open.set(part.id, begun);
				} else if (part.type === 'text-delta' || part.type === 'reasoning-delta') open.get(part.id)!.text += part.delta;
				else if (part.type === 'tool-input-start') {
					const begun = { kind: 'call', id: part.id, name: part.toolName, text: '' };
					seen.push(begun);
					open.set(part.id, begun);
				} else if (part.type === 'tool-call') open.get(part.toolCallId)!.text = part.input;
				else if (part.type === 'error') throw part.error;
				else if (part.type === 'finish')
					finish = [part.finishReason.unified, part.usage.inputTokens.cacheRead, part.usage.outputTokens.reasoning];
			}
			const wanted = (expected(parts) as { kind: string; text: string }[]).map((one) => {
				// Free text comes as a JSON string there.
				if (one.kind === 'custom') return { ...one, kind: 'call', text: JSON.stringify(one.text) };
				return one.kind === 'function' ? { ...one, kind: 'call' } : one;
			});
			expect(seen).toEqual(wanted);
			expect(finish).toEqual([parts.some(({ type }) => type === 'toolCall') ? 'tool-calls' : 'stop', 30, 10]);
		}),
		{ numRuns: 80 },
	);
});

test('both read an answer that is not streamed as the one that is', async () => {
	await fc.assert(
		fc.asyncProperty(scripts, async ({ parts }) => {
			server.next = { said: [], answer: answered(parts) };
			const body = await client.responses.create({ model: 'routoo/auto', input: 'hi', tools: TOOLS as never });
			expect(itemsOf(body)).toEqual(expected(parts));
			const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
			expect(body.output_text).toBe(text);
			const { content } = await model().doGenerate({ prompt: [USER] });
			expect(content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('')).toBe(text);
		}),
		{ numRuns: 30 },
	);
});

test('a failure inside a stream is an error for both', async () => {
	const failed = { status: 502, kind: 'brokenStream', words: 'The answer broke off. Try again.', retryAfter: null };
	server.next = { said: [{ kind: 'text', text: 'Half' }], answer: answered([]), failed };
	await expect(client.responses.stream({ model: 'routoo/auto', input: 'hi' }).finalResponse()).rejects.toThrow(failed.words);
	const { stream } = await model().doStream({ prompt: [USER] });
	const seen: unknown[] = [];
	for await (const part of stream) if (part.type === 'error' || part.type === 'finish') seen.push(part);
	expect(seen).toMatchObject([{ type: 'error' }, { type: 'finish', finishReason: { unified: 'error' } }]);
	expect(JSON.stringify(seen[0])).toContain('brokenStream'.replace('S', '_s'));
});

test.each([
	['length', 'max_output_tokens', 'length'],
	['filter', 'content_filter', 'content-filter'],
] as const)('an answer cut off by %s is incomplete for both', async (ended, reason, finish) => {
	const said = [
		{ kind: 'text', text: 'Half' },
		{ kind: 'piece', id: 'call_1', name: 'tool0', text: '{"a' },
	] as const;
	server.next = { said, answer: answered([{ type: 'text', text: 'Half' }], { ended }) };
	const whole = await client.responses.stream({ model: 'routoo/auto', input: 'hi' }).finalResponse();
	expect(whole).toMatchObject({ status: 'incomplete', incomplete_details: { reason } });
	expect(whole.output).toMatchObject([{ type: 'message' }, { type: 'function_call', status: 'incomplete', arguments: '{"a' }]);
	const body = await client.responses.create({ model: 'routoo/auto', input: 'hi' });
	expect(body).toMatchObject({ status: 'incomplete', incomplete_details: { reason }, output: [{ status: 'incomplete' }] });
	const { stream } = await model().doStream({ prompt: [USER] });
	for await (const part of stream) if (part.type === 'finish') expect(part.finishReason.unified).toBe(finish);
});

test('calls of the built-in tools that run at the client are theirs for both', async () => {
	const shell: ToolCallPart = { type: 'toolCall', id: 'call_1', name: 'local_shell', arguments: '{"command":["ls"]}' };
	const patch: ToolCallPart = { type: 'toolCall', id: 'call_2', name: 'apply_patch', arguments: '{"type":"delete_file","path":"a"}' };
	const said = [{ kind: 'piece', id: 'call_1', name: 'local_shell', text: '{"comm' } as const, { kind: 'call', call: shell } as const];
	server.next = { said: [...said, { kind: 'call', call: patch }], answer: answered([shell, patch]) };
	const tools = [{ type: 'local_shell' as const }, { type: 'apply_patch' as const }];
	const whole = await client.responses.stream({ model: 'routoo/auto', input: 'hi', tools }).finalResponse();
	expect(whole.output).toMatchObject([
		{ type: 'local_shell_call', call_id: 'call_1', status: 'completed', action: { command: ['ls'] } },
		{ type: 'apply_patch_call', call_id: 'call_2', operation: { type: 'delete_file', path: 'a' } },
	]);
	const provided = ['local_shell', 'apply_patch'].map((name) => {
		return { type: 'provider' as const, id: `openai.${name}` as const, name, args: {} };
	});
	const { stream } = await model().doStream({ prompt: [USER], tools: provided });
	const seen: unknown[] = [];
	for await (const part of stream) if (part.type === 'tool-call') seen.push([part.toolCallId, part.toolName, JSON.parse(part.input)]);
	expect(seen).toMatchObject([
		['call_1', 'local_shell', { action: { command: ['ls'] } }],
		['call_2', 'apply_patch', { operation: { type: 'delete_file', path: 'a' } }],
	]);
});

const THOUGHT: ReasoningPart = {
	...{ type: 'reasoning', text: 'Think.', model: 'anthropic/claude', signature: 'sig', encrypted: null, id: null },
};
const CALL: ToolCallPart = { type: 'toolCall', id: 'call_1', name: 'tool0', arguments: '{ "path":"a" }' };
const THINKING = [
	{ kind: 'reasoning', text: 'Think.' },
	{ kind: 'part', part: THOUGHT },
	{ kind: 'call', call: CALL },
] as const;
const ANSWER = { role: 'assistant', parts: [THOUGHT, CALL] };

test('what the official client gives back brings reasoning and arguments home: as items, and by the id of the response', async () => {
	server.next = { said: THINKING, answer: answered([THOUGHT, CALL]) };
	const asked = { model: 'routoo/auto', input: 'hi', tools: TOOLS as never, store: false };
	const first = await client.responses.stream(asked).finalResponse();
	const output = { type: 'function_call_output' as const, call_id: 'call_1', output: 'found' };
	server.next = { said: [], answer: answered([{ type: 'text', text: 'Done.' }]) };
	await client.responses.create({ ...asked, input: [{ role: 'user', content: 'hi' }, ...(first.output as never[]), output] });
	const messages = () => server.received.at(-1)!.prompt.messages;
	const result = { type: 'toolResult', callId: 'call_1', name: 'tool0', content: [{ type: 'text', text: 'found' }], isError: false };
	const wanted = [{ role: 'user', parts: [{ type: 'text', text: 'hi' }] }, ANSWER, { role: 'tool', parts: [result] }];
	expect(messages()).toEqual(wanted);
	// With store false nothing is kept.
	const goesOn = { ...asked, previous_response_id: first.id, input: [output] };
	server.next = { said: THINKING, answer: answered([THOUGHT, CALL]) };
	await client.responses.stream({ ...asked, store: true }).finalResponse();
	await client.responses.create({ ...goesOn, store: true });
	expect(messages()).toEqual(wanted);
});

test.each([true, false])('what ai gives back brings reasoning and arguments home, store %s', async (store) => {
	const providerOptions = { openai: { store } };
	server.next = { said: THINKING, answer: answered([THOUGHT, CALL]) };
	const { stream } = await model('gpt-5').doStream({ prompt: [USER], providerOptions });
	const content: { type: 'reasoning' | 'tool-call'; [key: string]: unknown }[] = [];
	for await (const part of stream) {
		if (part.type === 'reasoning-delta') content.push({ type: 'reasoning', text: part.delta });
		if (part.type === 'reasoning-end') content.at(-1)!.providerOptions = part.providerMetadata;
		if (part.type === 'tool-call') content.push({ ...part, providerOptions: part.providerMetadata });
	}
	const output = { type: 'text' as const, value: 'found' };
	const result = { role: 'tool' as const, content: [{ type: 'tool-result' as const, toolCallId: 'call_1', toolName: 'tool0', output }] };
	server.next = { said: [], answer: answered([{ type: 'text', text: 'Done.' }]) };
	await model('gpt-5').doGenerate({ prompt: [USER, { role: 'assistant', content: content as never }, result], providerOptions });
	expect(server.received.at(-1)!.prompt.messages[1]).toEqual(ANSWER);
});
