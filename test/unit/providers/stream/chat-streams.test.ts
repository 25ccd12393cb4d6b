import { describe, expect, it, onTestFinished } from 'vitest';
import type { StreamEvent } from '../../../../src/core/message/stream.ts';
import type { EndpointKind } from '../../../../src/core/model/endpoint.ts';
import { failureOf } from '../failure.ts';
import { collect, fixture, providerAt, REQUEST, startServer } from '../server.ts';
import { a, b, type Case, D, DONE, event, F, serving, U, USAGE } from './quirks.ts';

const TOOLS = [{ name: 'read', description: 'Reads.', parameters: { type: 'object', properties: {} } }];

async function answerTo(
	body: string | readonly string[],
	kind: EndpointKind = 'openai-compatible',
	contentType: string | null = 'text/event-stream',
) {
	const server = await startServer(serving(body, contentType));
	onTestFinished(() => server.close());
	return collect(providerAt(`${server.url}/v1`, kind).stream({ ...REQUEST, tools: TOOLS }, new AbortController().signal));
}

const endOf = (events: readonly StreamEvent[]) => events.at(-1);
const usages = (events: readonly StreamEvent[]) => events.flatMap((one) => (one.type === 'usage' ? [one.usage] : []));

describe('a whole answer `ab`, whatever stands around it', () => {
	it.each<Case>([
		['plain', a + b + F('stop') + DONE],
		['no [DONE]', a + b + F('stop')],
		['[DONE] without a reason', a + b + DONE],
		['[DONE] with blanks', `${a + b + F('stop')}data:  [DONE]  \n\n`],
		['[DONE] with a carriage return and no blank line', `${a + b + F('stop')}data: [DONE]\r`],
		['[DONE] in quotes', `${a + b + F('stop')}data: "[DONE]"\n\n`],
		['an event behind [DONE]', a + b + F('stop') + DONE + D({ content: ' EXTRA' })],
		['the last event with one line break', (a + b + F('stop')).slice(0, -1)],
		['the last event without an end', (a + b + F('stop')).slice(0, -2)],
		['CRLF', (a + b + F('stop') + DONE).replaceAll('\n', '\r\n')],
		['CR alone', (a + b + F('stop') + DONE).replaceAll('\n', '\r')],
		['one line break between events', (a + b + F('stop') + DONE).replaceAll('\n\n', '\n')],
		['a byte order mark', `\ufeff${a + b + F('stop') + DONE}`],
		['no blank behind the colon', (a + b + F('stop') + DONE).replaceAll('data: ', 'data:')],
		['event names, ids and retries', (a + b + F('stop')).replaceAll('data: ', 'id: 1\nretry: 10\nevent: message\ndata: ')],
		['data over several lines', a + b.replace('"choices":', '"choices":\ndata: ') + F('stop')],
		['comments', `: hi\n\n${a}: ping\n\n:\n\n${b}:x\n${F('stop')}`],
		['an empty object', `${event({})}${a}${event({})}${b}${F('stop')}`],
		['an empty data line', `data:\n\n${a}data: \n\n${b}data\n\n${F('stop')}`],
		['text in a heartbeat', `event: ping\ndata: alive\n\n${a}event: heartbeat\ndata: still here\n\n${b}${F('stop')}`],
		['words as data', `data: ping\n\n${a}data: keep-alive\n\n${b}${F('stop')}`],
		['numbers and null as data', `data: null\n\n${a}data: 5\n\n${b}data: true\n\n${F('stop')}`],
		['a heartbeat object', `${event({ type: 'ping' })}${a}${event({ status: 'processing', message: 'Queued.' })}${b}${F('stop')}`],
		['a heartbeat with a message', `event: heartbeat\ndata: {"message":"still here"}\n\n${a + b + F('stop')}`],
		['unknown events', `event: brand_new\ndata: {"what":1}\n\n${a}event: other\ndata: [1]\n\n${b}${F('stop')}`],
		['unknown fields and roles', D({ role: 'model', content: 'a', audio: {}, weird: [1] }, { provider: 'x' }) + b + F('stop')],
		['an empty role', D({ role: '', content: 'a' }) + b + F('stop')],
		['a numeric role', D({ role: 7, content: 'a' }) + b + F('stop')],
		[
			'error: null in every chunk',
			D({ content: 'a' }, { error: null }) + D({ content: 'b' }, { error: null }) + F('stop', { error: null }),
		],
		[
			'an empty error in every chunk',
			D({ content: 'a' }, { error: '' }) + D({ content: 'b' }, { error: { code: 0, message: '' } }) + F('stop'),
		],
		['created and id of another type', D({ content: 'a' }, { created: 'now', id: 7, model: null, object: 3 }) + b + F('stop')],
		['choices null at the end', a + b + F('stop') + event({ choices: null })],
		['a last chunk without choices', a + b + F('stop') + event({ id: 'x' })],
		['choices null at the beginning', event({ choices: null }) + a + b + F('stop')],
		['an empty choice', event({ choices: [null] }) + event({ choices: [] }) + a + b + F('stop')],
		['delta null', event({ choices: [{ index: 0, delta: null }] }) + a + b + F('stop')],
		['content null and empty', D({ content: null }) + a + D({ content: '' }) + b + F('stop')],
		['content in parts', D({ content: [{ type: 'text', text: 'a' }, { type: 'what' }, null] }) + b + F('stop')],
		['content as an object', D({ content: { type: 'text', text: 'a' } }) + b + F('stop')],
		['content as texts', D({ content: ['a', 'b'] }) + F('stop')],
		['text as an object', D({ content: [{ type: 'text', text: { value: 'a' } }] }) + b + F('stop')],
		[
			'a number of the choice as text, then none',
			a.replace('"index":0', '"index":"0"') + event({ choices: [{ delta: { content: 'b' }, finish_reason: 'stop' }] }),
		],
		[
			'the whole message behind an empty delta',
			event({ choices: [{ index: 0, delta: {}, message: { content: 'ab' }, finish_reason: 'stop' }] }),
		],
		[
			'the whole message behind empty content',
			event({ choices: [{ delta: { content: '' }, message: { content: 'ab' }, finish_reason: 'stop' }] }),
		],
		[
			'a success in the place of an error',
			a + b + F('stop', { error: { code: 0, message: 'success' }, base_resp: { status_code: 0, status_msg: '' } }),
		],
		['DONE without brackets', `${a}${b}data: DONE\n\n`],
		['an event named done', `${a}${b}event: done\n\n`],
		['the name of the field twice', (a + b + F('stop')).replaceAll('data: ', 'data: data: ')],
		['the name of the field in capitals', (a + b + F('stop')).replaceAll('data: ', 'Data: ')],
		['content as a number', D({ content: 5 }) + a + b + F('stop')],
		['another choice beside it', a + event({ choices: [{ index: 1, delta: { content: 'X' } }] }) + b + F('stop')],
		[
			'a choice without a number',
			event({ choices: [{ delta: { content: 'a' } }] }) + event({ choices: [{ delta: { content: 'b' }, finish_reason: 'stop' }] }),
		],
		['the whole message beside the pieces', event({ choices: [{ delta: { content: 'a' }, message: { content: 'a' } }] }) + b + F('stop')],
		['the whole message alone', event({ choices: [{ index: 0, message: { role: 'assistant', content: 'ab' }, finish_reason: 'stop' }] })],
		['text in place of a delta', event({ choices: [{ text: 'a' }] }) + event({ choices: [{ text: 'b', finish_reason: 'stop' }] })],
		['a reason in capitals', a + b + F('STOP')],
		['an empty reason before the true one', event({ choices: [{ delta: { content: 'a' }, finish_reason: '' }] }) + b + F('stop')],
		['a reason twice', a + b + F('stop') + F('stop')],
		['a reason of an open model', a + b + F('eos_token')],
		['a reason that nobody knows', a + b + F('all_said')],
		['NaN as a number', `${a + b + F('stop')}data: {"choices":[],"usage":{"prompt_tokens":NaN,"completion_tokens":Infinity}}\n\n`],
		['a control character in a text', `data: {"choices":[{"delta":{"content":"a"}}],"note":"x\u0001\ty"}\n\n${b + F('stop')}`],
		['lines of JSON', [a, b, F('stop')].map((one) => one.slice(6, -1)).join('')],
		[
			'lines of JSON, the last without an end',
			[a, b, F('stop')]
				.map((one) => one.slice(6, -1))
				.join('')
				.trim(),
		],
		['text behind the end', a + b + F('stop') + event({ choices: [] })],
	])('%s', async (_name, body) => {
		const { text, error, events } = await answerTo(body);
		expect(error).toBeNull();
		expect(text).toBe('ab');
		expect(endOf(events)).toEqual({ type: 'end', reason: 'stop' });
	});

	it.each([null, 'application/json', 'application/x-ndjson', 'text/plain', 'text/html', 'application/octet-stream', 'TEXT/EVENT-STREAM'])(
		'under the content type %s',
		async (contentType) => {
			for (const [kind, name, expected] of [
				['openai-compatible', 'openai-chat.sse', 'Grüße, 世界 👋'],
				['anthropic', 'anthropic.sse', 'Hello there.'],
				['openai', 'openai-responses.sse', 'Hello world'],
			] as const) {
				const { text, error } = await answerTo(fixture(name).split(/(?<=\n\n)/), kind, contentType);
				expect(error).toBeNull();
				expect(text).toBe(expected);
			}
		},
	);

	it('text comes piece by piece under application/json', async () => {
		const { events } = await answerTo([a, b, F('stop')], 'openai-compatible', 'application/json');
		expect(events.filter(({ type }) => type === 'text')).toHaveLength(2);
	});
});

