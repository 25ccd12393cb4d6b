import * as l10n from '@vscode/l10n';
import type { Candidate } from '../../../core/model/candidate.ts';
import { overrideOf, type PriceOverrides } from '../../../core/model/candidate-prices.ts';
import type { CatalogModel } from '../../../core/model/catalog.ts';
import { recipientName } from '../../../core/model/recipient.ts';
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
	if (included) return l10n.t('paid by the plan of the extension that offers it');
	if (overrideOf(candidate, overrides) !== null) return l10n.t('set by you in routoo.prices');
	if (local) return l10n.t('runs on {0}, so nothing is paid', recipientName(recipient));
	if (priceNote?.kind === 'doubtful') {
		const { listed, like } = priceNote;
		const [input, output] = [formatMoney(listed.input), formatMoney(listed.output)];
		return l10n.t('{0} lists {1} / {2}, more than ten times {3}, so Auto leaves it out until you set one', recipient, input, output, like);
	}
	if (prices === null) return l10n.t('nobody lists one, so Auto leaves it out until you set one');
	if (priceNote?.kind === 'about') return l10n.t('nobody lists one; that of {0} stands in', priceNote.like);
	const own = known?.prices ?? null;
	if (own !== null && own.input === prices.input && own.output === prices.output) return `${pageOf(own.source)}, ${own.date}`;
	return l10n.t('as {0} lists it now', recipient);
}

/** What makes a long prompt, or a later day, dearer. */
function further({ prices }: Priced): readonly string[] {
	const tier = prices?.tiers?.[0];
	const later = prices?.later;
	return [
		...(tier === undefined ? [] : [l10n.t('prompts above {0} tokens cost more', formatTokens(tier.above))]),
		...(later === undefined ? [] : [l10n.t('from {0} on {1} / {2}', later.from, formatMoney(later.input), formatMoney(later.output))]),
	];
}

/** The page that a source names, by its host; else the source itself. */
function pageOf(source: string): string {
	const url = /https?:\/\/[^\s)]+/.exec(source)?.[0];
	return url !== undefined && URL.canParse(url) ? new URL(url).host : source.slice(0, 120);
}
