import type { ToolCallPart, ToolDefinition } from '../../../core/message/message.ts';
import { WholeText } from '../completions/whole-text.ts';
import { JsonPieces } from './json-pieces.ts';
import { callInput, MALFORMED } from './tool-arguments.ts';
import { callBlock, textBlock } from './write.ts';

/** What is known beside the block itself. */
export interface Around {
	/** A later block waits. */
	readonly followed: boolean;
	/** Nothing comes any more. */
	readonly over: boolean;
	/** The answer ended at its longest, with this block. */
	readonly cut: boolean;
}

export interface Taken {
	readonly deltas: readonly object[];
	/** The block can be closed. */
	readonly done: boolean;
}

/** One block of content while it grows. */
export interface Block {
	readonly kind: 'text' | 'thinking' | 'call';
	/** Its beginning is written. */
	opened: boolean;
	/** Its beginning is to be written even where it holds nothing yet. */
	readonly begun: boolean;
	head(): object;
	/** What can be written now, once. */
	take(around: Around): Taken;
}

export class TextBlock implements Block {
	readonly kind = 'text';
	opened = false;
	readonly begun = false;
	readonly #halves = new WholeText();
	#pending = '';

	constructor(text: string) {
		this.push(text);
	}

	push(text: string): void {
		this.#pending += this.#halves.push(text);
	}

	head(): object {
		return textBlock('');
	}

	take({ followed, over }: Around): Taken {
		const done = followed || over;
		const text = this.#pending + (done ? this.#halves.flush() : '');
		this.#pending = '';
		return { deltas: text === '' ? [] : [{ type: 'text_delta', text }], done };
	}
}

export class ThinkingBlock implements Block {
	readonly kind = 'thinking';
	opened = false;
	readonly begun = true;
	readonly #halves = new WholeText();
	#pending = '';
	#token: string | null = null;

	/** Signed: nothing may be added. */
	get done(): boolean {
		return this.#token !== null;
	}

	push(text: string): void {
		this.#pending += this.#halves.push(text);
	}

	sign(token: string): void {
		this.#token = token;
	}

	head(): object {
		return { type: 'thinking', thinking: '', signature: '' };
	}

	take({ followed, over }: Around): Taken {
		const done = this.done || followed || over;
		const thinking = this.#pending + (done ? this.#halves.flush() : '');
		this.#pending = '';
		const said = thinking === '' ? [] : [{ type: 'thinking_delta', thinking }];
		return { deltas: this.#token === null ? said : [...said, { type: 'signature_delta', signature: this.#token }], done };
	}
}

export class CallBlock implements Block {
	opened = false;
	readonly #id: string;
	readonly #name: string;
	readonly #tools: readonly ToolDefinition[];
	readonly #halves = new WholeText();
	readonly #json = new JsonPieces();
	#pending = '';
	#whole: ToolCallPart | null = null;
	/** In place of a call that must not be run. */
	#words: string | null = null;

	constructor(id: string, name: string, tools: readonly ToolDefinition[]) {
		this.#id = id;
		this.#name = name;
		this.#tools = tools;
	}

	get kind(): 'text' | 'call' {
		return this.#words === null ? 'call' : 'text';
	}

	/** Not before it is sure that it is a call. */
	get begun(): boolean {
		return this.#json.begun;
	}

	push(text: string): void {
		this.#pending += this.#json.push(this.#halves.push(text));
	}

	end(call: ToolCallPart): void {
		this.#whole = call;
		const rest = call.arguments.startsWith(this.#json.raw) ? call.arguments.slice(this.#json.raw.length) : this.#halves.flush();
		this.#pending += this.#json.push(rest);
	}

	head(): object {
		return this.#words === null ? callBlock({ id: this.#id, name: this.#name }) : textBlock('');
	}

	take({ followed, over, cut }: Around): Taken {
		const { closed } = this.#json;
		// Whether an open end was cut off is known when something follows, or nothing.
		const done = over || (this.#whole !== null && (closed || followed)) || (closed && followed);
		if (done && !closed) this.#finish(cut);
		const text = this.#pending;
		this.#pending = '';
		if (this.#words !== null) return { deltas: [{ type: 'text_delta', text: this.#words }], done };
		return { deltas: text === '' ? [] : [{ type: 'input_json_delta', partial_json: text }], done };
	}

	#finish(cut: boolean): void {
		const text = this.#whole?.arguments ?? this.#json.raw + this.#halves.flush();
		const input = callInput(
			{ type: 'toolCall', id: this.#id, name: this.#name, arguments: text },
			cut || this.#whole === null,
			this.#tools,
		);
		if (!this.#json.begun) {
			if (input.kind === 'input') this.#pending = input.text;
			else this.#words = input.words;
		} else if (input.kind === 'input' && !(MALFORMED in input.value)) this.#pending += this.#json.missing;
	}
}
