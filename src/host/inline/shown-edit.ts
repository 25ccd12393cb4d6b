import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import { hunkAfter, type LineHunk, type ShownHunk, shownHunks } from '../../core/workspace/line-hunks.ts';
import { CELL_SCHEME } from '../completion/position.ts';
import { saveOldLines } from './file-state.ts';
import { type LineEdit, lineChange, lineEdit } from './line-edit.ts';
import type { Marks } from './marks.ts';

/**
 * An answer in the file itself: the document holds the new lines alone, marked, until each part is accepted or discarded, so that what is
 * saved meanwhile is code. The old ones are kept beside it. All of it is one step of undo. Parts follow what is typed around and in them;
 * one whose borders are typed over, and one that holds its old lines again, is none any more.
 */
export class ShownEdit {
	readonly document: vscode.TextDocument;
	readonly #marks: Marks;
	#hunks: readonly ShownHunk[] = [];
	/** Which are being taken back. */
	#leaving: readonly ShownHunk[] = [];
	/** All of the document went: what is left of it is no line of its own. */
	#emptied = false;

	constructor(document: vscode.TextDocument, marks: Marks) {
		this.document = document;
		this.#marks = marks;
	}

	hunks(): readonly ShownHunk[] {
		return this.#hunks;
	}

	/** A part is being taken back at this moment. */
	isBusy(): boolean {
		return this.#leaving.length > 0;
	}

	/** Nothing is left to decide on, and nothing on its way. */
	isDone(): boolean {
		return this.#hunks.length === 0 && !this.isBusy();
	}

	/**
	 * Errors: 'invalidInput' where VS Code does not take the edit.
	 * @param lines those that the hunks are about
	 * @param start line of the document at which they begin
	 */
	async show(hunks: readonly LineHunk[], lines: readonly string[], start: number): Promise<void> {
		const { document } = this;
		const all = document.lineCount;
		await this.#edit(hunks.map(({ at, removed, added }) => lineEdit(document, start + at, removed, added)));
		this.follow(hunks, lines, start);
		this.#emptied = this.#hunks.length === 1 && this.#hunks[0]!.count === 0 && this.#hunks[0]!.old.length === all;
	}

	/** Marks and follows what is in the document already. @param lines those that the hunks are about @param start as of `show` */
	follow(hunks: readonly LineHunk[], lines: readonly string[], start: number): void {
		this.#hunks = shownHunks(hunks, lines, start);
		this.mark();
	}

	/** They stay, and are followed no more. Gives what `came` would. @param id null: all of them */
	accept(id: number | null): { readonly line: number; readonly text: string } | null {
		const came = this.came(id);
		this.#take(id);
		this.mark();
		return came;
	}

