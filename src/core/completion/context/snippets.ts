import type { CompletionPosition, ContextDocument, Snippet } from '../types.ts';
import { snippetTokens } from './build.ts';
import { WordIds, type WordWindow } from './token-sets.ts';

/**
 * Lines of a window and of the step between two, and of the text before the caret that they are compared with. Of windows of 40 lines of
 * TypeScript one in ten fits into the share that snippets have of a prompt, of those of 20 lines 17 in 20 (estimated tokens of this
 * project's own sources).
 */
const WINDOW_LINES = 20;
const STEP_LINES = 10;
const REFERENCE_LINES = 60;
/** The newest documents count; of a long one only so much is read. */
const MOST_DOCUMENTS = 20;
const MOST_DOCUMENT_UNITS = 120_000;
/** A window of longer lines, as in a minified file, is never quoted, so it is not read either. */
const MOST_WINDOW_UNITS = 200 * WINDOW_LINES;
/** UTF-16 code units that one `find` reads anew: about half a millisecond. What is left waits for the next key or for `index`. */
const UNITS_PER_FIND = 16_000;
/** Less similar than this is no help; text of another language must be nearer. */
const LEAST_SIMILARITY = 0.12;
const LEAST_OTHER_LANGUAGE = 0.2;

interface Indexed {
	readonly version: number;
	readonly generation: number;
	readonly lines: readonly string[];
	/** Grows until all lines are read. */
	readonly windows: WordWindow[];
	next: number;
}

/**
 * Finds the parts of other open files that are most like the text before the caret: windows of lines, compared by the Jaccard similarity of
 * their word sets, as in published completion engines. Documents are read once a version and in slices, so that no single key pays for a
 * large file. Windows lie at fixed lines, so the same text comes back byte for byte.
 */
export class SnippetFinder {
	readonly #words = new WordIds();
	readonly #documents = new Map<string, Indexed>();

	/** At most `max` snippets, one a document, the most similar first, within `budgetTokens` together. */
	find(position: CompletionPosition, documents: readonly ContextDocument[], budgetTokens: number, max: number): readonly Snippet[] {
		if (max <= 0 || budgetTokens <= 0) return [];
		this.#words.trim();
		const others = newest(documents, position.path);
		this.#read(others, UNITS_PER_FIND);
		const reference = this.#words.ids(lastLines(position.prefix, REFERENCE_LINES));
		if (reference.length === 0) return [];
		const best = others.flatMap((document) => this.#best(document, reference, position.languageId));
		best.sort((a, b) => b.similarity - a.similarity || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
		return withinBudget(best, budgetTokens, max);
	}

	/**
	 * Reads up to `units` code units of documents that were not read yet, for idle moments.
	 * @returns whether everything is read
	 */
	index(documents: readonly ContextDocument[], units: number): boolean {
		this.#words.trim();
		return this.#read(newest(documents, null), units);
	}

	/** Drops what is known of documents that are no longer open. */
	keepOnly(paths: ReadonlySet<string>): void {
		for (const path of this.#documents.keys()) if (!paths.has(path)) this.#documents.delete(path);
	}

	#read(documents: readonly ContextDocument[], units: number): boolean {
		let left = units;
		for (const document of documents) {
			const indexed = this.#indexed(document);
			while (indexed.next < indexed.lines.length) {
				if (left <= 0) return false;
				const to = Math.min(indexed.lines.length, indexed.next + WINDOW_LINES);
				const text = indexed.lines.slice(indexed.next, to).join('\n');
				if (text.length <= MOST_WINDOW_UNITS) indexed.windows.push({ from: indexed.next, to, words: this.#words.ids(text) });
				// The last window reaches the end: a further step would lie within it.
				indexed.next = to === indexed.lines.length ? to : indexed.next + STEP_LINES;
				left -= Math.min(text.length, MOST_WINDOW_UNITS);
			}
		}
		return true;
	}

	#indexed({ path, version, text }: ContextDocument): Indexed {
		const known = this.#documents.get(path);
		if (known !== undefined && known.version === version && known.generation === this.#words.generation) return known;
		const indexed: Indexed = {
			version,
			generation: this.#words.generation,
			lines: text.slice(0, MOST_DOCUMENT_UNITS).split('\n'),
			windows: [],
			next: 0,
		};
		this.#documents.set(path, indexed);
		return indexed;
	}

	#best(document: ContextDocument, reference: Int32Array, languageId: string): Snippet[] {
		const { windows, lines } = this.#indexed(document);
		const similarities = this.#words.similarities(reference, windows);
		let best = -1;
		for (let i = 0; i < similarities.length; i++) if (best < 0 || similarities[i]! > similarities[best]!) best = i;
		const least = document.languageId === languageId ? LEAST_SIMILARITY : LEAST_OTHER_LANGUAGE;
		if (best < 0 || similarities[best]! < least) return [];
		const { from, to } = windows[best]!;
		return [{ path: document.path, text: lines.slice(from, to).join('\n'), similarity: similarities[best]! }];
	}
}

function newest(documents: readonly ContextDocument[], except: string | null): ContextDocument[] {
	return documents
		.filter(({ path }) => path !== except)
		.sort((a, b) => b.touchedAt - a.touchedAt || (a.path < b.path ? -1 : 1))
		.slice(0, MOST_DOCUMENTS);
}

function withinBudget(snippets: readonly Snippet[], budgetTokens: number, max: number): Snippet[] {
	const chosen: Snippet[] = [];
	let tokens = 0;
	for (const snippet of snippets) {
		if (chosen.length === max) break;
		const more = tokens + snippetTokens(snippet);
		if (more > budgetTokens) continue;
		chosen.push(snippet);
		tokens = more;
	}
	return chosen;
}

function lastLines(text: string, count: number): string {
	let at = text.length;
	for (let i = 0; i < count && at > 0; i++) at = text.lastIndexOf('\n', at - 1);
	return at < 0 ? text : text.slice(at);
}
