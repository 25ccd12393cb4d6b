import { endingOf } from '../stream/end-reason.ts';
import { asFields } from '../types.ts';
import { type AnswerEvent, type AnswerReader, asText, type Closing, thoughtPart } from './answer-reader.ts';
import { OpenRouterReasoning } from './openrouter.ts';
import type { ToolNames } from './tool-names.ts';
import { WireCalls } from './wire-calls.ts';

type Fields = ReturnType<typeof asFields>;

/** OpenAI's chat completions and all that is compatible with them: `{choices: [{delta, finish_reason}], usage}`. */
export class CompletionsReader implements AnswerReader {
	readonly #origin: string;
	readonly #names: ToolNames;
	readonly #calls: WireCalls;
	readonly #details = new OpenRouterReasoning();
	#closing: Closing | null = null;
	#understood = false;
	/** Number of the choice that is read: there is one, whatever its number. */
	#choice: string | null = null;
	/** Reasoning since the last text or call. */
	#thought = '';
	/** All that was thought, for a proof that comes with the end alone. */
	#thoughts = '';
	/** The server gave `reasoning_content`, and wants it back inside a run with tools. */
	#givesContent = false;
	#refused = false;
	#said = false;

	constructor(origin: string, names: ToolNames) {
		this.#origin = origin;
		this.#names = names;
		this.#calls = new WireCalls(names, origin);
	}

	get closing(): Closing | null {
		if (this.#closing?.ending === 'stop' && this.#refused) return { ...this.#closing, ending: 'filter' };
		// Some servers end an answer that calls tools with `stop`.
		return this.#closing?.ending === 'stop' && this.#calls.any ? { ...this.#closing, ending: 'toolCalls' } : this.#closing;
	}

	/** Usage may follow the last word; `[DONE]` or the end of the connection closes it. */
	get over(): boolean {
		return false;
	}

	get understood(): boolean {
		return this.#understood;
	}

	isPiece({ choices, object }: Fields): boolean {
		const first = asFields(Array.isArray(choices) ? choices[0] : null);
		return object === 'chat.completion.chunk' || (typeof first.delta === 'object' && first.delta !== null);
	}

	read(chunk: Fields): readonly AnswerEvent[] {
		// Moonshot counts within the choice.
		const inChoice = Array.isArray(chunk.choices) ? asFields(chunk.choices[0]).usage : null;
		const usage = [chunk.usage, asFields(chunk.x_groq).usage, inChoice].find((raw) => typeof raw === 'object' && raw !== null);
		const counted: readonly AnswerEvent[] = usage === undefined ? [] : [{ type: 'usage', raw: usage }];
		const choice = this.#choiceOf(chunk.choices);
		if (usage !== undefined || Array.isArray(chunk.choices)) this.#understood = true;
		if (choice === null) return counted;
		const events = this.#delta(this.#deltaOf(choice));
		const ending = endingOf(choice.finish_reason);
		// The first reason holds: some servers send a second, empty end.
		if (ending !== null && (this.#closing === null || ending === 'failed')) this.#closing = { ending, word: asText(choice.finish_reason) };
		return [...events, ...counted];
	}

	finish(): readonly AnswerEvent[] {
		const details = this.#details.whole();
		const proof = details !== null && this.#names.offered ? [thoughtPart(this.#origin, { text: this.#thoughts, encrypted: details })] : [];
		return [...this.#endThought(), ...proof, ...this.#calls.whole()];
	}

	#choiceOf(choices: unknown): Fields | null {
		if (!Array.isArray(choices) || typeof choices[0] !== 'object' || choices[0] === null) return null;
		// Some servers number the choice in one chunk, write the number as text in the next, and leave it out in a third.
		const number = ({ index }: Fields): string | null => (typeof index === 'number' || typeof index === 'string' ? String(index) : null);
		const all = choices.map(asFields);
		this.#choice ??= number(asFields(choices[0]));
		return all.find((choice) => number(choice) === null || number(choice) === this.#choice) ?? null;
	}

	/** A whole message in place of a delta counts where no delta came: some servers repeat the whole answer beside the pieces. */
	#deltaOf(choice: Fields): Fields {
		const delta = typeof choice.delta === 'object' && choice.delta !== null ? asFields(choice.delta) : null;
		const late = !this.#said && endingOf(choice.finish_reason) !== null && !partsOf(delta?.content).some(({ text }) => text !== '');
		if (delta !== null && !(late && typeof choice.message === 'object' && choice.message !== null)) return delta;
		if (typeof choice.text === 'string') return { content: choice.text };
		return this.#said ? {} : asFields(choice.message);
	}

	#delta(delta: Fields): readonly AnswerEvent[] {
		const { reasoning_content: content, reasoning_details: details } = delta;
		if (typeof content === 'string') this.#givesContent = true;
		if (Array.isArray(details)) this.#details.add(details);
		const events: AnswerEvent[] = [];
		const forms = [content, delta.reasoning, delta.thinking, delta.reasoning_text, details];
		const thought = forms.map(thoughtOf).find((text) => text !== '') ?? '';
		if (thought !== '') events.push(...this.#think(thought));
		for (const part of partsOf(delta.content)) events.push(...(part.thinking ? this.#think(part.text) : this.#say(part.text)));
		if (typeof delta.refusal === 'string' && delta.refusal !== '') {
			this.#refused = true;
			events.push(...this.#say(delta.refusal));
		}
		const calls = delta.tool_calls ?? delta.function_call;
		if (Array.isArray(calls) ? calls.length > 0 : typeof calls === 'object' && calls !== null) {
			this.#said = true;
			events.push(...this.#endThought(), ...this.#calls.add(calls));
		}
		return events;
	}

	#think(text: string): readonly AnswerEvent[] {
		this.#thought += text;
		this.#thoughts += text;
		return [{ type: 'reasoning', text }];
	}

	#say(text: string): readonly AnswerEvent[] {
		if (text === '') return [];
		this.#said = true;
		return [...this.#endThought(), { type: 'text', text }];
	}

	/** The whole thought, where its server takes it back. */
	#endThought(): readonly AnswerEvent[] {
		const text = this.#thought;
		this.#thought = '';
		return text !== '' && this.#names.offered && this.#givesContent ? [thoughtPart(this.#origin, { text })] : [];
	}
}

/** Content is a text, or a list of parts (Mistral): text, and `thinking` with parts of its own. */
function partsOf(content: unknown): readonly { readonly text: string; readonly thinking: boolean }[] {
	if (typeof content === 'string') return [{ text: content, thinking: false }];
	const list = Array.isArray(content) ? content : [content];
	return list
		.map((entry) => (typeof entry === 'string' ? { text: entry } : asFields(entry)))
		.flatMap(({ type, text: given, thinking }: Fields) => {
			const text = asText(given) || asText(asFields(given).value);
			if (type === 'thinking' || type === 'reasoning') {
				const inner = [thinking, text]
					.map((value) =>
						partsOf(value)
							.map((part) => part.text)
							.join(''),
					)
					.find((value) => value !== '');
				return [{ text: inner ?? '', thinking: true }];
			}
			return type === undefined || type === 'text' || type === 'output_text' ? [{ text, thinking: false }] : [];
		})
		.filter(({ text }) => text !== '');
}

/** What was thought: a text, an object or a list of pieces, such as OpenRouter's details, whose texts and summaries are for people. */
function thoughtOf(value: unknown): string {
	if (typeof value === 'string') return value;
	if (Array.isArray(value)) return value.map(thoughtOf).join('');
	const { content, text, summary } = asFields(value);
	return asText(content) || asText(text) || asText(summary);
}
