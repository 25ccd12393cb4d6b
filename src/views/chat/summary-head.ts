import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { paidBackAfter, type Turn } from '../../protocol/chat.ts';
import { formatEstimate, formatMoney, formatTokens } from '../../protocol/format.ts';

/** What the head of a summary knows beside its turn. */
export interface SummaryHead {
	/** It is what goes out instead of the messages above. */
	readonly inForce: boolean;
	/** Any answer is being written. */
	readonly busy: boolean;
	use(used: boolean): void;
}

/** Stands where a question would: a line across, what is sent from here on, and the way back. */
export function summaryHead({ summary, sentTokens, answers, shown }: Turn, { inForce, busy, use }: SummaryHead): TemplateResult {
	const tokens = summary?.tokens ?? null;
	const state = answers[shown]?.state;
	const running = state === 'routing' || state === 'streaming';
	const button =
		tokens === null || running || summary === undefined || (summary.used && !inForce)
			? nothing
			: html`<button
					type="button"
					class="quiet"
					?disabled=${busy}
					title=${summary.used ? l10n.t('Send the messages above again') : l10n.t('Send the summary instead of the messages above')}
					@click=${() => use(!summary.used)}
				>${summary.used ? l10n.t('Undo') : l10n.t('Use it')}</button>`;
	return html`<section class="summary-head" aria-label=${l10n.t('Summary')}>
		<div class="summary-line">
			<i class="codicon codicon-fold-up" aria-hidden="true"></i><span>${words(running, tokens, summary?.used === true, inForce)}</span>${button}
		</div>
		${payback(summary?.saves, answers[shown])}
		${tokens === null || !inForce ? nothing : html`<p class="dim">${l10n.t('~{0} tokens before, ~{1} from here on. Attached files above are not sent any more.', formatTokens(sentTokens), formatTokens(tokens))}</p>`}
		${summary === undefined || summary.wish === '' ? nothing : html`<p class="dim" dir="auto">${l10n.t('You asked: {0}', summary.wish)}</p>`}
	</section>`;
}

function words(running: boolean, tokens: number | null, used: boolean, inForce: boolean): string {
	if (running) return l10n.t('A summary of the messages above is being written');
	if (tokens === null) return l10n.t('No summary: the messages above are sent');
	if (inForce) return l10n.t('This summary is sent instead of the messages above');
	return used ? l10n.t('An earlier summary') : l10n.t('This summary is not used: the messages above are sent');
}

/** `Costs ~$0.002, saves ~$0.001 a message: paid back after 2`, before the first word; nothing where either is not known. */
function payback(saves: number | undefined, answer: Turn['answers'][number] | undefined): TemplateResult | typeof nothing {
	const expected = answer?.routing?.expectedCost ?? null;
	const paid = answer?.receipt?.cost;
	const messages = saves === undefined ? null : paidBackAfter(paid ?? expected ?? 0, saves);
	if (saves === undefined || (paid ?? expected) === null || messages === null || messages === 0) return nothing;
	const cost = paid === undefined ? formatEstimate(expected!) : formatMoney(paid);
	const words =
		messages === 1
			? l10n.t('Costs {0} and saves {1} a message: paid back after 1 message.', cost, formatEstimate(saves))
			: l10n.t('Costs {0} and saves {1} a message: paid back after {2} messages.', cost, formatEstimate(saves), messages);
	return html`<p class="dim">${words}</p>`;
}
