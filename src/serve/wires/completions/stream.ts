import type { ReasoningPart, ToolCallPart } from '../../../core/message/message.ts';
import { textOf } from '../../../core/message/message.ts';
import type { AnswerStart, WireAnswer, WireFailure, WireStream } from '../../wire.ts';
import { CallOrder, type CallPiece } from './call-order.ts';
import type { Echo } from './read.ts';
import { reasoningFields, signedCall } from './reasoning.ts';
import { WholeText } from './whole-text.ts';
import { echoOf, envelope, errorBody, finishReason, usageFields } from './write.ts';

/**
 * Chunks of a streamed answer (openai 7.59.0, ChatCompletionChunk, and its ChatCompletionStream; @ai-sdk/openai-compatible; 2026-11): the
 * role first, then deltas, `finish_reason` in a chunk of its own, the usage without a choice where it was asked for, `[DONE]`.
 */
export class CompletionsStream implements WireStream {
	readonly #head: Record<string, unknown>;
	readonly #echo: Echo;
	readonly #text = new WholeText();
	readonly #reasoning = new WholeText();
	readonly #calls = new CallOrder();
	#details = 0;
	/** Of reasoning that the next call follows. */
	#token: string | null = null;
	#said = false;

	constructor(start: AnswerStart) {
		this.#head = envelope(start, 'chat.completion.chunk');
		this.#echo = echoOf(start);
	}

	begin(): string {
		return this.#delta({ role: 'assistant', content: '' });
	}

	text(text: string): string {
		this.#said = true;
		const whole = this.#text.push(text);
		return whole === '' ? '' : this.#delta({ content: whole });
	}

	reasoning(text: string): string {
		const whole = this.#reasoning.push(text);
		return whole === '' ? '' : this.#delta({ reasoning_content: whole });
	}

	reasoningPart(part: ReasoningPart): string {
		const rest = this.#flush(this.#reasoning, 'reasoning_content');
		const written = reasoningFields(part, this.#details);
		if (written === null) return rest;
		this.#details++;
		this.#token = written.token;
		return rest + this.#delta({ ...written.fields, reasoning_details: written.details });
	}

	callDelta(id: string, name: string, text: string): string {
		return this.#pieces(this.#calls.delta(id, name, text));
	}

	call(call: ToolCallPart): string {
		return this.#pieces(this.#calls.whole(call));
	}

	ping(): string {
		return ': ping\n\n';
	}

	end(answer: WireAnswer): string {
		const calls = answer.parts.filter((part) => part.type === 'toolCall');
		const out = [
			this.#said ? '' : this.text(textOf(answer.parts)),
			this.#flush(this.#reasoning, 'reasoning_content'),
			this.#flush(this.#text, 'content'),
		];
		for (const call of this.#calls.missing(calls)) out.push(this.call(call));
		out.push(this.#pieces(this.#calls.rest()));
		out.push(
			this.#chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: finishReason(answer.ended, answer.parts, this.#echo.legacy) }]),
		);
		if (this.#echo.usage) out.push(event({ ...this.#head, choices: [], usage: usageFields(answer.usage, answer.note) }));
		return `${out.join('')}data: [DONE]\n\n`;
	}

	/** Without `[DONE]`: the answer is not whole. */
	failed(failure: WireFailure): string {
		return event(errorBody(failure));
	}

	#pieces(pieces: readonly CallPiece[]): string {
		return pieces.map((piece) => this.#piece(piece)).join('');
	}

	#piece({ index, opens, text }: CallPiece): string {
		if (this.#echo.legacy) {
			if (index > 0) return '';
			return this.#delta({ function_call: { ...(opens === null ? {} : { name: opens.name }), arguments: text } });
		}
		if (opens === null) return this.#delta({ tool_calls: [{ index, function: { arguments: text } }] });
		const signed = signedCall(this.#token);
		this.#token = null;
		const { id, name } = opens;
		return this.#delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: text }, ...signed }] });
	}

	#flush(text: WholeText, name: string): string {
		const rest = text.flush();
		return rest === '' ? '' : this.#delta({ [name]: rest });
	}

	#delta(delta: object): string {
		return this.#chunk([{ index: 0, delta, logprobs: null, finish_reason: null }]);
	}

	/** All chunks but the last say that the usage is still to come, where it was asked for. */
	#chunk(choices: readonly object[]): string {
		return event({ ...this.#head, choices, ...(this.#echo.usage ? { usage: null } : {}) });
	}
}

function event(data: object): string {
	return `data: ${JSON.stringify(data)}\n\n`;
}
