import { expect, test } from 'vitest';
import type { ReasoningPart, ToolCallPart } from '../../../../src/core/message/message.ts';
import { completionsWire } from '../../../../src/serve/wires/completions/wire.ts';
import { answered, events, NOTE, type Said, started, written } from './support.ts';

const request = (also: object = {}) => completionsWire.read({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...also }, {});
const call = (id: string, args: string): ToolCallPart => ({ type: 'toolCall', id, name: `do-${id}`, arguments: args });
const piece = (id: string, text: string): Said => ({ kind: 'piece', id, name: `do-${id}`, text });
const THOUGHT: ReasoningPart = { type: 'reasoning', text: 'Hm.', model: 'a/b', signature: 's', encrypted: null, id: null };

function deltas(said: readonly Said[], also: object = {}): readonly Record<string, unknown>[] {
	const bytes = written(completionsWire.stream(started(request(also))), said).join('');
	return events(bytes).map((chunk) => (chunk as { choices: { delta: Record<string, unknown> }[] }).choices[0]!.delta);
}
const calls = (said: readonly Said[]) =>
	deltas(said).flatMap(({ tool_calls: list }) =>
		list === undefined ? [] : (list as { index: number; id?: string; function: { arguments: string } }[]),
	);

test('a stream byte for byte', () => {
	const stream = completionsWire.stream(started(request({ stream_options: { include_usage: true } })));
	const head = '"id":"chatcmpl-abc123","object":"chat.completion.chunk","created":1790000000,"model":"gpt-5-mini"';
	const delta = (text: string) =>
		`data: {${head},"choices":[{"index":0,"delta":${text},"logprobs":null,"finish_reason":null}],"usage":null}\n\n`;
	expect(stream.begin()).toBe(delta('{"role":"assistant","content":""}'));
	expect(stream.text('Hel\n')).toBe(delta('{"content":"Hel\\n"}'));
	expect(stream.reasoning('Hm')).toBe(delta('{"reasoning_content":"Hm"}'));
	expect(stream.ping()).toBe(': ping\n\n');
	const [finish, usage, done, nothing] = stream.end(answered([{ type: 'text', text: 'Hel\n' }], { ended: 'length' })).split('\n\n');
	expect(finish).toBe(`data: {${head},"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}],"usage":null}`);
	expect(JSON.parse(usage!.slice(6))).toMatchObject({
		choices: [],
		usage: {
			prompt_tokens: 120,
			completion_tokens: 50,
			total_tokens: 170,
			prompt_tokens_details: { cached_tokens: 30 },
			completion_tokens_details: { reasoning_tokens: 10 },
			routoo: NOTE,
		},
	});
	expect([done, nothing]).toEqual(['data: [DONE]', '']);
});

test('without include_usage no chunk speaks of usage', () => {
	const stream = completionsWire.stream(started(request()));
	expect(stream.begin() + stream.end(answered([{ type: 'text', text: 'x' }]))).not.toContain('usage');
});

test.each<[Parameters<typeof answered>[1], readonly ToolCallPart[], string]>([
	[{ ended: 'stop' }, [], 'stop'],
	[{ ended: 'stop' }, [call('a', '{}')], 'tool_calls'],
	[{ ended: 'toolCalls' }, [call('a', '{}')], 'tool_calls'],
	[{ ended: 'toolCalls' }, [], 'stop'],
	[{ ended: 'length' }, [call('a', '{')], 'length'],
	[{ ended: 'filter' }, [], 'content_filter'],
])('an answer that ended by %j says why', (also, parts, reason) => {
	const body = completionsWire.body(started(request()), answered([{ type: 'text', text: 'x' }, ...parts], also));
	expect(body).toMatchObject({ object: 'chat.completion', choices: [{ finish_reason: reason }] });
});

