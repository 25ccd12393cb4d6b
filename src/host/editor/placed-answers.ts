import type * as vscode from 'vscode';
import type { PlacedCode } from '../../app/learning/answer-watch.ts';
import { Emitter } from '../../core/base/emitter.ts';
import { AcceptedTexts } from '../completion/accepts.ts';

/** Where code of answers went, so that it can be looked for later. */
export class PlacedAnswers implements vscode.Disposable {
	readonly placed = new Emitter<PlacedCode>();
	/** Answers whose proposed change the user did not want. */
	readonly discarded = new Emitter<string>();
	readonly #texts = new AcceptedTexts();

	/** Told each answer whose file is being closed. */
	onLeft(listener: (answerId: string) => void): () => void {
		return this.#texts.onLeft(listener);
	}

	/** @param line of the document where the text begins */
	put(code: PlacedCode, document: vscode.TextDocument, line: number): void {
		this.#texts.add(code.requestId, document, line, code.text);
		this.placed.emit(code);
	}

	/** Lines around the text as they are now; null where it is not known. It is not followed any more. */
	take(answerId: string): readonly string[] | null {
		return this.#texts.take(answerId);
	}

	dispose(): void {
		this.#texts.dispose();
		this.placed.clear();
		this.discarded.clear();
	}
}
