import type * as vscode from 'vscode';

/** Where lines of a document stand now: where they stood, else the one other place; null where they are gone or stand twice. */
export function placeOf(document: vscode.TextDocument, { start, lines }: { start: number; lines: readonly string[] }): number | null {
	const isAt = (at: number): boolean =>
		at >= 0 && at + lines.length <= document.lineCount && lines.every((line, i) => document.lineAt(at + i).text === line);
	if (isAt(start)) return start;
	const places: number[] = [];
	for (let at = 0; at + lines.length <= document.lineCount && places.length < 2; at++) if (isAt(at)) places.push(at);
	return places.length === 1 ? places[0]! : null;
}
