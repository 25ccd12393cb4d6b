/** A window of a document and the ids of its different words. */
export interface WordWindow {
	/** 0-based first line, and the line after the last. */
	readonly from: number;
	readonly to: number;
	readonly words: Int32Array;
}

/** More different words than this are forgotten all at once, with every index that uses their ids. */
const MOST_WORDS = 200_000;

/** Gives words small ids, so that windows are compared by array look-ups. `generation` changes when all ids become invalid. */
export class WordIds {
	#ids = new Map<string, number>();
	#marks = new Uint8Array(1024);
	generation = 0;

	/** Ids of the different words of a text: identifiers of two and more characters, as written. */
	ids(text: string): Int32Array {
		const found = new Set<number>();
		for (const [word] of text.matchAll(/[\p{L}_$][\p{L}\p{N}_$]+/gu)) found.add(this.#id(word));
		return Int32Array.from(found);
	}

	/** Called between requests, never while ids are in use. */
	trim(): void {
		if (this.#ids.size <= MOST_WORDS) return;
		this.#ids = new Map();
		this.generation++;
	}

	/** Jaccard similarity of `reference` to each window, 0..1: common words over all different words. */
	similarities(reference: Int32Array, windows: readonly WordWindow[]): Float64Array {
		if (this.#marks.length < this.#ids.size) this.#marks = new Uint8Array(2 * this.#ids.size);
		for (const id of reference) this.#marks[id] = 1;
		const result = Float64Array.from(windows, ({ words }) => {
			let common = 0;
			for (const id of words) common += this.#marks[id]!;
			const all = reference.length + words.length - common;
			return all === 0 ? 0 : common / all;
		});
		for (const id of reference) this.#marks[id] = 0;
		return result;
	}

	#id(word: string): number {
		const known = this.#ids.get(word);
		if (known !== undefined) return known;
		const id = this.#ids.size;
		this.#ids.set(word, id);
		return id;
	}
}
