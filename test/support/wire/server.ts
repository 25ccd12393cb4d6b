import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Renderer, WireEvent } from './renderers.ts';
import type { Reply, Step } from './vocabulary.ts';

/** One request as it came. */
export interface Asked {
	/** 1 for the first. */
	readonly number: number;
	readonly method: string;
	readonly path: string;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly raw: string;
	/** Undefined where the body is no JSON. */
	readonly body: Readonly<Record<string, unknown>> | undefined;
	/** This server's own. */
	readonly origin: string;
}

export interface WireServer {
	readonly origin: string;
	readonly asked: readonly Asked[];
	/** Bytes that went out, over all connections. */
	readonly sent: () => number;
	/** Connections that are open now. */
	readonly open: () => number;
	close(): void;
}

interface Wire {
	readonly renderer: () => Renderer;
	/** How an event lies on the wire where a reply does not say. */
	readonly lines: 'events' | 'json';
}

/** What a server does with a request, whatever it is. */
export type Script = (asked: Asked) => Reply;

/** A server on a free loopback port that writes every byte itself, so that it can break any rule. */
export async function startWire(wire: Wire, script: Script): Promise<WireServer> {
	const asked: Asked[] = [];
	const sockets = new Set<Socket>();
	let sent = 0;
	const server: Server = createServer((socket) => {
		sockets.add(socket);
		socket.setNoDelay(true);
		socket.on('close', () => {
			sockets.delete(socket);
			sent += socket.bytesWritten;
		});
		socket.on('error', () => {});
		void answerOne(socket).catch(() => socket.destroy());
	});
	const answerOne = async (socket: Socket): Promise<void> => {
		const request = await readRequest(socket, asked.length + 1, origin());
		if (request === null) return;
		asked.push(request);
		await write(socket, wire, script(request));
	};
	const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	server.unref();
	return {
		origin: origin(),
		asked,
		sent: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, sent),
		open: () => sockets.size,
		close: () => {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}

async function readRequest(socket: Socket, number: number, origin: string): Promise<Asked | null> {
	let read = Buffer.alloc(0);
	return new Promise((resolve) => {
		socket.on('end', () => resolve(null));
		socket.on('close', () => resolve(null));
		socket.on('data', (chunk: Buffer) => {
			read = Buffer.concat([read, chunk]);
			const end = read.indexOf('\r\n\r\n');
			if (end < 0) return;
			const [first = '', ...lines] = read.subarray(0, end).toString('latin1').split('\r\n');
			const headers = Object.fromEntries(
				lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
			);
			const content = read.subarray(end + 4);
			if (content.length < Number(headers['content-length'] ?? 0)) return;
			const [method = '', path = ''] = first.split(' ');
			const text = content.toString('utf8');
			resolve({ number, method, path, headers, raw: text, body: parsed(text), origin });
		});
	});
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const CODERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;

async function write(socket: Socket, wire: Wire, reply: Reply): Promise<void> {
	if (reply.as === 'raw') {
		if (await run(socket, reply.steps, (data) => data)) socket.end();
		return;
	}
	const how = reply.body ?? (reply.coding === undefined ? 'chunked' : 'length');
	const streamed = reply.as === 'stream' ? rendered(wire, reply) : reply.steps;
	const whole = how === 'length' || how === 'short' || reply.coding !== undefined ? joined(streamed) : null;
	const coded = whole === null || reply.coding === undefined ? whole : CODERS[reply.coding](whole);
	await send(socket, `${reply.preface ?? ''}${head(wire, reply, how, coded?.length ?? 0)}`);
	if (how === 'chunked') {
		const ended = await run(socket, coded === null ? streamed : [{ do: 'bytes', bytes: coded }], chunked, reply.packet);
		if (ended) await send(socket, `0\r\n${reply.trailers ?? ''}\r\n`);
		if (ended) socket.end();
	} else if (coded !== null) {
		await run(socket, [{ do: 'bytes', bytes: coded }], (data) => data, reply.packet);
		socket.end();
	} else if (await run(socket, streamed, (data) => data, reply.packet)) socket.end();
}

function head(wire: Wire, reply: Reply, how: NonNullable<Reply['body']>, length: number): string {
	const type =
		reply.type === undefined ? (wire.lines === 'json' ? 'application/x-ndjson' : 'text/event-stream; charset=utf-8') : reply.type;
	const lines = [
		`HTTP/1.1 ${reply.status ?? '200 OK'}`,
		...(type === null ? [] : [`Content-Type: ${type}`]),
		...(how === 'chunked' ? ['Transfer-Encoding: chunked'] : []),
		...(how === 'length' ? [`Content-Length: ${length}`] : []),
		...(how === 'short' ? [`Content-Length: ${length + 10}`] : []),
		...(reply.coding === undefined ? [] : [`Content-Encoding: ${reply.coding}`]),
		...(reply.headers ?? []),
		'Connection: close',
	];
	return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Steps of the answer as bytes of the body; steps of the connection stay. */
function rendered(wire: Wire, reply: Reply): readonly Step[] {
	const renderer = wire.renderer();
	const last = reply.steps.findLastIndex((step) => SAYS.has(step.do));
	let begun = false;
	let index = 0;
	const eventsOf = (step: Step): readonly WireEvent[] => {
		if (step.do === 'event') return [{ name: step.name, data: step.data }];
		// A failure may come before anything else.
		const first = begun || step.do === 'error' ? [] : renderer.begin(reply.steps);
		begun ||= step.do !== 'error';
		return [...first, ...renderer.say(step)];
	};
	const framed = (step: Step, isLast: boolean): Step[] =>
		eventsOf(step).map((event, i, { length }) => {
			const changed = { name: event.name, data: changedData(reply, event.data, index++) };
			const line = lineOf(wire, reply, changed, isLast && i === length - 1);
			return { do: 'bytes', bytes: swapped(reply, Buffer.from(line)) };
		});
	const out: Step[] = reply.before === undefined ? [] : [{ do: 'bytes', bytes: Buffer.from(reply.before) }];
	for (const [i, step] of reply.steps.entries()) {
		if (SAYS.has(step.do)) out.push(...framed(step, i === last));
		else if (step.do === 'forever' && SAYS.has(step.step.do)) {
			const events = framed(step.step, false);
			out.push(...events.slice(0, -1), { ...step, step: events.at(-1) ?? { do: 'bytes', bytes: Buffer.alloc(0) } });
		} else out.push(step);
	}
	return out;
}

function lineOf(wire: Wire, reply: Reply, event: WireEvent, last: boolean): string {
	if (wire.lines === 'json') return `${reply.lineStart ?? ''}${event.data}${reply.lineEnd ?? '\n'}`;
	if (reply.frame !== undefined) return reply.frame(event, last);
	return `${event.name === undefined ? '' : `event: ${event.name}\n`}data: ${event.data}\n\n`;
}

const SAYS: ReadonlySet<Step['do']> = new Set(['begin', 'text', 'reasoning', 'finish', 'usage', 'done', 'error', 'event']);

function changedData({ each }: Reply, data: string, index: number): string {
	if (each === undefined || !data.startsWith('{')) return data;
	const changed = each(JSON.parse(data), index);
	return typeof changed === 'string' ? changed : JSON.stringify(changed);
}

function swapped({ swap }: Reply, line: Buffer): Buffer {
	const at = swap === undefined ? -1 : line.indexOf(swap[0]);
	return swap === undefined || at < 0 ? line : Buffer.concat([line.subarray(0, at), swap[1], line.subarray(at + swap[0].length)]);
}

function joined(steps: readonly Step[]): Buffer {
	return Buffer.concat(steps.map((step) => (step.do === 'bytes' ? step.bytes : Buffer.alloc(0))));
}

const chunked = (data: Buffer): Buffer =>
	data.length === 0 ? data : Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]);

/** True where the answer came to its end and the connection is still there. */
async function run(
	socket: Socket,
	steps: readonly Step[],
	wrap: (data: Buffer) => Buffer,
	packet = Number.POSITIVE_INFINITY,
): Promise<boolean> {
	for (const step of steps) {
		if (socket.destroyed) return false;
		switch (step.do) {
			case 'bytes':
				for (let at = 0; at < step.bytes.length && !socket.destroyed; at += packet) {
					await send(socket, wrap(step.bytes.subarray(at, Math.min(step.bytes.length, at + packet))));
				}
				break;
			case 'wait':
				await new Promise((resolve) => setTimeout(resolve, step.ms));
				break;
			case 'forever':
				while (!socket.destroyed) {
					await run(socket, [step.step, { do: 'wait', ms: step.ms }], wrap);
				}
				return false;
			case 'flood':
				for (let out = 0; out < step.total && !socket.destroyed; out += step.bytes.length) await send(socket, wrap(step.bytes));
				break;
			case 'hang':
				return false;
			case 'close':
				socket.end();
				return false;
			case 'reset':
				// What was written is on its way before the reset overtakes it.
				await new Promise((resolve) => setTimeout(resolve, 20));
				socket.resetAndDestroy();
				return false;
			default:
				throw new Error(`${step.do} has no form here`);
		}
	}
	return !socket.destroyed;
}

/** Waits where the client takes no more. */
function send(socket: Socket, data: Buffer | string): Promise<void> {
	if (data.length === 0) return Promise.resolve();
	return new Promise((resolve) => {
		socket.write(data, () => resolve());
	});
}
