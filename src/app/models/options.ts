import type { Candidate } from '../../core/model/candidate.ts';
import { isFree } from '../../core/model/prices.ts';
import type { ModelOption } from '../../protocol/chat.ts';
import { formatMoney } from '../../protocol/format.ts';
import type { Settings } from '../settings/schema.ts';

const AUTO: ModelOption = { id: 'auto', label: 'Auto', recipient: '', detail: 'picks a model for each message', usable: true };

/** Made once: a comparison that has to make its own each time takes milliseconds for a long list. */
const BY_NAME = new Intl.Collator('en');
const BY_LABEL = new Intl.Collator('en', { numeric: true });

/** Auto first, then the models by recipient and name. */
export function modelOptions(candidates: readonly Candidate[], settings: Pick<Settings, 'localOnly'>): ModelOption[] {
	const options = candidates.map((candidate): ModelOption => {
		const why = unusable(candidate, settings);
		return {
			id: candidate.id,
			label: candidate.displayName,
			recipient: candidate.recipient,
			detail: why ?? priceDetail(candidate),
			usable: why === null,
		};
	});
	options.sort((a, b) => BY_NAME.compare(a.recipient, b.recipient) || BY_LABEL.compare(a.label, b.label));
	return [AUTO, ...options];
}

/** Why a model cannot be used at all now, null where it can. */
export function unusable(candidate: Candidate, settings: Pick<Settings, 'localOnly'>): string | null {
	if (settings.localOnly && !candidate.local) return 'only local models are allowed here';
	if (candidate.prices === null && !candidate.local && !candidate.included) return 'no price known; set one in routoo.prices';
	return null;
}

/** "included", "local", "free", "no price known" or the prices of input and output, short enough for one line of the narrow menu. */
export function priceDetail(candidate: Candidate): string {
	if (candidate.included) return 'included';
	if (candidate.prices === null && !candidate.local) return 'no price known';
	if (candidate.prices === null || isFree(candidate.prices)) return candidate.local ? 'local' : 'free';
	const { input, output } = candidate.prices;
	return `${formatMoney(input)} / ${formatMoney(output)} per Mtok`;
}
