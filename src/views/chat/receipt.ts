import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type Answer, type AnswerState, answerText, type Receipt } from '../../protocol/chat.ts';
import { formatDuration, formatEstimate, formatMoney, formatTokens } from '../../protocol/format.ts';
import type { AgainMenu } from './again-items.ts';

/** Where the window went while an answer was written: nobody stopped it. */
export function reloaded(): string {
	return l10n.t('The window was reloaded while this was being written.');
}

export interface ReceiptActions {
	feedback(value: 'good' | 'bad' | null): void;
	readonly again: AgainMenu;
	copy(): void;
	/** Asks for the rest; null where there is none to ask for. */
	readonly goOn: (() => void) | null;
	/** Null where the turn has one answer only. */
	readonly versions: { readonly index: number; readonly count: number; show(index: number): void } | null;
	/** While another answer is being written no new one can be asked for. */
	readonly busy: boolean;
}

/** Money, wait and saving in one line: `$0.0057 · 2.1 s · $0.04 less than opus-4.5`. */
export function receiptText(receipt: Receipt): string {
	return [costAndWait(receipt), ...saving(receipt)].join(' · ');
}

function costAndWait(receipt: Receipt): string {
	return [costText(receipt), ...missed(receipt), formatDuration(receipt.durationMs)].join(' · ');
}

/** Beside the reference; none where it is nothing. */
function saving(receipt: Receipt): string[] {
	const against = receipt.savedAgainst;
	// Below a hundredth of a cent there is nothing worth saying. The saving rests on an expectation, so it is rounded like one.
	if (against === null || Math.abs(against.saved) < 100) return [];
	const amount = formatEstimate(Math.abs(against.saved)).slice(1);
	return [
		against.saved > 0 ? l10n.t('{0} less than {1}', amount, against.modelName) : l10n.t('{0} more than {1}', amount, against.modelName),
	];
}

/** The same as `receiptText`: on a narrow view the saving is in the tooltip alone, and read out all the same. */
function receiptParts(receipt: Receipt): TemplateResult {
	return html`${costAndWait(receipt)}${saving(receipt).map((text) => html`<span class="receipt-saving"> · ${text}</span>`)}`;
}

/** An estimate that was off by so much is said beside what it was. */
const FAR_OFF = 3;
/** Below a hundredth of a cent nobody minds. */
const LEAST_TOLD = 100;

function missed({ cost, expected }: Receipt): string[] {
	if (expected === undefined || Math.max(cost, expected) < LEAST_TOLD) return [];
	return cost >= FAR_OFF * expected || expected >= FAR_OFF * cost ? [l10n.t('expected {0}', formatEstimate(expected))] : [];
}

function costText(receipt: Receipt): string {
	if (receipt.costSource === 'free') return l10n.t('free');
	return receipt.costSource === 'estimate' ? l10n.t('{0} est.', formatEstimate(receipt.cost)) : formatMoney(receipt.cost);
}

/** Where the figure comes from and how many tokens it covers. */
export function receiptInWords(receipt: Receipt): string {
	const source = sourceInWords(receipt);
	return receipt.usage === null ? source : `${source}\n${usageInWords(receipt.usage)}`;
}

function sourceInWords({ costSource, claimed }: Receipt): string {
	switch (costSource) {
		case 'provider':
			return l10n.t('Cost as reported by the vendor.');
		case 'tokens':
			return l10n.t('Cost from reported tokens and listed prices.');
		case 'estimate':
			return claimed === undefined
				? l10n.t('Cost is an estimate: the vendor reported no full usage, or its price is assumed.')
				: l10n.t(
						'Cost is an estimate: the vendor claims {0}, more than this request can cost. The command "Routoo: Correct a Booked Amount" changes it.',
						formatMoney(claimed),
					);
		case 'free':
			return l10n.t('This model costs nothing per request.');
	}
}

function usageInWords({ input, cachedInput, cacheWrite, output, reasoning }: NonNullable<Receipt['usage']>): string {
	const read = formatTokens(input + cachedInput + cacheWrite);
	const cached = formatTokens(cachedInput);
	const written = formatTokens(output);
	const thought = formatTokens(reasoning);
	if (cachedInput > 0 && reasoning > 0)
		return l10n.t('{0} tokens read ({1} from the cache), {2} written ({3} of them thinking).', read, cached, written, thought);
	if (cachedInput > 0) return l10n.t('{0} tokens read ({1} from the cache), {2} written.', read, cached, written);
	if (reasoning > 0) return l10n.t('{0} tokens read, {1} written ({2} of them thinking).', read, written, thought);
	return l10n.t('{0} tokens read, {1} written.', read, written);
}

