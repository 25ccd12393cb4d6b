import type { ToolCallPart } from '../../../core/message/message.ts';
import { WholeText } from '../completions/whole-text.ts';
import { InputReader } from './custom-input.ts';
import { type CallNames, callContent, callItem, callNames, type Item, itemId, type Status } from './items.ts';
import type { OfferedTool } from './tools.ts';

export type CallEvent = readonly [type: string, fields: object];

interface CallOf {
	/** The answer's id. */
	readonly answer: string;
	readonly index: number;
	readonly callId: string;
	/** As the model wrote it. */
	readonly name: string;
	readonly tool: OfferedTool | undefined;
}

/** One call that grows: its pieces as the client's own form of the tool has them. */
export class CallWriter {
	readonly index: number;
	readonly #id: string;
	readonly #callId: string;
	readonly #names: CallNames;
	readonly #halves = new WholeText();
	readonly #input = new InputReader();
	/** What was written of its arguments or its input. */
	#written = '';
	/** Blanks before anything else, which mean nothing where nothing follows. */
	#blank = '';
	#item: Item;

	constructor({ answer, index, callId, name, tool }: CallOf) {
		this.index = index;
		this.#callId = callId;
		this.#names = callNames(name, tool);
		this.#id = itemId(this.#names.form, answer, index);
		this.#item = this.#as('', 'in_progress');
	}

	/** As it is known now. */
	get item(): Item {
		return this.#item;
	}

	push(piece: string): readonly CallEvent[] {
		const { form } = this.#names;
		if (form !== 'function' && form !== 'custom') return [];
		const text = form === 'custom' ? this.#input.push(piece) : piece;
		return this.#delta(this.#halves.push(text).toWellFormed());
	}

	whole(call: ToolCallPart): readonly CallEvent[] {
		const content = callContent(this.#names, call);
		// What was mended at its end stands in what follows.
		const rest = content.startsWith(this.#written) ? content.slice(this.#written.length) : '';
		this.#blank = '';
		const events = [...this.#delta(rest)];
		this.#item = this.#as(content, 'completed');
		const { form, name } = this.#names;
		if (form === 'function') events.push([`${EVENTS.function}.done`, { ...this.#place(), name, arguments: content }]);
		if (form === 'custom') events.push([`${EVENTS.custom}.done`, { ...this.#place(), input: content }]);
		events.push(['response.output_item.done', { output_index: this.index, item: this.#item }]);
		return events;
	}

	/** The answer ended inside of it. */
	cutOff(): Item {
		this.#item = this.#as(this.#written, 'incomplete');
		return this.#item;
	}

	#delta(text: string): readonly CallEvent[] {
		const { form } = this.#names;
		if (text === '' || (form !== 'function' && form !== 'custom')) return [];
		if (form === 'function' && this.#written === '' && text.trim() === '') {
			this.#blank += text;
			return [];
		}
		const delta = this.#blank + text;
		this.#blank = '';
		this.#written += delta;
		return [[`${EVENTS[form]}.delta`, { ...this.#place(), delta }]];
	}

	#place(): object {
		return { item_id: this.#id, output_index: this.index };
	}

	#as(content: string, status: Status): Item {
		return callItem(this.#id, this.#callId, this.#names, content, status);
	}
}

const EVENTS = { function: 'response.function_call_arguments', custom: 'response.custom_tool_call_input' } as const;
