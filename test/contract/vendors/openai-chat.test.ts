import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import type { Answer, AnswerEnd } from '../../support/vendors/script.ts';
import { CUTS, PNG, refusal, start, TEXT } from './clients.ts';

type Ask = OpenAI.ChatCompletionCreateParamsStreaming;

const ASK: Ask = {
	model: 'gpt-5.4',
	stream: true,
	stream_options: { include_usage: true },
	messages: [{ role: 'user', content: 'Hello' }],
};
const TOOL: OpenAI.ChatCompletionFunctionTool = {
	type: 'function',
	function: { name: 'read', parameters: { type: 'object', properties: { path: { type: 'string' } } } },
};
const CALLS: Answer['parts'] = [
	{ type: 'text', text: TEXT },
	{ type: 'toolCall', id: 'call_1', name: 'read', arguments: '{ "path": "ä/世界.ts",  "lines": [1, 2] }' },
	{ type: 'toolCall', id: 'call_2', name: 'read', arguments: '{}' },
];

describe("OpenAI's own client reads the stand-in for chat completions", () => {
	test.each(CUTS)('text and two calls at once, cut by %j', async (cut) => {
		const { vendor, openai } = await start('openai-chat');
		vendor.answer({ parts: CALLS, end: 'toolCalls', outputTokens: 90, reasoningTokens: 40, cut });
		const completion = await openai.chat.completions.stream({ ...ASK, tools: [TOOL] }).finalChatCompletion();
		const choice = completion.choices[0];
		expect(choice?.message.content).toBe(TEXT);
		expect(choice?.message.tool_calls).toMatchObject([
			{ id: 'call_1', type: 'function', function: { name: 'read', arguments: '{ "path": "ä/世界.ts",  "lines": [1, 2] }' } },
			{ id: 'call_2', type: 'function', function: { name: 'read', arguments: '{}' } },
		]);
		expect(choice?.finish_reason).toBe('tool_calls');
		expect(completion.usage).toMatchObject({ completion_tokens: 90, completion_tokens_details: { reasoning_tokens: 40 } });
		const input = vendor.requests[0]?.input;
		expect(completion.usage?.prompt_tokens).toBe(input?.fresh);
		expect(input?.fresh).toBeGreaterThan(0);
	});

	test.each<[AnswerEnd, string]>([
		['stop', 'stop'],
		['length', 'length'],
		['filter', 'content_filter'],
	])('an answer that ends for %s says %s', async (end, reason) => {
		const { vendor, openai } = await start('openai-chat');
		vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end });
		const chunks: OpenAI.ChatCompletionChunk[] = [];
		for await (const chunk of await openai.chat.completions.create(ASK)) chunks.push(chunk);
		expect(chunks.flatMap((chunk) => chunk.choices[0]?.finish_reason ?? [])).toEqual([reason]);
		expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
	});

	test('usage is counted for who asks alone', async () => {
		const { vendor, openai } = await start('openai-chat');
		vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end: 'stop' });
		const { stream_options: _asked, ...silent } = ASK;
		const chunks: OpenAI.ChatCompletionChunk[] = [];
		for await (const chunk of await openai.chat.completions.create(silent)) chunks.push(chunk);
		expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
		expect(chunks.every((chunk) => chunk.choices.length === 1)).toBe(true);
	});

	test('a round of tools, with an image in the question, is taken', async () => {
		const { vendor, openai } = await start('openai-chat');
		vendor.answer({ parts: CALLS, end: 'toolCalls' });
		vendor.answer({ parts: [{ type: 'text', text: 'A dot.' }], end: 'stop' });
		const image: OpenAI.ChatCompletionContentPartImage = {
			type: 'image_url',
			image_url: { url: `data:image/png;base64,${PNG}`, detail: 'low' },
		};
		const asked: OpenAI.ChatCompletionUserMessageParam = { role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] };
		const first = await openai.chat.completions
			.stream({
				...ASK,
				tools: [TOOL],
				messages: [{ role: 'developer', content: 'Be brief.' }, asked],
			})
			.finalChatCompletion();
		const calls = (first.choices[0]?.message.tool_calls ?? []) as OpenAI.ChatCompletionMessageFunctionToolCall[];
		const second = await openai.chat.completions
			.stream({
				...ASK,
				tools: [TOOL],
				messages: [
					{ role: 'developer', content: 'Be brief.' },
					asked,
					{
						role: 'assistant',
						content: TEXT,
						tool_calls: calls.map(({ id, function: { name, arguments: args } }) => ({
							id,
							type: 'function',
							function: { name, arguments: args },
						})),
					},
					...calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'ok' }) as const),
				],
			})
			.finalChatCompletion();
		expect(second.choices[0]?.message.content).toBe('A dot.');
		expect(vendor.requests.map((request) => request.refusal)).toEqual([null, null]);
	});

	test('a connection that breaks is an error, not a short answer', async () => {
		const { vendor, openai } = await start('openai-chat');
		vendor.answer({ parts: [{ type: 'text', text: TEXT }], end: 'stop', cut: { breakAfter: 700 } });
		await expect(openai.chat.completions.stream(ASK).finalChatCompletion()).rejects.toThrow();
	});
});

