import { type Endpoint, VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import { serverKey } from '../../providers/address.ts';
import { BUILT_IN_ENDPOINTS } from '../../providers/built-in.ts';
import { discoverLocalEndpoints } from '../../providers/listing/discover.ts';
import { resolveEndpoint } from '../../providers/listing/resolve.ts';
import type { ProviderDeps } from '../../providers/types.ts';
import type { Settings } from '../settings/schema.ts';

type Config = Pick<Settings, 'endpoints' | 'discoverLocalServers' | 'useEditorModels'>;

/** Endpoints a key can be set for: the built-in vendors, replaced or joined by the configured ones. */
export function keyedEndpoints(settings: Pick<Settings, 'endpoints'>): readonly Endpoint[] {
	return [...settings.endpoints, ...unreplaced(settings)];
}

/**
 * Endpoints to ask for models: configured ones, built-in ones whose key is set, servers found running, and VS Code's own models. A
 * configured address is brought to the reading below which its server answers.
 */
export async function activeEndpoints(settings: Config, deps: ProviderDeps): Promise<readonly Endpoint[]> {
	const builtIn = unreplaced(settings);
	const [configured, keys, found] = await Promise.all([
		Promise.all(settings.endpoints.map(async (e) => (e.otherUrl === undefined ? e : resolveEndpoint(e, await keyOf(e, deps), deps)))),
		Promise.all(builtIn.map((endpoint) => deps.secrets.get(endpoint.id))),
		settings.discoverLocalServers ? discoverLocalEndpoints(deps) : [],
	]);
	const servers = new Set(configured.map((e) => serverKey(e.baseUrl)));
	return [
		...configured,
		...builtIn.filter((_, i) => keys[i] !== undefined),
		...found.filter((e) => !servers.has(serverKey(e.baseUrl))),
		...(settings.useEditorModels ? [VSCODE_ENDPOINT] : []),
	];
}

/** Whether a server of this computer runs that is not among `known`. */
export async function hasNewServer(settings: Config, known: readonly Endpoint[], deps: ProviderDeps): Promise<boolean> {
	if (!settings.discoverLocalServers) return false;
	const servers = new Set(known.map((endpoint) => serverKey(endpoint.baseUrl)));
	return (await discoverLocalEndpoints(deps)).some((found) => !servers.has(serverKey(found.baseUrl)));
}

/** As it can be sent, null where none is needed or none can be. */
async function keyOf({ id }: Endpoint, deps: ProviderDeps): Promise<string | null> {
	const key = (await deps.secrets.get(id))?.trim() ?? '';
	return /^[\x21-\x7e]+$/.test(key) ? key : null;
}

/** The built-in vendors but those that a configured endpoint replaces. */
function unreplaced({ endpoints }: Pick<Settings, 'endpoints'>): readonly Endpoint[] {
	return BUILT_IN_ENDPOINTS.filter((vendor) => !endpoints.some((own) => own.id === vendor.id));
}
