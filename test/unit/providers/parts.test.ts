import { describe, expect, it, onTestFinished } from 'vitest';
import { type AnswerPart, type Message, type ToolDefinition, textMessage } from '../../../src/core/message/message.ts';
import type { StreamEvent, StreamRequest } from '../../../src/core/message/stream.ts';
import type { EndpointKind } from '../../../src/core/model/endpoint.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import { collect, depsWith, endpointAt, REQUEST, startServer, writeChunks } from './server.ts';

const READ: ToolDefinition = { name: 'read', description: 'Reads.', parameters: { type: 'object', properties: {} } };
const user = textMessage('user', 'Go.');

interface Setup {
	readonly kind?: EndpointKind;
	/** Address that the adapter believes in. */
	readonly baseUrl?: string;
	readonly model?: string;
}

/** Sends `messages` to a server that answers with `events`; gives what came and what was sent. */
async function exchange(events: readonly (object | string)[], more: Partial<StreamRequest> & Setup = {}) {
	const { kind = 'openai-compatible', baseUrl = 'https://api.example.com/v1', ...request } = more;
	const lines = events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
	const server = await startServer((_request, response) => writeChunks(response, lines));
	onTestFinished(() => server.close());
	const redirect: typeof fetch = (_url, init) => fetch(server.url, init);
	const provider = new HttpChatProvider(endpointAt(baseUrl, kind), { ...depsWith(), fetch: redirect });
	const outcome = await collect(provider.stream({ ...REQUEST, tools: [READ], ...request }, new AbortController().signal));
	return { ...outcome, body: JSON.parse(server.seen[0]?.body ?? '{}') };
}

const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
	id: 'c',
	choices: [{ index: 0, delta, finish_reason: finish }],
	...more,
});
const piece = (index: number, text: string, begin: object = {}) =>
	chunk({ tool_calls: [{ index, ...begin, function: { arguments: text, ...('id' in begin ? { name: 'read' } : {}) } }] });
const calls = (events: readonly StreamEvent[]) => events.flatMap((event) => (event.type === 'toolCall' ? [event.call] : []));
const thoughts = (events: readonly StreamEvent[]) => events.flatMap((event) => (event.type === 'reasoningPart' ? [event.part] : []));
const readCall = (id: string, text: string): AnswerPart => ({ type: 'toolCall', id, name: 'read', arguments: text });
const result = (callId: string, text = 'x') =>
	({ type: 'toolResult', callId, name: 'read', content: [{ type: 'text', text }], isError: false }) as const;
const MALFORMED = ['', '{', '{"path": "a",}', '{"a":1}}', 'null', '[]', '{"a":"\\x"}', '\u0000'];

describe('arguments that are no JSON, in an answer that calls tools', () => {
	it.each(MALFORMED)('chat completions: %j', async (text) => {
		const { events, error } = await exchange([piece(0, '', { id: 'a' }), piece(0, text), chunk({}, 'tool_calls'), '[DONE]']);
		expect(error).toBeNull();
		expect(calls(events)).toEqual([readCall('a', text)]);
		expect(events.at(-1)).toEqual({ type: 'end', reason: 'toolCalls' });
	});

	it.each(MALFORMED)('Responses: %j', async (text) => {
		const item = { type: 'function_call', id: 'fc_1', call_id: 'a', name: 'read', status: 'completed' };
		const usage = { input_tokens: 1, output_tokens: 1 };
		const { events, error } = await exchange(
			[
				{ type: 'response.created', response: { id: 'r', created_at: 1, model: 'm' } },
				{ type: 'response.output_item.added', output_index: 0, item: { ...item, arguments: '' } },
				{ type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 0, delta: text },
				{ type: 'response.output_item.done', output_index: 0, item: { ...item, arguments: text } },
				{ type: 'response.completed', response: { usage } },
			],
			{ kind: 'openai' },
		);
		expect(error).toBeNull();
		expect(calls(events)).toEqual([readCall('a', text)]);
		expect(events.at(-1)).toEqual({ type: 'end', reason: 'toolCalls' });
	});

	it.each(MALFORMED)('Anthropic: %j', async (text) => {
		const { events, error } = await exchange(
			[
				{
					type: 'message_start',
					message: { id: 'm', model: 'c', role: 'assistant', content: [], usage: { input_tokens: 5, output_tokens: 1 } },
				},
				{ type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'a', name: 'read', input: {} } },
				{ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: text } },
				{ type: 'content_block_stop', index: 0 },
				{ type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } },
				{ type: 'message_stop' },
			],
			{ kind: 'anthropic' },
		);
		expect(error).toBeNull();
		// `{}` is sent without a piece.
		expect(calls(events)).toEqual([readCall('a', text === '' ? '{}' : text)]);
		expect(events.at(-1)).toEqual({ type: 'end', reason: 'toolCalls' });
	});

	it('go back as they came, whatever they hold', async () => {
		const texts = [...MALFORMED, '{"a":"$&$1`\\u0000"}', '{"__proto__":{"a":1}}', '"{\\"nested\\":0}"', '{"id": 10000000000000000001}'];
		const messages: Message[] = [
			user,
			{ role: 'assistant', parts: texts.map((text, n) => readCall(`call_${n}`, text)) },
			{ role: 'tool', parts: texts.map((_text, n) => result(`call_${n}`)) },
		];
		const chat = await exchange([chunk({ content: 'x' }, 'stop')], { messages });
		expect(chat.body.messages[1].tool_calls.map((call: { function: { arguments: string } }) => call.function.arguments)).toEqual(texts);
		const responses = await exchange([], { messages, kind: 'openai' });
		const sent = responses.body.input.filter(({ type }: { type?: string }) => type === 'function_call');
		expect(sent.map((call: { arguments: string }) => call.arguments)).toEqual(texts);
		const anthropic = await exchange([], { messages, kind: 'anthropic' });
		const inputs = anthropic.body.messages[1].content.map(({ input }: { input: unknown }) => input);
		const wrapped = (text: string) => ({ malformed_arguments: text });
		expect(inputs.slice(0, 8)).toEqual([{}, ...MALFORMED.slice(1).map(wrapped)]);
		expect(inputs[10]).toEqual(wrapped(texts[10] as string));
	});
});

