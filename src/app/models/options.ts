import * as l10n from '@vscode/l10n';
import type { Candidate } from '../../core/model/candidate.ts';
import { isFree, type TokenPrices } from '../../core/model/prices.ts';
import type { ModelOption } from '../../protocol/chat-state.ts';
import { formatMoney } from '../../protocol/format.ts';
import type { Settings } from '../settings/schema.ts';

function auto(): ModelOption {
	return { id: 'auto', label: l10n.t('Auto'), recipient: '', detail: l10n.t('picks a model for each message'), usable: true };
}

/** Made once: a comparison that has to make its own each time takes milliseconds for a long list. */
const BY_NAME = new Intl.Collator('en');
const BY_LABEL = new Intl.Collator('en', { numeric: true });

/**
 * Auto first, then the models by recipient and name.
 * @param resting why a model is left alone for long, null where it is not: it may be chosen all the same
 */
export function modelOptions(
	candidates: readonly Candidate[],
	settings: Pick<Settings, 'localOnly'>,
	resting: (candidate: Candidate) => string | null = () => null,
): ModelOption[] {
	const options = candidates.map((candidate): ModelOption => {
		const why = unusable(candidate, settings);
		return {
			id: candidate.id,
			label: candidate.displayName,
			recipient: candidate.recipient,
			detail: why ?? resting(candidate) ?? priceDetail(candidate),
			usable: why === null,
			...(candidate.prices === null && why !== null ? { needsPrice: true as const } : {}),
		};
	});
	options.sort((a, b) => BY_NAME.compare(a.recipient, b.recipient) || BY_LABEL.compare(a.label, b.label));
	return [auto(), ...options];
}

/** Why a model cannot be used at all now, null where it can. */
export function unusable(candidate: Candidate, settings: Pick<Settings, 'localOnly'>): string | null {
	if (settings.localOnly && !candidate.local) return l10n.t('only local models are allowed here');
	if (candidate.prices !== null || candidate.local || candidate.included) return null;
	const note = candidate.priceNote;
	if (note?.kind !== 'doubtful') return l10n.t('no price known; run "Routoo: Set Price" or write it into routoo.prices');
	return l10n.t('lists {0}, more than ten times {1}; run "Routoo: Set Price" or write it into routoo.prices', pair(note.listed), note.like);
}

/** "included", "local", "free", "no price known" or the prices of input and output, short enough for one line of the narrow menu. */
export function priceDetail({
	included,
	local,
	prices,
	priceNote,
}: Pick<Candidate, 'included' | 'local' | 'prices' | 'priceNote'>): string {
	if (included) return l10n.t('included');
	if (prices === null) return local ? l10n.t('local') : l10n.t('no price known');
	if (isFree(prices)) return local ? l10n.t('local') : l10n.t('free');
	const about = priceNote?.kind === 'about';
	if (!prices.perRequest) return about ? l10n.t('about {0}', pair(prices)) : pair(prices);
	const fee = formatMoney(prices.perRequest);
	return about ? l10n.t('about {0} + {1} a request', pair(prices), fee) : l10n.t('{0} + {1} a request', pair(prices), fee);
}

function pair({ input, output }: Pick<TokenPrices, 'input' | 'output'>): string {
	return l10n.t('{0} / {1} per Mtok', formatMoney(input), formatMoney(output));
}