	/** The lines of the first that came, and where they begin; null where nothing came. @param id null: of all of them */
	came(id: number | null): { readonly line: number; readonly text: string } | null {
		const first = this.#hunks.find((hunk) => id === null || hunk.id === id);
		return first === undefined || first.count === 0 ? null : { line: first.line, text: this.#lines(first.line, first.count).join('\n') };
	}

	/**
	 * Puts the old lines back; where the file holds what is in the editor, that is saved, too. Errors: 'invalidInput' where VS Code takes
	 * the edit not, or does not save it. @param id null: all of them
	 */
	async discard(id: number | null): Promise<void> {
		const { document } = this;
		const chosen = this.#take(id);
		this.#leaving = chosen;
		const isSaved = !document.isDirty;
		try {
			if (chosen.length > 0) await this.#edit(chosen.map((hunk) => this.#back(hunk)));
		} catch (error) {
			// What came is still there, and still to be decided on.
			this.#hunks = [...this.#hunks, ...this.#leaving].sort((a, b) => a.line - b.line);
			throw error;
		} finally {
			this.#leaving = [];
			this.mark();
		}
		if (chosen.length > 0 && isSaved) await saveOldLines(document);
	}

	/** The text of the document as it would be with all parts taken back. */
	before(): string {
		const lines = this.#lines(0, this.document.lineCount);
		if (this.#emptied && this.#hunks.length > 0) return this.#hunks[0]!.old.join('\n');
		for (const { line, count, old } of this.#hunks.toReversed()) lines.splice(line, count, ...old);
		return lines.join('\n');
	}

	/** All of it stays as it is, and is followed no more. */
	forget(): void {
		this.#hunks = [];
		this.mark();
	}

	/** Follows a change of the document. Gives how many parts hold their old lines again. */
	changed(changes: readonly vscode.TextDocumentContentChangeEvent[]): number {
		const back = new Set<number>();
		let undone = 0;
		// They are told from the last to the first, so that each stands as it was before.
		for (const change of changes) {
			const told = lineChange(change);
			for (const { id, line, count, old } of this.#hunks) {
				const isAtBorder = told.startLine === told.endLine && (told.startLine === line || told.startLine === line - 1);
				if (count === 0 && isAtBorder && told.breaks >= old.length - 1) back.add(id);
			}
			const kept = this.#hunks.map((hunk) => ({ hunk, now: hunkAfter(hunk, told) }));
			this.#hunks = kept.flatMap(({ now }) => now ?? []);
			for (const { hunk, now } of kept) if (now === null && isSame(change.text, hunk.old)) undone++;
			this.#leaving = this.#leaving.flatMap((hunk) => hunkAfter(hunk, told) ?? []);
		}
		const before = this.#hunks.length;
		this.#hunks = this.#hunks.filter((hunk) => !this.#isBack(hunk, back.has(hunk.id)));
		this.mark();
		return undone + before - this.#hunks.length;
	}

	/** Marks what came in every editor that shows the document. */
	mark(): void {
		const { languageId } = this.document;
		const shown = (hunk: ShownHunk, range: vscode.Range): vscode.DecorationOptions => ({
			range,
			...(hunk.old.length === 0 ? {} : { hoverMessage: new vscode.MarkdownString().appendCodeblock(hunk.old.join('\n'), languageId) }),
		});
		const came = this.#hunks.filter(({ count }) => count > 0);
		const gone = this.#hunks.filter(({ count }) => count === 0);
		for (const editor of this.editors()) {
			editor.setDecorations(
				this.#marks.added,
				came.map((hunk) => shown(hunk, new vscode.Range(hunk.line, 0, hunk.line + hunk.count - 1, 0))),
			);
			editor.setDecorations(
				this.#marks.gone,
				gone.map((hunk) => {
					const line = Math.min(hunk.line, this.document.lineCount - 1);
					return shown(hunk, new vscode.Range(line, 0, line, 0));
				}),
			);
		}
	}

	/** Those that show the document. */
	editors(): readonly vscode.TextEditor[] {
		const key = this.document.uri.toString();
		return vscode.window.visibleTextEditors.filter(({ document }) => document.uri.toString() === key);
	}

	#take(id: number | null): readonly ShownHunk[] {
		const chosen = this.#hunks.filter((hunk) => id === null || hunk.id === id);
		// Before the edit: what it does to the others is followed, what it does to these is meant.
		this.#hunks = this.#hunks.filter((hunk) => !chosen.includes(hunk));
		return chosen;
	}

	#back({ line, count, old }: ShownHunk): LineEdit {
		// The empty line that is left of it is replaced.
		return lineEdit(this.document, line, this.#emptied && this.document.lineCount === 1 ? 1 : count, old);
	}

	#isBack({ line, count, old }: ShownHunk, wasPutIn: boolean): boolean {
		if (count > 0) return isSame(this.#lines(line, count).join('\n'), old);
		// What stands around it may be the same by chance.
		return wasPutIn && [line - old.length, line].some((at) => isSame(this.#lines(at, old.length).join('\n'), old));
	}

	#lines(line: number, count: number): string[] {
		const end = Math.min(line + count, this.document.lineCount);
		const lines: string[] = [];
		for (let at = Math.max(0, line); at < end; at++) lines.push(this.document.lineAt(at).text);
		return lines;
	}

	async #edit(edits: readonly LineEdit[]): Promise<void> {
		const [shown] = this.editors();
		if (shown === undefined && this.document.uri.scheme === CELL_SCHEME) return this.#editUnseen(edits);
		const editor = shown ?? (await vscode.window.showTextDocument(this.document));
		const build = (edit: vscode.TextEditorEdit): void => {
			for (const { range, text } of edits) edit.replace(range, text);
		};
		if (!(await editor.edit(build, { undoStopBefore: true, undoStopAfter: true }))) throw refused();
	}

	/** A cell that is out of sight has no editor, and cannot be opened alone. */
	async #editUnseen(edits: readonly LineEdit[]): Promise<void> {
		const all = new vscode.WorkspaceEdit();
		for (const { range, text } of edits) all.replace(this.document.uri, range, text);
		if (!(await vscode.workspace.applyEdit(all))) throw refused();
	}
}

function refused(): RoutooError {
	return new RoutooError(
		'invalidInput',
		l10n.t('VS Code did not take the edit.'),
		l10n.t('Check that the file is not read-only, then try again.'),
	);
}

/** @param text lines with or without a break behind the last one */
function isSame(text: string, old: readonly string[]): boolean {
	return text.replace(/\r\n?/g, '\n').replace(/\n$/, '') === old.join('\n').replace(/\n$/, '');
}
