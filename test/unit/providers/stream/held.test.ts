import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { HttpChatProvider } from '../../../../src/providers/chat/chat-provider.ts';
import { StreamWatch } from '../../../../src/providers/stream/watch.ts';
import { depsWith, endpointAt, REQUEST, startServer } from '../server.ts';

const IDLE = 150;
const piece = (text: string): string => `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`;

/** A provider whose server sends two pieces at once, and the rest where it is told to. */
async function opened() {
	const more = Promise.withResolvers<void>();
	const server = await startServer(async (_request, response) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		response.write(piece('one') + piece('two'));
		await more.promise;
		response.end(`${piece('three')}data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`);
	});
	onTestFinished(() => server.close());
	const timeouts = { firstTokenPatient: 2000, firstTokenRemote: 2000, idle: IDLE, whole: 10_000 };
	const provider = new HttpChatProvider(endpointAt(`${server.url}/v1`), { ...depsWith(), timeouts });
	return { more, events: provider.stream(REQUEST, new AbortController().signal)[Symbol.asyncIterator]() };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a stream that its reader holds up', () => {
	it('is not the silence of its server, however long', async () => {
		const { more, events } = await opened();
		expect((await events.next()).value).toEqual({ type: 'text', text: 'one' });
		more.resolve();
		await wait(3 * IDLE);
		const rest: unknown[] = [];
		for (let next = await events.next(); next.done !== true; next = await events.next()) rest.push(next.value);
		expect(rest.at(-1)).toEqual({ type: 'end', reason: 'stop' });
	});

	it('ends where the server is silent after its reader went on', async () => {
		const { events } = await opened();
		await events.next();
		await wait(3 * IDLE);
		expect((await events.next()).value).toEqual({ type: 'text', text: 'two' });
		await expect(events.next()).rejects.toMatchObject({ kind: 'timeout' });
	});
});

describe('the limit of the whole answer', () => {
	const context = { endpoint: endpointAt('http://127.0.0.1:9/v1'), model: 'm', secret: null };
	const watched = (whole: number): StreamWatch => {
		const watch = new StreamWatch(context, new AbortController().signal, { firstToken: 60_000, idle: 60_000, whole });
		onTestFinished(() => watch.dispose());
		return watch;
	};
	const passed = { failure: { kind: 'timeout', message: expect.stringContaining('did not come to the end of its answer') } };
	beforeEach(() => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
		return () => vi.useRealTimers();
	});

	it('counts what the server takes, and not what its reader takes', () => {
		const watch = watched(1000);
		for (let n = 0; n < 6; n++) {
			vi.advanceTimersByTime(100);
			watch.held();
			vi.advanceTimersByTime(150);
			watch.released();
		}
		// 600 of the server's and 900 of the reader's are over.
		vi.advanceTimersByTime(390);
		expect(watch.failure).toBeNull();
		vi.advanceTimersByTime(20);
		expect(watch).toMatchObject(passed);
	});

	it('rests while the reader holds the stream up, past its own time, but no longer than that again', () => {
		const watch = watched(1000);
		vi.advanceTimersByTime(900);
		watch.held();
		vi.advanceTimersByTime(990);
		expect(watch.failure).toBeNull();
		expect(watch.signal.aborted).toBe(false);
		// A client that never reads again holds no vendor's stream for ever.
		vi.advanceTimersByTime(120);
		expect(watch).toMatchObject(passed);
		expect(watch.signal.aborted).toBe(true);
	});

	it('counts from where it rested', () => {
		const watch = watched(1000);
		vi.advanceTimersByTime(900);
		watch.held();
		vi.advanceTimersByTime(500);
		watch.released();
		vi.advanceTimersByTime(90);
		expect(watch.failure).toBeNull();
		vi.advanceTimersByTime(20);
		expect(watch).toMatchObject(passed);
	});

	it('is what it was where nobody holds anything', () => {
		const watch = watched(1000);
		vi.advanceTimersByTime(999);
		expect(watch.failure).toBeNull();
		vi.advanceTimersByTime(2);
		expect(watch).toMatchObject(passed);
	});
});
