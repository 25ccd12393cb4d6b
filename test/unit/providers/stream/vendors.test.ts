import { describe, expect, it, onTestFinished } from 'vitest';
import type { EndpointKind } from '../../../../src/core/model/endpoint.ts';
import { collect, fixture, providerAt, REQUEST, startServer } from '../server.ts';
import { event, serving } from './quirks.ts';

async function answerTo(kind: EndpointKind, body: string | readonly string[]) {
	const server = await startServer(serving(body));
	onTestFinished(() => server.close());
	return collect(providerAt(`${server.url}/v1`, kind).stream(REQUEST, new AbortController().signal));
}

const named = (value: { readonly type: string; readonly [field: string]: unknown }) =>
	`event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
const events = (name: string) => fixture(name).split(/(?<=\n\n)/);

describe('Anthropic: what is unknown is passed over', () => {
	const delta = (delta: object, index: unknown = 0) => named({ type: 'content_block_delta', index, delta });

	it.each<readonly [string, string]>([
		['an event', named({ type: 'brand_new_event', anything: { error: null } })],
		['an event without a name', event({ type: 'brand_new_event' })],
		['a delta', delta({ type: 'brand_new_delta', text: 'X' })],
		['a delta of an unknown block', delta({ type: 'brand_new_delta', text: 'X' }, 99)],
		[
			'a block',
			named({ type: 'content_block_start', index: 50, content_block: { type: 'brand_new_block', text: 'X' } }) +
				delta({ type: 'text_delta', text: 'X' }, 50) +
				named({ type: 'content_block_stop', index: 50 }),
		],
		[
			'a server tool',
			named({
				type: 'content_block_start',
				index: 50,
				content_block: { type: 'server_tool_use', id: 's', name: 'web_search', input: {} },
			}) + named({ type: 'content_block_stop', index: 50 }),
		],
		['a ping', named({ type: 'ping' })],
		['a ping with words', 'event: ping\ndata: alive\n\n'],
		['an empty object', 'data: {}\n\n'],
		['[DONE] of a proxy in the comments', ': [DONE]\n\n'],
	])('%s, before the text and in it', async (_name, odd) => {
		const pieces = events('anthropic.sse');
		for (let at = 0; at < pieces.length; at++) {
			const {
				text,
				reasoning,
				error,
				events: got,
			} = await answerTo('anthropic', [...pieces.slice(0, at), odd, ...pieces.slice(at)].join(''));
			expect(error).toBeNull();
			expect([reasoning, text]).toEqual(['A greeting.', 'Hello there.']);
			expect(got.at(-1)).toEqual({ type: 'end', reason: 'stop' });
		}
	});

	it('a reason of another name, usage of other types, a block that is not announced or not ended', async () => {
		const body = [
			named({
				type: 'message_start',
				message: { id: 5, role: 'model', usage: { input_tokens: '25', output_tokens: true, cache_read_input_tokens: [] } },
			}),
			delta({ type: 'text_delta', text: 'a' }, 7),
			named({ type: 'content_block_start', index: 8, content_block: { type: 'tool_use', id: 3, name: 'read', input: { p: 1 } } }),
			named({ type: 'message_delta', delta: { stop_reason: 'model_context_window_exceeded' }, usage: { output_tokens: 7 } }),
			named({ type: 'message_stop' }),
			delta({ type: 'text_delta', text: ' EXTRA' }),
		];
		const { text, error, events: got } = await answerTo('anthropic', body.join(''));
		expect(error).toBeNull();
		expect(text).toBe('a');
		expect(got).toContainEqual({ type: 'toolCall', call: { type: 'toolCall', id: '3', name: 'read', arguments: '{"p":1}' } });
		expect(got.findLast((one) => one.type === 'usage')).toMatchObject({ usage: { input: 25, output: 7 } });
		expect(got.at(-1)).toEqual({ type: 'end', reason: 'length' });
	});
});

describe('Responses', () => {
	it.each<readonly [string, string]>([
		['an event', named({ type: 'response.brand_new.delta', delta: 'X' })],
		[
			'an item',
			named({ type: 'response.output_item.added', output_index: 50, item: { type: 'brand_new', id: 'x' } }) +
				named({ type: 'response.output_item.done', output_index: 50, item: { type: 'brand_new', id: 'x' } }),
		],
		['a keep-alive', named({ type: 'keepalive' })],
		['a call of a server tool that failed', named({ type: 'response.mcp_call.failed', output_index: 51 })],
		['an event of a proxy', event({ type: 'ping', error: null })],
	])('%s that is unknown is passed over', async (_name, odd) => {
		const pieces = events('openai-responses.sse');
		for (let at = 0; at < pieces.length; at++) {
			const { text, error } = await answerTo('openai', [...pieces.slice(0, at), odd, ...pieces.slice(at)].join(''));
			expect(error).toBeNull();
			expect(text).toBe('Hello world');
		}
	});

	const done = (response: object) => named({ type: 'response.completed', response: { status: 'completed', ...response } });

	it('an answer in the last event alone is read', async () => {
		const output = [{ type: 'message', content: [{ type: 'output_text', text: 'ab' }] }];
		expect((await answerTo('openai', done({ output }))).text).toBe('ab');
	});

	it.each([
		['the text at its end alone', named({ type: 'response.output_text.done', output_index: 0, text: 'ab' })],
		[
			'an item that is not announced and repeated at its end',
			named({ type: 'response.output_text.delta', output_index: 0, delta: 'ab' }) +
				named({ type: 'response.output_text.done', output_index: 0, text: 'ab' }) +
				named({
					type: 'response.output_item.done',
					output_index: 0,
					item: { type: 'message', content: [{ type: 'output_text', text: 'ab' }] },
				}),
		],
	])('%s', async (_name, body) => {
		expect((await answerTo('openai', body + done({}))).text).toBe('ab');
	});

	it('a call in the last event alone is read, also behind a text', async () => {
		const output = [
			{ type: 'message', content: [{ type: 'output_text', text: 'ab' }] },
			{ type: 'function_call', call_id: 'c', name: 'read', arguments: '{}' },
		];
		const body = named({ type: 'response.output_text.delta', output_index: 0, delta: 'ab' }) + done({ output });
		const outcome = await answerTo('openai', body);
		expect(outcome.text).toBe('ab');
		expect(outcome.events).toContainEqual({ type: 'toolCall', call: { type: 'toolCall', id: 'c', name: 'read', arguments: '{}' } });
		expect(outcome.events.at(-1)).toEqual({ type: 'end', reason: 'toolCalls' });
	});

	it('arguments at their end alone are read', async () => {
		const body =
			named({ type: 'response.output_item.added', output_index: 0, item: { type: 'function_call', call_id: 'c', name: 'read' } }) +
			named({ type: 'response.function_call_arguments.done', output_index: 0, arguments: '{"p":1}' }) +
			named({ type: 'response.output_item.done', output_index: 0, item: { type: 'function_call', call_id: 'c', name: 'read' } });
		const { events: got } = await answerTo('openai', body + done({}));
		expect(got).toContainEqual({ type: 'toolCall', call: { type: 'toolCall', id: 'c', name: 'read', arguments: '{"p":1}' } });
	});

	it('an answer that ends with [DONE] of a proxy is whole', async () => {
		const {
			text,
			error,
			events: got,
		} = await answerTo('openai', `${named({ type: 'response.output_text.delta', delta: 'a' })}data: [DONE]\n\n`);
		expect(error).toBeNull();
		expect(text).toBe('a');
		expect(got.at(-1)).toEqual({ type: 'end', reason: 'stop' });
	});

	it.each([
		[{ type: 'response.incomplete', response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } } }, 'length'],
		[{ type: 'response.incomplete', response: { status: 'incomplete', incomplete_details: { reason: 'content_filter' } } }, 'filter'],
		[{ type: 'response.incomplete', response: { status: 'incomplete' } }, 'length'],
	])('%j', async (last, reason) => {
		const body = named({ type: 'response.output_text.delta', delta: 'a' }) + named(last);
		expect((await answerTo('openai', body)).events.at(-1)).toEqual({ type: 'end', reason });
	});

	it('a response that was cancelled is a failure, its count kept', async () => {
		const body =
			named({ type: 'response.output_text.delta', delta: 'a' }) +
			named({ type: 'response.cancelled', response: { status: 'cancelled', usage: { input_tokens: 3, output_tokens: 1 } } });
		const { error, text, events: got } = await answerTo('openai', body);
		expect(error).toMatchObject({ kind: 'brokenStream' });
		expect(text).toBe('a');
		expect(got).toContainEqual(expect.objectContaining({ type: 'usage' }));
	});

	it('pieces of a summary: the last of them carries the proof', async () => {
		const at = { output_index: 0, item_id: 'rs' };
		const body = [
			named({ type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning', id: 'rs', encrypted_content: 'half' } }),
			named({ type: 'response.reasoning_summary_text.delta', ...at, summary_index: 0, delta: 'one' }),
			named({ type: 'response.reasoning_summary_text.delta', ...at, summary_index: 1, delta: 'two' }),
			named({ type: 'response.output_item.done', output_index: 0, item: { type: 'reasoning', id: 'rs', encrypted_content: 'whole' } }),
			named({ type: 'response.output_text.delta', output_index: 1, delta: 'a' }),
			done({}),
		].join('');
		const { events: got } = await answerTo('openai', body);
		expect(got.flatMap((one) => (one.type === 'reasoningPart' ? [[one.part.text, one.part.id, one.part.encrypted]] : []))).toEqual([
			['one', 'rs', null],
			['two', 'rs', 'whole'],
		]);
	});
});
