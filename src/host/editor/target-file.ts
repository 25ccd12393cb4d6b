import * as vscode from 'vscode';
import { uriOf } from './workspace-files.ts';

/** Of texts that files would become. */
export const PROPOSED_SCHEME = 'routoo-proposed';

/**
 * The file that a path of an answer means, whether it is there or to be made; null where no folder is open. A path that the workspace does
 * not have is the one file whose path ends so: models leave out the folder above. Errors: 'invalidInput' for a path out of the workspace.
 */
export async function targetFile(path: string): Promise<vscode.Uri | null> {
	const folders = vscode.workspace.workspaceFolders ?? [];
	if (folders.length === 0) return null;
	const active = vscode.window.activeTextEditor?.document.uri;
	if (active !== undefined && endsWith(active.path, path) && vscode.workspace.getWorkspaceFolder(active) !== undefined) return active;
	// The whole path of a file of the workspace means that file.
	const folder = folders.find(({ uri }) => path.startsWith(`${uri.path}/`));
	const uri = uriOf(folder === undefined ? path : path.slice(folder.uri.path.length + 1));
	if (await fileExists(uri)) return uri;
	const similar = await vscode.workspace.findFiles(`**/${globbed(path)}`, undefined, 2);
	return similar.length === 1 ? similar[0]! : uri;
}

function endsWith(path: string, end: string): boolean {
	return path === end || path.endsWith(`/${end}`);
}

/** The signs of a pattern stand for themselves. */
function globbed(path: string): string {
	return path.replace(/[[\]{}*?]/g, '[$&]');
}

/** A file on the disk, or one that is open and not saved yet. */
export async function fileExists(uri: vscode.Uri): Promise<boolean> {
	if (vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) return true;
	return vscode.workspace.fs.stat(uri).then(
		() => true,
		() => false,
	);
}
