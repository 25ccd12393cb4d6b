import type { Health } from '../core/gateway/health.ts';
import { restInWords } from '../core/gateway/rest-words.ts';
import { buildCandidates } from '../core/model/build-candidates.ts';
import { type Endpoint, MODEL_FILES_ENDPOINT, VSCODE_ENDPOINT } from '../core/model/endpoint.ts';
import { Lessons } from '../core/model/lessons.ts';
import { HttpChatProvider } from '../providers/chat/chat-provider.ts';
import type { ProviderDeps } from '../providers/types.ts';
import type { AppEvents } from './events.ts';
import { ModelFileProvider } from './model-files/provider.ts';
import type { EditorModels } from './models/editor-models.ts';
import { activeEndpoints, hasNewServer } from './models/endpoints.ts';
import { type KeptLessons, keepLessons } from './models/kept-lessons.ts';
import { readableKeys } from './models/keys.ts';
import { ModelRegistry } from './models/registry.ts';
import { ServerWords } from './models/server-words.ts';
import { SourceWatch } from './models/source-watch.ts';
import type { RouterPorts } from './ports.ts';
import type { Settings } from './settings/schema.ts';

export interface ComposedModels {
	readonly registry: ModelRegistry;
	readonly sources: SourceWatch;
	readonly providerDeps: ProviderDeps;
	/** What servers refused, kept over windows. */
	readonly lessons: KeptLessons;
}

/** The endpoints and their models, with what decides when they are listed anew. */
export function composeModels(ports: RouterPorts, events: AppEvents, health: Health): ComposedModels {
	const { clock, fetch, keys, settings, catalog, editorModels, notices, log, stores } = ports;
	const lessons = new Lessons(clock);
	const told = new Set<string>();
	const providerDeps: ProviderDeps = {
		fetch,
		clock,
		secrets: readableKeys(keys, notices, (line) => log.warn(line)),
		lessons,
		// Lists come anew with every refresh; each sentence about them is said once.
		tell: (text) => {
			if (!told.has(text)) notices.tell('info', text);
			told.add(text);
		},
	};
	const words = new ServerWords({
		state: stores.state,
		user: ports.user,
		catalog,
		onAnswer: () => void registry.refresh(),
		log: (line) => log.warn(line),
	});
	const registry: ModelRegistry = new ModelRegistry({
		endpoints: async () => [
			...(await words.applied(await activeEndpoints(withEditor(settings.current(), editorModels), providerDeps))),
			...((await ports.modelFiles?.endpoints()) ?? []),
		],
		provider: (endpoint) =>
			editorProvider(endpoint, editorModels) ?? fileProvider(endpoint, ports, providerDeps) ?? new HttpChatProvider(endpoint, providerDeps),
		candidatesOf: (endpoint, models) => {
			words.listed(endpoint, models);
			return buildCandidates(endpoint, models, catalog, settings.current().prices);
		},
		lessons,
		resting: (candidate) => {
			const rest = health.rest(candidate, 'chat');
			return rest === null ? null : restInWords(rest, clock.now());
		},
		settings: () => settings.current(),
		onChange: () => events.models.emit(),
		log: (line) => log.info(line),
	});
	const sources = new SourceWatch({
		registry,
		settings: () => settings.current(),
		editorModels: async () => ((await editorModels?.provider.listModels(AbortSignal.timeout(LIST_MS))) ?? []).map(({ id }) => id),
		hasNewServer: (known) => hasNewServer(settings.current(), known, providerDeps),
		...{ clock, timers: ports.timers },
		tell: (text, options) => notices.tell('warning', text, options),
		withdraw: (subject) => notices.withdraw(subject),
		log: (line) => log.warn(line),
	});
	return { registry, sources, providerDeps, lessons: keepLessons(lessons, stores.state, (line) => log.warn(line)) };
}

/** For the editor's own models. */
const LIST_MS = 15_000;

function editorProvider({ id }: Endpoint, editorModels: EditorModels | null) {
	return id === VSCODE_ENDPOINT.id ? editorModels?.provider : undefined;
}

function fileProvider({ id }: Endpoint, { modelFiles }: RouterPorts, deps: ProviderDeps) {
	return id === MODEL_FILES_ENDPOINT.id && modelFiles != null ? new ModelFileProvider(modelFiles, deps) : undefined;
}

/** Where no editor is, none offers models, whatever the settings say. */
function withEditor(settings: Settings, editorModels: EditorModels | null): Settings {
	return editorModels === null ? { ...settings, useEditorModels: false } : settings;
}
