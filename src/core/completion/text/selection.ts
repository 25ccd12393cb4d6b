import type { CompletionPosition } from '../types.ts';

/**
 * The position as it is once the selected entry of the open IntelliSense list is in: its text stands before the caret and nothing is
 * selected. This is what a model is asked about, so that what it says goes on from that entry; a position without a selection is returned
 * as it is.
 */
export function withSelection(position: CompletionPosition): CompletionPosition {
	const { selected } = position;
	if (selected === null) return position;
	return { ...position, prefix: position.prefix.slice(0, selectionStart(position)) + selected.text, selected: null };
}

/** Where in the prefix the item begins: what the selected entry replaces is replaced by the completion, too. */
export function selectionStart(position: CompletionPosition): number {
	return Math.max(0, position.prefix.length - (position.selected?.replacedLength ?? 0));
}
