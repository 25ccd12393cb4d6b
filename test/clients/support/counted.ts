import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Counted {
	/** In the endpoint's place. */
	readonly origin: string;
	/** Requests since the last look. */
	take(): number;
	close(): Promise<void>;
}

/** Counts the requests that a client makes, so that those which it makes again by itself are seen. */
export async function counted(origin: string): Promise<Counted> {
	const { port, host } = new URL(origin);
	let requests = 0;
	const server = createServer((from, to) => {
		requests++;
		const { url: path, method, headers } = from;
		const passed = ask({ host: '127.0.0.1', port, path, method, headers: { ...headers, host } }, (answer) => {
			to.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(to);
		});
		passed.on('error', () => to.destroy());
		to.on('close', () => passed.destroy());
		from.pipe(passed);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		take: () => {
			const taken = requests;
			requests = 0;
			return taken;
		},
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
