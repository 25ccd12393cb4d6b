import { html, type TemplateResult } from 'lit';
import type { Command } from '../../protocol/slash.ts';
import { type Suggestion, suggestions, type Trigger, triggerAt } from './commands.ts';

/**
 * The list above the box: what is offered for the command or mention at the caret, and which row is active. A value; the composer holds it.
 */
export interface SuggestionList {
	readonly caret: number;
	readonly active: number;
	/** Text for which the list was closed by Escape. */
	readonly dismissed: string | null;
	/** Workspace paths for the mention, best first. */
	readonly files: readonly string[];
}

export const closedList: SuggestionList = { caret: 0, active: 0, dismissed: null, files: [] };

export function caretAt(list: SuggestionList, caret: number): SuggestionList {
	return caret === list.caret ? list : { ...list, caret, active: 0 };
}

/** Null where nothing is offered. */
export function openTrigger(list: SuggestionList, text: string): Trigger | null {
	return list.dismissed === text ? null : triggerAt(text, list.caret);
}

export function offered(list: SuggestionList, text: string, prompts: readonly Command[]): readonly Suggestion[] {
	const trigger = openTrigger(list, text);
	return trigger === null ? [] : suggestions(trigger, { files: list.files, prompts });
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
	return html`<div class="suggestions" id="suggestions" role="listbox" aria-label="Suggestions">
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

/** Asks the host for files once a query; an answer to an older question is stale. */
export class FileSearch {
	readonly #ask: (query: string, requestId: number) => void;
	#requestId = 0;
	#asked: string | null = null;

	constructor(ask: (query: string, requestId: number) => void) {
		this.#ask = ask;
	}

	/** False where no mention is being typed, so that files found before are of no use. */
	follow(trigger: Trigger | null): boolean {
		const query = trigger?.kind === 'mention' ? trigger.query : null;
		if (query !== null && query !== this.#asked) {
			this.#requestId += 1;
			this.#ask(query, this.#requestId);
		}
		this.#asked = query;
		return query !== null;
	}

	isCurrent(requestId: number): boolean {
		return requestId === this.#requestId;
	}
}
