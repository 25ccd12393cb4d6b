import * as l10n from '@vscode/l10n';
import { orAborted } from '../../core/base/aborting.ts';
import { SingleFlight } from '../../core/base/single-flight.ts';
import type { CompletionCandidate, FillAbility, FillProvider } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { withoutSnapshots } from '../../core/model/snapshots.ts';

export interface FillModelsDeps {
	/** Also those that only fill in. */
	candidates(): readonly Candidate[];
	/** The endpoints were listed at least once. */
	listed(): boolean;
	/** Throws RoutooError 'settings' for an endpoint that is gone. */
	provider(candidate: Candidate): FillProvider;
	/** False for a model whose first use would ask the user something: nothing pops up while typing. */
	mayAsk(candidate: Candidate): Promise<boolean>;
	/** Ids that the user named; they are never cut from the list. */
	pool(): readonly string[] | null;
	onChange(): void;
	/** For all models together, ms. */
	readonly timeoutMs?: number;
}

/** A router's catalog has hundreds of chat models; the decision looks at so many at each key. */
export const MOST_CANDIDATES = 40;
const ABILITY_TIMEOUT_MS = 15_000;

/**
 * Which models can fill in and how. Each is asked for when the models change; what a server said for sure is remembered by its provider.
 */
export class FillModels {
	readonly #deps: FillModelsDeps;
	#abilities: ReadonlyMap<string, FillAbility> = new Map();
	#usable: readonly CompletionCandidate[] | null = null;
	readonly #asking = new SingleFlight(() => this.#askAll());

	constructor(deps: FillModelsDeps) {
		this.#deps = deps;
	}

	/** Null before anything is known. */
	list(): readonly CompletionCandidate[] | null {
		return this.#usable;
	}

	/** Errors: RoutooError 'settings' for an endpoint that is gone. */
	providerOf(candidate: Candidate): FillProvider {
		return this.#deps.provider(candidate);
	}

	abilityOf(candidateId: string): FillAbility | null {
		return this.#abilities.get(candidateId) ?? null;
	}

	/** A call during a run causes one more after it; both callers wait for the last. Never rejects. */
	refresh(): Promise<void> {
		return this.#asking.run();
	}

	async #askAll(): Promise<void> {
		const candidates = this.#deps.candidates();
		const signal = AbortSignal.timeout(this.#deps.timeoutMs ?? ABILITY_TIMEOUT_MS);
		const found = await Promise.all(candidates.map(async (candidate) => [candidate, await this.#ask(candidate, signal)] as const));
		this.#abilities = new Map(found.map(([candidate, ability]) => [candidate.id, ability]));
		const able = found.flatMap(([candidate, ability]) => (ability.method === null ? [] : [{ model: candidate, ability }]));
		// Before the first listing has ended, none means that nothing is known.
		this.#usable = able.length > 0 || this.#deps.listed() ? shortlist(this.#shown(able), this.#deps.pool()) : null;
		this.#deps.onChange();
	}

	/** Without the dated states of others, but for those that the user names. */
	#shown(able: readonly CompletionCandidate[]): readonly CompletionCandidate[] {
		const models = new Set(
			withoutSnapshots(
				able.map(({ model }) => model),
				this.#deps.pool(),
			),
		);
		return able.filter(({ model }) => models.has(model));
	}

	async #ask(candidate: Candidate, signal: AbortSignal): Promise<FillAbility> {
		try {
			const ability = await orAborted(this.#deps.provider(candidate).ability(candidate, signal), signal);
			// VS Code may wait for an extension here that never comes up.
			if (ability.method === null || (await orAborted(this.#deps.mayAsk(candidate), signal))) return ability;
			const why = l10n.t('VS Code asks for your consent at the first message of the chat that goes to it; after that it can fill in.');
			return { method: null, template: null, why };
		} catch (error) {
			if (signal.aborted) return { method: null, template: null, why: l10n.t('It did not say in time whether it can fill in.') };
			return { method: null, template: null, why: error instanceof Error ? error.message : l10n.t('It cannot be asked now.') };
		}
	}
}

/** The pool's own, then those with a form for filling in, then chat models of the catalog, the cheaper first; at most MOST_CANDIDATES. */
export function shortlist(able: readonly CompletionCandidate[], pool: readonly string[] | null): readonly CompletionCandidate[] {
	if (able.length <= MOST_CANDIDATES) return able;
	const rank = ({ model, ability }: CompletionCandidate): number =>
		pool?.includes(model.id) ? 0 : ability.method !== 'chat' ? 1 : ability.lastResort ? 4 : model.catalogId !== null ? 2 : 3;
	const price = ({ model }: CompletionCandidate): number => model.prices?.output ?? (model.local || model.included ? 0 : Infinity);
	const order = [...able].sort((a, b) => rank(a) - rank(b) || price(a) - price(b) || (a.model.id < b.model.id ? -1 : 1));
	return order.filter((c, i) => i < MOST_CANDIDATES || rank(c) === 0);
}
