import { describe, expect, it, onTestFinished } from 'vitest';
import { type AnswerPart, type Message, type ToolDefinition, textMessage } from '../../../src/core/message/message.ts';
import type { StreamRequest } from '../../../src/core/message/stream.ts';
import type { EndpointKind } from '../../../src/core/model/endpoint.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import { collect, depsWith, endpointAt, REQUEST, startServer, writeChunks } from './server.ts';

const DOTTED: ToolDefinition = { name: 'github.search/issues', description: 'Searches.', parameters: { type: 'object', properties: {} } };
const user = textMessage('user', 'Go.');
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const KINDS: readonly EndpointKind[] = ['anthropic', 'openai', 'openai-compatible'];

interface Setup {
	readonly kind?: EndpointKind;
	readonly baseUrl?: string;
}

/** Sends a request to a server that answers with `events`; gives what came, and the body as it went over the wire. */
async function exchange(request: Partial<StreamRequest> & Setup, events: readonly object[] = []) {
	const { kind = 'openai-compatible', baseUrl = 'https://api.example.com/v1', ...more } = request;
	const lines = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
	const server = await startServer((_request, response) => writeChunks(response, lines));
	onTestFinished(() => server.close());
	const redirect: typeof fetch = (_url, init) => fetch(server.url, init);
	const provider = new HttpChatProvider(endpointAt(baseUrl, kind), { ...depsWith(), fetch: redirect });
	const outcome = await collect(provider.stream({ ...REQUEST, stableMessages: 0, ...more }, new AbortController().signal));
	const raw = server.seen[0]?.body ?? '{}';
	return { ...outcome, raw, body: JSON.parse(raw) };
}

const call = (id: string, name = 'read', text = '{}'): AnswerPart => ({ type: 'toolCall', id, name, arguments: text });
const answered = (part: AnswerPart & { id: string }, text = 'x', isError = false): Message[] => [
	{ role: 'assistant', parts: [part] },
	{ role: 'tool', parts: [{ type: 'toolResult', callId: part.id, name: 'read', content: [{ type: 'text', text }], isError }] },
];
const chunk = (delta: object, finish: string | null = null) => ({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }] });
const start = (usage: object) => ({ type: 'message_start', message: { id: 'm', model: 'c', role: 'assistant', content: [], usage } });
const toolUse = (index: number, json: string) => [
	{ type: 'content_block_start', index, content_block: { type: 'tool_use', id: 'a', name: 'read', input: {} } },
	{ type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: json } },
	{ type: 'content_block_stop', index },
];
const end = (usage: object) => [{ type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage }, { type: 'message_stop' }];

describe('names that no vendor takes', () => {
	it.each(KINDS)('%s: offered, chosen, called and sent back under one that it takes', async (kind) => {
		const { body } = await exchange({ kind, tools: [DOTTED], toolChoice: { name: DOTTED.name } });
		const [tool] = body.tools;
		const wire: string = tool.function?.name ?? tool.name;
		expect(wire).toMatch(/^github_search_issues_[a-z0-9]{9}$/);
		expect(JSON.stringify(body.tool_choice)).toContain(wire);
		const messages = [
			user,
			...answered(call('call_1', DOTTED.name) as never),
			...answered(call('call_2', 'multi_tool_use.parallel') as never),
		];
		const { raw } = await exchange({ kind, tools: [DOTTED], messages });
		expect(raw.split(`"name":"${wire}"`)).toHaveLength(3);
		expect(raw).toMatch(/"name":"multi_tool_use_parallel_[a-z0-9]{9}"/);
	});

	it('the call has the name that was offered', async () => {
		const { body } = await exchange({ tools: [DOTTED] });
		const name = body.tools[0].function.name;
		const begun = { index: 0, id: 'a', type: 'function', function: { name, arguments: '{}' } };
		const { events } = await exchange({ tools: [DOTTED] }, [chunk({ tool_calls: [begun] }), chunk({}, 'tool_calls')]);
		expect(events.filter((event) => event.type !== 'usage')).toEqual([
			{ type: 'toolCallDelta', id: 'a', name: DOTTED.name, text: '{}' },
			{ type: 'toolCall', call: call('a', DOTTED.name) },
			{ type: 'end', reason: 'toolCalls' },
		]);
	});
});

