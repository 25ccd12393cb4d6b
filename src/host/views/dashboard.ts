import * as vscode from 'vscode';
import { dashboardMessage } from '../../app/insights/dashboard.ts';
import { type DashboardState, parseFromDashboard } from '../../protocol/dashboard.ts';
import { pageHtml } from './html.ts';

/** One editor tab with the spending; rendered anew whenever the ledger changes. */
export class Dashboard implements vscode.Disposable {
	readonly #folder: vscode.Uri;
	readonly #read: () => Promise<DashboardState>;
	#panel: vscode.WebviewPanel | null = null;

	/** `read` collects the state. The page may ask for it and for the commands that its protocol names, nothing else. */
	constructor(extensionUri: vscode.Uri, read: () => Promise<DashboardState>) {
		this.#folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
		this.#read = read;
	}

	open(): void {
		if (this.#panel) {
			this.#panel.reveal();
			return;
		}
		const panel = vscode.window.createWebviewPanel('routoo.dashboard', 'Routoo', vscode.ViewColumn.Active, {
			enableScripts: true,
			localResourceRoots: [this.#folder],
		});
		this.#panel = panel;
		const icon = (theme: 'light' | 'dark') => vscode.Uri.joinPath(this.#folder, '..', '..', 'media', `routoo-${theme}.svg`);
		panel.iconPath = { light: icon('light'), dark: icon('dark') };
		panel.onDidDispose(() => {
			this.#panel = null;
		});
		panel.webview.onDidReceiveMessage((raw: unknown) => {
			const message = parseFromDashboard(raw);
			if (message?.type === 'ready') void this.refresh();
			else if (message?.type === 'command') void vscode.commands.executeCommand(`routoo.${message.command}`);
		});
		const at = (name: string): string => panel.webview.asWebviewUri(vscode.Uri.joinPath(this.#folder, name)).toString();
		panel.webview.html = pageHtml({
			title: 'Routoo',
			script: at('dashboard.js'),
			styles: [at('codicon.css'), at('dashboard.css')],
			cspSource: panel.webview.cspSource,
			element: 'routoo-dashboard',
		});
	}

	/** Sends the state to the page, where one is open. A ledger that cannot be read is told in the page. */
	async refresh(): Promise<void> {
		const panel = this.#panel;
		if (!panel) return;
		const message = await dashboardMessage(this.#read);
		// It may have been closed meanwhile.
		if (this.#panel === panel) await panel.webview.postMessage(message);
	}

	dispose(): void {
		this.#panel?.dispose();
	}
}
