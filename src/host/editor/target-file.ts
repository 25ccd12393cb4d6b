import * as vscode from 'vscode';
import { documentOf, searchExclude, uriOf } from './workspace-files.ts';

/** Of texts that files would become. */
export const PROPOSED_SCHEME = 'routoo-proposed';

/**
 * The file that a path of an answer means, whether it is there or to be made; null where no folder is open. A path that the workspace does
 * not have is the one file whose path ends so: models leave out the folder above. Errors: 'invalidInput' for a path out of the workspace.
 */
export async function targetFile(path: string): Promise<vscode.Uri | null> {
	const folders = vscode.workspace.workspaceFolders ?? [];
	if (folders.length === 0) return null;
	const active = activeOf(path);
	if (active?.whole === true) return active.uri;
	// The whole path of a file of the workspace means that file.
	const folder = folders.find(({ uri }) => path.startsWith(`${uri.path}/`));
	const uri = uriOf(folder === undefined ? path : path.slice(folder.uri.path.length + 1));
	if (await fileExists(uri)) return uri;
	if (active !== null) return active.uri;
	// The end of a path means no package that is installed.
	const similar = await vscode.workspace.findFiles(`**/${globbed(path)}`, searchExclude(folders[0]!.uri), 2);
	return similar.length === 1 ? similar[0]! : uri;
}

/** Whether a path is no more than the end of the file's that it means, and the file is not in front either. */
export function isByEnd(path: string, target: vscode.Uri): boolean {
	if (isWhole(path, target)) return false;
	return vscode.window.activeTextEditor?.document.uri.toString() !== target.toString();
}

/** In its folder or on the disk. */
function isWhole(path: string, uri: vscode.Uri): boolean {
	return uri.path === path || [true, false].some((named) => vscode.workspace.asRelativePath(uri, named) === path);
}

/** The active file where its path ends so; `whole` where that is all of its path. */
function activeOf(path: string): { readonly uri: vscode.Uri; readonly whole: boolean } | null {
	const uri = vscode.window.activeTextEditor?.document.uri;
	if (uri === undefined || vscode.workspace.getWorkspaceFolder(uri) === undefined) return null;
	if (uri.path !== path && !uri.path.endsWith(`/${path}`)) return null;
	return { uri, whole: isWhole(path, uri) };
}

/** The signs of a pattern stand for themselves. */
function globbed(path: string): string {
	return path.replace(/[[\]{}*?]/g, '[$&]');
}

/** A file on the disk, or one that is open and not saved yet. */
export async function fileExists(uri: vscode.Uri): Promise<boolean> {
	if (documentOf(uri) !== undefined) return true;
	return vscode.workspace.fs.stat(uri).then(
		() => true,
		() => false,
	);
}
