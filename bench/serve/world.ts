import { Worker } from 'node:worker_threads';
import type { AgentPort } from '../../src/app/agent/ports.ts';
import { AgentService } from '../../src/app/agent/service.ts';
import { systemClock, systemTimers } from '../../src/core/base/time.ts';
import type { Endpoint } from '../../src/core/model/endpoint.ts';
import { HttpChatProvider } from '../../src/providers/chat/chat-provider.ts';
import type { RunningEndpoint } from '../../src/serve/endpoint-types.ts';
import { startEndpoint } from '../../src/serve/server.ts';
import { AgentBench, paid } from '../../test/unit/app/agent/agent-bench.ts';
import type { Closed } from './upstream.ts';

export const KEY = 'rt-bench';
const MODEL = paid('up/stream', 0.1, 0.1, { contextTokens: 1_000_000, maxOutputTokens: 100_000, reasoning: true });

export interface World {
	readonly bench: AgentBench;
	/** The same service that the endpoint asks. */
	readonly agent: AgentPort;
	readonly endpoint: RunningEndpoint;
	/** The stream that its reader closes next. */
	closed(id: string): Promise<Closed>;
	close(): Promise<void>;
}

/**
 * The real agent service, gateway, HTTP adapter and endpoint before a vendor on the loopback; the prediction is a constant and the ledger in
 * memory, as neither is what is measured.
 * @param watched what stands between the endpoint and the service
 */
export async function openWorld(watched: (agent: AgentPort) => AgentPort = (agent) => agent): Promise<World> {
	const upstream = new Worker(new URL('./upstream.ts', import.meta.url));
	const closings = new Map<string, (closed: Closed) => void>();
	const port = await new Promise<number>((resolve) => {
		upstream.on('message', (said: { readonly port: number } | Closed) => {
			if ('port' in said) resolve(said.port);
			else closings.get(said.id)?.(said);
		});
	});
	const vendor: Endpoint = {
		...{ id: 'up', kind: 'openai-compatible', displayName: 'Upstream', local: false, needsKey: false },
		baseUrl: `http://127.0.0.1:${port}/v1`,
	};
	const provider = new HttpChatProvider(vendor, { fetch, clock: systemClock, secrets: { get: async () => undefined } });
	const bench = new AgentBench();
	bench.candidates = [MODEL];
	bench.quality = { 'up/stream': 0.9 };
	const gateway = { ...bench.deps.gateway, provider: () => provider };
	const agent = new AgentService({ ...bench.deps, gateway, timers: systemTimers });
	let ids = 0;
	const endpoint = await startEndpoint(
		{
			...{ agent: watched(agent), clock: systemClock, timers: systemTimers, version: '0.0.0', mayAsk: false },
			newId: () => `bench${++ids}`,
			key: async () => KEY,
			onDecided: () => undefined,
			log: () => undefined,
		},
		0,
	);
	return {
		...{ bench, agent, endpoint },
		closed: (id) => new Promise((resolve) => closings.set(id, resolve)),
		close: async () => {
			await endpoint.close();
			await upstream.terminate();
		},
	};
}
