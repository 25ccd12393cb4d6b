import { buildCandidates } from '../core/model/build-candidates.ts';
import { type Endpoint, VSCODE_ENDPOINT } from '../core/model/endpoint.ts';
import { HttpChatProvider } from '../providers/chat/chat-provider.ts';
import type { ProviderDeps } from '../providers/types.ts';
import type { AppEvents } from './events.ts';
import type { EditorModels } from './models/editor-models.ts';
import { activeEndpoints } from './models/endpoints.ts';
import { readableKeys } from './models/keys.ts';
import { ModelRegistry } from './models/registry.ts';
import { SourceWatch } from './models/source-watch.ts';
import type { AppPorts } from './ports.ts';
import type { Settings } from './settings/schema.ts';

export interface ComposedModels {
	readonly registry: ModelRegistry;
	readonly sources: SourceWatch;
	readonly providerDeps: ProviderDeps;
}

/** The endpoints and their models, with what decides when they are listed anew. */
export function composeModels(ports: AppPorts, events: AppEvents): ComposedModels {
	const { clock, fetch, keys, settings, catalog, editorModels, notices, log } = ports;
	const providerDeps: ProviderDeps = { fetch, clock, secrets: readableKeys(keys, notices, (line) => log.warn(line)) };
	const registry = new ModelRegistry({
		endpoints: () => activeEndpoints(withEditor(settings.current(), editorModels), providerDeps),
		provider: (endpoint) => editorProvider(endpoint, editorModels) ?? new HttpChatProvider(endpoint, providerDeps),
		candidatesOf: (endpoint, models) => buildCandidates(endpoint, models, catalog, settings.current().prices),
		settings: () => settings.current(),
		onChange: () => events.models.emit(),
		log: (line) => log.info(line),
	});
	const sources = new SourceWatch({
		registry,
		settings: () => settings.current(),
		editorModels: async () => ((await editorModels?.provider.listModels(AbortSignal.timeout(LIST_MS))) ?? []).map(({ id }) => id),
		tell: (text, subject, action) => notices.tell('warning', text, { subject, action }),
		withdraw: (subject) => notices.withdraw(subject),
		log: (line) => log.warn(line),
	});
	return { registry, sources, providerDeps };
}

/** For the editor's own models. */
const LIST_MS = 15_000;

function editorProvider({ id }: Endpoint, editorModels: EditorModels | null) {
	return id === VSCODE_ENDPOINT.id ? editorModels?.provider : undefined;
}

/** Where no editor is, none offers models, whatever the settings say. */
function withEditor(settings: Settings, editorModels: EditorModels | null): Settings {
	return editorModels === null ? { ...settings, useEditorModels: false } : settings;
}
