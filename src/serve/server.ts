import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { inWords, RoutooError, shownError } from '../core/base/errors.ts';
import { Answering } from './answer.ts';
import type { EndpointDeps, RunningEndpoint, StartEndpoint } from './endpoint-types.ts';
import { foreign, showsKey, wrongKey } from './guard.ts';
import { KnownModels } from './known-models.ts';
import { LIMITS, type Limits } from './limits.ts';
import { OpenAnswers } from './open-answers.ts';
import { type Exchange, sendFailure } from './reply.ts';
import { needsKey, pathOf, routes } from './routes.ts';
import { failure, failureOf, Refused } from './status.ts';
import { TextAnswering } from './text-answer.ts';
import type { WireFailure } from './wire.ts';
import { suggestedWire, WIRES, type Wires } from './wires.ts';

const IPV4 = '127.0.0.1';
/** `localhost` is this one first for many programs: what another program took there would get our clients' keys. */
const IPV6 = '::1';
/** Ports tried where any will do. */
const TRIES = 5;
/** Bytes of all headers: editors' agents send some kilobytes. */
const MAX_HEADERS = 32 * 1024;

/** Refused before anything of the client's was read: these words hold nothing of it. */
const OWN_WORDS: ReadonlySet<string> = new Set(['wrongKey', 'forbidden']);

interface Options {
	readonly limits?: Partial<Limits>;
	readonly wires?: Wires;
}

/** Listens on the loopback alone, on IPv4 and, where the machine has it, IPv6. Port 0: any free one. */
export const startEndpoint = (async (deps: EndpointDeps, port: number, options: Options = {}): Promise<RunningEndpoint> => {
	const limits = { ...LIMITS, ...options.limits };
	const wires = options.wires ?? WIRES;
	const open = new OpenAnswers();
	const known = new KnownModels(deps);
	const answering = new Answering(deps, limits, open, known);
	const texts = new TextAnswering(deps, limits, open, known);
	let bound = port;
	const app = routes({ ...{ deps, limits, wires, answering, texts, known }, port: () => bound });

	const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
		const exchange: Exchange = { req, res, path: pathOf(req.url ?? '/'), requestId: deps.newId() };
		// A client may leave at any time; what waits for it hears of that by 'close'.
		req.on('error', () => undefined);
		res.on('error', () => undefined);
		try {
			const why = foreign(req, bound) ?? (needsKey(exchange.path) && !showsKey(req, await ownKey(deps)) ? wrongKey(req) : null);
			if (why !== null) throw new Refused(why);
			const listener = getRequestListener((request) => app.fetch(request, { incoming: req, outgoing: res, exchange }), {
				overrideGlobalObjects: false,
				autoCleanupIncoming: false,
				errorHandler: (error) => {
					refuse(exchange, error);
				},
			});
			await listener(req, res);
		} catch (error) {
			refuse(exchange, error);
		}
	};
	const refuse = (exchange: Exchange, error: unknown): undefined => {
		const why = refusal(error);
		if (why.kind === 'internal') deps.log(`endpoint: ${String(error).slice(0, 200)}`);
		else deps.log(`endpoint: ${why.status} ${why.kind}${OWN_WORDS.has(why.kind) ? `. ${why.words}` : ''}`);
		const wire = suggestedWire(wires, exchange.path, exchange.req.headers);
		sendFailure(exchange, wire, why, limits.lingerMs);
	};

	const servers = await listen(port, () => httpServer(handle, limits));
	bound = (servers[0]!.address() as AddressInfo).port;
	return {
		origin: `http://${IPV4}:${bound}`,
		port: bound,
		close: async () => {
			const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
			await open.close();
			for (const server of servers) server.closeIdleConnections();
			setTimeout(() => {
				for (const server of servers) server.closeAllConnections();
			}, 200).unref();
			await Promise.all(closed);
		},
	};
}) satisfies StartEndpoint;

