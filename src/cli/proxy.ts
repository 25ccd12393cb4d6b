import { subscribe } from 'node:diagnostics_channel';
import * as http from 'node:http';
import { InputError } from './arguments.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What never goes through a proxy: servers on this computer. */
const LOOPBACK = ['localhost', '.localhost', '127.0.0.1', '::1', '[::1]'];

/** Told by Node's `fetch` whenever a connection could not be made, before it decides what becomes of the requests that wait for it. */
const CONNECT_ERRORS = 'undici:client:connectError';

/**
 * A proxy that closes the connection instead of answering CONNECT is asked again without end and without a pause, also when nobody waits
 * any more: Node's `fetch` takes this code for a connection that was lost in use. With another one it fails the requests, at once. What a
 * proxy refuses in words gets the same name, so that it is said to be the proxy's.
 */
function failWhatTheProxyCloses(): void {
	subscribe(CONNECT_ERRORS, (message) => {
		const error = (message as { readonly error?: unknown } | null)?.error;
		if (!(error instanceof Error && 'code' in error)) return;
		if (error.code === 'UND_ERR_SOCKET' || error.code === 'UND_ERR_ABORTED') error.code = 'ERR_PROXY_TUNNEL';
	});
}

/**
 * Requests go as the environment says (HTTP_PROXY, HTTPS_PROXY, NO_PROXY, in either case), those to this computer never through a proxy.
 * NODE_USE_ENV_PROXY=0 leaves proxies out. Errors: InputError for an address that is none.
 * @returns a line for the user, null where nothing is to be said
 */
export function useProxyOf(env: Env, set: ((env: Env) => unknown) | undefined = http.setGlobalProxyFromEnv): string | null {
	const named = ['https_proxy', 'http_proxy'].flatMap((name) => {
		const [variable, value] = [name, name.toUpperCase()]
			.map((one) => [one, env[one]?.trim() ?? ''] as const)
			.find(([, one]) => one !== '') ?? ['', ''];
		return value === '' ? [] : [{ name, variable, value }];
	});
	if (named.length === 0 || env.NODE_USE_ENV_PROXY === '0') return null;
	for (const { variable, value } of named) {
		const url = URL.parse(value);
		if (url === null || !/^https?:$/.test(url.protocol)) {
			throw new InputError(`${variable} is no address of a proxy`, 'Write it as http://host:port, or leave it out');
		}
	}
	if (set === undefined)
		return `This Node (${process.version}) takes no proxy here; start it with NODE_USE_ENV_PROXY=1, or use a newer one.`;
	const without = [env.no_proxy, env.NO_PROXY].find((list) => (list?.trim() ?? '') !== '') ?? '';
	failWhatTheProxyCloses();
	set({
		...Object.fromEntries(named.map(({ name, value }) => [name, value])),
		no_proxy: [...without.split(','), ...LOOPBACK]
			.map((one) => one.trim())
			.filter((one) => one !== '')
			.join(','),
	});
	const hosts = [...new Set(named.map(({ value }) => new URL(value).host))];
	return `Requests go through the proxy ${hosts.join(' and ')}, those to this computer directly.`;
}
