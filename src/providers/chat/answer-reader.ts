import type { ReasoningPart } from '../../core/message/message.ts';
import type { StreamEvent } from '../../core/message/stream.ts';
import type { Ending } from '../stream/end-reason.ts';

/** What a piece of a stream says, with the vendor's own usage objects. `thinking`: the model began to think and shows nothing of it yet. */
export type AnswerEvent =
	| Exclude<StreamEvent, { type: 'usage' | 'end' | 'thought' }>
	| { readonly type: 'usage'; readonly raw: unknown }
	| { readonly type: 'thinking' };

/** Why the vendor ended the answer, with its own word for it. */
export interface Closing {
	readonly ending: Ending;
	readonly word: string;
}

/**
 * Reads the messages of one answer in a vendor's form. What it does not know it passes over: vendors add events, fields and kinds of blocks
 * without a new version.
 */
export interface AnswerReader {
	/** Null until the vendor says why the answer ended. */
	readonly closing: Closing | null;
	/** The vendor's last message came. */
	readonly over: boolean;
	/** Something of this form came. */
	readonly understood: boolean;
	/** Whether a JSON object is a piece of such a stream. */
	isPiece(value: Readonly<Record<string, unknown>>): boolean;
	read(message: Readonly<Record<string, unknown>>): readonly AnswerEvent[];
	/** What is whole with the end alone. */
	finish(): readonly AnswerEvent[];
}

export function thoughtPart(model: string, thought: Partial<Omit<ReasoningPart, 'type' | 'model'>>): AnswerEvent {
	return { type: 'reasoningPart', part: { type: 'reasoning', model, text: '', signature: null, encrypted: null, id: null, ...thought } };
}

export function asText(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** Arguments as the model wrote them; some servers send the object itself. */
export function asArguments(value: unknown): string {
	if (typeof value === 'string') return value;
	return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}

/** An id of a call: some servers number them. */
export function asId(value: unknown): string {
	return typeof value === 'number' ? String(value) : asText(value).trim();
}
