import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamEvent } from '../../../src/core/message/stream.ts';
import { FakeAgent } from '../../support/agent.ts';
import { eventsOf, said, TestEndpoint, textOf } from '../../support/serve/endpoint.ts';
import { AgentBench, hangs } from '../app/agent/agent-bench.ts';

const CHAT = '/v1/chat/completions';
const streamed = (text = 'Hi', more: object = {}) => ({ body: said(text, { stream: true, ...more }) });
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let bench: AgentBench;
let endpoint: TestEndpoint;
beforeEach(async () => {
	bench = new AgentBench();
	endpoint = await TestEndpoint.start(bench.agent, { limits: { streams: 3, holdMs: 150, pingMs: 60, stalledMs: 400 } });
});
afterEach(() => endpoint.close());

async function firstData(response: IncomingMessage): Promise<string> {
	return await new Promise((resolve) => response.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}

describe('a client that leaves', () => {
	it('ends the model, and what was received is booked', async () => {
		let stopped = false;
		bench.scripts = {
			mini: (_request, signal) => {
				signal.addEventListener('abort', () => {
					stopped = true;
				});
				return hangs(signal, 'begun and paid for');
			},
		};
		const response = await endpoint.open(CHAT, streamed());
		await firstData(response);
		response.destroy();
		await vi.waitFor(() => expect(stopped).toBe(true));
		await vi.waitFor(() => expect([...bench.memory.settled.values()]).toMatchObject([{ settlement: { cost: expect.any(Number) } }]));
		expect([...bench.memory.settled.values()][0]?.settlement.cost).toBeGreaterThan(0);
	});

	it('before the first word ends it too, and frees its place', async () => {
		let open = 0;
		bench.scripts = {
			mini: async function* (_request, signal) {
				open++;
				yield* [];
				await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
				open--;
			},
		};
		for (let n = 0; n < 5; n++) {
			const leave = new AbortController();
			const asked = endpoint.open(CHAT, { body: said(`Hi ${n}`) }, leave.signal).catch(() => null);
			await vi.waitFor(() => expect(open).toBe(1));
			leave.abort();
			await asked;
			await vi.waitFor(() => expect(open).toBe(0));
		}
	});
});

describe('many at once', () => {
	it('are refused above the most, with a time to come back, and taken again when one is done', async () => {
		bench.scripts = { mini: (_request, signal) => hangs(signal) };
		const open = await Promise.all([1, 2, 3].map((n) => endpoint.open(CHAT, streamed(`Hi ${n}`))));
		const refused = await endpoint.send(CHAT, streamed());
		expect(refused.status).toBe(429);
		expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
		expect(JSON.parse(refused.text).error.kind).toBe('tooManyStreams');
		expect((await endpoint.send('/v1/models')).status).toBe(200);
		open[0]?.destroy();
		bench.scripts = {};
		await vi.waitFor(async () => expect((await endpoint.send(CHAT, streamed())).status).toBe(200));
		for (const response of open) response.destroy();
	});

	it('lose, double and mix up nothing', async () => {
		await endpoint.close();
		endpoint = await TestEndpoint.start(bench.agent);
		const CHUNKS = 300;
		const numbered = async function* (who: string): AsyncGenerator<StreamEvent> {
			for (let n = 0; n < CHUNKS; n++) {
				yield { type: 'text', text: `${who}:${n};é漢🙂` };
				if (n % 25 === 0) await later(1);
			}
			yield { type: 'end', reason: 'stop' };
		};
		bench.scripts = {
			mini: ({ messages }) => {
				const part = messages.at(-1)?.parts[0];
				return numbered(part?.type === 'text' ? part.text : '');
			},
		};
		const all = await Promise.all(Array.from({ length: 30 }, (_, n) => endpoint.send(CHAT, streamed(`s${n}`, { conversation: `c${n}` }))));
		for (const [n, { text }] of all.entries()) {
			const words = eventsOf(text).flatMap((event) => (typeof event.text === 'string' ? [event.text] : []));
			expect(words).toEqual(Array.from({ length: CHUNKS }, (_, i) => `s${n}:${i};é漢🙂`));
		}
	});
});

describe('a client that does not read', () => {
	const gives = async (count: number): Promise<{ given(): number; stopped(): boolean }> => {
		const fake = new FakeAgent();
		let given = 0;
		let stopped = false;
		fake.reply = async ({ signal }, events) => {
			for (; given < count && !signal.aborted; given++) {
				events.onText(`${given} ${'x'.repeat(100_000)}`);
				await events.drained?.();
			}
			stopped = signal.aborted;
			return { parts: [{ type: 'text', text: 'all of it' }] };
		};
		await endpoint.close();
		endpoint = await TestEndpoint.start(fake, { limits: { stalledMs: 400 } });
		return { given: () => given, stopped: () => stopped };
	};

	it('is not buffered for: the model is read no further, until it counts as gone', async () => {
		const model = await gives(2000);
		const response = await endpoint.open(CHAT, streamed());
		response.pause();
		await later(150);
		const before = model.given();
		await later(150);
		expect(model.given()).toBe(before);
		// 200 MB were there to give: what fits into the connection's own buffers was taken.
		expect(before).toBeLessThan(200);
		await vi.waitFor(() => expect(model.stopped()).toBe(true), 2000);
		response.destroy();
	});

	it('gets everything when it goes on', async () => {
		await gives(100);
		const response = await endpoint.open(CHAT, streamed());
		response.pause();
		await later(150);
		const events = eventsOf(await textOf(response));
		expect(events.filter(({ text }) => typeof text === 'string').map(({ text }) => Number.parseInt(String(text), 10))).toEqual(
			Array.from({ length: 100 }, (_, n) => n),
		);
		expect(Object.keys(events.at(-1) ?? {})).toEqual(['end']);
	});
});

describe('silence', () => {
	it('holds headers for a while only, and is filled with pings', async () => {
		bench.scripts = {
			mini: async function* () {
				await later(400);
				yield { type: 'text', text: 'at last' };
				yield { type: 'end', reason: 'stop' };
			},
		};
		const began = Date.now();
		const response = await endpoint.open(CHAT, streamed());
		const headersAfter = Date.now() - began;
		const text = await textOf(response);
		expect(headersAfter).toBeLessThan(Date.now() - began - 100);
		expect(response.headers['x-routoo-model']).toBe('cloud/mini');
		expect(text.match(/: ping/g)?.length).toBeGreaterThan(1);
		expect(text.indexOf('at last')).toBeGreaterThan(text.lastIndexOf(': ping'));
	});
});

describe('closing', () => {
	it('ends what is open in words, booked, and listens no more', async () => {
		bench.scripts = { mini: (_request, signal) => hangs(signal) };
		const response = await endpoint.open(CHAT, streamed());
		await firstData(response);
		const rest = textOf(response);
		await endpoint.close();
		expect(eventsOf(await rest)).toMatchObject([{ failed: { status: 503, words: expect.stringContaining('closed') } }]);
		expect(bench.memory.settled.size).toBe(1);
		await expect(endpoint.send('/v1/models')).rejects.toThrow(/ECONNREFUSED/);
		await endpoint.close();
	});

	it('does not wait for connections that are kept alive', async () => {
		const keptAlive = endpoint.raw(`GET /routoo HTTP/1.1\r\nHost: 127.0.0.1:${endpoint.port}\r\n\r\n`, 5000);
		await later(50);
		await endpoint.close();
		expect(await keptAlive).toContain('200 OK');
	});
});

describe('models that are still asked for', () => {
	const started = async (): Promise<{ readonly agent: FakeAgent; readonly listed: () => void }> => {
		const agent = new FakeAgent();
		const all = Promise.withResolvers<void>();
		const list = [agent.list[0]!, { ...agent.list[0]!, id: 'home/qwen' }];
		// One endpoint of several has answered.
		agent.list = [agent.list[0]!, { ...agent.list[0]!, id: 'fast/first' }];
		agent.ready = () => all.promise;
		agent.reply = () => ({ parts: [{ type: 'text', text: 'ok' }] });
		await endpoint.close();
		endpoint = await TestEndpoint.start(agent);
		const listed = (): void => {
			agent.list = list;
			all.resolve();
		};
		return { agent, listed };
	};

	it('are waited for by the first request', async () => {
		const { agent, listed } = await started();
		const answer = endpoint.send(CHAT, { body: said('Hi', { model: 'home/qwen' }) });
		await later(50);
		listed();
		expect((await answer).status).toBe(200);
		expect(agent.asked[0]?.entry).toBe('home/qwen');
	});

	it.each(['/v1/models', '/v1/models/home/qwen'])('are waited for by %s', async (path) => {
		const { listed } = await started();
		const answer = endpoint.send(path);
		await later(50);
		listed();
		expect(await answer).toMatchObject({ status: 200, text: expect.stringContaining('home/qwen') });
	});
});
