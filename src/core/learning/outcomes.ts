import { KEPT_AFTER_MS, KEPT_SHARE, keptShare } from './kept.ts';

/** What became of one completion; `Features` describe the place at which it was asked. */
export interface Outcome<Features> {
	readonly requestId: string;
	readonly candidateId: string;
	readonly languageId: string;
	readonly features: Features;
	/** Accepted and still there after 30 s. */
	readonly kept: boolean;
	/** 0..1: how much the event says; 1 for an ordinary one. */
	readonly weight: number;
}

/** A completion that went to the editor. */
export interface ReturnedCompletion<Features> {
	readonly requestId: string;
	/** Document that shows it. */
	readonly path: string;
	readonly candidateId: string;
	/** Of the position at which it was asked. */
	readonly features: Features;
}

/** An accepted text whose 30 seconds are over. */
export interface KeptCheck {
	readonly requestId: string;
	readonly path: string;
}

export interface OutcomeCounts {
	readonly returned: number;
	readonly offered: number;
	readonly accepted: number;
	readonly kept: number;
}

/** A returned completion counts as offered when the caret did not move for so long. */
export const OFFERED_AFTER_MS = 300;
/** An offered completion that was not accepted for so long counts as turned down; an acceptance after that is still learned from. */
const TURNED_DOWN_AFTER_MS = 30_000;
const MOST_REMEMBERED = 300;

interface Entry<Features> {
	readonly completion: ReturnedCompletion<Features>;
	/** When it was last shown, null while it is hidden. */
	shownAt: number | null;
	/** When it was last shown or hidden. */
	seenAt: number;
	offered: boolean;
	/** Learned from as turned down. */
	turnedDown: boolean;
	accepted: { readonly text: string; readonly at: number } | null;
}

/**
 * Bookkeeping of what became of completions. The editor tells neither that a suggestion was shown nor that it was dismissed, so: offered =
 * returned, not cancelled, and the caret did not move for 300 ms; accepted = the item's command ran; kept = at least 70 % of the accepted
 * text is still there after 30 s. Pure: times come in (ms since epoch), events go out; nothing waits. A completion that was never offered
 * teaches nothing.
 */
export class OutcomeBook<Features extends { readonly languageId: string }> {
	readonly #entries = new Map<string, Entry<Features>>();
	readonly #counts = new Map<string, { returned: number; offered: number; accepted: number; kept: number }>();
	#events: Outcome<Features>[] = [];

	/**
	 * Handed to the editor, anew or again (typed on along a cached text: the same `requestId`). Another one in the same document takes the
	 * place of what was there.
	 */
	returned(completion: ReturnedCompletion<Features>, at: number): void {
		this.#settle(at);
		for (const entry of this.#entries.values()) {
			if (entry.completion.path === completion.path && entry.completion.requestId !== completion.requestId) this.#hide(entry, at, true);
		}
		const known = this.#entries.get(completion.requestId);
		if (known !== undefined) {
			known.shownAt = at;
			known.seenAt = at;
			return;
		}
		this.#entries.set(completion.requestId, {
			completion,
			shownAt: at,
			seenAt: at,
			offered: false,
			turnedDown: false,
			accepted: null,
		});
		this.#count(completion.candidateId).returned++;
		this.#forgetOldest();
	}

	/** The caret moved or text was typed in a document. Call it before `returned` of the same key. */
	moved(path: string, at: number): void {
		this.#settle(at);
		for (const entry of this.#entries.values()) if (entry.completion.path === path) this.#hide(entry, at, false);
	}

	/** The editor took the request back before or after its answer. */
	cancelled(requestId: string): void {
		const entry = this.#entries.get(requestId);
		if (entry !== undefined && !entry.offered && entry.accepted === null) this.#entries.delete(requestId);
	}

	/** The item's command ran. `text` is what was inserted. */
	accepted(requestId: string, text: string, at: number): void {
		const entry = this.#entries.get(requestId);
		if (entry === undefined || entry.accepted !== null) return;
		this.#offer(entry);
		entry.accepted = { text, at };
		entry.shownAt = null;
		this.#count(entry.completion.candidateId).accepted++;
	}

	/** Accepted texts that are to be looked at now; answer each with `checked`. */
	due(at: number): readonly KeptCheck[] {
		this.#settle(at);
		return [...this.#entries.values()].flatMap(({ accepted, completion: { requestId, path } }) =>
			accepted !== null && at - accepted.at >= KEPT_AFTER_MS ? [{ requestId, path }] : [],
		);
	}

	/** @param lines the document around the place of acceptance, null where it cannot be read any more: then nothing is learned. */
	checked(requestId: string, lines: readonly string[] | null): void {
		const entry = this.#entries.get(requestId);
		if (entry === undefined || entry.accepted === null) return;
		this.#entries.delete(requestId);
		if (lines === null) return;
		const kept = keptShare(entry.accepted.text, lines) >= KEPT_SHARE;
		if (kept) this.#count(entry.completion.candidateId).kept++;
		// Accepted after it had counted as turned down: that one is out already, so only what speaks against it is new.
		if (kept || !entry.turnedDown) this.#emit(entry, kept);
	}

	/** What is to be learned since the last call. */
	take(): readonly Outcome<Features>[] {
		const events = this.#events;
		this.#events = [];
		return events;
	}

	/** By candidate id, since this book was made. */
	counts(): ReadonlyMap<string, OutcomeCounts> {
		return this.#counts;
	}

	#hide(entry: Entry<Features>, at: number, replaced: boolean): void {
		if (entry.accepted !== null) return;
		if (entry.shownAt !== null) {
			if (at - entry.shownAt >= OFFERED_AFTER_MS) this.#offer(entry);
			entry.shownAt = null;
			entry.seenAt = at;
		}
		if (!replaced) return;
		if (entry.offered) this.#turnDown(entry);
		else this.#entries.delete(entry.completion.requestId);
	}

	/** What time alone decides. */
	#settle(at: number): void {
		for (const entry of this.#entries.values()) {
			if (entry.accepted !== null) continue;
			if (entry.shownAt !== null && at - entry.shownAt >= OFFERED_AFTER_MS) this.#offer(entry);
			if (at - entry.seenAt < TURNED_DOWN_AFTER_MS) continue;
			if (entry.offered) this.#turnDown(entry);
			else this.#entries.delete(entry.completion.requestId);
		}
	}

	#offer(entry: Entry<Features>): void {
		if (entry.offered) return;
		entry.offered = true;
		this.#count(entry.completion.candidateId).offered++;
	}

	#turnDown(entry: Entry<Features>): void {
		if (entry.turnedDown) return;
		entry.turnedDown = true;
		this.#emit(entry, false);
	}

	#emit({ completion: { requestId, candidateId, features } }: Entry<Features>, kept: boolean): void {
		this.#events.push({ requestId, candidateId, languageId: features.languageId, features, kept, weight: 1 });
	}

	#count(candidateId: string): { returned: number; offered: number; accepted: number; kept: number } {
		let counts = this.#counts.get(candidateId);
		if (counts === undefined) {
			counts = { returned: 0, offered: 0, accepted: 0, kept: 0 };
			this.#counts.set(candidateId, counts);
		}
		return counts;
	}

	#forgetOldest(): void {
		for (const [id, { accepted }] of this.#entries) {
			if (this.#entries.size <= MOST_REMEMBERED) return;
			if (accepted === null) this.#entries.delete(id);
		}
	}
}