describe('the last event without an end', () => {
	it.each([
		['openai-compatible', 'openai-chat.sse', 'Grüße, 世界 👋'],
		['anthropic', 'anthropic.sse', 'Hello there.'],
		['openai', 'openai-responses.sse', 'Hello world'],
	] as const)('%s', async (kind, name, expected) => {
		for (const end of ['', '\n']) {
			const whole = fixture(name)
				.replace(/data: \[DONE\]\s*$/, '')
				.trimEnd();
			const { text, error, events } = await answerTo(whole + end, kind);
			expect(error).toBeNull();
			expect(text).toBe(expected);
			expect(endOf(events)).toEqual({ type: 'end', reason: 'stop' });
		}
	});
});

describe('errors of any frame', () => {
	const long = { code: 400, message: 'the request exceeds the available context size', type: 'exceed_context_size_error' };

	it.each<readonly [string, string, string, string]>([
		['an object', event({ error: long }), 'contextTooLong', 'too long'],
		['an error field', `error: ${JSON.stringify(long)}\n\n`, 'contextTooLong', 'too long'],
		['object: error', event({ object: 'error', message: long.message, code: 400 }), 'contextTooLong', 'too long'],
		['a text', event({ error: 'the model crashed' }), 'server', '"the model crashed"'],
		['a text of a context', event({ error: long.message }), 'contextTooLong', 'too long'],
		['type: error', event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }), 'server', '"Overloaded"'],
		['type: error, flat', event({ type: 'error', code: 'rate_limit_exceeded', message: 'Slow down' }), 'rateLimit', 'rate limit'],
		['an event named error', 'event: error\ndata: {"message":"it broke"}\n\n', 'server', '"it broke"'],
		['an event named error with words', 'event: error\ndata: it broke\n\n', 'server', '"it broke"'],
		['error: true', event({ error: true, message: 'it broke' }), 'server', '"it broke"'],
		['detail', event({ detail: 'it broke' }), 'server', '"it broke"'],
		['a list of details', event({ detail: [{ loc: ['body'], msg: 'it broke' }] }), 'server', '"it broke"'],
		['a message alone', event({ message: 'it broke', code: 500 }), 'server', '"it broke"'],
		['a list of errors', event({ errors: [{ message: 'it broke' }] }), 'server', '"it broke"'],
		['a list', event([{ error: { code: 503, message: 'it broke', status: 'UNAVAILABLE' } }]), 'server', '"it broke"'],
		['an error of the choice', event({ choices: [{ delta: {}, error: { code: 502, message: 'it broke' } }] }), 'server', '"it broke"'],
		['a bare line', '{"error":{"message":"it broke"}}\n', 'server', '"it broke"'],
		['a type that says so', event({ type: 'server_error', message: 'it broke' }), 'server', '"it broke"'],
		['MiniMax', event({ choices: null, base_resp: { status_code: 1002, status_msg: 'it broke' } }), 'server', '"it broke"'],
		['Baidu', event({ error_code: 336000, error_msg: 'it broke' }), 'server', '"it broke"'],
		['Groq', event({ choices: [{ index: 0, delta: {} }], x_groq: { error: 'it broke' } }), 'server', '"it broke"'],
		['code and msg', event({ code: 500, msg: 'it broke', data: null }), 'server', '"it broke"'],
		['no success', event({ success: false, msg: 'it broke' }), 'server', '"it broke"'],
		['a code as text', event({ error: { code: '429', message: 'it broke' } }), 'rateLimit', 'rate limit'],
	])('%s, as the first event and in the middle, by name, for every kind', async (_name, frame, kind, words) => {
		for (const before of ['', a, `: ping\n\n${event({})}`]) {
			const { error, text } = await failureOf(serving(before + frame));
			expect(error).toMatchObject({ kind });
			expect(error.message).toContain(words);
			expect(text).toBe(before === a ? 'a' : '');
		}
		for (const wire of ['openai', 'anthropic'] as const) expect((await failureOf(serving(frame), wire)).error.kind).toBe(kind);
	});

	it('what was counted before an error, and with it, is known', async () => {
		const { events, error } = await answerTo(a + U + event({ error: 'it broke', usage: { prompt_tokens: 30, completion_tokens: 9 } }));
		expect(error).toMatchObject({ kind: 'server' });
		expect(usages(events)).toMatchObject([
			{ input: 30, output: 8 },
			{ input: 30, output: 9 },
		]);
	});
});

