import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messagesWire } from '../../../../src/serve/wires/messages/wire.ts';
import { WIRES } from '../../../../src/serve/wires.ts';
import { FakeAgent } from '../../../support/agent.ts';
import { TestEndpoint } from '../../../support/serve/endpoint.ts';
import { failure } from './messages-support.ts';

const USER = { role: 'user', content: 'hi' };
const read = (also: object = {}, headers = {}) =>
	messagesWire.read({ model: 'routoo/auto', max_tokens: 100, messages: [USER], ...also }, headers);
const tool = (name: string, also: object = {}) => ({ name, description: `Does ${name}.`, input_schema: { type: 'object' }, ...also });
const names = (also: object) => read(also).prompt.tools.map(({ name }) => name);
const SEARCH = { type: 'web_search_20250305', name: 'web_search' };

describe('tools', () => {
	test('custom ones with their schema', () => {
		const schema = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
		expect(
			read({ tools: [tool('read', { type: 'custom', input_schema: schema, strict: true }), { name: 'list', input_schema: {} }] }).prompt
				.tools,
		).toEqual([
			{ name: 'read', description: 'Does read.', parameters: schema },
			{ name: 'list', description: '', parameters: {} },
		]);
	});

	test.each([
		['bash_20250124', 'bash', []],
		['text_editor_20250124', 'str_replace_editor', ['command', 'path']],
		['text_editor_20250728', 'str_replace_based_edit_tool', ['command', 'path']],
		['memory_20250818', 'memory', ['command']],
	])('%s, which the client runs itself, gets its arguments written out', (type, name, required) => {
		const [one] = read({ tools: [{ type, name }] }).prompt.tools;
		expect(one).toMatchObject({ name, parameters: { type: 'object', required } });
		expect(one!.description).not.toBe('');
		const commands = (one!.parameters.properties as { command: { enum?: string[] } }).command.enum ?? [];
		expect(commands.includes('undo_edit')).toBe(type === 'text_editor_20250124');
	});

	test('those of the vendor’s machines are left out beside others, and refused where the request is about them', () => {
		expect(names({ tools: [SEARCH, tool('read')] })).toEqual(['read']);
		expect(failure(() => read({ tools: [SEARCH] }))).toContain('tools.0.type cannot be used here: tools of this kind run on');
		expect(failure(() => read({ tools: [tool('read'), SEARCH], tool_choice: { type: 'tool', name: 'web_search' } }))).toContain(
			'tool_choice.name cannot',
		);
		expect(failure(() => read({ tools: [{ type: 'computer_20250124', name: 'computer' }] }))).toContain('tools.0.type cannot');
	});

	test('those held back are offered when the conversation names them', () => {
		const tools = [tool('read'), tool('fetch', { defer_loading: true }), tool('spare', { defer_loading: true })];
		const call = { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'read', input: {} }] };
		const found = { type: 'tool_result', tool_use_id: 'c', content: [{ type: 'tool_reference', tool_name: 'fetch' }] };
		expect(names({ tools })).toEqual(['read']);
		const messages = [USER, call, { role: 'user', content: [found, { type: 'text', text: 'Tool loaded.' }] }];
		expect(names({ tools, messages })).toEqual(['read', 'fetch']);
		expect(read({ tools, messages }).prompt.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
		// Where the vendor itself would look for them nobody can.
		expect(names({ tools: [...tools, { type: 'tool_search_tool_regex_20251119', name: 'search' }] })).toEqual(['read', 'fetch', 'spare']);
		expect(names({ tools, tool_choice: { type: 'tool', name: 'spare' } })).toEqual(['read', 'spare']);
		const change = (type: string, named: object) => ({ role: 'system', content: [{ type, tool: named }] });
		expect(
			names({
				tools,
				messages: [
					USER,
					change('tool_addition', { type: 'tool_reference', name: 'spare' }),
					change('tool_addition', { type: 'tool_definition', definition: tool('new') }),
					change('tool_removal', { type: 'tool_reference', name: 'read' }),
				],
			}),
		).toEqual(['spare', 'new']);
	});

	test.each([
		[{ type: 'auto' }, 'auto', undefined],
		[{ type: 'any', disable_parallel_tool_use: true }, 'required', false],
		[{ type: 'none' }, 'none', undefined],
		[{ type: 'tool', name: 'read' }, { name: 'read' }, undefined],
	])('choice %j', (given, choice, parallelToolCalls) => {
		const { prompt } = read({ tools: [tool('read')], tool_choice: given });
		expect([prompt.toolChoice, prompt.wishes?.parallelToolCalls]).toEqual([choice, parallelToolCalls]);
	});
});

