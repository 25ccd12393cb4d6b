import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { pathOf } from '../editor/workspace-files.ts';

/** Files as they were before an edit, to be read beside what they are now. A text goes when its tab is closed. */
export class OldTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
	readonly #texts = new Map<string, string>();
	readonly #registrations: vscode.Disposable;
	readonly #scheme: string;
	#counter = 0;

	/** @param scheme its own: of two providers of one scheme nobody knows which is asked */
	constructor(scheme: 'routoo-before' | 'routoo-applied') {
		this.#scheme = scheme;
		this.#registrations = vscode.Disposable.from(
			vscode.workspace.registerTextDocumentContentProvider(scheme, this),
			vscode.workspace.onDidCloseTextDocument(({ uri }) => void (uri.scheme === scheme && this.#texts.delete(uri.query))),
		);
	}

	provideTextDocumentContent(uri: vscode.Uri): string {
		return this.#texts.get(uri.query) ?? '';
	}

	/** Opens both side by side; the file itself stands on the right, to be edited there. */
	async compare(before: string, { uri }: vscode.TextDocument): Promise<void> {
		const query = String(++this.#counter);
		this.#texts.set(query, before);
		const old = vscode.Uri.from({ scheme: this.#scheme, path: uri.path, query });
		await vscode.commands.executeCommand('vscode.diff', old, uri, l10n.t('{0}: before and after the edit', pathOf(uri)), { preview: true });
	}

	dispose(): void {
		this.#registrations.dispose();
		this.#texts.clear();
	}
}
