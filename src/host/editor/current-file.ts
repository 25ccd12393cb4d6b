import * as vscode from 'vscode';
import { Emitter } from '../../core/base/emitter.ts';

/**
 * What "this file" means: the file with the caret, the one whose tab is in front while a log has the caret, or the one that was in front
 * before a page came that is no file, as a walkthrough, settings or a dashboard are.
 */
export class CurrentFile implements vscode.Disposable {
	/** It may be another one now. */
	readonly changed = new Emitter();
	#last: vscode.Uri | null = null;
	readonly #subscriptions: vscode.Disposable[];

	constructor() {
		this.#see();
		this.#subscriptions = [
			vscode.window.onDidChangeActiveTextEditor(() => this.#see()),
			vscode.window.tabGroups.onDidChangeTabs(() => this.#see()),
			vscode.window.tabGroups.onDidChangeTabGroups(() => this.#see()),
		];
	}

	uri(): vscode.Uri | null {
		const active = vscode.window.activeTextEditor?.document.uri;
		if (active !== undefined && isFile(active)) return active;
		const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
		const shown = textOf(tab);
		if (shown !== null) return shown;
		// An image or a notebook is a file, and another one than the last text.
		if (tab !== undefined && tab.input !== undefined && !(tab.input instanceof vscode.TabInputWebview)) return null;
		const open = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.flatMap((one) => textOf(one) ?? []));
		const [only, another] = open;
		if (only !== undefined && another === undefined) return only;
		return open.find((uri) => uri.toString() === this.#last?.toString()) ?? null;
	}

	/** Its name without folders, null where there is none. */
	name(): string | null {
		return this.uri()?.path.split('/').at(-1) || null;
	}

	dispose(): void {
		for (const one of this.#subscriptions) one.dispose();
		this.changed.clear();
	}

	#see(): void {
		this.#last = this.uri() ?? this.#last;
		this.changed.emit();
	}
}

function textOf(tab: vscode.Tab | undefined): vscode.Uri | null {
	return tab?.input instanceof vscode.TabInputText && isFile(tab.input.uri) ? tab.input.uri : null;
}

/** A log is no file to ask about. */
function isFile({ scheme }: vscode.Uri): boolean {
	return scheme !== 'output';
}
