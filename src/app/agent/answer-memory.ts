import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { AnswerPart, ToolCallPart } from '../../core/message/message.ts';

/** Characters of answers that are remembered in one window. */
const MAX_CHARACTERS = 24_000_000;

interface Kept {
	readonly parts: readonly AnswerPart[];
	readonly size: number;
}

/**
 * Answers as their models wrote them, for callers whose history gives back less: no reasoning that its vendor needs, arguments parsed and
 * written anew, text trimmed or joined. An answer is found by its calls (id, name and arguments together, as some servers number the calls
 * of each answer alike), one without calls by its text. Only in memory, bounded: after a reload of the window it is empty, and what the
 * caller gives back goes out as it is.
 */
export class AnswerMemory {
	readonly #kept: LRUCache<string, Kept>;

	constructor(maxCharacters = MAX_CHARACTERS) {
		this.#kept = new LRUCache({ maxSize: maxCharacters, sizeCalculation: ({ size }) => size });
	}

	/** @param parts of an answer, with the ids of calls and the arguments that the caller got */
	remember(parts: readonly AnswerPart[]): void {
		const keys = keysOf(parts);
		const size = Math.ceil(parts.reduce((sum, part) => sum + sizeOf(part), 1) / Math.max(1, keys.length));
		for (const key of keys) this.#kept.set(key, { parts, size });
	}

	/** The parts that a caller gave back, as they were written. What it left out stays out, what it added stays, in both cases but reasoning. */
	restore(returned: readonly AnswerPart[]): readonly AnswerPart[] {
		const kept = keysOf(returned)
			.map((key) => this.#kept.get(key))
			.find((found) => found !== undefined);
		return kept === undefined ? returned : joined(kept.parts, returned);
	}
}

function joined(kept: readonly AnswerPart[], returned: readonly AnswerPart[]): readonly AnswerPart[] {
	const calls = new Map(returned.filter((part) => part.type === 'toolCall').map((part) => [callKey(part), part]));
	const text = textOf(returned);
	const sameText = text.trim() === textOf(kept).trim();
	const parts: AnswerPart[] = [];
	for (const part of kept) {
		if (part.type === 'reasoning') parts.push(part);
		else if (part.type === 'text') {
			if (sameText) parts.push(part);
		} else if (calls.delete(callKey(part))) parts.push(part);
	}
	if (!sameText && text !== '') {
		const first = parts.findIndex(({ type }) => type === 'toolCall');
		parts.splice(first < 0 ? parts.length : first, 0, { type: 'text', text });
	}
	return [...parts, ...calls.values()];
}

function keysOf(parts: readonly AnswerPart[]): string[] {
	const calls = parts.filter((part) => part.type === 'toolCall');
	if (calls.length > 0) return calls.map(callKey);
	const text = textOf(parts).trim();
	return text === '' ? [] : [hash(`text\0${text}`)];
}

function callKey({ id, name, arguments: text }: ToolCallPart): string {
	return hash(`call\0${id}\0${name}\0${canonical(text)}`);
}

/** The same for all ways to write the same JSON. */
function canonical(text: string): string {
	try {
		return JSON.stringify(text.trim() === '' ? {} : JSON.parse(text), (_key, value: unknown) =>
			typeof value === 'object' && value !== null && !Array.isArray(value)
				? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
				: value,
		);
	} catch {
		return text;
	}
}

function hash(text: string): string {
	return createHash('sha256').update(text).digest('base64');
}

function textOf(parts: readonly AnswerPart[]): string {
	return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

function sizeOf(part: AnswerPart): number {
	if (part.type === 'text') return part.text.length;
	if (part.type === 'toolCall') return part.id.length + part.name.length + part.arguments.length;
	return part.text.length + (part.signature?.length ?? 0) + (part.encrypted?.length ?? 0) + 50;
}
