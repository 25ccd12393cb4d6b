import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import { hunkAfter, type LineChange, type LineHunk, type ShownHunk, shownHunks } from '../../core/workspace/line-hunks.ts';

/** Decorations of the two sides of a hunk, as VS Code's diffs have them. */
export interface Marks {
	readonly removed: vscode.TextEditorDecorationType;
	readonly added: vscode.TextEditorDecorationType;
}

/**
 * An answer as a diff in the file itself: what would go stands marked above what came, until each part is accepted or discarded. All of
 * it is one step of undo, as long as nothing is typed between. Hunks follow what is typed around and in them; one whose
 * borders are typed over is no hunk any more.
 */
export class ShownEdit {
	readonly document: vscode.TextDocument;
	readonly #marks: Marks;
	#hunks: readonly ShownHunk[] = [];
	/** Of which a side is being taken out. */
	#leaving: readonly ShownHunk[] = [];

	constructor(document: vscode.TextDocument, marks: Marks) {
		this.document = document;
		this.#marks = marks;
	}

	hunks(): readonly ShownHunk[] {
		return this.#hunks;
	}

	/** Nothing is left to decide on, and nothing on its way. */
	isDone(): boolean {
		return this.#hunks.length === 0 && this.#leaving.length === 0;
	}

	/** Errors: 'invalidInput' where VS Code does not take the edit. @param start line of the document at which the hunks' text begins */
	async show(hunks: readonly LineHunk[], start: number): Promise<void> {
		const { document } = this;
		await this.#edit({ undoStopBefore: true, undoStopAfter: false }, (edit) => {
			for (const { at, removed, added } of hunks) {
				if (added.length === 0) continue;
				const line = start + at + removed;
				const text = added.join('\n');
				if (line < document.lineCount) edit.insert(new vscode.Position(line, 0), `${text}\n`);
				else edit.insert(document.lineAt(document.lineCount - 1).range.end, `\n${text}`);
			}
		});
		this.#hunks = shownHunks(hunks, start);
		this.mark();
	}

	/** @param id null: all of them. Gives the lines that stay of what came, and where the first begins; null where nothing came. */
	async accept(id: number | null): Promise<{ readonly line: number; readonly text: string } | null> {
		const chosen = this.#take(id);
		const [first] = chosen;
		const came = first === undefined ? '' : this.#text(first.line + first.removed, first.added);
		await this.#remove(chosen.map(({ line, removed }) => ({ line, count: removed })));
		return first === undefined || came === '' ? null : { line: first.line, text: came };
	}

	async discard(id: number | null): Promise<void> {
		await this.#remove(this.#take(id).map(({ line, removed, added }) => ({ line: line + removed, count: added })));
	}

	/** Follows a change of the document. */
	changed(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
		// They are told from the last to the first, so that each stands as it was before.
		for (const change of changes) {
			const told = lineChange(change);
			this.#hunks = this.#hunks.flatMap((hunk) => hunkAfter(hunk, told) ?? []);
			this.#leaving = this.#leaving.flatMap((hunk) => hunkAfter(hunk, told) ?? []);
		}
		this.mark();
	}

	/** Marks both sides in every editor that shows the document. */
	mark(): void {
		const ranges = (of: (hunk: ShownHunk) => readonly [line: number, count: number]): vscode.Range[] =>
			this.#hunks.flatMap((hunk) => {
				const [line, count] = of(hunk);
				return count <= 0 ? [] : [new vscode.Range(line, 0, line + count - 1, 0)];
			});
		for (const editor of this.#editors()) {
			editor.setDecorations(
				this.#marks.removed,
				ranges(({ line, removed }) => [line, removed]),
			);
			editor.setDecorations(
				this.#marks.added,
				ranges(({ line, removed, added }) => [line + removed, added]),
			);
		}
	}

	#take(id: number | null): readonly ShownHunk[] {
		const chosen = this.#hunks.filter((hunk) => id === null || hunk.id === id);
		// Before the edit: what it does to the others is followed, what it does to these is meant.
		this.#hunks = this.#hunks.filter((hunk) => !chosen.includes(hunk));
		this.#leaving = chosen;
		return chosen;
	}

	async #remove(parts: readonly { readonly line: number; readonly count: number }[]): Promise<void> {
		const { document } = this;
		const some = parts.filter(({ count }) => count > 0);
		try {
			if (some.length > 0) {
				await this.#edit({ undoStopBefore: false, undoStopAfter: false }, (edit) => {
					for (const { line, count } of some) edit.delete(wholeLines(document, line, count));
				});
			}
		} catch (error) {
			// Both sides are still there, and still to be decided on.
			this.#hunks = [...this.#hunks, ...this.#leaving].sort((a, b) => a.line - b.line);
			throw error;
		} finally {
			this.#leaving = [];
			this.mark();
		}
	}

	#text(line: number, count: number): string {
		return Array.from({ length: count }, (_, i) => this.document.lineAt(line + i).text).join('\n');
	}

	async #edit(stops: { undoStopBefore: boolean; undoStopAfter: boolean }, build: (edit: vscode.TextEditorEdit) => void): Promise<void> {
		const [shown] = this.#editors();
		const editor = shown ?? (await vscode.window.showTextDocument(this.document));
		if (await editor.edit(build, stops)) return;
		throw new RoutooError(
			'invalidInput',
			l10n.t('VS Code did not take the edit.'),
			l10n.t('Check that the file is not read-only, then try again.'),
		);
	}

	#editors(): readonly vscode.TextEditor[] {
		const key = this.document.uri.toString();
		return vscode.window.visibleTextEditors.filter(({ document }) => document.uri.toString() === key);
	}
}

/** With the break behind them; of the last lines of a file that before them. */
function wholeLines(document: vscode.TextDocument, line: number, count: number): vscode.Range {
	const end = line + count;
	if (end < document.lineCount) return new vscode.Range(line, 0, end, 0);
	const last = document.lineAt(document.lineCount - 1).range.end;
	return line === 0 ? new vscode.Range(0, 0, last.line, last.character) : new vscode.Range(document.lineAt(line - 1).range.end, last);
}

function lineChange({ range: { start, end }, text }: vscode.TextDocumentContentChangeEvent): LineChange {
	const breaks = text.split('\n').length - 1;
	// "\n" behind the line before is put in where that ends.
	const isBefore = start.character === 0 && end.character === 0 && (breaks === 0 ? text === '' : text.endsWith('\n'));
	return { startLine: start.line, endLine: end.line, isBefore, breaks };
}
