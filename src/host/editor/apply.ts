import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ApplyNews, CodeAnswer } from '../../app/chat/editor-port.ts';
import { Emitter } from '../../core/base/emitter.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { NamedBlock } from '../../core/workspace/named-file.ts';
import { saved, saveOldLines } from '../inline/file-state.ts';
import { OldTexts } from '../inline/old-text.ts';
import { AppliedMarks, changedLines } from './applied-marks.ts';
import { acceptedNews, atOnceNews, changedMeanwhile, changedSince, nothingApplied, shown, titleOf } from './applied-words.ts';
import { broughtBy, changeOf, type FileChange, putInto } from './file-change.ts';
import type { FileGuard } from './file-guard.ts';
import type { PlacedAnswers } from './placed-answers.ts';
import { Proposals, type Review } from './proposals.ts';
import { whyShownFirst } from './sure-change.ts';
import { fileExists } from './target-file.ts';

/** Blocks of an answer for one file; null: the active one. */
export interface BlocksOfFile {
	readonly target: vscode.Uri | null;
	readonly blocks: readonly NamedBlock[];
	/** The blocks name no more than the end of its path. */
	readonly byEnd: boolean;
}

export interface ApplyDeps {
	readonly guard: Pick<FileGuard, 'mayWrite' | 'whyShown'>;
	readonly placed: Pick<PlacedAnswers, 'put' | 'discarded'>;
	/** Whether an edit at the caret is being written in a file, or waits to be decided on. */
	readonly waitsIn: (file: vscode.Uri) => boolean;
}

interface Written {
	readonly changes: readonly FileChange[];
	readonly answerId: string;
	readonly news: ApplyNews;
}

/**
 * Makes files what blocks of an answer make of them. A lone file of which it is sure what changes is changed at once, and made where it is
 * not there: Undo takes it back. All else is shown as diffs (file on the left, proposal on the right) with Accept and Discard in the
 * editor's title; nothing of it is written before Accept, and a file that changed meanwhile is not overwritten.
 */
export class ApplyPreview implements vscode.Disposable {
	/** What was written last was taken back. */
	readonly undone = new Emitter();
	readonly #deps: ApplyDeps;
	readonly #proposals = new Proposals();
	readonly #marks = new AppliedMarks();
	readonly #oldTexts = new OldTexts('routoo-applied');
	readonly #accepting = new Set<object>();
	/** The apply before: the next one is of what it leaves. */
	#before: Promise<unknown> = Promise.resolve();
	/** What was written last, for Undo. */
	#last: Written | null = null;

	constructor(deps: ApplyDeps) {
		this.#deps = deps;
	}

	/**
	 * Resolves to what is to be said beside what is shown. Errors: as `changeOf`; 'invalidInput' where nothing would change.
	 * @param review shows also what is sure first
	 */
	apply(files: readonly BlocksOfFile[], answer: CodeAnswer, review: boolean): Promise<ApplyNews | null> {
		const applied = this.#before.then(() => this.#apply(files, answer, review));
		this.#before = applied.catch(() => {});
		return applied;
	}

