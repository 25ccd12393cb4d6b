import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type AnswerPart, type ToolCallPart, textOf } from '../../core/message/message.ts';

/** Characters of answers that are remembered in one window. */
const MAX_CHARACTERS = 24_000_000;
/** Names of answers wherever they stand. */
const MAX_NAMES = 50_000;

/** A part as its model wrote it, and a call as the caller got it. */
export interface GivenPart {
	readonly part: AnswerPart;
	/** Absent where the caller got the part as it is. */
	readonly given?: ToolCallPart;
}

export interface Restored {
	readonly parts: readonly AnswerPart[];
	/** Ids of calls that the caller knows under another one: from its id to the model's. */
	readonly ids: ReadonlyMap<string, string>;
}

interface Kept {
	readonly parts: readonly GivenPart[];
	readonly size: number;
}

/**
 * Answers as their models wrote them, for callers whose history gives back less: no reasoning that its vendor needs, arguments parsed and
 * written anew, other ids, text trimmed or joined. An answer is found by its calls (id, name and arguments together, as some servers number
 * the calls of each answer alike), one without calls by its text, and by what stands before it: two answers "Done." are not one. Where that
 * is not as it was, the words alone count as long as one answer only had them. Only in memory, bounded: after a reload of the window it is
 * empty, and what the caller gives back goes out as it is.
 */
export class AnswerMemory {
	/** By place and name. */
	readonly #kept: LRUCache<string, Kept>;
	/** The place of the one answer with this name; SEVERAL where there are several. */
	readonly #places = new LRUCache<string, string>({ max: MAX_NAMES });

	constructor(maxCharacters = MAX_CHARACTERS) {
		this.#kept = new LRUCache({ maxSize: maxCharacters, sizeCalculation: ({ size }) => size });
	}

	/**
	 * @param parts of a whole answer, in their order
	 * @param place of the answer: `placeBehind` of all before it
	 */
	remember(parts: readonly GivenPart[], place = ''): void {
		const names = keysOf(parts.map(({ part, given }) => given ?? part));
		const size = Math.ceil(parts.reduce((sum, { part }) => sum + sizeOf(part), 1) / Math.max(1, names.length));
		for (const name of names) {
			this.#kept.set(place + name, { parts, size });
			this.#places.set(name, [undefined, place].includes(this.#places.get(name)) ? place : SEVERAL);
		}
	}

	/** The parts that a caller gave back, as they were written. What it left out stays out, but for reasoning; what it added stays. */
	restore(returned: readonly AnswerPart[], place = ''): Restored {
		const names = keysOf(returned);
		const here = names.map((name) => this.#kept.get(place + name)).find((found) => found !== undefined);
		const kept =
			here ?? names.map((name) => this.#kept.get((this.#places.get(name) ?? SEVERAL) + name)).find((found) => found !== undefined);
		return kept === undefined ? { parts: returned, ids: new Map() } : joined(kept.parts, returned);
	}
}

/** Stands for a place where several answers have one name; no place is called so. */
const SEVERAL = '-';

/** Names what was said up to here: the place before, and what was said there, an answer as the caller gives it back. */
export function placeBehind(place: string, said: string | readonly AnswerPart[]): string {
	return hash(`${place}\0${typeof said === 'string' ? said : keysOf(said).join()}`);
}

function joined(kept: readonly GivenPart[], returned: readonly AnswerPart[]): Restored {
	const calls = new Map(returned.filter((part) => part.type === 'toolCall').map((part) => [callKey(part), part]));
	const text = textOf(returned);
	const sameText = text.trim() === textOf(kept.map(({ part }) => part)).trim();
	const parts: AnswerPart[] = [];
	const ids = new Map<string, string>();
	for (const { part, given } of kept) {
		if (part.type === 'reasoning') parts.push(part);
		else if (part.type === 'text') {
			if (sameText) parts.push(part);
		} else if (calls.delete(callKey(given ?? part))) {
			parts.push(part);
			if (given !== undefined && given.id !== part.id) ids.set(given.id, part.id);
		}
	}
	if (!sameText && text !== '') {
		const first = parts.findIndex(({ type }) => type === 'toolCall');
		parts.splice(first < 0 ? parts.length : first, 0, { type: 'text', text });
	}
	return { parts: [...parts, ...calls.values()], ids };
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

function sizeOf(part: AnswerPart): number {
	if (part.type === 'text') return part.text.length;
	if (part.type === 'toolCall') return part.id.length + part.name.length + part.arguments.length;
	return part.text.length + (part.signature?.length ?? 0) + (part.encrypted?.length ?? 0) + 50;
}
