import * as vscode from 'vscode';

/** Decorations of lines that came, and of the place where lines are gone. */
export interface Marks {
	readonly added: vscode.TextEditorDecorationType;
	readonly gone: vscode.TextEditorDecorationType;
}

/** The marks of one owner: what two of them mark in one editor does not take the other's away. */
export function lineMarks(): Marks {
	return {
		added: vscode.window.createTextEditorDecorationType({
			isWholeLine: true,
			backgroundColor: new vscode.ThemeColor('diffEditor.insertedLineBackground'),
			overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.addedForeground'),
		}),
		gone: vscode.window.createTextEditorDecorationType({
			isWholeLine: true,
			borderStyle: 'solid',
			borderWidth: '1px 0 0 0',
			borderColor: new vscode.ThemeColor('editorOverviewRuler.deletedForeground'),
			overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.deletedForeground'),
		}),
	};
}
