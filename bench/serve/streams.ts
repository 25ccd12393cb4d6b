import { Agent } from 'node:http';
import type { AgentPort } from '../../src/app/agent/ports.ts';
import { percentile } from '../kit/prompts.ts';
import { chunkText } from './chunk.ts';
import { contents, hop, openStream } from './client.ts';
import { openWorld, type World } from './world.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const now = (): number => performance.timeOrigin + performance.now();
const ms = (value: number): string => `${value.toFixed(2)} ms`;

/** How long the service itself took from being asked to its first word, by order of the requests. */
class Inside {
	readonly took: number[] = [];

	readonly watch = (agent: AgentPort): AgentPort => ({
		entriesChanged: agent.entriesChanged,
		ready: () => agent.ready(),
		entries: () => agent.entries(),
		route: (request) => agent.route(request),
		countTokens: (entry, text) => agent.countTokens(entry, text),
		answer: (request, events) => {
			const began = performance.now();
			const at = this.took.push(Number.NaN) - 1;
			return agent.answer(request, {
				...events,
				onText: (text) => {
					if (Number.isNaN(this.took[at])) this.took[at] = performance.now() - began;
					events.onText(text);
				},
			});
		},
	});
}

/** First byte through the endpoint, from the client's request on, less what the service took of it; a direct call beside it. */
export async function firstByte(count: number): Promise<string> {
	const inside = new Inside();
	const world = await openWorld(inside.watch);
	const direct: number[] = [];
	const through: number[] = [];
	const added: number[] = [];
	const hops: number[] = [];
	try {
		const WARM = 50;
		for (let n = -WARM; n < count; n++) {
			const began = performance.now();
			const response = await openStream(world.endpoint.port, `t${n} 3 0 20`, { conversation: `t${n}` });
			let first = Number.NaN;
			for await (const _ of contents(response)) if (Number.isNaN(first)) first = performance.now() - began;
			const whole = await directFirst(world, n);
			const left = performance.now();
			await hop(world.endpoint.port);
			const there = performance.now() - left;
			if (n < 0) continue;
			through.push(first);
			direct.push(whole);
			hops.push(there);
			added.push(first - (inside.took.at(-1) ?? Number.NaN));
		}
	} finally {
		await world.close();
	}
	const line = (values: readonly number[]): string => `p50 ${ms(percentile(values, 0.5))}, p99 ${ms(percentile(values, 0.99))}`;
	return [
		`First byte, ${count} requests one after the other on kept connections:`,
		`  direct call of the service: ${line(direct)}`,
		`  through the endpoint: ${line(through)}`,
		`  added by the endpoint, of each request: ${line(added)}`,
		`  a request that asks for nothing (GET /), beside it: ${line(hops)}`,
	].join('\n');
}

async function directFirst({ agent }: World, n: number): Promise<number> {
	const began = performance.now();
	let first = Number.NaN;
	await agent.answer(
		{
			...{ entry: 'auto', conversationId: `d${n}`, signal: new AbortController().signal },
			prompt: { messages: [{ role: 'user', parts: [{ type: 'text', text: `d${n} 3 0 20` }] }], tools: [], toolChoice: 'auto' },
		},
		{
			onLine: () => undefined,
			onReasoning: () => undefined,
			onText: () => {
				if (Number.isNaN(first)) first = performance.now() - began;
			},
		},
	);
	return first;
}

/** Streams at once, each chunk compared with what it must be. */
export async function manyStreams(streams: number, seconds: number): Promise<string> {
	const world = await openWorld();
	const every = 20;
	const chunks = Math.round((seconds * 1000) / every);
	try {
		const began = performance.now();
		const all = await Promise.all(
			Array.from({ length: streams }, async (_, n) => {
				const id = `s${n}`;
				const response = await openStream(world.endpoint.port, `${id} ${chunks} ${every} 60`, { conversation: id });
				const expected = Array.from({ length: chunks }, (__, i) => chunkText(id, i, 60)).join('');
				let text = '';
				let events = 0;
				for await (const content of contents(response)) {
					text += content;
					events++;
				}
				return { same: text === expected, events, characters: text.length };
			}),
		);
		const took = (performance.now() - began) / 1000;
		const wrong = all.filter(({ same }) => !same).length;
		const events = all.reduce((sum, one) => sum + one.events, 0);
		return `${streams} streams at once for ${took.toFixed(0)} s: ${events} events of ${streams * chunks} chunks; ${wrong} streams with a lost, doubled or mixed-up chunk; booked ${world.bench.memory.settled.size}`;
	} finally {
		await world.close();
	}
}

/**
 * A client that takes nothing of a long answer: how much was taken of it meanwhile, and what the process holds of it. The service is a
 * stand-in that waits as the gateway does, as the real one ends an answer at the output that it reserved money for.
 */
export async function slowReader(megabytes: number): Promise<string> {
	const CHUNK = 'x'.repeat(10_000);
	const chunks = Math.round((megabytes * 1e6) / CHUNK.length);
	let given = 0;
	const world = await openWorld((agent) => ({
		entriesChanged: agent.entriesChanged,
		ready: () => agent.ready(),
		entries: () => agent.entries(),
		route: (request) => agent.route(request),
		countTokens: (entry, text) => agent.countTokens(entry, text),
		answer: async ({ signal }, events) => {
			for (; given < chunks && !signal.aborted; given++) {
				events.onText(CHUNK);
				await (events.drained?.() ?? null);
				if (given % 50 === 0) await pause(0);
			}
			const usage = { input: 1, cachedInput: 0, cacheWrite: 0, output: 1, reasoning: 0 };
			const receipt = { cost: 0, costSource: 'tokens', durationMs: 1, firstTokenMs: 1, usage, savedAgainst: null } as const;
			const nothing = { routing: null, error: null, warnings: [], words: null, run: null };
			return { ...nothing, state: 'done', parts: [{ type: 'text', text: 'all' }], ended: 'stop', receipt };
		},
	}));
	try {
		const before = process.memoryUsage.rss();
		const response = await openStream(world.endpoint.port, 'slow 1 0 1', { agent: new Agent() });
		response.pause();
		await pause(3000);
		const held = given * CHUNK.length;
		const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
		let length = 0;
		for await (const content of contents(response)) length += content.length;
		return `A client that does not read an answer of ${megabytes} MB: ${(held / 1e6).toFixed(1)} MB of it were taken, most of them by the system's own buffers; the process grew by ${grown.toFixed(0)} MiB; then it read all ${(length / 1e6).toFixed(1)} MB`;
	} finally {
		await world.close();
	}
}

/** Clients that leave in the middle: until the vendor's connection is closed, and that each is booked. */
export async function leavingClients(count: number): Promise<string> {
	const world = await openWorld();
	const took: number[] = [];
	try {
		for (let n = 0; n < count; n++) {
			const id = `l${n}`;
			const closed = world.closed(id);
			const response = await openStream(world.endpoint.port, `${id} 100000 5 60`, { conversation: id, agent: new Agent() });
			let seen = 0;
			for await (const _ of contents(response)) if (++seen === 5) break;
			const left = now();
			response.destroy();
			took.push((await closed).at - left);
		}
		await pause(200);
		const booked = [...world.bench.memory.settled.values()].filter(({ settlement }) => settlement.cost > 0).length;
		return `${count} clients that leave: vendor closed after p50 ${ms(percentile(took, 0.5))}, p99 ${ms(percentile(took, 0.99))}; booked for what was received: ${booked}`;
	} finally {
		await world.close();
	}
}
