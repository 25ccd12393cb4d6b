import { LRUCache } from 'lru-cache';
import type { Candidate } from '../model/candidate.ts';
import type { TokenUsage } from '../model/prices.ts';
import { cacheRules } from '../money/cache-rules.ts';
import type { ConversationCache } from '../money/request-cost.ts';
import { inputOf } from '../money/usage-cost.ts';

type Model = Pick<Candidate, 'id' | 'endpointId' | 'wireModel'>;

const MOST_MODELS = 500;
/** One miss may be a host that was changed, or an entry that was pushed out; two in a row are how it is there. */
const MOST_MISSES = 2;

/**
 * Whether an endpoint reads a model's history from its cache: what its counts have shown, and before any, what its vendor says. After two
 * requests in a row that should have been read from it and were not it is no longer assumed, until a count shows it again. In memory alone.
 */
export class CacheExperience {
	readonly #seen = new LRUCache<string, { readonly hit: boolean; readonly misses: number }>({ max: MOST_MODELS });

	shown(model: Model): boolean {
		const seen = this.#seen.get(keyOf(model));
		if (seen !== undefined && seen.misses >= MOST_MISSES) return false;
		return seen?.hit === true || cacheRules(model.endpointId).automatic;
	}

	/**
	 * An answer ended at `at` (ms since epoch). `before`: what the turn before it had left; `usage`: what the vendor counted, null where it
	 * counted nothing.
	 */
	saw(model: Model, before: ConversationCache | null, at: number, usage: TokenUsage | null): void {
		if (usage === null || inputOf(usage) === 0) return;
		const key = keyOf(model);
		if (usage.cachedInput > 0) {
			this.#seen.set(key, { hit: true, misses: 0 });
			return;
		}
		const rules = cacheRules(model.endpointId);
		const warm =
			before !== null &&
			before.candidateId === model.id &&
			at - before.lastUsedAt <= rules.lifetimeMs &&
			before.prefixTokens >= rules.minimumPrefixTokens;
		if (!warm) return;
		const seen = this.#seen.get(key);
		this.#seen.set(key, { hit: seen?.hit ?? false, misses: (seen?.misses ?? 0) + 1 });
	}
}

function keyOf({ endpointId, wireModel }: Model): string {
	return `${endpointId} ${wireModel}`;
}
