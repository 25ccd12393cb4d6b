import * as vscode from 'vscode';
import type { PlacedTarget } from './target.ts';

/** Says to keys and menus that lines are being written. */
const WRITING = 'routoo.inlineWriting';

/** The lines that are being written, marked, with words behind the line that the user looks at. */
export class WritingMark implements vscode.Disposable {
	readonly #mark = vscode.window.createTextEditorDecorationType({
		isWholeLine: true,
		backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
	});
	readonly #words = vscode.window.createTextEditorDecorationType({
		after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' },
	});

	begin(): void {
		void vscode.commands.executeCommand('setContext', WRITING, true);
	}

	/** In every editor that shows the document. */
	tell({ document, start, lines, caret }: PlacedTarget, words: string): void {
		const last = Math.min(start + lines.length, document.lineCount) - 1;
		const all = new vscode.Range(Math.min(start, last), 0, last, Number.MAX_SAFE_INTEGER);
		const line = Math.max(0, Math.min(caret, last));
		const range = new vscode.Range(line, Number.MAX_SAFE_INTEGER, line, Number.MAX_SAFE_INTEGER);
		for (const editor of vscode.window.visibleTextEditors) {
			if (editor.document !== document) continue;
			editor.setDecorations(this.#mark, [all]);
			editor.setDecorations(this.#words, [{ range, renderOptions: { after: { contentText: words } } }]);
		}
	}

	end({ document }: PlacedTarget): void {
		void vscode.commands.executeCommand('setContext', WRITING, false);
		for (const editor of vscode.window.visibleTextEditors) {
			if (editor.document !== document) continue;
			editor.setDecorations(this.#mark, []);
			editor.setDecorations(this.#words, []);
		}
	}

	dispose(): void {
		this.#mark.dispose();
		this.#words.dispose();
	}
}
