import * as vscode from 'vscode';

/** A notebook with more is a data set. */
const MOST_LINES = 20_000;

/** The notebook whose tab is in front. */
export function notebookInFront(): vscode.NotebookEditor | null {
	const editor = vscode.window.activeNotebookEditor;
	if (editor === undefined) return null;
	const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
	if (!(input instanceof vscode.TabInputNotebook)) return null;
	return input.uri.toString() === editor.notebook.uri.toString() ? editor : null;
}

export interface NotebookText {
	readonly lines: readonly string[];
	/** Index of the line at which a cell's text begins, by the cell's index; cells that were left out have none. */
	readonly starts: readonly number[];
	/** Of the first cell with code. */
	readonly language: string | null;
}

/** The cells as one text, in the form that tools read as a script (`# %%` before each). Outputs are left out: they may hold anything. */
export function notebookText(notebook: vscode.NotebookDocument): NotebookText {
	const lines: string[] = [];
	const starts: number[] = [];
	let language: string | null = null;
	for (const { kind, document } of notebook.getCells()) {
		if (lines.length >= MOST_LINES) break;
		const isCode = kind === vscode.NotebookCellKind.Code;
		if (isCode) language ??= document.languageId;
		lines.push(isCode ? '# %%' : '# %% [markdown]');
		starts.push(lines.length);
		for (let i = 0; i < document.lineCount && lines.length < MOST_LINES; i++) lines.push(document.lineAt(i).text);
	}
	return { lines, starts, language };
}
