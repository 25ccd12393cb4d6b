import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { InlineAnswer, InlineEdits } from '../../app/chat/inline-edits.ts';
import { RoutooError } from '../../core/base/errors.ts';
import { type Choice, choiceOf } from '../../core/routing/types.ts';
import { inlineDoubt } from '../../core/workspace/inline-edit.ts';
import { lineHunks } from '../../core/workspace/line-hunks.ts';
import { formatMoney } from '../../protocol/format.ts';
import { fileUri } from '../completion/position.ts';
import type { FileGuard } from '../editor/file-guard.ts';
import type { PlacedAnswers } from '../editor/placed-answers.ts';
import type { PickedCode } from '../gestures/code-actions.ts';
import type { CodeTargets } from '../gestures/code-targets.ts';
import { caretTo } from './caret.ts';
import type { Keyboard } from './chords.ts';
import { fixOf } from './fix.ts';
import { arrivedWords, decidedWords, fixedWords } from './inline-words.ts';
import { inlineLenses, type LensState } from './lenses.ts';
import { lineMarks } from './marks.ts';
import { OldTexts } from './old-text.ts';
import { placeOf, stillThere } from './place.ts';
import { WritingMark } from './progress.ts';
import { ShownEdit } from './shown-edit.ts';
import { inlineTarget, type PlacedTarget } from './target.ts';
import { askWish } from './wish.ts';
import { doubtWords, written } from './writing.ts';

export interface InlineDeps {
	readonly edits: Pick<InlineEdits, 'preview' | 'write'>;
	readonly guard: Pick<FileGuard, 'mayRead' | 'mayShow' | 'mayWrite'>;
	readonly codeTargets: Pick<CodeTargets, 'reportedIn'>;
	readonly placed: Pick<PlacedAnswers, 'put' | 'discarded'>;
	readonly keyboard: Keyboard;
	/** Says to who does not see the editor what became of an edit. */
	readonly say: (words: string) => void;
	/** Asks for a model; null when dismissed. */
	readonly pickModel: (title: string) => Promise<string | null>;
}

/** What a model is asked for. A fix needs no decision: it is undone where it is not wanted. */
interface Asked {
	readonly target: PlacedTarget;
	readonly wish: string;
	readonly how: 'edit' | 'fix';
}

interface Pending {
	readonly shown: ShownEdit;
	readonly asked: Asked;
	readonly answer: InlineAnswer;
	/** It was taken as it came, and stays marked until the user goes on. */
	readonly applied: boolean;
	/** Some of it was taken. */
	accepted: boolean;
}

/** Say to menus that an edit waits in the editor, and to keys in which files: a cell's resource is its notebook. */
const PENDING = 'routoo.inlinePending';
const PATHS = 'routoo.inlinePaths';

/** Edits at the caret: asked for at the top, shown in place, decided part by part. One at a time. */
export class InlineEditor implements vscode.CodeLensProvider, vscode.Disposable {
	readonly #deps: InlineDeps;
	readonly #marks = lineMarks();
	readonly #progress = new WritingMark();
	readonly #oldTexts = new OldTexts('routoo-before');
	readonly #lenses = new vscode.EventEmitter<void>();
	readonly onDidChangeCodeLenses = this.#lenses.event;
	readonly #subscriptions: readonly vscode.Disposable[];
	#running: AbortController | null = null;
	/** What is being written anew. */
	#writing: PlacedTarget | null = null;
	#pending: Pending | null = null;

