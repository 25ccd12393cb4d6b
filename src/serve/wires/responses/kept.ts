import { LRUCache } from 'lru-cache';
import type { AnswerPart, Message, Part } from '../../../core/message/message.ts';

/** Characters of conversations, and of single items, that are kept. */
const MAX_CHARACTERS = 24_000_000;

/**
 * The last answers, for clients that take OpenAI at its word that answers are stored: `previous_response_id` (VS Code's Custom Endpoint
 * sends only what is new since) and `item_reference` (the AI SDK's default). Only in memory and bounded; what is gone is said, and clients
 * then send the whole conversation.
 */
export class KeptAnswers {
	/** Conversations with their answer, without instructions, by the answer's id. */
	readonly #conversations: LRUCache<string, readonly Message[]>;
	/** Parts of answers by the id of their item. */
	readonly #items: LRUCache<string, readonly AnswerPart[]>;

	constructor(maxCharacters = MAX_CHARACTERS) {
		this.#conversations = new LRUCache({ maxSize: maxCharacters, sizeCalculation: (messages) => sizeOf(messages.flatMap(partsOf)) });
		this.#items = new LRUCache({ maxSize: maxCharacters, sizeCalculation: (parts) => sizeOf(parts) });
	}

	keep(id: string, messages: readonly Message[], items: readonly KeptItem[]): void {
		const parts = items.flatMap((item) => item.parts);
		this.#conversations.set(id, parts.length === 0 ? messages : [...messages, { role: 'assistant', parts }]);
		for (const item of items) this.#items.set(item.id, item.parts);
	}

	conversation(id: string): readonly Message[] | null {
		return this.#conversations.get(id) ?? null;
	}

	item(id: string): readonly AnswerPart[] | null {
		return this.#items.get(id) ?? null;
	}
}

export interface KeptItem {
	readonly id: string;
	readonly parts: readonly AnswerPart[];
}

function partsOf({ parts }: Message): readonly Part[] {
	return parts;
}

function sizeOf(parts: readonly Part[]): number {
	return parts.reduce((sum, part) => sum + sizeOfPart(part), 1);
}

function sizeOfPart(part: Part): number {
	switch (part.type) {
		case 'text':
			return part.text.length;
		case 'image':
			return part.data.length;
		case 'toolCall':
			return part.id.length + part.name.length + part.arguments.length;
		case 'toolResult':
			return sizeOf(part.content);
		case 'reasoning':
			return part.text.length + (part.signature?.length ?? 0) + (part.encrypted?.length ?? 0) + 50;
	}
}
