import type { Candidate } from '../../../core/model/candidate.ts';
import { overrideOf, type PriceOverrides } from '../../../core/model/candidate-prices.ts';
import type { CatalogModel } from '../../../core/model/catalog.ts';
import { formatMoney, formatTokens } from '../../../protocol/format.ts';
import type { ModelView } from '../../../protocol/models-page.ts';
import { priceDetail } from '../../models/options.ts';

type Priced = Pick<
	Candidate,
	'id' | 'endpointId' | 'wireModel' | 'catalogId' | 'recipient' | 'local' | 'included' | 'prices' | 'priceNote'
>;

/** A price in words, and where it comes from. */
export function priceView(candidate: Priced, known: CatalogModel | null, overrides: PriceOverrides): ModelView['price'] {
	const source = [sourceOf(candidate, known, overrides), ...further(candidate)].join('; ');
	return { text: priceDetail(candidate), source, canSet: !candidate.included && !candidate.local };
}

function sourceOf(candidate: Priced, known: CatalogModel | null, overrides: PriceOverrides): string {
	const { included, local, prices, priceNote, recipient } = candidate;
	if (included) return 'paid by the plan of the extension that offers it';
	if (overrideOf(candidate, overrides) !== null) return 'set by you in routoo.prices';
	if (local) return `runs on ${recipient}, so nothing is paid`;
	if (priceNote?.kind === 'doubtful') {
		const { listed, like } = priceNote;
		return `${recipient} lists ${formatMoney(listed.input)} / ${formatMoney(listed.output)}, more than ten times ${like}, so Auto leaves it out until you set one`;
	}
	if (prices === null) return 'nobody lists one, so Auto leaves it out until you set one';
	if (priceNote?.kind === 'about') return `nobody lists one; that of ${priceNote.like} stands in`;
	const own = known?.prices ?? null;
	if (own !== null && own.input === prices.input && own.output === prices.output) return `${pageOf(own.source)}, ${own.date}`;
	return `as ${recipient} lists it now`;
}

/** What makes a long prompt, or a later day, dearer. */
function further({ prices }: Priced): readonly string[] {
	const tier = prices?.tiers?.[0];
	const later = prices?.later;
	return [
		...(tier === undefined ? [] : [`prompts above ${formatTokens(tier.above)} tokens cost more`]),
		...(later === undefined ? [] : [`from ${later.from} on ${formatMoney(later.input)} / ${formatMoney(later.output)}`]),
	];
}

/** The page that a source names, by its host; else the source itself. */
function pageOf(source: string): string {
	const url = /https?:\/\/[^\s)]+/.exec(source)?.[0];
	return url !== undefined && URL.canParse(url) ? new URL(url).host : source.slice(0, 120);
}