describe('chat completions of many servers', () => {
	it('a whole call in one piece, `stop` as its end, no index', async () => {
		const whole = chunk({ tool_calls: [{ id: 'a', type: 'function', function: { name: 'read', arguments: '{"n":1}' } }] }, 'stop');
		const { events, error } = await exchange([whole, '[DONE]']);
		expect(error).toBeNull();
		expect(events.filter(({ type }) => type !== 'usage')).toEqual([
			{ type: 'toolCallDelta', id: 'a', name: 'read', text: '{"n":1}' },
			{ type: 'toolCall', call: readCall('a', '{"n":1}') },
			{ type: 'end', reason: 'toolCalls' },
		]);
	});

	it('calls without an id get one', async () => {
		const begin = (index: number) => chunk({ tool_calls: [{ index, function: { name: 'read', arguments: '{}' } }] });
		const { events, error } = await exchange([begin(0), begin(1), chunk({}, 'tool_calls')]);
		expect(error).toBeNull();
		const ids = calls(events).map(({ id }) => id);
		expect(ids.every((id) => id !== '')).toBe(true);
		expect(new Set(ids).size).toBe(2);
	});

	it('an end without the closing word: no call is taken for whole', async () => {
		const { events, error } = await exchange([piece(0, '{"path":', { id: 'a' }), piece(0, '"src')]);
		expect(error).toMatchObject({ kind: 'brokenStream' });
		expect(calls(events)).toEqual([]);
		expect(events.map(({ type }) => type)).toEqual(['toolCallDelta', 'toolCallDelta']);
	});

	it('counts that come with every piece are known before the end', async () => {
		const counted = (n: number) => ({ usage: { prompt_tokens: 100, completion_tokens: n, total_tokens: 100 + n } });
		const { events, error } = await exchange([chunk({ content: 'a' }, null, counted(1)), chunk({ content: 'b' }, null, counted(2))]);
		expect(error).toMatchObject({ kind: 'brokenStream' });
		expect(events.findLast((event) => event.type === 'usage')).toMatchObject({ usage: { input: 100, output: 2 } });
	});

	it('a filter before any text or call is a refusal, one behind a call is not', async () => {
		expect((await exchange([chunk({}, 'content_filter')])).error).toMatchObject({ kind: 'refused' });
		expect((await exchange([piece(0, '{}', { id: 'a' }), chunk({}, 'content_filter')])).events.at(-1)).toEqual({
			type: 'end',
			reason: 'filter',
		});
	});

	it("Gemini's signature of a call goes back with it", async () => {
		const extra_content = { google: { thought_signature: 'c2ln' } };
		const begun = chunk({
			tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'read', arguments: '{}' }, extra_content }],
		});
		const { events } = await exchange([begun, chunk({}, 'tool_calls')]);
		const parts = [...thoughts(events), ...calls(events)];
		const { body } = await exchange([], { messages: [user, { role: 'assistant', parts }, { role: 'tool', parts: [result('a')] }] });
		expect(body.messages[1].tool_calls).toEqual([
			{ id: 'a', type: 'function', function: { name: 'read', arguments: '{}' }, extra_content },
		]);
	});

	it('Mistral takes ids of nine letters and digits alone, and no message right behind results', async () => {
		const messages: Message[] = [
			user,
			{ role: 'assistant', parts: [readCall('call_00_abcdefgh', '{}')] },
			{ role: 'tool', parts: [result('call_00_abcdefgh')] },
		];
		const { body } = await exchange([], { messages: [...messages, user], baseUrl: 'https://api.mistral.ai/v1' });
		expect(body.messages[1].tool_calls[0].id).toMatch(/^[a-zA-Z0-9]{9}$/);
		expect(body.messages[2].tool_call_id).toBe(body.messages[1].tool_calls[0].id);
		expect(body.messages.slice(2).map(({ role }: { role: string }) => role)).toEqual(['tool', 'assistant', 'user']);
		const elsewhere = await exchange([], { messages: [...messages, user], model: 'mistralai/devstral-small' });
		expect(elsewhere.body.messages[1].tool_calls[0].id).toBe('call_00_abcdefgh');
		expect(elsewhere.body.messages[3]).toEqual({ role: 'assistant', content: 'Stopped.' });
	});
});

