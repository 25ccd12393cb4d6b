import { connect } from 'node:net';
import { systemClock, systemTimers } from '../../src/core/base/time.ts';
import { startEndpoint } from '../../src/serve/server.ts';
import { AgentBench } from '../../test/unit/app/agent/agent-bench.ts';
import { randomOf } from '../../training/kit/random.ts';
import { type OddRequest, oddRequest } from './odd-requests.ts';
import { KEY } from './world.ts';

/** A request without an end to its answer hangs. */
const HANGS_AFTER_MS = 15_000;
const AT_ONCE = 16;
const SHOWN = 5;

interface Fuzzed {
	readonly words: string;
	/** No crash, no hang, nothing from 500 on without words. */
	readonly fine: boolean;
}

/** Requests as no client sends them, each over a connection of its own, at an endpoint before the real agent service. */
export async function fuzz(count: number, seed: number): Promise<Fuzzed> {
	const random = randomOf(seed);
	const crashes: string[] = [];
	const crashed = (error: unknown): void => void crashes.push(String(error));
	process.on('uncaughtException', crashed);
	process.on('unhandledRejection', crashed);
	const bench = new AgentBench();
	let ids = 0;
	const endpoint = await startEndpoint(
		{
			...{ agent: bench.agent, clock: systemClock, timers: systemTimers, version: '0.0.0', mayAsk: false },
			newId: () => `fuzz${++ids}`,
			key: async () => KEY,
			onDecided: () => undefined,
			log: () => undefined,
		},
		0,
	);
	const byStatus = new Map<string, number>();
	const byKind = new Map<string, number>();
	const wordless: string[] = [];
	const internal: string[] = [];
	const hangs: string[] = [];
	let left = count;
	const one = async (): Promise<void> => {
		while (left-- > 0) {
			const request = oddRequest(random);
			byKind.set(request.kind, (byKind.get(request.kind) ?? 0) + 1);
			const answer = await send(endpoint.port, request);
			const said = `${request.kind}: ${request.method} ${request.path} ${request.body?.subarray(0, 300).toString() ?? ''}`;
			if (answer === null) hangs.push(said);
			const status = answer === null ? 'hang' : (/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'closed');
			byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
			if (status === 'closed' && request.cutAfter === null) wordless.push(said);
			if (/^[45]/.test(status) && request.method !== 'HEAD' && !hasWords(answer ?? '')) wordless.push(`${status} ${said}`);
			if (status === '500') internal.push(`${said} -> ${answer?.split('\r\n\r\n')[1]?.slice(0, 200)}`);
			// The ledger in memory would grow by every request.
			bench.memory.settled.clear();
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, one));
	// Whatever came before, the endpoint goes on.
	const alive = await send(endpoint.port, { kind: '', method: 'GET', path: '/v1/models', headers: {}, body: null, cutAfter: null });
	await endpoint.close();
	process.off('uncaughtException', crashed);
	process.off('unhandledRejection', crashed);
	const counts = (of: ReadonlyMap<string, number>): string =>
		[...of]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([name, n]) => `${name} ${n}`)
			.join(', ');
	const shown = (name: string, of: readonly string[]): string[] => of.slice(0, SHOWN).map((said) => `  ${name}: ${said}`);
	return {
		words: [
			`${count} odd requests (seed ${seed}): ${crashes.length} crashes, ${hangs.length} hangs, ${wordless.length} failures without words, ${internal.length} of status 500`,
			`  kinds: ${counts(byKind)}`,
			`  status: ${counts(byStatus)}`,
			...shown('crash', crashes),
			...shown('hang', hangs),
			...shown('without words', wordless),
			...shown('500', internal),
		].join('\n'),
		fine: crashes.length + hangs.length + wordless.length === 0 && answerStatus(alive) === '200',
	};
}

function answerStatus(answer: string | null): string {
	return /^HTTP\/1\.1 (\d{3})/.exec(answer ?? '')?.[1] ?? '';
}

/** All that came back; null where the connection was still open after long. */
function send(port: number, { method, path, headers, body, cutAfter }: OddRequest): Promise<string | null> {
	const lines = [
		`${method} ${path} HTTP/1.1`,
		`Host: 127.0.0.1:${port}`,
		`Authorization: Bearer ${KEY}`,
		'Connection: close',
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
		...(body === null ? [] : [`Content-Length: ${body.length}`]),
	];
	const bytes = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body ?? Buffer.alloc(0)]);
	return new Promise((resolve) => {
		const parts: Buffer[] = [];
		const socket = connect(port, '127.0.0.1', () => {
			if (cutAfter === null) socket.write(bytes);
			else socket.end(bytes.subarray(0, cutAfter));
		});
		const timer = setTimeout(() => {
			resolve(null);
			socket.destroy();
		}, HANGS_AFTER_MS);
		socket.on('data', (chunk) => void parts.push(chunk));
		socket.on('error', () => undefined);
		socket.on('close', () => {
			clearTimeout(timer);
			resolve(Buffer.concat(parts).toString('utf8'));
		});
	});
}

/** An error in some wire's form with a sentence in it. */
function hasWords(answer: string): boolean {
	try {
		const { error } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as {
			readonly error?: { readonly message?: unknown; readonly words?: unknown };
		};
		return String(error?.message ?? error?.words ?? '').length > 15;
	} catch {
		return false;
	}
}
