import type { Hole } from '../types.ts';

/**
 * The hole as it is once the selected entry of the open IntelliSense list is in: its text stands before the caret and nothing is selected.
 * This is what a model is asked about, so that what it says goes on from that entry; a hole without a selection is returned as it is.
 */
export function withSelection(hole: Hole): Hole {
	const { selected } = hole;
	if (selected === null) return hole;
	return { ...hole, prefix: hole.prefix.slice(0, selectionStart(hole)) + selected.text, selected: null };
}

/** Where in the prefix the item begins: what the selected entry replaces is replaced by the completion, too. */
export function selectionStart(hole: Hole): number {
	return Math.max(0, hole.prefix.length - (hole.selected?.replacedLength ?? 0));
}
