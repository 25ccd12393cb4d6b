import { type AnswerPart, type ReasoningPart, type ToolCallPart, textOf } from '../../../core/message/message.ts';
import type { AnswerStart, WireAnswer, WireFailure, WireStream } from '../../wire.ts';
import { WholeText } from '../completions/whole-text.ts';
import { CallWriter } from './call-writer.ts';
import { type Item, itemId, messageItem, reasoningItem, summaryContent, textContent } from './items.ts';
import type { KeptAnswers } from './kept.ts';
import { echoOf, ending, errorBody, responseId, responseObject, streamError, usageFields } from './write.ts';

/** A message or a thought that grows. */
interface Spoken {
	readonly kind: 'message' | 'reasoning';
	readonly id: string;
	readonly index: number;
	readonly halves: WholeText;
	/** Its content has begun: a thought may be without one. */
	begun: boolean;
	text: string;
	/** What a thought goes back as. */
	readonly thoughts: ReasoningPart[];
}

/**
 * Events of a streamed answer (openai 7.59.0, ResponseStreamEvent and its ResponseStream; @ai-sdk/openai 4.0.118; Codex 0.171; 2026-11).
 * Messages and thoughts come one behind the other, whole before a call begins: Codex knows one open item. Calls grow side by side, told
 * apart by `output_index` and `item_id`.
 */
export class ResponsesStream implements WireStream {
	readonly #start: AnswerStart;
	readonly #kept: KeptAnswers;
	/** Items as they are known now, by their index. */
	readonly #output: Item[] = [];
	readonly #parts: (readonly AnswerPart[])[] = [];
	readonly #calls = new Map<string, CallWriter>();
	/** How often whole calls came, by their id. */
	readonly #told = new Map<string, number>();
	#spoken: Spoken | null = null;
	#said = false;
	#number = 0;

	constructor(start: AnswerStart, kept: KeptAnswers) {
		this.#start = start;
		this.#kept = kept;
	}

