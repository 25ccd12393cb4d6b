import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import { fileUri } from '../completion/position.ts';
import { pathOf } from '../editor/workspace-files.ts';

/**
 * Before anybody is paid: whether the file may be written at all. What only the editor knows, such as a file made read-only for the
 * session, it says when the edit comes. Errors: 'invalidInput' for one that is read-only.
 */
export async function refuseReadonly(uri: vscode.Uri): Promise<void> {
	if (!(await isReadonly(fileUri(uri)))) return;
	throw new RoutooError(
		'invalidInput',
		l10n.t('{0} is read-only, so nothing is written there.', pathOf(uri)),
		l10n.t('Make it writable, or ask in the chat.'),
	);
}

/** As its file system says. */
export async function isReadonly(file: vscode.Uri): Promise<boolean> {
	const { fs } = vscode.workspace;
	if (fs.isWritableFileSystem(file.scheme) === false) return true;
	return fs.stat(file).then(
		({ permissions = 0 }) => (permissions & vscode.FilePermission.Readonly) !== 0,
		// Not saved yet, or gone: whoever writes it hears of it.
		() => false,
	);
}

/** Between tries to save, ms. */
const PAUSES = [100, 300, 900] as const;

/**
 * Saves a document, of a cell its notebook. False where that failed. VS Code says false, too, where its own auto save was on its way with
 * the same text: what counts is that nothing is left to save.
 */
export async function saved(document: vscode.TextDocument): Promise<boolean> {
	const notebook = vscode.workspace.notebookDocuments.find((one) => one.getCells().some((cell) => cell.document === document));
	const file = notebook ?? document;
	for (const pause of PAUSES) {
		if ((await file.save()) || !file.isDirty) return true;
		await new Promise((resolve) => setTimeout(resolve, pause));
		if (!file.isDirty) return true;
	}
	return file.save();
}

/** Saves a document whose old lines were put back. Errors: 'invalidInput' where that failed. */
export async function saveOldLines(document: vscode.TextDocument): Promise<void> {
	if (await saved(document)) return;
	throw new RoutooError(
		'invalidInput',
		l10n.t('The old lines are back in the editor, but the file could not be saved: it still holds the new ones.'),
		l10n.t('Save it.'),
	);
}
