import { commonEnds } from './apply/changed-part.ts';

/** Lines of the old text that give way to lines of the new one; either may be none. */
export interface LineHunk {
	/** Of its first old line, from 0; where none goes, of the line before which the new ones come. */
	readonly at: number;
	readonly removed: number;
	readonly added: readonly string[];
}

/** Beyond this the middle is one hunk: the table would take longer than anybody waits at a key. */
const MOST_CELLS = 1_000_000;

/** What makes `after` of `before`, by the longest common run of lines, in order. */
export function lineHunks(before: readonly string[], after: readonly string[]): readonly LineHunk[] {
	const { above, below } = commonEnds(before, after);
	const old = before.slice(above, before.length - below);
	const now = after.slice(above, after.length - below);
	if (old.length === 0 && now.length === 0) return [];
	if (old.length === 0 || now.length === 0 || old.length * now.length > MOST_CELLS) {
		return [{ at: above, removed: old.length, added: now }];
	}
	return hunksOf(old, now).map((hunk) => ({ ...hunk, at: hunk.at + above }));
}

function hunksOf(old: readonly string[], now: readonly string[]): LineHunk[] {
	const width = now.length + 1;
	// Length of the longest common run from (i, j) on.
	const table = new Uint32Array((old.length + 1) * width);
	for (let i = old.length - 1; i >= 0; i--) {
		for (let j = now.length - 1; j >= 0; j--) {
			const at = i * width + j;
			table[at] = old[i] === now[j] ? table[at + width + 1]! + 1 : Math.max(table[at + width]!, table[at + 1]!);
		}
	}
	const hunks: LineHunk[] = [];
	let i = 0;
	let j = 0;
	while (i < old.length || j < now.length) {
		const [fromOld, fromNew] = [i, j];
		while (i < old.length || j < now.length) {
			if (i < old.length && j < now.length && old[i] === now[j]) break;
			const at = i * width + j;
			if (j >= now.length || (i < old.length && table[at + width]! >= table[at + 1]!)) i++;
			else j++;
		}
		if (i > fromOld || j > fromNew) hunks.push({ at: fromOld, removed: i - fromOld, added: now.slice(fromNew, j) });
		while (i < old.length && j < now.length && old[i] === now[j]) {
			i++;
			j++;
		}
	}
	return hunks;
}

/** A hunk as it stands in a document that holds the new text. */
export interface ShownHunk {
	readonly id: number;
	/** From 0; where nothing came, the line before which something stood. */
	readonly line: number;
	/** Lines that came. */
	readonly count: number;
	/** Those that stood there before. */
	readonly old: readonly string[];
}

/** Hunks of a text `before` that begins at this line of the document, once the document holds what they make of it. */
export function shownHunks(hunks: readonly LineHunk[], before: readonly string[], start: number): readonly ShownHunk[] {
	let shift = start;
	return hunks.map(({ at, removed, added }, id) => {
		const shown = { id, line: at + shift, count: added.length, old: before.slice(at, at + removed) };
		shift += added.length - removed;
		return shown;
	});
}

/** Lines of a document that were replaced by so many lines, borders counted as VS Code does: 0 new lines where a word changed. */
export interface LineChange {
	readonly startLine: number;
	readonly endLine: number;
	/** It begins at the beginning of its line, and replaces nothing of the line that it ends on. */
	readonly isBefore: boolean;
	/** Line breaks that it brings. */
	readonly breaks: number;
}

/** The hunk as it stands after a change; null where the change reaches over one of its borders: then the user has decided by hand. */
export function hunkAfter(hunk: ShownHunk, { startLine, endLine, isBefore, breaks }: LineChange): ShownHunk | null {
	const { line, count } = hunk;
	const delta = breaks - (endLine - startLine);
	const end = line + count;
	if (endLine < line || (endLine === line && isBefore)) return { ...hunk, line: line + delta };
	if (startLine >= end) return hunk;
	if (startLine >= line && endLine < end) return { ...hunk, count: count + delta };
	return null;
}
