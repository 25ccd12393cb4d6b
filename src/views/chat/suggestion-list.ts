import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { FoundContext } from '../../protocol/chat-state.ts';
import { type Offers, type SearchedOf, type Suggestion, suggestions, type Trigger, triggerAt } from './mentions.ts';

/**
 * The list above the box: what is offered for the command or mention at the caret, and which row is active. A value; the composer holds it.
 */
export interface SuggestionList {
	readonly caret: number;
	readonly active: number;
	/** Text for which the list was closed by Escape. */
	readonly dismissed: string | null;
	/** What the host found for the mention, best first. */
	readonly found: readonly FoundContext[];
}

export const closedList: SuggestionList = { caret: 0, active: 0, dismissed: null, found: [] };

export function caretAt(list: SuggestionList, caret: number): SuggestionList {
	return caret === list.caret ? list : { ...list, caret, active: 0 };
}

/** Null where nothing is offered. */
export function openTrigger(list: SuggestionList, text: string): Trigger | null {
	return list.dismissed === text ? null : triggerAt(text, list.caret);
}

export function offered(list: SuggestionList, text: string, offers: Offers): readonly Suggestion[] {
	const trigger = openTrigger(list, text);
	return trigger === null ? [] : suggestions(trigger, list.found, offers);
}

/** What a key does while rows are shown: another row is active, one is chosen, the list is closed; null for a key that is the box's. */
export function listKey(
	list: SuggestionList,
	rows: readonly Suggestion[],
	text: string,
	event: KeyboardEvent,
): { readonly list: SuggestionList } | { readonly chosen: Suggestion } | null {
	const chosen = rows[list.active] ?? rows[0];
	if (chosen === undefined) return null;
	const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
	if (move !== undefined) return { list: { ...list, active: (list.active + move + rows.length) % rows.length } };
	if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) return { chosen };
	return event.key === 'Escape' ? { list: { ...list, dismissed: text } } : null;
}

export function suggestionRows(rows: readonly Suggestion[], active: number, choose: (row: Suggestion) => void): TemplateResult {
	return html`<div class="suggestions" id="suggestions" role="listbox" aria-label=${l10n.t('Suggestions')}>
		${rows.map(
			(row, index) => html`<div
				id="suggestion-${index}"
				role="option"
				title=${row.detail}
				class="suggestion ${index === active ? 'active' : ''}"
				aria-selected=${index === active ? 'true' : 'false'}
				@pointerdown=${(event: Event) => {
					event.preventDefault();
					choose(row);
				}}
			>
				<span class="name">${row.label}</span><span class="dim suggestion-detail">${row.detail}</span>
			</div>`,
		)}
	</div>`;
}

/** Asks the host once a query; an answer to an older question is stale. */
export class ContextSearch {
	readonly #ask: (of: SearchedOf, query: string, requestId: number) => void;
	#requestId = 0;
	#asked: string | null = null;

	constructor(ask: (of: SearchedOf, query: string, requestId: number) => void) {
		this.#ask = ask;
	}

	/** False where nothing is typed that the host is asked for, or something of another kind: what was found before is of no use. */
	follow(trigger: Trigger | null): boolean {
		const of = trigger?.kind === 'mention' && trigger.of !== 'search' && trigger.of !== 'name' ? trigger.of : null;
		const asked = of === null ? null : `${of}:${trigger?.query}`;
		const isSame = asked !== null && this.#asked?.split(':')[0] === of;
		if (of !== null && trigger !== null && asked !== this.#asked) {
			this.#requestId += 1;
			this.#ask(of, trigger.query, this.#requestId);
		}
		this.#asked = asked;
		return isSame;
	}

	isCurrent(requestId: number): boolean {
		return requestId === this.#requestId;
	}
}
