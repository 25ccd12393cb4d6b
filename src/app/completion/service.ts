import { Emitter } from '../../core/base/emitter.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { Clock, Timers } from '../../core/base/time.ts';
import { CompletionEngine } from '../../core/completion/engine.ts';
import type { CompletionEngineDeps, CompletionGate, EngineMoney, EngineSettings } from '../../core/completion/engine-types.ts';
import type { AcceptanceWeights } from '../../core/completion/routing/acceptance-weights.ts';
import type { Health } from '../../core/gateway/health.ts';
import type { Ledger, Owner } from '../../core/money/ledger.ts';
import { limitOf } from '../../core/money/ledger-rules.ts';
import type { PaidPause } from '../budget/pause.ts';
import type { BudgetService } from '../budget/service.ts';
import type { UserInterface } from '../ports.ts';
import { languageOn, type Settings } from '../settings/schema.ts';
import { consentQuestion, type RemoteConsent } from './consent.ts';
import type { CompletionEditor } from './editor-port.ts';
import type { FillModels } from './fill-models.ts';
import type { FillProviders } from './fill-providers.ts';
import type { Learned } from './learned.ts';
import type { CompletionShared } from './shared.ts';
import { Snooze } from './snooze.ts';

export interface CompletionServiceDeps {
	readonly clock: Clock;
	readonly timers: Timers;
	readonly ledger: Ledger;
	readonly budget: Pick<BudgetService, 'current' | 'period'>;
	readonly shared: CompletionShared;
	readonly fillProviders: Pick<FillProviders, 'of'>;
	readonly pause: Pick<PaidPause, 'recent' | 'fresh'>;
	readonly settings: () => Settings;
	readonly editor: CompletionEditor;
	readonly head: AcceptanceWeights;
	readonly state: StateStore;
	readonly user: Pick<UserInterface, 'choose'>;
	readonly owner: Owner;
	readonly newId: () => string;
	/** The record that messages keep, too. */
	readonly health: Health;
	readonly onStatus: (gate: CompletionGate) => void;
	/** Never receives text. */
	readonly log: (line: string) => void;
}

/** How often outcomes are looked at, and how much of the open files is read for snippets in an idle moment. */
const TICK_MS = 5000;
const INDEX_MS = 50;
const INDEX_UNITS = 8000;

/** Inline completions in any editor: the engine with everything it asks for, what it learns, and its one state. */
export class CompletionService {
	readonly engine: CompletionEngine;
	readonly learned: Learned;
	readonly fillModels: FillModels;
	readonly #deps: CompletionServiceDeps;
	readonly #snooze: Snooze;
	readonly #consent: RemoteConsent;
	readonly #stopListening: () => void;
	#stopTick: () => void = () => {};
	#stopIndex: () => void = () => {};

