import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type Answer, answerCalls, answerReasoning, answerText, canGoOn, type FromChat, type Turn } from '../../protocol/chat.ts';
import type { ChatState } from '../../protocol/chat-state.ts';
import { formatDuration, formatEstimate, formatTokens } from '../../protocol/format.ts';
import type { FileLink } from '../common/file-links.ts';
import type { Host } from '../common/host.ts';
import { richText } from '../common/rich-text.ts';
import { againMenu, type ChatNow } from './again-items.ts';
import { errorBox } from './answer-error.ts';
import type { CodeActionDetail } from './code-block.ts';
import type { MarkdownElement } from './markdown-element.ts';
import { receiptLine } from './receipt.ts';
import { routingLine } from './routing-line.ts';
import { sentChip } from './sent-chip.ts';
import { shownAnswer } from './store.ts';
import { summaryHead } from './summary-head.ts';
import { versionSwitch } from './version-switch.ts';
import { layOut } from './whole-turn.ts';
import { type Preferring, preferenceOfAnswer } from './why-panel.ts';

/**
 * One turn: what the user asked and the shown answer with its routing line and receipt. Rendered anew only when its turn object changed.
 * Bubbles `hold-scroll` before it opens something in place, so that the button stays under the pointer.
 */
export class TurnElement extends LitElement {
	static override properties = {
		turn: { attribute: false },
		busy: { type: Boolean },
		last: { type: Boolean },
		estimateLabel: {},
		reading: { attribute: false },
		inForce: { type: Boolean },
		// A frame brings the same list anew.
		preferences: { attribute: false, hasChanged: (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b) },
		whyOpen: { state: true },
		edited: { state: true },
	};
	declare turn: Turn;
	/** Any answer of the session is being written. */
	declare busy: boolean;
	/** Nothing came after it. */
	declare last: boolean;
	declare estimateLabel: string;
	/** Who reads the question before a model is chosen; null: nobody that is waited for. */
	declare reading: NonNullable<ChatState['reading']> | null;
	/** Its summary is sent instead of the turns before. */
	declare inForce: boolean;
	/** Which model the user prefers for which kind of task. */
	declare preferences: NonNullable<ChatState['preferences']>;
	/** It comes above what is seen: the end of a long answer first. */
	declare upward: boolean;
	declare host: Host<FromChat>;
	/** The chat as it is now: asked for when a menu opens, so that no frame renders a turn anew. */
	declare chat: () => ChatNow;
	declare private whyOpen: boolean;
	/** Text of the open editor, null when closed. */
	declare private edited: string | null;

	constructor() {
		super();
		this.busy = false;
		this.last = false;
		this.estimateLabel = '';
		this.reading = null;
		this.inForce = false;
		this.upward = false;
		this.preferences = [];
		this.whyOpen = false;
		this.edited = null;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		layOut(this);
	}

	/** Opens the editor on the user's text. */
	async edit(): Promise<void> {
		if (this.busy || this.turn.summary !== undefined) return;
		this.edited = this.turn.text;
		await this.updateComplete;
		const box = this.querySelector<HTMLTextAreaElement>('.edit-box textarea');
		box?.focus();
		box?.setSelectionRange(box.value.length, box.value.length);
	}

	protected override willUpdate(changed: PropertyValues<this>): void {
		const before = changed.get('turn');
		// The host has taken the edit over: only now may the editor close.
		if (before !== undefined && (before.id !== this.turn.id || before.text !== this.turn.text)) this.edited = null;
		if (before !== undefined && before.id !== this.turn.id) this.whyOpen = false;
	}

	protected override updated(): void {
		const answer = shownAnswer(this.turn);
		if (answer === undefined) return;
		const streaming = answer.state === 'streaming' || answer.state === 'routing';
		this.querySelector<MarkdownElement>('routoo-markdown.answer-text')?.show(answerText(answer), streaming, this.upward);
		const thought = this.querySelector<HTMLDetailsElement>('details.thought');
		if (thought?.open) thought.querySelector<MarkdownElement>('routoo-markdown')?.show(answerReasoning(answer), streaming);
	}

