import { describe, expect, test } from 'vitest';
import type { AnswerPart, ReasoningPart, ToolCallPart } from '../../../../src/core/message/message.ts';
import { reasoningToken } from '../../../../src/serve/reasoning-token.ts';
import { messagesWire } from '../../../../src/serve/wires/messages/wire.ts';
import { answered, NOTE, type Said, started, written } from './support.ts';

const STRICT = { name: 'strict', input_schema: { type: 'object', required: ['a'] } };
const LOOSE = { name: 'loose', input_schema: { type: 'object' } };
const request = (also: object = {}) =>
	messagesWire.read({ model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }], tools: [STRICT, LOOSE], ...also }, {});
const call = (name: string, args: string, id = 'c1'): ToolCallPart => ({ type: 'toolCall', id, name, arguments: args });
const piece = (id: string, name: string, text: string): Said => ({ kind: 'piece', id, name, text });
const whole = (part: ToolCallPart): Said => ({ kind: 'call', call: part });
const text = (said: string): AnswerPart => ({ type: 'text', text: said });
const THOUGHT: ReasoningPart = { type: 'reasoning', text: 'Hm.', model: 'a/b', signature: 's', encrypted: null, id: null };
const SHOWN = { thinking: { type: 'enabled', budget_tokens: 2000 } };
const OMITTED = { thinking: { type: 'adaptive', display: 'omitted' } };

interface Event {
	readonly type: string;
	readonly index?: number;
	readonly delta?: Readonly<Record<string, unknown>>;
	readonly content_block?: Readonly<Record<string, unknown>>;
	readonly usage?: object;
	readonly message?: Readonly<Record<string, unknown>>;
}
const events = (bytes: string): readonly Event[] =>
	bytes
		.split('\n\n')
		.filter((frame) => frame !== '')
		.map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as Event);

/** Blocks and deltas, in short. */
function shown(said: readonly Said[], parts: readonly AnswerPart[], also: object = {}, ended?: 'length' | 'filter'): readonly unknown[] {
	const stream = messagesWire.stream(started(request(also)));
	const answer = answered(parts, ended === undefined ? {} : { ended });
	return events(written(stream, said).join('') + stream.end(answer)).flatMap(({ type, index, delta, content_block: block }) => {
		if (type === 'content_block_start') return [[index, block?.type, block?.name].filter((one) => one !== undefined)];
		if (type === 'content_block_delta') return [delta?.text ?? delta?.thinking ?? delta?.partial_json ?? delta?.signature];
		if (type === 'content_block_stop') return ['.'];
		return type === 'message_delta' ? [delta?.stop_reason] : [];
	});
}

test('a stream byte for byte', () => {
	const stream = messagesWire.stream(started(request(), NOTE));
	const frame = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;
	const [begun] = events(stream.begin());
	expect(begun).toMatchObject({
		type: 'message_start',
		message: {
			id: 'msg_abc123',
			type: 'message',
			role: 'assistant',
			model: 'gpt-5-mini',
			content: [],
			stop_reason: null,
			stop_sequence: null,
		},
	});
	expect(begun!.message!.usage).toMatchObject({ output_tokens: 0, routoo: NOTE });
	expect((begun!.message!.usage as { input_tokens: number }).input_tokens).toBeGreaterThan(50);
	expect(stream.text('Hel\n')).toBe(
		frame('content_block_start', { index: 0, content_block: { type: 'text', text: '', citations: null } }) +
			frame('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Hel\n' } }),
	);
	expect(stream.ping()).toBe(frame('ping', {}));
	const [stop, last, over, ...nothing] = events(stream.end(answered([text('Hel\n')], { ended: 'length' })));
	expect([stop, over, nothing]).toEqual([{ type: 'content_block_stop', index: 0 }, { type: 'message_stop' }, []]);
	expect(last).toMatchObject({ type: 'message_delta', delta: { stop_reason: 'max_tokens', stop_sequence: null } });
	expect(last!.usage).toMatchObject({
		...{ input_tokens: 70, cache_read_input_tokens: 30, cache_creation_input_tokens: 20, output_tokens: 50, routoo: NOTE },
		...{ cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 0 }, output_tokens_details: { thinking_tokens: 10 } },
	});
});

test.each<[Parameters<typeof answered>[1], readonly AnswerPart[], string]>([
	[{ ended: 'stop' }, [], 'end_turn'],
	[{ ended: 'stop' }, [call('strict', '{}')], 'tool_use'],
	[{ ended: 'toolCalls' }, [], 'end_turn'],
	[{ ended: 'length' }, [call('strict', '{')], 'max_tokens'],
	[{ ended: 'filter' }, [], 'refusal'],
	// Nothing is left to be run.
	[{ ended: 'toolCalls' }, [call('loose', 'not json')], 'end_turn'],
])('an answer that ended by %j says why, streamed or not', (also, parts, reason) => {
	const answer = answered([text('x'), ...parts], also);
	expect(messagesWire.body(started(request()), answer)).toMatchObject({ type: 'message', stop_reason: reason });
	expect(events(messagesWire.stream(started(request())).end(answer)).at(-2)!.delta!.stop_reason).toBe(reason);
});

