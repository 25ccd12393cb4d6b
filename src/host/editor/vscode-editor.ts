import * as vscode from 'vscode';
import type { CodeTarget, EditorPort } from '../../app/chat/editor-port.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { pathOfFence } from '../../core/workspace/fence.ts';
import type { FoundContext } from '../../protocol/chat.ts';
import type { CodeTargets } from '../gestures/code-targets.ts';
import { type ApplyPreview, insertAtCursor, newFile } from './apply.ts';
import type { AttachmentReader } from './attachments.ts';
import type { ContextFinder } from './context-finder.ts';
import type { OpenFileReader } from './open-file.ts';
import type { PlacedAnswers } from './placed-answers.ts';
import { uriOf } from './workspace-files.ts';

/** Who reads what goes beside a message. */
export interface EditorContext {
	readonly reader: AttachmentReader;
	readonly finder: ContextFinder;
	readonly openFile: OpenFileReader;
}

/** The editor that the chat works in. */
export class VsCodeEditor implements EditorPort {
	readonly openFile: OpenFileReader;
	readonly #reader: AttachmentReader;
	readonly #finder: ContextFinder;
	readonly #preview: ApplyPreview;
	readonly #placed: PlacedAnswers;
	readonly #targets: Pick<CodeTargets, 'current'>;

	constructor(context: EditorContext, preview: ApplyPreview, placed: PlacedAnswers, targets: Pick<CodeTargets, 'current'>) {
		this.#targets = targets;
		this.openFile = context.openFile;
		this.#reader = context.reader;
		this.#finder = context.finder;
		this.#preview = preview;
		this.#placed = placed;
	}

	language(): string | null {
		return vscode.window.activeTextEditor?.document.languageId ?? null;
	}

	selection(): Promise<Attachment | null> {
		return this.#reader.selection();
	}

	currentFile(): Promise<Attachment | null> {
		return this.#reader.currentFile();
	}

	codeTarget(how: 'ask' | 'quiet'): Promise<CodeTarget | null> {
		return this.#targets.current(how);
	}

	pickFile(): Promise<Attachment | null> {
		return this.#reader.pickFile();
	}

	find(of: 'file' | 'folder' | 'symbol', query: string): Promise<readonly FoundContext[]> {
		return this.#finder.find(of, query);
	}

	read(of: 'file' | 'folder' | 'symbol' | 'search', ref: string): Promise<Attachment> {
		switch (of) {
			case 'file':
				return this.#reader.readPath(ref);
			case 'folder':
				return this.#finder.folder(ref);
			case 'symbol':
				return this.#finder.symbol(ref);
			case 'search':
				return this.#finder.search(ref);
		}
	}

	problems(): Promise<Attachment | null> {
		return this.#finder.problems();
	}

	changes(): Promise<Attachment | null> {
		return this.#finder.changes();
	}

	async insertAtCursor(code: string, answerId: string): Promise<void> {
		const { document, line } = await insertAtCursor(code);
		this.#placed.put({ requestId: answerId, how: 'inserted', text: code }, document, line);
	}

	async applyWithPreview(code: string, info: string, answerId: string): Promise<void> {
		await this.#preview.preview(code, await this.#namedFile(info), answerId);
	}

	async newFile(code: string, info: string, answerId: string): Promise<void> {
		const document = await newFile(code, info);
		this.#placed.put({ requestId: answerId, how: 'inserted', text: code }, document, 0);
	}

	placedLines(answerId: string): readonly string[] | null {
		return this.#placed.take(answerId);
	}

	async copy(text: string): Promise<void> {
		await vscode.env.clipboard.writeText(text);
	}

	async openLink(url: string): Promise<void> {
		if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
			throw new RoutooError('invalidInput', 'Only http and https links are opened.', 'Copy the address if you trust it.');
		}
		await vscode.env.openExternal(vscode.Uri.parse(url, true));
	}

	/**
	 * The file that the fence names, whether it is there or to be made; null where it names none. A path that the workspace does not have is
	 * the one file whose path ends so: models leave out the folder above. Errors: 'invalidInput' for a path out of the workspace.
	 */
	async #namedFile(info: string): Promise<vscode.Uri | null> {
		const path = pathOfFence(info);
		if (path === null || (vscode.workspace.workspaceFolders?.length ?? 0) === 0) return null;
		const active = vscode.window.activeTextEditor?.document.uri;
		if (active !== undefined && endsWith(active.path, path) && vscode.workspace.getWorkspaceFolder(active) !== undefined) return active;
		const uri = uriOf(path);
		const there = await vscode.workspace.fs.stat(uri).then(
			() => true,
			() => false,
		);
		if (there) return uri;
		const similar = await vscode.workspace.findFiles(`**/${path}`, undefined, 2);
		return similar.length === 1 ? similar[0]! : uri;
	}
}

function endsWith(path: string, end: string): boolean {
	return path === end || path.endsWith(`/${end}`);
}
