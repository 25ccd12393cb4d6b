import * as vscode from 'vscode';
import type { ModelRegistry } from '../../app/models/registry.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { FillProvider } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { type Endpoint, VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import { ChatFillProvider } from '../../providers/fill/chat.ts';
import { HttpFillProvider } from '../../providers/fill/fill-provider.ts';
import type { ProviderDeps } from '../../providers/types.ts';
import { VsCodeLmProvider } from '../models/vscode-lm.ts';

/** One FillProvider an endpoint, for as long as the endpoint is the same: it remembers what its server can do. */
export class FillProviders {
	readonly #models: Pick<ModelRegistry, 'endpoints'>;
	readonly #deps: ProviderDeps;
	readonly #access: vscode.LanguageModelAccessInformation;
	readonly #providers = new Map<string, { readonly endpoint: Endpoint; readonly provider: FillProvider }>();

	constructor(models: Pick<ModelRegistry, 'endpoints'>, deps: ProviderDeps, access: vscode.LanguageModelAccessInformation) {
		this.#models = models;
		this.#deps = deps;
		this.#access = access;
	}

	/** Errors: RoutooError 'settings' for an endpoint that is gone. */
	of(candidate: Candidate): FillProvider {
		const endpoint = this.#models.endpoints().find((state) => state.endpoint.id === candidate.endpointId)?.endpoint;
		if (endpoint === undefined) {
			throw new RoutooError(
				'settings',
				`${candidate.recipient} is no longer set up.`,
				'Choose another model for completions, or set it up again.',
			);
		}
		const known = this.#providers.get(endpoint.id);
		if (known && JSON.stringify(known.endpoint) === JSON.stringify(endpoint)) return known.provider;
		const provider =
			endpoint.id === VSCODE_ENDPOINT.id ? new ChatFillProvider(new VsCodeLmProvider()) : new HttpFillProvider(endpoint, this.#deps);
		this.#providers.set(endpoint.id, { endpoint, provider });
		return provider;
	}

	/**
	 * VS Code asks for consent at the first request to a model of its own. A key typed is no moment for that question: only models with
	 * consent complete.
	 */
	async mayAsk(candidate: Candidate): Promise<boolean> {
		if (candidate.endpointId !== VSCODE_ENDPOINT.id) return true;
		const slash = candidate.wireModel.indexOf('/');
		const [vendor, id] = [candidate.wireModel.slice(0, slash), candidate.wireModel.slice(slash + 1)];
		const [model] = await vscode.lm.selectChatModels({ vendor, id });
		return model !== undefined && this.#access.canSendRequest(model) === true;
	}
}
