import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { InlineAnswer, InlineEdits } from '../../app/chat/inline-edits.ts';
import { RoutooError } from '../../core/base/errors.ts';
import { type Choice, choiceOf } from '../../core/routing/types.ts';
import { lineHunks } from '../../core/workspace/line-hunks.ts';
import { formatMoney } from '../../protocol/format.ts';
import { unlinked } from '../choose.ts';
import type { FileGuard } from '../editor/file-guard.ts';
import type { PlacedAnswers } from '../editor/placed-answers.ts';
import type { CodeTargets } from '../gestures/code-targets.ts';
import { arrivedWords, decidedWords } from './inline-words.ts';
import { inlineLenses, type LensState } from './lenses.ts';
import { type Marks, ShownEdit } from './shown-edit.ts';
import { inlineTarget, type PlacedTarget } from './target.ts';
import { askWish, lineWords } from './wish.ts';

export interface InlineDeps {
	readonly edits: Pick<InlineEdits, 'preview' | 'write'>;
	readonly guard: Pick<FileGuard, 'mayRead' | 'mayShow' | 'mayWrite'>;
	readonly codeTargets: Pick<CodeTargets, 'reportedIn'>;
	readonly placed: Pick<PlacedAnswers, 'put' | 'discarded'>;
	/** Says to who does not see the editor what became of an edit. */
	readonly say: (words: string) => void;
	/** Asks for a model; null when dismissed. */
	readonly pickModel: (title: string) => Promise<string | null>;
}

interface Pending {
	readonly shown: ShownEdit;
	readonly target: PlacedTarget;
	readonly wish: string;
	readonly answer: InlineAnswer;
	/** Some of it was taken. */
	accepted: boolean;
}

/** Say to keys and menus that lines are being written, and that a diff waits in the editor. */
const WRITING = 'routoo.inlineWriting';
const PENDING = 'routoo.inlinePending';

