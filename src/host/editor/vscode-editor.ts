import * as vscode from 'vscode';
import type { EditorPort } from '../../app/chat/editor-port.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { pathOfFence } from '../../core/workspace/apply-plan.ts';
import { type ApplyPreview, insertAtCursor, newFile } from './apply.ts';
import type { AttachmentReader } from './attachments.ts';

/** The editor that the chat works in. */
export class VsCodeEditor implements EditorPort {
	readonly #reader: AttachmentReader;
	readonly #preview: ApplyPreview;

	constructor(reader: AttachmentReader, preview: ApplyPreview) {
		this.#reader = reader;
		this.#preview = preview;
	}

	language(): string | null {
		return vscode.window.activeTextEditor?.document.languageId ?? null;
	}

	selection(): Attachment | null {
		return this.#reader.selection();
	}

	currentFile(): Attachment | null {
		return this.#reader.currentFile();
	}

	pickFile(): Promise<Attachment | null> {
		return this.#reader.pickFile();
	}

	findFiles(query: string): Promise<readonly string[]> {
		return this.#reader.findFiles(query);
	}

	readPath(path: string): Promise<Attachment> {
		return this.#reader.readPath(path);
	}

	insertAtCursor(code: string): Promise<void> {
		return insertAtCursor(code);
	}

	async applyWithPreview(code: string, info: string): Promise<void> {
		await this.#preview.preview(code, await this.#namedFile(info));
	}

	newFile(code: string, info: string): Promise<void> {
		return newFile(code, info);
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

	/** The file that the fence names, where the workspace has it; else null. */
	async #namedFile(info: string): Promise<vscode.Uri | null> {
		const path = pathOfFence(info);
		if (path === null) return null;
		try {
			const uri = this.#reader.uriOf(path);
			await vscode.workspace.fs.stat(uri);
			return uri;
		} catch {
			// The model made the path up, or names a file to come: the active editor is the better guess.
			return null;
		}
	}
}