describe('OpenRouter', () => {
	const at = { baseUrl: 'https://openrouter.ai/api/v1', model: 'anthropic/claude-sonnet-4.5' };
	const detail = (more: object) =>
		chunk({ reasoning: 'so', reasoning_details: [{ type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0, ...more }] });

	it('gives its reasoning in pieces and gets it back whole', async () => {
		const secret = { type: 'reasoning.encrypted', data: 'enc', id: 'r2', format: 'anthropic-claude-v1', index: 1 };
		const { events, error } = await exchange(
			[
				detail({ text: 'I ' }),
				detail({ text: 'read.' }),
				detail({ signature: 'sig' }),
				chunk({ reasoning_details: [secret] }),
				piece(0, '{}', { id: 'a' }),
				chunk({}, 'tool_calls'),
			],
			at,
		);
		expect(error).toBeNull();
		expect(thoughts(events)).toHaveLength(1);
		const parts = [...thoughts(events), ...calls(events)];
		const { body } = await exchange([], { ...at, messages: [user, { role: 'assistant', parts }, { role: 'tool', parts: [result('a')] }] });
		expect(body.messages[1].reasoning_details).toEqual([
			{ type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0, text: 'I read.', signature: 'sig' },
			secret,
		]);
		expect(body.messages[1]).not.toHaveProperty('reasoning_content');
	});

	it('marks Claude\u2019s system text and the end of what is stable, also in results', async () => {
		const mark = { cache_control: { type: 'ephemeral' } };
		const messages: Message[] = [
			textMessage('system', 'S'),
			user,
			{ role: 'assistant', parts: [readCall('a', '{}'), readCall('b', '{}')] },
			{ role: 'tool', parts: [result('a', 'one'), result('b', 'two')] },
		];
		const content = async (request: Partial<StreamRequest> & Setup) => {
			const { body } = await exchange([], { ...at, messages, ...request });
			return body.messages.map((message: { content: unknown }) => message.content);
		};
		expect(await content({ stableMessages: 4 })).toEqual([
			[{ type: 'text', text: 'S', ...mark }],
			'Go.',
			null,
			'one',
			[{ type: 'text', text: 'two', ...mark }],
		]);
		// The calls themselves cannot be marked.
		expect(await content({ stableMessages: 3 })).toEqual([
			[{ type: 'text', text: 'S', ...mark }],
			[{ type: 'text', text: 'Go.', ...mark }],
			null,
			'one',
			'two',
		]);
		expect(await content({ stableMessages: 4, model: 'openai/gpt-5' })).toEqual(['S', 'Go.', null, 'one', 'two']);
	});
});

describe('Responses', () => {
	it('a thought in two summaries comes back as one item', async () => {
		const id = 'rs_1';
		const part = (summary_index: number, text: string) => [
			{ type: 'response.reasoning_summary_part.added', item_id: id, output_index: 0, summary_index },
			{ type: 'response.reasoning_summary_text.delta', item_id: id, output_index: 0, summary_index, delta: text },
			{ type: 'response.reasoning_summary_part.done', item_id: id, output_index: 0, summary_index },
		];
		const { events, error } = await exchange(
			[
				{ type: 'response.created', response: { id: 'r', created_at: 1, model: 'm' } },
				{ type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning', id, encrypted_content: null } },
				...part(0, 'First.'),
				...part(1, 'Second.'),
				{ type: 'response.output_item.done', output_index: 0, item: { type: 'reasoning', id, encrypted_content: 'enc' } },
				{
					type: 'response.output_item.added',
					output_index: 1,
					item: { type: 'function_call', id: 'fc_1', call_id: 'a', name: 'read', arguments: '' },
				},
				{
					type: 'response.output_item.done',
					output_index: 1,
					item: { type: 'function_call', id: 'fc_1', call_id: 'a', name: 'read', arguments: '{}', status: 'completed' },
				},
				{ type: 'response.completed', response: { usage: { input_tokens: 1, output_tokens: 1 } } },
			],
			{ kind: 'openai' },
		);
		expect(error).toBeNull();
		const parts = [...thoughts(events), ...calls(events)];
		const { body } = await exchange([], {
			kind: 'openai',
			messages: [user, { role: 'assistant', parts }, { role: 'tool', parts: [result('a')] }],
		});
		const summary = ['First.', 'Second.'].map((text) => ({ type: 'summary_text', text }));
		expect(body.input.slice(1)).toEqual([
			{ type: 'reasoning', id, encrypted_content: 'enc', summary },
			{ type: 'function_call', call_id: 'a', name: 'read', arguments: '{}' },
			{ type: 'function_call_output', call_id: 'a', output: 'x' },
		]);
	});
});