/** Where the key lies, and why it cannot be used, is not for whoever shows none. */
async function ownKey(deps: EndpointDeps): Promise<string> {
	try {
		return await deps.key();
	} catch (error) {
		deps.log(`endpoint: ${inWords(error)}`);
		throw new RoutooError(
			'settings',
			'This Routoo endpoint cannot use its own key.',
			'It says why where it runs: there a new one is made.',
		);
	}
}

function refusal(error: unknown): WireFailure {
	if (error instanceof Refused) return error.failure;
	if (RoutooError.is(error)) return failureOf(shownError(error));
	// What Hono's adapter says of an address that it cannot read.
	if (error instanceof Error && error.name === 'RequestError') return failure('invalidInput', 'The address of the request cannot be read.');
	return failureOf(shownError(error));
}

function httpServer(handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>, limits: Limits): Server {
	const server = createServer({
		maxHeaderSize: MAX_HEADERS,
		headersTimeout: limits.headersMs,
		requestTimeout: limits.requestMs,
		keepAliveTimeout: limits.idleMs,
		connectionsCheckingInterval: limits.checkMs,
		insecureHTTPParser: false,
	});
	server.maxConnections = limits.connections;
	const latest = new WeakMap<object, ServerResponse>();
	const onRequest = (req: IncomingMessage, res: ServerResponse): void => {
		latest.set(req.socket, res);
		void handle(req, res);
	};
	server.on('request', onRequest);
	// Leave to send the body is given by whoever reads it, behind the guard.
	server.on('checkContinue', onRequest);
	server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
		const { headersSent = false, writableFinished = false } = latest.get(socket) ?? {};
		// Its answer is on its way: a second one would be read as part of it.
		if (headersSent && !writableFinished) socket.destroySoon();
		else malformed(error, socket);
	});
	return server;
}

/** What is no HTTP, too slow or too large before it is a request: there is no wire to say it in. */
function malformed({ code }: NodeJS.ErrnoException, socket: Socket): void {
	if (!socket.writable || code === 'ECONNRESET') {
		socket.destroy();
		return;
	}
	const [status, words] =
		code === 'HPE_HEADER_OVERFLOW'
			? ['431 Request Header Fields Too Large', 'The headers are too large.']
			: code === 'ERR_HTTP_REQUEST_TIMEOUT'
				? ['408 Request Timeout', 'The request took too long.']
				: ['400 Bad Request', 'This is not a request that can be read.'];
	const body = JSON.stringify({ error: { message: words, type: 'invalid_request_error', param: null, code: null } });
	socket.end(
		`HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
		() => socket.destroy(),
	);
}

async function listen(port: number, make: () => Server): Promise<readonly Server[]> {
	for (let tries = 1; ; tries++) {
		const v4 = await listening(make(), IPV4, port);
		if (typeof v4 === 'string') throw taken(port, v4);
		const v6 = await listening(make(), IPV6, (v4.address() as AddressInfo).port);
		if (typeof v6 !== 'string') return [v4, v6];
		if (v6 !== 'EADDRINUSE') return [v4];
		await new Promise<void>((resolve) => v4.close(() => resolve()));
		if (port !== 0 || tries === TRIES) throw taken(port, v6);
	}
}

/** The server, or why it does not listen. */
function listening(server: Server, host: string, port: number): Promise<Server | string> {
	return new Promise((resolve) => {
		const failed = (error: NodeJS.ErrnoException): void => resolve(error.code ?? error.message);
		server.once('error', failed);
		server.listen({ host, port, exclusive: true, ipv6Only: true }, () => {
			server.off('error', failed);
			resolve(server);
		});
	});
}

function taken(port: number, code: string): RoutooError {
	return code === 'EADDRINUSE'
		? new RoutooError('settings', `Port ${port} is taken by another program.`, 'Choose another port in the settings, or end that program.')
		: new RoutooError('settings', `Port ${port} cannot be used (${code}).`, 'Choose another port in the settings.');
}
