import * as l10n from '@vscode/l10n';
import { badJsonError, brokenStreamError, type ErrorContext } from '../errors.ts';
import { EventReader, isDone, type RawEvent } from './events.ts';
import {
	damagedError,
	emptyAnswerError,
	type Failure,
	failureInWords,
	failureOf,
	isErrorName,
	isHeartbeatText,
	tooLongError,
} from './failure.ts';
import { lenientJson } from './json.ts';

/** One JSON object of a stream, with the failure that it tells. */
export interface StreamMessage {
	/** Name of the event, null where it has none. */
	readonly name: string | null;
	readonly value: Readonly<Record<string, unknown>>;
	readonly failure: Failure | null;
}

export interface ReadLimits {
	/** UTF-16 units of one event, held before it is parsed. */
	readonly event: number;
	/** Bytes of the whole stream. */
	readonly bytes: number;
}

/** Milliseconds that are given to a stream to close by itself behind its last word, so that its connection can be used again. */
const CLOSING = 100;

/**
 * The one reader between a connection and whoever reads a vendor's events. It gives the JSON objects of a stream in their order, and passes
 * over what says nothing: comments, heartbeats of any form, empty events, numbers and words. `[DONE]` ends it; what comes behind is not
 * read.
 */
export class MessageReader {
	readonly #context: ErrorContext;
	readonly #limits: ReadLimits;
	#done = false;
	#messages = 0;
	#unread = false;

	constructor(context: ErrorContext, limits: ReadLimits) {
		this.#context = context;
		this.#limits = limits;
	}

	/** The server said that the stream is over. */
	get done(): boolean {
		return this.#done;
	}

	/** Throws 'badResponse' where too much or nothing readable comes, 'brokenStream' where the connection breaks or a part is damaged. */
	async *read(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<StreamMessage> {
		const events = new EventReader(this.#limits.event);
		let bytes = 0;
		for (;;) {
			const { done, value } = await chunks.next();
			bytes += value?.byteLength ?? 0;
			if (bytes > this.#limits.bytes)
				throw badJsonError(this.#context, l10n.t('more than {0} MB', Math.round(this.#limits.bytes / 1024 / 1024)));
			for (const event of this.#bounded(() => (done ? events.end() : events.push(value)))) {
				if (isDone(event.data)) {
					this.#done = true;
					return;
				}
				for (const message of this.#messagesOf(event)) {
					this.#messages += 1;
					yield message;
				}
			}
			if (done) {
				this.#unread ||= events.odd;
				return;
			}
		}
	}

	/** What a stream that ended without the vendor's closing word is; `understood`: something of it was of the expected form. */
	unfinished(understood: boolean): Error {
		if (understood) return brokenStreamError(this.#context);
		if (this.#messages > 0) return badJsonError(this.#context, l10n.t('it streams in the form of another kind of API'));
		return this.#unread
			? badJsonError(this.#context, l10n.t('a part of the stream could not be read'))
			: emptyAnswerError(this.#context, 200);
	}

	#bounded(read: () => readonly RawEvent[]): readonly RawEvent[] {
		try {
			return read();
		} catch (thrown) {
			if (thrown instanceof RangeError) throw tooLongError(this.#context);
			throw thrown;
		}
	}

	#messagesOf({ name, data }: RawEvent): readonly StreamMessage[] {
		if (data.trim() === '' && !isErrorName(name)) return [];
		const value = lenientJson(data);
		if (value === undefined) return this.#notJson(name, data);
		const failure = failureOf(name, value);
		if (Array.isArray(value) || typeof value !== 'object' || value === null) {
			if (typeof value === 'string' && isErrorName(name)) return [{ name, value: {}, failure: failureInWords(value) }];
			this.#unread ||= failure === null;
			return failure === null ? [] : [{ name, value: {}, failure }];
		}
		return Object.keys(value).length === 0 && failure === null ? [] : [{ name, value: value as StreamMessage['value'], failure }];
	}

	#notJson(name: string | null, data: string): readonly StreamMessage[] {
		if (isErrorName(name)) return [{ name, value: {}, failure: failureInWords(data) }];
		// Some servers write an object a line under one event.
		const lines = data.includes('\n') ? data.split('\n').map((line) => lenientJson(line)) : [];
		if (lines.length > 1 && lines.every((line) => typeof line === 'object' && line !== null && !Array.isArray(line))) {
			return lines.map((line) => ({ name, value: line as StreamMessage['value'], failure: failureOf(name, line) }));
		}
		if (/^\s*[{[]/.test(data)) {
			if (this.#messages === 0) throw badJsonError(this.#context, l10n.t('a part of the stream could not be read'));
			throw damagedError(this.#context);
		}
		this.#unread ||= !isHeartbeatText(name, data);
		return [];
	}
}

/** Lets a stream that said its last word close by itself, for a moment. */
export async function letClose(chunks: AsyncGenerator<Uint8Array>): Promise<void> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<'late'>((resolve) => {
		timer = setTimeout(() => resolve('late'), CLOSING);
	});
	// What comes all the same is let go.
	await Promise.race([chunks.next().catch(() => {}), late]);
	clearTimeout(timer);
}
