import * as vscode from 'vscode';
import type { CompletionEngine } from '../../core/completion/engine.ts';
import type { AcceptedArgument } from './accepts.ts';
import { completionPositionAt, isCompletable } from './position.ts';

/** Ran by the editor when a suggestion was accepted; not in the manifest, because nobody runs it by hand. */
export const ACCEPTED_COMMAND = '_routoo.completionAccepted';

/** Ghost text for all languages. Reads a bounded part of the document and leaves the rest to the engine. */
export class CompletionItemProvider implements vscode.InlineCompletionItemProvider {
	readonly #engine: CompletionEngine;

	constructor(engine: CompletionEngine) {
		this.#engine = engine;
	}

	async provideInlineCompletionItems(
		document: vscode.TextDocument,
		position: vscode.Position,
		context: vscode.InlineCompletionContext,
		token: vscode.CancellationToken,
	): Promise<vscode.InlineCompletionItem[]> {
		if (token.isCancellationRequested || !isCompletable(document)) return [];
		const { selectedCompletionInfo: selected } = context;
		const trigger = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke ? 'manual' : 'automatic';
		const controller = new AbortController();
		const subscription = token.onCancellationRequested(() => controller.abort());
		try {
			const place = completionPositionAt(document, position, selected);
			const result = await this.#engine.complete(place, { trigger, signal: controller.signal });
			if (result === null) return [];
			if (token.isCancellationRequested || document.isClosed) {
				this.#engine.withdrawn(result.requestId);
				return [];
			}
			// With an open list the item must stand over the same range as the selected entry, or it is not shown.
			const start = position.translate(0, -result.replace);
			const range = place.selected !== null && selected !== undefined ? selected.range : new vscode.Range(start, position);
			const accepted: AcceptedArgument = {
				requestId: result.requestId,
				uri: document.uri.toString(),
				line: position.line,
				text: result.text,
			};
			const command = { command: ACCEPTED_COMMAND, title: 'Accepted', arguments: [accepted] };
			return [new vscode.InlineCompletionItem(result.text, range, command)];
		} finally {
			subscription.dispose();
		}
	}
}
