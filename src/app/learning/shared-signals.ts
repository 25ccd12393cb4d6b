import type { Signal, SignalStore, SignalsRead } from '../../core/learning/signals.ts';

/** Believes what signals say. */
export interface SignalLearner {
	/** Goes on from what `snapshot` gave once; null: begins from nothing. False where it is damaged, and nothing is believed then. */
	begin(belief: unknown): boolean;
	take(signal: Signal): void;
	snapshot(): unknown;
}

type Said = SignalsRead['signals'][number];

export interface SharedSignalsOptions {
	readonly signals: SignalStore;
	/** Names what was seen among the signals. */
	readonly name: string;
	readonly learner: SignalLearner;
	/** So many signals are learned anew at each reading before what they come to is kept. */
	readonly keepAfter: number;
	/** Which signals count, where a later one may take an earlier one back; absent: all. */
	readonly counting?: (said: readonly Said[]) => readonly Said[];
	/** So many of the newest stay out of the belief that is kept, so that they can still be taken back; absent: 0. */
	readonly changeable?: number;
	/** These are in the belief that is kept now, and cannot be taken back any more. */
	readonly settled?: (signals: readonly Signal[]) => Promise<void>;
	/** What was kept could not be read and has been begun anew. */
	readonly damaged: () => void;
}

const NOTHING: SignalsRead = { belief: null, signals: [] };

/**
 * What one learner sees, in every window alike: each adds its own signals and learns those of all in the order in which they stand in the
 * store, so none is lost and all believe the same.
 */
export class SharedSignals {
	readonly #options: SharedSignalsOptions;
	#read: SignalsRead = NOTHING;
	/** Learned here and not yet in the store. */
	#unsaved: Signal[] = [];
	/** What the learner has taken since it began, so that more of the same is not learned anew; null where that is not known. */
	#taken: Taken | null = null;

	constructor(options: SharedSignalsOptions) {
		this.#options = options;
	}

	/** Learned at once; written by `save`. */
	add(signals: readonly Signal[]): void {
		this.#unsaved.push(...signals);
		this.#believe(0);
	}

	/** Writes what is not written yet, then learns what the store has, other windows' signals included. Errors: RoutooError 'storage'. */
	async save(): Promise<void> {
		// What is learned while this is being written follows with the next.
		const unsaved = this.#unsaved;
		const added = unsaved.length;
		if (added > 0) await this.#options.signals.append(this.#options.name, unsaved.slice(0, added));
		unsaved.splice(0, added);
		await this.takeAll();
	}

	/** Errors: RoutooError 'storage'. */
	async takeAll(): Promise<void> {
		const { signals, name, keepAfter, changeable = 0, settled } = this.#options;
		this.#read = await signals.read(name);
		const old = this.#read.signals.length - changeable;
		const upTo = old >= keepAfter ? this.#read.signals[old - 1]!.seq : 0;
		const belief = this.#believe(upTo);
		if (upTo === 0) return;
		await signals.keep(name, { upTo, belief });
		await settled?.(this.#read.signals.slice(0, old).map(({ signal }) => signal));
	}

	/** Believes nothing, as if there had been none. */
	forget(): void {
		this.#unsaved = [];
		this.#read = NOTHING;
		this.#taken = null;
		this.#options.learner.begin(null);
	}

	/** @returns what is believed after the signals up to `upTo` */
	#believe(upTo: number): unknown {
		const { learner, counting, damaged } = this.#options;
		const said = [...this.#read.signals, ...this.#unsaved.map((signal) => ({ seq: Number.POSITIVE_INFINITY, signal }))];
		const words = counting?.(said) ?? said;
		const now = { from: beginning(this.#read), words: words.map(({ signal }) => wordOf(signal)) };
		const known = upTo === 0 ? knownOf(this.#taken, now) : 0;
		this.#taken = now;
		if (known === 0 && !learner.begin(this.#read.belief?.belief ?? null)) damaged();
		for (const { seq, signal } of words) if (seq <= upTo) learner.take(signal);
		const belief = upTo === 0 ? null : learner.snapshot();
		for (const { seq, signal } of words.slice(known)) if (seq > upTo) learner.take(signal);
		return belief;
	}
}

type Taken = { readonly from: string; readonly words: readonly string[] };

/** How many of the words are believed already; 0 where the belief is to be begun anew. */
function knownOf(before: Taken | null, now: Taken): number {
	if (before === null || before.from !== now.from || before.words.length > now.words.length) return 0;
	return before.words.every((word, i) => word === now.words[i]) ? before.words.length : 0;
}

/** What a belief began from. Numbers of signals are used once, but for 0, which is where a belief was put in. */
function beginning({ belief }: SignalsRead): string {
	return belief === null ? '' : belief.upTo === 0 ? JSON.stringify(belief.belief) : `${belief.upTo}`;
}

function wordOf({ requestId, kind, good, at, weight }: Signal): string {
	return `${requestId} ${kind} ${good} ${at} ${weight}`;
}
