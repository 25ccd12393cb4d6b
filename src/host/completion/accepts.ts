import * as vscode from 'vscode';
import { Emitter } from '../../core/base/emitter.ts';

/** Lines looked at around the accepted text: what stood beside it may have moved in between. */
const MARGIN_LINES = 10;
const MOST_LINES = 120;

interface Accepted {
	readonly document: vscode.TextDocument;
	/** Moves with edits above it. */
	line: number;
	readonly lines: number;
}

/** Where accepted texts stand, so that they can be looked for when their time is over. */
export class AcceptedTexts implements vscode.Disposable {
	readonly #accepted = new Map<string, Accepted>();
	readonly #left = new Emitter<string>();
	readonly #subscriptions: readonly vscode.Disposable[];

	constructor() {
		this.#subscriptions = [
			vscode.workspace.onDidChangeTextDocument((event) => this.#shift(event)),
			// A closed file is as its author left it.
			vscode.workspace.onDidCloseTextDocument((document) => {
				for (const [requestId, entry] of this.#accepted) if (entry.document === document) this.#left.emit(requestId);
			}),
		];
	}

	/** Told each text whose file is being closed. */
	onLeft(listener: (requestId: string) => void): () => void {
		return this.#left.on(listener);
	}

	/** @param line where the text begins, as the suggestion stood */
	add(requestId: string, document: vscode.TextDocument, line: number, text: string): void {
		this.#accepted.set(requestId, { document, line, lines: text.split('\n').length });
	}

	/** Lines around the text as they are now; null where it is not known. It is not followed any more. */
	take(requestId: string): readonly string[] | null {
		const entry = this.#accepted.get(requestId);
		this.#accepted.delete(requestId);
		return entry === undefined ? null : linesAround(entry);
	}

	dispose(): void {
		for (const subscription of this.#subscriptions) subscription.dispose();
		this.#left.clear();
	}

	#shift({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
		for (const entry of this.#accepted.values()) {
			if (entry.document !== document) continue;
			for (const { range, text } of contentChanges) {
				if (range.end.line >= entry.line) continue;
				entry.line += text.split('\n').length - 1 - (range.end.line - range.start.line);
			}
		}
	}
}

function linesAround({ document, line, lines }: Accepted): readonly string[] {
	const from = Math.max(0, line - MARGIN_LINES);
	const to = Math.min(document.lineCount, line + lines + MARGIN_LINES, from + MOST_LINES);
	return Array.from({ length: Math.max(0, to - from) }, (_, i) => document.lineAt(from + i).text);
}

/** What the item's command is given; checked, because any extension can run a command. */
export interface AcceptedArgument {
	readonly requestId: string;
	readonly uri: string;
	readonly line: number;
	readonly text: string;
}

export function documentOf({ uri }: AcceptedArgument): vscode.TextDocument | null {
	return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri) ?? null;
}

export function isAcceptedArgument(value: unknown): value is AcceptedArgument {
	if (typeof value !== 'object' || value === null) return false;
	const { requestId, uri, line, text } = value as Record<string, unknown>;
	return typeof requestId === 'string' && typeof uri === 'string' && typeof line === 'number' && typeof text === 'string';
}
