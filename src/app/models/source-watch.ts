import { VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import type { Settings } from '../settings/schema.ts';
import type { ModelRegistry } from './registry.ts';

export interface SourceWatchDeps {
	readonly registry: ModelRegistry;
	readonly settings: () => Settings;
	/** Ids of the models VS Code offers now. */
	readonly editorModels: () => Promise<readonly string[]>;
	/** One sentence with the next step. */
	readonly tell: (text: string) => void;
	readonly log: (line: string) => void;
}

/** VS Code tells of its models in bursts while it starts. */
const EDITOR_MODELS_PAUSE_MS = 1000;

/** Decides when the models must be listed again, and tells each failure of an endpoint once. */
export class SourceWatch {
	readonly #deps: SourceWatchDeps;
	#listedFrom: string;
	#told: ReadonlySet<string> = new Set();
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(deps: SourceWatchDeps) {
		this.#deps = deps;
		this.#listedFrom = sourcesOf(deps.settings());
	}

	/** Only what changes the list of models asks the endpoints again. */
	async settingsChanged(): Promise<void> {
		const sources = sourcesOf(this.#deps.settings());
		if (sources === this.#listedFrom) return;
		this.#listedFrom = sources;
		await this.#deps.registry.refresh();
	}

	/** Asking VS Code for its models can itself raise this event: they are listed again only when they differ from the known ones. */
	editorModelsChanged(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#compareEditorModels(), EDITOR_MODELS_PAUSE_MS);
	}

	/** Each failure is told once, until the endpoint has worked again. */
	tellErrors(): void {
		const failing = new Set<string>();
		for (const { endpoint, error } of this.#deps.registry.endpoints()) {
			if (error === null) continue;
			const text = `${endpoint.displayName}: ${error.message} ${error.nextStep}`;
			failing.add(text);
			if (!this.#told.has(text)) this.#deps.tell(text);
		}
		this.#told = failing;
	}

	dispose(): void {
		clearTimeout(this.#timer);
	}

	async #compareEditorModels(): Promise<void> {
		if (!this.#deps.settings().useEditorModels) return;
		try {
			const known = this.#deps.registry.endpoints().find((s) => s.endpoint.id === VSCODE_ENDPOINT.id)?.listed ?? [];
			const offered = await this.#deps.editorModels();
			if (JSON.stringify([...offered].sort()) !== JSON.stringify([...known].sort())) await this.#deps.registry.refresh();
		} catch (error) {
			this.#deps.log(`VS Code's models cannot be listed: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
}

function sourcesOf({ endpoints, prices, discoverLocalServers, useEditorModels }: Settings): string {
	return JSON.stringify({ endpoints, prices, discoverLocalServers, useEditorModels });
}
