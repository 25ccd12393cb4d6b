import * as vscode from 'vscode';
import type { LineChange } from '../../core/workspace/line-hunks.ts';

export interface LineEdit {
	readonly range: vscode.Range;
	readonly text: string;
}

/**
 * What puts other lines in the place of `count` lines of a document from `line` on: with the break behind them; of the last lines of a file
 * that before them.
 */
export function lineEdit(document: vscode.TextDocument, line: number, count: number, lines: readonly string[]): LineEdit {
	const end = line + count;
	if (end < document.lineCount) {
		return { range: new vscode.Range(line, 0, end, 0), text: lines.map((one) => `${one}\n`).join('') };
	}
	const last = document.lineAt(document.lineCount - 1).range.end;
	const text = lines.join('\n');
	if (line >= document.lineCount) return { range: new vscode.Range(last, last), text: lines.length === 0 ? '' : `\n${text}` };
	if (lines.length > 0 || line === 0) return { range: new vscode.Range(line, 0, last.line, last.character), text };
	return { range: new vscode.Range(document.lineAt(line - 1).range.end, last), text: '' };
}

export function lineChange({ range: { start, end }, text }: vscode.TextDocumentContentChangeEvent): LineChange {
	const breaks = text.split('\n').length - 1;
	// "\n" behind the line before is put in where that ends.
	const isBefore = start.character === 0 && end.character === 0 && (breaks === 0 ? text === '' : text.endsWith('\n'));
	return { startLine: start.line, endLine: end.line, isBefore, breaks };
}