describe('a compatible server', () => {
	test.each(CUTS)('streams reasoning as reasoning_content, cut by %j', async (cut) => {
		const { vendor, openai } = await start('openai-compatible');
		vendor.answer({
			parts: [
				{ type: 'reasoning', text: `Hm. ${TEXT}` },
				{ type: 'text', text: TEXT },
			],
			end: 'stop',
			cut,
		});
		let reasoning = '';
		let text = '';
		for await (const chunk of await openai.chat.completions.create({ ...ASK, max_tokens: 10, chat_template_kwargs: {} } as Ask)) {
			const delta = chunk.choices[0]?.delta as { content?: string | null; reasoning_content?: string } | undefined;
			reasoning += delta?.reasoning_content ?? '';
			text += delta?.content ?? '';
		}
		expect([reasoning, text]).toEqual([`Hm. ${TEXT}`, TEXT]);
	});

	test('takes earlier reasoning back, and still refuses a call without its result', async () => {
		const { vendor, openai } = await start('openai-compatible');
		vendor.answer({ parts: [{ type: 'text', text: 'Done.' }], end: 'stop' });
		const call = {
			role: 'assistant',
			content: null,
			reasoning_content: 'Hm.',
			tool_calls: [{ id: 'a', type: 'function', function: { name: 'read', arguments: '{}' } }],
		};
		const messages = [{ role: 'user', content: 'Look.' }, call, { role: 'tool', tool_call_id: 'a', content: 'ok' }] as Ask['messages'];
		expect(
			(await openai.chat.completions.stream({ ...ASK, tools: [TOOL], messages }).finalChatCompletion()).choices[0]?.message.content,
		).toBe('Done.');
		expect(await refusal(openai.chat.completions.create({ ...ASK, tools: [TOOL], messages: messages.slice(0, 2) }))).toMatchObject({
			status: 400,
		});
	});
});

describe('a compatible server that wants its reasoning back', () => {
	test.each([
		['whole', { reasoning_content: 'Hm.' }, null],
		['not at all', {}, /must be passed back/],
		['in other words', { reasoning_content: 'Hmm.' }, /must be passed back/],
	])('gets it %s', async (_how, reasoning, words) => {
		const { vendor, openai } = await start('openai-compatible', { reasoningMustReturn: true });
		const call = { type: 'toolCall', id: 'a', name: 'read', arguments: '{}' } as const;
		vendor.answer({ parts: [{ type: 'reasoning', text: 'Hm.' }, call], end: 'toolCalls' });
		vendor.answer({ parts: [{ type: 'text', text: 'Done.' }], end: 'stop' });
		await openai.chat.completions.stream({ ...ASK, tools: [TOOL] }).finalChatCompletion();
		const messages = [...ASK.messages, { ...said('a'), ...reasoning }, tool('a')] as Ask['messages'];
		await openai.chat.completions
			.stream({ ...ASK, tools: [TOOL], messages })
			.finalChatCompletion()
			.catch(() => undefined);
		const refused = vendor.requests[1]?.refusal;
		if (words === null) expect(refused).toBeNull();
		else expect(refused).toMatch(words);
	});
});

type Body = Record<string, unknown>;
const asked = { role: 'user', content: 'Hello' };
const said = (...ids: string[]) => ({
	role: 'assistant',
	tool_calls: ids.map((id) => ({ id, type: 'function', function: { name: 'read', arguments: '{}' } })),
});
const tool = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'ok' });
const strict = (parameters: object) => ({ type: 'function', function: { name: 'read', strict: true, parameters } });

/** What is wrong, the fields that differ from a good request, and words or the code of the refusal. */
type Bad = [what: string, body: Body, words: RegExp, code?: string];