const ICONS: Readonly<Partial<Record<AnswerState, string>>> = { cancelled: 'circle-slash', failed: 'warning' };

/** That an answer is none, or not whole; empty for one that is. */
function endInWords({ state, interrupted }: Answer, silent: boolean): string {
	if (state === 'failed' && silent) return l10n.t('no answer');
	if (interrupted === 'reload') return '';
	if (state === 'failed') return l10n.t('broken off');
	return state === 'cancelled' ? l10n.t('stopped') : '';
}

/** The line below an answer that has ended. */
export function receiptLine(answer: Answer, actions: ReceiptActions): TemplateResult {
	const silent = answerText(answer) === '';
	const end = endInWords(answer, silent);
	const { receipt, feedback, continued = [] } = answer;
	return html`<div class="receipt">
		${answer.interrupted === undefined ? nothing : html`<span class="receipt-part">${answer.interrupted === 'reload' ? reloaded() : l10n.t('It ends here because it reached the length that it was allowed.')}</span>`}
		<span class="receipt-text" title=${receipt === null ? '' : [...saving(receipt), receiptInWords(receipt)].join('\n')}>
			<i class="codicon codicon-${ICONS[answer.state] ?? 'check'}" aria-hidden="true"></i>
			${end === '' ? '' : `${end} · `}${receipt === null ? (answer.state === 'done' || answer.interrupted === 'reload' ? l10n.t('no receipt') : l10n.t('nothing was charged')) : receiptParts(receipt)}
		</span>
		${continued.map((part) => html`<span class="receipt-text receipt-part" title=${receiptInWords(part.receipt)}><i class="codicon codicon-debug-continue" aria-hidden="true"></i> ${l10n.t('continued')} · ${receiptText(part.receipt)}</span>`)}
		${receipt === null ? nothing : html`<span class="visually-hidden">${receiptInWords(receipt)}</span>`}
		<span class="receipt-actions">
			${actions.goOn === null || actions.busy ? nothing : html`<button type="button" class="quiet" title=${goOnInWords(answer)} @click=${actions.goOn}>${l10n.t('Continue')}</button>`}
			${actions.versions === null ? nothing : versions(actions.versions)}
			${silent ? nothing : html`<button type="button" class="quiet" title=${l10n.t('Copy the answer')} aria-label=${l10n.t('Copy the answer')} @click=${actions.copy}><i class="codicon codicon-copy" aria-hidden="true"></i></button>`}
			${
				answer.state === 'failed' || silent
					? nothing
					: html`<button type="button" class="quiet" aria-pressed=${feedback === 'good'} title=${l10n.t('An adequate answer: kept on this computer, and predictions of this model learn from it')} @click=${() => actions.feedback(feedback === 'good' ? null : 'good')}>${l10n.t('good')}</button>
						<button type="button" class="quiet" aria-pressed=${feedback === 'bad'} title=${l10n.t('Not adequate: kept on this computer, and predictions of this model learn from it')} @click=${() => actions.feedback(feedback === 'bad' ? null : 'bad')}>${l10n.t('bad')}</button>`
			}
			${
				actions.busy
					? nothing
					: html`<routoo-menu
						.label=${l10n.t('again')}
						.description=${l10n.t('answer again')}
						.search=${l10n.t('Search models')}
						.items=${() => actions.again.items()}
						@pick=${({ detail }: CustomEvent<string>) => actions.again.pick(detail)}
					></routoo-menu>`
			}
		</span>
	</div>`;
}

function goOnInWords({ routing }: Answer): string {
	return routing === null
		? l10n.t('Ask the model for the rest; it is added to this answer and has its own price')
		: l10n.t('Ask {0} for the rest; it is added to this answer and has its own price', routing.modelName);
}

function versions({ index, count, show }: NonNullable<ReceiptActions['versions']>): TemplateResult {
	return html`<span class="versions" role="group" aria-label=${l10n.t('Answers of this turn')}>
		<button type="button" class="quiet" aria-label=${l10n.t('Previous answer')} ?disabled=${index === 0} @click=${() => show(index - 1)}>‹</button>
		<span aria-label=${l10n.t('Answer {0} of {1}', index + 1, count)}>${index + 1}/${count}</span>
		<button type="button" class="quiet" aria-label=${l10n.t('Next answer')} ?disabled=${index === count - 1} @click=${() => show(index + 1)}>›</button>
	</span>`;
}
