import type { MicroDollars } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import { isFree, isPriced, type TokenPrices, type TokenUsage } from '../model/prices.ts';
import { usageCost } from './usage-cost.ts';

/** The model that savings are counted against: what every message would have gone to. */
export type Reference = Pick<Candidate, 'id' | 'displayName'> & { readonly prices: TokenPrices };

/** Tiers and previews that few people leave on for every message. */
const NOT_EVERYDAY = /(?:^|[^a-z])(?:max|pro|ultra|opus|preview|exp|experimental|beta)(?![a-z])/i;
/** This share of the other everyday models is no dearer than the reference. */
const TYPICAL_RANK = 0.75;
/** Parts of a price per token: a request reads some three times what it writes. */
const READ_SHARE = 3;

/**
 * The reference, null where there is none: nothing then counts as saved.
 *
 * `named` (setting `routoo.savings.reference`) is a candidate id, a model id or a name, in any case, among all models that are set up; its
 * default effort is meant unless the id says another. A model that costs nothing, or whose price nobody knows, is no reference.
 *
 * Without a name it is the model that most users of this pool would fix, by a rule that rests on list prices alone and is the same for
 * every message: of the pool's paid models at their default effort, no preview and no top tier (max, pro, ultra, Opus) where others are
 * left, the one than which a quarter of the others, rounded down, are dearer; with up to four, the dearest. So neither one old or exclusive
 * price nor an effort sets it.
 */
export function savingsReference(candidates: readonly Candidate[], pool: readonly string[] | null, named = ''): Reference | null {
	const wanted = named.trim().toLowerCase();
	if (wanted !== '') {
		const found = candidates.filter((candidate) => namesOf(candidate).some((name) => name.toLowerCase() === wanted));
		const priced = found.filter(isReference);
		return priced.find(({ effort }) => effort === null) ?? priced[0] ?? null;
	}
	const usual = candidates.filter(isReference).filter(({ id, effort, priceNote, fillOnly }) => {
		return effort === null && priceNote === undefined && !fillOnly && (pool === null || pool.includes(id));
	});
	const everyday = usual.filter(({ displayName, wireModel }) => !NOT_EVERYDAY.test(displayName) && !NOT_EVERYDAY.test(wireModel));
	const ranked = (everyday.length > 0 ? everyday : usual).toSorted(byPrice);
	return ranked[Math.ceil(TYPICAL_RANK * (ranked.length - 1))] ?? null;
}

/** What the reference would have cost at the tokens really used, µ$. */
export function referenceCost({ prices }: Pick<Reference, 'prices'>, usage: TokenUsage, at: number): MicroDollars {
	return usageCost(usage, prices, at);
}

function isReference(candidate: Candidate): candidate is Candidate & { readonly prices: TokenPrices } {
	const { local, included, prices } = candidate;
	return !local && !included && prices !== null && isPriced(prices) && !isFree(prices);
}

function namesOf({ id, wireModel, catalogId, displayName }: Candidate): string[] {
	return [id, wireModel, displayName, ...(catalogId === null ? [] : [catalogId])];
}

function byPrice(a: Reference, b: Reference): number {
	return blended(a) - blended(b) || b.displayName.length - a.displayName.length || (a.id < b.id ? -1 : 1);
}

function blended({ prices }: Reference): number {
	return READ_SHARE * prices.input + prices.output;
}