describe('halves of surrogate pairs', () => {
	it.each(KINDS)('%s: none goes over the wire, and whole pairs stay as they are', async (kind) => {
		const messages = [
			textMessage('user', 'cut \ud83d'),
			...answered(call('call_1', 'read', '{"a":"\\ud83d\\udc4b 👋","b":"\\\\ud83d"}') as never, 'a 👋 \udc4b'),
		];
		const { raw, body } = await exchange({ kind, messages: [...messages, user] });
		expect(JSON.stringify(body)).not.toMatch(/(?<!\\)(\\\\)*\\ud[89a-f]/i);
		expect(raw).toContain('cut \\ufffd');
		expect(raw).toContain('a 👋 \\ufffd');
		const text = '{"a":"\\ud83d\\udc4b 👋","b":"\\\\ud83d"}';
		expect(raw).toContain(kind === 'anthropic' ? `"input":${text}` : JSON.stringify(text));
	});

	it('Anthropic reads arguments as an object: a half that the model wrote goes too', async () => {
		const { raw } = await exchange({
			kind: 'anthropic',
			messages: [user, ...answered(call('a', 'read', '{"a":"\\ud83d","b":"\\\\ud83d"}') as never)],
		});
		expect(raw).toContain('"input":{"a":"\\ufffd","b":"\\\\ud83d"}');
	});
});

describe('Anthropic', () => {
	const blocks = (body: { messages: { role: string; content: unknown[] }[] }) => body.messages.map(({ role, content }) => [role, content]);

	it('gets no blank text, no blank system text, and a conversation that the user begins', async () => {
		const messages = [
			textMessage('system', ' '),
			textMessage('assistant', 'Hello.'),
			textMessage('user', '\n'),
			textMessage('assistant', ' \n'),
			{
				role: 'user',
				parts: [
					{ type: 'text', text: 'Go.' },
					{ type: 'text', text: '' },
				],
			} as const,
		];
		const { body } = await exchange({ kind: 'anthropic', messages });
		const said = (text: string) => ({ type: 'text', text });
		expect(body).not.toHaveProperty('system');
		expect(blocks(body)).toEqual([
			['user', [said('(no text)')]],
			['assistant', [said('Hello.')]],
			['user', [said('(no text)'), said('Go.')]],
		]);
	});

	it.each(['', ' \n'])('a failed tool without a word (%j) says that it failed', async (text) => {
		const { body } = await exchange({ kind: 'anthropic', messages: [user, ...answered(call('a') as never, text, true)] });
		expect(body.messages[2].content).toEqual([{ type: 'tool_result', tool_use_id: 'a', content: 'Error.', is_error: true }]);
	});

	it('does not think where a tool must be called', async () => {
		const request = {
			kind: 'anthropic',
			model: 'claude-opus-4-8',
			tools: [{ ...DOTTED, name: 'read' }],
			effort: 'high',
			maxOutputTokens: 8000,
		} as const;
		for (const toolChoice of ['required', { name: 'read' }] as const) {
			expect((await exchange({ ...request, toolChoice })).body).not.toHaveProperty('thinking');
		}
		expect((await exchange(request)).body).toHaveProperty('thinking');
	});

	it('two calls with one id keep their own arguments', async () => {
		const events = [
			start({ input_tokens: 5, output_tokens: 1 }),
			...toolUse(0, '{"x":1}'),
			...toolUse(1, '{"y":2}'),
			...end({ output_tokens: 9 }),
		];
		const { events: got } = await exchange({ kind: 'anthropic' }, events);
		expect(got.flatMap((event) => (event.type === 'toolCall' ? [event.call.arguments] : []))).toEqual(['{"x":1}', '{"y":2}']);
	});

	it('what was counted at the beginning holds where the end leaves it out', async () => {
		const begun = { input_tokens: 50, cache_read_input_tokens: 40, cache_creation_input_tokens: 3, output_tokens: 1 };
		const left = { input_tokens: 0, cache_read_input_tokens: null, cache_creation_input_tokens: null, output_tokens: 9 };
		const { events } = await exchange({ kind: 'anthropic' }, [start(begun), ...toolUse(0, '{}'), ...end(left)]);
		expect(events.findLast((event) => event.type === 'usage')).toMatchObject({
			usage: { input: 50, cachedInput: 40, cacheWrite: 3, output: 9 },
		});
	});
});