test('pieces of a call go out as they come, a later call when the one before is whole', () => {
	expect(calls([piece('a', '{"x"'), piece('a', ':1}')])).toEqual([
		{ index: 0, id: 'a', type: 'function', function: { name: 'do-a', arguments: '{"x"' } },
		{ index: 0, function: { arguments: ':1}' } },
	]);
	// One behind the other: nothing waits.
	expect(calls([piece('a', '{}'), piece('b', '{"y'), piece('b', '":2}')]).map((one) => one.function.arguments)).toEqual([
		'{}',
		'{"y',
		'":2}',
	]);
	// Mixed: b waits for the end of a, and blanks behind it are not worth a step back.
	const mixed = [piece('a', '{"x"'), piece('b', '{"y"'), piece('a', ':1}'), piece('b', ':2}'), piece('a', '\n')];
	expect(calls(mixed).map(({ index, function: { arguments: text } }) => [index, text])).toEqual([
		[0, '{"x"'],
		[0, ':1}'],
		[1, '{"y"'],
		[1, ':2}'],
	]);
	// Braces in strings close nothing, however many there are.
	const braces = [piece('a', '{"x":"}'), piece('b', '{}'), piece('a', '\\"}"'), piece('a', '}')];
	expect(calls(braces).map(({ index, function: { arguments: text } }) => [index, text])).toEqual([
		[0, '{"x":"}'],
		[0, '\\"}"'],
		[0, '}'],
		[1, '{}'],
	]);
	// Malformed, so only its whole form ends it.
	const odd: Said[] = [
		piece('a', '{"x'),
		piece('b', '{}'),
		{ kind: 'call', call: call('a', '{"x') },
		{ kind: 'call', call: call('b', '{}') },
	];
	expect(calls(odd).map(({ index, function: { arguments: text } }) => [index, text])).toEqual([
		[0, '{"x'],
		[1, '{}'],
	]);
});

test('a call that comes whole, and one without any arguments', () => {
	expect(calls([{ kind: 'call', call: call('a', '') }, piece('b', ''), { kind: 'call', call: call('b', '') }])).toEqual([
		{ index: 0, id: 'a', type: 'function', function: { name: 'do-a', arguments: '{}' } },
		{ index: 1, id: 'b', type: 'function', function: { name: 'do-b', arguments: '' } },
		{ index: 1, function: { arguments: '{}' } },
	]);
});

