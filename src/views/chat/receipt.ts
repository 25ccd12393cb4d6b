import { html, nothing, type TemplateResult } from 'lit';
import { type Answer, type AnswerState, answerText, type Receipt } from '../../protocol/chat.ts';
import { formatDuration, formatEstimate, formatMoney, formatTokens } from '../../protocol/format.ts';
import type { MenuItem } from '../common/menu.ts';

export type Again = 'retry' | 'stronger' | 'cheaper' | 'pick';

const AGAIN: readonly MenuItem[] = [
	{ id: 'stronger', label: 'Stronger model' },
	{ id: 'cheaper', label: 'Cheaper model' },
	{ id: 'pick', label: 'Pick a model…' },
];

/** An answer that was stopped or failed can also be asked for as it was; before a choice was made nothing is stronger or cheaper. */
function againItems({ state, routing }: Answer): readonly MenuItem[] {
	if (state === 'done') return AGAIN;
	return [{ id: 'retry', label: 'Try again' }, ...AGAIN.filter(({ id }) => routing !== null || id === 'pick')];
}

export interface ReceiptActions {
	feedback(value: 'good' | 'bad' | null): void;
	again(how: Again): void;
	copy(): void;
	/** Null where the turn has one answer only. */
	readonly versions: { readonly index: number; readonly count: number; show(index: number): void } | null;
	/** While another answer is being written no new one can be asked for. */
	readonly busy: boolean;
}

/** Money, wait and saving in one line: `$0.0057 · 2.1 s · $0.04 less than opus-4.5`. */
export function receiptText(receipt: Receipt): string {
	const parts = [costText(receipt), ...missed(receipt), formatDuration(receipt.durationMs)];
	const against = receipt.savedAgainst;
	// Below a hundredth of a cent there is nothing worth saying. The saving rests on an expectation, so it is rounded like one.
	if (against !== null && Math.abs(against.saved) >= 100) {
		parts.push(`${formatEstimate(Math.abs(against.saved)).slice(1)} ${against.saved > 0 ? 'less' : 'more'} than ${against.modelName}`);
	}
	return parts.join(' · ');
}

/** An estimate that was off by so much is said beside what it was. */
const FAR_OFF = 3;
/** Below a hundredth of a cent nobody minds. */
const LEAST_TOLD = 100;

function missed({ cost, expected }: Receipt): string[] {
	if (expected === undefined || Math.max(cost, expected) < LEAST_TOLD) return [];
	return cost >= FAR_OFF * expected || expected >= FAR_OFF * cost ? [`expected ${formatEstimate(expected)}`] : [];
}

function costText(receipt: Receipt): string {
	if (receipt.costSource === 'free') return 'free';
	return receipt.costSource === 'estimate' ? `${formatEstimate(receipt.cost)} est.` : formatMoney(receipt.cost);
}

/** Where the figure comes from and how many tokens it covers. */
export function receiptInWords(receipt: Receipt): string {
	const source = {
		provider: 'Cost as reported by the provider.',
		tokens: 'Cost from reported tokens and listed prices.',
		estimate:
			receipt.claimed === undefined
				? 'Cost is an estimate: the provider reported no full usage, or its price is assumed.'
				: `Cost is an estimate: the provider claims ${formatMoney(receipt.claimed)}, more than this request can cost. The command "Routoo: Correct a Booked Amount" changes it.`,
		free: 'This model costs nothing per request.',
	}[receipt.costSource];
	const usage = receipt.usage;
	if (usage === null) return source;
	const read = usage.input + usage.cachedInput + usage.cacheWrite;
	const cached = usage.cachedInput > 0 ? ` (${formatTokens(usage.cachedInput)} from the cache)` : '';
	const thought = usage.reasoning > 0 ? ` (${formatTokens(usage.reasoning)} of them thinking)` : '';
	return `${source}\n${formatTokens(read)} tokens read${cached}, ${formatTokens(usage.output)} written${thought}.`;
}

const DONE = { icon: 'check', words: '' };
const ENDED: Readonly<Partial<Record<AnswerState, typeof DONE>>> = {
	cancelled: { icon: 'circle-slash', words: 'stopped · ' },
	failed: { icon: 'warning', words: 'broken off · ' },
};

/** The line below an answer that has ended. */
export function receiptLine(answer: Answer, actions: ReceiptActions): TemplateResult {
	const ended = ENDED[answer.state] ?? DONE;
	const silent = answerText(answer) === '';
	const words = answer.state === 'failed' && silent ? 'no answer · ' : ended.words;
	const { receipt, feedback } = answer;
	return html`<div class="receipt">
		<span class="receipt-text" title=${receipt === null ? '' : receiptInWords(receipt)}>
			<i class="codicon codicon-${ended.icon}" aria-hidden="true"></i>
			${words}${receipt === null ? (answer.state === 'done' ? 'no receipt' : 'nothing was charged') : receiptText(receipt)}
		</span>
		${receipt === null ? nothing : html`<span class="visually-hidden">${receiptInWords(receipt)}</span>`}
		<span class="receipt-actions">
			${actions.versions === null ? nothing : versions(actions.versions)}
			${silent ? nothing : html`<button type="button" class="quiet" title="Copy the answer" aria-label="Copy the answer" @click=${actions.copy}><i class="codicon codicon-copy" aria-hidden="true"></i></button>`}
			${
				answer.state === 'failed' || silent
					? nothing
					: html`<button type="button" class="quiet" aria-pressed=${feedback === 'good'} title="An adequate answer: kept on this computer, and predictions of this model learn from it" @click=${() => actions.feedback(feedback === 'good' ? null : 'good')}>good</button>
						<button type="button" class="quiet" aria-pressed=${feedback === 'bad'} title="Not adequate: kept on this computer, and predictions of this model learn from it" @click=${() => actions.feedback(feedback === 'bad' ? null : 'bad')}>bad</button>`
			}
			${
				actions.busy
					? nothing
					: html`<routoo-menu
						.label=${'again'}
						.description=${'answer again with another model'}
						.items=${againItems(answer)}
						@pick=${(event: CustomEvent<Again>) => actions.again(event.detail)}
					></routoo-menu>`
			}
		</span>
	</div>`;
}

function versions({ index, count, show }: NonNullable<ReceiptActions['versions']>): TemplateResult {
	return html`<span class="versions" role="group" aria-label="Answers of this turn">
		<button type="button" class="quiet" aria-label="Previous answer" ?disabled=${index === 0} @click=${() => show(index - 1)}>‹</button>
		<span aria-label="Answer ${index + 1} of ${count}">${index + 1}/${count}</span>
		<button type="button" class="quiet" aria-label="Next answer" ?disabled=${index === count - 1} @click=${() => show(index + 1)}>›</button>
	</span>`;
}
