import * as l10n from '@vscode/l10n';
import { orAborted } from '../../core/base/aborting.ts';
import { RoutooError, type ShownError, shownError } from '../../core/base/errors.ts';
import { SingleFlight } from '../../core/base/single-flight.ts';
import type { ChatProvider } from '../../core/message/stream.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import type { Endpoint, RemoteModel } from '../../core/model/endpoint.ts';
import type { Lessons } from '../../core/model/lessons.ts';
import { recipientName } from '../../core/model/recipient.ts';
import { withoutSnapshots } from '../../core/model/snapshots.ts';
import { modelOfId } from '../../core/money/experience.ts';
import { type Reference, savingsReference } from '../../core/money/reference.ts';
import type { ModelOption } from '../../protocol/chat-state.ts';
import type { ModelSource } from '../chat/ports.ts';
import type { Settings } from '../settings/schema.ts';
import { modelOptions, unusable } from './options.ts';

/** One endpoint as last seen. After a failure the models of the last good listing stay: the failure may be over by the next message. */
export interface EndpointState {
	readonly endpoint: Endpoint;
	readonly candidates: readonly Candidate[];
	/** Model ids as the endpoint listed them. */
	readonly listed: readonly string[];
	readonly error: ShownError | null;
}

export interface RegistryDeps {
	/** Endpoints that can be asked now: with their key set, configured, found running. */
	readonly endpoints: () => Promise<readonly Endpoint[]>;
	readonly provider: (endpoint: Endpoint) => ChatProvider;
	readonly candidatesOf: (endpoint: Endpoint, models: readonly RemoteModel[]) => readonly Candidate[];
	/** What servers refused: candidates are offered as they have shown to be. */
	readonly lessons?: Lessons;
	/** Why a model is left alone for long, in a few words; null where it is not. Absent: nobody knows. */
	readonly resting?: (candidate: Candidate) => string | null;
	readonly settings: () => Settings;
	readonly onChange: () => void;
	/** Endpoint names and error kinds only. */
	readonly log: (line: string) => void;
}

/** An endpoint that takes longer has failed. */
const LIST_TIMEOUT_MS = 15_000;
/** A first message waits no longer than this for slow endpoints when others have answered. */
const READY_MS = 3000;

