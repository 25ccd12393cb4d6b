import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ShownHunk } from '../../core/workspace/line-hunks.ts';
import { chordInWords, type Keyboard } from './chords.ts';

export interface LensState {
	readonly hunks: readonly ShownHunk[];
	/** Model and what it cost. */
	readonly by: string;
	/** It was taken as it came. */
	readonly applied: boolean;
	readonly keyboard: Keyboard;
}

/**
 * Of what was taken as it came *Undo* and *Details*. Else above each part *Accept*, *Discard* and what stood there; above the first one
 * also those of all, *Again with*, and whose edit it is.
 */
export function inlineLenses({ hunks, by, applied, keyboard }: LensState): vscode.CodeLens[] {
	const [accept, discard] = [chordInWords('acceptInline', keyboard), chordInWords('discardInline', keyboard)];
	const [first] = hunks;
	if (applied && first !== undefined) {
		const back = l10n.t('Put the old lines back: {0}.', discard);
		return takenLenses(first.line, by, {
			undo: { command: 'routoo.discardInline', tooltip: back },
			compare: { title: l10n.t('Details'), command: 'routoo.inlineDetails' },
		});
	}
	return hunks.flatMap(({ id, line, old }, i) => {
		const at = new vscode.Range(line, 0, line, 0);
		const lens = (title: string, command: string, tooltip: string, ...args: readonly unknown[]): vscode.CodeLens =>
			new vscode.CodeLens(at, { title, command, tooltip, arguments: [...args] });
		const keep = l10n.t('Keep the new lines. {0} keeps those of all parts.', accept);
		const back = l10n.t('Put the old lines back. {0} does so for all parts.', discard);
		const own = [
			lens(`$(check) ${l10n.t('Accept')}`, 'routoo.acceptInline', keep, id),
			lens(`$(close) ${l10n.t('Discard')}`, 'routoo.discardInline', back, id),
			...(old.length === 0 ? [] : [lens(goneWords(old.length), 'routoo.inlineDetails', l10n.t('Show what stood there.'))]),
		];
		if (i > 0) return own;
		const all =
			hunks.length === 1
				? own
				: [
						...own,
						lens(l10n.t('Accept All {0}', hunks.length), 'routoo.acceptInline', keep),
						lens(l10n.t('Discard All {0}', hunks.length), 'routoo.discardInline', back),
					];
		const again = lens(l10n.t('Again with …'), 'routoo.inlineAgain', l10n.t('Discard it and ask another model for the same.'));
		return [...all, again, lens(by, '', '')];
	});
}

/** What the lenses of an edit that was taken as it came run. */
export interface TakenCommands {
	readonly undo: { readonly command: string; readonly tooltip: string };
	readonly compare: { readonly title: string; readonly command: string };
}

/** @param by whose edit it is; empty where that is not known @param line of the first that changed, from 0 */
export function takenLenses(line: number, by: string, { undo, compare }: TakenCommands): vscode.CodeLens[] {
	const at = new vscode.Range(line, 0, line, 0);
	const lens = (title: string, command: string, tooltip: string): vscode.CodeLens =>
		new vscode.CodeLens(at, { title, command, tooltip, arguments: [] });
	return [
		lens(`$(discard) ${l10n.t('Undo')}`, undo.command, undo.tooltip),
		lens(compare.title, compare.command, l10n.t('Show what stood there.')),
		...(by === '' ? [] : [lens(by, '', '')]),
	];
}

function goneWords(count: number): string {
	return count === 1 ? l10n.t('− 1 line') : l10n.t('− {0} lines', count);
}