const BAD: Bad[] = [
	['no model', { model: undefined }, /^Missing required parameter: 'model'\.$/, 'missing_required_parameter'],
	['a field that the API does not know', { max_output_tokens: 9 }, /'max_output_tokens'/, 'unknown_parameter'],
	[
		'the mark of Anthropic',
		{ messages: [{ role: 'user', content: [{ type: 'text', text: 'x', cache_control: {} }] }] },
		/cache_control/,
		'unknown_parameter',
	],
	['the old limit for a model that reasons', { max_tokens: 9 }, /Use 'max_completion_tokens' instead/, 'unsupported_parameter'],
	['a temperature for a model that reasons', { temperature: 0.2 }, /Only the default \(1\)/, 'unsupported_value'],
	['a limit of nothing', { max_completion_tokens: 0 }, /max_completion_tokens/, 'invalid_value'],
	['an unknown role', { messages: [{ role: 'model', content: 'x' }] }, /messages\[0\]\.role/],
	['an answer without content', { messages: [asked, { role: 'assistant', content: null }] }, /messages\[1\]\.content/],
	[
		'parts of Responses',
		{ messages: [{ role: 'user', content: [{ type: 'input_text', text: 'x' }] }] },
		/messages\[0\]\.content\[0\]\.type/,
	],
	[
		'an image of the assistant',
		{ messages: [{ role: 'assistant', content: [{ type: 'image_url', image_url: { url: 'https://a.b/c' } }] }] },
		/messages\[0\]/,
	],
	[
		'bare base 64 as an image',
		{ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: PNG } }] }] },
		/Expected a URL or a base64-encoded data URL/,
		'invalid_image_url',
	],
	[
		'a data URL of another type',
		{ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:image/gif;base64,${PNG}` } }] }] },
		/does not match/,
		'invalid_image_url',
	],
	[
		'reasoning sent back',
		{ messages: [asked, { role: 'assistant', content: 'x', reasoning_content: 'y' }, asked] },
		/reasoning_content/,
		'unknown_parameter',
	],
	['a result without a call', { messages: [asked, tool('a')] }, /must be a response to a preceeding message with 'tool_calls'/],
	['a call without a result', { tools: [TOOL], messages: [asked, said('a', 'b'), tool('a'), asked] }, /did not have response messages: b$/],
	['a call at the end', { tools: [TOOL], messages: [asked, said('a')] }, /did not have response messages: a$/],
	['two results for a call', { tools: [TOOL], messages: [asked, said('a'), tool('a'), tool('a')] }, /must be a response/],
	[
		'arguments as an object',
		{
			messages: [
				asked,
				{ role: 'assistant', tool_calls: [{ id: 'a', type: 'function', function: { name: 'read', arguments: {} } }] },
				tool('a'),
			],
		},
		/arguments/,
	],
	['a list of no calls', { messages: [asked, { role: 'assistant', content: 'x', tool_calls: [] }] }, /tool_calls/],
	['a tool as Responses has it', { tools: [{ type: 'function', name: 'read', parameters: {} }] }, /tools\[0\]/],
	[
		'a schema of a string',
		{ tools: [{ type: 'function', function: { name: 'read', parameters: { type: 'string' } } }] },
		/^Invalid schema for function 'read'/,
		'invalid_function_parameters',
	],
	[
		'a strict object that is open',
		{ tools: [strict({ type: 'object', properties: {} })] },
		/'additionalProperties' is required/,
		'invalid_function_parameters',
	],
	[
		'a strict property that is optional',
		{ tools: [strict({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false })] },
		/Missing 'a'/,
	],
	['two tools of a name', { tools: [TOOL, TOOL] }, /Duplicate function name/],
	['a choice without tools', { tool_choice: 'auto' }, /'tool_choice' is only allowed when 'tools' are specified/],
	['parallel calls without tools', { parallel_tool_calls: true }, /'parallel_tool_calls' is only allowed/],
	['a choice as Anthropic has it', { tools: [TOOL], tool_choice: { type: 'tool', name: 'read' } }, /tool_choice/],
	[
		'a choice of a tool that is not there',
		{ tools: [TOOL], tool_choice: { type: 'function', function: { name: 'write' } } },
		/'write' not found/,
	],
	['five stops', { stop: ['a', 'b', 'c', 'd', 'e'] }, /stop/],
];

describe('the stand-in for chat completions refuses what OpenAI refuses', () => {
	test.each<Bad>(BAD)('%s', async (_what, body, words, code) => {
		const { vendor, openai } = await start('openai-chat');
		vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end: 'stop' });
		const { status, error } = await refusal(openai.chat.completions.create({ ...ASK, ...body } as Ask));
		expect(status).toBe(400);
		expect(error).toMatchObject({ type: 'invalid_request_error', message: expect.stringMatching(words), ...(code ? { code } : {}) });
		expect(vendor.requests).toMatchObject([{ status: 400, input: null }]);
	});

	test('no key', async () => {
		const { vendor } = await start('openai-chat');
		const response = await fetch(`${vendor.baseUrl}/chat/completions`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: '{}',
		});
		expect(response.status).toBe(401);
		expect(await response.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
	});
});