	async #apply(files: readonly BlocksOfFile[], answer: CodeAnswer, review: boolean): Promise<ApplyNews | null> {
		const found: FileChange[] = [];
		for (const { target, blocks } of files) found.push(await changeOf(target, blocks, this.#deps.guard));
		const changes = found.filter(({ before, text }) => before !== text);
		if (changes.length === 0) {
			// A second click, or one after a look elsewhere: the way back is what is looked for.
			if (this.#last?.answerId === answer.id && this.#wrote(found)) return this.#last.news;
			const has = found.length === 1 ? l10n.t('{0} has this code already.', shown(found[0]!)) : l10n.t('The files have this code already.');
			throw new RoutooError('invalidInput', has, l10n.t('There is nothing to apply.'));
		}
		const [first] = changes as [FileChange, ...FileChange[]];
		const isLone = files.length === 1 && !review;
		const why = isLone ? await this.#whyShown(first, files[0]!, answer) : null;
		if (isLone && why === null) return this.#atOnce(first, answer);
		await this.#proposals.show(changes, titleOf(changes), answer.id);
		const doubts = changes.flatMap((change) => (change.doubt === null ? [] : `${shown(change)}: ${change.doubt}`));
		if (doubts.length > 0) return { level: 'warning', text: doubts.join(' '), undo: false, compare: false };
		if (why === null) return null;
		return {
			level: 'info',
			text: l10n.t('{0}: look at the change before you accept it. {1}', shown(first), why),
			undo: false,
			compare: false,
		};
	}

	async #whyShown(change: FileChange, { byEnd }: BlocksOfFile, { cut }: CodeAnswer): Promise<string | null> {
		if (cut) return change.doubt ?? l10n.t('The answer is not whole.');
		return (await whyShownFirst(change, this.#deps)) ?? (byEnd ? l10n.t('The answer names only the end of its path.') : null);
	}

	#wrote(found: readonly FileChange[]): boolean {
		const written = new Set(this.#last?.changes.map(({ target, text }) => `${target}\n${text}`));
		return found.every(({ target, text }) => written.has(`${target}\n${text}`));
	}

	/** Writes the proposal into its files (unsaved, so undo works). `uri` comes from the editor title; without it the active tab counts. */
	async accept(uri?: vscode.Uri): Promise<ApplyNews | null> {
		const review = this.#proposals.find(uri);
		if (!review)
			throw new RoutooError(
				'invalidInput',
				l10n.t('There is no proposed change to accept.'),
				l10n.t('Choose Apply on a code block first.'),
			);
		// A second click, before the first has closed the tab.
		if (this.#accepting.has(review)) return null;
		this.#accepting.add(review);
		try {
			const news = await this.#accepted(review, () => this.#proposals.close(review));
			return review.changes.length > 1 ? news : null;
		} finally {
			this.#accepting.delete(review);
		}
	}

	async discard(uri?: vscode.Uri): Promise<void> {
		const review = this.#proposals.find(uri);
		if (review === null) return;
		await this.#proposals.close(review);
		this.#deps.placed.discarded.emit(review.answerId);
	}

	/**
	 * Takes back what was written last: all of its files as they were before, saved where they were. Errors: 'invalidInput' where nothing was
	 * written, and where one of the files was changed since.
	 */
	async undo(): Promise<void> {
		const last = this.#last;
		if (last === null) throw nothingApplied();
		const edit = new vscode.WorkspaceEdit();
		const onDisk: vscode.TextDocument[] = [];
		for (const change of last.changes) {
			const document = await vscode.workspace.openTextDocument(change.target).then(
				(opened) => opened,
				() => null,
			);
			if (document?.getText() !== change.text) throw changedSince(change);
			await this.#deps.guard.mayWrite(change.target, change.place);
			if (change.before === null) {
				edit.deleteFile(change.target, { ignoreIfNotExists: true });
				continue;
			}
			putInto(edit, { ...change, before: change.text, text: change.before }, document);
			if (!document.isDirty && !document.isUntitled) onDisk.push(document);
		}
		await this.#applied(edit);
		this.#takenBack(last);
		for (const document of onDisk) await saveOldLines(document);
	}

	/** Opens what the last change was made of beside what it is now. Errors: 'invalidInput' where nothing was applied. */
	async compare(): Promise<void> {
		const change = this.#last?.changes.find(({ before }) => before !== null);
		if (change === undefined) throw nothingApplied();
		await this.#oldTexts.compare(change.before!, await vscode.workspace.openTextDocument(change.target));
	}

	dispose(): void {
		this.#proposals.dispose();
		this.#marks.dispose();
		this.#oldTexts.dispose();
		this.undone.clear();
	}

	#takenBack(written: Written): void {
		if (this.#last !== written) return;
		this.#last = null;
		this.#deps.placed.discarded.emit(written.answerId);
		this.undone.emit();
	}

	async #accepted({ changes, answerId }: Pick<Review, 'changes' | 'answerId'>, then: () => Promise<void>): Promise<ApplyNews> {
		await this.#edit(changes);
		const news = acceptedNews(changes);
		this.#last = { changes, answerId, news };
		await then();
		await this.#signal(changes, answerId);
		await vscode.window.showTextDocument(changes[0]!.target);
		return news;
	}

	/** Of what nobody has seen yet. It is saved where the file held what was in the editor, and marked there. */
	async #atOnce(change: FileChange, { id, modelName }: CodeAnswer): Promise<ApplyNews> {
		if (change.before === null) return this.#accepted({ changes: [change], answerId: id }, async () => {});
		const document = await vscode.workspace.openTextDocument(change.target);
		// What the user has not saved is not saved behind his back.
		const isOnDisk = !document.isDirty && !document.isUntitled;
		await this.#edit([change]);
		const isSaved = isOnDisk && (await saved(document).catch(() => false));
		// Saving may have formatted it.
		const made = { ...change, text: document.getText() };
		const lines = changedLines(change.before, made.text);
		const news = atOnceNews(made, lines, isSaved ? 'saved' : isOnDisk ? 'failed' : document.isUntitled ? 'saved' : 'others');
		const written = { changes: [made], answerId: id, news };
		this.#last = written;
		await this.#signal([made], id);
		await reveal(document, lines.line);
		// Who has typed on meanwhile has seen it, and the lines would be others.
		if (document.getText() === made.text)
			this.#marks.show(document, lines, { before: change.before, modelName, onBack: () => this.#takenBack(written) });
		return news;
	}

	/** One edit, so that one undo takes all of it back. */
	async #edit(changes: readonly FileChange[]): Promise<void> {
		const edit = new vscode.WorkspaceEdit();
		for (const change of changes) {
			await this.#deps.guard.mayWrite(change.target, change.place);
			const document = change.before === null ? null : await vscode.workspace.openTextDocument(change.target);
			// By its text: versions begin anew where a file is closed and opened again.
			if (document === null ? await fileExists(change.target) : document.getText() !== change.before) throw changedMeanwhile(change);
			putInto(edit, change, document);
		}
		await this.#applied(edit);
	}

	async #applied(edit: vscode.WorkspaceEdit): Promise<void> {
		// Else it would be taken for an undo in the editor.
		this.#marks.end();
		if (await vscode.workspace.applyEdit(edit)) return;
		throw new RoutooError('invalidInput', l10n.t('VS Code did not apply the change.'), l10n.t('Check that the file is not read-only.'));
	}

	/** One answer is one signal, however many files it changed: that of the most text. */
	async #signal(changes: readonly FileChange[], answerId: string): Promise<void> {
		const most = changes.reduce((a, b) => (broughtBy(b).text.length > broughtBy(a).text.length ? b : a));
		const { line, text } = broughtBy(most);
		this.#deps.placed.put({ requestId: answerId, how: 'applied', text }, await vscode.workspace.openTextDocument(most.target), line);
	}
}

/** Where it is open already, else in front; a tab of its own, for what was changed is looked at. */
async function reveal(document: vscode.TextDocument, line: number): Promise<void> {
	const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
	const at = new vscode.Range(line, 0, line, 0);
	await vscode.window.showTextDocument(document, {
		selection: at,
		preview: false,
		...(open?.viewColumn === undefined ? {} : { viewColumn: open.viewColumn }),
	});
}
