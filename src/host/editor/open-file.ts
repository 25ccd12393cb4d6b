import * as vscode from 'vscode';
import type { OpenFile, OpenFileSource } from '../../app/chat/editor-port.ts';
import { Emitter } from '../../core/base/emitter.ts';
import type { Timers } from '../../core/base/time.ts';
import { sameAttachment } from '../../core/workspace/attachments.ts';
import { type OpenText, openAttachments, type Selected, whyTextStays } from '../../core/workspace/open-text.ts';
import { isCompletable } from '../completion/position.ts';
import type { WorkspacePrivateFiles } from '../completion/workspace-private.ts';
import type { VsCodeSettings } from '../settings.ts';
import type { CurrentFile } from './current-file.ts';
import type { FileGuard } from './file-guard.ts';
import { notebookInFront, notebookText } from './notebook.ts';
import { documentOf, pathOf } from './workspace-files.ts';

/** A selection grows and a text changes with every key; what is shown follows so much later, and what is sent is looked at anew. */
const FOLLOW_MS = 250;

interface OpenFileDeps {
	readonly current: Pick<CurrentFile, 'uri' | 'changed'>;
	readonly guard: Pick<FileGuard, 'whyAsked'>;
	readonly privateFiles: Pick<WorkspacePrivateFiles, 'onChange'>;
	readonly timers: Timers;
	readonly settings: Pick<VsCodeSettings, 'current' | 'onChange'>;
}

/**
 * The file in the editor, or the notebook, and what is selected in it, as it could go along with a message. Asks nobody anything. Where the
 * setting is off nothing of the file is read or looked at: its name, and that something is selected, are the editor's.
 */
export class OpenFileReader implements OpenFileSource, vscode.Disposable {
	readonly #deps: OpenFileDeps;
	readonly #changed = new Emitter();
	readonly #subscriptions: vscode.Disposable[];
	readonly #off: (() => void)[];
	#now: OpenFile | null = null;
	#newest: Promise<void> = Promise.resolve();
	#looking = 0;
	#cancel: (() => void) | null = null;

	constructor(deps: OpenFileDeps) {
		this.#deps = deps;
		const later = (): void => this.#later();
		this.#subscriptions = [
			vscode.window.onDidChangeTextEditorSelection(later),
			vscode.window.onDidChangeActiveNotebookEditor(later),
			vscode.window.onDidChangeNotebookEditorSelection(later),
			vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
				if (contentChanges.length > 0 && this.#isOn() && this.#isShown(document)) later();
			}),
			vscode.workspace.onDidChangeNotebookDocument(later),
		];
		let wasOn = this.#isOn();
		const turned = (): void => {
			if (wasOn === this.#isOn()) return;
			wasOn = !wasOn;
			// At once: what is held of a file goes.
			void this.look();
		};
		this.#off = [deps.current.changed.on(later), deps.privateFiles.onChange(later), deps.settings.onChange(turned)];
		later();
	}

	current(): OpenFile | null {
		return this.#now;
	}

	look(): Promise<void> {
		this.#cancel?.();
		this.#cancel = null;
		this.#newest = this.#look(++this.#looking);
		return this.#newest;
	}

	onChange(listener: () => void): () => void {
		return this.#changed.on(listener);
	}

	dispose(): void {
		this.#cancel?.();
		this.#looking++;
		this.#newest = Promise.resolve();
		this.#changed.clear();
		for (const end of this.#off) end();
		for (const subscription of this.#subscriptions) subscription.dispose();
	}

	#later(): void {
		this.#cancel ??= this.#deps.timers.after(FOLLOW_MS, () => void this.look());
	}

	/** One that a newer look overtakes ends with that. */
	async #look(looking: number): Promise<void> {
		// A file that cannot be read is none: asking for it by name says what is wrong with it.
		const found = await this.#read().catch(() => null);
		if (looking !== this.#looking) return this.#newest;
		if (isSame(this.#now, found)) return;
		this.#now = found;
		this.#changed.emit();
	}

	async #read(): Promise<OpenFile | null> {
		const notebook = notebookInFront();
		if (notebook !== null) {
			if (!this.#isOn()) return named(notebook.notebook.uri, isSelectedIn(notebook));
			return this.#open(notebook.notebook.uri, () => ofNotebook(notebook));
		}
		const uri = this.#deps.current.uri();
		if (uri === null || !isCompletable({ uri })) return null;
		if (!this.#isOn()) return named(uri, isRange(selectionIn(uri)));
		// A tab that was never in front has no document yet.
		const document = documentOf(uri) ?? (await vscode.workspace.openTextDocument(uri));
		return this.#open(uri, () => ofDocument(document));
	}

	async #open(uri: vscode.Uri, text: () => OpenText): Promise<OpenFile> {
		const name = nameOf(uri);
		const why = await this.#deps.guard.whyAsked(uri);
		const opened = text();
		const isSelected = opened.selected !== null && !isCaret(opened.selected);
		if (why !== null) return { name, attachments: [], selected: isSelected, withheld: why };
		const attachments = openAttachments(opened);
		const stays = whyTextStays(name, attachments, opened.lines);
		return { name, attachments: stays === null ? attachments : [], selected: isSelected, withheld: stays };
	}

	#isOn(): boolean {
		return this.#deps.settings.current().chat.openFile;
	}

	#isShown({ uri }: vscode.TextDocument): boolean {
		return this.#deps.current.uri()?.toString() === uri.toString();
	}
}