test('no event holds half a character: clients in other languages cannot join two', () => {
	const halves = (make: (half: string) => Said): readonly Said[] => ['a\ud83d', '\ude00b'].map(make);
	const args = '{"a":"\ud83d\ude00"}';
	const part = call('strict', args);
	const said = [
		...halves((half) => ({ kind: 'reasoning', text: half })),
		...halves((half) => ({ kind: 'text', text: half })),
		...args.split('').map((unit) => piece('c1', 'strict', unit)),
		whole(part),
	];
	const stream = messagesWire.stream(started(request(SHOWN)));
	const bytes = written(stream, said).join('') + stream.end(answered([text('a😀b'), part]));
	expect(bytes).not.toMatch(/\\ud[89a-f]/i);
	expect(bytes.match(/😀/g)).toHaveLength(3);
});

describe('calls', () => {
	test('pieces go out as they come, those of a later call when the one before is whole', () => {
		const a = call('strict', '{"a":1}', 'a');
		const b = call('strict', '{"b":2}', 'b');
		const stream = messagesWire.stream(started(request()));
		const out = written(stream, [
			piece('a', 'strict', '{"a"'),
			piece('b', 'strict', '{"b"'),
			piece('b', 'strict', ':2}'),
			piece('a', 'strict', ':1}'),
		]);
		expect(out.map((bytes) => events(bytes).map(({ type, index }) => `${type} ${index}`))).toEqual([
			['message_start undefined'],
			['content_block_start 0', 'content_block_delta 0'],
			[],
			[],
			['content_block_delta 0', 'content_block_stop 0', 'content_block_start 1', 'content_block_delta 1'],
		]);
		expect(events(stream.call(a) + stream.call(b) + stream.end(answered([a, b]))).map(({ type }) => type)).toEqual([
			'content_block_stop',
			'message_delta',
			'message_stop',
		]);
	});

	test('an answer that was never told piece by piece is all there at its end', () => {
		expect(shown([], [text('Look.'), call('strict', '{"a":1}')])).toEqual([
			[0, 'text'],
			'Look.',
			'.',
			[1, 'tool_use', 'strict'],
			'{"a":1}',
			'.',
			'tool_use',
		]);
	});

	test.each<[string, string, string]>([
		['nothing at all', '', '{}'],
		['null', 'null', '{}'],
		['an empty object', '{}', '{}'],
		['an empty object before the real one', '{}{"a":1}', '{"a":1}'],
		['a fence', '```json\n{"a":1}\n```', '{"a":1}'],
		['JSON in a string', '"{\\"a\\":1}"', '{"a":1}'],
		['a comma too many', '{"a":[1,2, ],}', '{"a":[1,2]}'],
		['a line break in a string', '{"a":"x\ny"}', '{"a":"x\\ny"}'],
		['marks behind it', '{"a":1}}\n```', '{"a":1}'],
		['closing marks that miss', '{"a":{"b":"x"', '{"a":{"b":"x"}}'],
		['escaped quotes', '{"a":"\\"}{","b":"\\\\"}', '{"a":"\\"}{","b":"\\\\"}'],
	])('%s: the same object streamed and not, in whatever pieces', (_what, args, json) => {
		const part = call('strict', args);
		const value: unknown = JSON.parse(json);
		expect(messagesWire.body(started(request()), answered([part]))).toMatchObject({
			content: [{ type: 'tool_use', input: value }],
			stop_reason: 'tool_use',
		});
		for (let size = 1; size <= args.length + 1; size++) {
			const pieces = args.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
			const [head, ...rest] = shown([...pieces.map((one) => piece('c1', 'strict', one)), whole(part)], [part]);
			expect([head, rest.at(-1)]).toEqual([[0, 'tool_use', 'strict'], 'tool_use']);
			expect(JSON.parse(rest.slice(0, -2).join(''))).toEqual(value);
		}
	});

	test('arguments that nobody can read go to a tool that refuses them; where one would take anything, the user is told', () => {
		const strict = call('strict', 'not json');
		expect(messagesWire.body(started(request()), answered([strict]))).toMatchObject({
			content: [{ input: { malformed_arguments: 'not json' } }],
		});
		expect(shown([whole(strict)], [strict])).toEqual([[0, 'tool_use', 'strict'], '{"malformed_arguments":"not json"}', '.', 'tool_use']);
		const loose = call('loose', 'not json');
		const told = 'The model called loose with arguments that are no JSON object, so it was not run. Send "continue" to try again.';
		expect(messagesWire.body(started(request()), answered([loose]))).toMatchObject({
			content: [{ type: 'text', text: told }],
			stop_reason: 'end_turn',
		});
		expect(shown([whole(loose)], [loose])).toEqual([[0, 'text'], told, '.', 'end_turn']);
	});

	test('a value that was cut off is never completed', () => {
		const cut = call('strict', '{"a":"half');
		expect(shown([piece('c1', 'strict', '{"a":"half'), whole(cut)], [cut], {}, 'length')).toEqual([
			[0, 'tool_use', 'strict'],
			'{"a":"half',
			'.',
			'max_tokens',
		]);
		expect(messagesWire.body(started(request()), answered([cut], { ended: 'length' }))).toMatchObject({
			content: [{ input: { malformed_arguments: '{"a":"half' } }],
		});
		// Its values are whole, but more may have been to come.
		const open = call('strict', '{"a":"x"');
		expect(shown([piece('c1', 'strict', '{"a":"x"'), whole(open)], [open], {}, 'length').slice(1)).toEqual(['{"a":"x"', '.', 'max_tokens']);
		expect(shown([piece('c1', 'strict', '{"a":"x"'), whole(open)], [open]).slice(1)).toEqual(['{"a":"x"', '}', '.', 'tool_use']);
	});
});

