import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { FillProvider } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { type Endpoint, MODEL_FILES_ENDPOINT, VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import { recipientName } from '../../core/model/recipient.ts';
import { ChatFillProvider } from '../../providers/fill/chat.ts';
import { HttpFillProvider } from '../../providers/fill/fill-provider.ts';
import type { ProviderDeps } from '../../providers/types.ts';
import type { ModelFiles } from '../model-files/model-files.ts';
import { ModelFileFill } from '../model-files/provider.ts';
import type { EditorModels } from '../models/editor-models.ts';
import type { ModelRegistry } from '../models/registry.ts';

type Models = Pick<ModelRegistry, 'endpoints'>;

/** One FillProvider an endpoint, for as long as the endpoint is the same: it remembers what its server can do. */
export class FillProviders {
	readonly #models: Models;
	readonly #deps: ProviderDeps;
	readonly #editorModels: EditorModels | null;
	readonly #modelFiles: ModelFiles | null;
	readonly #providers = new Map<string, { readonly endpoint: Endpoint; readonly provider: FillProvider }>();

	constructor(models: Models, deps: ProviderDeps, editorModels: EditorModels | null, modelFiles: ModelFiles | null = null) {
		this.#models = models;
		this.#deps = deps;
		this.#editorModels = editorModels;
		this.#modelFiles = modelFiles;
	}

	/** Errors: RoutooError 'settings' for an endpoint that is gone. */
	of(candidate: Candidate): FillProvider {
		const endpoint = this.#models.endpoints().find((state) => state.endpoint.id === candidate.endpointId)?.endpoint;
		if (endpoint === undefined) throw gone(candidate);
		const known = this.#providers.get(endpoint.id);
		if (known && JSON.stringify(known.endpoint) === JSON.stringify(endpoint)) return known.provider;
		const provider = this.#make(endpoint, candidate);
		this.#providers.set(endpoint.id, { endpoint, provider });
		return provider;
	}

	/**
	 * An editor asks for consent at the first request to a model of its own. A key typed is no moment for that question: only models with
	 * consent complete.
	 */
	async mayAsk({ endpointId, wireModel }: Candidate): Promise<boolean> {
		return endpointId !== VSCODE_ENDPOINT.id || (await this.#editorModels?.mayAsk(wireModel)) === true;
	}

	#make(endpoint: Endpoint, candidate: Candidate): FillProvider {
		if (endpoint.id === MODEL_FILES_ENDPOINT.id && this.#modelFiles !== null) return new ModelFileFill(this.#modelFiles, this.#deps);
		if (endpoint.id !== VSCODE_ENDPOINT.id) return new HttpFillProvider(endpoint, this.#deps);
		if (this.#editorModels === null) throw gone(candidate);
		return new ChatFillProvider(this.#editorModels.provider);
	}
}

function gone({ recipient }: Candidate): RoutooError {
	return new RoutooError(
		'settings',
		l10n.t('{0} is no longer set up.', recipientName(recipient)),
		l10n.t('Choose another model for completions, or set it up again.'),
	);
}
