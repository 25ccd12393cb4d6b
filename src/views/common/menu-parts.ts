import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { MenuItem, MenuRow } from './menu-items.ts';

interface RowState {
	/** Of the option. */
	readonly elementId: string;
	/** Enter picks it. */
	readonly marked: boolean;
	/** Its `more` are shown. */
	readonly opened: boolean;
	pick(): void;
	/** Shows or hides its `more`. */
	disclose(): void;
}

/** One option of a menu. */
export function menuRow({ item, under }: MenuRow, state: RowState): TemplateResult {
	const { checked } = item;
	return html`<div
		id=${state.elementId}
		class="menu-item ${under ? 'under' : ''} ${state.marked ? 'marked' : ''}"
		role="option"
		title=${item.title ?? nothing}
		aria-selected=${state.marked ? 'true' : 'false'}
		aria-disabled=${item.disabled ? 'true' : 'false'}
		aria-checked=${checked === undefined ? nothing : String(checked)}
		@click=${state.pick}
	>
		<i class="codicon ${checked ? 'codicon-check' : 'codicon-blank'}" aria-hidden="true"></i>
		<span class="menu-item-label">${item.label}${item.from === undefined ? nothing : html` <span class="menu-from">${item.from}</span>`}${item.tag === undefined ? nothing : html` <span class="menu-tag">${item.tag}</span>`}</span>
		<span class="menu-item-detail ${item.short ? 'short' : ''}">${item.detail ?? ''}</span>
		${item.more === undefined ? nothing : disclosure(item.more, state)}
	</div>`;
}

/** An option holds nothing that could have the focus: for keys there is the arrow. */
function disclosure(more: readonly MenuItem[], { opened, disclose }: RowState): TemplateResult {
	const words = more.length === 1 ? l10n.t('1 other effort') : l10n.t('{0} other efforts', more.length);
	return html`<i
			class="codicon menu-more ${opened ? 'codicon-chevron-down' : 'codicon-chevron-right'}"
			title=${words}
			aria-hidden="true"
			@click=${(event: Event) => {
				event.stopPropagation();
				disclose();
			}}
		></i><span class="visually-hidden">${opened ? l10n.t('{0}, shown below', words) : l10n.t('{0}: arrow right', words)}</span>`;
}

interface SearchBox {
	/** What is typed into it. */
	readonly words: string;
	readonly query: string;
	/** Of the list below it; null: nothing is found. */
	readonly listId: string | null;
	/** Of the option that Enter picks; null: none. */
	readonly markedId: string | null;
	typed(query: string): void;
}

/** The box above the list, which has the focus. */
export function searchBox({ words, query, listId, markedId, typed }: SearchBox): TemplateResult {
	return html`<div class="menu-head"><input
		type="text"
		class="menu-search"
		role="combobox"
		autocomplete="off"
		spellcheck="false"
		placeholder=${words}
		aria-label=${words}
		aria-autocomplete="list"
		aria-expanded=${listId === null ? 'false' : 'true'}
		aria-controls=${listId ?? nothing}
		aria-activedescendant=${markedId ?? nothing}
		.value=${query}
		@input=${(event: Event) => typed((event.target as HTMLInputElement).value)}
	/></div>`;
}