describe('why it ended', () => {
	it.each(['error', 'network_error', 'insufficient_system_resource', 'abort', 'cancelled', 'ERROR', 'engine_error', 'request-timeout'])(
		'%s is a failure, its text and count kept',
		async (reason) => {
			const { error, text, events } = await failureOf(serving(a + F(reason, { usage: USAGE }) + DONE));
			expect(['server', 'brokenStream']).toContain(error.kind);
			expect(error.message).toContain(reason);
			expect(text).toBe('a');
			expect(usages(events)).toMatchObject([{ output: 8 }]);
		},
	);

	it.each([
		['length', 'length'],
		['model_length', 'length'],
		['max_tokens', 'length'],
		['MAX_TOKENS', 'length'],
		['token_limit_reached', 'length'],
		['sensitive', 'filter'],
		['content_filter', 'filter'],
		['refusal', 'filter'],
		['SAFETY', 'filter'],
		['stop_sequence', 'stop'],
		['eos', 'stop'],
	] as const)('%s is %s', async (word, reason) => {
		const { error, text, events } = await answerTo(a + F(word) + DONE);
		expect(error).toBeNull();
		expect(text).toBe('a');
		expect(endOf(events)).toEqual({ type: 'end', reason });
	});

	it('a refusal in its own field is read, and is one', async () => {
		const { text, events } = await answerTo(D({ refusal: 'I cannot.' }) + F('stop') + DONE);
		expect(text).toBe('I cannot.');
		expect(endOf(events)).toEqual({ type: 'end', reason: 'filter' });
	});

	it.each<Case>([
		['nothing more', a],
		['half an event', a + b.slice(0, 30)],
		['a count', a + U],
		['a heartbeat', `${a}: ping\n\n`],
	])('an end of the connection behind %s is none', async (_name, body) => {
		const { error, text } = await failureOf(serving(body));
		expect(error.kind).toBe('brokenStream');
		expect(text).toBe('a');
	});

	it('a connection that is lost or kept open behind the end is one', async () => {
		for (const close of [true, false]) {
			const server = await startServer((_request, response) => {
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.write(a + b + F('stop'), () => (close ? setTimeout(() => response.destroy(), 20) : undefined));
			});
			onTestFinished(() => server.close());
			const { error, events } = await collect(
				providerAt(server.url, 'openai-compatible', { idle: 100 }).stream(REQUEST, new AbortController().signal),
			);
			expect(error).toBeNull();
			expect(endOf(events)).toEqual({ type: 'end', reason: 'stop' });
		}
	});
});

