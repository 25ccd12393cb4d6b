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
		const own = [lens('$(check) Accept', 'routoo.acceptInline', id), lens('$(close) Discard', 'routoo.discardInline', id)];
		if (i > 0) return own;
		const all =
			hunks.length === 1
				? own
				: [...own, lens(`Accept All ${hunks.length}`, 'routoo.acceptInline'), lens(`Discard All ${hunks.length}`, 'routoo.discardInline')];
		return [...all, lens('Again with …', 'routoo.inlineAgain'), lens(by, '')];
	});
}
