import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type LineHunk, lineHunks } from '../../core/workspace/line-hunks.ts';
import { plain } from '../inline/inline-words.ts';
import { takenLenses } from '../inline/lenses.ts';
import { lineMarks } from '../inline/marks.ts';
import { ShownEdit } from '../inline/shown-edit.ts';

/** What a change of a file came to. */
export interface AppliedLines {
	readonly added: number;
	readonly removed: number;
	/** The first that changed, from 0. */
	readonly line: number;
	readonly hunks: readonly LineHunk[];
}

interface Applied {
	readonly shown: ShownEdit;
	/** Text of the document before it changed. */
	readonly before: string;
	readonly modelName: string | null;
	readonly onBack: () => void;
}

/**
 * The lines of the last change that was made at once, marked until the user goes on, with whose they are, *Undo* and *Show changes* above
 * them. One change at a time: the next takes the marks of the one before.
 */
export class AppliedMarks implements vscode.CodeLensProvider, vscode.Disposable {
	readonly #marks = lineMarks();
	readonly #lenses = new vscode.EventEmitter<void>();
	readonly onDidChangeCodeLenses = this.#lenses.event;
	readonly #subscriptions: readonly vscode.Disposable[];
	#now: Applied | null = null;

	constructor() {
		this.#subscriptions = [
			vscode.languages.registerCodeLensProvider('*', this),
			vscode.workspace.onDidChangeTextDocument((event) => this.#changed(event)),
			vscode.workspace.onDidCloseTextDocument((document) => {
				if (document.isClosed && document === this.#now?.shown.document) this.end();
			}),
			vscode.window.onDidChangeVisibleTextEditors(() => this.#now?.shown.mark()),
		];
	}

	/** @param lines what makes the document of `before` @param onBack where an undo in the editor puts all of it back */
	show(document: vscode.TextDocument, { hunks }: AppliedLines, { before, modelName, onBack }: Omit<Applied, 'shown'>): void {
		this.#now?.shown.forget();
		const shown = new ShownEdit(document, this.#marks);
		shown.follow(hunks, linesOf(before), 0);
		this.#now = { shown, before, modelName, onBack };
		this.#lenses.fire();
	}

	end(): void {
		this.#now?.shown.forget();
		this.#now = null;
		this.#lenses.fire();
	}

	provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
		const [first] = this.#now?.shown.document === document ? this.#now.shown.hunks() : [];
		if (first === undefined) return [];
		const { modelName } = this.#now!;
		return takenLenses(first.line, modelName === null ? '' : l10n.t('Changed by {0}', plain(modelName)), {
			undo: { command: 'routoo.undoApply', tooltip: l10n.t('Put the old lines back.') },
			compare: { title: l10n.t('Show changes'), command: 'routoo.showApplied' },
		});
	}

	dispose(): void {
		this.end();
		vscode.Disposable.from(...this.#subscriptions, this.#lenses, this.#marks.added, this.#marks.gone).dispose();
	}

	#changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
		if (this.#now === null || document !== this.#now.shown.document || contentChanges.length === 0) return;
		const { before, onBack } = this.#now;
		// Who goes on has seen it.
		this.end();
		if (document.getText() === before) onBack();
	}
}

export function changedLines(before: string, after: string): AppliedLines {
	const hunks = lineHunks(linesOf(before), linesOf(after));
	return {
		added: hunks.reduce((sum, hunk) => sum + hunk.added.length, 0),
		removed: hunks.reduce((sum, hunk) => sum + hunk.removed, 0),
		line: hunks[0]?.at ?? 0,
		hunks,
	};
}

function linesOf(text: string): readonly string[] {
	return text.split(/\r\n|\n|\r/);
}
