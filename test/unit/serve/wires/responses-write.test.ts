import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { ReasoningPart } from '../../../../src/core/message/message.ts';
import { createResponsesWire } from '../../../../src/serve/wires/responses/wire.ts';
import { answered, NOTE, type Said, started, written } from './support.ts';

const wire = createResponsesWire();
const request = wire.read(
	{ model: 'routoo/auto', input: 'hi', instructions: 'Rules.', temperature: 0.5, tools: [], metadata: { a: 'b' }, stream: true },
	{},
);
const parsed = (bytes: string) =>
	bytes
		.split('\n\n')
		.filter((event) => event !== '')
		.map((event) => {
			const [type, data] = event.split('\n') as [string, string];
			const value = JSON.parse(data.slice('data: '.length)) as Record<string, unknown>;
			expect(type).toBe(`event: ${String(value.type)}`);
			return value;
		});
const short = (bytes: string) => parsed(bytes).map(({ type }) => String(type).replace('response.', ''));
const text = (said: string): Said => ({ kind: 'text', text: said });
const THOUGHT: ReasoningPart = { type: 'reasoning', text: 'Hm.', model: 'a/b', signature: 's', encrypted: null, id: null };

test('the events of an answer, in their order', () => {
	const call = { type: 'toolCall', id: 'c', name: 'f', arguments: '{"a":1}' } as const;
	const said: Said[] = [
		{ kind: 'reasoning', text: 'Hm.' },
		{ kind: 'part', part: THOUGHT },
		text('Look'),
		text('.'),
		{ kind: 'ping' },
		{ kind: 'piece', id: 'c', name: 'f', text: '{"a":' },
		{ kind: 'call', call },
		text('More.'),
	];
	const stream = wire.stream(started(request));
	const bytes =
		written(stream, said).join('') +
		stream.end(answered([THOUGHT, { type: 'text', text: 'Look.' }, call, { type: 'text', text: 'More.' }]));
	const message = ['output_item.added', 'content_part.added', 'output_text.delta'];
	const ended = ['output_text.done', 'content_part.done', 'output_item.done'];
	expect(short(bytes)).toEqual([
		...['created', 'in_progress', 'output_item.added', 'reasoning_summary_part.added', 'reasoning_summary_text.delta'],
		...['reasoning_summary_text.done', 'reasoning_summary_part.done', 'output_item.done'],
		...[...message, 'output_text.delta', 'keepalive', ...ended],
		...[
			'output_item.added',
			'function_call_arguments.delta',
			'function_call_arguments.delta',
			'function_call_arguments.done',
			'output_item.done',
		],
		...[...message, ...ended],
		'completed',
	]);
	const all = parsed(bytes);
	expect(all.map((event) => event.sequence_number)).toEqual(all.map((_event, n) => n));
	expect(all.at(-1)).toMatchObject({
		response: {
			...{ id: 'resp_abc123', object: 'response', status: 'completed', error: null, incomplete_details: null, instructions: 'Rules.' },
			...{ temperature: 0.5, top_p: null, metadata: { a: 'b' }, tool_choice: 'auto', parallel_tool_calls: true, store: true, tools: [] },
			output: [
				{ id: 'rs_abc1230000', summary: [{ type: 'summary_text', text: 'Hm.' }], encrypted_content: expect.stringMatching(/^routoo1\./) },
				{ id: 'msg_abc1230001', status: 'completed', content: [{ type: 'output_text', text: 'Look.', annotations: [] }] },
				{ id: 'fc_abc1230002', call_id: 'c' },
				{ id: 'msg_abc1230003' },
			],
			usage: {
				...{ input_tokens: 120, input_tokens_details: { cached_tokens: 30, cache_write_tokens: 20 } },
				...{ output_tokens: 50, output_tokens_details: { reasoning_tokens: 10 }, total_tokens: 170, routoo: NOTE },
			},
		},
	});
});