test('wishes', () => {
	const schema = { type: 'object', properties: {} };
	const format = { type: 'json_schema', schema };
	const { prompt } = read({ temperature: 0.5, top_p: 0.9, top_k: 5, stop_sequences: ['END', ''], output_config: { format } });
	const wanted = { kind: 'schema', name: 'answer', schema, strict: true };
	expect(prompt.wishes).toEqual({ maxOutputTokens: 100, temperature: 0.5, topP: 0.9, stop: ['END'], format: wanted });
	expect(read({ output_format: format }).prompt.wishes).toMatchObject({ format: wanted });
	expect(read({ max_tokens: undefined }).prompt).not.toHaveProperty('wishes');
});

test.each<[object, string | null, string]>([
	[{}, null, 'hidden'],
	[{ thinking: { type: 'disabled' } }, 'none', 'hidden'],
	[{ thinking: { type: 'adaptive', display: 'omitted' }, output_config: { effort: 'xhigh' } }, 'xhigh', 'omitted'],
	[{ thinking: { type: 'adaptive' } }, null, 'shown'],
	[{ thinking: { type: 'enabled', budget_tokens: 2000 } }, 'low', 'shown'],
	[{ thinking: { type: 'enabled', budget_tokens: 10_000 } }, 'medium', 'shown'],
	[{ thinking: { type: 'enabled', budget_tokens: 31_999 } }, 'high', 'shown'],
	[
		{ output_config: { effort: 'high' }, messages: [USER, { role: 'system', content: 'x', output_config: { effort: 'low' } }] },
		'low',
		'hidden',
	],
	[{ messages: [USER, { role: 'assistant', content: [{ type: 'thinking', thinking: '', signature: 'x' }] }, USER] }, null, 'shown'],
])('effort and thinking of %j', (also, effort, thinking) => {
	const request = read(also);
	expect([request.effort, request.echo]).toEqual([effort, { thinking }]);
});

test.each<[object, object, string | null]>([
	[{}, {}, null],
	[{ metadata: { user_id: 'ann' } }, {}, null],
	[{ metadata: { user_id: '{"device_id":"d","session_id":"s-1"}' } }, {}, 's-1'],
	[{ metadata: { user_id: 'user_ab_account__session_0a1b2c3d-4e5f' } }, {}, '0a1b2c3d-4e5f'],
	[{ metadata: { user_id: '{"session_id":7}' } }, {}, null],
	[{}, { 'x-claude-code-session-id': 's-2', 'x-claude-code-agent-id': 'a-1' }, 's-2/a-1'],
	[{ metadata: 'odd' }, { 'x-claude-code-agent-id': 'a-1' }, null],
])('the conversation of %j, %j', (also, headers, id) => {
	expect(read(also, headers).conversationId).toBe(id);
});

