import type { CompletionPosition, CompletionShape } from '../types.ts';
import { wholeUnits } from './answer-start.ts';
import { MAX_LINE_UNITS } from './block.ts';
import { balance } from './passes/brackets.ts';
import { dropOverlap } from './passes/overlap.ts';
import { reindent } from './passes/reindent.ts';
import { balanceTags } from './passes/tags.ts';
import { cutAtEnd, cutTokens, dropEcho, dropPresent, dropThinking, trimLead, trimRepeats, trimTail, unwrapFence } from './passes/trims.ts';
import { type Pass, type Place, placeOf, unixBreaks } from './place.ts';
import { wholePart } from './whole-part.ts';

/** What a text may be at most, UTF-16 code units: MAX_BLOCK_LINES of 200 units each. */
const MAX_RAW = 8_000;
/** Two rounds settle nearly every text; one that has not settled by then is no good completion. */
const MAX_ROUNDS = 6;

const PASSES: readonly Pass[] = [
	dropThinking,
	cutTokens,
	unwrapFence,
	dropEcho,
	trimLead,
	reindent,
	cutAtEnd,
	trimRepeats,
	dropOverlap,
	balanceTags,
	balance,
	trimTail,
	dropPresent,
];

/**
 * What is shown of a model's answer, or null where nothing of it is worth showing: never empty, never only blanks, in the file's line
 * breaks and indentation.
 *
 * It is inserted at the caret and replaces nothing behind it. With an entry of the IntelliSense list selected, the answer goes on from that
 * entry (see withSelection), and the text begins with the entry and also replaces the `replacedLength` units before the caret. `isCut`: the
 * answer went on where the stream ended, so that only its whole lines or statements count. Cleaning a cleaned text changes nothing. Never
 * throws.
 */
export function cleanCompletion(position: CompletionPosition, shape: CompletionShape, raw: string, isCut = false): string | null {
	const place = placeOf(position);
	const selected = position.selected?.text ?? '';
	const answer = selected !== '' && raw.startsWith(selected) ? raw.slice(selected.length) : raw;
	const lines = cutLongLine(unixBreaks(answer.slice(0, MAX_RAW)));
	const text = settled(place, shape, isCut ? wholePart(place, lines) : lines);
	if (text === null || text.trim() === '') return null;
	return selected + (place.eol === '\n' ? text : text.replaceAll('\n', place.eol));
}

/** The text up to where its first line longer than MAX_LINE_UNITS reaches that length: a stop ends there as well. */
function cutLongLine(text: string): string {
	let at = 0;
	for (let end = text.indexOf('\n'); end >= 0 && end - at <= MAX_LINE_UNITS; end = text.indexOf('\n', at)) at = end + 1;
	const end = text.indexOf('\n', at);
	return (end < 0 ? text.length : end) - at <= MAX_LINE_UNITS ? text : wholeUnits(text.slice(0, at + MAX_LINE_UNITS));
}

function settled(place: Place, shape: CompletionShape, raw: string): string | null {
	let text = raw;
	for (let round = 0; round < MAX_ROUNDS; round++) {
		let next = text;
		for (const pass of PASSES) {
			next = pass(place, shape, next);
			if (next.trim() === '') return null;
		}
		// A line break that the tail put behind the text can end a literal that had hidden a bracket of the suffix.
		if (next === text) return balance(place, shape, text) === text ? text : null;
		text = next;
	}
	return null;
}