function nameOf({ path }: vscode.Uri): string {
	return path.split('/').at(-1) || path;
}

function named(uri: vscode.Uri, selected: boolean): OpenFile {
	return { name: nameOf(uri), attachments: [], selected, withheld: null };
}

function isRange(selection: vscode.Selection | null | undefined): boolean {
	return selection !== null && selection !== undefined && !isCaret(selectedBy(selection, 0));
}

function isSelectedIn({ notebook }: vscode.NotebookEditor): boolean {
	const active = vscode.window.activeTextEditor;
	const within = notebook.getCells().some(({ document }) => document.uri.toString() === active?.document.uri.toString());
	return within && isRange(active?.selection);
}

function ofDocument(document: vscode.TextDocument): OpenText {
	const lines = { count: document.lineCount, line: (index: number) => document.lineAt(index).text };
	const selection = selectionIn(document.uri);
	const selected = selection === null ? null : selectedBy(selection, 0);
	return { path: pathOf(document.uri), language: document.languageId, lines, selected };
}

function ofNotebook({ notebook, selections }: vscode.NotebookEditor): OpenText {
	const { lines, starts, language } = notebookText(notebook);
	const active = vscode.window.activeTextEditor;
	const within = notebook.getCells().findIndex(({ document }) => document.uri.toString() === active?.document.uri.toString());
	const cell = within >= 0 ? within : (selections[0]?.start ?? 0);
	const start = starts[cell] ?? 0;
	const selected = within >= 0 && active !== undefined ? selectedBy(active.selection, start) : caret(start);
	return {
		path: pathOf(notebook.uri),
		language,
		lines: { count: lines.length, line: (index) => lines[index] ?? '' },
		selected: starts[cell] === undefined ? null : selected,
	};
}

/** In the editor that shows it, in front or beside. */
function selectionIn(uri: vscode.Uri): vscode.Selection | null {
	const { activeTextEditor, visibleTextEditors } = vscode.window;
	const editors = activeTextEditor === undefined ? visibleTextEditors : [activeTextEditor, ...visibleTextEditors];
	return editors.find(({ document }) => document.uri.toString() === uri.toString())?.selection ?? null;
}

function selectedBy({ start, end }: vscode.Selection, offset: number): Selected {
	return {
		...{ startLine: start.line + offset, startCharacter: start.character },
		...{ endLine: end.line + offset, endCharacter: end.character },
	};
}

function caret(line: number): Selected {
	return { startLine: line, startCharacter: 0, endLine: line, endCharacter: 0 };
}

function isCaret({ startLine, startCharacter, endLine, endCharacter }: Selected): boolean {
	return startLine === endLine && startCharacter === endCharacter;
}

function isSame(a: OpenFile | null, b: OpenFile | null): boolean {
	if (a === null || b === null) return a === b;
	return (
		a.name === b.name &&
		a.selected === b.selected &&
		a.withheld === b.withheld &&
		a.attachments.length === b.attachments.length &&
		a.attachments.every((one, i) => sameAttachment(one, b.attachments[i]!) && one.content === b.attachments[i]!.content)
	);
}
