import * as vscode from 'vscode';
import { type CompletionPosition, MAX_POSITION_PREFIX, MAX_POSITION_SUFFIX } from '../../core/completion/types.ts';
import { cellPath } from '../../core/workspace/paths.ts';

export const CELL_SCHEME = 'vscode-notebook-cell';
/** Where people write; outputs, diffs of old versions and the like are no place for completions. */
const SCHEMES = new Set(['file', 'untitled', 'vscode-remote', 'vscode-vfs', CELL_SCHEME, 'vscode-test-web']);

export function isCompletable(document: Pick<vscode.TextDocument, 'uri'>): boolean {
	return SCHEMES.has(document.uri.scheme) || vscode.workspace.getWorkspaceFolder(document.uri) !== undefined;
}

/**
 * Workspace-relative with `/`; absolute outside of the workspace. The name by which a document is kept: of a cell that of its notebook and
 * its own.
 */
export function pathOf({ uri }: Pick<vscode.TextDocument, 'uri'>): string {
	if (uri.scheme !== CELL_SCHEME) return relative(uri);
	return cellPath(relative(fileUri(uri)), uri.fragment);
}

/**
 * Of a cell its notebook, else itself. A cell's address has a scheme of its own, by which it would belong to no folder, no `.gitignore`
 * would hold for it and no link on its path would be seen.
 */
export function fileUri(uri: vscode.Uri): vscode.Uri {
	if (uri.scheme !== CELL_SCHEME) return uri;
	return vscode.workspace.notebookDocuments.find((one) => one.uri.path === uri.path)?.uri ?? vscode.Uri.file(uri.fsPath);
}

/** Path within the workspace, with `/`. */
export function relative(file: vscode.Uri | string): string {
	return vscode.workspace.asRelativePath(file).replaceAll('\\', '/');
}

/** What is read of a document at a key: at most MAX_POSITION_PREFIX and MAX_POSITION_SUFFIX units, however large it is. */
export function completionPositionAt(
	document: vscode.TextDocument,
	position: vscode.Position,
	selected: vscode.SelectedCompletionInfo | undefined = undefined,
): CompletionPosition {
	const caret = document.offsetAt(position);
	// What the selected entry would replace behind the caret is not there any more once it is in.
	const end = selected === undefined || selected.range.end.isBefore(position) ? position : selected.range.end;
	const after = end.isEqual(position) ? caret : document.offsetAt(end);
	return {
		path: pathOf(document),
		languageId: document.languageId,
		prefix: document.getText(new vscode.Range(prefixStart(document, position, caret), position)),
		suffix: document.getText(new vscode.Range(end, document.positionAt(after + MAX_POSITION_SUFFIX))),
		fileLines: document.lineCount,
		line: position.line,
		selected:
			selected?.range.start.line === position.line && selected.range.start.isBeforeOrEqual(position)
				? { text: selected.text, replacedLength: position.character - selected.range.start.character }
				: null,
	};
}

/** A line start, but never behind the caret's own line: of that the far end is cut where it alone is too long. */
function prefixStart(document: vscode.TextDocument, position: vscode.Position, caret: number): vscode.Position {
	if (caret <= MAX_POSITION_PREFIX) return new vscode.Position(0, 0);
	const start = document.positionAt(caret - MAX_POSITION_PREFIX);
	return start.character === 0 || start.line === position.line ? start : new vscode.Position(start.line + 1, 0);
}
