import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import { changedPart } from '../../core/workspace/apply/changed-part.ts';
import { planApply } from '../../core/workspace/apply/plan.ts';
import { languageOfFence } from '../../core/workspace/fence.ts';
import type { FileGuard } from './file-guard.ts';
import type { PlacedAnswers } from './placed-answers.ts';

export const PROPOSED_SCHEME = 'routoo-proposed';

interface Proposal {
	readonly target: vscode.Uri;
	readonly text: string;
	/** Version of the file that the proposal was made from; null for a file that is not there yet. */
	readonly version: number | null;
	/** Where the change was found to land: a link may be put in its way before Accept. */
	readonly place: string;
	/** Answer that it is from. */
	readonly answerId: string;
}

/**
 * Shows what a file would become as a diff (file on the left, proposal on the right) with Accept and Discard in the editor's title. Nothing
 * is written before Accept, and a file that changed meanwhile is not overwritten.
 */
export class ApplyPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
	readonly #proposals = new Map<string, Proposal>();
	readonly #registration: vscode.Disposable;
	readonly #guard: FileGuard;
	readonly #placed: PlacedAnswers;
	#counter = 0;

	constructor(guard: FileGuard, placed: PlacedAnswers) {
		this.#guard = guard;
		this.#placed = placed;
		this.#registration = vscode.workspace.registerTextDocumentContentProvider(PROPOSED_SCHEME, this);
	}

	provideTextDocumentContent(uri: vscode.Uri): string {
		return this.#proposals.get(uri.toString())?.text ?? '';
	}

	/**
	 * `target` is the file the answer named, null for the active one. Errors: 'invalidInput' where there is no file to apply to, for a
	 * link out of the workspace, and where the user does not agree to a hidden or private file.
	 */
	async preview(code: string, target: vscode.Uri | null, answerId: string): Promise<vscode.Uri> {
		if (target !== null && !(await exists(target))) return this.#previewNew(code, target, answerId);
		const active = vscode.window.activeTextEditor;
		const editor = target === null || active?.document.uri.toString() === target.toString() ? active : undefined;
		const document = editor?.document ?? (target ? await vscode.workspace.openTextDocument(target) : undefined);
		if (!document || document.uri.scheme === PROPOSED_SCHEME) {
			throw new RoutooError('invalidInput', 'No file is open to apply this to.', 'Open the file it belongs to and apply again.');
		}
		const place = await this.#guard.mayWrite(document.uri);
		const plan = planApply(
			{
				text: document.getText(),
				selectionStart: editor ? document.offsetAt(editor.selection.start) : 0,
				selectionEnd: editor ? document.offsetAt(editor.selection.end) : 0,
			},
			code,
		);
		const rest = plan.how === 'wholeFile' ? '' : ' (the rest stays)';
		const title = `${vscode.workspace.asRelativePath(document.uri)}: proposed change${rest}`;
		const proposal = { target: document.uri, text: plan.proposed, version: document.version, place, answerId };
		return this.#show(document.uri, document.uri, proposal, title);
	}

	/** A file that the answer names and the workspace does not have: empty on the left, made by Accept. */
	async #previewNew(code: string, target: vscode.Uri, answerId: string): Promise<vscode.Uri> {
		const place = await this.#guard.mayWrite(target);
		const text = code.endsWith('\n') ? code : `${code}\n`;
		const nothing = vscode.Uri.from({ scheme: PROPOSED_SCHEME, path: target.path, query: 'nothing' });
		return this.#show(
			nothing,
			target,
			{ target, text, version: null, place, answerId },
			`${vscode.workspace.asRelativePath(target)}: new file`,
		);
	}

	async #show(left: vscode.Uri, target: vscode.Uri, proposal: Proposal, title: string): Promise<vscode.Uri> {
		this.#counter++;
		const proposed = vscode.Uri.from({ scheme: PROPOSED_SCHEME, path: target.path, query: String(this.#counter) });
		this.#proposals.set(proposed.toString(), proposal);
		await vscode.commands.executeCommand('vscode.diff', left, proposed, title, { preview: true });
		return proposed;
	}

	/** Writes the proposal into its file (unsaved, so undo works). `uri` comes from the editor title; without it the active one counts. */
	async accept(uri?: vscode.Uri): Promise<void> {
		const found = this.#find(uri);
		if (!found) throw new RoutooError('invalidInput', 'There is no proposed change to accept.', 'Choose Apply on a code block first.');
		const { target, text, version, place, answerId } = found.proposal;
		await this.#guard.mayWrite(target, place);
		const edit = new vscode.WorkspaceEdit();
		let before = '';
		if (version === null) {
			if (await exists(target)) throw changed();
			edit.createFile(target, { contents: new TextEncoder().encode(text) });
		} else {
			const document = await vscode.workspace.openTextDocument(target);
			if (document.version !== version) throw changed();
			before = document.getText();
			edit.replace(target, new vscode.Range(0, 0, document.lineCount, 0), text);
		}
		if (!(await vscode.workspace.applyEdit(edit))) {
			throw new RoutooError('invalidInput', 'VS Code did not apply the change.', 'Check that the file is not read-only.');
		}
		await this.#close(found.key);
		const document = await vscode.workspace.openTextDocument(target);
		const { line, text: came } = changedPart(before, text);
		this.#placed.put({ requestId: answerId, how: 'applied', text: came }, document, line);
		await vscode.window.showTextDocument(document);
	}

	async discard(uri?: vscode.Uri): Promise<void> {
		const found = this.#find(uri);
		if (found === null) return;
		await this.#close(found.key);
		this.#placed.discarded.emit(found.proposal.answerId);
	}

	dispose(): void {
		this.#registration.dispose();
		this.#proposals.clear();
	}

	#find(uri: vscode.Uri | undefined): { key: string; proposal: Proposal } | null {
		const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
		const shown = uri ?? (input instanceof vscode.TabInputTextDiff ? input.modified : undefined);
		const proposal = shown && this.#proposals.get(shown.toString());
		return shown && proposal ? { key: shown.toString(), proposal } : null;
	}

	async #close(key: string): Promise<void> {
		this.#proposals.delete(key);
		const tabs = vscode.window.tabGroups.all
			.flatMap((group) => group.tabs)
			.filter((tab) => tab.input instanceof vscode.TabInputTextDiff && tab.input.modified.toString() === key);
		await vscode.window.tabGroups.close(tabs);
	}
}

