import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { AgentPort } from '../../../src/app/agent/ports.ts';
import { systemClock, systemTimers } from '../../../src/core/base/time.ts';
import type { EndpointDeps, RunningEndpoint } from '../../../src/serve/endpoint-types.ts';
import type { Limits } from '../../../src/serve/limits.ts';
import { startEndpoint } from '../../../src/serve/server.ts';
import type { RoutingNote } from '../../../src/serve/wire.ts';
import type { Wires } from '../../../src/serve/wires.ts';
import { plainWire } from './plain-wire.ts';

export const KEY = 'rt-0123456789abcdef';
export const PLAIN: Wires = { completions: plainWire('completions'), responses: plainWire('responses'), messages: plainWire('messages') };

export interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
}

export interface Sent {
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: unknown;
	readonly key?: string | null;
}

/** A real endpoint on a free port of the loopback, with what it told its owner. */
export class TestEndpoint {
	readonly decided: { readonly client: string; readonly path: string; readonly note: RoutingNote }[] = [];
	readonly logged: string[] = [];
	readonly #running: RunningEndpoint;
	#ids = 0;

	private constructor(start: (endpoint: TestEndpoint) => RunningEndpoint) {
		this.#running = start(this);
	}

	static async start(
		agent: AgentPort,
		{
			limits = {},
			wires = PLAIN,
			deps = {},
			port = 0,
		}: { limits?: Partial<Limits>; wires?: Wires; deps?: Partial<EndpointDeps>; port?: number } = {},
	): Promise<TestEndpoint> {
		let made: TestEndpoint | null = null;
		const running = await startEndpoint(
			{
				...{ agent, clock: systemClock, timers: systemTimers, version: '1.2.3', mayAsk: false },
				newId: () => `id-${made!.#ids++}`,
				key: async () => KEY,
				onDecided: (served) => void made!.decided.push(served),
				log: (line) => void made!.logged.push(line),
				...deps,
			},
			port,
			{ limits, wires },
		);
		made = new TestEndpoint(() => running);
		return made;
	}

	get port(): number {
		return this.#running.port;
	}

	get origin(): string {
		return this.#running.origin;
	}

	close(): Promise<void> {
		return this.#running.close();
	}

	/** The response as soon as its headers are there. */
	open(path: string, { method, headers = {}, body, key = KEY }: Sent = {}, signal?: AbortSignal): Promise<IncomingMessage> {
		return new Promise((resolve, reject) => {
			const bytes = body === undefined ? null : typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
			const asked = httpRequest(
				{
					...{ host: '127.0.0.1', port: this.port, path, method: method ?? (bytes === null ? 'GET' : 'POST'), agent: false },
					...(signal === undefined ? {} : { signal }),
					headers: {
						...(key === null ? {} : { authorization: `Bearer ${key}` }),
						...(bytes === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) }),
						...headers,
					},
				},
				resolve,
			);
			asked.on('error', reject);
			asked.end(bytes ?? undefined);
		});
	}

	async send(path: string, sent: Sent = {}): Promise<Answer> {
		const response = await this.open(path, sent);
		return { status: response.statusCode ?? 0, headers: response.headers, text: await textOf(response) };
	}

	/** Bytes as they are over one connection; resolves with all that came back until it closed or `ms` had passed. */
	raw(bytes: string | Buffer, ms = 3000): Promise<string> {
		return new Promise((resolve) => {
			const socket = connect(this.port, '127.0.0.1', () => socket.write(bytes));
			let text = '';
			const timer = setTimeout(() => socket.destroy(), ms);
			socket.on('data', (chunk) => {
				text += chunk.toString('utf8');
			});
			socket.on('error', () => undefined);
			socket.on('close', () => {
				clearTimeout(timer);
				resolve(text);
			});
		});
	}
}

export async function textOf(response: IncomingMessage): Promise<string> {
	let text = '';
	response.setEncoding('utf8');
	for await (const chunk of response) text += chunk;
	return text;
}

/** The JSON of each event of a stream. */
export function eventsOf(text: string): readonly Record<string, unknown>[] {
	return text
		.split('\n\n')
		.filter((block) => block.startsWith('data: '))
		.map((block) => JSON.parse(block.slice(6)) as Record<string, unknown>);
}

export function said(text: string, more: object = {}): object {
	return { model: 'routoo/auto', messages: [{ role: 'user', parts: [{ type: 'text', text }] }], ...more };
}