test('what an answer holds and nobody told of is said at its end', () => {
	const call = { type: 'toolCall', id: 'c', name: 'f', arguments: '{}' } as const;
	const stream = wire.stream(started(request));
	stream.begin();
	const output = parsed(stream.end(answered([{ type: 'text', text: 'All.' }, call]))).at(-1)?.response as { output: unknown[] };
	expect(output.output).toMatchObject([{ content: [{ text: 'All.' }] }, { type: 'function_call', call_id: 'c' }]);
});

test('arguments that were mended at their end are whole in what follows their pieces', () => {
	const stream = wire.stream(started(request));
	stream.begin();
	const bytes = stream.callDelta('c', 'f', '{"a":[1') + stream.call({ type: 'toolCall', id: 'c', name: 'f', arguments: '{"a":"1"}' });
	expect(parsed(bytes).slice(-2)).toMatchObject([{ arguments: '{"a":"1"}' }, { item: { arguments: '{"a":"1"}' } }]);
});

test('a thought that shows nothing, and one whose proof comes late, stay with the answer', () => {
	const stream = wire.stream(started(request));
	const hidden = { ...THOUGHT, text: '', encrypted: 'e' };
	const bytes =
		stream.begin() + stream.reasoningPart(hidden) + stream.text('A.') + stream.reasoningPart(THOUGHT) + stream.end(answered([]));
	expect(short(bytes)).not.toContain('reasoning_summary_part.added');
	const { output } = parsed(bytes).at(-1)!.response as { output: readonly object[] };
	expect(output).toMatchObject([{ type: 'reasoning', summary: [] }, { type: 'message' }, { type: 'reasoning', summary: [] }]);
	const back = wire.read({ model: 'm', input: [{ role: 'user', content: 'hi' }, ...output] }, {});
	expect(back.prompt.messages[1]?.parts).toEqual([hidden, { type: 'text', text: 'A.' }, THOUGHT]);
});

test('no event holds half a character', () => {
	const call = { type: 'toolCall', id: 'c', name: 'f', arguments: '{"a":"\ud83d"}' } as const;
	const said: Said[] = [
		text('a\ud83d'),
		text('\ude00b\ud83d'),
		text('x\ud83d'),
		{ kind: 'reasoning', text: '\ud83d' },
		{ kind: 'call', call },
	];
	const stream = wire.stream(started(request));
	const bytes = written(stream, said).join('') + stream.end(answered([]));
	expect(bytes).not.toMatch(/\\ud[89a-f]/i);
	expect(parsed(bytes).at(-1)).toMatchObject({ response: { output: [{ content: [{ text: 'a😀b\ufffdx\ufffd' }] }, {}, {}] } });
	const body = wire.body(started(request), answered([{ type: 'text', text: '\ud83d' }, call]));
	expect(JSON.stringify(body)).not.toMatch(/\\ud[89a-f]/i);
});

describe('failures', () => {
	const failure = (kind: string, also: object = {}) => ({ status: 400, kind, words: 'It failed.', retryAfter: null, ...also });

	test.each([
		['brokenStream', 'broken_stream', 'server_error'],
		['contextTooLong', 'context_length_exceeded', 'context_length_exceeded'],
		['budget', 'insufficient_quota', 'insufficient_quota'],
		['noModel', 'model_not_available', 'invalid_prompt'],
		['internal', 'server_error', 'invalid_prompt'],
	])('inside a stream: %s', (kind, code, last) => {
		const stream = wire.stream(started(request));
		stream.begin();
		const all = parsed(stream.text('Half') + stream.failed(failure(kind)));
		expect(all.slice(-2)).toMatchObject([
			{ type: 'error', code, message: expect.stringContaining('It failed.'), param: null },
			{
				type: 'response.failed',
				response: { status: 'failed', error: { code: last }, output: [{ status: 'incomplete', content: [{ text: 'Half' }] }] },
			},
		]);
	});

	test('the words of a limit say when to ask again, as Codex reads it', () => {
		const all = parsed(wire.stream(started(request)).failed(failure('rateLimit', { retryAfter: 2.5 })));
		expect(all.at(-1)).toMatchObject({
			response: { error: { code: 'rate_limit_exceeded', message: 'It failed. Please try again in 3s.' } },
		});
	});

	test("of a request, in OpenAI's form, with the field that is wrong", () => {
		expect(wire.error(failure('invalidInput', { words: 'input[0].role must be "user".' }))).toEqual({
			error: { message: 'input[0].role must be "user".', type: 'invalid_request_error', param: 'input[0].role', code: 'invalid_value' },
		});
		expect(wire.error(failure('invalidInput', { words: 'previous_response_id cannot be used here: it is gone.' }))).toMatchObject({
			error: { param: 'previous_response_id', code: 'previous_response_not_found' },
		});
	});
});

