import { stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { bringsUnseen, takesMostAway } from '../../core/workspace/apply/look-first.ts';
import { CELL_SCHEME, isCompletable } from '../completion/position.ts';
import { isReadonly } from '../inline/file-state.ts';
import type { FileChange } from './file-change.ts';
import type { FileGuard } from './file-guard.ts';

export interface SureDeps {
	readonly guard: Pick<FileGuard, 'whyShown'>;
	/** Whether an edit at the caret is being written there, or waits to be decided on. */
	readonly waitsIn: (file: vscode.Uri) => boolean;
}

/**
 * Why a change of a file is shown before it is made, in sentences; null where it is sure what changes, and saving it changes nothing else.
 * Asks nobody.
 */
export async function whyShownFirst(change: FileChange, deps: SureDeps): Promise<string | null> {
	const { target, before, text } = change;
	const told = change.doubt ?? change.guess;
	if (told !== null) return told;
	if (bringsUnseen(before ?? '', text)) return l10n.t('It brings characters that cannot be seen.');
	// One that is not there takes nothing away.
	if (before === null) return null;
	if (isOfNotebook(target)) return l10n.t('It is a notebook.');
	if (deps.waitsIn(target)) return l10n.t('An edit at the caret waits in it.');
	if (takesMostAway(before, text)) return l10n.t('More than half of its lines go.');
	const document = await vscode.workspace.openTextDocument(target);
	if (document.isUntitled) return null;
	if (!isCompletable(document)) return l10n.t('It is not an ordinary file.');
	const isWritable = vscode.workspace.fs.isWritableFileSystem(target.scheme) === true && !(await isReadonly(target));
	if (!isWritable || !(await canOwnerWrite(target))) return l10n.t('It is read-only.');
	const asked = await deps.guard.whyShown(target);
	if (asked !== null || document.isDirty) return asked;
	const more = l10n.t('Saving it would change more: the file on the disk is not exactly what the editor holds.');
	if (!(await isOnDisk(document).catch(() => false))) return more;
	return (await canSave(document, text)) ? null : l10n.t('Its encoding, {0}, lacks characters of the change.', document.encoding);
}

/** Its text is that of the cells, and of much beside them. */
function isOfNotebook({ scheme, path }: vscode.Uri): boolean {
	return scheme === CELL_SCHEME || path.endsWith('.ipynb') || vscode.workspace.notebookDocuments.some(({ uri }) => uri.path === path);
}

const OWNER_WRITES = 0o200;

/** VS Code tells extensions nothing of the mode, and asks where such a file is to be saved. */
async function canOwnerWrite({ scheme, fsPath }: vscode.Uri): Promise<boolean> {
	if (scheme !== 'file') return true;
	return stat(fsPath).then(
		({ mode }) => (mode & OWNER_WRITES) !== 0,
		() => true,
	);
}

/**
 * Byte for byte: not where the file changed meanwhile, has bytes that are no characters of its encoding, or line ends of two kinds. Errors:
 * where it cannot be read.
 */
async function isOnDisk(document: vscode.TextDocument): Promise<boolean> {
	const { uri, encoding } = document;
	const [disk, held] = await Promise.all([vscode.workspace.fs.readFile(uri), vscode.workspace.encode(document.getText(), { encoding })]);
	return Buffer.compare(disk, held) === 0;
}

async function canSave({ encoding }: vscode.TextDocument, text: string): Promise<boolean> {
	if (encoding.startsWith('utf')) return true;
	return (await vscode.workspace.decode(await vscode.workspace.encode(text, { encoding }), { encoding })) === text;
}
