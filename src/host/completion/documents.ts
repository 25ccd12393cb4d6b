import * as vscode from 'vscode';
import type { Clock } from '../../core/base/time.ts';
import type { ContextDocument } from '../../core/completion/types.ts';
import { isCompletable, pathOf } from './position.ts';

/** Edits that count as recent. */
const RECENT_MS = 60_000;
/** So many open files are looked at, the newest first; longer ones are generated or data. */
const MOST_DOCUMENTS = 20;
const MOST_LINES = 10_000;
/** Edit times that are kept for one file. */
const MOST_EDITS = 200;

/** What the user has open and edits, as material for completions. Texts are read when they are needed, once a version. */
export class WorkspaceDocuments implements vscode.Disposable {
	readonly #clock: Clock;
	readonly #touched = new Map<string, number>();
	readonly #edits = new Map<string, number[]>();
	readonly #texts = new WeakMap<vscode.TextDocument, { readonly version: number; readonly text: string }>();
	readonly #subscriptions: readonly vscode.Disposable[];

	constructor(clock: Clock) {
		this.#clock = clock;
		this.#subscriptions = [
			vscode.workspace.onDidChangeTextDocument((event) => {
				if (event.contentChanges.length > 0 && isCompletable(event.document)) this.#edited(pathOf(event.document));
			}),
			vscode.window.onDidChangeActiveTextEditor((editor) => {
				if (editor) this.#touched.set(pathOf(editor.document), this.#clock.now());
			}),
			vscode.workspace.onDidCloseTextDocument((document) => {
				this.#touched.delete(pathOf(document));
				this.#edits.delete(pathOf(document));
			}),
		];
	}

	recentEdits(path: string): number {
		const since = this.#clock.now() - RECENT_MS;
		return this.#edits.get(path)?.filter((at) => at >= since).length ?? 0;
	}

	/** @param isPrivate files that must not be quoted */
	open(isPrivate: (path: string) => boolean): readonly ContextDocument[] {
		const documents = vscode.workspace.textDocuments
			.filter((document) => document.lineCount <= MOST_LINES && isCompletable(document) && !document.isClosed)
			.map((document) => ({ document, path: pathOf(document) }))
			.map((entry) => ({ ...entry, touchedAt: this.#touched.get(entry.path) ?? 0 }))
			.sort((a, b) => b.touchedAt - a.touchedAt)
			.slice(0, MOST_DOCUMENTS);
		return documents.flatMap(({ document, path, touchedAt }) => {
			if (isPrivate(path)) return [];
			const text = (): string => this.#textOf(document);
			return [
				{
					path,
					languageId: document.languageId,
					version: document.version,
					touchedAt,
					get text() {
						return text();
					},
				},
			];
		});
	}

	dispose(): void {
		for (const subscription of this.#subscriptions) subscription.dispose();
	}

	#edited(path: string): void {
		const now = this.#clock.now();
		this.#touched.set(path, now);
		const edits = this.#edits.get(path) ?? [];
		edits.push(now);
		if (edits.length > MOST_EDITS) edits.splice(0, edits.length - MOST_EDITS);
		this.#edits.set(path, edits);
	}

	#textOf(document: vscode.TextDocument): string {
		const known = this.#texts.get(document);
		if (known?.version === document.version) return known.text;
		const text = document.eol === vscode.EndOfLine.CRLF ? document.getText().replaceAll('\r\n', '\n') : document.getText();
		this.#texts.set(document, { version: document.version, text });
		return text;
	}
}
