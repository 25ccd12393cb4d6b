import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import type { ChatState, ComposerAttachment, FoundContext } from '../../protocol/chat-state.ts';
import { LONGEST_TEXT } from '../../protocol/common.ts';
import type { Command } from '../../protocol/slash.ts';
import type { Host } from '../common/host.ts';
import { actionBar, pickMessages } from './action-bar.ts';
import { localMessage, type Sending, sendingOf } from './commands.ts';
import { attachedChip, ownChips } from './context-chips.ts';
import { type Draft, emptyDraft, follow, isWaiting, late, returned, sent, typed } from './draft.ts';
import { DraftTimer } from './draft-timer.ts';
import { ImageIntake } from './image-intake.ts';
import { withoutWord } from './mentions.ts';
import { previewLine } from './preview-line.ts';
import { queueList } from './queue-list.ts';
import { sameForComposer } from './store.ts';
import { type SuggestedBox, Suggesting } from './suggesting.ts';
import { closedList, type SuggestionList, suggestionRows } from './suggestion-list.ts';
import { unknownCommand } from './unknown-command.ts';

const TALLEST_PX = 240;
/** After this long without an answer of the host, the text may be sent again. */
const PENDING_MS = 10_000;

/**
 * The input box with its chips, preview, picker and budget. Keeps the typed text until the host shows that it has it.
 * Bubbles `edit-last` for arrow up in an empty box, `help`, and `draft-changed` (detail: the text).
 */
export class ComposerElement extends LitElement {
	static override properties = {
		state: { attribute: false },
		setup: { type: Boolean },
		draft: { state: true },
		list: { state: true },
		refused: { state: true },
	};
	declare state: ChatState;
	/** The first steps say what is missing; the composer need not repeat it. */
	declare setup: boolean;
	declare host: Host<FromChat>;
	/** Text kept by the panel for the session it shows first. */
	declare keptDraft: string;
	declare private draft: Draft;
	declare private list: SuggestionList;
	/** Text that was to be sent and begins with a command that there is not. */
	declare private refused: string | null;
	readonly images = new ImageIntake(this, (message) => this.host.post(message));
	readonly #timer = new DraftTimer((text) => this.host.post({ type: 'draft', text }));
	readonly #suggesting = new Suggesting(this.#suggested());

	constructor() {
		super();
		this.setup = false;
		this.keptDraft = '';
		this.draft = emptyDraft;
		this.list = closedList;
		this.refused = null;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	get text(): string {
		return this.draft.text;
	}

	focusBox(): void {
		this.querySelector('textarea')?.focus();
	}

	/** The host puts a text into the box: a failed send comes back, an example is offered. */
	setText(text: string): void {
		this.draft = returned(this.draft, text);
	}

	/** A message that waited comes back: what is being typed stays behind it. */
	putInFront(text: string): void {
		const all = [text, this.draft.text].filter((one) => one.trim() !== '').join('\n\n');
		this.#setDraft(all, all.length);
	}

	showFound(requestId: number, rows: readonly FoundContext[]): void {
		this.#suggesting.showFound(requestId, rows);
	}

	notAttached(word: string): void {
		this.#suggesting.notAttached(word);
	}

	/** Text that streams into an answer changes nothing here, and measuring the box would cost a layout each frame. */
	protected override shouldUpdate(changed: PropertyValues<this>): boolean {
		const before = changed.get('state');
		return changed.size > 1 || before === undefined || !sameForComposer(before, this.state);
	}

	protected override willUpdate(changed: PropertyValues<this>): void {
		if (!changed.has('state')) return;
		const before = this.draft;
		this.draft = follow(before, this.state.session, this.keptDraft);
		// What was to be saved belongs to the chat that was left: the host would take it for the new one's.
		if (this.draft.sessionId !== before.sessionId && this.draft.text !== before.text) this.#timer.cancel();
	}

	protected override updated(): void {
		const box = this.querySelector('textarea');
		if (box === null) return;
		if (box.value !== this.draft.text) {
			box.value = this.draft.text;
			this.dispatchEvent(new CustomEvent('draft-changed', { detail: this.draft.text, bubbles: true }));
		}
		box.style.height = 'auto';
		box.style.height = `${Math.min(TALLEST_PX, box.scrollHeight)}px`;
		this.querySelector('.suggestion.active')?.scrollIntoView?.({ block: 'nearest' });
	}

	protected override render(): TemplateResult {
		const { attachments } = this.state.composer;
		const rows = this.#suggesting.rows();
		const open = rows.length > 0;
		return html`<div class="composer">
			${this.#unknown() ?? previewLine(this.state, this.draft, { hideBlocked: this.setup, post: (message) => this.host.post(message) })}
			${queueList(this.state, (message) => this.host.post(message))}
			<div class="composer-frame">
				${open ? suggestionRows(rows, this.list.active, (row) => this.#suggesting.choose(row)) : nothing}
				<div class="chips">
					<button type="button" class="icon" title=${l10n.t('Attach context (@)')} aria-label=${l10n.t('Attach context')} @click=${() => this.#suggesting.at()}>
						<i class="codicon codicon-mention" aria-hidden="true"></i>
					</button>
					${ownChips(this.state.composer, (message) => this.host.post(message))}
					${attachments.map((attached) => attachedChip(attached, () => this.#detach(attached)))}
				</div>
				<textarea
					rows="1"
					dir="auto"
					aria-label=${l10n.t('Message')}
					placeholder=${l10n.t('Ask anything, @ for context, / for commands')}
					role="combobox"
					aria-autocomplete="list"
					aria-expanded=${open ? 'true' : 'false'}
					aria-controls="suggestions"
					aria-activedescendant=${open ? `suggestion-${this.list.active}` : nothing}
					@input=${(event: InputEvent) => this.#onInput(event.target as HTMLTextAreaElement)}
					@click=${() => this.#suggesting.caretMoved()}
					@keyup=${() => this.#suggesting.caretMoved()}
					@keydown=${(event: KeyboardEvent) => this.#onKey(event)}
				></textarea>
				${actionBar(this.state, {
					canSend: this.draft.text.trim() !== '' && !this.#tooLong(),
					post: (message) => this.host.post(message),
					send: () => this.#send(),
					pick: (id) => this.#pickModel(id),
				})}
			</div>
		</div>`;
	}

	#prompts(): readonly Command[] {
		return this.state.composer.prompts ?? [];
	}

