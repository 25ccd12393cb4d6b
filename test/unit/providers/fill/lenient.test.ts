import { describe, expect, it, onTestFinished } from 'vitest';
import type { FillMethod } from '../../../../src/core/completion/types.ts';
import { startServer } from '../server.ts';
import { D, DONE, event, F, serving } from '../stream/quirks.ts';
import { by, filled, fillProviderAt, idle, REQUEST } from './support.ts';

async function fillBy(
	method: FillMethod,
	body: string | readonly string[],
	contentType: string | null = 'text/event-stream',
	local = false,
) {
	const server = await startServer(serving(body, contentType));
	onTestFinished(() => server.close());
	const provider = fillProviderAt(`${server.url}/v1`, { local });
	const request = { ...REQUEST, shape: 'block' as const, stop: [] };
	return { ...(await filled(provider.fill(by(method), request, idle()))), again: () => filled(provider.fill(by(method), request, idle())) };
}

const a = event({ choices: [{ index: 0, text: 'a', finish_reason: null }] });
const b = event({ choices: [{ index: 0, text: 'b', finish_reason: null }] });
const end = (reason: string, more: object = {}) => event({ choices: [{ index: 0, text: '', finish_reason: reason }], ...more });
const USAGE = { prompt_tokens: 30, completion_tokens: 8 };

describe('a whole completion `ab`', () => {
	it.each<readonly [string, string]>([
		['[DONE] without a reason', a + b + DONE],
		['[DONE] with blanks', `${a + b + end('stop')}data:  [DONE] \n\n`],
		['the last event with one line break', (a + b + end('stop')).slice(0, -1)],
		['the last event without an end', (a + b + end('stop')).slice(0, -2)],
		[
			'heartbeats of any form',
			`: hi\n\n${a}data:\n\nevent: ping\ndata: alive\n\n${event({})}data: null\n\n${b}data: keep-alive\n\n${end('stop')}`,
		],
		['an unknown event', a + event({ what: 1 }) + b + end('stop')],
		['error: null in every chunk', event({ error: null, choices: [{ text: 'a' }] }) + b + end('stop', { error: '' })],
		['the count without choices', a + b + end('stop') + event({ usage: USAGE })],
		['choices null', a + b + end('stop') + event({ choices: null, usage: USAGE })],
		['a text of null at the end', a + b + event({ choices: [{ text: null, finish_reason: 'stop' }] })],
		['an event behind [DONE]', a + b + end('stop') + DONE + a],
	])('%s', async (_name, body) => {
		for (const type of ['text/event-stream', 'application/json', 'text/plain', null]) {
			const { text, error, events } = await fillBy('openaiSuffix', body, type);
			expect(error).toBeNull();
			expect(text).toBe('ab');
			expect(events.at(-1)).toEqual({ type: 'end', reason: 'stop' });
		}
	});

	it('lines of JSON under any content type', async () => {
		const body = `{"response":"a","done":false}\n{"response":"b","done":false}\n{"done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":2}`;
		for (const type of ['application/json', 'text/event-stream', 'application/x-ndjson', null]) {
			const { text, error, events } = await fillBy('ollama', body, type);
			expect(error).toBeNull();
			expect(text).toBe('ab');
			expect(events).toContainEqual(expect.objectContaining({ type: 'usage' }));
		}
	});
});

describe('why it ended', () => {
	it.each(['error', 'network_error', 'insufficient_system_resource', 'abort', 'cancelled'])('%s is a failure', async (reason) => {
		const { text, error, events } = await fillBy('openaiSuffix', a + end(reason, { usage: USAGE }));
		expect(text).toBe('a');
		expect(['server', 'brokenStream']).toContain(error?.kind);
		expect(events).toContainEqual(expect.objectContaining({ type: 'usage' }));
		expect((await fillBy('mistral', D({ content: 'a' }) + F(reason))).error?.message).toContain(reason);
	});

	it.each([
		['model_length', 'length'],
		['max_tokens', 'length'],
		['sensitive', 'filter'],
		['refusal', 'filter'],
		['eos', 'stop'],
	] as const)('%s is %s', async (word, reason) => {
		expect((await fillBy('openaiSuffix', a + end(word))).events.at(-1)).toEqual({ type: 'end', reason });
		expect((await fillBy('mistral', D({ content: 'a' }) + F(word))).events.at(-1)).toEqual({ type: 'end', reason });
	});

	it('an error of any frame', async () => {
		for (const frame of ['{"error":"it broke"}', '{"detail":"it broke"}', '{"object":"error","message":"it broke"}']) {
			for (const before of ['', a]) {
				const { error, text } = await fillBy('openaiSuffix', `${before}data: ${frame}\n\n`);
				expect(error).toMatchObject({ kind: 'server', message: expect.stringContaining('"it broke"') });
				expect(text).toBe(before === '' ? '' : 'a');
			}
		}
	});
});

describe('thinking inside the text of a chat model', () => {
	const chat = (...pieces: readonly string[]) => pieces.map((content) => D({ content })).join('') + F('stop') + DONE;
	const whole = (raw: string) => [chat(raw), chat(...raw), chat(...(raw.match(/[\s\S]{1,3}/g) ?? []))];

	it.each<readonly [string, string]>([
		['<think>\na', ''],
		['<think>\na\n</think>\nb;', 'b;'],
		['```ts\n<think>\na\n</think>\nb;\n```', 'b;'],
		['<think>\na\n</think>\n```ts\nb;\n```', 'b;'],
		['<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b;<|return|>', 'b;'],
		['const END = "</think>";', 'const END = "</think>";'],
	])('%j', async (raw, expected) => {
		for (const body of whole(raw)) {
			for (const local of [false, true]) {
				const { text, error } = await fillBy('chat', body, 'text/event-stream', local);
				expect(error).toBeNull();
				expect(text).toBe(expected);
			}
		}
	});

	it('a closing mark alone, at a local model, also the second time', async () => {
		for (const body of whole('a\n</think>\n\nb;')) {
			const first = await fillBy('chat', body, 'text/event-stream', true);
			expect([first.text, (await first.again()).text]).toEqual(['b;', 'b;']);
		}
	});

	it('a model that was heard without one is not held again', async () => {
		const first = await fillBy('chat', chat('a', 'b', 'c'), 'text/event-stream', true);
		const texts = ({ events }: Awaited<ReturnType<typeof filled>>) => events.flatMap((one) => (one.type === 'text' ? [one.text] : []));
		expect(texts(first)).toEqual(['abc']);
		expect(texts(await first.again())).toEqual(['a', 'b', 'c']);
	});
});
