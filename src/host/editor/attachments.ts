import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { fileText, refuseBinary, refuseLarge } from '../../core/workspace/attachments.ts';
import { rankPaths } from '../../core/workspace/paths.ts';
import type { CurrentFile } from './current-file.ts';
import type { FileGuard } from './file-guard.ts';
import { notebookInFront, notebookText } from './notebook.ts';
import { documentOf, pathOf, uriOf, type WorkspaceFiles } from './workspace-files.ts';

/** How a text that holds a key is met: the user is asked, or it is refused (where nothing may be asked). */
type Asking = 'ask' | 'quiet';

/** Reads what goes to the model beside the message, through workspace.fs, so that remote and virtual workspaces work alike. */
export class AttachmentReader {
	readonly #files: WorkspaceFiles;
	readonly #guard: FileGuard;
	readonly #current: Pick<CurrentFile, 'uri'>;

	/** @param files what `@` offers; after a yes a private file can be attached all the same */
	constructor(files: WorkspaceFiles, guard: FileGuard, current: Pick<CurrentFile, 'uri'>) {
		this.#files = files;
		this.#guard = guard;
		this.#current = current;
	}

	async selection(how: Asking = 'ask'): Promise<Attachment | null> {
		const editor = vscode.window.activeTextEditor;
		if (!editor || editor.selection.isEmpty) return null;
		const { document, selection } = editor;
		// A selection that ends at the start of a line does not mean that line.
		const lastLine =
			selection.end.character === 0 && selection.end.line > selection.start.line ? selection.end.line - 1 : selection.end.line;
		const content = document.getText(selection);
		const path = pathOf(document.uri);
		const agreed = await this.#guard.mayRead(document.uri);
		refuseLarge(l10n.t('The selection in {0}', path), Buffer.byteLength(content));
		if (!agreed) await this.#guard.mayShow(document.uri, content, how);
		return {
			kind: 'selection',
			path,
			language: document.languageId,
			content,
			range: { startLine: selection.start.line + 1, endLine: lastLine + 1 },
		};
	}

	async currentFile(how: Asking = 'ask'): Promise<Attachment | null> {
		const notebook = notebookInFront();
		if (notebook !== null) return this.#ofNotebook(notebook, how);
		const uri = this.#current.uri();
		return uri === null ? null : this.readUri(uri, how);
	}

	async pickFile(): Promise<Attachment | null> {
		const files = await this.#files.paths();
		const picked = await vscode.window.showQuickPick(rankPaths(files, '', files.length), {
			title: l10n.t('Add a file to the chat'),
			placeHolder: files.length === 0 ? l10n.t('The workspace has no files') : l10n.t('Type a part of its name'),
		});
		return picked === undefined ? null : this.readPath(picked);
	}

	/**
	 * `path` as shown to the user: relative to its workspace folder. Errors: 'invalidInput' when it leaves the workspace, is missing,
	 * binary or too large, or when it is private or hidden or holds a key and the user does not say yes.
	 */
	async readPath(path: string): Promise<Attachment> {
		return this.readUri(uriOf(path));
	}

	async readUri(uri: vscode.Uri, how: Asking = 'ask'): Promise<Attachment> {
		const agreed = await this.#guard.mayRead(uri);
		const read = await this.#textOf(uri, pathOf(uri));
		if (!agreed) await this.#guard.mayShow(uri, read.content, how);
		return read;
	}

	async #textOf(uri: vscode.Uri, path: string): Promise<Attachment> {
		const open = documentOf(uri);
		if (open) return this.#ofDocument(open);
		let bytes: Uint8Array;
		try {
			const stat = await vscode.workspace.fs.stat(uri);
			if ((stat.type & vscode.FileType.Directory) !== 0) {
				throw new RoutooError('invalidInput', l10n.t('{0} is a folder.', path), l10n.t('Attach the files that matter.'));
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
		const path = pathOf(uri);
		const agreed = await this.#guard.mayRead(uri);
		const document = await this.#opened(uri, path);
		const lines = new vscode.Range(
			range.start.line,
			0,
			range.end.line,
			document.lineAt(Math.min(range.end.line, document.lineCount - 1)).text.length,
		);
		const content = document.getText(range.isEmpty ? lines : range);
		refuseLarge(l10n.t('The part of {0}', path), Buffer.byteLength(content));
		if (!agreed) await this.#guard.mayShow(uri, content);
		const shown = { startLine: range.start.line + 1, endLine: range.end.line + 1 };
		return { kind: 'selection', path, language: document.languageId, content, range: shown };
	}

	/** Bytes of an image. Errors: as `readPath`. */
	async readImage(uri: vscode.Uri, mostBytes: number): Promise<Uint8Array> {
		const path = pathOf(uri);
		await this.#guard.mayRead(uri);
		const { size } = await vscode.workspace.fs.stat(uri).then(
			(stat) => stat,
			(cause: unknown) => Promise.reject(unreadable(path, cause)),
		);
		if (size > mostBytes)
			throw new RoutooError(
				'invalidInput',
				l10n.t('{0} has more than {1} MB.', path, mostBytes / 1_000_000),
				l10n.t('Attach a smaller image.'),
			);
		return vscode.workspace.fs.readFile(uri);
	}

	async #opened(uri: vscode.Uri, path: string): Promise<vscode.TextDocument> {
		try {
			return await vscode.workspace.openTextDocument(uri);
		} catch (cause) {
			throw unreadable(path, cause);
		}
	}

	async #ofNotebook({ notebook }: vscode.NotebookEditor, how: Asking): Promise<Attachment> {
		const path = pathOf(notebook.uri);
		const agreed = await this.#guard.mayRead(notebook.uri);
		const { lines, language } = notebookText(notebook);
		const content = lines.join('\n');
		refuseLarge(path, Buffer.byteLength(content));
		if (!agreed) await this.#guard.mayShow(notebook.uri, content, how);
		return { kind: 'file', path, language, content, range: null };
	}

	#ofDocument(document: vscode.TextDocument): Attachment {
		const path = pathOf(document.uri);
		const content = document.getText();
		refuseLarge(path, Buffer.byteLength(content));
		refuseBinary(path, content);
		return { kind: 'file', path, language: document.languageId, content, range: null };
	}
}

function unreadable(path: string, cause: unknown): RoutooError {
	return new RoutooError(
		'invalidInput',
		l10n.t('{0} cannot be read.', path),
		l10n.t('Check that the file exists and that you may read it.'),
		{ cause },
	);
}

/** Language of a file that is not open: by its extension, as fences name it; null where there is none. */
function languageByName(path: string): string | null {
	const extension = path.match(/\.([A-Za-z0-9]+)$/)?.[1];
	return extension ? extension.toLowerCase() : null;
}