	constructor(deps: InlineDeps) {
		this.#deps = deps;
		this.#subscriptions = [
			vscode.languages.registerCodeLensProvider('*', this),
			vscode.workspace.onDidChangeTextDocument((event) => this.#changed(event)),
			vscode.workspace.onDidCloseTextDocument((document) => {
				// Another language is told as closing, too; there the lines stay as they are.
				if (document.isClosed && document === this.#pending?.shown.document) this.#end();
			}),
			vscode.window.onDidChangeVisibleTextEditors(() => this.#pending?.shown.mark()),
		];
	}

	provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
		const pending = this.#pending;
		if (pending === null || document.uri.toString() !== pending.shown.document.uri.toString()) return [];
		const { modelName, cost } = pending.answer;
		const by = `${modelName}${cost === null ? '' : `, ${formatMoney(cost)}`}`;
		const { applied, shown } = pending;
		return inlineLenses({ hunks: shown.hunks(), by, applied, keyboard: this.#deps.keyboard } satisfies LensState);
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
		this.#free();
		const target = await inlineTarget(editor, this.#deps.guard, this.#deps.codeTargets);
		const wish = await askWish(target, (text, signal) => this.#deps.edits.preview({ target, wish: text, how: 'edit' }, signal));
		if (wish !== null) await this.#write({ target, wish, how: 'edit' });
	}

	/** Fixes what the lightbulb stood at, else what is reported at the caret, and takes the answer as it comes. Errors: RoutooError. */
	async fix(picked: PickedCode | null): Promise<void> {
		this.#free();
		const fix = await fixOf(picked, this.#deps.guard, this.#deps.codeTargets);
		await this.#write({ ...fix, how: 'fix' });
	}

	/** @param id of a hunk; else all */
	accept(id: unknown): void {
		const pending = this.#waiting();
		const { shown } = pending;
		const came = shown.accept(typeof id === 'number' ? id : null);
		pending.accepted = true;
		this.#deps.say(decidedWords('accepted', shown.hunks().length));
		if (came !== null && !pending.applied) this.#put(pending, came);
		this.#decided();
	}

	/** Where nothing of the answer was taken, and nothing is left, it was not wanted. @param id of a hunk; else all */
	async discard(id: unknown): Promise<void> {
		const pending = this.#waiting();
		const { shown, answer } = pending;
		const waited = shown.hunks().length;
		try {
			await shown.discard(typeof id === 'number' ? id : null);
		} finally {
			// Also where it could not be saved: in the editor it is gone.
			if (shown.hunks().length < waited) this.#deps.say(decidedWords('discarded', shown.hunks().length));
			const isNone = waited > 0 && shown.isDone() && !pending.accepted;
			if (isNone) this.#deps.placed.discarded.emit(answer.requestId);
			this.#decided();
		}
	}

	/** Opens what waits beside the file as it was before. */
	async details(): Promise<void> {
		const { shown } = this.#waiting();
		await this.#oldTexts.compare(shown.before(), shown.document);
	}

	/** Discards what waits and asks another model for the same. */
	async again(): Promise<void> {
		const { asked } = this.#waiting();
		const { target } = asked;
		const picked = await this.#deps.pickModel(l10n.t('Edit again with'));
		if (picked === null || this.#pending === null) return;
		await this.discard(null);
		// Nobody is paid for lines that stand there no more.
		if (placeOf(target.document, target) === null) {
			const changed = l10n.t('The lines of {0} are not what they were when you asked.', target.path);
			throw new RoutooError('invalidInput', changed, l10n.t('Run "Routoo: Edit Here" on them as they are now.'));
		}
		await this.#write(asked, choiceOf(picked));
	}

	/** Whether lines of this document, or of a cell of this notebook, are being written or wait to be decided on. */
	waitsIn({ path }: vscode.Uri): boolean {
		const waiting = this.#pending?.applied === false ? this.#pending.shown.document : this.#writing?.document;
		return waiting?.uri.path === path;
	}

	/** Ends the writing; what came is not put in. */
	stop(): void {
		this.#running?.abort();
	}

	dispose(): void {
		this.stop();
		this.#end();
		vscode.Disposable.from(
			...this.#subscriptions,
			this.#lenses,
			this.#progress,
			this.#oldTexts,
			this.#marks.added,
			this.#marks.gone,
		).dispose();
	}

	/** One at a time: nobody is paid for what could not be shown. What was taken as it came is left behind. */
	#free(): void {
		if (this.#running !== null)
			throw new RoutooError('invalidInput', l10n.t('Lines are being written already.'), l10n.t('Press Escape to stop that first.'));
		if (this.#pending?.applied) this.#end();
		if (this.#pending === null) return;
		throw new RoutooError(
			'invalidInput',
			l10n.t('An edit waits to be accepted or discarded.'),
			l10n.t('Decide about it above its lines first.'),
		);
	}

	async #write(asked: Asked, choice?: Choice): Promise<void> {
		// Another may have begun while the lines were read and the wish was typed.
		this.#free();
		const abort = new AbortController();
		this.#running = abort;
		this.#writing = asked.target;
		this.#progress.begin();
		this.#deps.say(l10n.t('Routoo writes. Escape stops it.'));
		try {
			const ask = { ...asked, ...(choice === undefined ? {} : { choice }) };
			const answer = await written(this.#deps.edits, ask, abort.signal, (words) => this.#progress.tell(asked.target, words));
			if (answer !== null && !abort.signal.aborted) await this.#show(asked, answer);
			else this.#deps.say(l10n.t('Stopped: nothing was put in.'));
		} finally {
			[this.#running, this.#writing] = [null, null];
			this.#progress.end(asked.target);
		}
	}

	async #show(asked: Asked, answer: InlineAnswer): Promise<void> {
		const { target } = asked;
		const { document, lines } = target;
		const hunks = lineHunks(lines, answer.lines);
		if (hunks.length === 0) {
			void vscode.window.showInformationMessage(l10n.t('{0} sees nothing to change in these lines.', answer.modelName));
			return;
		}
		// Behind a link that was put in its way meanwhile another file lies.
		if (!document.isClosed) await this.#deps.guard.mayWrite(fileUri(document.uri), target.place);
		const start = stillThere(target);
		const shown = new ShownEdit(document, this.#marks);
		await shown.show(hunks, lines, start);
		// What is to be accepted is looked at anyway.
		const doubt = asked.how === 'fix' ? inlineDoubt(answer.lines, lines) : null;
		const applied = asked.how === 'fix' && doubt === null;
		const pending: Pending = { shown, asked, answer, applied, accepted: false };
		this.#pending = pending;
		const came = applied ? shown.came(null) : null;
		if (came !== null) this.#put(pending, came);
		tellKeys([document.uri, fileUri(document.uri)]);
		this.#lenses.fire();
		const line = start + hunks[0]!.at;
		const { keyboard, say } = this.#deps;
		say(applied ? fixedWords(answer.modelName, line) : arrivedWords(hunks.length, answer.modelName, line, keyboard));
		caretTo(shown.editors(), { first: start, last: start + answer.lines.length }, line);
		const warnings = doubt === null ? answer.warnings : [...answer.warnings, doubtWords(doubt)];
		for (const warning of warnings) void vscode.window.showWarningMessage(warning);
	}

	#changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
		const pending = this.#pending;
		const shown = pending?.shown;
		if (shown === undefined || document.uri.toString() !== shown.document.uri.toString() || contentChanges.length === 0) return;
		const waited = shown.hunks().length;
		const isBack = shown.changed(contentChanges) === waited && waited > 0;
		if (isBack && !pending!.accepted) this.#deps.placed.discarded.emit(pending!.answer.requestId);
		// Who goes on has seen what was taken as it came.
		if (pending!.applied && !shown.isBusy()) this.#end();
		// Who undoes it, or types over all of it, has decided.
		else this.#decided();
	}

	#put({ shown, answer }: Pending, { line, text }: { readonly line: number; readonly text: string }): void {
		this.#deps.placed.put({ requestId: answer.requestId, how: 'applied', text }, shown.document, line);
	}

	#decided(): void {
		if (this.#pending?.shown.isDone()) this.#end();
		this.#lenses.fire();
	}

	#end(): void {
		this.#pending?.shown.forget();
		this.#pending = null;
		tellKeys([]);
		this.#lenses.fire();
	}

	#waiting(): Pending {
		if (this.#pending !== null) return this.#pending;
		throw new RoutooError('invalidInput', l10n.t('No edit waits in the editor.'), l10n.t('Run "Routoo: Edit Here" first.'));
	}
}

function tellKeys(files: readonly vscode.Uri[]): void {
	void vscode.commands.executeCommand('setContext', PENDING, files.length > 0);
	// A window on another machine calls the same file by another scheme, and a plain file by the path of its system.
	void vscode.commands.executeCommand('setContext', PATHS, [...new Set(files.flatMap((file) => [file.path, file.fsPath]))]);
}
