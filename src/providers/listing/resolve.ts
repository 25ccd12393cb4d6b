import { RoutooError } from '../../core/base/errors.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import { addressedFetch } from '../address.ts';
import { authHeaders } from '../http.ts';
import { asFields, DEFAULT_TIMEOUTS, type ProviderDeps } from '../types.ts';
import { getJson } from './local-servers.ts';

/** What the address of a list says, the better the higher. */
const WORTH = { list: 2, refused: 1, nothing: 0 } as const;

/**
 * The endpoint at the reading of its address below which its API is: where both could be, the server is asked for its list at both. A
 * server that is not there now keeps both, to be asked again. Never throws.
 */
export async function resolveEndpoint(endpoint: Endpoint, key: string | null, given: ProviderDeps): Promise<Endpoint> {
	const { otherUrl, ...resolved } = endpoint;
	if (otherUrl === undefined) return endpoint;
	const deps = { ...given, fetch: addressedFetch(endpoint, given.fetch) };
	const [first, second] = await Promise.all([endpoint.baseUrl, otherUrl].map((url) => listAt(url, endpoint, key, deps)));
	if (WORTH[first!] === 0 && WORTH[second!] === 0) return endpoint;
	return WORTH[second!] > WORTH[first!] ? { ...resolved, baseUrl: otherUrl } : resolved;
}

async function listAt(base: string, endpoint: Endpoint, key: string | null, deps: ProviderDeps): Promise<keyof typeof WORTH> {
	const timeoutMs = Math.min(deps.timeouts?.list ?? DEFAULT_TIMEOUTS.list, 2000);
	try {
		const answer = await getJson(`${base}/models`, deps, { endpoint, headers: authHeaders(endpoint, key), timeoutMs, signal: null });
		return Array.isArray(answer) || Array.isArray(asFields(answer).data) ? 'list' : 'nothing';
	} catch (thrown) {
		return thrown instanceof RoutooError && thrown.kind === 'auth' ? 'refused' : 'nothing';
	}
}
