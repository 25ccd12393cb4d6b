import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import { placeOf } from './real-files.ts';
import { targetFile } from './target-file.ts';
import { documentOf } from './workspace-files.ts';

/**
 * Shows a file that an answer names, with the lines selected (1-based, inclusive; null: as it stood). The path is a model's word: only a
 * file that is there, in the workspace, and by no link that leads out of it. Errors: 'invalidInput' for any other.
 */
export async function openPath(path: string, line: number | null, endLine: number | null): Promise<void> {
	const uri = await targetFile(path).catch(() => null);
	if (uri === null || !(await isInside(uri))) {
		throw new RoutooError('invalidInput', l10n.t('{0} is not in this workspace.', path), l10n.t('Open it yourself if you trust the path.'));
	}
	if (documentOf(uri) === undefined && !(await isFile(uri))) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('{0} is not there.', path),
			l10n.t('The answer may mean a file that is still to be made, or another name.'),
		);
	}
	const document = await vscode.workspace.openTextDocument(uri).then(
		(opened) => opened,
		() => null,
	);
	// A picture, or a file too large for the text editor, has an editor of its own.
	if (document === null) await vscode.commands.executeCommand('vscode.open', uri);
	else
		await vscode.window.showTextDocument(document, {
			preview: true,
			...(line === null ? {} : { selection: linesOf(document, line, endLine) }),
		});
}

/** A line that the file does not have is its last one. */
function linesOf(document: vscode.TextDocument, line: number, endLine: number | null): vscode.Range {
	const last = document.lineCount - 1;
	const start = Math.min(line - 1, last);
	const end = endLine === null ? start : Math.min(Math.max(endLine - 1, start), last);
	return new vscode.Range(start, 0, end, endLine === null ? 0 : document.lineAt(end).text.length);
}

async function isInside(uri: vscode.Uri): Promise<boolean> {
	if (vscode.workspace.getWorkspaceFolder(uri) === undefined) return false;
	if (uri.scheme !== 'file') return true;
	const roots = (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => (folder.uri.scheme === 'file' ? [folder.uri.fsPath] : []));
	return (await placeOf(uri.fsPath, roots)).within !== null;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
	return vscode.workspace.fs.stat(uri).then(
		({ type }) => (type & vscode.FileType.File) !== 0,
		() => false,
	);
}