describe('what was counted', () => {
	it.each<readonly [string, unknown, object | null]>([
		['text', { prompt_tokens: '30', completion_tokens: '8' }, { input: 30, output: 8 }],
		['floats', { prompt_tokens: 30.7, completion_tokens: 8.2 }, { input: 30, output: 8 }],
		['a count that cannot be', { prompt_tokens: 30, completion_tokens: 1e18 }, { input: 30, output: 0 }],
		['a negative count', { prompt_tokens: -30, completion_tokens: 8 }, { input: 0, output: 8 }],
		['null counts', { prompt_tokens: null, completion_tokens: null }, null],
		['zeros', { prompt_tokens: 0, completion_tokens: 0 }, null],
		['true', true, null],
		['a list', [], null],
		['a list of numbers', [100, 7], null],
		['a text', '100', null],
		['a number', 100, null],
		['odd fields', { prompt_tokens: 30, completion_tokens: 8, prompt_tokens_details: null, x: { y: [] } }, { input: 30, output: 8 }],
		[
			'hits and misses alone',
			{ prompt_cache_hit_tokens: 10, prompt_cache_miss_tokens: 20, completion_tokens: 8 },
			{ input: 20, cachedInput: 10 },
		],
		['the total and the output alone', { total_tokens: 38, completion_tokens: 8 }, { input: 30, output: 8 }],
	])('usage with %s never fails an answer', async (_name, usage, expected) => {
		const { text, error, events } = await answerTo(a + F('stop') + event({ choices: [], usage }) + DONE);
		expect(error).toBeNull();
		expect(text).toBe('a');
		expect(usages(events)).toMatchObject(expected === null ? [] : [expected]);
	});

	it.each<Case>([
		['without choices', event({ usage: USAGE })],
		['with choices null', event({ choices: null, usage: USAGE })],
		['with the reason', F('stop', { usage: USAGE })],
		['in x_groq', F('stop', { x_groq: { usage: USAGE } })],
		['twice, the zeros last', U + event({ choices: [], usage: { prompt_tokens: 0, completion_tokens: 0 } })],
	])('a count %s', async (_name, last) => {
		const { error, events } = await answerTo(a + F('stop') + last + DONE);
		expect(error).toBeNull();
		expect(usages(events).at(-1)).toMatchObject({ input: 30, output: 8 });
	});

	it('is known as it comes, also of an answer that breaks or is stopped', async () => {
		const counted = D({ content: 'a' }, { usage: USAGE });
		const { events, error } = await answerTo(counted);
		expect(error).toMatchObject({ kind: 'brokenStream' });
		expect(usages(events)).toMatchObject([{ input: 30, output: 8 }]);
		const server = await startServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			response.write(counted);
		});
		onTestFinished(() => server.close());
		const stop = new AbortController();
		const stopped = await collect(providerAt(server.url).stream(REQUEST, stop.signal), (one) => {
			if (one.type === 'usage') stop.abort();
		});
		expect(stopped.error).toMatchObject({ kind: 'cancelled' });
		expect(usages(stopped.events)).toMatchObject([{ input: 30, output: 8 }]);
	});
});

