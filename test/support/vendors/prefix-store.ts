import { createHash } from 'node:crypto';

/** Milliseconds since the Unix epoch; a test sets it. */
export interface VendorClock {
	now(): number;
}

/**
 * What a request costs on its input side, and what it leaves in the vendor's cache. `read + written + fresh` is the whole prompt.
 * Tokens are one for four characters of the prompt's canonical text, rounded up: the same for the same text, and additive along a prefix.
 */
export interface CachePlan {
	readonly read: number;
	readonly written: number;
	/** Of `written`: what lives for an hour (Anthropic's `ttl: "1h"`). */
	readonly writtenForHour: number;
	readonly fresh: number;
	/** Makes the entries that this request writes or refreshes. Vendors do so once the answer begins; a refused request leaves nothing. */
	commit(): void;
}

export function tokensOf(characters: number): number {
	return Math.ceil(characters / 4);
}

/**
 * Cached prefixes with their life. A prefix is known by the hash of its canonical text, so that one byte of difference is another prefix.
 */
export class PrefixStore {
	readonly #clock: VendorClock;
	readonly #entries = new Map<string, { expires: number; readonly life: number }>();

	constructor(clock: VendorClock) {
		this.#clock = clock;
	}

	now(): number {
		return this.#clock.now();
	}

	/** Whether the prefix is there at `now`; an entry lives up to its end, not at it. */
	has(key: string, now: number): boolean {
		return (this.#entries.get(key)?.expires ?? 0) > now;
	}

	/**
	 * Writes the prefix, or gives a prefix that is there its whole life again; a longer life that it has is kept. `start`: when the request
	 * came in.
	 */
	use(key: string, start: number, life: number): void {
		const entry = this.#entries.get(key);
		const longest = entry && entry.expires > start ? Math.max(entry.life, life) : life;
		this.#entries.set(key, { expires: start + longest, life: longest });
	}
}

/** Hashes of all prefixes of a list of texts: the one at `i` covers texts 0 to `i`, each with its length, so that borders count. */
export function prefixHashes(texts: readonly string[]): string[] {
	const hash = createHash('sha256');
	return texts.map((text) => {
		hash.update(`${text.length}:`).update(text);
		return hash.copy().digest('hex');
	});
}

export function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
