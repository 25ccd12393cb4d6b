import type { AnswerPart, ImagePart, Message, TextPart, ToolResultPart } from '../../../core/message/message.ts';

/**
 * Messages out of items: the items of one answer become one message of the assistant, results that stand together one message of the tool.
 */
export class Conversation {
	readonly #messages: Message[];
	readonly #marks: number[] = [];
	/** Names of tools by the id of the call. */
	readonly #names = new Map<string, string>();
	/** The last message, while it grows. */
	#answer: AnswerPart[] | null = null;
	#results: ToolResultPart[] | null = null;
	/** Where the result of a call stands among them. */
	readonly #places = new Map<string, number>();

	constructor(before: readonly Message[]) {
		this.#messages = [...before];
		for (const { parts } of before) this.#learn(parts as readonly { readonly type: string }[]);
	}

	/** All messages; reasoning alone answers nothing. */
	get messages(): readonly Message[] {
		return this.#messages;
	}

	get cacheMarks(): readonly number[] {
		return this.#marks;
	}

	nameOf(callId: string): string {
		return this.#names.get(callId) ?? '';
	}

	say(role: 'system' | 'user', parts: readonly (TextPart | ImagePart)[]): void {
		if (parts.length === 0) return;
		this.#begin({ role, parts } as Message);
	}

	answer(parts: readonly AnswerPart[]): void {
		if (parts.length === 0) return;
		this.#learn(parts);
		if (this.#answer !== null) {
			this.#answer.push(...parts);
			return;
		}
		const answer = [...parts];
		this.#begin({ role: 'assistant', parts: answer });
		this.#answer = answer;
	}

	/** Several of one call are one: clients send what comes late behind the first. */
	result(result: ToolResultPart): void {
		const results = this.#results ?? [];
		const at = this.#places.get(result.callId);
		const before = at === undefined ? undefined : results[at];
		if (at !== undefined && before !== undefined) {
			results[at] = { ...before, content: [...before.content, ...result.content], isError: before.isError || result.isError };
			return;
		}
		if (this.#results === null) {
			this.#begin({ role: 'tool', parts: results });
			this.#results = results;
		}
		this.#places.set(result.callId, results.length);
		results.push(result);
	}

	/** All up to here stays the same. */
	mark(): void {
		const last = this.#messages.length - 1;
		if (last >= 0 && this.#marks.at(-1) !== last) this.#marks.push(last);
	}

	/** An answer of reasoning alone is none; taken out where it is known to be whole. */
	end(): void {
		this.#close();
	}

	#begin(message: Message): void {
		this.#close();
		this.#messages.push(message);
	}

	#close(): void {
		if (this.#answer?.every(({ type }) => type === 'reasoning') === true) {
			this.#messages.pop();
			while ((this.#marks.at(-1) ?? -1) >= this.#messages.length) this.#marks.pop();
		}
		this.#answer = null;
		this.#results = null;
		this.#places.clear();
	}

	#learn(parts: readonly { readonly type: string }[]): void {
		for (const part of parts as readonly AnswerPart[]) if (part.type === 'toolCall') this.#names.set(part.id, part.name);
	}
}
