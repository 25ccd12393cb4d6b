import * as l10n from '@vscode/l10n';
import type { ShownError } from '../../core/base/errors.ts';
import type { Clock, Timers } from '../../core/base/time.ts';
import { type Endpoint, VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import type { NoticeAction, NoticeOptions } from '../chat/notices.ts';
import type { Settings } from '../settings/schema.ts';
import { ListAgain } from './list-again.ts';
import type { ModelRegistry } from './registry.ts';
import { named } from './words.ts';

export interface SourceWatchDeps {
	readonly registry: ModelRegistry;
	readonly settings: () => Settings;
	/** Ids of the models VS Code offers now. */
	readonly editorModels: () => Promise<readonly string[]>;
	/** Whether a server of this computer runs that is not among these. Never rejects. */
	readonly hasNewServer: (known: readonly Endpoint[]) => Promise<boolean>;
	readonly clock: Clock;
	readonly timers: Timers;
	/** One sentence with the next step, about one endpoint. */
	readonly tell: (text: string, options: NoticeOptions) => void;
	readonly withdraw: (subject: string) => void;
	readonly log: (line: string) => void;
}

/** VS Code tells of its models in bursts while it starts. */
const EDITOR_MODELS_PAUSE_MS = 1000;
/** A window that comes to the front again and again asks this computer's ports no more often. */
const LOOK_EVERY_MS = 10_000;

/** Decides when the models must be listed again, and tells each failure of an endpoint once. */
export class SourceWatch {
	readonly #deps: SourceWatchDeps;
	#listedFrom: string;
	/** Text by endpoint. */
	#told: ReadonlyMap<string, string> = new Map();
	#lookedAt = Number.NEGATIVE_INFINITY;
	readonly #again: ListAgain;
	#second: () => void = () => {};
	#ended = false;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(deps: SourceWatchDeps) {
		this.#deps = deps;
		this.#listedFrom = sourcesOf(deps.settings());
		this.#again = new ListAgain(deps.registry, deps.timers);
	}

	/** Only what changes the list of models asks the endpoints again. */
	async settingsChanged(): Promise<void> {
		const sources = sourcesOf(this.#deps.settings());
		if (sources === this.#listedFrom) return;
		this.#listedFrom = sources;
		await this.#deps.registry.refresh();
	}

	/** To be called after the first listing: a server that answers late to a busy editor is seen by a second look. */
	started(): void {
		if (this.#ended) return;
		this.#second();
		this.#second = this.#deps.timers.after(LOOK_EVERY_MS, () => void this.lookForServers());
	}

	/** Lists the models anew where a server of this computer was started meanwhile. */
	async lookForServers(): Promise<void> {
		const { clock, registry, hasNewServer } = this.#deps;
		if (clock.now() - this.#lookedAt < LOOK_EVERY_MS) return;
		this.#lookedAt = clock.now();
		if (await hasNewServer(registry.endpoints().map(({ endpoint }) => endpoint))) await registry.refresh();
	}

	/** Asking VS Code for its models can itself raise this event: they are listed again only when they differ from the known ones. */
	editorModelsChanged(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#compareEditorModels(), EDITOR_MODELS_PAUSE_MS);
	}

	/**
	 * Each failure is told once, until the endpoint has worked again or is gone: then what was told goes too. What may pass by itself is
	 * listed again.
	 */
	tellErrors(): void {
		this.#again.look();
		const failing = new Map<string, string>();
		for (const { endpoint, error } of this.#deps.registry.endpoints()) {
			if (error === null) continue;
			const { text, options } = endpointNotice(endpoint, error, this.#isOwn(endpoint.id));
			failing.set(endpoint.id, text);
			if (this.#told.get(endpoint.id) !== text) this.#deps.tell(text, options);
		}
		for (const id of this.#told.keys()) if (!failing.has(id)) this.#deps.withdraw(endpointSubject(id));
		this.#told = failing;
	}

	dispose(): void {
		this.#ended = true;
		clearTimeout(this.#timer);
		this.#second();
		this.#again.dispose();
	}

	#isOwn(endpointId: string): boolean {
		return this.#deps.settings().endpoints.some(({ id }) => id === endpointId);
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

/**
 * What is said of an endpoint that fails, once for all that says it; it goes when the endpoint works.
 * @param isOwn whether it stands in the user's settings, from where it can be removed
 */
export function endpointNotice(
	{ id, displayName }: Pick<Endpoint, 'id' | 'displayName'>,
	{ kind, message, nextStep }: ShownError,
	isOwn: boolean,
): { readonly text: string; readonly options: NoticeOptions } {
	const again: NoticeAction = { label: l10n.t('Try again'), command: 'refreshModels', args: [id] };
	const first: Readonly<Record<string, NoticeAction>> = {
		auth: { label: l10n.t('Set key'), command: 'setKey', args: [id] },
		settings: { label: l10n.t('Open setting'), command: 'openSettings', args: ['routoo.endpoints'] },
	};
	const remove: NoticeAction = { label: l10n.t('Remove'), command: 'removeEndpoint', args: [id] };
	// What was typed may be wrong wherever the server was reached, or was not.
	const change: NoticeAction = { label: l10n.t('Change address'), command: 'changeAddress', args: [id] };
	const actions = [first[kind] ?? again, ...(isOwn && first[kind] === undefined ? [change] : []), ...(isOwn ? [remove] : [])];
	return { text: named(displayName, `${message} ${nextStep}`), options: { subject: endpointSubject(id), actions } };
}

function endpointSubject(endpointId: string): string {
	return `endpoint ${endpointId}`;
}

function sourcesOf({ endpoints, prices, discoverLocalServers, useEditorModels }: Settings): string {
	return JSON.stringify({ endpoints, prices, discoverLocalServers, useEditorModels });
}
