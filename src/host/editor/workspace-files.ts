import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import { excludeGlob } from '../../core/workspace/attachments.ts';
import { fileUri } from '../completion/position.ts';
import type { WorkspacePrivateFiles } from '../completion/workspace-private.ts';
import type { FileGuard } from './file-guard.ts';

const MAX_FILES = 10_000;
/** Paths held against the rules for private files in one go: 2 ms and less, where all of them take up to 70. */
const MOST_AT_ONCE = 250;
/** Typing a mention asks at every letter; the list of files is good for this long. */
const LIST_LIFETIME_MS = 10_000;

/** As the chat shows and sends it: relative to its workspace folder, behind the folder's name where there are several. */
export function pathOf(uri: vscode.Uri): string {
	return vscode.workspace.asRelativePath(fileUri(uri), (vscode.workspace.workspaceFolders?.length ?? 0) > 1);
}

/** The file of such a path. Errors: 'invalidInput' where it leads out of the workspace. */
export function uriOf(path: string): vscode.Uri {
	const folders = vscode.workspace.workspaceFolders ?? [];
	const segments = path.split(/[\\/]/);
	const named = folders.length > 1 ? folders.find((f) => f.name === segments[0]) : undefined;
	const folder = named ?? folders[0];
	const rest = named ? segments.slice(1) : segments;
	if (!folder || rest.includes('..') || /^([\\/~]|[A-Za-z]:)/.test(path) || rest.length === 0) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('{0} is not a file of this workspace.', path),
			l10n.t('Open the file, then attach it as the current file.'),
		);
	}
	return vscode.Uri.joinPath(folder.uri, ...rest);
}

/** As the editor holds it, with what is not saved; undefined where it is not open. */
export function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
	const key = uri.toString();
	return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/** What a search of VS Code's leaves out: packages, what the user keeps out of searches, and these folders. */
export function searchExclude(root: vscode.Uri, hidden: readonly string[] = []): string {
	return excludeGlob(vscode.workspace.getConfiguration('search', root).get<Record<string, unknown>>('exclude') ?? {}, hidden);
}

/** The files of the workspace that `@` may offer: what a search of VS Code finds, without private files and links that lead out. */
export class WorkspaceFiles {
	readonly #privateFiles: WorkspacePrivateFiles;
	readonly #guard: FileGuard;
	#list: { readonly at: number; readonly paths: Promise<readonly string[]> } | null = null;

	constructor(privateFiles: WorkspacePrivateFiles, guard: FileGuard) {
		this.#privateFiles = privateFiles;
		this.#guard = guard;
	}

	paths(): Promise<readonly string[]> {
		const now = Date.now();
		if (this.#list && now - this.#list.at < LIST_LIFETIME_MS) return this.#list.paths;
		const paths = this.#read();
		this.#list = { at: now, paths };
		return paths;
	}

	async #read(): Promise<readonly string[]> {
		const folder = vscode.workspace.workspaceFolders?.[0];
		if (!folder) return [];
		await this.#privateFiles.ready();
		const hidden = (await foldersOf(folder.uri)).filter((name) => this.#privateFiles.hidesFolder(name));
		const found = await vscode.workspace.findFiles('**/*', searchExclude(folder.uri, hidden), MAX_FILES);
		const paths: string[] = [];
		for (let from = 0; from < found.length; from += MOST_AT_ONCE) {
			const some = await this.#guard.offered(found.slice(from, from + MOST_AT_ONCE));
			paths.push(...some.map(pathOf).filter((path) => !this.#privateFiles.isPrivate(path)));
			await new Promise((resolve) => setImmediate(resolve));
		}
		return paths;
	}
}

/** Names of the folders at the top of a workspace of one folder; with several, a glob would mean the folder of that name in each. */
async function foldersOf(root: vscode.Uri): Promise<readonly string[]> {
	if (vscode.workspace.workspaceFolders?.length !== 1) return [];
	const entries = await vscode.workspace.fs.readDirectory(root).then(
		(found) => found,
		() => [],
	);
	return entries.flatMap(([name, type]) => (type === vscode.FileType.Directory ? [name] : []));
}
