import * as l10n from '@vscode/l10n';
import type { Health } from '../../../core/gateway/health.ts';
import type { Candidate } from '../../../core/model/candidate.ts';
import { recipientName } from '../../../core/model/recipient.ts';
import type { RouteAlternative } from '../../../core/routing/types.ts';
import { formatDuration, formatEstimate, formatInterval, formatQuality } from '../../../protocol/format.ts';
import { priceDetail, unusable } from '../../models/options.ts';
import { usableInWords } from '../../models/words.ts';
import type { Settings } from '../../settings/schema.ts';
import { plainText, table } from './words.ts';

const MOST_ROWS = 40;

export interface ModelsInput {
	readonly candidates: readonly Candidate[];
	readonly settings: Pick<Settings, 'localOnly' | 'pool'>;
	readonly health: Pick<Health, 'rest'>;
	/** For the question that was given, best score first; null without one. */
	readonly alternatives: readonly RouteAlternative[] | null;
	/** ms since epoch */
	readonly now: number;
}

/** The models that can be used with their prices, and what each is worth for the question; then what rests or cannot be used, and why. */
export function modelsWords({ candidates, settings, health, alternatives, now }: ModelsInput): string {
	const why = (candidate: Candidate): string | null => {
		const rest = health.rest(candidate, 'chat');
		if (rest !== null) return l10n.t('rests for {0}: {1}', formatDuration(rest.until - now), rest.error.message);
		return (
			unusable(candidate, settings) ??
			(settings.pool !== null && !settings.pool.includes(candidate.id) ? l10n.t('not among the models you allow') : null)
		);
	};
	const out = candidates.flatMap((candidate) => {
		const reason = why(candidate);
		return reason === null ? [] : [{ candidate, reason }];
	});
	const left = new Set(out.map(({ candidate }) => candidate.id));
	const usable = candidates.filter(({ id }) => !left.has(id));
	const shown = alternatives === null ? priced(usable) : judged(alternatives.filter(({ candidate }) => !left.has(candidate.id)));
	const hidden = usable.length - MOST_ROWS;
	const elsewhere =
		hidden === 1 ? l10n.t('1 more stands in the model list of the chat.') : l10n.t('{0} more stand in the model list of the chat.', hidden);
	const more = hidden > 0 ? `\n${elsewhere}\n` : '';
	const rest =
		out.length === 0
			? ''
			: `\n${l10n.t('Not used now:')}\n\n${out
					.slice(0, MOST_ROWS)
					.map(
						({ candidate, reason }) =>
							`- ${plainText(candidate.displayName, 80)} (${plainText(recipientName(candidate.recipient), 60)}): ${plainText(reason, 200)}`,
					)
					.join('\n')}\n`;
	// They are there, but set up in a way that leaves them out: that is no reason to set up another.
	const count = usable.length === 0 && out.length > 0 ? l10n.t('No model can be used now.') : usableInWords(usable.length);
	return `${count}\n${usable.length === 0 ? '' : shown}${more}${rest}`;
}

function priced(usable: readonly Candidate[]): string {
	const rows = usable
		.slice(0, MOST_ROWS)
		.map((candidate) => [
			plainText(candidate.displayName, 80),
			plainText(recipientName(candidate.recipient), 60),
			plainText(priceDetail(candidate)),
			abilities(candidate),
		]);
	return table([l10n.t('Model'), l10n.t('At'), l10n.t('Price'), l10n.t('Can')], rows);
}

function judged(alternatives: readonly RouteAlternative[]): string {
	const rows = alternatives
		.slice(0, MOST_ROWS)
		.map(({ candidate, quality, cost, whyNot }, i) => [
			`${i === 0 && whyNot === '' ? '**' : ''}${plainText(candidate.displayName, 80)}${i === 0 && whyNot === '' ? '**' : ''}`,
			`${formatQuality(quality)} (${formatInterval(quality)})`,
			cost.basis === 'unknown' ? l10n.t('not known') : cost.expected === 0 ? l10n.t('free') : plainText(formatEstimate(cost.expected)),
			whyNot === '' ? l10n.t('would be chosen') : plainText(whyNot, 160),
		]);
	return table([l10n.t('Model'), l10n.t('Quality for this'), l10n.t('Price of an answer'), l10n.t('Why')], rows);
}

function abilities({ tools, vision, reasoning }: Candidate): string {
	const all = [...(tools ? [l10n.t('tools')] : []), ...(vision ? [l10n.t('images')] : []), ...(reasoning ? [l10n.t('thinking')] : [])];
	return all.join(', ') || l10n.t('text');
}
