import type { CompletionPosition, CompletionShape } from '../types.ts';
import { isProse } from './answer-start.ts';
import { beginsHeader, opensBlock } from './block-words.ts';
import { type Place, placeOf } from './place.ts';

/** What an editor's auto-closing leaves behind the caret: closing brackets and quotes, a separator, a closing tag. */
const CLOSERS_ONLY = /^[\s)\]}>;,"'`:]*(?:<\/[\w.:-]*>[\s)\]};,]*)?$/;

/**
 * One line or a whole block, by what stands around the caret.
 *
 * `line` in strings, in comments, in prose, in the middle of a line, with an entry of the IntelliSense list selected, where the block
 * already has a body, and at the end of a statement in progress. `block` behind what opens one (a bracket, `:`, `do`, a tag), at the end of
 * the head of one (`if`, `function`), and on an empty line that the next line does not go on with.
 */
export function completionShape(position: CompletionPosition): CompletionShape {
	if (position.selected !== null) return 'line';
	return shapeOf(placeOf(position));
}

function shapeOf(place: Place): CompletionShape {
	const { top } = place.caret;
	if (top !== null && top.kind !== 'bracket') return 'line';
	if (!CLOSERS_ONLY.test(place.rest)) return 'line';
	if (place.before.trim() === '') return blankLineShape(place);
	if (isProse(place.rules)) return 'line';
	// A blank behind a key's colon: its value stands on this line.
	if (
		place.rules.layout === 'indentation' &&
		/^\s*(?:- )?["']?[\w.$ -]+["']?:\s+$/.test(place.before) &&
		!beginsHeader(place.rules, place.before)
	)
		return 'line';
	if (!opensBlock(place.rules, place.before) && !beginsHeader(place.rules, place.before)) return 'line';
	return hasBody(place, place.column) ? 'line' : 'block';
}

function blankLineShape(place: Place): CompletionShape {
	const { above, rules } = place;
	if (isProse(rules)) return 'line';
	if (above !== null && isEmptyBody(place)) return 'block';
	if (above !== null && opensBlock(rules, above.text)) return 'line';
	const next = place.directlyBelow;
	return next === null || next.trim() === '' || place.below[0]!.column < place.column ? 'block' : 'line';
}

/** The line above opens a block that has nothing in it yet. */
export function isEmptyBody(place: Place): boolean {
	const { above } = place;
	return above !== null && opensBlock(place.rules, above.text) && !hasBody(place, above.column);
}

/** Whether a text of one line opens the block that stands below the caret already. */
export function headsBody(place: Place, text: string): boolean {
	return text.trim() !== '' && standsOver(place) && opensBlock(place.rules, text);
}

/** Whether the caret ends its line and deeper lines follow. */
export function standsOver(place: Place): boolean {
	return place.rest.trim() === '' && hasBody(place, place.column);
}

/** Whether the next line that is not blank is deeper than `column`. */
function hasBody(place: Place, column: number): boolean {
	return (place.below[0]?.column ?? 0) > column;
}