	constructor(deps: CompletionServiceDeps) {
		this.#deps = deps;
		const { state, log, shared } = deps;
		const changed = new Emitter();
		this.learned = shared.learned;
		this.fillModels = shared.fillModels;
		this.#consent = shared.consent;
		this.#snooze = new Snooze(state, log);
		this.engine = new CompletionEngine(
			engineDeps(deps, {
				...{ learned: this.learned, fillModels: this.fillModels },
				remoteAllowed: () => this.#consent.current(),
				onSettled: (cost, before) => shared.settled(cost, before),
				onStatus: () => changed.emit(),
			}),
		);
		changed.on(() => deps.onStatus(this.gate()));
		const off = [deps.editor.onChange(() => changed.emit()), shared.changed.on(() => changed.emit())];
		this.#stopListening = () => {
			for (const end of off) end();
		};
		this.#tick();
	}

	/** Minutes from now; null ends it. */
	async snooze(minutes: number | null): Promise<void> {
		const until = minutes === null ? null : this.#deps.clock.now() + minutes * 60_000;
		this.engine.snooze(until);
		await this.#snooze.write(until);
	}

	/** Another window may have snoozed or resumed meanwhile, or have been told whether remote models may complete. Never rejects. */
	async readShared(): Promise<void> {
		const [until] = await Promise.all([this.#snooze.read(this.#deps.clock.now()), this.#consent.read(), this.#deps.pause.fresh()]);
		this.engine.snooze(until);
	}

	/** The user's word on models that are not local. Never rejects. */
	async allowRemote(yes: boolean): Promise<void> {
		await this.#consent.write(yes);
		if (!yes) {
			this.engine.stop();
			this.engine.clearCache();
		}
		this.engine.refresh();
	}

	/** After a key was set: asks once, and not where it is answered or completions are off. Dismissed, the status bar goes on asking. */
	async askRemote(): Promise<void> {
		const { completion, localOnly } = this.#deps.settings();
		if (!completion.enabled || localOnly) return;
		await this.#consent.read();
		if (this.#consent.current() !== null) return;
		const answer = await this.#deps.user.choose(consentQuestion());
		if (answer !== null) await this.allowRemote(answer === 'yes');
	}

	/** Paid requests were paused or go on. */
	pauseChanged(): void {
		this.engine.refresh();
	}

	modelsChanged(): void {
		this.#deps.shared.modelsChanged();
	}

	/** A new key or a refresh by hand: what failed may be tried again. */
	retry(): void {
		this.engine.refresh();
		this.modelsChanged();
	}

	settingsChanged(): void {
		this.engine.refresh();
		this.engine.clearCache();
		this.modelsChanged();
	}

	/** Open files are read in small parts between the keys. */
	textChanged(): void {
		this.#stopIndex();
		this.#stopIndex = this.#deps.timers.after(INDEX_MS, () => {
			if (!this.engine.indexDocuments(INDEX_UNITS)) this.textChanged();
		});
	}

	gate(): CompletionGate {
		return this.engine.status(this.#deps.editor.activeFile());
	}

	async resetLearned(): Promise<void> {
		await this.learned.reset();
		this.engine.clearCache();
	}

	/** Looks at the accepted texts whose time is over, and learns. Called by the clock; public for tests. */
	look(now = this.#deps.clock.now()): void {
		for (const { requestId } of this.learned.outcomes.due(now)) this.check(requestId);
		this.learned.learn();
	}

	/** Looks at one accepted text now: its file is being closed, and so as its author left it. */
	check(requestId: string): void {
		this.learned.outcomes.checked(requestId, this.#deps.editor.acceptedLines(requestId));
	}

	/** Ends what is under way, books it and writes what was learned. */
	async close(): Promise<void> {
		for (const stop of [this.#stopListening, this.#stopTick, this.#stopIndex]) stop();
		await this.engine.dispose();
		this.learned.learn();
		await this.#deps.shared.close();
	}

	#tick(): void {
		this.#stopTick = this.#deps.timers.after(TICK_MS, () => {
			this.look();
			this.#tick();
		});
	}
}

/** What the service makes itself for its engine. */
interface EngineParts extends Pick<CompletionEngineDeps, 'onSettled' | 'onStatus' | 'remoteAllowed'> {
	readonly learned: Learned;
	readonly fillModels: FillModels;
}

/** The only place where the engine's dependencies are put together. */
function engineDeps(
	deps: CompletionServiceDeps,
	{ learned, fillModels, remoteAllowed, onSettled, onStatus }: EngineParts,
): CompletionEngineDeps {
	const { clock, timers, ledger, head, fillProviders, health, settings, budget, pause, editor, newId, owner, log } = deps;
	return {
		clock,
		timers,
		ledger,
		head,
		acceptance: learned.acceptance,
		latency: learned.latency,
		outcomes: learned.outcomes,
		candidates: () => fillModels.list(),
		provider: (candidate) => fillProviders.of(candidate),
		health,
		settings: () => engineSettings(settings()),
		remoteAllowed,
		paidPaused: () => pause.recent(),
		money: () => engineMoney(budget),
		documents: () => editor.documents(),
		isPrivate: (path) => editor.isPrivate(path),
		recentEdits: (path) => editor.recentEdits(path),
		newId,
		owner,
		onSettled,
		onStatus,
		log,
	};
}

/** Before the ledger is read nothing is known to be left. */
export function engineMoney(budget: Pick<BudgetService, 'current' | 'period'>): EngineMoney {
	const snapshot = budget.current();
	const period = budget.period();
	const unknown = period.limit === null && limitOf(period, 'completion') === null ? null : 0;
	return { period, remaining: snapshot?.completionsRemaining ?? unknown, lambda: snapshot?.lambda ?? 0 };
}

export function engineSettings({ completion, localOnly, maxCost }: Settings): EngineSettings {
	return {
		enabled: completion.enabled,
		languageOn: (languageId) => languageOn(completion.languages, languageId),
		preset: completion.preset,
		maxFirstLineMs: completion.maxWaitMs,
		pool: completion.pool,
		localOnly,
		maxCost,
		debounce: completion.debounce,
	};
}
