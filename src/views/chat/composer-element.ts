import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ChatState, FromChat, Preset } from '../../protocol/chat.ts';
import { LONGEST_TEXT } from '../../protocol/common.ts';
import { formatQuality, formatTokens } from '../../protocol/format.ts';
import type { Host } from '../common/host.ts';
import { errorAction } from './answer-error.ts';
import { budgetInWords, budgetLabel } from './budget-words.ts';
import { type Suggestion, slashCommands, suggestions, triggerAt } from './commands.ts';
import { type Draft, emptyDraft, follow, returned, sent, typed } from './draft.ts';
import { modelItems, pickerLabel } from './model-items.ts';
import { lineInWords, priceInWords } from './routing-line.ts';

const DRAFT_DELAY_MS = 120;
const TALLEST_PX = 240;
/** After this long without an answer of the host, the text may be sent again. */
const PENDING_MS = 10_000;

/**
 * The input box with its chips, preview, picker and budget. Keeps the typed text until the host shows that it has it.
 * Bubbles `edit-last` for arrow up in an empty box and `draft-changed` (detail: the text).
 */
export class ComposerElement extends LitElement {
	static override properties = {
		state: { attribute: false },
		setup: { type: Boolean },
		draft: { state: true },
		files: { state: true },
		caret: { state: true },
		active: { state: true },
		dismissed: { state: true },
	};
	declare state: ChatState;
	/** The empty view says what is missing; the composer need not repeat it. */
	declare setup: boolean;
	declare host: Host<FromChat>;
	/** Text kept by the panel for the session it shows first. */
	declare keptDraft: string;
	declare private draft: Draft;
	declare private files: { readonly query: string; readonly paths: readonly string[] };
	declare private caret: number;
	declare private active: number;
	/** Text for which the list was closed by Escape. */
	declare private dismissed: string | null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#requestId = 0;
	#asked: string | null = null;

