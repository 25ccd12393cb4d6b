import * as vscode from 'vscode';
import type { ApplyNews, EditorPort } from '../../app/chat/editor-port.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { blocksOfFiles, fileOfBlock, type NamedBlock } from '../../core/workspace/named-file.ts';
import type { ApplyPreview, BlocksOfFile } from './apply.ts';
import type { AttachmentReader } from './attachments.ts';
import { insertAtCursor, newFile } from './insert.ts';
import type { PlacedAnswers } from './placed-answers.ts';
import { targetFile } from './target-file.ts';

/** The editor that the chat works in. */
export class VsCodeEditor implements EditorPort {
	readonly #reader: AttachmentReader;
	readonly #preview: ApplyPreview;
	readonly #placed: PlacedAnswers;

	constructor(reader: AttachmentReader, preview: ApplyPreview, placed: PlacedAnswers) {
		this.#reader = reader;
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

	pickFile(): Promise<Attachment | null> {
		return this.#reader.pickFile();
	}

	findFiles(query: string): Promise<readonly string[]> {
		return this.#reader.findFiles(query);
	}

	readPath(path: string): Promise<Attachment> {
		return this.#reader.readPath(path);
	}

	async insertAtCursor(code: string, answerId: string): Promise<void> {
		const { document, line } = await insertAtCursor(code);
		this.#placed.put({ requestId: answerId, how: 'inserted', text: code }, document, line);
	}

	async apply(blocks: readonly NamedBlock[], answerId: string): Promise<ApplyNews | null> {
		const files = await this.#byFile(blocks.flatMap(blocksOfFiles));
		if (files.length === 0) {
			throw new RoutooError(
				'invalidInput',
				'No block of this answer names a file of the workspace.',
				'Open a folder, or apply one block to the open file.',
			);
		}
		return this.#preview.preview(files, answerId);
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

	/** Blocks by the file that they are for; of several blocks those that name none are left out. */
	async #byFile(blocks: readonly NamedBlock[]): Promise<readonly BlocksOfFile[]> {
		const files = new Map<string, { target: vscode.Uri | null; blocks: NamedBlock[] }>();
		for (const block of blocks) {
			const path = fileOfBlock(block);
			const target = path === null ? null : await targetFile(path, this.#reader);
			if (target === null && blocks.length > 1) continue;
			const key = target?.toString() ?? '';
			const file = files.get(key) ?? { target, blocks: [] };
			files.set(key, file);
			file.blocks.push(block);
		}
		return [...files.values()];
	}
}
