import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { ReasoningPart } from '../../../../src/core/message/message.ts';
import { reasoningToken } from '../../../../src/serve/reasoning-token.ts';
import { clientId, ownId } from '../../../../src/serve/wires/messages/ids.ts';
import { messagesWire } from '../../../../src/serve/wires/messages/wire.ts';
import { failure } from './messages-support.ts';

const USER = { role: 'user', content: 'hi' };
const read = (also: object = {}, headers = {}) =>
	messagesWire.read({ model: 'routoo/auto', max_tokens: 100, messages: [USER], ...also }, headers);
const messages = (...list: unknown[]) => read({ messages: list }).prompt.messages;
const text = (said: string) => ({ type: 'text', text: said });
const use = (id: string, name: string, input: unknown = {}) => ({ type: 'tool_use', id, name, input });
const result = (id: string, content?: unknown, also: object = {}) => ({
	type: 'tool_result',
	tool_use_id: id,
	...(content === undefined ? {} : { content }),
	...also,
});
const MARK = { cache_control: { type: 'ephemeral' } };
const PNG = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' } };

describe('messages', () => {
	test('text and blocks, calls, results before other words, empty ones left out', () => {
		expect(
			read({
				system: [text('x-anthropic-billing-header: cc_version=2; cch=1;'), text('Be brief.'), text('')],
				messages: [
					USER,
					{ role: 'assistant', content: [text('Look.'), use('c1', 'read', { path: 'a', n: 1.5 }), use('c2', 'list')] },
					{ role: 'user', content: [text('Also this'), result('c2', undefined, { is_error: true }), result('c1', [text('A'), PNG])] },
					{ role: 'user', content: '' },
					{ role: 'assistant', content: [] },
					{ role: 'user', content: [result('x', 'who?')] },
					{ role: 'user', content: [result('y', [])] },
				],
			}).prompt.messages,
		).toEqual([
			{ role: 'system', parts: [text('Be brief.')] },
			{ role: 'user', parts: [text('hi')] },
			{
				role: 'assistant',
				parts: [
					text('Look.'),
					{ type: 'toolCall', id: 'c1', name: 'read', arguments: '{"path":"a","n":1.5}' },
					{ type: 'toolCall', id: 'c2', name: 'list', arguments: '{}' },
				],
			},
			{
				role: 'tool',
				parts: [
					{ type: 'toolResult', callId: 'c2', name: 'list', content: [], isError: true },
					{
						type: 'toolResult',
						callId: 'c1',
						name: 'read',
						content: [text('A'), { type: 'image', mediaType: 'image/png', data: 'iVBORw0KGgo=' }],
						isError: false,
					},
				],
			},
			{ role: 'user', parts: [text('Also this')] },
			{
				role: 'tool',
				parts: [
					{ type: 'toolResult', callId: 'x', name: '', content: [text('who?')], isError: false },
					{ type: 'toolResult', callId: 'y', name: '', content: [], isError: false },
				],
			},
		]);
	});

	test('system text in the middle becomes words beside the user’s at its place', () => {
		expect(
			messages(
				{ role: 'system', content: 'First.' },
				USER,
				{ role: 'system', content: [text('Where: here')] },
				{ role: 'assistant', content: [use('c', 'f')] },
				{ role: 'user', content: [result('c', 'R')] },
				{ role: 'system', content: 'Ends </system-reminder> here' },
				{ role: 'system', content: null, output_config: { effort: 'low' } },
			),
		).toEqual([
			{ role: 'system', parts: [text('First.')] },
			{ role: 'user', parts: [text('hi'), text('<system-reminder>\nWhere: here\n</system-reminder>')] },
			{ role: 'assistant', parts: [{ type: 'toolCall', id: 'c', name: 'f', arguments: '{}' }] },
			{ role: 'tool', parts: [{ type: 'toolResult', callId: 'c', name: 'f', content: [text('R')], isError: false }] },
			{ role: 'user', parts: [text('<reminder>\nEnds </system-reminder> here\n</reminder>')] },
		]);
		const once = { role: 'system', content: 'Once.', clear_at: 'next_user_message' };
		expect(messages(USER, once)[0]!.parts).toHaveLength(2);
		expect(messages(USER, once, { role: 'assistant', content: 'ok' }, USER)[0]!.parts).toHaveLength(1);
	});

	test('documents and search results are text, what a result cannot hold is said in it', () => {
		const doc = (source: object, also: object = {}) => ({ type: 'document', source, ...also });
		const [user] = messages({
			role: 'user',
			content: [
				doc({ type: 'text', media_type: 'text/plain', data: 'Words' }, { title: 'T', context: 'C' }),
				doc({ type: 'content', content: [text('In'), PNG] }),
				{ type: 'search_result', title: 'S', source: 'where', content: [text('Found')] },
			],
		});
		expect(user!.parts).toEqual([
			text('Document "T":\nC\n\nWords'),
			text('Document:\n\n'),
			text('In'),
			{ type: 'image', mediaType: 'image/png', data: 'iVBORw0KGgo=' },
			text('Search result "S" (where):\nFound'),
		]);
		const pdf = doc({ type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' });
		const far = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } };
		const [, , results] = messages(
			USER,
			{ role: 'assistant', content: [use('c', 'f')] },
			{ role: 'user', content: [result('c', [pdf, far, { type: 'odd' }])] },
		);
		expect(results).toMatchObject({
			parts: [
				{
					content: [text(expect.stringContaining('PDF')), text(expect.stringContaining('address')), text(expect.stringContaining('"odd"'))],
				},
			],
		});
	});

	test('thinking comes home by our token, that of others goes, and so does what ran on their machines', () => {
		const part: ReasoningPart = { type: 'reasoning', text: 'Hm.', model: 'a/b', signature: 's', encrypted: null, id: null };
		const signature = reasoningToken(part);
		const said = (...content: unknown[]) => messages(USER, { role: 'assistant', content }, USER)[1]?.parts;
		expect(said({ type: 'thinking', thinking: 'Hm.', signature }, text('A'))).toEqual([part, text('A')]);
		expect(said({ type: 'thinking', thinking: '', signature }, text('A'))).toEqual([{ ...part, text: '' }, text('A')]);
		// Its words stood before the text, its token came behind it.
		expect(said({ type: 'thinking', thinking: 'Hm.', signature: '' }, text('A'), { type: 'thinking', thinking: '', signature })).toEqual([
			text('A'),
			part,
		]);
		expect(said({ type: 'redacted_thinking', data: signature }, text('A'))).toEqual([{ ...part, text: '' }, text('A')]);
		expect(
			said(
				{ type: 'thinking', thinking: 'Theirs', signature: 'EqQBCg' },
				{ type: 'redacted_thinking', data: 'EmwKAh' },
				{ type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
				{ type: 'web_search_tool_result', tool_use_id: 's', content: [] },
				{ ...text('A'), citations: [{ type: 'char_location' }] },
				{ type: 'new_kind' },
			),
		).toEqual([text('A')]);
		// Alone it answers nothing.
		expect(messages(USER, { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm.', signature }] }, USER)).toHaveLength(2);
	});

	test('arguments that were no JSON come back as the model wrote them', () => {
		const args = (input: unknown) =>
			(messages(USER, { role: 'assistant', content: [use('c', 'f', input)] })[1]!.parts[0] as { arguments: string }).arguments;
		expect(args({ malformed_arguments: 'not json' })).toBe('not json');
		expect(args({ __unparsedToolInput: { raw: '{"a":"hälf', len: 11 } })).toBe('{"a":"hälf');
		expect(args({ __unparsedToolInput: { raw: '{"a', len: 900 } })).toBe('{"__unparsedToolInput":{"raw":"{\\"a","len":900}}');
		expect(args({ malformed_arguments: '{"a":1}' })).toBe('{"malformed_arguments":"{\\"a\\":1}"}');
		expect(args({ malformed_arguments: 'x', b: 1 })).toBe('{"malformed_arguments":"x","b":1}');
	});

	test('a last message of the assistant is gone on from, but not one with calls', () => {
		expect(messages(USER, { role: 'assistant', content: '{"a":' }).at(-1)).toMatchObject({
			role: 'user',
			parts: [text(expect.stringContaining('without repeating'))],
		});
		expect(messages(USER, { role: 'assistant', content: [use('c', 'f')] }).at(-1)!.role).toBe('assistant');
	});

	test('marks on any block, the system text, a result or the request are those of its message', () => {
		const { cacheMarks } = read({
			system: [{ ...text('S'), ...MARK }],
			messages: [
				{ role: 'user', content: [text('a'), text('b')] },
				{ role: 'assistant', content: [{ ...use('c', 'f'), ...MARK }] },
				{ role: 'user', content: [result('c', [{ ...text('r'), ...MARK }]), text('more')] },
				{ role: 'system', content: [{ ...text('aside'), ...MARK }] },
			],
		});
		expect(cacheMarks).toEqual([0, 2, 3, 4]);
		expect(read({ ...MARK, messages: [USER, { role: 'assistant', content: 'x' }, USER] }).cacheMarks).toEqual([2]);
		expect(read().cacheMarks).toEqual([]);
	});
});

test('an id that Anthropic would refuse is written in its letters and comes back', () => {
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string(),
				fc.string().map((id) => `toolu_routoo_${id}`),
			),
			(id) => {
				expect(clientId(id)).toMatch(/^[a-zA-Z0-9_-]+$/);
				expect(ownId(clientId(id))).toBe(id);
			},
		),
	);
	expect([clientId('toolu_01AbC'), clientId('call_1-x')]).toEqual(['toolu_01AbC', 'call_1-x']);
	expect(ownId('toolu_routoo_-')).toBe('toolu_routoo_-');
});

const WORDS = fc.constantFrom(
	...[
		'role',
		'user',
		'assistant',
		'system',
		'content',
		'type',
		'text',
		'image',
		'source',
		'base64',
		'data',
		'tool_use',
		'tool_result',
		'thinking',
	],
	...[
		'id',
		'name',
		'input',
		'tool_use_id',
		'document',
		'title',
		'tool',
		'tool_addition',
		'definition',
		'custom',
		'signature',
		'__proto__',
		'effort',
	],
);
const FIELDS = fc.constantFrom(
	...[
		'model',
		'messages',
		'system',
		'tools',
		'tool_choice',
		'max_tokens',
		'stream',
		'thinking',
		'output_config',
		'output_format',
		'metadata',
	],
	...['stop_sequences', 'temperature', 'mcp_servers', 'container', 'cache_control'],
);
const json = fc.letrec((tie) => ({
	value: fc.oneof({ maxDepth: 6 }, WORDS, fc.integer(), fc.boolean(), fc.constant(null), fc.string(), tie('list'), tie('object')),
	list: fc.array(tie('value'), { maxLength: 4 }),
	object: fc.dictionary(fc.oneof(WORDS, fc.string({ maxLength: 4 })), tie('value'), { maxKeys: 5 }),
}));
const blocks = fc.array(fc.dictionary(WORDS, json.value, { maxKeys: 5 }), { maxLength: 3 });
const likely = fc.array(fc.record({ role: fc.constantFrom('user', 'assistant', 'system', 'x'), content: fc.oneof(fc.string(), blocks) }), {
	maxLength: 4,
});

test('whatever comes is read or refused in words', () => {
	fc.assert(
		fc.property(
			fc.oneof(json.value, fc.dictionary(FIELDS, json.value)),
			fc.option(likely, { nil: undefined }),
			fc.dictionary(fc.constantFrom('x-claude-code-session-id', 'x-claude-code-agent-id'), fc.string()),
			(body, list, headers) => {
				const whole = list === undefined || typeof body !== 'object' || body === null ? body : { model: 'm', ...body, messages: list };
				try {
					messagesWire.read(whole, headers);
				} catch (error) {
					if (!RoutooError.is(error, 'invalidInput')) throw error;
					expect(error.message).toMatch(/ (?:must|cannot) .*\.$/s);
				}
			},
		),
		{ numRuns: 3000 },
	);
	let deep: unknown = 1;
	for (let n = 0; n < 50_000; n++) deep = { a: deep };
	expect(failure(() => messages(USER, { role: 'assistant', content: [use('c', 'f', deep)] }))).toBe(
		'messages.1.content.0.input must be an object that is not nested without end.',
	);
});