	constructor() {
		super();
		this.setup = false;
		this.keptDraft = '';
		this.draft = emptyDraft;
		this.files = { query: '', paths: [] };
		this.caret = 0;
		this.active = 0;
		this.dismissed = null;
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

	showFiles(requestId: number, paths: readonly string[]): void {
		if (requestId === this.#requestId) this.files = { query: this.#asked ?? '', paths };
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
		if (this.draft.sessionId !== before.sessionId && this.draft.text !== before.text) clearTimeout(this.#timer);
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
		const { composer, budget, busy } = this.state;
		const list = this.#list();
		return html`<div class="composer">
			${this.#above()}
			<div class="composer-frame">
				${list.length === 0 ? nothing : this.#suggestions(list)}
				<div class="chips">
					<button type="button" class="icon" title="Attach context (@)" aria-label="Attach context" @click=${() => this.#at()}>
						<i class="codicon codicon-mention" aria-hidden="true"></i>
					</button>
					${composer.attachments.map(
						({ id, label, tokens }) => html`<span class="chip" title="${label}, about ${formatTokens(tokens)} tokens"
							><span class="chip-label">${label}</span
							><button type="button" class="icon" aria-label="Remove ${label}" @click=${() => this.host.post({ type: 'detach', attachmentId: id })}>
								<i class="codicon codicon-close" aria-hidden="true"></i></button
						></span>`,
					)}
				</div>
				<textarea
					rows="1"
					dir="auto"
					aria-label="Message"
					placeholder="Ask anything, @ for context, / for commands"
					role="combobox"
					aria-autocomplete="list"
					aria-expanded=${list.length > 0 ? 'true' : 'false'}
					aria-controls="suggestions"
					aria-activedescendant=${list.length > 0 ? `suggestion-${this.active}` : nothing}
					@input=${(event: InputEvent) => this.#onInput(event.target as HTMLTextAreaElement)}
					@click=${() => this.#onCaret()}
					@keyup=${() => this.#onCaret()}
					@keydown=${(event: KeyboardEvent) => this.#onKey(event)}
				></textarea>
				<div class="composer-bar">
					<routoo-menu
						.label=${pickerLabel(composer)}
						.description=${'model'}
						.items=${modelItems(composer)}
						@pick=${(event: CustomEvent<string>) => this.#pickModel(event.detail)}
					></routoo-menu>
					${composer.localOnly ? html`<span class="dim local-only" title="Local models only: nothing leaves this computer">local</span>` : nothing}
					<span class="spacer"></span>
					<button
						type="button"
						class="quiet budget ${budget.level}"
						title=${budgetInWords(budget)}
						@click=${() => this.host.post({ type: 'command', command: 'openDashboard' })}
					>${budgetLabel(budget)}</button>
					${
						busy === null
							? html`<button type="button" class="icon send" title="Send (Enter)" aria-label="Send" ?disabled=${this.#empty() || this.#tooLong()} @click=${() => this.#send()}>
								<i class="codicon codicon-send" aria-hidden="true"></i>
							</button>`
							: html`<button type="button" class="icon send" title="Stop (Esc)" aria-label="Stop" @click=${() => this.host.post({ type: 'stop' })}>
								<i class="codicon codicon-debug-stop" aria-hidden="true"></i>
							</button>`
					}
				</div>
			</div>
		</div>`;
	}

	/** The quiet line above the box: why nothing can be sent, or what would answer the text as typed. */
	#above(): TemplateResult {
		const { blocked, preview } = this.state.composer;
		if (this.#tooLong()) {
			return html`<div class="preview blocked" role="status">
				<i class="codicon codicon-warning" aria-hidden="true"></i>
				<span>A message can have ${(LONGEST_TEXT / 1e6).toFixed(0)} million characters at most.
					<span class="dim">Shorten it, or attach the part that matters as a selection.</span></span>
			</div>`;
		}
		if (blocked !== null && !this.setup) {
			const action = errorAction(blocked, null);
			return html`<div class="preview blocked" role="status">
				<i class="codicon codicon-warning" aria-hidden="true"></i>
				<span>${blocked.message} <span class="dim">${blocked.nextStep}</span>
					${action === null ? nothing : html`<button type="button" class="quiet" @click=${() => this.host.post(action.message)}>${action.label}</button>`}</span>
			</div>`;
		}
		if (this.draft.pending !== null) return html`<div class="preview">sending…</div>`;
		if (preview === null || this.#empty()) {
			const loading = this.state.predictor.kind === 'loading' && !this.#empty();
			return html`<div class="preview">${loading ? 'the predictor is loading' : nothing}</div>`;
		}
		return html`<div class="preview" title=${lineInWords(preview, this.state.estimateLabel)}>
			<span class="name">${preview.modelName}</span> · ${formatQuality(preview.quality)} · ${priceInWords(preview)}
		</div>`;
	}

	#suggestions(list: readonly Suggestion[]): TemplateResult {
		return html`<div class="suggestions" id="suggestions" role="listbox" aria-label="Suggestions">
			${list.map(
				(item, index) => html`<div
					id="suggestion-${index}"
					role="option"
					class="suggestion ${index === this.active ? 'active' : ''}"
					aria-selected=${index === this.active ? 'true' : 'false'}
					@pointerdown=${(event: Event) => {
						event.preventDefault();
						this.#choose(item);
					}}
				>
					<span class="name">${item.label}</span><span class="dim suggestion-detail">${item.detail}</span>
				</div>`,
			)}
		</div>`;
	}

	#trigger(): ReturnType<typeof triggerAt> {
		return this.dismissed === this.draft.text ? null : triggerAt(this.draft.text, this.caret);
	}

	#list(): readonly Suggestion[] {
		const trigger = this.#trigger();
		return trigger === null ? [] : suggestions(trigger, this.files.paths);
	}

