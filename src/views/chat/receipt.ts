import { html, nothing, type TemplateResult } from 'lit';
import { type Answer, type AnswerState, againChoice, answerText, type Receipt, type RoutingRow, type Turn } from '../../protocol/chat.ts';
import { formatDuration, formatEstimate, formatMoney, formatQuality, formatTokens } from '../../protocol/format.ts';
import type { MenuItem } from '../common/menu.ts';

export type Again = 'retry' | 'stronger' | 'cheaper' | 'same' | 'pick';
/** Of the same menu. */
type Picked = Again | 'prefer';

/** Where the window went while an answer was written: nobody stopped it. */
export const RELOADED = 'The window was reloaded while this was being written';

/** Who can be asked again, and at what price, before anything is paid. What was stopped or failed can be asked as it was. */
export function againItems(turn: Turn, { state, routing }: Answer): readonly MenuItem[] {
	const named = (id: 'stronger' | 'cheaper' | 'same', label: string): MenuItem[] => {
		const row = againChoice(turn, id);
		if (row === null) return id === 'same' || routing === null ? [] : [{ id, label, detail: 'none', disabled: true }];
		return [{ id, label: `${label}: ${row.modelName}`, detail: `${formatQuality(row.quality)} · ${priceOf(row)}` }];
	};
	return [
		...(state === 'done' ? named('same', 'Same model') : [{ id: 'retry', label: 'Try again' }]),
		...named('stronger', 'Stronger'),
		...named('cheaper', 'Cheaper'),
		{ id: 'pick', label: 'Pick a model…' },
	];
}

function priceOf({ expectedCost }: RoutingRow): string {
	return expectedCost === null ? 'price unknown' : expectedCost === 0 ? 'free' : formatEstimate(expectedCost);
}

export interface ReceiptActions {
	feedback(value: 'good' | 'bad' | null): void;
	again(how: Again): void;
	copy(): void;
	/** Asks for the rest; null where there is none to ask for. */
	readonly goOn: (() => void) | null;
	readonly turn: Turn;
	/** One click prefers the model that answered for such requests, or takes that back; null: it cannot be. */
	readonly preference: { readonly label: string; run(): void } | null;
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
		provider: 'Cost as reported by the vendor.',
		tokens: 'Cost from reported tokens and listed prices.',
		estimate:
			receipt.claimed === undefined
				? 'Cost is an estimate: the vendor reported no full usage, or its price is assumed.'
				: `Cost is an estimate: the vendor claims ${formatMoney(receipt.claimed)}, more than this request can cost. The command "Routoo: Correct a Booked Amount" changes it.`,
		free: 'This model costs nothing per request.',
	}[receipt.costSource];
	const usage = receipt.usage;
	if (usage === null) return source;
	const read = usage.input + usage.cachedInput + usage.cacheWrite;
	const cached = usage.cachedInput > 0 ? ` (${formatTokens(usage.cachedInput)} from the cache)` : '';
	const thought = usage.reasoning > 0 ? ` (${formatTokens(usage.reasoning)} of them thinking)` : '';
	return `${source}\n${formatTokens(read)} tokens read${cached}, ${formatTokens(usage.output)} written${thought}.`;
}

const INTERRUPTED: Readonly<Record<NonNullable<Answer['interrupted']>, string>> = {
	reload: `${RELOADED}.`,
	length: 'It ends here because it reached the length that it was allowed.',
};
const DONE = { icon: 'check', words: '' };
const ENDED: Readonly<Partial<Record<AnswerState, typeof DONE>>> = {
	cancelled: { icon: 'circle-slash', words: 'stopped · ' },
	failed: { icon: 'warning', words: 'broken off · ' },
};

/** The line below an answer that has ended. */
export function receiptLine(answer: Answer, actions: ReceiptActions): TemplateResult {
	const ended = ENDED[answer.state] ?? DONE;
	const silent = answerText(answer) === '';
	const words = answer.state === 'failed' && silent ? 'no answer · ' : answer.interrupted === 'reload' ? '' : ended.words;
	const { receipt, feedback, continued = [] } = answer;
	return html`<div class="receipt">
		${answer.interrupted === undefined ? nothing : html`<span class="receipt-part">${INTERRUPTED[answer.interrupted]}</span>`}
		<span class="receipt-text" title=${receipt === null ? '' : receiptInWords(receipt)}>
			<i class="codicon codicon-${ended.icon}" aria-hidden="true"></i>
			${words}${receipt === null ? (answer.state === 'done' || answer.interrupted === 'reload' ? 'no receipt' : 'nothing was charged') : receiptText(receipt)}
		</span>
		${continued.map((part) => html`<span class="receipt-text receipt-part" title=${receiptInWords(part.receipt)}><i class="codicon codicon-debug-continue" aria-hidden="true"></i> continued · ${receiptText(part.receipt)}</span>`)}
		${receipt === null ? nothing : html`<span class="visually-hidden">${receiptInWords(receipt)}</span>`}
		<span class="receipt-actions">
			${actions.goOn === null || actions.busy ? nothing : html`<button type="button" class="quiet" title="Ask ${answer.routing?.modelName ?? 'the model'} for the rest; it is added to this answer and has its own price" @click=${actions.goOn}>Continue</button>`}
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
						.description=${'answer again'}
						.items=${[...againItems(actions.turn, answer), ...(actions.preference === null ? [] : [{ id: 'prefer', label: actions.preference.label }])]}
						@pick=${({ detail }: CustomEvent<Picked>) => (detail === 'prefer' ? actions.preference?.run() : actions.again(detail))}
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
