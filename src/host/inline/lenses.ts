import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ShownHunk } from '../../core/workspace/line-hunks.ts';

export interface LensState {
	readonly hunks: readonly ShownHunk[];
	/** Model and what it cost. */
	readonly by: string;
}

/** Above each part *Accept* and *Discard*; above the first one also those of all, *Again with*, and whose edit it is. */
export function inlineLenses({ hunks, by }: LensState): vscode.CodeLens[] {
	return hunks.flatMap(({ id, line }, i) => {
		const at = new vscode.Range(line, 0, line, 0);
		const lens = (title: string, command: string, ...args: readonly unknown[]): vscode.CodeLens =>
			new vscode.CodeLens(at, { title, command, arguments: [...args] });
		const own = [
			lens(`$(check) ${l10n.t('Accept')}`, 'routoo.acceptInline', id),
			lens(`$(close) ${l10n.t('Discard')}`, 'routoo.discardInline', id),
		];
		if (i > 0) return own;
		const all =
			hunks.length === 1
				? own
				: [
						...own,
						lens(l10n.t('Accept All {0}', hunks.length), 'routoo.acceptInline'),
						lens(l10n.t('Discard All {0}', hunks.length), 'routoo.discardInline'),
					];
		return [...all, lens(l10n.t('Again with …'), 'routoo.inlineAgain'), lens(by, '')];
	});
}