	#empty(): boolean {
		return this.draft.text.trim() === '';
	}

	#tooLong(): boolean {
		return this.draft.text.length > LONGEST_TEXT;
	}

	#onInput(box: HTMLTextAreaElement): void {
		this.dismissed = null;
		this.#setDraft(box.value, box.selectionStart);
	}

	#setDraft(text: string, caret: number): void {
		this.draft = typed(this.draft, text);
		this.caret = caret;
		this.active = 0;
		this.dispatchEvent(new CustomEvent('draft-changed', { detail: text, bubbles: true }));
		clearTimeout(this.#timer);
		if (!this.#tooLong()) this.#timer = setTimeout(() => this.host.post({ type: 'draft', text }), DRAFT_DELAY_MS);
		this.#askFiles();
	}

	#askFiles(): void {
		const trigger = this.#trigger();
		const query = trigger?.kind === 'mention' ? trigger.query : null;
		if (query !== null && query !== this.#asked) {
			this.#requestId += 1;
			this.host.post({ type: 'findFiles', query, requestId: this.#requestId });
		}
		if (query === null) this.files = { query: '', paths: [] };
		this.#asked = query;
	}

	#onCaret(): void {
		const caret = this.querySelector('textarea')?.selectionStart ?? 0;
		if (caret === this.caret) return;
		this.caret = caret;
		this.active = 0;
		this.#askFiles();
	}

	#onKey(event: KeyboardEvent): void {
		// 229: the key belongs to an input method that has not said so yet.
		if (event.isComposing || event.keyCode === 229) return;
		const list = this.#list();
		if (list.length > 0 && this.#onListKey(event, list)) return;
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

	#onListKey(event: KeyboardEvent, list: readonly Suggestion[]): boolean {
		const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		const chosen = list[this.active] ?? list[0];
		if (move !== undefined) this.active = (this.active + move + list.length) % list.length;
		else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && chosen !== undefined) this.#choose(chosen);
		else if (event.key === 'Escape') this.dismissed = this.draft.text;
		else return false;
		event.preventDefault();
		return true;
	}

	#choose(item: Suggestion): void {
		const trigger = this.#trigger();
		if (trigger === null) return;
		if (item.kind === 'command') {
			this.#replace(trigger.start, '');
			this.#runCommand(item.command.message);
			return;
		}
		// The name stays in the text, so that the sentence still reads; what it names goes along as an attachment.
		this.#replace(trigger.start, item.kind === 'file' ? `${item.label} ` : '');
		if (item.kind === 'file') this.host.post({ type: 'attachPath', path: item.path });
		else this.host.post({ type: 'attach', what: item.what });
	}

	#replace(start: number, insertion: string): void {
		const { text } = this.draft;
		const caret = start + insertion.length;
		this.#setDraft(text.slice(0, start) + insertion + text.slice(this.caret), caret);
		void this.updateComplete.then(() => {
			const box = this.querySelector('textarea');
			box?.focus();
			box?.setSelectionRange(caret, caret);
		});
	}

	/** The @ button types an @ where the caret is, which opens the list. */
	#at(): void {
		const box = this.querySelector('textarea');
		const { text } = this.draft;
		const at = box?.selectionStart ?? text.length;
		const insertion = at === 0 || /[\s([{]$/.test(text.slice(0, at)) ? '@' : ' @';
		this.caret = at;
		this.#replace(at, insertion);
	}

	#runCommand(message: FromChat | 'toggleLocal'): void {
		this.host.post(message === 'toggleLocal' ? { type: 'setLocalOnly', on: !this.state.composer.localOnly } : message);
	}

	#send(): void {
		const text = this.draft.text.trim();
		if (text === '' || this.#tooLong() || this.state.busy !== null || this.draft.pending !== null) return;
		const command = slashCommands.find(({ name }) => name === text.toLowerCase());
		if (command !== undefined) {
			this.#setDraft('', 0);
			this.#runCommand(command.message);
			return;
		}
		clearTimeout(this.#timer);
		this.draft = sent(this.draft, this.state.session);
		this.host.post({ type: 'send', text });
		const { pending } = this.draft;
		setTimeout(() => {
			if (this.draft.pending === pending) this.draft = returned(this.draft, this.draft.text);
		}, PENDING_MS);
		this.dispatchEvent(new CustomEvent('sent', { bubbles: true }));
	}

	#pickModel(id: string): void {
		const [kind, ...rest] = id.split(':');
		const value = rest.join(':');
		if (kind === 'preset') {
			if (this.state.composer.model !== 'auto') this.host.post({ type: 'setModel', model: 'auto' });
			this.host.post({ type: 'setPreset', preset: value as Preset });
		} else if (kind === 'model') this.host.post({ type: 'setModel', model: value });
		else if (kind === 'local') this.#runCommand('toggleLocal');
		else this.host.post({ type: 'pickModel' });
		this.focusBox();
	}
}

function sameForComposer(a: ChatState, b: ChatState): boolean {
	return (
		a.composer === b.composer &&
		a.budget === b.budget &&
		a.busy === b.busy &&
		a.predictor === b.predictor &&
		a.estimateLabel === b.estimateLabel &&
		a.session.id === b.session.id &&
		a.session.turns.length === b.session.turns.length
	);
}
