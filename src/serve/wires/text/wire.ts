import { textOf } from '../../../core/message/message.ts';
import type { AnswerStart, Wire, WireAnswer, WireFailure, WireStream } from '../../wire.ts';
import { WholeText } from '../completions/whole-text.ts';
import { errorBody, finishReason, usageFields } from '../completions/write.ts';
import { type ReadText, readText } from './read.ts';

/**
 * OpenAI's `POST /v1/completions`, as far as a wire goes: the prompt is no conversation, so what it asks for travels in `echo`, a ReadText.
 */
export const textWire: Wire = {
	name: 'completions',
	read: (body) => {
		const asked = readText(body);
		const { model, stream } = asked;
		const prompt = { messages: [], tools: [], toolChoice: 'none' } as const;
		return { model, stream, prompt, cacheMarks: [], effort: null, conversationId: null, echo: asked };
	},
	body: (start, answer) => ({
		...envelope(start),
		choices: [choice(textOf(answer.parts), finishReason(answer.ended, answer.parts, false))],
		usage: usageFields(answer.usage, answer.note),
	}),
	stream: (start) => new TextStream(start),
	error: errorBody,
};

/** Of this wire's requests alone. */
export function askedOf({ echo }: { readonly echo: unknown }): ReadText {
	return echo as ReadText;
}

/**
 * Chunks as the official clients parse them (openai 7.59.0, Completion): text, the reason in one without text, the usage where it was asked
 * for.
 */
class TextStream implements WireStream {
	readonly #head: Record<string, unknown>;
	readonly #usage: boolean;
	readonly #text = new WholeText();
	#said = false;

	constructor(start: AnswerStart) {
		this.#head = envelope(start);
		this.#usage = askedOf(start.request).usage;
	}

	/** Text comes first. */
	begin(): string {
		return '';
	}

	text(text: string): string {
		this.#said = true;
		const whole = this.#text.push(text);
		return whole === '' ? '' : this.#chunk([choice(whole, null)]);
	}

	reasoning(): string {
		return '';
	}

	reasoningPart(): string {
		return '';
	}

	callDelta(): string {
		return '';
	}

	call(): string {
		return '';
	}

	ping(): string {
		return ': ping\n\n';
	}

	end(answer: WireAnswer): string {
		const unsent = this.#said ? '' : this.text(textOf(answer.parts));
		const half = this.#text.flush();
		const rest = half === '' ? '' : this.#chunk([choice(half, null)]);
		const last = this.#chunk([choice('', finishReason(answer.ended, answer.parts, false))]);
		const usage = this.#usage ? event({ ...this.#head, choices: [], usage: usageFields(answer.usage, answer.note) }) : '';
		return `${unsent}${rest}${last}${usage}data: [DONE]\n\n`;
	}

	failed(failure: WireFailure): string {
		return event(errorBody(failure));
	}

	#chunk(choices: readonly object[]): string {
		return event({ ...this.#head, choices, ...(this.#usage ? { usage: null } : {}) });
	}
}

function envelope({ id, createdMs, model }: AnswerStart): Record<string, unknown> {
	return { id: `cmpl-${id}`, object: 'text_completion', created: Math.floor(createdMs / 1000), model };
}

function choice(text: string, reason: string | null): object {
	return { text, index: 0, logprobs: null, finish_reason: reason };
}

function event(data: object): string {
	return `data: ${JSON.stringify(data)}\n\n`;
}
