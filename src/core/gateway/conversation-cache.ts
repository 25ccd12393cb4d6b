import { LRUCache } from 'lru-cache';
import type { Candidate } from '../model/candidate.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { ConversationCache } from '../money/request-cost.ts';
import { inputOf } from '../money/usage-cost.ts';
import { CacheExperience } from './cache-experience.ts';

/** Conversations and models that are remembered; vendors' caches live for minutes. */
const MOST_CONVERSATIONS = 500;
const MOST_MODELS = 500;
/** Weight of the newest count in a model's ratio: prose and code differ, so that one request says little. */
const NEWEST = 0.25;

/** Counts below this are no size of a context: some servers count only what is new, or nothing. */
const LEAST_COUNT = 256;
/** Tokens by which a count must fall short before anything is said of it. */
const LEAST_SHORTFALL = 1000;
/** A cap that went into thinking is remembered so long, ms. */
const SPENT_CAP_MS = 3_600_000;
/** A cap that is larger by less is the same cap again. */
const SAME_CAP = 1.25;

/** What an answer leaves. */
export interface Left {
	/** Tokens of the request and its answer. */
	readonly prefixTokens: number;
	/** When it ended, ms since epoch. */
	readonly at: number;
	/** Estimated tokens of the prompt, and what the vendor counted; null where it counted nothing. */
	readonly estimate: number;
	/** The least that a vendor may count of that text; absent: the estimate. */
	readonly least?: number;
	readonly usage: TokenUsage | null;
}

type Model = Pick<Candidate, 'id' | 'endpointId' | 'wireModel'>;

/**
 * What each conversation left in its vendor's prompt cache, and how vendors count: the ratio of their count to the estimate, by
 * conversation and by model. In memory alone. A conversation's key is any string that stays the same from turn to turn (the session's id, a
 * hash of the messages' beginning).
 */
export class ConversationCaches {
	readonly #conversations = new LRUCache<string, ConversationCache>({ max: MOST_CONVERSATIONS });
	readonly #models = new LRUCache<string, number>({ max: MOST_MODELS });
	/** Caps that a model used up for thinking in a conversation. */
	readonly #spentCaps = new LRUCache<string, { readonly cap: number; readonly at: number }>({ max: MOST_CONVERSATIONS });
	/** Whether the vendors' caches do what is assumed of them. */
	readonly experience = new CacheExperience();

	of(key: string | null): ConversationCache | null {
		return key === null ? null : (this.#conversations.get(key) ?? null);
	}

	set(key: string, cache: ConversationCache): void {
		this.#conversations.set(key, cache);
	}

	/** The conversation begins otherwise from now on: nothing that it left is of use. */
	forget(key: string): void {
		this.#conversations.delete(key);
	}

	/**
	 * Factor from the estimate to what the model's vendor will count. In a conversation it is that of the turn before: system prompt and
	 * history are the same text, and vendors' counts of one text differ by less than an estimate from them. In its first request it is the
	 * model's own.
	 */
	ratio(key: string | null, model: Model): number {
		return this.of(key)?.tokenRatio ?? this.#models.get(modelKey(model)) ?? 1;
	}

	/** Something came back. */
	answered(key: string | null, model: Model, { prefixTokens, at, estimate, usage, least = estimate }: Left): void {
		this.experience.saw(model, this.of(key), at, usage);
		const counted = usage === null ? 0 : inputOf(usage);
		// A count of less than half is not of this text: it was cut off, or only a part of it was counted.
		const ratio = counted < least / 2 || counted === 0 || estimate === 0 ? null : Math.min(2, counted / estimate);
		if (ratio !== null) {
			const before = this.#models.get(modelKey(model)) ?? ratio;
			this.#models.set(modelKey(model), before + NEWEST * (ratio - before));
		}
		if (key === null) return;
		const tokenRatio = ratio ?? this.of(key)?.tokenRatio;
		this.set(key, { candidateId: model.id, prefixTokens, lastUsedAt: at, ...(tokenRatio === undefined ? {} : { tokenRatio }) });
	}

	/**
	 * Whether a vendor's count says that the beginning of the prompt was not read: far below the estimate, and more than what this turn added
	 * to a conversation that the model has read before (some servers count no more than that).
	 */
	wasCut(key: string | null, model: Model, { estimate, usage, least = estimate }: Omit<Left, 'prefixTokens' | 'at'>): boolean {
		const counted = usage === null ? 0 : inputOf(usage);
		if (counted < LEAST_COUNT || counted >= least / 2 || estimate - counted < LEAST_SHORTFALL) return false;
		const before = this.of(key);
		return before?.candidateId !== model.id || counted > estimate - before.prefixTokens;
	}

	/** The model used all of the cap for thinking, or gave nothing at all for it. */
	capSpent(key: string | null, model: Model, cap: number, at: number): void {
		this.#spentCaps.set(spentKey(key, model), { cap, at });
	}

	/** Whether asking with this cap would be the same request again that gave nothing. */
	isCapSpent(key: string | null, model: Model, cap: number, now: number): boolean {
		const spent = this.#spentCaps.get(spentKey(key, model));
		return spent !== undefined && now - spent.at < SPENT_CAP_MS && cap < spent.cap * SAME_CAP;
	}

	/** The user was told, or an answer came. */
	forgetSpentCap(key: string | null, model: Model): void {
		this.#spentCaps.delete(spentKey(key, model));
	}
}

function spentKey(key: string | null, { id }: Model): string {
	return `${key ?? ''} ${id}`;
}

function modelKey({ endpointId, wireModel }: Model): string {
	return `${endpointId} ${wireModel}`;
}
