import { describe, expect, it } from 'vitest';
import { type Refusal, refusalOf, without } from '../../../src/providers/refused-fields.ts';
import { serverWords, wordsOfBody } from '../../../src/providers/server-words.ts';

const SENT = {
	model: 'm-1',
	messages: [{ role: 'user', content: [{ type: 'text', text: 'stop here', cache_control: { type: 'ephemeral' } }] }],
	max_tokens: 8192,
	temperature: 0,
	stop: ['\n'],
	stream: true,
	stream_options: { include_usage: true },
	reasoning_effort: 'none',
	tools: [{ type: 'function', function: { name: 'read', strict: true, parameters: { properties: { stream_options: {} } } } }],
	tool_choice: 'auto',
	parallel_tool_calls: true,
	prompt_cache_key: 'k',
	store: false,
};
const without_ = (name: string): Refusal => ({ kind: 'field', name, instead: null });
const openAi = (message: string, param: string | null = null, code: string | null = null) => ({
	error: { message, type: 'invalid_request_error', param, code },
});
const plain = (message: string) => ({ error: { message } });
const effort = (every: boolean): Refusal => ({ kind: 'effort', every });
const renamed: Refusal = { kind: 'field', name: 'max_tokens', instead: 'max_completion_tokens' };

/** [who, body of the refusal, what it refuses]. */
const REFUSALS: readonly [string, unknown, Refusal | null][] = [
	[
		'OpenAI',
		openAi(
			"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
			'max_tokens',
			'unsupported_parameter',
		),
		renamed,
	],
	['Azure', plain('Unrecognized request argument supplied: max_tokens'), renamed],
	['DeepSeek', openAi('The `reasoning_content` in the thinking mode must be passed back to the API.'), { kind: 'reasoning' }],
	[
		'Moonshot',
		plain('thinking is enabled but reasoning_content is missing in assistant tool call message at index 2'),
		{ kind: 'reasoning' },
	],
	['a gateway', plain('Extra inputs are not permitted, field: max_tokens'), renamed],
	[
		'OpenAI, temperature',
		openAi(
			"Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
			'temperature',
			'unsupported_value',
		),
		without_('temperature'),
	],
	['xAI', { code: 'invalid-argument', error: 'Argument not supported on this model: parallelToolCalls' }, without_('parallel_tool_calls')],
	[
		'Google',
		[
			{
				error: {
					code: 400,
					message: 'Invalid JSON payload received. Unknown name "stream_options": Cannot find field.',
					status: 'INVALID_ARGUMENT',
				},
			},
		],
		without_('stream_options'),
	],
	[
		'Mistral',
		{
			object: 'error',
			message: {
				detail: [{ type: 'extra_forbidden', loc: ['body', 'prompt_cache_key'], msg: 'Extra inputs are not permitted', input: 'k' }],
			},
			type: 'invalid_request_error',
		},
		without_('prompt_cache_key'),
	],
	['FastAPI', { detail: [{ loc: ['body', 'store'], msg: 'extra fields not permitted', type: 'value_error.extra' }] }, without_('store')],
	[
		'pydantic in words',
		plain("[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted'}]"),
		without_('stream_options'),
	],
	[
		'Anthropic',
		{
			type: 'error',
			error: { type: 'invalid_request_error', message: 'messages.0.content.0.cache_control: Extra inputs are not permitted' },
		},
		without_('cache_control'),
	],
	[
		'serde',
		plain(
			'Failed to deserialize the JSON body into the target type: unknown field `parallel_tool_calls`, expected one of `model`, `messages`, `stop`',
		),
		without_('parallel_tool_calls'),
	],
	['Go', plain('json: unknown field "stream_options"'), without_('stream_options')],
	['Groq', openAi("property 'prompt_cache_key' is unsupported"), without_('prompt_cache_key')],
	['Cohere', { message: "invalid request: parameter 'tool_choice' is not a valid field" }, without_('tool_choice')],
	['JSON schema', plain("Additional properties are not allowed ('store' was unexpected)"), without_('store')],
	['Python', plain("create() got an unexpected keyword argument 'stop'"), without_('stop')],
	['nested', openAi("Unknown parameter: 'tools[0].function.strict'.", 'tools[0].function.strict', 'unknown_parameter'), without_('strict')],
	['LM Studio', { error: "Invalid tool_choice type: 'object'. Supported string values: none, auto, required" }, without_('tool_choice')],
	[
		'llama.cpp',
		{ error: { code: 500, message: 'Unsupported param: parallel_tool_calls', type: 'server_error' } },
		without_('parallel_tool_calls'),
	],
	['plain text', 'temperature is not supported by this model', without_('temperature')],
	[
		'OpenRouter, wrapped',
		{
			error: {
				message: 'Provider returned error',
				code: 400,
				metadata: { raw: '{"error":{"message":"Unsupported parameter: \'stop\'","param":"stop"}}' },
			},
		},
		without_('stop'),
	],
	[
		'effort, value',
		openAi(
			"Unsupported value: 'none' is not supported with the 'm-1' model. Supported values are: 'low', 'medium' and 'high'.",
			'reasoning_effort',
			'unsupported_value',
		),
		effort(false),
	],
	[
		'effort, enumeration',
		{ detail: [{ type: 'literal_error', loc: ['body', 'reasoning_effort'], msg: "Input should be 'low', 'medium' or 'high'" }] },
		effort(false),
	],
	['effort, serde', plain('unknown variant `none`, expected one of `low`, `medium`, `high` at line 1 column 20'), effort(false)],
	['effort, field', plain('Unrecognized request argument supplied: reasoning_effort'), effort(true)],
	['effort, Groq', plain('`reasoning_effort` is not supported with this model'), effort(true)],
	['effort, OpenRouter', plain('Reasoning is mandatory for this endpoint and cannot be disabled.'), effort(false)],
	['effort, Gemini', plain('Budget 0 is invalid. This model only works in thinking mode.'), effort(false)],
	['effort, Ollama', plain('"m-1" does not support thinking'), effort(true)],
	[
		'cap, OpenAI',
		openAi(
			'max_tokens is too large: 8192. This model supports at most 4096 completion tokens, whereas you provided 8192.',
			'max_tokens',
			'invalid_value',
		),
		{ kind: 'output', most: 4096 },
	],
	[
		'cap, Anthropic',
		plain('max_tokens: 8192 > 4096, which is the maximum allowed number of output tokens for m-1-20240307'),
		{ kind: 'output', most: 4096 },
	],
	['cap, DeepSeek', plain('Invalid max_tokens value, the valid range of max_tokens is [1, 4,096]'), { kind: 'output', most: 4096 }],
	['streaming', openAi('Your organization must be verified to stream this model.', 'stream', 'unsupported_value'), null],
	['tools', plain('m-1 does not support tools'), null],
	['images', openAi('Invalid content type. image_url is only supported by certain models.', 'messages.[0].content.[1].type'), null],
	['a message', openAi("Invalid value: 'tool'. Expected one of stop or store.", 'messages[2].role', 'invalid_value'), null],
	['everyday words', plain('We had to stop this request and could not store it: unexpected end.'), null],
	['a field nobody sent', plain("Unsupported parameter: 'top_k'"), null],
	['a good sentence', plain('The temperature of the server room is fine'), null],
];