	protected override render(): TemplateResult {
		const answer = shownAnswer(this.turn);
		return html`<article
			class="turn ${this.turn.summary === undefined ? '' : 'summary'}"
			@code-action=${(event: CustomEvent<CodeActionDetail>) => this.#codeAction(event.detail)}
			@open-link=${(event: CustomEvent<string>) => this.host.post({ type: 'openLink', url: event.detail })}
			@open-file=${({ detail }: CustomEvent<FileLink>) => this.host.post({ type: 'openPath', path: detail.path, line: detail.line, endLine: detail.endLine })}
		>
			${this.turn.summary === undefined ? this.#question() : this.#summary()} ${answer === undefined ? nothing : this.#answer(answer)}
		</article>`;
	}

	#summary(): TemplateResult {
		const { turn, inForce, busy, host } = this;
		return summaryHead(turn, { inForce, busy, use: (used) => host.post({ type: 'useSummary', turnId: turn.id, used }) });
	}

	#question(): TemplateResult {
		const { turn } = this;
		return html`<div class="question" role="group" aria-label=${l10n.t('You')}>
			<div class="question-head">
				<span class="who">${l10n.t('You')}</span>${versionSwitch(turn, this.busy, (message) => this.#switchTo(message))}
				<span class="hover-actions">
					<button type="button" class="quiet" title=${l10n.t('Edit and send again')} ?disabled=${this.busy} @click=${() => void this.edit()}>${l10n.t('edit')}</button>
					<button type="button" class="quiet" title=${l10n.t('Copy your message')} @click=${() => this.host.post({ type: 'copy', text: turn.text })}>${l10n.t('copy')}</button>
				</span>
			</div>
			${this.edited === null ? html`<div class="question-text" dir="auto">${turn.text}</div>` : this.#editor(this.edited)}
			${
				turn.attachments.length === 0
					? nothing
					: html`<div class="sent-with">
						${turn.attachments.map(sentChip)}
						<span class="dim sent-tokens" title=${l10n.t('Tokens of everything sent with this message, estimated')}>${l10n.t('{0} tokens sent', formatTokens(turn.sentTokens))}</span>
					</div>`
			}
		</div>`;
	}

	#editor(text: string): TemplateResult {
		return html`<div class="edit-box">
			<textarea
				aria-label=${l10n.t('Edit your message')}
				dir="auto"
				rows="3"
				.value=${text}
				@input=${(event: InputEvent) => {
					this.edited = (event.target as HTMLTextAreaElement).value;
				}}
				@keydown=${(event: KeyboardEvent) => this.#editorKey(event)}
			></textarea>
			${this.last ? nothing : html`<p class="dim">${l10n.t('The messages below stay as another version: ‹ › at this message brings them back.')}</p>`}
			<div class="buttons">
				<vscode-button ?disabled=${text.trim() === ''} @click=${() => this.#sendEdit()}>${l10n.t('Send')}</vscode-button>
				<vscode-button secondary @click=${() => this.#closeEditor()}>${l10n.t('Cancel')}</vscode-button>
			</div>
		</div>`;
	}

	#editorKey(event: KeyboardEvent): void {
		if (event.isComposing) return;
		if (event.key === 'Escape') {
			event.stopPropagation();
			this.#closeEditor();
		} else if (event.key === 'Enter' && !event.shiftKey) {
			event.preventDefault();
			this.#sendEdit();
		}
	}

	#closeEditor(): void {
		this.edited = null;
		this.dispatchEvent(new CustomEvent('focus-composer', { bubbles: true }));
	}

	#sendEdit(): void {
		const text = this.edited?.trim() ?? '';
		if (text !== '' && !this.busy) this.host.post({ type: 'edit', turnId: this.turn.id, text });
	}

	#answer(answer: Answer): TemplateResult {
		const running = answer.state === 'routing' || answer.state === 'streaming';
		const silent = answerText(answer) === '';
		return html`<div class="answer" role="group" aria-label=${l10n.t('Answer')} aria-busy=${running ? 'true' : 'false'}>
			${
				answer.routing === null
					? running
						? html`<div class="routing"><div class="routing-facts dim"><span class="diamond" aria-hidden="true">◇</span> ${this.reading === null ? l10n.t('choosing a model…') : this.#reads(this.reading)}</div></div>`
						: nothing
					: routingLine(answer.routing, {
							label: this.estimateLabel,
							open: this.whyOpen,
							onToggle: () => this.#toggleWhy(),
							run: (command) => this.host.post({ type: 'command', command }),
							preferring: this.#preferring,
						})
			}
			${answerReasoning(answer) === '' ? nothing : this.#thought(answer, running)}
			<routoo-markdown class="answer-text"></routoo-markdown>
			${answerCalls(answer).map(({ name }) => html`<div class="note">${richText(l10n.t('asked for tool {0}'), html`<span class="name">${name}</span>`)}</div>`)}
			${running && silent && answer.routing !== null ? html`<div class="waiting" aria-hidden="true"><i></i><i></i><i></i></div>` : nothing}
			${answer.error === null ? nothing : errorBox(answer.error, this.turn.id, (message) => this.host.post(message))}
			${running || (answer.routing === null && answer.receipt === null && silent && answer.error !== null && this.turn.answers.length < 2) ? nothing : this.#receipt(answer)}
		</div>`;
	}

	get #preferring(): Preferring {
		return { all: this.preferences, prefer: (kind, model) => this.host.post({ type: 'prefer', kind, model }) };
	}

	#reads({ modelName, expected }: NonNullable<ChatState['reading']>): TemplateResult {
		const price = formatEstimate(expected);
		return html`${expected > 0 ? l10n.t('{0} reads the task ({1})…', modelName, price) : l10n.t('{0} reads the task…', modelName)}
			<button type="button" class="quiet" title=${l10n.t('Choose a model without it')} @click=${() => this.host.post({ type: 'command', command: 'skipReading' })}>${l10n.t('skip')}</button>`;
	}

	#thought(answer: Answer, running: boolean): TemplateResult {
		const ms = answer.receipt?.firstTokenMs ?? null;
		const label =
			running && answerText(answer) === ''
				? l10n.t('thinking…')
				: ms === null
					? l10n.t('thought')
					: l10n.t('thought for {0}', formatDuration(ms));
		return html`<details class="thought" @toggle=${() => this.requestUpdate()}>
			<summary @click=${() => this.#hold()}>${label}</summary>
			<routoo-markdown></routoo-markdown>
		</details>`;
	}

	#receipt(answer: Answer): TemplateResult {
		const { id: turnId, answers, shown } = this.turn;
		const { host } = this;
		return receiptLine(answer, {
			feedback: (value) => host.post({ type: 'feedback', turnId, answerId: answer.id, value }),
			again: againMenu(this.turn, answer, {
				chat: this.chat,
				preference: preferenceOfAnswer(answer, this.#preferring),
				post: (message) => host.post(message),
			}),
			goOn: this.last && canGoOn(answer) && this.turn.summary === undefined ? () => host.post({ type: 'goOn', turnId }) : null,
			copy: () => host.post({ type: 'copy', text: answerText(answer), answerId: answer.id }),
			versions:
				answers.length < 2
					? null
					: { index: shown, count: answers.length, show: (index) => host.post({ type: 'showAnswer', turnId, index }) },
			busy: this.busy,
		});
	}

	/** What follows is of another length: the switch stays under the pointer. */
	#switchTo(message: FromChat): void {
		this.#hold();
		this.host.post(message);
	}

	#toggleWhy(): void {
		this.#hold();
		this.whyOpen = !this.whyOpen;
	}

	#hold(): void {
		this.dispatchEvent(new CustomEvent('hold-scroll', { bubbles: true }));
	}

	#codeAction(detail: CodeActionDetail): void {
		const { host, turn } = this;
		const answerId = shownAnswer(turn)?.id;
		if (answerId === undefined) return;
		if (detail.action === 'applyAll') {
			host.post({ type: 'applyAll', blocks: [...detail.blocks], turnId: turn.id, answerId });
			return;
		}
		const { action, code, language, above } = detail;
		if (action === 'copy') host.post({ type: 'copy', text: code, answerId });
		else if (action === 'insert') host.post({ type: 'insertCode', code, turnId: turn.id, answerId });
		else if (action === 'apply') host.post({ type: 'applyCode', code, language, above, turnId: turn.id, answerId });
		else if (action === 'diff') host.post({ type: 'applyCode', code, language, above, turnId: turn.id, answerId, review: true });
		else host.post({ type: 'newFile', code, language, turnId: turn.id, answerId });
	}
}
