import * as l10n from '@vscode/l10n';
import { reindent, unitOf } from './indent.ts';
import { columnsOf, indentOf } from './outline.ts';
import type { Hunk, Patch, PatchLine } from './patch.ts';

export interface Patched {
	readonly lines: readonly string[];
	/** What is not sure, in words; empty where every hunk was found as it is and once. */
	readonly doubts: readonly string[];
}

/** Share of a hunk's lines that a place must have to be shown as its best one. */
const NEAR_ENOUGH = 0.5;

/**
 * The file's lines after a patch. Lines that it only repeats stay as they are in the file. Null where none of it is found, and where it may
 * be no patch at all and is not found whole.
 */
export function applyPatch(lines: readonly string[], { hunks, certain }: Patch): Patched | null {
	let out = lines;
	const doubts: string[] = [];
	let shift = 0;
	let from = 0;
	let lost = 0;
	for (const given of hunks) {
		const hunk = withoutBlank(given);
		const before = hunk.lines.filter(({ sign }) => sign !== '+').map(({ text }) => text);
		const wanted = hunk.at === null ? null : hunk.at + shift;
		const place = placeOf(out, before, wanted, from);
		if (place === null) {
			lost++;
			continue;
		}
		if (!place.sure) doubts.push(l10n.t('A part of the change fits best at line {0}, and not exactly.', place.at + 1));
		const after = rewritten(out.slice(place.at, place.at + before.length), hunk);
		out = [...out.slice(0, place.at), ...after, ...out.slice(place.at + before.length)];
		shift += after.length - before.length;
		from = place.at + after.length;
	}
	if (lost === hunks.length || (!certain && (lost > 0 || doubts.length > 0))) return null;
	if (lost > 0)
		doubts.push(
			lost === 1
				? l10n.t('1 of {0} parts of the change was not found in the file and is left out.', hunks.length)
				: l10n.t('{0} of {1} parts of the change were not found in the file and are left out.', lost, hunks.length),
		);
	return { lines: out, doubts };
}

/** Blank lines alone are no place: what is put in has none. */
function withoutBlank(hunk: Hunk): Hunk {
	const told = hunk.lines.some(({ sign, text }) => sign !== '+' && text.trim() !== '');
	return told ? hunk : { ...hunk, lines: hunk.lines.filter(({ sign }) => sign === '+') };
}

/** @param wanted where the hunk says it stands @param from end of the one before */
function placeOf(
	lines: readonly string[],
	before: readonly string[],
	wanted: number | null,
	from: number,
): { readonly at: number; readonly sure: boolean } | null {
	// New lines alone: at their number, else at the end.
	if (before.length === 0) {
		const end = lines.at(-1) === '' ? lines.length - 1 : lines.length;
		if (wanted === null) return { at: end, sure: false };
		return { at: Math.min(wanted, end), sure: lines.every((line) => line.trim() === '') };
	}
	for (const same of [exact, loose]) {
		const places = placesOf(lines, before, same);
		if (places.length === 0) continue;
		const near = (at: number): number => (wanted === null ? (at < from ? Number.POSITIVE_INFINITY : at) : Math.abs(at - wanted));
		const best = places.reduce((a, b) => (near(b) < near(a) ? b : a));
		return { at: best, sure: places.length === 1 || best === wanted };
	}
	return nearest(lines, before);
}

type Same = (a: string, b: string) => boolean;
const exact: Same = (a, b) => a.trimEnd() === b.trimEnd();
const loose: Same = (a, b) => a.trim().replace(/\s+/g, ' ') === b.trim().replace(/\s+/g, ' ');

function placesOf(lines: readonly string[], wanted: readonly string[], same: Same): number[] {
	const found: number[] = [];
	for (let at = 0; at + wanted.length <= lines.length; at++) {
		if (wanted.every((line, i) => same(lines[at + i]!, line))) found.push(at);
	}
	return found;
}

/** Where most lines stand as in the hunk; null where no place has enough of them, or two have as many. */
function nearest(lines: readonly string[], before: readonly string[]): { at: number; sure: false } | null {
	const wanted = before.map((line) => line.trim());
	const telling = wanted.filter((line) => /\w/.test(line)).length;
	let best = { at: -1, score: 0, twice: false };
	for (let at = 0; at + wanted.length <= lines.length; at++) {
		let score = 0;
		for (const [i, line] of wanted.entries()) if (/\w/.test(line) && lines[at + i]!.trim() === line) score++;
		if (score > best.score) best = { at, score, twice: false };
		else if (score === best.score) best.twice = true;
	}
	return best.at < 0 || best.twice || best.score < NEAR_ENOUGH * telling ? null : { at: best.at, sure: false };
}

/** The hunk's lines at its place: what is kept as it stands there, what is new in the indentation of what is there. */
function rewritten(there: readonly string[], { lines }: Hunk): string[] {
	const before = lines.filter(({ sign }) => sign !== '+');
	const at = before.findIndex(({ text }) => text.trim() !== '');
	const [theirs, ours] = [before[at]?.text ?? '', there[at] ?? ''];
	const same = at < 0 || indentOf(theirs) === indentOf(ours);
	const [from, to] = [unitOf(lines.map(({ text }) => text)), unitOf(there)];
	let old = 0;
	return lines.flatMap((line: PatchLine): string[] => {
		if (line.sign === '-') {
			old++;
			return [];
		}
		if (line.sign === ' ') return [there[old++] ?? line.text];
		return same ? [line.text] : moved(line.text, columnsOf(theirs), indentOf(ours), from, to);
	});
}

function moved(text: string, base: number, indent: string, from: string | null, to: string | null): string[] {
	// Less deep than the hunk's first line: by as many steps less.
	if (text.trim() !== '' && columnsOf(text) < base) {
		const less = base - columnsOf(text);
		const own = columnsOf(from ?? to ?? '\t');
		const unit = to ?? from ?? '\t';
		const keep = indent.length - Math.round(less / own) * unit.length;
		return [indent.slice(0, Math.max(0, keep)) + text.trimStart()];
	}
	return reindent([text], base, indent, from, to);
}
