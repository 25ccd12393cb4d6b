import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { FindState } from './find.ts';

/**
 * The box in which a text of the chat is looked for. Events: `find-query` ({ text, matchCase }), `find-step` (1 or -1), `find-close`.
 */
export class FindBar extends LitElement {
	static override properties = { found: { attribute: false }, matchCase: { state: true } };
	declare found: FindState;
	declare private matchCase: boolean;
	#text = '';

	constructor() {
		super();
		this.found = { at: 0, count: 0, more: false };
		this.matchCase = false;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	/** Puts the caret into the box, on what is written there. */
	focusBox(): void {
		const box = this.querySelector('input');
		box?.focus();
		box?.select();
	}

	protected override firstUpdated(_changed: PropertyValues<this>): void {
		this.focusBox();
	}

	protected override render(): TemplateResult {
		const none = this.#text !== '' && this.found.count === 0 && !this.found.more;
		return html`<div class="find ${none ? 'none' : ''}" role="search" aria-label=${l10n.t('Find in this chat')} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
			<input type="text" aria-label=${l10n.t('Find')} placeholder=${l10n.t('Find')} spellcheck="false" .value=${this.#text} @input=${(event: InputEvent) => this.#onInput(event)} />
			<button
				type="button"
				class="icon"
				title=${l10n.t('Match case (Alt+C)')}
				aria-label=${l10n.t('Match case')}
				aria-pressed=${this.matchCase ? 'true' : 'false'}
				@click=${() => this.#toggleCase()}
			><i class="codicon codicon-case-sensitive" aria-hidden="true"></i></button>
			<span class="find-count">${this.#text === '' ? nothing : countText(this.found)}</span>
			<button type="button" class="icon" title=${l10n.t('Previous (Shift+Enter)')} aria-label=${l10n.t('Previous')} @click=${() => this.#tell('find-step', -1)}><i class="codicon codicon-arrow-up" aria-hidden="true"></i></button>
			<button type="button" class="icon" title=${l10n.t('Next (Enter)')} aria-label=${l10n.t('Next')} @click=${() => this.#tell('find-step', 1)}><i class="codicon codicon-arrow-down" aria-hidden="true"></i></button>
			<button type="button" class="icon" title=${l10n.t('Close (Escape)')} aria-label=${l10n.t('Close')} @click=${() => this.#tell('find-close', null)}><i class="codicon codicon-close" aria-hidden="true"></i></button>
			<span class="visually-hidden" role="status" aria-live="polite">${this.#text === '' || this.found.more ? '' : countWords(this.found)}</span>
		</div>`;
	}

	#onInput(event: InputEvent): void {
		this.#text = (event.target as HTMLInputElement).value;
		this.#tellQuery();
	}

	#toggleCase(): void {
		this.matchCase = !this.matchCase;
		this.#tellQuery();
	}

	#onKey(event: KeyboardEvent): void {
		if (event.isComposing) return;
		if (event.key === 'Escape') this.#tell('find-close', null);
		else if ((event.key === 'Enter' && event.target instanceof HTMLInputElement) || event.key === 'F3')
			this.#tell('find-step', event.shiftKey ? -1 : 1);
		else if (event.altKey && event.key.toLowerCase() === 'c') this.#toggleCase();
		else return;
		event.preventDefault();
		event.stopPropagation();
	}

	#tellQuery(): void {
		this.#tell('find-query', { text: this.#text, matchCase: this.matchCase });
	}

	#tell(name: string, detail: unknown): void {
		this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
	}
}

export function countText({ at, count, more }: FindState): string {
	const total = `${count.toLocaleString('en')}${more ? '+' : ''}`;
	if (count === 0) return more ? '…' : l10n.t('none');
	return at === 0 ? total : l10n.t('{0} of {1}', at.toLocaleString('en'), total);
}

function countWords({ at, count }: FindState): string {
	if (count === 0) return l10n.t('Nothing found');
	return at === 0 ? l10n.t('{0} found', count) : l10n.t('{0} of {1} found', at, count);
}