/** All endpoints and the models they offer. Endpoints fail one by one; each failure is kept in words. */
export class ModelRegistry implements ModelSource {
	readonly #deps: RegistryDeps;
	readonly #providers = new Map<string, { readonly endpoint: Endpoint; readonly provider: ChatProvider }>();
	#states: readonly EndpointState[] = [];
	#listed = false;
	readonly #firstListing = Promise.withResolvers<void>();
	readonly #listing = new SingleFlight(
		() => this.#listAll(),
		(rounds) => this.#listUntilCurrent(rounds),
	);

	constructor(deps: RegistryDeps) {
		this.#deps = deps;
	}

	candidates(): readonly Candidate[] {
		return this.fillCandidates().filter((candidate) => !candidate.fillOnly);
	}

	/** Also those that only fill in code: what completions choose from. */
	fillCandidates(): readonly Candidate[] {
		const { lessons } = this.#deps;
		return this.#states.flatMap(({ endpoint, candidates }) => lessons?.apply(endpoint, candidates) ?? candidates);
	}

	endpoints(): readonly EndpointState[] {
		return this.#states;
	}

	options(): readonly ModelOption[] {
		const settings = this.#deps.settings();
		return modelOptions(withoutSnapshots(this.candidates(), settings.pool), settings, this.#deps.resting);
	}

	/** What savings are counted against; null where nothing is. */
	reference(): Reference | null {
		const { pool, savingsReference: named } = this.#deps.settings();
		return savingsReference(this.candidates(), pool, named);
	}

	/** Models that a message could go to now; null before anything is known. */
	usableCount(): number | null {
		const candidates = this.candidates();
		if (!this.#listed && candidates.length === 0) return null;
		const settings = this.#deps.settings();
		const usable = withoutSnapshots(candidates, settings.pool).filter((candidate) => unusable(candidate, settings) === null);
		// An effort is a setting of a model.
		return new Set(usable.map(({ id }) => modelOfId(id))).size;
	}

	/** A vendor's count showed how many tokens a model reads at most. */
	contextLearned({ endpointId, wireModel }: Candidate, tokens: number): void {
		const endpoint = this.#states.find((state) => state.endpoint.id === endpointId)?.endpoint;
		if (endpoint !== undefined) this.#deps.lessons?.readsAtMost({ endpoint, model: wireModel }, tokens);
	}

	/** What is listed counts again: a local server may have been given more. */
	forgetContexts(): void {
		this.#deps.lessons?.forgetContexts();
	}

	ready(): Promise<void> {
		return this.#firstListing.promise;
	}

	/** Errors: RoutooError 'settings' for an endpoint that is gone. */
	providerOf(candidate: Candidate): ChatProvider {
		const found = this.#providers.get(candidate.endpointId);
		if (found) return found.provider;
		throw new RoutooError(
			'settings',
			l10n.t('{0} is no longer set up.', recipientName(candidate.recipient)),
			l10n.t('Choose another model, or set it up again.'),
		);
	}

	/**
	 * Lists every endpoint anew. A call during a listing causes one more listing after it; both callers wait for the last. Never rejects.
	 */
	refresh(): Promise<void> {
		return this.#listing.run();
	}

	async #listUntilCurrent(rounds: () => Promise<void>): Promise<void> {
		const timer = setTimeout(() => {
			if (this.candidates().length > 0) this.#firstListing.resolve();
		}, READY_MS);
		await rounds();
		clearTimeout(timer);
		this.#listed = true;
		this.#firstListing.resolve();
		this.#deps.onChange();
	}

	async #listAll(): Promise<void> {
		let endpoints: readonly Endpoint[];
		try {
			endpoints = await this.#deps.endpoints();
		} catch (error) {
			this.#deps.log(`endpoints could not be read: ${String(error)}`);
			return;
		}
		for (const id of this.#providers.keys()) if (!endpoints.some((e) => e.id === id)) this.#providers.delete(id);
		const states = new Map(this.#states.map((state) => [state.endpoint.id, state]));
		const show = (): void => {
			this.#states = endpoints.flatMap((endpoint) => states.get(endpoint.id) ?? []);
		};
		show();
		await Promise.all(
			endpoints.map(async (endpoint) => {
				states.set(endpoint.id, await this.#list(endpoint));
				show();
				this.#deps.onChange();
			}),
		);
	}

	async #list(endpoint: Endpoint): Promise<EndpointState> {
		const known = this.#providers.get(endpoint.id);
		const same = known && JSON.stringify(known.endpoint) === JSON.stringify(endpoint);
		const provider = same ? known.provider : this.#deps.provider(endpoint);
		this.#providers.set(endpoint.id, { endpoint, provider });
		try {
			const models = await listInTime(provider, endpoint);
			const candidates = this.#deps.candidatesOf(endpoint, models);
			this.#deps.log(`${endpoint.id}: ${models.length} models listed, ${candidates.length} candidates`);
			return { endpoint, candidates, listed: models.map((m) => m.id), error: null };
		} catch (error) {
			const shown = shownError(error);
			this.#deps.log(`${endpoint.id}: listing failed (${shown.kind})`);
			const before = same ? this.#states.find((s) => s.endpoint.id === endpoint.id) : undefined;
			return { endpoint, candidates: before?.candidates ?? [], listed: before?.listed ?? [], error: shown };
		}
	}
}

/** Not every provider obeys its signal: VS Code's own models wait for the extensions that offer them. */
async function listInTime(provider: ChatProvider, endpoint: Endpoint): Promise<readonly RemoteModel[]> {
	const controller = new AbortController();
	const timer = setTimeout(() => controller.abort(late(endpoint)), LIST_TIMEOUT_MS);
	try {
		return await orAborted(provider.listModels(controller.signal), controller.signal);
	} finally {
		clearTimeout(timer);
	}
}

function late(endpoint: Endpoint): RoutooError {
	const message = l10n.t('{0} did not list its models in {1} s.', endpoint.displayName, LIST_TIMEOUT_MS / 1000);
	return new RoutooError('timeout', message, l10n.t('Refresh the models later.'));
}