describe('thinking inside the text', () => {
	it.each<readonly [string, readonly string[]]>([
		['tags', ['<think>a</think>b']],
		['tags that are cut', ['<thi', 'nk>a</think>', 'b']],
		['a closing tag alone', ['a</think>b']],
		['channels', ['<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>']],
		[
			'channels that are cut',
			['<|chan', 'nel|>analysis<|mes', 'sage|>a<|e', 'nd|><|start|>assistant<|channel|>final<|message', '|>b<|retu', 'rn|>'],
		],
	])('%s become reasoning, for every kind', async (_name, pieces) => {
		const anthropic = [
			event({ type: 'message_start', message: { usage: { input_tokens: 1, output_tokens: 1 } } }),
			event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
			...pieces.map((text) => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
			event({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }),
			event({ type: 'message_stop' }),
		];
		const responses = [
			...pieces.map((delta) => event({ type: 'response.output_text.delta', output_index: 0, delta })),
			event({ type: 'response.completed', response: { status: 'completed' } }),
		];
		for (const [kind, body] of [
			['openai-compatible', [...pieces.map((content) => D({ content })), F('stop'), DONE]],
			['anthropic', anthropic],
			['openai', responses],
		] as const) {
			const { text, reasoning, error, events } = await answerTo(body, kind);
			expect(error).toBeNull();
			expect([reasoning, text]).toEqual(['a', 'b']);
			// Nothing of it goes back.
			expect(events.filter(({ type }) => type === 'reasoningPart')).toEqual([]);
		}
	});

	it('a closing tag alone in a later piece makes thinking of what was shown', async () => {
		const { events } = await answerTo([D({ content: 'a' }), D({ content: '\n</think>\n\nb' }), F('stop')]);
		expect(events.map((one) => [one.type, 'text' in one ? one.text : ''])).toEqual([
			['text', 'a'],
			['thought', ''],
			['text', 'b'],
			['end', ''],
		]);
	});

	it('inside code it is text', async () => {
		const text = '```xml\n<think>a</think>\n```\nand `<think>`';
		expect((await answerTo([...text].map((content) => D({ content })).join('') + F('stop'))).text).toBe(text);
	});
});

describe('thinking in whatever form', () => {
	it.each([
		['an object', { reasoning: { content: 'hm' } }],
		['a list', { reasoning_content: [{ type: 'text', text: 'hm' }] }],
		['details alone', { reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] }],
		['a summary in the details', { content: '', reasoning_details: [{ type: 'reasoning.summary', summary: 'hm' }] }],
		['details beside it', { reasoning: 'hm', reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] }],
	])('%s', async (_name, delta) => {
		const { text, reasoning, error } = await answerTo(D(delta) + a + b + F('stop') + DONE);
		expect([text, reasoning, error]).toEqual(['ab', 'hm', null]);
	});

	it('details that are encrypted are nothing to read', async () => {
		const { reasoning } = await answerTo(D({ reasoning_details: [{ type: 'reasoning.encrypted', data: 'xyz' }] }) + a + F('stop'));
		expect(reasoning).toBe('');
	});
});
