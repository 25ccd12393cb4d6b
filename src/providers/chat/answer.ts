import { RoutooError } from '../../core/base/errors.ts';
import type { StreamEvent } from '../../core/message/stream.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import { type ErrorContext, errorFromPayload, refusedError } from '../errors.ts';
import { brokeOffError } from '../stream/failure.ts';
import { openAnswer } from '../stream/open.ts';
import { letClose, MessageReader, type ReadLimits } from '../stream/read.ts';
import type { StreamWatch } from '../stream/watch.ts';
import { normaliseUsage } from '../usage.ts';
import type { AnswerEvent, AnswerReader } from './answer-reader.ts';

/**
 * An event is held before it is parsed, so that its size is memory: the largest that vendors send repeat a whole answer at its end. The
 * whole leaves room for 200,000 pieces of the wordiest servers.
 */
const LIMITS: ReadLimits = { event: 8 * 1024 * 1024, bytes: 128 * 1024 * 1024 };
/** Longest piece that is handed on, UTF-16 units: whoever counts what came can stop before the rest of a huge one. */
const MAX_PIECE = 16 * 1024;

/** One streamed answer of a chat, from its response to its end. Throws RoutooError only. */
export class Answer {
	readonly #endpoint: Endpoint;
	readonly #context: ErrorContext;
	readonly #watch: StreamWatch;
	#answered = false;

	constructor(endpoint: Endpoint, context: ErrorContext, watch: StreamWatch) {
		this.#endpoint = endpoint;
		this.#context = context;
		this.#watch = watch;
	}

	async *events(response: Response, reader: AnswerReader): AsyncGenerator<StreamEvent> {
		const context = this.#context;
		const { signal } = this.#watch;
		const messages = new MessageReader(context, LIMITS);
		const chunks = openAnswer(response, { context, signal, isPiece: (value) => reader.isPiece(value) });
		try {
			for await (const { value, failure } of messages.read(chunks)) {
				// What was counted before an error is owed all the same.
				for (const event of reader.read(value)) yield* this.#handed(event);
				if (failure !== null) throw errorFromPayload(context, failure);
				if (reader.over) break;
				if (reader.closing !== null) this.#watch.closing();
			}
		} catch (thrown) {
			// The vendor had ended the answer: what its connection does behind that changes nothing.
			if (reader.closing === null || !RoutooError.is(thrown, 'brokenStream', 'timeout')) throw thrown;
		}
		const said = messages.done || reader.over;
		const closing = reader.closing ?? (said && reader.understood ? { ending: 'stop' as const, word: '' } : null);
		if (closing === null) throw messages.unfinished(reader.understood);
		if (closing.ending === 'failed') throw brokeOffError(context, closing.word);
		for (const event of reader.finish()) yield* this.#handed(event);
		if (said) await letClose(chunks);
		if (closing.ending === 'filter' && !this.#answered) throw refusedError(context);
		yield { type: 'end', reason: closing.ending };
	}

	*#handed(event: AnswerEvent): Generator<StreamEvent> {
		switch (event.type) {
			case 'usage': {
				const usage = normaliseUsage(event.raw, this.#endpoint.kind);
				if (usage !== null) yield { type: 'usage', ...usage };
				return;
			}
			case 'thinking':
				this.#watch.thinking();
				return;
			case 'text':
			case 'reasoning':
			case 'toolCallDelta':
				this.#watch.token();
				this.#answered ||= event.type === 'text';
				for (const text of piecesOf(event.text)) yield { ...event, text };
				return;
			default:
				this.#answered ||= event.type === 'toolCall';
				yield event;
		}
	}
}

function piecesOf(text: string): readonly string[] {
	if (text.length <= MAX_PIECE) return [text];
	const pieces: string[] = [];
	for (let from = 0, to = 0; from < text.length; from = to) {
		to = Math.min(text.length, from + MAX_PIECE);
		// Between the halves of a pair nothing is cut.
		if (to < text.length && /[\ud800-\udbff]/.test(text.charAt(to - 1))) to -= 1;
		pieces.push(text.slice(from, to));
	}
	return pieces;
}