test('reading takes anything, and what it refuses it refuses in words', () => {
	const loose = fc.anything({ maxDepth: 3, withNullPrototype: true });
	const seldom = fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: loose });
	const words = fc.oneof({ weight: 9, arbitrary: fc.string({ maxLength: 8 }) }, { weight: 1, arbitrary: loose });
	const types = [
		...['message', 'function_call', 'function_call_output', 'custom_tool_call', 'custom_tool_call_output', 'reasoning', 'item_reference'],
		...['local_shell_call', 'shell_call', 'shell_call_output', 'apply_patch_call', 'apply_patch_call_output', 'tool_search_call'],
		...['tool_search_output', 'additional_tools', 'web_search_call', 'compaction', 'mcp_call'],
	];
	const part = fc.record({
		type: fc.constantFrom('input_text', 'output_text', 'input_image', 'refusal', 'input_file'),
		text: words,
		image_url: words,
	});
	const content = fc.oneof(words, fc.array(part, { maxLength: 3 }));
	const kind = fc.constantFrom('function', 'custom', 'namespace', 'local_shell', 'shell', 'tool_search', 'web_search', 'mcp');
	const tool = fc.record(
		{ type: kind, name: words, description: seldom, tools: seldom, execution: seldom },
		{ requiredKeys: ['type', 'name'] },
	);
	const item = fc.record(
		{
			type: fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...types) }, { weight: 1, arbitrary: loose }),
			role: fc.constantFrom('user', 'assistant', 'developer'),
			...{ content, output: content, name: words, call_id: words, id: words, arguments: words, input: words, encrypted_content: words },
			...{ action: seldom, operation: seldom, tools: fc.oneof(fc.constant(null), fc.array(tool, { maxLength: 2 })), namespace: seldom },
		},
		{ requiredKeys: ['type', 'role', 'call_id'] },
	);
	const fields = ['instructions', 'tool_choice', 'text', 'reasoning', 'include', 'store', 'stream', 'max_output_tokens', 'temperature'];
	const body = fc.record({
		model: fc.constant('routoo/auto'),
		input: fc.oneof({ weight: 9, arbitrary: fc.array(fc.oneof({ weight: 15, arbitrary: item }, loose), { maxLength: 4 }) }, words),
		tools: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: fc.array(tool, { maxLength: 3 }) }, loose),
		...Object.fromEntries([...fields, 'background', 'conversation', 'previous_response_id'].map((name) => [name, seldom])),
	});
	let taken = 0;
	fc.assert(
		fc.property(fc.oneof({ weight: 9, arbitrary: body }, loose), (value) => {
			try {
				const read = wire.read(value, {});
				taken++;
				expect(read.prompt.messages.length).toBeGreaterThan(0);
				expect(JSON.stringify(wire.read(value, {}).prompt)).toEqual(JSON.stringify(read.prompt));
				wire.body(started(read), answered([{ type: 'text', text: 'x' }]));
			} catch (error) {
				if (!RoutooError.is(error, 'invalidInput')) throw error;
				expect(error.message).toMatch(/^(?:The body|[a-z][\w.[\]]*) (?:must|cannot) .+\.$/su);
				expect(error.message.length).toBeLessThan(300);
			}
		}),
		{ numRuns: 3000, seed: 7 },
	);
	expect(taken).toBeGreaterThan(150);
});
