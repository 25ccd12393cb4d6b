import * as l10n from '@vscode/l10n';
import { dollarsFromMicros } from '../../core/base/micros.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { recipientName } from '../../core/model/recipient.ts';
import { typedDollars } from '../budget/typed.ts';
import type { SettingsSource } from '../settings/source.ts';
import { priceDetail, unusable } from './options.ts';

/** One model at one endpoint: its efforts share a price. */
export interface PricedModel {
	/** Key in `routoo.prices`. */
	readonly key: string;
	readonly label: string;
	readonly recipient: string;
	/** What is known of its price, in words. */
	readonly detail: string;
	readonly known: boolean;
	/** What is listed is so dear beside a model like it that Auto leaves it out. */
	readonly doubted: boolean;
	/** Dollars per million tokens as they hold or are listed; null where nothing is known. */
	readonly input: number | null;
	readonly output: number | null;
}

/** What a price can be set for: models without one first, then those with a doubtful or assumed one, then all others. */
export function pricedModels(candidates: readonly Candidate[]): readonly PricedModel[] {
	const models = new Map<string, PricedModel & { readonly rank: number }>();
	for (const candidate of candidates) {
		const key = `${candidate.endpointId}/${candidate.wireModel}`;
		if (models.has(key) || candidate.included) continue;
		const { prices, priceNote } = candidate;
		const shown = prices ?? (priceNote?.kind === 'doubtful' ? priceNote.listed : null);
		models.set(key, {
			key,
			label: candidate.effort === null ? candidate.displayName : candidate.wireModel,
			recipient: recipientName(candidate.recipient),
			detail: unusable(candidate, { localOnly: false }) ?? priceDetail(candidate),
			known: prices !== null && priceNote === undefined,
			doubted: prices === null && !candidate.local && priceNote?.kind === 'doubtful',
			input: shown === null ? null : dollarsFromMicros(shown.input),
			output: shown === null ? null : dollarsFromMicros(shown.output),
			rank: candidate.local ? 3 : prices === null ? 0 : priceNote === undefined ? 2 : 1,
		});
	}
	return [...models.values()].sort((a, b) => a.rank - b.rank).map(({ rank: _rank, ...model }) => model);
}

/** Reads dollars per million tokens as people type them; the complaint in words where it is no price. */
export function parsePrice(typed: string): { readonly dollars: number } | { readonly why: string } {
	const dollars = typedDollars(typed);
	if (dollars !== null && dollars <= MOST_DOLLARS) return { dollars };
	return { why: l10n.t('Type US dollars per million tokens, from 0 to {0}, such as 0.25.', MOST_DOLLARS) };
}

const MOST_DOLLARS = 100_000;

/** Writes the price into the user's settings, beside those that stand there. What it said of the cache before stays. */
export async function savePrice(
	settings: Pick<SettingsSource, 'current' | 'updateUser'>,
	key: string,
	input: number,
	output: number,
): Promise<void> {
	const { prices } = settings.current();
	const kept = Object.entries(prices).map(([id, price]) => [
		id,
		{
			input: price.inputPerMTokUsd,
			output: price.outputPerMTokUsd,
			...(price.cachedInputPerMTokUsd == null ? {} : { cachedInput: price.cachedInputPerMTokUsd }),
			...(price.cacheWritePerMTokUsd == null ? {} : { cacheWrite: price.cacheWritePerMTokUsd }),
		},
	]);
	const all = Object.fromEntries(kept) as Record<string, object>;
	await settings.updateUser('routoo.prices', { ...all, [key]: { ...all[key], input, output } });
}

/** How many models of an endpoint wait for a price, in words; null where none does. */
export function withoutPrice(candidates: readonly Candidate[]): string | null {
	const waiting = pricedModels(candidates).filter(({ input, known }) => input === null && !known);
	const doubted = pricedModels(candidates).filter(({ input, known, doubted }) => input !== null && !known && doubted);
	const names = [...waiting, ...doubted].map(({ label }) => label);
	if (names.length === 0) return null;
	const some = names.length <= 3 ? names.join(', ') : l10n.t('{0} and {1} more', names.slice(0, 2).join(', '), names.length - 2);
	return names.length === 1
		? l10n.t('One model has no known price, so Auto leaves it out: {0}.', some)
		: l10n.t('{0} models have no known price, so Auto leaves them out: {1}.', names.length, some);
}
