/**
 * What became of one answer, as figures and names only, never text. Whoever learns from it needs nothing else: neither the models of the
 * day nor what another window knows, so that all windows come to the same belief.
 */
export interface Signal {
	/** Of its row in the ledger. */
	readonly requestId: string;
	/** ms since epoch */
	readonly at: number;
	/** What was seen: `kept` is a completion that was accepted and still there after 30 s, or turned down. */
	readonly kind: string;
	readonly candidateId: string;
	/** Kind of task; of a completion its language. */
	readonly task: string;
	readonly good: boolean;
	/** 0..1: how much it says; 1 for an ordinary one. */
	readonly weight: number;
	/** Of the request, in the order that the learner knows. */
	readonly features: readonly number[];
	/** What was believed of the model before anything was learned, in the learner's units; null where it was unknown. */
	readonly prior: { readonly mean: number; readonly deviation: number } | null;
}

/** What a learner believes after the signals up to `upTo`, in a form of its own. */
export interface Belief {
	/** `seq` of the last signal that is in it; 0 for none. */
	readonly upTo: number;
	readonly belief: unknown;
}

export interface SignalsRead {
	/** Null before the first one was kept. */
	readonly belief: Belief | null;
	/** Those after it, in the order in which they were added. */
	readonly signals: readonly { readonly seq: number; readonly signal: Signal }[];
}

/** So many signals that are in a belief already are kept, about, so that something else can be learned from them. */
export const KEPT_SIGNALS = 5000;

/** What learners have seen, each under its name. Errors: RoutooError 'storage'. */
export interface SignalStore {
	/**
	 * Adds signals at the end, all or none. A signal that is there already, the very same, is not added again: a failed call may be
	 * repeated.
	 */
	append(learner: string, signals: readonly Signal[]): Promise<void>;
	read(learner: string): Promise<SignalsRead>;
	/**
	 * Keeps what the signals up to `upTo` come to, unless a later belief is there already, or those signals were cleared meanwhile: what was
	 * forgotten must not come back. Of the signals in it the newest KEPT_SIGNALS stay.
	 */
	keep(learner: string, belief: Belief): Promise<void>;
	/** All that are kept still, those in the belief too, oldest first. */
	kept(learner: string): Promise<readonly Signal[]>;
	/** Forgets signals and belief, for good: nothing of them stays in a file. */
	clear(learner: string): Promise<void>;
}
