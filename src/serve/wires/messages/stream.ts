import { type ReasoningPart, type ToolCallPart, type ToolDefinition, textOf } from '../../../core/message/message.ts';
import { reasoningToken } from '../../reasoning-token.ts';
import type { AnswerStart, WireAnswer, WireFailure, WireStream } from '../../wire.ts';
import { type Block, CallBlock, TextBlock, ThinkingBlock } from './blocks.ts';
import type { Echo } from './read.ts';
import { echoOf, errorBody, messageOf, needsText, startUsage, stopReason, usageFields } from './write.ts';

/**
 * Events of a streamed answer (platform.claude.com, "Streaming Messages", and the MessageStream of @anthropic-ai/sdk 1.14.0, 2026-11): one
 * block after the other, never two open at once. Blocks stand in the order in which they were begun; what comes for a later one while an
 * earlier is not whole waits, and nothing else does.
 */
export class MessagesStream implements WireStream {
	readonly #start: AnswerStart;
	readonly #echo: Echo;
	readonly #tools: readonly ToolDefinition[];
	/** From the one being written on. */
	readonly #blocks: Block[] = [];
	/** Calls that are not whole, by id. */
	readonly #growing = new Map<string, CallBlock>();
	/** Ids of whole calls. */
	readonly #told = new Set<string>();
	#index = 0;
	#said = false;
	#called = false;

	constructor(start: AnswerStart) {
		this.#start = start;
		this.#echo = echoOf(start);
		this.#tools = start.request.prompt.tools;
	}

	begin(): string {
		return event('message_start', { message: messageOf(this.#start, [], null, startUsage(this.#start)) });
	}

	text(text: string): string {
		if (text === '') return '';
		this.#said = true;
		const last = this.#blocks.at(-1);
		if (last instanceof TextBlock) last.push(text);
		else this.#blocks.push(new TextBlock(text));
		return this.#write();
	}

	reasoning(text: string): string {
		if (text === '' || this.#echo.thinking !== 'shown') return '';
		this.#thinking().push(text);
		return this.#write();
	}

	reasoningPart(part: ReasoningPart): string {
		const token = reasoningToken(part);
		if (token === null || this.#echo.thinking === 'hidden') return '';
		const block = this.#thinking();
		if (this.#echo.thinking === 'omitted' && needsText(part)) block.push(part.text);
		block.sign(token);
		return this.#write();
	}

	callDelta(id: string, name: string, text: string): string {
		this.#call(id, name).push(text);
		return this.#write();
	}

	call(call: ToolCallPart): string {
		this.#call(call.id, call.name).end(call);
		this.#growing.delete(call.id);
		this.#told.add(call.id);
		return this.#write();
	}

	ping(): string {
		return event('ping', {});
	}

	end(answer: WireAnswer): string {
		let out = '';
		if (!this.#said) out += this.text(textOf(answer.parts));
		for (const part of answer.parts) if (part.type === 'toolCall' && !this.#told.has(part.id)) out += this.call(part);
		out += this.#write({ cut: answer.ended === 'length' });
		const delta = { stop_reason: stopReason(answer.ended, this.#called), stop_sequence: null, stop_details: null, container: null };
		out += event('message_delta', { delta, usage: usageFields(answer.usage, answer.note) });
		return out + event('message_stop', {});
	}

	failed(failure: WireFailure): string {
		return frame('error', errorBody(failure));
	}

	#thinking(): ThinkingBlock {
		const last = this.#blocks.at(-1);
		if (last instanceof ThinkingBlock && !last.done) return last;
		const block = new ThinkingBlock();
		this.#blocks.push(block);
		return block;
	}

	#call(id: string, name: string): CallBlock {
		const known = this.#growing.get(id);
		if (known !== undefined) return known;
		const block = new CallBlock(id, name, this.#tools);
		this.#blocks.push(block);
		this.#growing.set(id, block);
		return block;
	}

	/** All that can be written now. @param over nothing follows */
	#write(over: { readonly cut: boolean } | null = null): string {
		let out = '';
		let written = 0;
		for (const [n, block] of this.#blocks.entries()) {
			const last = n === this.#blocks.length - 1;
			const { deltas, done } = block.take({ followed: !last, over: over !== null, cut: last && over?.cut === true });
			for (const delta of deltas) out += this.#open(block) + event('content_block_delta', { index: this.#index, delta });
			// A call stands even where nothing came of it but its name.
			if (block.begun) out += this.#open(block);
			if (!done) break;
			if (block.opened) {
				out += event('content_block_stop', { index: this.#index });
				this.#index++;
			}
			written++;
		}
		this.#blocks.splice(0, written);
		return out;
	}

	#open(block: Block): string {
		if (block.opened) return '';
		block.opened = true;
		if (block.kind === 'call') this.#called = true;
		return event('content_block_start', { index: this.#index, content_block: block.head() });
	}
}

function event(type: string, data: object): string {
	return frame(type, { type, ...data });
}

function frame(name: string, data: object): string {
	return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
