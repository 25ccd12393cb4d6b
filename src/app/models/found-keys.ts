import type { Endpoint } from '../../core/model/endpoint.ts';
import { keyInEnvironment } from './environment-keys.ts';
import type { KeySource } from './keys.ts';

/** A key that lies in the environment and is set for nobody yet. Its value is never shown. */
export interface FoundVariable {
	readonly endpoint: Endpoint;
	readonly variable: string;
	readonly value: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** The keys of the environment for endpoints that have none. A key store that cannot be read gives none: it could not take one either. */
export async function foundKeys(endpoints: readonly Endpoint[], keys: Pick<KeySource, 'get'>, env: Env): Promise<readonly FoundVariable[]> {
	const all = await Promise.all(
		endpoints.map(async (endpoint): Promise<readonly FoundVariable[]> => {
			const found = keyInEnvironment(env, endpoint.id, endpoint.baseUrl);
			if (found?.kind !== 'key') return [];
			const set = await keys.get(endpoint.id).catch(() => '');
			return set === null ? [{ endpoint, variable: found.variable, value: found.value }] : [];
		}),
	);
	return all.flat();
}
