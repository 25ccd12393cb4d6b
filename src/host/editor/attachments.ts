import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { excludeGlob, fileText, refuseLarge } from '../../core/workspace/attachments.ts';
import { rankPaths } from '../../core/workspace/paths.ts';
import type { WorkspacePrivateFiles } from '../completion/workspace-private.ts';
import type { CurrentFile } from './current-file.ts';
import type { FileGuard } from './file-guard.ts';

const MAX_FILES = 10_000;
const SHOWN_FILES = 30;
/** Paths held against the rules for private files in one go: 2 ms and less, where all of them take up to 70. */
const MOST_AT_ONCE = 250;
/** Typing a mention asks at every letter; the list of files is good for this long. */
const LIST_LIFETIME_MS = 10_000;

/** Reads what goes to the model beside the message, through workspace.fs, so that remote and virtual workspaces work alike. */
export class AttachmentReader {
	readonly #privateFiles: WorkspacePrivateFiles;
	readonly #guard: FileGuard;
	readonly #current: Pick<CurrentFile, 'uri'>;
	#list: { readonly at: number; readonly paths: Promise<readonly string[]> } | null = null;

	/** @param privateFiles what `@` does not offer: the rule of completions. After a yes a private file can be attached all the same. */
	constructor(privateFiles: WorkspacePrivateFiles, guard: FileGuard, current: Pick<CurrentFile, 'uri'>) {
		this.#privateFiles = privateFiles;
		this.#guard = guard;
		this.#current = current;
	}

	async selection(): Promise<Attachment | null> {
		const editor = vscode.window.activeTextEditor;
		if (!editor || editor.selection.isEmpty) return null;
		const { document, selection } = editor;
		// A selection that ends at the start of a line does not mean that line.
		const lastLine =
			selection.end.character === 0 && selection.end.line > selection.start.line ? selection.end.line - 1 : selection.end.line;
		const content = document.getText(selection);
		const path = this.#pathOf(document.uri);
		await this.#guard.mayRead(document.uri);
		refuseLarge(`The selection in ${path}`, Buffer.byteLength(content));
		return {
			kind: 'selection',
			path,
			language: document.languageId,
			content,
			range: { startLine: selection.start.line + 1, endLine: lastLine + 1 },
		};
	}

	async currentFile(): Promise<Attachment | null> {
		const uri = this.#current.uri();
		return uri === null ? null : this.readUri(uri);
	}

	async pickFile(): Promise<Attachment | null> {
		const files = await this.#paths();
		const picked = await vscode.window.showQuickPick(rankPaths(files, '', files.length), {
			title: 'Add a file to the chat',
			placeHolder: files.length === 0 ? 'The workspace has no files' : 'Type a part of its name',
		});
		return picked === undefined ? null : this.readPath(picked);
	}

	async findFiles(query: string): Promise<readonly string[]> {
		return rankPaths(await this.#paths(), query, SHOWN_FILES);
	}

	/**
	 * `path` as shown to the user: relative to its workspace folder. Errors: 'invalidInput' when it leaves the workspace, is missing,
	 * binary or too large, or when it is private or hidden and the user does not say yes.
	 */
	async readPath(path: string): Promise<Attachment> {
		return this.readUri(this.uriOf(path));
	}

	async readUri(uri: vscode.Uri): Promise<Attachment> {
		const path = this.#pathOf(uri);
		await this.#guard.mayRead(uri);
		const open = vscode.workspace.textDocuments.find((d) => d.uri.toString() === uri.toString());
		if (open) return this.#ofDocument(open);
		let bytes: Uint8Array;
		try {
			const stat = await vscode.workspace.fs.stat(uri);
			if ((stat.type & vscode.FileType.Directory) !== 0) {
				throw new RoutooError('invalidInput', `${path} is a folder.`, 'Attach the files that matter.');
			}
			refuseLarge(path, stat.size);
			bytes = await vscode.workspace.fs.readFile(uri);
		} catch (cause) {
			if (cause instanceof RoutooError) throw cause;
			throw unreadable(path, cause);
		}
		return { kind: 'file', path, language: languageByName(path), content: fileText(path, bytes), range: null };
	}

	/** A part of a file, whole lines where the range is empty. Errors: as `readPath`. */
	async readRange(uri: vscode.Uri, range: vscode.Range): Promise<Attachment> {
		const path = this.#pathOf(uri);
		await this.#guard.mayRead(uri);
		const document = await this.#opened(uri, path);
		const lines = new vscode.Range(
			range.start.line,
			0,
			range.end.line,
			document.lineAt(Math.min(range.end.line, document.lineCount - 1)).text.length,
		);
		const content = document.getText(range.isEmpty ? lines : range);
		refuseLarge(`The part of ${path}`, Buffer.byteLength(content));
		const shown = { startLine: range.start.line + 1, endLine: range.end.line + 1 };
		return { kind: 'selection', path, language: document.languageId, content, range: shown };
	}

	/** Bytes of an image. Errors: as `readPath`. */
	async readImage(uri: vscode.Uri, mostBytes: number): Promise<Uint8Array> {
		const path = this.#pathOf(uri);
		await this.#guard.mayRead(uri);
		const { size } = await vscode.workspace.fs.stat(uri).then(
			(stat) => stat,
			(cause: unknown) => Promise.reject(unreadable(path, cause)),
		);
		if (size > mostBytes)
			throw new RoutooError('invalidInput', `${path} has more than ${mostBytes / 1_000_000} MB.`, 'Attach a smaller image.');
		return vscode.workspace.fs.readFile(uri);
	}

	async #opened(uri: vscode.Uri, path: string): Promise<vscode.TextDocument> {
		try {
			return await vscode.workspace.openTextDocument(uri);
		} catch (cause) {
			throw unreadable(path, cause);
		}
	}

