import type Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { PNG, refusal, start } from './clients.ts';

type Body = Record<string, unknown>;

const ASK: Body = { model: 'claude-opus-4-8', max_tokens: 4000, messages: [{ role: 'user', content: 'Hello' }] };
const TOOL = { name: 'read', input_schema: { type: 'object', properties: { path: { type: 'string' } } } };
const MARK = { cache_control: { type: 'ephemeral' } };
const user = (...content: object[]) => ({ role: 'user', content });
const call = (id: string) => ({ type: 'tool_use', id, name: 'read', input: {} });
const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'ok' });
const text = (value: string, more: object = {}) => ({ type: 'text', text: value, ...more });
const calls = (...ids: string[]) => ({ role: 'assistant', content: ids.map(call) });

/** What is wrong, the fields that differ from a good request, and words of the refusal. */
const BAD: readonly (readonly [what: string, body: Body, words: RegExp])[] = [
	['no model', { model: undefined }, /^model: Field required$/],
	['no limit of tokens', { max_tokens: undefined }, /^max_tokens: Field required$/],
	['a limit above the model', { max_tokens: 200_000 }, /maximum allowed number of output tokens/],
	['a field that the API does not know', { max_output_tokens: 10 }, /^max_output_tokens: Extra inputs are not permitted$/],
	['a temperature, in the version of the client', { temperature: 0.5 }, /^temperature: Extra inputs are not permitted$/],
	['no messages', { messages: [] }, /^messages: /],
	['an unknown role', { messages: [{ role: 'system', content: 'x' }] }, /^messages\.0\.role: /],
	['the assistant first', { messages: [{ role: 'assistant', content: 'Hi' }, user(text('x'))] }, /first message must use the "user" role/],
	['the assistant last', { messages: [user(text('x')), { role: 'assistant', content: 'Hi' }] }, /must end with a user message/],
	['an empty text', { messages: [user(text(''))] }, /text content blocks must be non-empty/],
	['a text of spaces', { messages: [user(text(' \n'))] }, /must contain non-whitespace text/],
	['an empty message', { messages: [user()] }, /must have non-empty content/],
	['an unknown block', { messages: [user({ type: 'input_text', text: 'x' })] }, /^messages\.0\.content\.0\.type: /],
	['OpenAI images', { messages: [user({ type: 'image_url', image_url: { url: 'x' } })] }, /^messages\.0\.content\.0\.type: /],
	['a data URL as image data', { messages: [image(`data:image/png;base64,${PNG}`)] }, /image\.source\.base64: /],
	['an image of another type', { messages: [image(PNG, 'image/jpeg')] }, /does not match the provided media type image\/jpeg/],
	['an image type that is not taken', { messages: [image(PNG, 'image/bmp')] }, /media type must be one of/],
	['a call by the user', { tools: [TOOL], messages: [user(call('a'))] }, /^messages\.0\.content\.0\.type: /],
	[
		'arguments as a string',
		{ tools: [TOOL], messages: [user(text('x')), { role: 'assistant', content: [{ ...call('a'), input: '{}' }] }, user(result('a'))] },
		/^messages\.1\.content\.0\.input: /,
	],
	[
		'a result without a call',
		{ tools: [TOOL], messages: [user(result('a'))] },
		/unexpected `tool_use_id` found in `tool_result` blocks: a/,
	],
	[
		'a call without a result',
		{ tools: [TOOL], messages: [user(text('x')), calls('a', 'b'), user(result('a'))] },
		/without `tool_result` blocks immediately after: b/,
	],
	[
		'text before the results',
		{ tools: [TOOL], messages: [user(text('x')), calls('a'), user(text('y'), result('a'))] },
		/without `tool_result` blocks immediately after: a/,
	],
	[
		'a result later',
		{ tools: [TOOL], messages: [user(text('x')), calls('a'), user(text('y')), { role: 'assistant', content: 'z' }, user(result('a'))] },
		/without `tool_result` blocks immediately after: a/,
	],
	['two results for a call', { tools: [TOOL], messages: [user(text('x')), calls('a'), user(result('a'), result('a'))] }, /single result/],
	[
		'one id for two calls',
		{ tools: [TOOL], messages: [user(text('x')), calls('a', 'a'), user(result('a'), result('a'))] },
		/ids must be unique/,
	],
	['calls without tools', { messages: [user(text('x')), calls('a'), user(result('a'))] }, /must define tools/],
	['two tools of a name', { tools: [TOOL, TOOL] }, /Tool names must be unique/],
	['a tool name with a dot', { tools: [{ ...TOOL, name: 'a.b' }] }, /^tools\.0\.name: /],
	['a tool as OpenAI has it', { tools: [{ type: 'function', function: TOOL }] }, /^tools\.0\./],
	['a tool without a schema', { tools: [{ name: 'read' }] }, /^tools\.0\.input_schema: Field required$/],
	['a schema of a string', { tools: [{ name: 'read', input_schema: { type: 'string' } }] }, /^tools\.0\.input_schema\.type: /],
	[
		'a property of no type',
		{ tools: [{ name: 'read', input_schema: { type: 'object', properties: { a: { type: 'text' } } } }] },
		/JSON schema is invalid/,
	],
	['a choice as OpenAI has it', { tools: [TOOL], tool_choice: 'auto' }, /^tool_choice: /],
	['a choice without tools', { tool_choice: { type: 'auto' } }, /only be specified while providing tools/],
	['a choice of a tool that is not there', { tools: [TOOL], tool_choice: { type: 'tool', name: 'write' } }, /'write' not found/],
	['a forced tool with thinking', { tools: [TOOL], tool_choice: { type: 'any' }, thinking: { type: 'adaptive' } }, /forces tool use/],
	['too little to think', { thinking: { type: 'enabled', budget_tokens: 500 } }, /^thinking\.budget_tokens: /],
	['more thought than answer', { thinking: { type: 'enabled', budget_tokens: 4000 } }, /must be greater than `thinking\.budget_tokens`/],
	[
		'thinking that the API never gave',
		{ messages: [user(text('x')), { role: 'assistant', content: [{ type: 'thinking', thinking: 'a', signature: 'b' }] }, user(text('y'))] },
		/Invalid `signature` in `thinking` block/,
	],
	[
		'five marks',
		{ messages: [user(...[1, 2, 3, 4, 5].map((n) => text(`t${n}`, MARK)))] },
		/A maximum of 4 blocks with cache_control may be provided\. Found 5\./,
	],
	[
		'four marks and the automatic one',
		{ ...MARK, messages: [user(...[1, 2, 3, 4].map((n) => text(`t${n}`, MARK)), text('last'))] },
		/maximum of 4/,
	],
	['a mark of another kind', { messages: [user(text('x', { cache_control: { type: 'persistent' } }))] }, /cache_control\.type/],
	[
		'an hour after five minutes',
		{ messages: [user(text('x', MARK), text('y', { cache_control: { type: 'ephemeral', ttl: '1h' } }))] },
		/must not come after/,
	],
];