	#suggested(): SuggestedBox {
		const element = this;
		return {
			get text() {
				return element.draft.text;
			},
			get offers() {
				return element.state.composer.offers ?? { selection: false, file: false };
			},
			get prompts() {
				return element.#prompts();
			},
			get list() {
				return element.list;
			},
			set list(list: SuggestionList) {
				element.list = list;
			},
			field: () => this.querySelector('textarea'),
			put: (text, caret) => this.#setDraft(text, caret),
			run: (sending) => this.#do(sending),
			post: (message) => this.host.post(message),
			shown: () => this.updateComplete,
		};
	}

	#unknown(): TemplateResult | null {
		const known = { prompts: this.#prompts(), refused: this.refused };
		return unknownCommand(this.draft, known, {
			asText: (text) => this.#post(text, true),
			use: (text) => this.#suggesting.replaceAll(text),
		});
	}

	/** The word that stands in the text for a chip goes with it. */
	#detach({ id, word }: ComposerAttachment): void {
		const text = word === undefined ? this.draft.text : withoutWord(this.draft.text, word);
		if (text !== this.draft.text) this.#setDraft(text, text.length);
		this.host.post({ type: 'detach', attachmentId: id });
	}

	#tooLong(): boolean {
		return this.draft.text.length > LONGEST_TEXT;
	}

	#onInput(box: HTMLTextAreaElement): void {
		this.#suggesting.reopen();
		this.#setDraft(box.value, box.selectionStart);
	}

	#setDraft(text: string, caret: number): void {
		this.draft = typed(this.draft, text);
		this.dispatchEvent(new CustomEvent('draft-changed', { detail: text, bubbles: true }));
		this.#timer.typed(this.#tooLong() ? null : text);
		this.#suggesting.changed(caret);
	}

	#onKey(event: KeyboardEvent): void {
		// 229: the key belongs to an input method that has not said so yet.
		if (event.isComposing || event.keyCode === 229) return;
		if (this.#suggesting.key(event)) return;
		if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
			event.preventDefault();
			this.#send();
		} else if (event.key === 'Escape' && this.state.busy !== null) {
			event.preventDefault();
			this.host.post({ type: 'stop' });
		} else if (event.key === 'ArrowUp' && this.draft.text === '' && this.state.busy === null) {
			event.preventDefault();
			this.dispatchEvent(new CustomEvent('edit-last', { bubbles: true }));
		}
	}

	#do(sending: Sending & { readonly kind: 'local' | 'post' }): void {
		if (sending.kind === 'local' || sending.empties) this.#setDraft('', 0);
		// The host fills the box: what was typed before would come behind that.
		else this.#timer.cancel();
		const message = sending.kind === 'post' ? sending.message : localMessage(sending.action, this.state.composer);
		if (message === null) this.dispatchEvent(new CustomEvent('help', { bubbles: true }));
		else this.host.post(message);
	}

	#send(): void {
		const text = this.draft.text.trim();
		if (text === '' || this.#tooLong() || isWaiting(this.draft)) return;
		const sending = sendingOf(text, this.#prompts());
		if (sending.kind === 'unknown') this.refused = text;
		else if (sending.kind === 'send') this.#post(text, false);
		else this.#do(sending);
	}

	#post(text: string, asText: boolean): void {
		if (this.state.busy !== null) {
			// The host takes the text out of the box: it waits above it from now on.
			this.#setDraft('', 0);
			this.host.post({ type: 'queue', text, ...(asText ? { asText } : {}) });
			return;
		}
		this.#timer.cancel();
		this.draft = sent(this.draft, this.state.session);
		this.host.post({ type: 'send', text, ...(asText ? { asText } : {}) });
		const { pending } = this.draft;
		setTimeout(() => {
			if (this.draft.pending === pending) this.draft = late(this.draft);
		}, PENDING_MS);
		this.dispatchEvent(new CustomEvent('sent', { bubbles: true }));
	}

	#pickModel(id: string): void {
		for (const message of pickMessages(id, this.state.composer)) this.host.post(message);
		this.focusBox();
	}
}