	/** The file of a workspace path. Errors: 'invalidInput'. */
	uriOf(path: string): vscode.Uri {
		const folders = vscode.workspace.workspaceFolders ?? [];
		const segments = path.split(/[\\/]/);
		const named = folders.length > 1 ? folders.find((f) => f.name === segments[0]) : undefined;
		const folder = named ?? folders[0];
		const rest = named ? segments.slice(1) : segments;
		if (!folder || rest.includes('..') || /^([\\/~]|[A-Za-z]:)/.test(path) || rest.length === 0) {
			throw new RoutooError(
				'invalidInput',
				`${path} is not a file of this workspace.`,
				'Open the file, then attach it as the current file.',
			);
		}
		return vscode.Uri.joinPath(folder.uri, ...rest);
	}

	#ofDocument(document: vscode.TextDocument): Attachment {
		const path = this.#pathOf(document.uri);
		const content = document.getText();
		refuseLarge(path, Buffer.byteLength(content));
		return { kind: 'file', path, language: document.languageId, content, range: null };
	}

	#pathOf(uri: vscode.Uri): string {
		return vscode.workspace.asRelativePath(uri, (vscode.workspace.workspaceFolders?.length ?? 0) > 1);
	}

	#paths(): Promise<readonly string[]> {
		const now = Date.now();
		if (this.#list && now - this.#list.at < LIST_LIFETIME_MS) return this.#list.paths;
		const paths = this.#readPaths();
		this.#list = { at: now, paths };
		return paths;
	}

	async #readPaths(): Promise<readonly string[]> {
		const folder = vscode.workspace.workspaceFolders?.[0];
		if (!folder) return [];
		await this.#privateFiles.ready();
		const searchExclude = vscode.workspace.getConfiguration('search', folder.uri).get<Record<string, unknown>>('exclude') ?? {};
		const hidden = (await foldersOf(folder.uri)).filter((name) => this.#privateFiles.hidesFolder(name));
		const found = await vscode.workspace.findFiles('**/*', excludeGlob(searchExclude, hidden), MAX_FILES);
		const paths: string[] = [];
		for (let from = 0; from < found.length; from += MOST_AT_ONCE) {
			const some = await this.#guard.offered(found.slice(from, from + MOST_AT_ONCE));
			paths.push(...some.map((uri) => this.#pathOf(uri)).filter((path) => !this.#privateFiles.isPrivate(path)));
			await new Promise((resolve) => setImmediate(resolve));
		}
		return paths;
	}
}

function unreadable(path: string, cause: unknown): RoutooError {
	return new RoutooError('invalidInput', `${path} cannot be read.`, 'Check that the file exists and that you may read it.', { cause });
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

/** Language of a file that is not open: by its extension, as fences name it; null where there is none. */
function languageByName(path: string): string | null {
	const extension = path.match(/\.([A-Za-z0-9]+)$/)?.[1];
	return extension ? extension.toLowerCase() : null;
}