function image(data: string, media_type = 'image/png'): object {
	return user({ type: 'image', source: { type: 'base64', media_type, data } });
}

describe('the stand-in for messages refuses what Anthropic refuses', () => {
	test.each(BAD)('%s', async (_what, body, words) => {
		const { vendor, anthropic } = await start('anthropic');
		vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end: 'stop' });
		const request = anthropic.messages.create({ ...ASK, ...body, stream: true } as Anthropic.MessageCreateParamsStreaming);
		const { status, error } = await refusal(request);
		expect(status).toBe(400);
		expect(error).toMatchObject({ type: 'error', error: { type: 'invalid_request_error', message: expect.stringMatching(words) } });
		expect(vendor.requests).toMatchObject([{ status: 400, input: null }]);
	});

	test('no key', async () => {
		const { vendor } = await start('anthropic');
		const headers = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };
		const response = await fetch(`${vendor.origin}/v1/messages`, { method: 'POST', headers, body: '{}' });
		expect(response.status).toBe(401);
		expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
	});
});

describe('thinking while tools are answered', () => {
	const question: Anthropic.MessageParam = { role: 'user', content: 'Look.' };
	const good: Anthropic.ContentBlockParam[] = [
		{ type: 'thinking', thinking: 'First.', signature: 'sig-1' },
		{ type: 'redacted_thinking', data: 'secret' },
		{ type: 'tool_use', id: 'toolu_1', name: 'read', input: {} },
	];
	const [thought, redacted, use] = good as [Anthropic.ContentBlockParam, Anthropic.ContentBlockParam, Anthropic.ContentBlockParam];

	async function answerWith(
		content: Anthropic.ContentBlockParam[],
		more: Partial<Anthropic.MessageCreateParamsNonStreaming> = {},
	): Promise<number> {
		const { vendor, anthropic } = await start('anthropic');
		const params = { ...ASK, tools: [TOOL], thinking: { type: 'adaptive' } } as unknown as Anthropic.MessageCreateParamsNonStreaming;
		vendor.answer({
			parts: [
				{ type: 'reasoning', text: 'First.', proof: 'sig-1' },
				{ type: 'redacted', data: 'secret' },
				{ type: 'toolCall', id: 'toolu_1', name: 'read', arguments: '{}' },
			],
			end: 'toolCalls',
		});
		vendor.answer({ parts: [{ type: 'text', text: 'Done.' }], end: 'stop' });
		await anthropic.messages.stream({ ...params, messages: [question] }).finalMessage();
		const results: Anthropic.MessageParam = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' }] };
		const second = { ...params, ...more, messages: [question, { role: 'assistant' as const, content }, results] };
		await anthropic.messages
			.stream(second)
			.finalMessage()
			.catch(() => undefined);
		return vendor.requests[1]?.status ?? 0;
	}

	test('comes back whole', async () => expect(await answerWith(good)).toBe(200));
	test('may not be dropped', async () => expect(await answerWith([use])).toBe(400));
	test('may not be dropped in part', async () => expect(await answerWith([thought, use])).toBe(400));
	test('may not change its order', async () => expect(await answerWith([redacted, thought, use])).toBe(400));
	test('may not change its words', async () => {
		expect(await answerWith([{ type: 'thinking', thinking: 'Other.', signature: 'sig-1' }, redacted, use])).toBe(400);
	});
	test('may be dropped where thinking is off', async () => expect(await answerWith([use], { thinking: { type: 'disabled' } })).toBe(200));
	test('may not follow another prompt', async () => expect(await answerWith(good, { system: 'Changed.' })).toBe(400));
});
