import { closesBlock, isSignificant } from '../block-words.ts';
import { columns, isBlank, leading } from '../indent.ts';
import { faultsOf, type Pass, type Place } from '../place.ts';

const MAX_OVERLAP = 2_000;
const MAX_LINES = 60;

/**
 * What the suffix says again: the end of the text that the suffix begins with, by the letter or, over several lines, by the lines without
 * their blanks.
 */
export const dropOverlap: Pass = (place, _shape, text) => {
	const line = cutAtRest(place, text);
	const exact = withoutExact(place, line);
	return withoutLines(place, exact);
};

/** In the middle of a line: the text ends where it says the rest of that line. */
function cutAtRest(place: Place, text: string): string {
	const rest = place.rest.trim();
	if (rest.length < 2 || !/[\p{L}\p{N}]/u.test(rest)) return text;
	const end = text.indexOf('\n');
	const at = (end < 0 ? text : text.slice(0, end)).indexOf(rest);
	if (at < 0) return text;
	const blanks = /^\s/.test(place.rest) ? text.slice(0, at).trimEnd().length : at;
	return text.slice(0, blanks);
}

function withoutExact(place: Place, text: string): string {
	let kept = text;
	const suffix = place.suffix.slice(0, MAX_OVERLAP);
	const rest = suffix.trimStart();
	// Models leave out the blanks the suffix begins with, or add some to their own end.
	const pairs = isBlank(place.rest) ? [[text, suffix] as const] : [[text, suffix] as const, [text.trimEnd(), rest] as const];
	for (const [ours, theirs] of pairs) {
		const length = overlap(ours.slice(-MAX_OVERLAP), theirs);
		if (length === 0 || isBlank(theirs.slice(0, length))) continue;
		const shorter = ours.slice(0, ours.length - length);
		if (isOurs(place, text, shorter, theirs.slice(0, length))) continue;
		if (shorter.length < kept.length) kept = shorter;
	}
	return kept;
}

/** Whether what overlaps is the text's own: one character that says little, or a bracket that it needs. */
function isOurs(place: Place, text: string, shorter: string, piece: string): boolean {
	if (isBlank(place.rest) && !piece.includes('\n') && !isSignificant(piece)) return true;
	if (/^[\p{L}\p{N}_]$/u.test(piece.trim())) return true;
	return faultsWith(place, shorter) > faultsWith(place, text);
}

function faultsWith(place: Place, text: string): number {
	return faultsOf(place.lineStart, place.before + text + place.suffix);
}

/** Units of the longest end of `text` that `suffix` begins with; linear (the failure function of Knuth, Morris and Pratt). */
function overlap(text: string, suffix: string): number {
	const pattern = suffix.slice(0, text.length);
	const fail = failures(pattern);
	let matched = 0;
	for (let i = 0; i < text.length; i++) {
		while (matched > 0 && pattern[matched] !== text[i]) matched = fail[matched - 1]!;
		if (pattern[matched] === text[i]) matched++;
	}
	return matched;
}

function failures(items: string): number[] {
	const fail = new Array<number>(items.length).fill(0);
	for (let i = 1, k = 0; i < items.length; i++) {
		while (k > 0 && items[i] !== items[k]) k = fail[k - 1]!;
		if (items[i] === items[k]) k++;
		fail[i] = k;
	}
	return fail;
}

/**
 * The last lines of the text that stand below the caret in the same order, whatever their indentation; closing words and brackets alone
 * count at their own column only.
 */
function withoutLines(place: Place, text: string): string {
	if (!isBlank(place.rest)) return text;
	const lines = text.split('\n');
	const below = place.below.slice(0, MAX_LINES);
	const filled = lines
		.map((line, index) => ({ line: index === 0 ? place.before + line : line, index }))
		.filter(({ line }) => !isBlank(line));
	for (let from = Math.max(1, filled.length - below.length); from < filled.length; from++) {
		const tail = filled.slice(from);
		if (!tail.every(({ line }, i) => line.trim() === below[i]!.text.trim())) continue;
		const alike = tail.some(({ line }) => isSignificant(line) && !closesBlock(place.rules, line));
		if (!alike && columns(leading(tail[0]!.line), place.unit.width) !== below[0]!.column) continue;
		const shorter = lines.slice(0, tail[0]!.index).join('\n');
		return faultsWith(place, shorter) > faultsWith(place, text) ? text : shorter;
	}
	return text;
}
