import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ApplyNews, CodeAnswer, CodeTarget, EditorPort } from '../../app/chat/editor-port.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { blocksOfFiles, fileOfBlock, type NamedBlock } from '../../core/workspace/named-file.ts';
import type { FoundContext } from '../../protocol/chat-state.ts';
import type { CodeTargets } from '../gestures/code-targets.ts';
import type { ApplyPreview, BlocksOfFile } from './apply.ts';
import type { AttachmentReader } from './attachments.ts';
import type { ContextFinder } from './context-finder.ts';
import { readDropped } from './dropped.ts';
import { insertAtCursor, newFile } from './insert.ts';
import type { WorkspaceInstructions } from './instructions.ts';
import type { OpenFileReader } from './open-file.ts';
import { openPath } from './open-path.ts';
import type { PlacedAnswers } from './placed-answers.ts';
import { isByEnd, targetFile } from './target-file.ts';
import type { TerminalReader } from './terminal.ts';

/** Who reads what goes beside a message. */
export interface EditorContext {
	readonly reader: AttachmentReader;
	readonly finder: ContextFinder;
	readonly openFile: OpenFileReader;
	readonly terminal: Pick<TerminalReader, 'lastCommand' | 'selection'>;
	readonly instructions: WorkspaceInstructions;
}

/** The editor that the chat works in. */
export class VsCodeEditor implements EditorPort {
	readonly openFile: OpenFileReader;
	readonly instructions: WorkspaceInstructions;
	readonly #terminal: EditorContext['terminal'];
	readonly #reader: AttachmentReader;
	readonly #finder: ContextFinder;
	readonly #applied: ApplyPreview;
	readonly #placed: PlacedAnswers;
	readonly #targets: Pick<CodeTargets, 'current'>;

	constructor(context: EditorContext, applied: ApplyPreview, placed: PlacedAnswers, targets: Pick<CodeTargets, 'current'>) {
		this.#targets = targets;
		this.openFile = context.openFile;
		this.instructions = context.instructions;
		this.#terminal = context.terminal;
		this.#reader = context.reader;
		this.#finder = context.finder;
		this.#applied = applied;
		this.#placed = placed;
	}

	workspace(): string | null {
		return vscode.workspace.name ?? null;
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

	readDropped(uri: string): ReturnType<EditorPort['readDropped']> {
		return readDropped(this.#reader, uri);
	}

	problems(): Promise<Attachment | null> {
		return this.#finder.problems();
	}

	changes(): Promise<Attachment | null> {
		return this.#finder.changes();
	}

	terminal(what: 'command' | 'selection'): Promise<Attachment | null> {
		return what === 'command' ? this.#terminal.lastCommand() : this.#terminal.selection();
	}

	async insertAtCursor(code: string, answerId: string): Promise<void> {
		const { document, line } = await insertAtCursor(code);
		this.#placed.put({ requestId: answerId, how: 'inserted', text: code }, document, line);
	}

	async apply(blocks: readonly NamedBlock[], answer: CodeAnswer, review: boolean): Promise<ApplyNews | null> {
		const files = await this.#byFile(blocks.flatMap(blocksOfFiles));
		if (files.length === 0) {
			throw new RoutooError(
				'invalidInput',
				l10n.t('No block of this answer names a file of the workspace.'),
				l10n.t('Open a folder, or apply one block to the open file.'),
			);
		}
		return this.#applied.apply(files, answer, review);
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
			throw new RoutooError('invalidInput', l10n.t('Only http and https links are opened.'), l10n.t('Copy the address if you trust it.'));
		}
		await vscode.env.openExternal(vscode.Uri.parse(url, true));
	}

	openPath(path: string, line: number | null, endLine: number | null): Promise<void> {
		return openPath(path, line, endLine);
	}

	/** Blocks by the file that they are for; of several blocks those that name none are left out. */
	async #byFile(blocks: readonly NamedBlock[]): Promise<readonly BlocksOfFile[]> {
		const files = new Map<string, BlocksOfFile & { readonly blocks: NamedBlock[] }>();
		for (const block of blocks) {
			const path = fileOfBlock(block);
			const target = path === null ? null : await targetFile(path);
			if (target === null && blocks.length > 1) continue;
			const key = target?.toString() ?? '';
			const file = files.get(key) ?? { target, blocks: [], byEnd: path !== null && target !== null && isByEnd(path, target) };
			files.set(key, file);
			file.blocks.push(block);
		}
		return [...files.values()];
	}
}