const image = (source: object) => ({ messages: [USER, { role: 'user', content: [{ type: 'image', source }] }] });
const document = (source: object) => ({ messages: [{ role: 'user', content: [{ type: 'document', source }] }] });
test.each<[object, string]>([
	[{ messages: [] }, 'messages must be a list of at least one message.'],
	[{ messages: [{ role: 'user', content: [] }] }, 'messages must say something; all of them are empty.'],
	[{ model: '' }, 'model must be a string that is not empty.'],
	[{ stream: 'yes' }, 'stream must be true or false.'],
	[{ max_tokens: 0 }, 'max_tokens cannot be used here: an answer of no tokens only fills a vendor’s cache.'],
	[{ max_tokens: 1.5 }, 'max_tokens must be a whole number of at least 0.'],
	[{ messages: [{ role: 'tool', content: 'x' }] }, 'messages.0.role must be "user", "assistant" or "system", not "tool".'],
	[{ messages: [{ role: 'user', content: 5 }] }, 'messages.0.content must be a string or a list of blocks.'],
	[{ messages: [{ role: 'user', content: ['x'] }] }, 'messages.0.content.0 must be a JSON object.'],
	[
		image({ type: 'url', url: 'https://example.com/a.png' }),
		'messages.1.content.0.source cannot be used here: Routoo fetches no addresses.',
	],
	[image({ type: 'file', file_id: 'f' }), 'messages.1.content.0.source cannot be used here: Routoo keeps no files.'],
	[
		image({ type: 'base64', media_type: 'image/png', data: '§' }),
		'messages.1.content.0.source.data must hold an image in base64; this is none.',
	],
	[
		document({ type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' }),
		'messages.0.content.0.source cannot be used here: Routoo reads no PDF.',
	],
	[document({ type: 'url', url: 'https://example.com' }), 'messages.0.content.0.source cannot be used here: Routoo fetches no addresses.'],
	[
		{ messages: [{ role: 'user', content: [{ type: 'container_upload', file_id: 'f' }] }] },
		'messages.0.content.0 cannot be used here: files on a vendor’s machines are not reached.',
	],
	[
		{ messages: [{ role: 'assistant', content: [{ type: 'tool_use', name: 'f', input: {} }] }] },
		'messages.0.content.0.id must be a string that is not empty.',
	],
	[
		{ messages: [{ role: 'user', content: [{ type: 'tool_result', content: 'x' }] }] },
		'messages.0.content.0.tool_use_id must be a string that is not empty.',
	],
	[{ system: [{ type: 'image' }] }, 'system.0.type must be "text", not "image".'],
	[{ tools: [{ name: 'x' }] }, 'tools.0.input_schema must be a JSON Schema, an object.'],
	[{ tool_choice: { type: 'any' } }, 'tool_choice.type must not ask for a call where there are no tools.'],
	[{ tools: [tool('a')], tool_choice: { type: 'tool', name: 'b' } }, 'tool_choice.name must name one of the tools, not "b".'],
	[{ mcp_servers: [{ url: 'x' }] }, 'mcp_servers cannot be used here: Anthropic’s own machines would call them.'],
	[{ container: 'c' }, 'container cannot be used here: containers run on Anthropic’s own machines.'],
	[{ inference_geo: 'us' }, 'inference_geo cannot be used here: Routoo cannot promise where a model runs.'],
	[{ output_config: { format: { type: 'x' } } }, 'output_config.format.type must be "json_schema".'],
])('%j is refused in words', (also, words) => {
	expect(failure(() => read(also))).toBe(words);
});

describe('over the endpoint', () => {
	const agent = new FakeAgent();
	let endpoint: TestEndpoint;
	beforeEach(async () => {
		endpoint = await TestEndpoint.start(agent, { wires: WIRES });
	});
	afterEach(() => endpoint.close());

	test('tokens are counted of system text, messages, tools and images, with or without max_tokens', async () => {
		const count = async (also: object) => {
			const { text } = await endpoint.send('/v1/messages/count_tokens?beta=true', {
				body: { model: 'claude-x', messages: [USER], ...also },
			});
			return (JSON.parse(text) as { input_tokens: number }).input_tokens;
		};
		const alone = await count({});
		expect(alone).toBeGreaterThan(0);
		expect(await count({ system: 'x'.repeat(100) })).toBeGreaterThanOrEqual(alone + 100);
		expect(await count({ tools: [tool('read')] })).toBeGreaterThan(alone + 20);
		const source = { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' };
		expect(await count({ messages: [USER, { role: 'user', content: [{ type: 'image', source }] }] })).toBeGreaterThan(alone + 50);
		expect(agent.asked).toEqual([]);
	});

	test('what is wrong, a wrong key and a wrong path are told in this wire’s form', async () => {
		const headers = { 'anthropic-version': '2023-06-01' };
		const told = async (path: string, sent: Parameters<TestEndpoint['send']>[1]) => {
			const { status, text } = await endpoint.send(path, { headers, ...sent });
			return [status, JSON.parse(text)];
		};
		expect(await told('/v1/messages', { body: { model: 'm', messages: [{ role: 'x' }] } })).toEqual([
			400,
			{
				type: 'error',
				error: { type: 'invalid_request_error', message: expect.stringContaining('messages.0.role must be') },
				request_id: null,
			},
		]);
		expect(await told('/v1/messages', { body: {}, key: 'wrong' })).toMatchObject([401, { error: { type: 'authentication_error' } }]);
		expect(await told('/v1/messages/batches', { body: {} })).toMatchObject([404, { error: { type: 'not_found_error' } }]);
	});
});
