import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { FillAbility, FillEvent, FillProvider, FillRequest } from '../../core/completion/types.ts';
import type { ChatProvider, StreamEvent, StreamRequest } from '../../core/message/stream.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { MODEL_FILES_ENDPOINT, type RemoteModel } from '../../core/model/endpoint.ts';
import { HttpChatProvider } from '../../providers/chat/chat-provider.ts';
import { HttpFillProvider } from '../../providers/fill/fill-provider.ts';
import type { ProviderDeps } from '../../providers/types.ts';
import type { ModelFiles } from './model-files.ts';

type Files = Pick<ModelFiles, 'models' | 'ready' | 'fetchOf' | 'stateOf'>;

/** The user's model files as an endpoint: listed without anything running, and started by the first message to one. */
export class ModelFileProvider implements ChatProvider {
	readonly endpointId = MODEL_FILES_ENDPOINT.id;
	readonly #files: Files;
	readonly #deps: ProviderDeps;

	constructor(files: Files, deps: ProviderDeps) {
		this.#files = files;
		this.#deps = deps;
	}

	async listModels(): Promise<readonly RemoteModel[]> {
		return this.#files.models();
	}

	async *stream(request: StreamRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
		try {
			await this.#files.ready(request.model, signal);
		} catch (error) {
			if (error instanceof RoutooError) throw error;
			throw new RoutooError('cancelled', l10n.t('Stopped while {0} was loading.', request.model), l10n.t('Send it again.'), {
				cause: error,
			});
		}
		yield* new HttpChatProvider(MODEL_FILES_ENDPOINT, ofFile(this.#deps, this.#files, request.model)).stream(request, signal);
	}
}

/** Completions of model files that run: a key typed starts none. */
export class ModelFileFill implements FillProvider {
	readonly endpointId = MODEL_FILES_ENDPOINT.id;
	readonly #files: Files;
	readonly #deps: ProviderDeps;
	/** By model, with the address at which it learned what it knows. */
	readonly #running = new Map<string, { readonly at: string; readonly provider: HttpFillProvider }>();

	constructor(files: Files, deps: ProviderDeps) {
		this.#files = files;
		this.#deps = deps;
	}

	async ability(candidate: Candidate, signal: AbortSignal): Promise<FillAbility> {
		const provider = this.#of(candidate.wireModel);
		if (provider !== null) return provider.ability(candidate, signal);
		return { method: null, template: null, why: l10n.t('Its model file does not run now.') };
	}

	async *fill(ability: FillAbility, request: FillRequest, signal: AbortSignal): AsyncGenerator<FillEvent> {
		const provider = this.#of(request.model);
		if (provider === null) {
			throw new RoutooError('server', l10n.t('{0} does not run now.', request.model), l10n.t('Start it on the models page.'));
		}
		yield* provider.fill(ability, request, signal);
	}

	#of(model: string): HttpFillProvider | null {
		const state = this.#files.stateOf(model);
		if (state?.kind !== 'running') return null;
		const known = this.#running.get(model);
		if (known?.at === state.at) return known.provider;
		const provider = new HttpFillProvider(MODEL_FILES_ENDPOINT, ofFile(this.#deps, this.#files, model));
		this.#running.set(model, { at: state.at, provider });
		return provider;
	}
}

/** Its key is the process's own and comes with the fetch: none is looked for. */
function ofFile(deps: ProviderDeps, files: Files, model: string): ProviderDeps {
	return { ...deps, fetch: files.fetchOf(model), secrets: { get: async () => undefined } };
}