function changed(): RoutooError {
	return new RoutooError('invalidInput', 'The file changed since the change was proposed.', 'Discard it and choose Apply again.');
}

/** A file on the disk, or one that is open and not saved yet. */
async function exists(uri: vscode.Uri): Promise<boolean> {
	if (vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString())) return true;
	return vscode.workspace.fs.stat(uri).then(
		() => true,
		() => false,
	);
}

/** Where a text went. */
export interface Inserted {
	readonly document: vscode.TextDocument;
	/** Of its first line; of several places the first. */
	readonly line: number;
}

/** Errors: 'invalidInput' where no editor is open or its text cannot be changed (a proposed change cannot). */
export async function insertAtCursor(code: string): Promise<Inserted> {
	const editor = vscode.window.activeTextEditor;
	if (!editor || editor.document.uri.scheme === PROPOSED_SCHEME) {
		throw new RoutooError('invalidInput', 'No file is open to insert into.', 'Open a file and place the cursor.');
	}
	const line = Math.min(...editor.selections.map(({ start }) => start.line));
	const inserted = await editor.edit((edit) => {
		for (const selection of editor.selections) edit.replace(selection, code);
	});
	if (!inserted) throw new RoutooError('invalidInput', 'The code was not inserted.', 'Check that the file is not read-only.');
	return { document: editor.document, line };
}

export async function newFile(code: string, info: string): Promise<vscode.TextDocument> {
	const wanted = languageOfFence(info);
	const known = await vscode.languages.getLanguages();
	const document = await vscode.workspace.openTextDocument({ content: code, language: known.includes(wanted) ? wanted : 'plaintext' });
	await vscode.window.showTextDocument(document);
	return document;
}
