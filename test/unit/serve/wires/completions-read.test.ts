import { describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { completionsWire } from '../../../../src/serve/wires/completions/wire.ts';

const USER = { role: 'user', content: 'hi' };
const read = (also: object = {}, headers = {}) => completionsWire.read({ model: 'routoo/auto', messages: [USER], ...also }, headers);
const messages = (...list: unknown[]) => read({ messages: list }).prompt.messages;
const text = (said: string) => ({ type: 'text', text: said });

function failure(make: () => unknown): string {
	try {
		make();
	} catch (error) {
		if (RoutooError.is(error, 'invalidInput')) return error.message;
		throw error;
	}
	throw new Error('It was taken.');
}

describe('messages', () => {
	test('all roles, contents as text, parts and null, names and empty ones left out', () => {
		expect(
			messages(
				{ role: 'system', content: 'Be brief.', name: 'host' },
				{ role: 'developer', content: [text('And kind.'), text('')] },
				{ role: 'user', content: '' },
				{ role: 'user', content: [text('Look'), { type: 'text', text: ' here' }], name: 'ann' },
				{
					role: 'assistant',
					content: null,
					tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read', arguments: '{ "a":1 }' } }],
				},
				{ role: 'tool', tool_call_id: 'c1', content: [text('found')] },
				{ role: 'assistant', content: [text('No. '), { type: 'refusal', refusal: 'I cannot.' }] },
				{ role: 'assistant', content: null, refusal: 'Never.' },
				{ role: 'assistant', content: null },
			),
		).toEqual([
			{ role: 'system', parts: [text('Be brief.')] },
			{ role: 'system', parts: [text('And kind.')] },
			{ role: 'user', parts: [text('Look'), text(' here')] },
			{ role: 'assistant', parts: [{ type: 'toolCall', id: 'c1', name: 'read', arguments: '{ "a":1 }' }] },
			{ role: 'tool', parts: [{ type: 'toolResult', callId: 'c1', name: 'read', content: [text('found')], isError: false }] },
			{ role: 'assistant', parts: [text('No. '), text('I cannot.')] },
			{ role: 'assistant', parts: [text('Never.')] },
		]);
	});

	test('results of parallel calls are one message, an image in one stays, an unknown call has no name', () => {
		const call = (id: string) => ({ id, type: 'function', function: { name: `do-${id}`, arguments: '' } });
		const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };
		const [, , results, after] = messages(
			USER,
			{ role: 'assistant', content: '', tool_calls: [call('a'), call('b')] },
			{ role: 'tool', tool_call_id: 'b', content: 'B' },
			{ role: 'tool', tool_call_id: 'a', content: [image] },
			{ role: 'tool', tool_call_id: 'x', content: null },
			USER,
		);
		expect(results).toMatchObject({
			role: 'tool',
			parts: [
				{ callId: 'b', name: 'do-b', content: [text('B')] },
				{ callId: 'a', name: 'do-a', content: [{ type: 'image', mediaType: 'image/png', data: 'iVBORw0KGgo=' }] },
				{ callId: 'x', name: '', content: [] },
			],
		});
		expect(after?.role).toBe('user');
	});

	test('calls and results of before tools are told apart by their place', () => {
		const said = messages(
			USER,
			{ role: 'assistant', content: null, function_call: { name: 'f', arguments: '{"n":1}' } },
			{ role: 'function', name: 'f', content: 'one' },
			{ role: 'assistant', content: null, function_call: { name: 'f', arguments: '{"n":2}' } },
			{ role: 'function', name: 'f', content: 'two' },
		);
		const ids = said.flatMap(({ parts }) => parts.flatMap((part) => ('callId' in part ? [part.callId] : 'id' in part ? [part.id] : [])));
		expect(ids[0]).toBe(ids[1]);
		expect(ids[2]).toBe(ids[3]);
		expect(ids[0]).not.toBe(ids[2]);
	});

	test('cache marks on parts, messages and results become indexes', () => {
		const mark = { cache_control: { type: 'ephemeral' } };
		const { cacheMarks } = read({
			messages: [
				{ role: 'system', content: [{ ...text('Long.'), ...mark }] },
				USER,
				{ role: 'assistant', content: 'Yes.', tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{}' } }] },
				{ role: 'tool', tool_call_id: 'a', content: 'A' },
				{ role: 'tool', tool_call_id: 'b', content: 'B', ...mark },
				{ role: 'user', content: '' },
				USER,
				{ ...USER, copilot_cache_control: { type: 'ephemeral' } },
			],
		});
		expect(cacheMarks).toEqual([0, 3, 5]);
	});

	test.each<[string, object, string]>([
		['role', { role: 'critic', content: 'x' }, 'messages[0].role must be'],
		['content', { role: 'user', content: 5 }, 'messages[0].content must be a string or a list of parts'],
		['part', { role: 'user', content: [5] }, 'messages[0].content[0] must be a JSON object'],
		['text', { role: 'user', content: [{ type: 'text', text: {} }] }, 'messages[0].content[0].text must be a string'],
		['kind', { role: 'user', content: [{ type: 'hologram' }] }, 'messages[0].content[0].type must be "text", "image_url"'],
		['audio', { role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }, 'messages[0].content[0].type cannot be used here'],
		['file', { role: 'user', content: [{ type: 'file', file: {} }] }, 'messages[0].content[0].type cannot be used here'],
		['video', { role: 'user', content: [{ type: 'video_url' }] }, 'messages[0].content[0].type cannot be used here'],
		['no address', { role: 'user', content: [{ type: 'image_url', image_url: {} }] }, 'messages[0].content[0].image_url.url must be'],
		[
			'image of the system',
			{ role: 'system', content: [{ type: 'image_url', image_url: 'data:image/png;base64,iVBORw0KGgo=' }] },
			'messages[0].content must hold text alone',
		],
		['spoken answer', { role: 'assistant', audio: { id: 'a' } }, 'messages[0].audio cannot be used here'],
		['result without its call', { role: 'tool', content: 'x' }, 'messages[0].tool_call_id must be'],
		[
			'call of another kind',
			{ role: 'assistant', tool_calls: [{ id: 'a', type: 'custom', custom: {} }] },
			'messages[0].tool_calls[0].type cannot',
		],
		[
			'call without a name',
			{ role: 'assistant', tool_calls: [{ id: 'a', function: { arguments: '' } }] },
			'messages[0].tool_calls[0].function.name must',
		],
		[
			'arguments',
			{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f', arguments: 5 } }] },
			'messages[0].tool_calls[0].function.arguments must',
		],
		['nothing said', { role: 'user', content: '' }, 'messages must say something'],
	])('what is wrong is named by its path: %s', (_what, message, words) => {
		expect(failure(() => messages(message))).toContain(words);
	});
});

describe('tools and the form of the answer', () => {
	test('of two tools with one name, which vendors refuse, the last one holds', () => {
		const tool = (name: string, description: string) => ({ type: 'function', function: { name, description } });
		for (const asked of [
			{ tools: [tool('a', 'old'), tool('b', 'b'), tool('a', 'new')] },
			{
				functions: [
					{ name: 'a', description: 'old' },
					{ name: 'b', description: 'b' },
					{ name: 'a', description: 'new' },
				],
			},
		]) {
			const { tools } = read(asked).prompt;
			expect(tools.map(({ name, description }) => [name, description])).toEqual([
				['a', 'new'],
				['b', 'b'],
			]);
		}
	});

	const tool = (name: string, also = {}) => ({
		type: 'function',
		function: { name, description: 'Does.', parameters: { type: 'object' }, strict: true, ...also },
	});
	const choice = (value: unknown, ...names: string[]) => read({ tools: names.map((name) => tool(name)), tool_choice: value }).prompt;

	test('functions with and without words and parameters', () => {
		expect(read({ tools: [tool('a'), { type: 'function', function: { name: 'b', parameters: null } }] }).prompt.tools).toEqual([
			{ name: 'a', description: 'Does.', parameters: { type: 'object' } },
			{ name: 'b', description: '', parameters: { type: 'object', properties: {} } },
		]);
		expect(read({ tools: null, tool_choice: null }).prompt).toMatchObject({ tools: [], toolChoice: 'auto' });
	});

	test.each<[unknown, unknown]>([
		['auto', 'auto'],
		['none', 'none'],
		['required', 'required'],
		['any', 'required'],
		[{ type: 'function', function: { name: 'b' } }, { name: 'b' }],
		[{ type: 'function', name: 'b' }, { name: 'b' }],
	])('tool_choice %j', (given, chosen) => {
		expect(choice(given, 'a', 'b').toolChoice).toEqual(chosen);
	});

	test('allowed tools take the others away', () => {
		const allowed = { type: 'allowed_tools', allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'b' } }] } };
		expect(choice(allowed, 'a', 'b')).toMatchObject({ toolChoice: 'required', tools: [{ name: 'b' }] });
	});

	test('functions of before tools are answered in their form', () => {
		const request = read({ functions: [{ name: 'f', parameters: {} }], function_call: { name: 'f' } });
		expect(request.prompt).toMatchObject({ tools: [{ name: 'f' }], toolChoice: { name: 'f' }, wishes: { parallelToolCalls: false } });
		expect(request.echo).toMatchObject({ legacy: true });
	});

	test.each<[object, string]>([
		[{ tools: [{ type: 'custom', custom: { name: 'x' } }] }, 'tools[0].type cannot be used here'],
		[{ tools: [{ type: 'web_search' }] }, 'tools[0].type cannot be used here'],
		[{ tools: [{ function: { name: 'x' } }] }, 'tools[0].type must be "function"'],
		[{ tools: [tool('')] }, 'tools[0].function.name must be'],
		[{ tools: [tool('a', { parameters: [] })] }, 'tools[0].function.parameters must be a JSON object'],
		[{ tools: [tool('a')], tool_choice: 'sometimes' }, 'tool_choice must be'],
		[{ tools: [tool('a')], tool_choice: { type: 'function', function: { name: 'z' } } }, 'tool_choice must name one of the tools, not "z"'],
		[{ tool_choice: 'required' }, 'tool_choice must not ask for a call'],
		[{ tools: [tool('a')], tool_choice: { type: 'custom', custom: { name: 'a' } } }, 'tool_choice.type cannot'],
		[{ response_format: { type: 'grammar' } }, 'response_format.type must be'],
		[{ response_format: { type: 'json_schema' } }, 'response_format.json_schema must be'],
	])('%j is refused', (also, words) => {
		expect(failure(() => read(also))).toContain(words);
	});

	test('response_format', () => {
		const wish = (format: unknown) => read({ response_format: format }).prompt.wishes?.format;
		expect(wish({ type: 'text' })).toBeUndefined();
		expect(wish({ type: 'json_object' })).toEqual({ kind: 'json' });
		const schema = { type: 'object', properties: {} };
		const described = { name: 'city', description: 'A city.', schema, strict: true };
		expect(wish({ type: 'json_schema', json_schema: described })).toEqual({ kind: 'schema', ...described });
		expect(wish({ type: 'json_schema', json_schema: { name: 'city', schema } })).toEqual({
			kind: 'schema',
			name: 'city',
			schema,
			strict: false,
		});
		expect(wish({ type: 'json_schema', json_schema: { name: 'any' } })).toEqual({ kind: 'json' });
	});
});