describe('what a refusal refuses', () => {
	it.each(REFUSALS)('%s', (_who, body, refusal) => {
		const words = typeof body === 'string' ? wordsOfBody(400, 'text/plain', body) : serverWords(body, 400);
		expect(refusalOf(words, SENT, 'none')).toEqual(refusal);
	});

	it('an effort that nobody asked for is not refused', () => {
		const { reasoning_effort: _, ...sent } = SENT;
		expect(refusalOf(serverWords(plain('"m-1" does not support thinking'), 400), sent, null)).toBeNull();
	});
});

describe('a body without a field', () => {
	it('loses it on every level, but not where a user’s tool has a parameter of that name', () => {
		const body = without(SENT, 'stream_options', null);
		expect(body).not.toHaveProperty('stream_options');
		expect(body.tools).toEqual(SENT.tools);
		expect(JSON.stringify(without(SENT, 'cache_control', null))).not.toContain('cache_control');
		expect(JSON.stringify(without(SENT, 'strict', null))).not.toContain('strict');
	});

	it('or has it under another name, in its place', () => {
		expect(Object.keys(without(SENT, 'max_tokens', 'max_completion_tokens'))[2]).toBe('max_completion_tokens');
		expect(without(SENT, 'nothing', 'other')).toBe(SENT);
		expect(without(SENT, 'nothing', null)).toBe(SENT);
	});
});
