import { cleanCompletion } from './text/clean.ts';
import { selectionStart } from './text/selection.ts';
import type { CompletionPosition } from './types.ts';

/** A cleaned text with what it came from. */
export interface CachedCompletion {
	readonly text: string;
	readonly candidateId: string;
	readonly requestId: string;
}

interface Entry extends CachedCompletion {
	readonly path: string;
	readonly languageId: string;
	/** 0-based line and column of the place where the text begins. */
	readonly line: number;
	readonly column: number;
	/** The end of what stands before that place, and the beginning of what stands behind the caret. */
	readonly before: string;
	readonly after: string;
	/** Whether `after` is all of it. */
	readonly toEnd: boolean;
}

const MAX_ENTRIES = 200;
const BEFORE_UNITS = 2_000;
const AFTER_UNITS = 500;
/** How far back the place may be, in lines; longer than any completion. */
const MAX_LINES_TYPED = 60;
const MAX_CLOSERS = 16;

/**
 * Completions by their place, least recently used out first.
 *
 * An entry is found at its very place, and as long as what has been typed since is what its text begins with; then the rest of it is
 * returned, so a suggestion stays while it is typed, and comes back when typing is undone within it. Closing brackets that the editor adds
 * behind the caret meanwhile are taken off the text's end.
 */
export class CompletionCache {
	readonly #entries = new Map<number, Entry>();
	#next = 0;

	/**
	 * The cached text from the position's caret on (from the beginning of the selected entry where one is selected), null where nothing
	 * fits.
	 */
	get(position: CompletionPosition): CachedCompletion | null {
		for (const [id, entry] of [...this.#entries].reverse()) {
			if (entry.path !== position.path || entry.languageId !== position.languageId) continue;
			const text = remaining(entry, position);
			if (text === null) continue;
			this.#entries.delete(id);
			this.#entries.set(id, entry);
			return { text, candidateId: entry.candidateId, requestId: entry.requestId };
		}
		return null;
	}

	/** `entry.text` is what cleanCompletion gave for `position`. */
	put(position: CompletionPosition, entry: CachedCompletion): void {
		const start = selectionStart(position);
		const lineAt = position.prefix.lastIndexOf('\n', start - 1) + 1;
		this.#entries.set(this.#next++, {
			...entry,
			path: position.path,
			languageId: position.languageId,
			line: position.line,
			column: start - lineAt,
			before: position.prefix.slice(Math.max(0, start - BEFORE_UNITS), start),
			after: position.suffix.slice(0, AFTER_UNITS),
			toEnd: position.suffix.length <= AFTER_UNITS,
		});
		if (this.#entries.size > MAX_ENTRIES) this.#entries.delete(this.#entries.keys().next().value!);
	}

	clear(): void {
		this.#entries.clear();
	}

	/** Drops what a request gave, as when its text was accepted or refused. */
	forget(requestId: string): void {
		for (const [id, entry] of this.#entries) if (entry.requestId === requestId) this.#entries.delete(id);
	}
}

function remaining(entry: Entry, position: CompletionPosition): string | null {
	const added = addedBehind(entry, position);
	if (added === null) return null;
	const text = untyped(entry, position);
	if (text === null || text.trim() === '') return null;
	const selected = position.selected?.text ?? '';
	if (!text.startsWith(selected) || text.length === selected.length) return null;
	return added === 0 ? text : cleanCompletion(position, text.includes('\n') ? 'block' : 'line', text);
}

/**
 * Units that stand behind the caret now and did not then: none, or closing brackets, quotes and blanks; null where the suffix is another
 * one.
 */
function addedBehind(entry: Entry, { suffix }: CompletionPosition): number | null {
	for (let added = 0; added <= MAX_CLOSERS; added++) {
		const same = entry.toEnd ? suffix.length === entry.after.length + added : suffix.length >= entry.after.length + added;
		if (same && suffix.startsWith(entry.after, added)) return added;
		if (!/[)\]}>"'`\s]/.test(suffix[added] ?? '')) return null;
	}
	return null;
}

/**
 * The entry's text from the place on where the position's item begins; null where the position is elsewhere or something else was typed.
 */
function untyped(entry: Entry, position: CompletionPosition): string | null {
	const start = selectionStart(position);
	for (const at of [start, placeIn(entry, position)]) {
		if (at === null || !position.prefix.slice(0, at).endsWith(entry.before)) continue;
		if (entry.before.length < Math.min(at, BEFORE_UNITS)) continue;
		if (at > start) return position.prefix.slice(start, at) + entry.text;
		const typed = position.prefix.slice(at, start);
		if (entry.text.startsWith(typed)) return entry.text.slice(typed.length);
	}
	return null;
}

/** Where the entry's text begins in the position's prefix, by line and column. */
function placeIn(entry: Entry, { prefix, line }: CompletionPosition): number | null {
	const lines = line - entry.line;
	if (lines < 0 || lines > MAX_LINES_TYPED) return null;
	let lineAt = prefix.lastIndexOf('\n') + 1;
	for (let i = 0; i < lines; i++) {
		if (lineAt === 0) return null;
		lineAt = lineAt === 1 ? 0 : prefix.lastIndexOf('\n', lineAt - 2) + 1;
	}
	const at = lineAt + entry.column;
	return at <= prefix.length ? at : null;
}
