import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ApplyNews } from '../../app/chat/editor-port.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { NamedBlock } from '../../core/workspace/named-file.ts';
import { broughtBy, changeOf, type FileChange, putInto } from './file-change.ts';
import type { FileGuard } from './file-guard.ts';
import type { PlacedAnswers } from './placed-answers.ts';
import { Proposals } from './proposals.ts';
import { fileExists } from './target-file.ts';

/** Blocks of an answer for one file; null: the active one. */
export interface BlocksOfFile {
	readonly target: vscode.Uri | null;
	readonly blocks: readonly NamedBlock[];
}

/**
 * Shows what files would become as diffs (file on the left, proposal on the right) with Accept and Discard in the editor's title. Nothing
 * that is there is written before Accept, and a file that changed meanwhile is not overwritten. A lone file that is not there is made at
 * once, unless something about it is not sure: it takes nothing away, and Undo takes it away.
 */
export class ApplyPreview implements vscode.Disposable {
	readonly #proposals = new Proposals();
	readonly #guard: Pick<FileGuard, 'mayWrite'>;
	readonly #placed: Pick<PlacedAnswers, 'put' | 'discarded'>;
	readonly #accepting = new Set<object>();
	/** What was written last, for Undo. */
	#last: { readonly changes: readonly FileChange[]; readonly answerId: string } | null = null;

	constructor(guard: Pick<FileGuard, 'mayWrite'>, placed: Pick<PlacedAnswers, 'put' | 'discarded'>) {
		this.#guard = guard;
		this.#placed = placed;
	}

	/** Resolves to what is to be said beside what is shown. Errors: as `changeOf`; 'invalidInput' where nothing would change. */
	async preview(files: readonly BlocksOfFile[], answerId: string): Promise<ApplyNews | null> {
		const found: FileChange[] = [];
		for (const { target, blocks } of files) found.push(await changeOf(target, blocks, this.#guard));
		const changes = found.filter(({ before, text }) => before !== text);
		if (changes.length === 0) {
			const has = found.length === 1 ? l10n.t('{0} has this code already.', shown(found[0]!)) : l10n.t('The files have this code already.');
			throw new RoutooError('invalidInput', has, l10n.t('There is nothing to apply.'));
		}
		const [first] = changes as [FileChange, ...FileChange[]];
		if (changes.length === 1 && first.before === null && first.doubt === null) return this.#write({ changes, answerId });
		await this.#proposals.show(changes, titleOf(changes), answerId);
		const doubts = changes.flatMap((change) => (change.doubt === null ? [] : `${shown(change)}: ${change.doubt}`));
		return doubts.length === 0 ? null : { level: 'warning', text: doubts.join(' '), undo: false };
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
			const news = await this.#write(review, () => this.#proposals.close(review));
			return review.changes.length > 1 ? news : null;
		} finally {
			this.#accepting.delete(review);
		}
	}

	async discard(uri?: vscode.Uri): Promise<void> {
		const review = this.#proposals.find(uri);
		if (review === null) return;
		await this.#proposals.close(review);
		this.#placed.discarded.emit(review.answerId);
	}

	/**
	 * Takes back what was written last: all of its files as they were before. Errors: 'invalidInput' where nothing was written, and where
	 * one of the files was changed since.
	 */
	async undo(): Promise<void> {
		const last = this.#last;
		if (last === null)
			throw new RoutooError('invalidInput', l10n.t('Nothing was applied that could be undone.'), l10n.t('Undo in the editor itself.'));
		const edit = new vscode.WorkspaceEdit();
		for (const change of last.changes) {
			const document = await vscode.workspace.openTextDocument(change.target).then(
				(opened) => opened,
				() => null,
			);
			if (document?.getText() !== change.text) {
				throw new RoutooError(
					'invalidInput',
					l10n.t('{0} was changed since.', shown(change)),
					l10n.t('Undo in the editor of the file instead.'),
				);
			}
			await this.#guard.mayWrite(change.target, change.place);
			if (change.before === null) edit.deleteFile(change.target, { ignoreIfNotExists: true });
			else putInto(edit, { ...change, before: change.text, text: change.before }, document);
		}
		await applied(edit);
		this.#last = null;
		this.#placed.discarded.emit(last.answerId);
	}

	dispose(): void {
		this.#proposals.dispose();
	}

	/** One edit, so that one undo takes all of it back. */
	async #write(
		{ changes, answerId }: { readonly changes: readonly FileChange[]; readonly answerId: string },
		then: () => Promise<void> = async () => {},
	): Promise<ApplyNews> {
		const edit = new vscode.WorkspaceEdit();
		for (const change of changes) {
			await this.#guard.mayWrite(change.target, change.place);
			const document = change.before === null ? null : await vscode.workspace.openTextDocument(change.target);
			// By its text: versions begin anew where a file is closed and opened again.
			if (document === null ? await fileExists(change.target) : document.getText() !== change.before) throw changed(change);
			putInto(edit, change, document);
		}
		await applied(edit);
		this.#last = { changes, answerId };
		await then();
		// One answer is one signal, however many files it changed: that of the most text.
		const most = changes.reduce((a, b) => (broughtBy(b).text.length > broughtBy(a).text.length ? b : a));
		const { line, text } = broughtBy(most);
		this.#placed.put({ requestId: answerId, how: 'applied', text }, await vscode.workspace.openTextDocument(most.target), line);
		const [first] = changes as [FileChange, ...FileChange[]];
		await vscode.window.showTextDocument(first.target);
		if (changes.length > 1) return { level: 'info', text: l10n.t('{0} files were changed.', changes.length), undo: true };
		const said = first.before === null ? l10n.t('{0} was created.', shown(first)) : l10n.t('{0} was changed.', shown(first));
		return { level: 'info', text: said, undo: true };
	}
}

async function applied(edit: vscode.WorkspaceEdit): Promise<void> {
	if (await vscode.workspace.applyEdit(edit)) return;
	throw new RoutooError('invalidInput', l10n.t('VS Code did not apply the change.'), l10n.t('Check that the file is not read-only.'));
}

function changed(change: FileChange): RoutooError {
	return new RoutooError(
		'invalidInput',
		l10n.t('{0} changed since the change was proposed.', shown(change)),
		l10n.t('Discard it and choose Apply again.'),
	);
}

function shown({ target }: FileChange): string {
	return vscode.workspace.asRelativePath(target);
}

function titleOf(changes: readonly FileChange[]): string {
	const [first] = changes as [FileChange, ...FileChange[]];
	if (changes.length > 1) return l10n.t('Proposed changes');
	if (first.doubt !== null) return l10n.t('{0}: proposed change (place not sure)', shown(first));
	return first.keepsRest ? l10n.t('{0}: proposed change (the rest stays)', shown(first)) : l10n.t('{0}: proposed change', shown(first));
}
