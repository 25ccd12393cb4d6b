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

/** What an answer leaves. */
export interface Left {
	/** Tokens of the request and its answer. */
	readonly prefixTokens: number;
	/** When it ended, ms since epoch. */
	readonly at: number;
	/** Estimated tokens of the prompt, and what the vendor counted; null where it counted nothing. */
	readonly estimate: number;
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
	/** Whether the vendors' caches do what is assumed of them. */
	readonly experience = new CacheExperience();

	of(key: string | null): ConversationCache | null {
		return key === null ? null : (this.#conversations.get(key) ?? null);
	}

	set(key: string, cache: ConversationCache): void {
		this.#conversations.set(key, cache);
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
	answered(key: string | null, model: Model, { prefixTokens, at, estimate, usage }: Left): void {
		this.experience.saw(model, this.of(key), at, usage);
		const counted = usage === null ? 0 : inputOf(usage);
		// A count beyond a factor of two counts something else than this text.
		const ratio = counted === 0 || estimate === 0 ? null : Math.min(2, Math.max(0.5, counted / estimate));
		if (ratio !== null) {
			const before = this.#models.get(modelKey(model)) ?? ratio;
			this.#models.set(modelKey(model), before + NEWEST * (ratio - before));
		}
		if (key === null) return;
		const tokenRatio = ratio ?? this.of(key)?.tokenRatio;
		this.set(key, { candidateId: model.id, prefixTokens, lastUsedAt: at, ...(tokenRatio === undefined ? {} : { tokenRatio }) });
	}
}

function modelKey({ endpointId, wireModel }: Model): string {
	return `${endpointId} ${wireModel}`;
}
