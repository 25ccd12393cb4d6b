import * as vscode from 'vscode';
import { INITIAL_STATUS } from '../app/insights/status.ts';
import { type StatusState, statusView } from '../app/insights/status-view.ts';

const BACKGROUNDS = { warning: 'statusBarItem.warningBackground', error: 'statusBarItem.errorBackground' } as const;

/** Commands that the tooltip may link to. */
const LINKED = [
	'routoo.openDashboard',
	'routoo.setBudget',
	'routoo.pausePaid',
	'routoo.resumePaid',
	'routoo.setKey',
	'routoo.addEndpoint',
	'routoo.getStarted',
	'routoo.snoozeCompletions',
	'routoo.resumeCompletions',
	'routoo.allowRemoteCompletions',
	'routoo.toggleCompletions',
	'routoo.toggleLanguageCompletions',
	'routoo.chooseCompletionModels',
	'routoo.openCompletionSettings',
	'routoo.showEndpoint',
	'routoo.showLog',
];

/** The one status bar item; a click opens the dashboard, or the chat with its first steps where no model is usable or known yet. */
export class StatusBar implements vscode.Disposable {
	readonly #item: vscode.StatusBarItem;
	#state = INITIAL_STATUS;

	constructor() {
		this.#item = vscode.window.createStatusBarItem('routoo.status', vscode.StatusBarAlignment.Right, 100);
		this.#item.name = 'Routoo';
		this.#render();
		this.#item.show();
	}

	update(change: Partial<StatusState>): void {
		this.#state = { ...this.#state, ...change };
		this.#render();
	}

	/** As shown now, for tests. */
	shown(): { readonly text: string; readonly background: string } {
		return { text: this.#item.text, background: statusView(this.#state).background };
	}

	dispose(): void {
		this.#item.dispose();
	}

	#render(): void {
		const view = statusView(this.#state);
		this.#item.text = view.text;
		this.#item.command = `routoo.${view.command}`;
		this.#item.backgroundColor = view.background === 'none' ? undefined : new vscode.ThemeColor(BACKGROUNDS[view.background]);
		const tooltip = new vscode.MarkdownString(view.tooltip);
		tooltip.isTrusted = { enabledCommands: LINKED };
		this.#item.tooltip = tooltip;
		this.#item.accessibilityInformation = { label: view.label };
	}
}