test('what was never sent is sent at the end', () => {
	const stream = completionsWire.stream(started(request()));
	const parts = [{ type: 'text', text: 'Said late.' } as const, call('a', '{"x":1}')];
	stream.begin();
	const end = stream.end(answered(parts));
	expect(end).toContain('"content":"Said late."');
	expect(end).toContain('{\\"x\\":1}');
	const again = completionsWire.stream(started(request()));
	written(again, [
		{ kind: 'text', text: 'Said late.' },
		{ kind: 'call', call: call('a', '{"x":1}') },
	]);
	expect(again.end(answered(parts))).not.toMatch(/Said late|tool_calls":/);
});

test('halves of a character wait for each other, in text, reasoning and arguments', () => {
	const halves: Said[] = [
		{ kind: 'reasoning', text: 'a\ud83d' },
		{ kind: 'reasoning', text: '\ude00' },
		{ kind: 'text', text: '\ud83d' },
		{ kind: 'text', text: '\ude00b' },
		piece('a', '{"x":"\ud83d'),
		piece('a', '\ude00"}'),
	];
	expect(JSON.stringify(deltas(halves))).not.toMatch(/\\ud[89a-f]/i);
	expect(
		deltas(halves)
			.map(({ content, reasoning_content: thought }) => [content, thought])
			.slice(1, 4),
	).toEqual([
		[undefined, 'a'],
		[undefined, '😀'],
		['😀b', undefined],
	]);
	const alone = completionsWire.stream(started(request()));
	expect(alone.text('\ud83d')).toBe('');
	expect(alone.end(answered([{ type: 'text', text: '\ud83d' }]))).toContain('"content":"\\ud83d"');
});

test('the form of before tools holds one call', () => {
	const legacy = request({ functions: [{ name: 'do-a' }] });
	const stream = completionsWire.stream(started(legacy));
	expect(stream.callDelta('a', 'do-a', '{"x"')).toContain('"delta":{"function_call":{"name":"do-a","arguments":"{\\"x\\""}}');
	expect(stream.callDelta('a', 'do-a', ':1}')).toContain('"delta":{"function_call":{"arguments":":1}"}}');
	expect(stream.call(call('a', '{"x":1}')) + stream.call(call('b', '{}'))).toBe('');
	expect(stream.end(answered([call('a', '{"x":1}'), call('b', '{}')]))).toContain('"finish_reason":"function_call"');
	expect(completionsWire.body(started(legacy), answered([call('a', '{"x":1}'), call('b', '{}')]))).toMatchObject({
		choices: [{ message: { content: null, function_call: { name: 'do-a', arguments: '{"x":1}' } }, finish_reason: 'function_call' }],
	});
});

test('reasoning is written once for the eye and once for its vendor, and a message given back whole brings it home', () => {
	const other: ReasoningPart = { ...THOUGHT, text: 'More.', signature: 't' };
	const unsigned: ReasoningPart = { ...THOUGHT, text: '', model: null };
	const parts = [THOUGHT, { type: 'text', text: 'Yes.' } as const, other, unsigned, call('a', '{}')];
	const body = completionsWire.body(started(request()), answered(parts)) as { choices: { message: object }[] };
	const message = body.choices[0]!.message;
	expect(message).toMatchObject({ content: 'Yes.', reasoning_content: 'Hm.More.', reasoning_details: [{ index: 0 }, { index: 1 }] });
	const back = request({ messages: [{ role: 'user', content: 'hi' }, message] }).prompt.messages[1]!;
	expect(back.parts).toEqual([THOUGHT, other, { type: 'text', text: 'Yes.' }, call('a', '{}')]);
	const said: Said[] = [
		{ kind: 'reasoning', text: 'Hm.' },
		{ kind: 'part', part: THOUGHT },
		{ kind: 'part', part: unsigned },
		piece('a', '{}'),
	];
	const [, thought, signed, opened, ...more] = deltas(said);
	expect([thought, more]).toEqual([{ reasoning_content: 'Hm.' }, []]);
	expect(signed).toMatchObject({ reasoning_details: [{ type: 'reasoning.encrypted', id: '0-3', index: 0 }] });
	const token = (signed as { reasoning_opaque: string }).reasoning_opaque;
	expect(opened).toMatchObject({ tool_calls: [{ id: 'a', extra_content: { google: { thought_signature: token } } }] });
});

test.each<[string, string | null, string, string | null]>([
	['modelNotFound', null, 'invalid_request_error', 'model_not_found'],
	['wrongKey', null, 'authentication_error', 'invalid_api_key'],
	['rateLimit', null, 'rate_limit_error', 'rate_limit_exceeded'],
	['tooManyStreams', null, 'rate_limit_error', 'rate_limit_exceeded'],
	['quota', null, 'insufficient_quota', 'insufficient_quota'],
	['budget', null, 'insufficient_quota', 'insufficient_quota'],
	['refused', null, 'invalid_request_error', 'content_policy_violation'],
	['badResponse', null, 'server_error', 'bad_response'],
	['internal', null, 'server_error', 'server_error'],
	['toString', null, 'server_error', 'to_string'],
])('a failure of the kind %s', (kind, param, type, code) => {
	const failure = { status: 400, kind, words: 'It failed. Try again.', retryAfter: null };
	expect(completionsWire.error(failure)).toEqual({ error: { message: failure.words, type, param, code } });
	expect(completionsWire.stream(started(request())).failed(failure)).toBe(`data: ${JSON.stringify(completionsWire.error(failure))}\n\n`);
});

test('a context that is too small is said in the words that libraries look for', () => {
	const failure = { status: 400, kind: 'contextTooLong', words: 'It does not fit.', retryAfter: null };
	expect(completionsWire.error(failure)).toMatchObject({
		error: { message: 'The prompt is too long. It does not fit.', type: 'invalid_request_error', code: 'context_length_exceeded' },
	});
});

test('a wrong field is named as param, and when to ask again is said', () => {
	const words = 'messages[3].content[0].image_url.url must be a data: address. Change the request.';
	expect(completionsWire.error({ status: 400, kind: 'invalidInput', words, retryAfter: 3 })).toEqual({
		error: {
			message: words,
			type: 'invalid_request_error',
			param: 'messages[3].content[0].image_url.url',
			code: 'invalid_value',
			retry_after: 3,
		},
	});
});