describe('the rest of a request', () => {
	test('wishes', () => {
		const asked = { max_tokens: 5, temperature: 0, top_p: 1, stop: 'END', seed: -3, parallel_tool_calls: false };
		expect(read(asked).prompt.wishes).toEqual({
			maxOutputTokens: 5,
			temperature: 0,
			topP: 1,
			stop: ['END'],
			seed: -3,
			parallelToolCalls: false,
		});
		expect(read({ max_tokens: 5, max_completion_tokens: 9, stop: ['a', '', 'b'] }).prompt.wishes).toEqual({
			maxOutputTokens: 9,
			stop: ['a', 'b'],
		});
		const nothing = {
			max_tokens: null,
			temperature: null,
			top_p: null,
			stop: null,
			seed: null,
			parallel_tool_calls: null,
			n: null,
			stream: null,
		};
		expect(read({ ...nothing, stream_options: null, response_format: null, reasoning_effort: null }).prompt.wishes).toBeUndefined();
	});

	test('-1 for the length is no limit, as clients of local servers write it', () => {
		expect(read({ max_tokens: -1 }).prompt.wishes).toBeUndefined();
		expect(read({ max_completion_tokens: -1, max_tokens: 50 }).prompt.wishes).toEqual({ maxOutputTokens: 50 });
		expect(() => read({ max_tokens: -2 })).toThrow('max_tokens must be a whole number of at least 1');
	});

	test('model, stream, usage, effort and the name of the conversation', () => {
		expect(read({ stream: true, stream_options: { include_usage: true }, reasoning_effort: 'high' })).toMatchObject({
			model: 'routoo/auto',
			stream: true,
			effort: 'high',
			conversationId: null,
			echo: { usage: true, legacy: false },
		});
		expect(read({ reasoning: { effort: 'low', max_tokens: 5 } }).effort).toBe('low');
		expect(read({ reasoning: true }).effort).toBeNull();
	});

	test.each<[object, string | null]>([
		[{ reasoning_effort: '', reasoning: { max_tokens: 20_000 } }, 'high'],
		[{ reasoning: { enabled: false } }, 'none'],
		[{ thinking: { type: 'enabled', budget_tokens: 2048 } }, 'low'],
		[{ thinking: { type: 'disabled' } }, 'none'],
		[{ thinking: 'on' }, null],
		[{ extra_body: { google: { thinking_config: { thinking_level: 'HIGH' } } } }, 'high'],
		[{ google: { thinking_config: { thinking_budget: 8192 } } }, 'medium'],
		[{ google: { thinking_config: { thinking_budget: -1 } } }, null],
		[{ enable_thinking: false }, 'none'],
		[{ enable_thinking: true, thinking_budget: 1000 }, 'low'],
		[{ enable_thinking: true }, null],
		[{ reasoning_effort: 'low', thinking: { budget_tokens: 30_000 } }, 'low'],
	])('the effort of %j', (also, effort) => {
		expect(read(also).effort).toBe(effort);
		expect(read({ session_id: 's1' }).conversationId).toBe('s1');
		expect(read({}, { 'x-session-affinity': 's2' }).conversationId).toBe('s2');
		expect(read({ prompt_cache_key: 'my-app', user: 'me' }).conversationId).toBeNull();
	});

	test('what changes no answer is ignored, as is what nobody knows', () => {
		const ignored = {
			user: 'u',
			store: true,
			metadata: { a: 'b' },
			service_tier: 'flex',
			prompt_cache_key: 'k',
			verbosity: 'low',
			logit_bias: {},
		};
		const more = {
			prediction: { type: 'content', content: 'x' },
			presence_penalty: 1,
			frequency_penalty: 1,
			safety_identifier: 's',
			modalities: ['text'],
		};
		expect(read({ ...ignored, ...more, n: 1, logprobs: false, top_logprobs: 0, extra_body: { x: 1 }, provider: { order: [] } })).toEqual(
			read(),
		);
	});

	test.each<[object, string]>([
		[{ n: 2 }, 'n cannot be used here'],
		[{ n: 0 }, 'n must be a whole number of at least 1'],
		[{ logprobs: true }, 'logprobs cannot'],
		[{ top_logprobs: 3 }, 'logprobs cannot'],
		[{ modalities: ['text', 'audio'] }, 'modalities cannot'],
		[{ web_search_options: {} }, 'web_search_options cannot'],
		[{ moderation: { model: 'm' } }, 'moderation cannot'],
		[{ max_tokens: 0 }, 'max_tokens must be a whole number of at least 1'],
		[{ max_completion_tokens: 1.5 }, 'max_completion_tokens must be'],
		[{ temperature: 3 }, 'temperature must be a number from 0 to 2'],
		[{ temperature: '0' }, 'temperature must be'],
		[{ stop: [1] }, 'stop must be'],
		[{ stream: 'yes' }, 'stream must be true or false'],
		[{ stream_options: [] }, 'stream_options must be a JSON object'],
		[{ reasoning_effort: 3 }, 'reasoning_effort must be a string'],
		[{ model: '' }, 'model must be'],
		[{ model: undefined }, 'model must be'],
		[{ messages: [] }, 'messages must be a list of at least one message'],
		[{ messages: 'hi' }, 'messages must be a list'],
		[{ messages: ['hi'] }, 'messages[0] must be a JSON object'],
	])('%j is refused', (also, words) => {
		expect(failure(() => read(also))).toContain(words);
	});

	test('a body that is no object', () => {
		for (const body of [null, 'x', 5, [], undefined])
			expect(failure(() => completionsWire.read(body, {}))).toContain('The body must be a JSON object');
	});
});
