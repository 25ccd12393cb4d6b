import { commonEnds } from './apply/changed-part.ts';

/** Lines of the old text that give way to lines of the new one; either may be none. */
export interface LineHunk {
	/** Of its first old line, from 0; where none goes, of the line before which the new ones come. */
	readonly at: number;
	readonly removed: number;
	readonly added: readonly string[];
}

/** Beyond this a table would take longer than anybody waits at a key: lines that each text has once part it first. */
const MOST_CELLS = 1_000_000;

/** What makes `after` of `before`, by the longest common run of lines, in order. What is too long for that stays one hunk. */
export function lineHunks(before: readonly string[], after: readonly string[]): readonly LineHunk[] {
	return hunksWithin(before, after, { cells: MOST_CELLS });
}

/** @param left of the work that all parts of a text may take together */
function hunksWithin(before: readonly string[], after: readonly string[], left: { cells: number }): readonly LineHunk[] {
	const { above, below } = commonEnds(before, after);
	const old = before.slice(above, before.length - below);
	const now = after.slice(above, after.length - below);
	if (old.length === 0 && now.length === 0) return [];
	const whole = [{ at: above, removed: old.length, added: now }];
	if (old.length === 0 || now.length === 0) return whole;
	const cells = old.length * now.length;
	if (cells <= left.cells) {
		left.cells -= cells;
		return hunksOf(old, now).map((hunk) => ({ ...hunk, at: hunk.at + above }));
	}
	const kept = left.cells > 0 ? onceInBoth(old, now) : [];
	if (kept.length === 0) return whole;
	left.cells -= old.length + now.length;
	const hunks: LineHunk[] = [];
	let [i, j] = [0, 0];
	for (const [toOld, toNow] of [...kept, [old.length, now.length] as const]) {
		const [from, fromNow] = [i, j];
		const parts = hunksWithin(old.slice(from, toOld), now.slice(fromNow, toNow), left);
		for (const part of parts) hunks.push({ ...part, at: part.at + above + from });
		[i, j] = [toOld + 1, toNow + 1];
	}
	return hunks;
}

/** Places of the lines that each text has once, as many of them as stand in the same order in both. */
function onceInBoth(old: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
	const places = onceIn(now);
	const found = [...onceIn(old)].flatMap(([line, i]) => (places.has(line) ? [[i, places.get(line)!] as const] : []));
	found.sort(([a], [b]) => a - b);
	// The longest rising run of places in `now`: the last of each length, and which one it follows.
	const ends: number[] = [];
	const behind = new Array<number>(found.length);
	for (const [k, [, at]] of found.entries()) {
		let [low, high] = [0, ends.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (found[ends[middle]!]![1] < at) low = middle + 1;
			else high = middle;
		}
		behind[k] = low === 0 ? -1 : ends[low - 1]!;
		ends[low] = k;
	}
	const run: (readonly [number, number])[] = [];
	for (let k = ends.at(-1) ?? -1; k >= 0; k = behind[k]!) run.push(found[k]!);
	return run.reverse();
}

function onceIn(lines: readonly string[]): Map<string, number> {
	const places = new Map<string, number>();
	const again = new Set<string>();
	for (const [i, line] of lines.entries()) {
		if (places.has(line)) again.add(line);
		else places.set(line, i);
	}
	for (const line of again) places.delete(line);
	return places;
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
