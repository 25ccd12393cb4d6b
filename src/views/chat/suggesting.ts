import type { FromChat } from '../../protocol/chat.ts';
import type { FoundContext } from '../../protocol/chat-state.ts';
import type { Command } from '../../protocol/slash.ts';
import { type Sending, sendingOf } from './commands.ts';
import { chosenRow, type Offers, type Suggestion, withoutWord } from './mentions.ts';
import { ContextSearch, caretAt, listKey, offered, openTrigger, type SuggestionList } from './suggestion-list.ts';

/** Attachments that may be on their way at once. */
const MOST_PUT = 20;

/** What of the box the suggestions work on. */
export interface SuggestedBox {
	readonly text: string;
	readonly offers: Omit<Offers, 'prompts'>;
	readonly prompts: readonly Command[];
	/** What is offered is the box's to hold, so that a change of it is shown. */
	list: SuggestionList;
	field(): HTMLTextAreaElement | null;
	/** The text is another now; the caret stands at `caret` once it is shown. */
	put(text: string, caret: number): void;
	/** Does what a command says at once. */
	run(sending: Sending & { readonly kind: 'local' | 'post' }): void;
	post(message: FromChat): void;
	/** Resolves when the text is shown. */
	shown(): Promise<unknown>;
}

/** What is offered for the command or mention at the caret, and what choosing it does to the text. */
export class Suggesting {
	readonly #box: SuggestedBox;
	readonly #search: ContextSearch;
	/** Words that stand in the text for what is being attached, and where they were put. */
	#put: readonly { readonly word: string; readonly start: number }[] = [];

	constructor(box: SuggestedBox) {
		this.#box = box;
		this.#search = new ContextSearch((of, query, requestId) => box.post({ type: 'findContext', of, query, requestId }));
	}

	rows(): readonly Suggestion[] {
		const { list, text, offers, prompts } = this.#box;
		return offered(list, text, { ...offers, prompts });
	}

	showFound(requestId: number, rows: readonly FoundContext[]): void {
		if (this.#search.isCurrent(requestId)) this.#box.list = { ...this.#box.list, found: rows };
	}

	/** The user typed: a list that was closed may open again. */
	reopen(): void {
		this.#box.list = { ...this.#box.list, dismissed: null };
	}

	/** The text changed, and the caret stands there. */
	changed(caret: number): void {
		this.#box.list = { ...this.#box.list, caret, active: 0 };
		this.#find();
	}

	/** The caret may have moved. */
	caretMoved(): void {
		const list = caretAt(this.#box.list, this.#box.field()?.selectionStart ?? 0);
		if (list === this.#box.list) return;
		this.#box.list = list;
		this.#find();
	}

	/** Whether the key was the list's. */
	key(event: KeyboardEvent): boolean {
		const done = listKey(this.#box.list, this.rows(), this.#box.text, event);
		if (done === null) return false;
		event.preventDefault();
		if ('list' in done) this.#box.list = done.list;
		else this.choose(done.chosen);
		return true;
	}

	choose(item: Suggestion): void {
		const trigger = openTrigger(this.#box.list, this.#box.text);
		if (trigger === null) return;
		if (item.kind === 'command') {
			const sending = sendingOf(item.label, this.#box.prompts);
			// What costs something is sent by the next Enter: its price stands above the box by then.
			if (sending.kind === 'local' || (sending.kind === 'post' && !sending.empties)) this.#box.run(sending);
			else this.replaceAll(`${item.label} `);
			return;
		}
		const chosen = chosenRow(item);
		if (chosen === null) return;
		this.#replace(trigger.start, chosen.typed);
		const { message } = chosen;
		if (message !== null && 'word' in message && message.word !== undefined)
			this.#put = [...this.#put, { word: message.word, start: trigger.start }].slice(-MOST_PUT);
		if (chosen.message !== null) this.#box.post(chosen.message);
	}

	/** What the word was put there for is not attached: it goes, unless it was put by another view. */
	notAttached(word: string): void {
		const put = this.#put.findLast((one) => one.word === word);
		if (put === undefined) return;
		this.#put = this.#put.filter((one) => one !== put);
		const { text } = this.#box;
		// Where more was typed before it meanwhile, the first of its like goes.
		const from = text.startsWith(word, put.start) ? put.start : 0;
		const left = text.slice(0, from) + withoutWord(text.slice(from), word);
		if (left !== text) this.#box.put(left, Math.min(from, left.length));
	}

	/** Types an @ where the caret is, which opens the list. */
	at(): void {
		const { text } = this.#box;
		const at = this.#box.field()?.selectionStart ?? text.length;
		const insertion = at === 0 || /[\s([{]$/.test(text.slice(0, at)) ? '@' : ' @';
		this.#box.list = { ...this.#box.list, caret: at };
		this.#replace(at, insertion);
	}

	replaceAll(text: string): void {
		this.#box.list = { ...this.#box.list, caret: this.#box.text.length };
		this.#replace(0, text);
	}

	#find(): void {
		if (!this.#search.follow(openTrigger(this.#box.list, this.#box.text))) this.#box.list = { ...this.#box.list, found: [] };
	}

	#replace(start: number, insertion: string): void {
		const { text, list } = this.#box;
		const caret = start + insertion.length;
		this.#box.put(text.slice(0, start) + insertion + text.slice(list.caret), caret);
		void this.#box.shown().then(() => {
			const field = this.#box.field();
			field?.focus();
			field?.setSelectionRange(caret, caret);
		});
	}
}
