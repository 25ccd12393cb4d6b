import { type Endpoint, VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import { BUILT_IN_ENDPOINTS } from '../../providers/endpoints.ts';
import { discoverLocalEndpoints } from '../../providers/listing/discover.ts';
import type { ProviderDeps } from '../../providers/types.ts';
import type { Settings } from '../settings/schema.ts';

type Config = Pick<Settings, 'endpoints' | 'discoverLocalServers' | 'useEditorModels'>;

/** Endpoints a key can be set for: the built-in vendors, replaced or joined by the configured ones. */
export function keyedEndpoints(settings: Pick<Settings, 'endpoints'>): readonly Endpoint[] {
	return [...settings.endpoints, ...unreplaced(settings)];
}

/** Endpoints to ask for models: configured ones, built-in ones whose key is set, servers found running, and VS Code's own models. */
export async function activeEndpoints(settings: Config, deps: ProviderDeps): Promise<readonly Endpoint[]> {
	const builtIn = unreplaced(settings);
	const [keys, found] = await Promise.all([
		Promise.all(builtIn.map((endpoint) => deps.secrets.get(endpoint.id))),
		settings.discoverLocalServers ? discoverLocalEndpoints(deps) : [],
	]);
	const configured = new Set(settings.endpoints.map((e) => address(e.baseUrl)));
	return [
		...settings.endpoints,
		...builtIn.filter((_, i) => keys[i] !== undefined),
		...found.filter((e) => !configured.has(address(e.baseUrl))),
		...(settings.useEditorModels ? [VSCODE_ENDPOINT] : []),
	];
}

/** The built-in vendors but those that a configured endpoint replaces. */
function unreplaced({ endpoints }: Pick<Settings, 'endpoints'>): readonly Endpoint[] {
	return BUILT_IN_ENDPOINTS.filter((vendor) => !endpoints.some((own) => own.id === vendor.id));
}

/** The same server under two names is one server. */
function address(url: string): string {
	const { hostname, port, pathname } = new URL(url);
	return `${hostname === 'localhost' ? '127.0.0.1' : hostname}:${port}${pathname}`;
}
