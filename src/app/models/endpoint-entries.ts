import { MODEL_FILES_ENDPOINT, VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import { BUILT_IN_ENDPOINTS } from '../../providers/built-in.ts';

/** An entry of routoo.endpoints as it stands there, whatever else is in it. */
function idOf(entry: unknown): unknown {
	return (entry as { readonly id?: unknown } | null)?.id;
}

/** The setting without an endpoint; entries that cannot be read stay as they are. */
export function withoutEntry(entries: readonly unknown[], id: string): readonly unknown[] {
	return entries.filter((entry) => idOf(entry) !== id);
}

/** The setting with another name for an endpoint. */
export function renamedEntry(entries: readonly unknown[], id: string, name: string): readonly unknown[] {
	return entries.map((entry) => (idOf(entry) === id ? { ...(entry as object), name } : entry));
}

/** The setting with another address for an endpoint. */
export function movedEntry(entries: readonly unknown[], id: string, url: string): readonly unknown[] {
	return entries.map((entry) => (idOf(entry) === id ? { ...(entry as object), url } : entry));
}

/** How an endpoint goes away. */
export type Removal =
	/** Stands in the settings. `instead`: host of the built-in vendor that has its id, and is asked again once the entry is gone. */
	| { readonly kind: 'entry'; readonly instead: string | null }
	/** A built-in vendor is off as long as it has no key. */
	| { readonly kind: 'key' }
	/** The user's model files are removed one by one. */
	| { readonly kind: 'files' }
	/** Found running, or the editor's: a setting says whether such are used. */
	| { readonly kind: 'setting'; readonly key: 'routoo.discoverLocalServers' | 'routoo.useEditorModels' };

/** @param configured ids in routoo.endpoints */
export function removalOf(id: string, configured: readonly string[]): Removal {
	const builtIn = BUILT_IN_ENDPOINTS.find((vendor) => vendor.id === id);
	if (configured.includes(id)) return { kind: 'entry', instead: builtIn === undefined ? null : new URL(builtIn.baseUrl).host };
	if (builtIn !== undefined) return { kind: 'key' };
	if (id === MODEL_FILES_ENDPOINT.id) return { kind: 'files' };
	return { kind: 'setting', key: id === VSCODE_ENDPOINT.id ? 'routoo.useEditorModels' : 'routoo.discoverLocalServers' };
}
