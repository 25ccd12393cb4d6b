import * as vscode from 'vscode';
import type { LineSpan } from './target.ts';

/**
 * Puts a bare caret where an edit begins: a selection would tint what came. Who has gone elsewhere in the file meanwhile stays there.
 * @param span lines that were written
 * @param line of the first that changed
 */
export function caretTo(editors: readonly vscode.TextEditor[], { first, last }: LineSpan, line: number): void {
	for (const editor of editors) {
		const { start, end } = editor.selection;
		if (start.line > last || end.line < first) continue;
		const at = Math.min(line, editor.document.lineCount - 1);
		editor.selection = new vscode.Selection(at, 0, at, 0);
		editor.revealRange(new vscode.Range(at, 0, at, 0), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
	}
}
