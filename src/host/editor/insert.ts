import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import { languageOfFence } from '../../core/workspace/fence.ts';
import { PROPOSED_SCHEME } from './target-file.ts';

/** Where a text went. */
export interface Inserted {
	readonly document: vscode.TextDocument;
	/** Of its first line; of several places the first. */
	readonly line: number;
}

/** Errors: 'invalidInput' where no editor is open or its text cannot be changed (a proposed change cannot). */
export async function insertAtCursor(code: string): Promise<Inserted> {
	const editor = vscode.window.activeTextEditor;
	if (!editor || editor.document.uri.scheme === PROPOSED_SCHEME) {
		throw new RoutooError('invalidInput', l10n.t('No file is open to insert into.'), l10n.t('Open a file and place the cursor.'));
	}
	const line = Math.min(...editor.selections.map(({ start }) => start.line));
	const inserted = await editor.edit((edit) => {
		for (const selection of editor.selections) edit.replace(selection, code);
	});
	if (!inserted)
		throw new RoutooError('invalidInput', l10n.t('The code was not inserted.'), l10n.t('Check that the file is not read-only.'));
	return { document: editor.document, line };
}

export async function newFile(code: string, info: string): Promise<vscode.TextDocument> {
	const wanted = languageOfFence(info);
	const known = await vscode.languages.getLanguages();
	const document = await vscode.workspace.openTextDocument({ content: code, language: known.includes(wanted) ? wanted : 'plaintext' });
	await vscode.window.showTextDocument(document);
	return document;
}
