import * as vscode from 'vscode';
import type { CompletionEditor } from '../../app/completion/editor-port.ts';
import { Emitter } from '../../core/base/emitter.ts';
import type { Clock } from '../../core/base/time.ts';
import type { ContextDocument } from '../../core/completion/types.ts';
import { AcceptedTexts } from './accepts.ts';
import { WorkspaceDocuments } from './documents.ts';
import { isCompletable, pathOf } from './position.ts';
import { WorkspacePrivateFiles } from './workspace-private.ts';

/** VS Code as completions see it: open files, those that are private, and where accepted texts stand. */
export class VsCodeCompletionEditor implements CompletionEditor, vscode.Disposable {
	readonly privateFiles: WorkspacePrivateFiles;
	readonly accepted = new AcceptedTexts();
	readonly #documents: WorkspaceDocuments;
	readonly #changed = new Emitter();
	readonly #subscription: vscode.Disposable;

	/** @param exclude patterns of the settings as they are now */
	constructor(clock: Clock, exclude: () => readonly string[]) {
		this.#documents = new WorkspaceDocuments(clock);
		this.privateFiles = new WorkspacePrivateFiles(exclude);
		this.privateFiles.onChange(() => this.#changed.emit());
		this.#subscription = vscode.window.onDidChangeActiveTextEditor(() => this.#changed.emit());
	}

	documents(): readonly ContextDocument[] {
		return this.#documents.open((path) => this.isPrivate(path));
	}

	isPrivate(path: string): boolean {
		return this.privateFiles.isPrivate(path);
	}

	recentEdits(path: string): number {
		return this.#documents.recentEdits(path);
	}

	activeFile(): { readonly path: string; readonly languageId: string } | null {
		const document = vscode.window.activeTextEditor?.document;
		return document && isCompletable(document) ? { path: pathOf(document), languageId: document.languageId } : null;
	}

	acceptedLines(requestId: string): readonly string[] | null {
		return this.accepted.take(requestId);
	}

	onChange(listener: () => void): () => void {
		return this.#changed.on(listener);
	}

	dispose(): void {
		this.#changed.clear();
		for (const part of [this.#subscription, this.#documents, this.privateFiles, this.accepted]) part.dispose();
	}
}
