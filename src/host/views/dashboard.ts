import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { dashboardMessage } from '../../app/insights/dashboard.ts';
import type { InsightsPage } from '../../app/insights/insights-page.ts';
import type { ModelsPage } from '../../app/insights/models/models-page.ts';
import { type DashboardState, parseFromDashboard, type RunsState, type ToDashboard } from '../../protocol/dashboard.ts';
import type { DashboardPage } from '../../protocol/models-page.ts';
import { exportDecisions } from '../commands/export-decisions.ts';
import { pageLanguage } from '../language.ts';
import { pageHtml } from './html.ts';

/** What the page may ask for. */
export interface DashboardPort {
	state(): Promise<DashboardState>;
	/** What changes with every step of a run. */
	runs(): RunsState;
	/** Never rejects. */
	runRows(runId: string): Promise<ToDashboard>;
	escalate(runId: string): void;
	readonly models: Pick<ModelsPage, 'show' | 'use' | 'pin' | 'prefer'>;
	readonly insights: Pick<InsightsPage, 'show' | 'decisions' | 'frontier' | 'useBar' | 'rows'>;
}

/** One editor tab with the spending; rendered anew whenever the ledger changes. */
export class Dashboard implements vscode.Disposable {
	readonly #folder: vscode.Uri;
	readonly #port: DashboardPort;
	#panel: vscode.WebviewPanel | null = null;
	/** Where it is to be opened, until the page was told. */
	#openAt: DashboardPage | null = null;
	/** The page asked for its models: from then on they follow what changes. */
	#showsModels = false;
	/** The page listens. One that is hidden is thrown away by the editor, and loaded anew when it is shown. */
	#loaded = false;

	/** The page may ask for what the port has and for the commands that its protocol names, nothing else. */
	constructor(extensionUri: vscode.Uri, port: DashboardPort) {
		this.#folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
		this.#port = port;
	}

	/** @param page absent: the one that was open last */
	open(page: DashboardPage | null = null): void {
		this.#openAt = page;
		if (this.#panel) {
			this.#panel.reveal();
			this.#goToPage();
			return;
		}
		const panel = vscode.window.createWebviewPanel('routoo.dashboard', l10n.t('Routoo Dashboard'), vscode.ViewColumn.Active, {
			enableScripts: true,
			localResourceRoots: [this.#folder],
		});
		this.#panel = panel;
		const icon = (theme: 'light' | 'dark') => vscode.Uri.joinPath(this.#folder, '..', '..', 'media', `routoo-${theme}.svg`);
		panel.iconPath = { light: icon('light'), dark: icon('dark') };
		panel.onDidDispose(() => {
			this.#panel = null;
			this.#unloaded();
		});
		panel.onDidChangeViewState(() => {
			if (!panel.visible) this.#unloaded();
		});
		panel.webview.onDidReceiveMessage((raw: unknown) => this.#receive(raw));
		const at = (name: string): string => panel.webview.asWebviewUri(vscode.Uri.joinPath(this.#folder, name)).toString();
		panel.webview.html = pageHtml({
			title: 'Routoo',
			script: at('dashboard.js'),
			styles: [at('codicon.css'), at('dashboard.css')],
			cspSource: panel.webview.cspSource,
			element: 'routoo-dashboard',
			language: pageLanguage(),
		});
	}

	/** Sends the state to the page, where one is open. A ledger that cannot be read is told in the page. */
	refresh(): Promise<void> {
		return this.#answer(() => dashboardMessage(() => this.#port.state()));
	}

	/** Sends what changes with every step of a run. */
	refreshRuns(): Promise<void> {
		return this.#answer(async () => ({ type: 'runs', state: this.#port.runs() }));
	}

	/** Sends the models again, where the page shows them. Never rejects. */
	async refreshModels(): Promise<void> {
		if (this.#showsModels) await this.#port.models.show(this.#poster());
	}

	#unloaded(): void {
		this.#loaded = false;
		this.#showsModels = false;
	}

	/** A page that is not loaded yet hears nothing, but it says `ready` when it is. */
	#goToPage(): void {
		const page = this.#openAt;
		if (page === null || !this.#loaded) return;
		this.#openAt = null;
		this.#poster()({ type: 'page', page });
	}

	/** Posts to the page that is open now, as long as it is. */
	#poster(): (message: ToDashboard) => void {
		const panel = this.#panel;
		return (message) => {
			if (panel !== null && this.#panel === panel) void panel.webview.postMessage(message);
		};
	}

	#receive(raw: unknown): void {
		const message = parseFromDashboard(raw);
		switch (message?.type) {
			case 'ready':
				// A page that was loaded anew asks for its models itself.
				this.#showsModels = false;
				this.#loaded = true;
				this.#goToPage();
				void this.refresh();
				break;
			case 'runRows':
				void this.#answer(() => this.#port.runRows(message.runId));
				break;
			case 'escalate':
				this.#port.escalate(message.runId);
				break;
			case 'insights':
				void this.#port.insights.show(message.range, this.#poster());
				break;
			case 'decisions':
				void this.#port.insights.decisions(message, this.#poster());
				break;
			case 'frontier':
				void this.#port.insights.frontier(message.range, this.#poster());
				break;
			case 'useBar':
				void this.#port.insights.useBar(message.bar, this.#poster());
				break;
			case 'exportDecisions':
				void exportDecisions(this.#port.insights, message);
				break;
			case 'models':
				this.#showsModels = true;
				void this.refreshModels();
				break;
			case 'useModels':
				void this.#port.models.use(message, this.#poster());
				break;
			case 'pinModel':
				void this.#port.models.pin(message.id, message.on, this.#poster());
				break;
			case 'prefer':
				void this.#port.models.prefer(message.kind, message.model, this.#poster());
				break;
			case 'modelsCommand':
				void vscode.commands.executeCommand(`routoo.${message.command}`, message.id);
				break;
			case 'command':
				void vscode.commands.executeCommand(`routoo.${message.command}`);
				break;
		}
	}

	async #answer(read: () => Promise<ToDashboard>): Promise<void> {
		const panel = this.#panel;
		if (!panel) return;
		const message = await read();
		// It may have been closed meanwhile.
		if (this.#panel === panel) await panel.webview.postMessage(message);
	}

	dispose(): void {
		this.#panel?.dispose();
	}
}
