import * as vscode from 'vscode';

const SCHEME = 'routoo-report';

/** Documents to read, kept in memory: nothing asks to save them. */
export class ReadonlyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
	readonly #texts = new Map<string, string>();
	readonly #changed = new vscode.EventEmitter<vscode.Uri>();
	readonly #registration: vscode.Disposable;
	readonly onDidChange = this.#changed.event;

	constructor() {
		this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
	}

	provideTextDocumentContent(uri: vscode.Uri): string {
		return this.#texts.get(uri.path) ?? '';
	}

	/** One document a title, read as a page beside the editor; showing it again replaces its text. */
	async show(title: string, text: string): Promise<vscode.TextDocument> {
		const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.md` });
		this.#texts.set(uri.path, text);
		this.#changed.fire(uri);
		const document = await vscode.workspace.openTextDocument(uri);
		try {
			await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
		} catch {
			// VS Code's own Markdown extension can be turned off.
			await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true, preserveFocus: true });
		}
		return document;
	}

	dispose(): void {
		this.#registration.dispose();
		this.#changed.dispose();
	}
}
