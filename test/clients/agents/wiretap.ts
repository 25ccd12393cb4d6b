import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request of a client, and how it was answered. */
export interface Tapped {
	/** Without its query. */
	readonly path: string;
	readonly sent: IncomingHttpHeaders;
	readonly body: string;
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
}

export interface Wiretap {
	/** In the endpoint's place. */
	readonly origin: string;
	/** Those that were answered, from their headers on. */
	readonly tapped: readonly Tapped[];
	close(): Promise<void>;
}

/** Stands between a client and the endpoint and writes down what goes by; a client that leaves is gone on the other side, too. */
export async function wiretap(origin: string): Promise<Wiretap> {
	const { port, host } = new URL(origin);
	const tapped: Tapped[] = [];
	const server = createServer((from, to) => {
		const { url = '', method, headers } = from;
		const pieces: Buffer[] = [];
		const passed = request({ host: '127.0.0.1', port, path: url, method, headers: { ...headers, host } }, (answer) => {
			const body = Buffer.concat(pieces).toString('utf8');
			const one = { path: url.split('?')[0]!, sent: headers, body, status: answer.statusCode ?? 0, headers: answer.headers };
			tapped.push(one);
			to.writeHead(one.status, answer.headers);
			answer.pipe(to);
		});
		passed.on('error', () => to.destroy());
		to.on('close', () => passed.destroy());
		from.on('data', (piece: Buffer) => void pieces.push(piece));
		from.pipe(passed);
	});
	await listening(server);
	return { origin: address(server), tapped, close: () => closed(server) };
}

export interface Wall {
	readonly origin: string;
	/** Hosts that were asked for, each as often as it was. */
	readonly asked: readonly string[];
	close(): Promise<void>;
}

/** A proxy that lets nothing through and writes down who was to be reached. */
export async function wall(): Promise<Wall> {
	const asked: string[] = [];
	const server = createServer((from, to) => {
		asked.push(from.url ?? '');
		to.writeHead(403).end();
	});
	server.on('connect', ({ url }, socket: Socket) => {
		asked.push(url ?? '');
		socket.on('error', () => undefined);
		socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
	});
	await listening(server);
	return { origin: address(server), asked, close: () => closed(server) };
}

type HttpServer = ReturnType<typeof createServer>;

const listening = (server: HttpServer): Promise<void> => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = (server: HttpServer): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function closed(server: HttpServer): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