/** Edits at the caret: asked for at the top, shown in place, decided part by part. One at a time. */
export class InlineEditor implements vscode.CodeLensProvider, vscode.Disposable {
	readonly #deps: InlineDeps;
	readonly #marks: Marks;
	readonly #progress = vscode.window.createTextEditorDecorationType({
		isWholeLine: true,
		backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
		after: { color: new vscode.ThemeColor('editorCodeLens.foreground'), margin: '0 0 0 2em' },
	});
	readonly #lenses = new vscode.EventEmitter<void>();
	readonly onDidChangeCodeLenses = this.#lenses.event;
	readonly #subscriptions: readonly vscode.Disposable[];
	#running: AbortController | null = null;
	#pending: Pending | null = null;
	/** Said once an edit: some save at every pause. */
	#savedOnce = false;

	constructor(deps: InlineDeps) {
		this.#deps = deps;
		const mark = (color: string, ruler: string): vscode.TextEditorDecorationType =>
			vscode.window.createTextEditorDecorationType({
				isWholeLine: true,
				backgroundColor: new vscode.ThemeColor(color),
				overviewRulerColor: new vscode.ThemeColor(ruler),
			});
		this.#marks = {
			removed: mark('diffEditor.removedLineBackground', 'editorOverviewRuler.deletedForeground'),
			added: mark('diffEditor.insertedLineBackground', 'editorOverviewRuler.addedForeground'),
		};
		this.#subscriptions = [
			vscode.languages.registerCodeLensProvider('*', this),
			vscode.workspace.onDidChangeTextDocument((event) => this.#changed(event)),
			vscode.workspace.onDidCloseTextDocument((document) => {
				// Another language is told as closing, too; there the lines stay as they are.
				if (document.isClosed && document === this.#pending?.shown.document) this.#end();
			}),
			vscode.workspace.onDidSaveTextDocument((document) => this.#saved(document)),
			vscode.window.onDidChangeVisibleTextEditors(() => this.#pending?.shown.mark()),
		];
	}

	provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
		const pending = this.#pending;
		if (pending === null || document.uri.toString() !== pending.shown.document.uri.toString()) return [];
		const { modelName, cost } = pending.answer;
		const by = `${modelName}${cost === null ? '' : `, ${formatMoney(cost)}`}`;
		return inlineLenses({ hunks: pending.shown.hunks(), by } satisfies LensState);
	}

	/** Asks what to do with the lines at the caret, and does it. Errors: RoutooError in words. */
	async start(): Promise<void> {
		const editor = vscode.window.activeTextEditor;
		if (editor === undefined)
			throw new RoutooError(
				'invalidInput',
				l10n.t('No file is open to edit.'),
				l10n.t('Open a file and put the caret where the change belongs.'),
			);
		if (this.#running !== null)
			throw new RoutooError('invalidInput', l10n.t('Lines are being written already.'), l10n.t('Press Escape to stop that first.'));
		if (this.#pending !== null) {
			throw new RoutooError(
				'invalidInput',
				l10n.t('An edit waits to be accepted or discarded.'),
				l10n.t('Decide about it above its lines first.'),
			);
		}
		const target = await inlineTarget(editor, this.#deps.guard, this.#deps.codeTargets);
		const wish = await askWish(target, (text, signal) => this.#deps.edits.preview({ target, wish: text }, signal));
		if (wish !== null) await this.#write(target, wish);
	}

	/** @param id of a hunk; else all */
	async accept(id: unknown): Promise<void> {
		const pending = this.#waiting();
		const { shown, answer } = pending;
		await this.#deps.guard.mayWrite(shown.document.uri, pending.target.place);
		const came = await shown.accept(typeof id === 'number' ? id : null);
		pending.accepted = true;
		this.#deps.say(decidedWords('accepted', shown.hunks().length));
		if (came !== null) this.#deps.placed.put({ requestId: answer.requestId, how: 'applied', text: came.text }, shown.document, came.line);
		this.#decided();
	}

	/** Where nothing of the answer was taken, and nothing is left, it was not wanted. @param id of a hunk; else all */
	async discard(id: unknown): Promise<void> {
		const pending = this.#waiting();
		const { shown, answer } = pending;
		const waited = shown.hunks().length;
		await shown.discard(typeof id === 'number' ? id : null);
		this.#deps.say(decidedWords('discarded', shown.hunks().length));
		const isNone = waited > 0 && shown.hunks().length === 0 && !pending.accepted;
		if (isNone) this.#deps.placed.discarded.emit(answer.requestId);
		this.#decided();
	}

	/** Discards what waits and asks another model for the same. */
	async again(): Promise<void> {
		const { target, wish } = this.#waiting();
		const picked = await this.#deps.pickModel(l10n.t('Edit again with'));
		if (picked === null || this.#pending === null) return;
		await this.discard(null);
		// Nobody is paid for lines that stand there no more.
		if (placeOf(target.document, target) === null) {
			const changed = l10n.t('The lines of {0} are not what they were when you asked.', target.path);
			throw new RoutooError('invalidInput', changed, l10n.t('Run "Routoo: Edit Here" on them as they are now.'));
		}
		await this.#write(target, wish, choiceOf(picked));
	}

	/** Ends the writing; what came is not put in. */
	stop(): void {
		this.#running?.abort();
	}

	dispose(): void {
		this.stop();
		this.#end();
		vscode.Disposable.from(...this.#subscriptions, this.#lenses, this.#progress, this.#marks.removed, this.#marks.added).dispose();
	}

	async #write(target: PlacedTarget, wish: string, choice?: Choice): Promise<void> {
		const abort = new AbortController();
		this.#running = abort;
		void vscode.commands.executeCommand('setContext', WRITING, true);
		let model = l10n.t('choosing a model');
		let count = 0;
		const tell = (): void => this.#tell(target, l10n.t('{0} · Esc stops', model));
		tell();
		this.#deps.say(l10n.t('Routoo writes. Escape stops it.'));
		try {
			const answer = await this.#deps.edits.write(choice === undefined ? { target, wish } : { target, wish, choice }, {
				signal: abort.signal,
				onRouting: (line) => {
					model = lineWords(line);
					tell();
				},
				onLines: (soFar) => {
					// Once a line: each piece of a text would be too often.
					if (soFar.count === count) return;
					count = soFar.count;
					this.#tell(target, l10n.t('{0} · line {1}: {2} · Esc stops', model, count, soFar.last.slice(0, 60)));
				},
			});
			if (answer !== null && !abort.signal.aborted) await this.#show(target, wish, answer);
			else this.#deps.say(l10n.t('Stopped: nothing was put in.'));
		} finally {
			this.#running = null;
			void vscode.commands.executeCommand('setContext', WRITING, false);
			this.#tell(target, null);
		}
	}

	async #show(target: PlacedTarget, wish: string, answer: InlineAnswer): Promise<void> {
		const { document, lines } = target;
		const start = document.isClosed ? null : placeOf(document, target);
		if (start === null) {
			throw new RoutooError(
				'invalidInput',
				document.isClosed
					? l10n.t('{0} was closed while they were being rewritten.', target.path)
					: l10n.t('The lines of {0} changed while they were being rewritten.', target.path),
				l10n.t('Nothing was put in. Ask again.'),
			);
		}
		const hunks = lineHunks(lines, answer.lines);
		if (hunks.length === 0) {
			void vscode.window.showInformationMessage(l10n.t('{0} sees nothing to change in these lines.', answer.modelName));
			return;
		}
		const shown = new ShownEdit(document, this.#marks);
		await shown.show(hunks, start);
		this.#pending = { shown, target, wish, answer, accepted: false };
		this.#savedOnce = false;
		void vscode.commands.executeCommand('setContext', PENDING, true);
		this.#lenses.fire();
		this.#deps.say(arrivedWords(hunks.length, answer.modelName, start + hunks[0]!.at));
		for (const warning of answer.warnings) void vscode.window.showWarningMessage(warning);
	}

	#changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
		const shown = this.#pending?.shown;
		if (shown === undefined || document.uri.toString() !== shown.document.uri.toString() || contentChanges.length === 0) return;
		shown.changed(contentChanges);
		// Who undoes it, or types over all of it, has decided.
		this.#decided();
	}

	/** The file on the disk holds both sides then. */
	#saved(document: vscode.TextDocument): void {
		const pending = this.#pending;
		if (pending === null || this.#savedOnce || document.uri.toString() !== pending.shown.document.uri.toString()) return;
		this.#savedOnce = true;
		void vscode.window.showWarningMessage(
			l10n.t(
				'{0} was saved with an edit that is not decided on: old and new lines are both in it. Accept or discard it, then save.',
				unlinked(pending.target.path),
			),
		);
	}

	#decided(): void {
		if (this.#pending?.shown.isDone()) this.#end();
		this.#lenses.fire();
	}

	#end(): void {
		this.#pending = null;
		void vscode.commands.executeCommand('setContext', PENDING, false);
		this.#lenses.fire();
	}

	#waiting(): Pending {
		if (this.#pending !== null) return this.#pending;
		throw new RoutooError('invalidInput', l10n.t('No edit waits in the editor.'), l10n.t('Run "Routoo: Edit Here" first.'));
	}

	/** Behind the last line of the target, in every editor that shows it; null: nothing. */
	#tell({ document, start, lines }: PlacedTarget, words: string | null): void {
		const last = Math.min(start + lines.length, document.lineCount) - 1;
		const range = new vscode.Range(Math.min(start, last), 0, last, Number.MAX_SAFE_INTEGER);
		const decoration = { range, renderOptions: { after: { contentText: words ?? '' } } };
		for (const editor of vscode.window.visibleTextEditors) {
			if (editor.document === document) editor.setDecorations(this.#progress, words === null ? [] : [decoration]);
		}
	}
}

/** Where the target's lines stand now: where they stood, else the one other place; null where they are gone or stand twice. */
function placeOf(document: vscode.TextDocument, { start, lines }: PlacedTarget): number | null {
	const isAt = (at: number): boolean =>
		at >= 0 && at + lines.length <= document.lineCount && lines.every((line, i) => document.lineAt(at + i).text === line);
	if (isAt(start)) return start;
	const places: number[] = [];
	for (let at = 0; at + lines.length <= document.lineCount && places.length < 2; at++) if (isAt(at)) places.push(at);
	return places.length === 1 ? places[0]! : null;
}
