import { Emitter } from '../../core/base/emitter.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { Clock, Timers } from '../../core/base/time.ts';
import type { AcceptanceWeights } from '../../core/completion/routing/acceptance-weights.ts';
import type { SignalStore } from '../../core/learning/signals.ts';
import type { Catalog } from '../../core/model/catalog.ts';
import type { BudgetReader } from '../budget/reader.ts';
import type { BudgetService } from '../budget/service.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { Settings } from '../settings/schema.ts';
import { RemoteConsent } from './consent.ts';
import { FillModels } from './fill-models.ts';
import type { FillProviders } from './fill-providers.ts';
import { Learned } from './learned.ts';

export interface CompletionSharedDeps {
	readonly clock: Clock;
	readonly timers: Timers;
	readonly budget: Pick<BudgetService, 'learnPace'>;
	readonly budgetReader: Pick<BudgetReader, 'refresh'>;
	readonly models: Pick<ModelRegistry, 'fillCandidates' | 'usableCount'>;
	readonly fillProviders: Pick<FillProviders, 'of' | 'mayAsk'>;
	readonly settings: () => Pick<Settings, 'completion'>;
	readonly head: AcceptanceWeights;
	readonly catalog: Catalog;
	readonly signals: SignalStore;
	readonly state: StateStore;
	/** Never receives text. */
	readonly log: (line: string) => void;
}

/** The ledger is read at most this often after completions; the reservation itself always sees the truth. */
const REFRESH_MS = 3000;

/** What completions know whoever asks for them, an editor or a tool: who can fill in, what was learned of it, and the user's word. */
export class CompletionShared {
	readonly learned: Learned;
	readonly fillModels: FillModels;
	readonly consent: RemoteConsent;
	/** Other models can fill in. */
	readonly changed = new Emitter();
	readonly #deps: CompletionSharedDeps;
	#stopRefresh: (() => void) | null = null;

	constructor(deps: CompletionSharedDeps) {
		this.#deps = deps;
		const { signals, state, head, catalog, clock, log, settings, models, fillProviders } = deps;
		this.learned = new Learned({ signals, state, head, catalog, clock, log });
		this.consent = new RemoteConsent(state, log);
		this.fillModels = new FillModels({
			candidates: () => models.fillCandidates(),
			listed: () => models.usableCount() !== null,
			provider: (candidate) => fillProviders.of(candidate),
			mayAsk: (candidate) => fillProviders.mayAsk(candidate),
			pool: () => settings().completion.pool,
			onChange: () => this.changed.emit(),
		});
	}

	/** Never rejects. */
	async start(): Promise<void> {
		await Promise.all([this.consent.read(), this.learned.load(), this.fillModels.refresh()]);
	}

	modelsChanged(): void {
		void this.fillModels.refresh();
	}

	/** Money was booked, by an editor's completions or another caller of their share. */
	settled(cost: MicroDollars, before: MicroDollars | null): void {
		void this.#deps.budget.learnPace(cost, before);
		this.learned.saveLater();
		this.#stopRefresh ??= this.#deps.timers.after(REFRESH_MS, () => {
			this.#stopRefresh = null;
			void this.#deps.budgetReader.refresh();
		});
	}

	/** Writes what was learned. Never rejects. */
	async close(): Promise<void> {
		this.#stopRefresh?.();
		await this.learned.save();
	}
}
