import { ECHO_LINES, FENCE, findEcho, isIntro, isProse, wholeUnits } from '../answer-start.ts';
import { BlockReader } from '../block.ts';
import { closesBlock, isSignificant } from '../block-words.ts';
import { endsChunk } from '../borders.ts';
import { firstLine, followingShift, shifter } from '../first-line.ts';
import { blanksTo, columns, isBlank, leading } from '../indent.ts';
import type { Pass, Place } from '../place.ts';
import { RepeatWatch, runStart } from '../repeat-watch.ts';
import { isOpened, withoutThinking } from '../thinking.ts';
import { findToken } from '../tokens.ts';

/** The short passes, in the order in which clean.ts runs them. */

/** What a model said to itself before its answer. */
export const dropThinking: Pass = (place, _shape, text) =>
	withoutThinking(text, (close) => isOpened([...place.linesAbove, place.before].join('\n'), close));

/** Control tokens of a model's vocabulary: left out at the beginning, the end of the answer anywhere else. */
export const cutTokens: Pass = (place, _shape, text) => {
	let rest = text;
	for (let token = findToken(place, rest); token !== null; token = findToken(place, rest)) {
		if (!isBlank(rest.slice(0, token.at))) return rest.slice(0, token.at);
		rest = rest.slice(token.end);
	}
	return rest;
};

/**
 * The code within a Markdown fence, without the sentence that introduces it; what follows the fence is talk. In prose a fence is text like
 * any other.
 */
export const unwrapFence: Pass = (place, _shape, text) => {
	if (isProse(place.rules)) return text;
	const lines = text.split('\n');
	if (endsChunk(place.rules, lines.find((line) => !isBlank(line)) ?? '')) return '';
	const start = lines.findIndex((line) => !isBlank(line) && !FENCE.test(line) && !isIntro(line));
	if (start < 0) return '';
	// Without a fence or a sentence before it, blank lines at the beginning mean something.
	const plain = lines.slice(0, start).every(isBlank);
	const end = lines.findIndex((line, i) => i > start && FENCE.test(line));
	return plain && end < 0 ? text : lines.slice(plain ? 0 : start, end < 0 ? lines.length : end).join('\n');
};

/** Lines of an echo that was cut off before it came to the caret. */
const MIN_CUT_ECHO = 6;

/** What stands before the caret and is said once more: the caret's line, or lines above up to it. */
export const dropEcho: Pass = (place, _shape, text) => {
	const lines = text.split('\n', 2 * ECHO_LINES);
	const start = lines.findIndex((line) => !isBlank(line));
	if (start < 0 || (start > 0 && !isBlank(place.before))) return text;
	const echo = findEcho(place, lines.slice(start));
	// A few lines that stand above as well may be meant: code is full of alike pieces.
	if (echo.pending && echo.lines >= MIN_CUT_ECHO) return '';
	const skipped = lines.slice(0, start).reduce((sum, line) => sum + line.length + 1, 0);
	return echo.units === 0 ? text : text.slice(skipped + echo.units);
};

/**
 * The beginning of the text: no blanks that double those before the caret, no empty lines where the caret's line is empty already. One is
 * kept where it parts a top-level definition from the code above.
 */
export const trimLead: Pass = (place, _shape, text) => {
	const [first = '', ...more] = text.split('\n');
	if (!isBlank(place.before) || !isBlank(first)) return [firstLine(place, first), ...shifted(place, first, more)].join('\n');
	const start = more.findIndex((line) => !isBlank(line));
	if (start < 0) return '';
	const line = more[start]!;
	const parts = place.before === '' && leading(line) === '' && !isBlank(place.directlyAbove ?? '');
	const rest = more.slice(start + 1);
	if (parts) return ['', line, ...rest].join('\n');
	const own = ownIndent(place.before, line);
	return [firstLine(place, own), ...shifted(place, own, rest)].join('\n');
};

function shifted(place: Place, first: string, more: readonly string[]): readonly string[] {
	const shift = shifter(place, followingShift(place, first, more[0] ?? ''));
	return more.map((line) => {
		const by = shift(line);
		return by === 0 || isBlank(line) ? line : blanksTo(columns(leading(line), place.unit.width) + by, place.unit) + line.trimStart();
	});
}

/** A whole line as it goes on from the caret: without the indentation that stands there. */
function ownIndent(before: string, line: string): string {
	return line.startsWith(before) ? line.slice(before.length) : line.trimStart();
}

/** Ends the text where its shape's rule ends it (see BlockReader): a stream stops there, too, but its last line has not been judged yet. */
export const cutAtEnd: Pass = (place, shape, text) => {
	const reader = new BlockReader(place, shape);
	const lines = text.split('\n');
	let at = 0;
	for (const line of lines) {
		const { keep, done } = reader.read(line);
		if (done) return wholeUnits(text.slice(0, Math.max(0, keep === null ? at - 1 : at + keep)));
		at += line.length + 1;
	}
	return text;
};

/** Runs in circles, of lines or within the last line: one round is kept. */
export const trimRepeats: Pass = (_place, _shape, text) => {
	const watch = new RepeatWatch();
	const lines = text.split('\n');
	const runs = lines.findIndex((line) => watch.runsAway(line));
	if (runs >= 0) return lines.slice(0, runs + 1 - 2 * watch.period).join('\n');
	const last = lines.at(-1)!;
	const start = runStart(last);
	return start < 0 ? text : wholeUnits(text.slice(0, text.length - last.length + start));
};

/**
 * The end of the text: no blanks, but for a line of its own for the closing bracket or tag behind the caret, and one space where the suffix
 * needs to be kept apart.
 */
export const trimTail: Pass = (place, _shape, text) => {
	const trimmed = text
		.split('\n')
		.map((line, i) => (i > 0 && isBlank(line) ? '' : line))
		.join('\n')
		.trimEnd();
	if (trimmed === '' || isBlank(place.rest)) return trimmed;
	const closer = /^(?:[)\]}]|<\/)/.test(place.rest);
	const ownLine = closer && trimmed.startsWith('\n');
	if (ownLine) return `${trimmed}\n${blanksTo(place.column, place.unit)}`;
	const spaced = /[ \t]$/.test(text) && !text.includes('\n') && !/^\s/.test(place.rest);
	const wanted = closer ? place.rest.startsWith('}') : /^[\p{L}\p{N}_$"'`([{&|=<>+*/?-]/u.test(place.rest);
	return spaced && wanted ? `${trimmed} ` : trimmed;
};

const MIN_PRESENT_UNITS = 5;

/** Nothing is left of a text whose only line, once in, would be the line right below, or above, once more. */
export const dropPresent: Pass = (place, _shape, text) => {
	if (isBlank(text) || text.includes('\n')) return text;
	const line = (place.before + text + place.rest).trim();
	if (line.length < MIN_PRESENT_UNITS || !isSignificant(line) || closesBlock(place.rules, line)) return text;
	// Who has begun a line that is like the one above means it.
	const above = isBlank(place.before) && line === place.directlyAbove?.trim();
	return above || line === place.directlyBelow?.trim() ? '' : text;
};
