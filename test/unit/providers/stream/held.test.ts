import { describe, expect, it, onTestFinished } from 'vitest';
import { HttpChatProvider } from '../../../../src/providers/chat/chat-provider.ts';
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
