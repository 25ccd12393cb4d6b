import type { StateStore } from '../../core/base/state.ts';
import type { Clock } from '../../core/base/time.ts';
import { type AcceptanceEvent, AcceptanceModel } from '../../core/completion/routing/acceptance.ts';
import type { AcceptanceWeights } from '../../core/completion/routing/acceptance-weights.ts';
import type { PositionFeatures } from '../../core/completion/routing/features.ts';
import { LatencyBook } from '../../core/completion/routing/latency.ts';
import { OutcomeBook } from '../../core/learning/outcomes.ts';
import type { Signal, SignalStore } from '../../core/learning/signals.ts';
import type { Catalog } from '../../core/model/catalog.ts';
import { SharedSignals } from '../learning/shared-signals.ts';

export interface LearnedOptions {
	readonly signals: SignalStore;
	readonly state: StateStore;
	readonly head: AcceptanceWeights;
	readonly catalog: Catalog;
	readonly clock: Clock;
	/** Never receives text. */
	readonly log: (line: string) => void;
	readonly saveDelayMs?: number;
}

/** Names what completions have seen among the signals, and how quick models are in the state. */
export const LEARNER = 'completions';
export const LATENCY_KEY = 'completions.latency';
const SAVE_DELAY_MS = 5000;
/** So many signals are learned anew at each reading before what they come to is kept. */
const KEEP_AFTER = 200;

/**
 * What completions have learned: who is accepted and kept in which language, and how quick each model is. Holds figures only, no text.
 * Every window adds its own observations to the signals and learns those of all in the order in which they stand there, so none is lost
 * and all believe the same.
 */
export class Learned {
	readonly outcomes = new OutcomeBook<PositionFeatures>();
	readonly acceptance: AcceptanceModel;
	readonly latency: LatencyBook;
	readonly #options: LearnedOptions;
	readonly #shared: SharedSignals;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#saving: Promise<void> = Promise.resolve();

	constructor(options: LearnedOptions) {
		this.#options = options;
		this.acceptance = new AcceptanceModel(options.head, options.catalog);
		this.latency = new LatencyBook(options.clock);
		this.#shared = new SharedSignals({
			...{ signals: options.signals, name: LEARNER, keepAfter: KEEP_AFTER },
			learner: {
				begin: (belief) => {
					this.acceptance.reset();
					return belief === null || this.acceptance.restore(belief);
				},
				take: (signal) => this.#take(signal),
				snapshot: () => this.acceptance.snapshot(),
			},
			damaged: () => this.#damaged('who is accepted'),
		});
	}

	/** Never rejects: what cannot be read is begun anew. */
	async load(): Promise<void> {
		await this.#attempt('read', async () => {
			const latency = await this.#options.state.get('global', LATENCY_KEY);
			if (latency !== undefined && !this.latency.restore(latency)) this.#damaged('how quick models are');
			await this.#shared.takeAll();
		});
	}

	/** Learns what the outcomes have yielded since the last call; true where that was something. */
	learn(): boolean {
		const signals = this.outcomes.take().map((event) => this.#signalOf(event));
		this.#shared.add(signals);
		if (signals.length > 0) this.saveLater();
		return signals.length > 0;
	}

	/** Latencies change with every request; they are written with the rest. */
	saveLater(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.save(), this.#options.saveDelayMs ?? SAVE_DELAY_MS);
	}

	/** Of all windows: another one forgets when it saves next. Never rejects. */
	async reset(): Promise<void> {
		// After a save that is under way, or that one would bring back what is forgotten.
		this.#saving = this.#saving.then(async () => {
			this.#shared.forget();
			this.latency.reset();
			this.outcomes.take();
			await this.#attempt('forgotten', async () => {
				await this.#options.state.set('global', LATENCY_KEY, undefined);
				// Last: it takes what was deleted out of the files.
				await this.#options.signals.clear(LEARNER);
			});
		});
		await this.#saving;
	}

	/** Whether this is what `acceptance.snapshot()` gave once. */
	canReplace(belief: unknown): boolean {
		return new AcceptanceModel(this.#options.head, this.#options.catalog).restore(belief);
	}

	/** What is given takes the place of what was learned of acceptance, in all windows. Never rejects. */
	async replace(belief: unknown): Promise<void> {
		this.#saving = this.#saving.then(async () => {
			this.#shared.forget();
			await this.#attempt('replaced', async () => {
				await this.#options.signals.clear(LEARNER);
				await this.#options.signals.keep(LEARNER, { upTo: 0, belief });
				await this.#shared.takeAll();
			});
		});
		await this.#saving;
	}

	/** Adds what was learned here, and takes over what other windows have added. Never rejects. */
	save(): Promise<void> {
		clearTimeout(this.#timer);
		this.#saving = this.#saving.then(() =>
			this.#attempt('written', async () => {
				await this.#options.state.set('global', LATENCY_KEY, this.latency.snapshot());
				await this.#shared.save();
			}),
		);
		return this.#saving;
	}

	#take({ candidateId, task, good, weight, features, prior }: Signal): void {
		this.acceptance.learn({ candidateId, languageId: task, kept: good, weight, features: { values: features } }, prior);
	}

	#signalOf({ requestId, candidateId, languageId, features, kept, weight }: AcceptanceEvent): Signal {
		const prior = this.acceptance.priorOf(candidateId);
		return {
			...{ requestId, at: this.#options.clock.now(), kind: 'kept', candidateId, task: languageId, good: kept, weight },
			features: features.values,
			prior: prior === null ? null : { mean: prior.mean, deviation: prior.deviation },
		};
	}

	async #attempt(what: string, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			this.#options.log(`what completions learned cannot be ${what}: ${error instanceof Error ? error.message : String(error)}`);
		}
	}

	#damaged(what: string): void {
		this.#options.log(`what completions learned (${what}) was damaged and has been begun anew`);
	}
}