describe('images', () => {
	const image = (mediaType: string, data: string): Message => ({
		role: 'user',
		parts: [
			{ type: 'image', mediaType, data },
			{ type: 'text', text: 'Look.' },
		],
	});
	const url = async (mediaType: string, data: string) =>
		(await exchange({ messages: [image(mediaType, data)] })).body.messages[0].content[0];

	it('go under the type that their bytes say, whatever they are called', async () => {
		const png = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } };
		expect(await url('image/jpeg', PNG)).toEqual(png);
		expect(await url('image/png', `${PNG.slice(0, 76)}\r\n${PNG.slice(76)}`)).toEqual(png);
		expect(await url('image/jpg', '/9j/4AAQ')).toMatchObject({ image_url: { url: 'data:image/jpeg;base64,/9j/4AAQ' } });
		expect(await url('image/gif', 'R0lGODlh')).toMatchObject({ image_url: { url: 'data:image/gif;base64,R0lGODlh' } });
		expect(await url('', 'UklGRgAAAABXRUJQ')).toMatchObject({ image_url: { url: 'data:image/webp;base64,UklGRgAAAABXRUJQ' } });
	});

	it.each(['', 'iVBORw0KGgo', 'no base64!', 'UklGRgAAAABXQVZF', 'PHN2Zz48L3N2Zz4='])('%j is none: words stand for it', async (data) => {
		expect(await url('image/png', data)).toEqual({ type: 'text', text: '[An image (image/png) that cannot be shown here.]' });
	});
});

describe('chat completions', () => {
	it.each(['mistralai/mistral-small-3.2', 'ministral-8b', 'mixtral:8x7b', 'codestral'])(
		'%s elsewhere: no message right behind results',
		async (model) => {
			const { body } = await exchange({ model, messages: [user, ...answered(call('a') as never), user] });
			expect(body.messages.map(({ role }: { role: string }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant', 'user']);
		},
	);

	it("Gemini's signature follows a call whose id is replaced", async () => {
		const signed = (n: number): AnswerPart => ({
			type: 'reasoning',
			text: '',
			model: 'test/some-model',
			signature: `sig${n}`,
			encrypted: null,
			id: '0',
		});
		const step = (n: number) =>
			answered(call('0') as never).map((message) =>
				message.role === 'assistant' ? { ...message, parts: [signed(n), ...message.parts] } : message,
			);
		const { body } = await exchange({ messages: [user, ...(step(1) as Message[]), ...(step(2) as Message[])] });
		const calls = [1, 3].map((at) => body.messages[at].tool_calls[0]);
		expect(calls.map(({ extra_content }) => extra_content?.google?.thought_signature)).toEqual(['sig1', 'sig2']);
		expect(calls[1].id).not.toBe('0');
	});

	it('a thought that the limit cut off is no message, and one of another kind of endpoint is left out', async () => {
		const thought: AnswerPart = { type: 'reasoning', text: 'Hm.', model: 'test/some-model', signature: null, encrypted: null, id: null };
		const redacted: AnswerPart = { ...thought, text: '', encrypted: 'cmVk' };
		const messages: Message[] = [
			user,
			{ role: 'assistant', parts: [thought] },
			user,
			{ role: 'assistant', parts: [redacted, { type: 'text', text: 'Hi.' }] },
			user,
		];
		const { body } = await exchange({ messages });
		expect(body.messages.slice(1)).toEqual([body.messages[0], { role: 'assistant', content: 'Hi.' }, body.messages[0]]);
	});

	it('ids of calls are at most as long as OpenAI takes them', async () => {
		const ids = async (id: string) => (await exchange({ messages: [user, ...answered(call(id) as never)] })).body.messages.slice(1);
		const long = 'chatcmpl-tool-0123456789abcdef0123456789abcdef';
		const [asked, given] = await ids(long);
		expect(asked.tool_calls[0].id).toMatch(/^[a-z0-9]{9}$/);
		expect(given.tool_call_id).toBe(asked.tool_calls[0].id);
		expect((await ids(long.slice(6)))[0].tool_calls[0].id).toBe(long.slice(6));
	});

	it('OpenRouter: no mark on blank system text, and none on an empty result', async () => {
		const at = { baseUrl: 'https://openrouter.ai/api/v1', model: 'anthropic/claude-sonnet-4.5' };
		const { body } = await exchange({
			...at,
			messages: [textMessage('system', ' '), user, ...answered(call('a') as never, '')],
			stableMessages: 4,
		});
		const mark = { cache_control: { type: 'ephemeral' } };
		expect(body.messages.map(({ content }: { content: unknown }) => content)).toEqual([
			' ',
			[{ type: 'text', text: 'Go.', ...mark }],
			null,
			'',
		]);
	});
});
