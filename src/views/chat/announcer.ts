import * as l10n from '@vscode/l10n';
import { html, LitElement, type TemplateResult } from 'lit';
import type { Answer } from '../../protocol/chat.ts';
import type { ChatState } from '../../protocol/chat-state.ts';
import { formatQuality } from '../../protocol/format.ts';
import { receiptText, reloaded } from './receipt.ts';
import { priceInWords } from './routing-line.ts';
import { shownAnswer } from './store.ts';

/**
 * The one region of the chat that a screen reader reads by itself: which model answers and for how much, when the answer has ended, and
 * what went wrong. The answer's text is for the reader to walk through; it is not read while it streams.
 */
export class AnnouncerElement extends LitElement {
	static override properties = { state: { attribute: false } };
	declare state: ChatState | null;
	readonly #told = new Announcements();

	constructor() {
		super();
		this.state = null;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		return html`<div class="visually-hidden" role="status" aria-live="polite" aria-atomic="true">${this.#told.next(this.state)}</div>`;
	}
}

/** Follows the last answer: only one that was seen at work has an end to tell, so that opening an old chat reads nothing out. */
export class Announcements {
	#live: string | null = null;

	/** What the region says now; the same text as before is not read again, an empty one is not read. */
	next(state: ChatState | null): string {
		const turn = state?.session.turns.at(-1);
		const answer = turn === undefined ? undefined : shownAnswer(turn);
		if (state === null || turn === undefined || answer === undefined) return '';
		const at = `${state.session.id} ${turn.id} ${turn.answers.indexOf(answer)}`;
		if (answer.state === 'routing' || answer.state === 'streaming') {
			this.#live = at;
			return [startInWords(answer, state.reading != null), waitInWords(state)].filter((part) => part !== '').join(' ');
		}
		if (this.#live === at) return endInWords(answer);
		this.#live = null;
		return '';
	}
}

/** The same from the choice to the last token. */
function startInWords({ routing }: Answer, reading: boolean): string {
	if (routing === null) return reading ? l10n.t('Reading the task before a model is chosen.') : '';
	return l10n.t('{0} answers: {1}, {2}.', routing.modelName, formatQuality(routing.quality), priceInWords(routing));
}

/** The box is empty after Enter, and nothing else says why. */
function waitInWords({ queue = [] }: ChatState): string {
	if (queue.length === 0) return '';
	return queue.length === 1 ? l10n.t('1 message waits for this answer.') : l10n.t('{0} messages wait for this answer.', queue.length);
}

function endInWords({ state, receipt, error, interrupted }: Answer): string {
	const cost = receipt === null ? '' : ` ${receiptText(receipt)}.`;
	if (state === 'cancelled') return `${interrupted === 'reload' ? reloaded() : l10n.t('Stopped.')}${cost}`;
	if (interrupted === 'length') return `${l10n.t('The answer ended at its length; Continue asks for the rest.')}${cost}`;
	if (state !== 'failed') return `${l10n.t('Answer complete.')}${cost}`;
	return [l10n.t('No answer.'), error?.message ?? '', error?.nextStep ?? ''].filter((part) => part !== '').join(' ');
}