	begin(): string {
		const response = responseObject(this.#start, { status: 'in_progress', output: [] });
		return this.#event('response.created', { response }) + this.#event('response.in_progress', { response });
	}

	text(text: string): string {
		if (text === '') return '';
		this.#said = true;
		return this.#speak('message', text);
	}

	reasoning(text: string): string {
		return text === '' ? '' : this.#speak('reasoning', text);
	}

	reasoningPart(part: ReasoningPart): string {
		const opened = this.#spoken?.kind === 'reasoning' ? '' : this.#open('reasoning');
		this.#spoken!.thoughts.push(part);
		return opened;
	}

	callDelta(id: string, name: string, text: string): string {
		const { call, opened } = this.#call(id, name);
		return opened + this.#events(call.push(text));
	}

	call(part: ToolCallPart): string {
		const { call, opened } = this.#call(part.id, part.name);
		this.#calls.delete(part.id);
		this.#told.set(part.id, (this.#told.get(part.id) ?? 0) + 1);
		const events = opened + this.#events(call.whole(part));
		this.#output[call.index] = call.item;
		this.#parts[call.index] = [part];
		return events;
	}

	/** An event, as Codex counts comments for silence. */
	ping(): string {
		return this.#event('keepalive', {});
	}

	end(answer: WireAnswer): string {
		const { status, incomplete } = ending(answer.ended);
		const out = [this.#said ? '' : this.text(textOf(answer.parts))];
		for (const call of this.#untold(answer.parts)) out.push(this.call(call));
		out.push(this.#close(status), this.#leaveOpen(status));
		const usage = usageFields(answer.usage, answer.note);
		const response = responseObject(this.#start, { status, output: this.#output, incomplete: incomplete ?? null, usage });
		out.push(this.#event(`response.${status}`, { response }));
		const { keep } = echoOf(this.#start);
		const items = this.#output.map(({ id }, n) => ({ id, parts: this.#parts[n]! }));
		if (keep !== null) this.#kept.keep(responseId(this.#start), keep, items);
		return out.join('');
	}

	/** Some clients know the one, some the other. */
	failed(failure: WireFailure): string {
		const { error } = errorBody(failure) as { readonly error: { readonly message: string; readonly code: string | null } };
		const out = this.#close('incomplete') + this.#leaveOpen('incomplete');
		const { message, code } = error;
		const response = responseObject(this.#start, { status: 'failed', output: this.#output, error: streamError(failure) });
		return out + this.#event('error', { code, message, param: null, error }) + this.#event('response.failed', { response });
	}

	#speak(kind: Spoken['kind'], text: string): string {
		const opened = this.#spoken?.kind === kind ? '' : this.#open(kind);
		const spoken = this.#spoken!;
		const whole = spoken.halves.push(text).toWellFormed();
		return opened + (whole === '' ? '' : this.#grow(spoken, whole));
	}

	#grow(spoken: Spoken, delta: string): string {
		const begun = this.#begin(spoken);
		spoken.text += delta;
		if (spoken.kind === 'message') return begun + this.#event('response.output_text.delta', { ...place(spoken), delta, logprobs: [] });
		return begun + this.#event('response.reasoning_summary_text.delta', { ...place(spoken), delta });
	}

	#begin(spoken: Spoken): string {
		if (spoken.begun) return '';
		spoken.begun = true;
		if (spoken.kind === 'message') return this.#event('response.content_part.added', { ...place(spoken), part: textContent('') });
		return this.#event('response.reasoning_summary_part.added', { ...place(spoken), part: summaryContent('') });
	}

	#open(kind: Spoken['kind']): string {
		const closed = this.#close('completed');
		const index = this.#output.length;
		const id = itemId(kind, this.#start.id, index);
		this.#spoken = { kind, id, index, halves: new WholeText(), begun: false, text: '', thoughts: [] };
		const item = kind === 'message' ? messageItem(id, null, 'in_progress') : reasoningItem(id, null, []);
		return closed + this.#add(item);
	}

	#add(item: Item): string {
		const index = this.#output.push(item) - 1;
		this.#parts.push([]);
		return this.#event('response.output_item.added', { output_index: index, item });
	}

	/** Ends the message or thought that grows. */
	#close(status: 'completed' | 'incomplete'): string {
		const spoken = this.#spoken;
		if (spoken === null) return '';
		const rest = spoken.halves.flush().toWellFormed();
		const out = rest === '' ? '' : this.#grow(spoken, rest);
		this.#spoken = null;
		const { kind, id, index, text, thoughts } = spoken;
		const at = place(spoken);
		if (kind === 'message') {
			const item = messageItem(id, text, status);
			this.#output[index] = item;
			this.#parts[index] = [{ type: 'text', text }];
			const done = this.#event('response.output_text.done', { ...at, text, logprobs: [] });
			const part = this.#event('response.content_part.done', { ...at, part: textContent(text) });
			return out + done + part + this.#event('response.output_item.done', { output_index: index, item });
		}
		const item = reasoningItem(id, spoken.begun ? text : null, thoughts);
		this.#output[index] = item;
		this.#parts[index] = thoughts;
		const shown = spoken.begun
			? this.#event('response.reasoning_summary_text.done', { ...at, text }) +
				this.#event('response.reasoning_summary_part.done', { ...at, part: summaryContent(text) })
			: '';
		return out + shown + this.#event('response.output_item.done', { output_index: index, item });
	}

	#call(id: string, name: string): { readonly call: CallWriter; readonly opened: string } {
		const known = this.#calls.get(id);
		if (known !== undefined) return { call: known, opened: '' };
		const closed = this.#close('completed');
		const call = new CallWriter({
			answer: this.#start.id,
			index: this.#output.length,
			callId: id,
			name,
			tool: echoOf(this.#start).tools.get(name),
		});
		this.#calls.set(id, call);
		return { call, opened: closed + this.#add(call.item) };
	}

	/** Those of the answer that were never told of. */
	#untold(parts: readonly AnswerPart[]): readonly ToolCallPart[] {
		const told = new Map(this.#told);
		return parts.filter((part) => {
			if (part.type !== 'toolCall') return false;
			const times = told.get(part.id) ?? 0;
			told.set(part.id, times - 1);
			return times <= 0;
		}) as readonly ToolCallPart[];
	}

	/** Calls that were cut off: done, but not to be run, where the response is whole otherwise. */
	#leaveOpen(status: 'completed' | 'incomplete'): string {
		const out: string[] = [];
		for (const call of this.#calls.values()) {
			this.#output[call.index] = call.cutOff();
			if (status === 'completed')
				out.push(this.#event('response.output_item.done', { output_index: call.index, item: this.#output[call.index] }));
		}
		this.#calls.clear();
		return out.join('');
	}

	#events(events: readonly (readonly [type: string, fields: object])[]): string {
		return events.map(([type, fields]) => this.#event(type, fields)).join('');
	}

	#event(type: string, fields: object): string {
		return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.#number++, ...fields })}\n\n`;
	}
}

function place({ kind, id, index }: Spoken): object {
	return { item_id: id, output_index: index, ...(kind === 'message' ? { content_index: 0 } : { summary_index: 0 }) };
}
