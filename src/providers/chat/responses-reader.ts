import { type Ending, endingOf } from '../stream/end-reason.ts';
import { asFields } from '../types.ts';
import { type AnswerEvent, type AnswerReader, asArguments, asId, asText, type Closing, thoughtPart } from './answer-reader.ts';
import type { ToolNames } from './tool-names.ts';

type Fields = ReturnType<typeof asFields>;

interface Item {
	readonly id: string;
	/** Of a call. */
	readonly callId: string;
	readonly name: string;
	/** Text of a message or arguments of a call as they came in pieces. */
	text: string;
	/** Pieces of a thought's summary, by their number. */
	readonly summary: Map<unknown, string>;
}

/** OpenAI's Responses: items that are added, filled and done, and the whole response at the end (API reference, read 2026-11-28). */
export class ResponsesReader implements AnswerReader {
	readonly #origin: string;
	readonly #names: ToolNames;
	readonly #items = new Map<unknown, Item>();
	#closing: Closing | null = null;
	#over = false;
	#understood = false;
	#called = false;
	#refused = false;
	#said = false;

	constructor(origin: string, names: ToolNames) {
		this.#origin = origin;
		this.#names = names;
	}

	get closing(): Closing | null {
		if (this.#closing?.ending !== 'stop') return this.#closing;
		return { ...this.#closing, ending: this.#refused ? 'filter' : this.#called ? 'toolCalls' : 'stop' };
	}

	get over(): boolean {
		return this.#over;
	}

	get understood(): boolean {
		return this.#understood;
	}

	isPiece({ type }: Fields): boolean {
		return typeof type === 'string' && type.startsWith('response.');
	}

	read(message: Fields): readonly AnswerEvent[] {
		this.#understood ||= this.isPiece(message);
		switch (message.type) {
			case 'response.output_item.added':
				return this.#begin(message.output_index, asFields(message.item));
			case 'response.output_text.delta':
				return this.#text(message);
			case 'response.output_text.done':
				return this.#wholeText(message);
			case 'response.refusal.delta':
				this.#refused = true;
				return this.#text(message);
			case 'response.reasoning_summary_text.delta':
				return this.#think(message, message.summary_index);
			case 'response.reasoning_text.delta':
				return this.#think(message, null);
			case 'response.function_call_arguments.delta':
				return this.#arguments(message);
			case 'response.function_call_arguments.done':
				// Some servers send them whole alone.
				return this.#items.get(message.output_index)?.text === '' ? this.#arguments({ ...message, delta: message.arguments }) : [];
			case 'response.output_item.done':
				return this.#end(message.output_index, asFields(message.item));
			case 'response.completed':
			case 'response.incomplete':
			case 'response.failed':
			case 'response.cancelled':
			case 'response.done':
				return this.#close(message.type, asFields(message.response));
			default:
				return [];
		}
	}

	/** Calls are whole with their own end alone. */
	finish(): readonly AnswerEvent[] {
		return [];
	}

	#begin(at: unknown, item: Fields): readonly AnswerEvent[] {
		this.#add(at, item);
		return item.type === 'reasoning' ? [{ type: 'thinking' }] : [];
	}

	#add(at: unknown, item: Fields): Item {
		const added: Item = {
			id: asText(item.id),
			callId: asId(item.call_id) || asText(item.id),
			name: this.#names.fromWire(asText(item.name)),
			text: '',
			summary: new Map(),
		};
		this.#items.set(at, added);
		return added;
	}

	#text({ output_index, delta }: Fields): readonly AnswerEvent[] {
		const text = asText(delta);
		if (text === '') return [];
		// Of an item that was not announced it is known all the same that it was said: its end repeats it.
		(this.#items.get(output_index) ?? this.#add(output_index, {})).text += text;
		this.#said = true;
		return [{ type: 'text', text }];
	}

	/** Where no pieces came before it. */
	#wholeText(message: Fields): readonly AnswerEvent[] {
		const item = this.#items.get(message.output_index);
		const came = item === undefined ? this.#said : item.text !== '';
		return came ? [] : this.#text({ ...message, delta: message.text });
	}

	#think({ output_index, delta }: Fields, place: unknown): readonly AnswerEvent[] {
		const text = asText(delta);
		const item = this.#items.get(output_index);
		// What open models think in full is not sent back: only the summary belongs to the item's proof.
		if (place !== null) item?.summary.set(place, (item.summary.get(place) ?? '') + text);
		return text === '' ? [] : [{ type: 'reasoning', text }];
	}

	#arguments({ output_index, delta }: Fields): readonly AnswerEvent[] {
		const text = asArguments(delta);
		const item = this.#items.get(output_index);
		if (item === undefined || text === '') return [];
		item.text += text;
		return [{ type: 'toolCallDelta', id: item.callId, name: item.name, text }];
	}

	#end(at: unknown, item: Fields): readonly AnswerEvent[] {
		const known = this.#items.get(at);
		this.#items.delete(at);
		switch (item.type) {
			case 'function_call': {
				this.#called = true;
				const id = known?.callId || asId(item.call_id) || asText(item.id);
				const name = known?.name || this.#names.fromWire(asText(item.name));
				return [{ type: 'toolCall', call: { type: 'toolCall', id, name, arguments: known?.text || asArguments(item.arguments) } }];
			}
			case 'reasoning':
				return this.#thought(known, item);
			case 'message':
				return known?.text ? [] : this.#whole(item);
			default:
				return [];
		}
	}

	/** One part a piece of the summary; the last carries the encrypted form, which makes the item one that can be sent back. */
	#thought(known: Item | undefined, item: Fields): readonly AnswerEvent[] {
		const id = asText(item.id) || known?.id || null;
		const encrypted = asText(item.encrypted_content) || null;
		if (id === null && encrypted === null) return [];
		const texts = known === undefined || known.summary.size === 0 ? [''] : [...known.summary.values()];
		return texts.map((text, place) => thoughtPart(this.#origin, { text, id, encrypted: place === texts.length - 1 ? encrypted : null }));
	}

	/** Some servers send a message at its end alone. */
	#whole(item: Fields): readonly AnswerEvent[] {
		const content = Array.isArray(item.content) ? item.content.map(asFields) : [];
		return content.flatMap((part): AnswerEvent[] => {
			if (part.type === 'refusal') this.#refused = true;
			const text = part.type === 'output_text' ? asText(part.text) : asText(part.refusal);
			if (text === '') return [];
			this.#said = true;
			return [{ type: 'text', text }];
		});
	}

	#close(type: string, response: Fields): readonly AnswerEvent[] {
		const reason = asFields(response.incomplete_details).reason;
		const status = asText(response.status) || type.slice('response.'.length);
		this.#closing = { ending: endingOf(reason) ?? byStatus(status), word: asText(reason) || status };
		this.#over = true;
		const output = Array.isArray(response.output) ? response.output.map(asFields) : [];
		const came = { function_call: this.#called, message: this.#said };
		const late = output.flatMap((item, at) =>
			item.type === 'reasoning' || came[item.type as keyof typeof came] ? [] : this.#end(`late ${at}`, item),
		);
		const { usage } = response;
		return [...late, ...(typeof usage === 'object' && usage !== null ? [{ type: 'usage' as const, raw: usage }] : [])];
	}
}

function byStatus(status: string): Ending {
	return endingOf(status) ?? 'stop';
}
