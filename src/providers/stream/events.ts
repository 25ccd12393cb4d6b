import { Lines } from './lines.ts';

/** One event of a stream: what it is called, null where it has no name, and what it says. */
export interface RawEvent {
	readonly name: string | null;
	readonly data: string;
}

/**
 * Server-sent events (HTML standard, 9.2) and JSON lines, told apart line by line, as servers mix them: a line that begins an object or a
 * list is an event of its own. Read leniently: an `error:` field is an event of that name, a `data:` line behind a whole object begins the
 * next event although no blank line parts them, and the last event needs no end. An event above `most` UTF-16 units throws a RangeError.
 */
export class EventReader {
	readonly #lines: Lines;
	readonly #most: number;
	#name: string | null = null;
	#data: string[] = [];
	#length = 0;
	#odd = false;

	constructor(most: number) {
		this.#lines = new Lines(most);
		this.#most = most;
	}

	/** Lines came that are no part of any stream. */
	get odd(): boolean {
		return this.#odd;
	}

	push(bytes: Uint8Array): readonly RawEvent[] {
		return this.#read(this.#lines.push(bytes));
	}

	end(): readonly RawEvent[] {
		return this.#read([...this.#lines.end(), '']);
	}

	#read(lines: readonly string[]): readonly RawEvent[] {
		const found: RawEvent[] = [];
		for (const line of lines) this.#line(line, found);
		return found;
	}

	#line(line: string, found: RawEvent[]): void {
		if (line.trim() === '') {
			this.#whole(found);
			return;
		}
		if (/^\s*[{[]/.test(line)) {
			this.#whole(found);
			found.push({ name: null, data: line });
			return;
		}
		const colon = line.indexOf(':');
		const field = (colon < 0 ? line : line.slice(0, colon)).trim().toLowerCase();
		// Some proxies write the field's name once more than the server before them.
		const value = (colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')).replace(/^(?:data: ?)+(?=[{[])/, '');
		if (field === 'event') this.#name = value.trim();
		else if (field === 'data') this.#add(value, found);
		// llama.cpp up to 2025 sent failures in mid-stream as `error: {...}`.
		else if (field === 'error') found.push({ name: 'error', data: value });
		else if (field !== '' && field !== 'id' && field !== 'retry') this.#odd = true;
	}

	#add(value: string, found: RawEvent[]): void {
		const [first] = this.#data;
		if (this.#data.length === 1 && first !== undefined && (isDone(first) || isObject(first))) this.#whole(found);
		this.#length += value.length;
		if (this.#length > this.#most) throw new RangeError('event too long');
		this.#data.push(value);
	}

	#whole(found: RawEvent[]): void {
		if (this.#data.length > 0) found.push({ name: this.#name, data: this.#data.join('\n') });
		else if (this.#name === 'error') found.push({ name: 'error', data: '' });
		else if (this.#name !== null && /^done$/i.test(this.#name)) found.push({ name: this.#name, data: '[DONE]' });
		this.#name = null;
		this.#data = [];
		this.#length = 0;
	}
}

/** The word that ends streams of OpenAI's form, with blanks or quotes around it, or bare. */
export function isDone(data: string): boolean {
	return data.length < 40 && /^\s*(?:"?\[DONE\]"?|DONE)\s*$/i.test(data);
}

function isObject(text: string): boolean {
	if (!/^\s*\{/.test(text) || !/\}\s*$/.test(text)) return false;
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}
