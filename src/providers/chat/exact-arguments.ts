import { randomUUID } from 'node:crypto';
import { argumentsObject } from '../../core/message/message.ts';

/**
 * Arguments of calls go back byte for byte as the model wrote them. The SDK parses and writes them anew, and wraps malformed ones: it is
 * given a stand-in for each, which is exchanged in the body that it made.
 */
export class ExactArguments {
	readonly #mark = randomUUID();
	readonly #texts: string[] = [];

	/** JSON that stands for the arguments. */
	hold(text: string): Record<string, string | number> {
		this.#texts.push(text);
		return { [this.#mark]: this.#texts.length - 1 };
	}

	/** Puts the arguments back: as JSON strings (OpenAI's wires), or as JSON objects (Anthropic). */
	restore(body: string): string {
		if (this.#texts.length === 0) return body;
		const asString = new RegExp(`"\\{\\\\"${this.#mark}\\\\":(\\d+)\\}"`, 'g');
		const asObject = new RegExp(`\\{"${this.#mark}":(\\d+)\\}`, 'g');
		return body
			.replace(asString, (_all, index: string) => JSON.stringify(this.#text(index)))
			.replace(asObject, (_all, index: string) => objectOf(this.#text(index)));
	}

	#text(index: string): string {
		return this.#texts[Number(index)] ?? '';
	}
}

function objectOf(text: string): string {
	const { value, exact } = argumentsObject(text);
	return exact ? text.trim() : JSON.stringify(value);
}