describe('thinking', () => {
	const said: Said[] = [
		{ kind: 'reasoning', text: 'H' },
		{ kind: 'reasoning', text: 'm.' },
		{ kind: 'part', part: THOUGHT },
		{ kind: 'text', text: 'Yes.' },
	];
	const parts = [THOUGHT, text('Yes.')];
	const token = reasoningToken(THOUGHT);

	test.each<[string, object, readonly unknown[], readonly object[]]>([
		[
			'shown where asked for',
			SHOWN,
			[[0, 'thinking'], 'H', 'm.', token, '.', [1, 'text'], 'Yes.', '.', 'end_turn'],
			[{ thinking: 'Hm.', signature: token }],
		],
		[
			'without its words where they are not wanted',
			OMITTED,
			[[0, 'thinking'], token, '.', [1, 'text'], 'Yes.', '.', 'end_turn'],
			[{ thinking: '', signature: token }],
		],
		['left out where none is asked for', {}, [[0, 'text'], 'Yes.', '.', 'end_turn'], []],
	])('%s', (_what, also, stream, blocks) => {
		expect(shown(said, parts, also)).toEqual(stream);
		expect(messagesWire.body(started(request(also)), answered(parts))).toMatchObject({
			content: [...blocks, { type: 'text', text: 'Yes.' }],
		});
	});

	test('words that their vendor wants back are carried by whoever shows none', () => {
		const bare = { ...THOUGHT, signature: null };
		const token = reasoningToken(bare);
		expect(
			shown(
				[
					{ kind: 'reasoning', text: 'Hm.' },
					{ kind: 'part', part: bare },
				],
				[bare, text('x')],
				OMITTED,
			).slice(0, 3),
		).toEqual([[0, 'thinking'], 'Hm.', token]);
		expect(messagesWire.body(started(request(OMITTED)), answered([bare, text('x')]))).toMatchObject({
			content: [{ thinking: 'Hm.', signature: token }, {}],
		});
	});

	test('what has no vendor to go back to is shown unsigned, and not at all where its words are not wanted', () => {
		const loose = { ...THOUGHT, model: null, signature: null };
		expect(
			shown(
				[
					{ kind: 'reasoning', text: 'Hm.' },
					{ kind: 'part', part: loose },
					{ kind: 'text', text: 'x' },
				],
				[loose, text('x')],
				SHOWN,
			).slice(0, 3),
		).toEqual([[0, 'thinking'], 'Hm.', '.']);
		expect(messagesWire.body(started(request(OMITTED)), answered([loose, text('x')]))).toMatchObject({ content: [{ type: 'text' }] });
	});
});

test.each([
	['invalidInput', 400, 'invalid_request_error'],
	['tooLarge', 413, 'request_too_large'],
	['wrongKey', 401, 'authentication_error'],
	['auth', 424, 'invalid_request_error'],
	['forbidden', 403, 'permission_error'],
	['modelNotFound', 404, 'not_found_error'],
	['budget', 402, 'billing_error'],
	['quota', 402, 'billing_error'],
	['rateLimit', 429, 'rate_limit_error'],
	['tooManyStreams', 429, 'rate_limit_error'],
	['timeout', 504, 'timeout_error'],
	['server', 502, 'api_error'],
	['cancelled', 503, 'overloaded_error'],
	['constructor', 500, 'api_error'],
])('a failure of the kind %s has the type that libraries know', (kind, status, type) => {
	const failure = { status, kind, words: 'It failed. Try again.', retryAfter: null };
	const body = { type: 'error', error: { type, message: 'It failed. Try again.' }, request_id: null };
	expect(messagesWire.error(failure)).toEqual(body);
	expect(messagesWire.stream(started(request())).failed(failure)).toBe(`event: error\ndata: ${JSON.stringify(body)}\n\n`);
});

test('a conversation that is too long says so in the words that agents look for', () => {
	const failure = { status: 400, kind: 'contextTooLong', words: 'No model reads that much.', retryAfter: null };
	expect(messagesWire.error(failure)).toMatchObject({
		error: { type: 'invalid_request_error', message: 'prompt is too long: No model reads that much.' },
	});
});
