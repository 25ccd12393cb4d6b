import * as vscode from 'vscode';
import type { FileChange } from './file-change.ts';
import { PROPOSED_SCHEME } from './target-file.ts';

/** Changes of one answer that are shown together and accepted or discarded as one. */
export interface Review {
	readonly changes: readonly FileChange[];
	/** Title of its tab. */
	readonly title: string;
	/** Answer that it is from. */
	readonly answerId: string;
	/** What each file would become, in the order of the changes. */
	readonly proposed: readonly vscode.Uri[];
}

/** Says to the menus of the editor that the active tab is a review of several files. */
const REVIEWING = 'routoo.reviewing';

/** The changes that are shown and not decided on, with their texts. */
export class Proposals implements vscode.TextDocumentContentProvider, vscode.Disposable {
	readonly #reviews = new Set<Review>();
	readonly #registrations: vscode.Disposable;
	#counter = 0;

	constructor() {
		this.#registrations = vscode.Disposable.from(
			vscode.workspace.registerTextDocumentContentProvider(PROPOSED_SCHEME, this),
			vscode.window.tabGroups.onDidChangeTabs(() => this.#tell()),
			vscode.window.tabGroups.onDidChangeTabGroups(() => this.#tell()),
		);
	}

	provideTextDocumentContent(uri: vscode.Uri): string {
		const key = uri.toString();
		for (const { proposed, changes } of this.#reviews) {
			const at = proposed.findIndex((one) => one.toString() === key);
			if (at >= 0) return changes[at]!.text;
		}
		return '';
	}

	/** One file as a diff, several as the diffs of one tab. */
	async show(changes: readonly FileChange[], title: string, answerId: string): Promise<void> {
		// Tabs of several files are told apart by their titles alone.
		for (const other of this.#reviews) if (other.changes.length > 1 && other.title === title) await this.close(other);
		const proposed = changes.map(({ target }) => this.#uri(target, String(++this.#counter)));
		this.#reviews.add({ changes, title, answerId, proposed });
		const left = changes.map(({ target, before }) => (before === null ? this.#uri(target, 'nothing') : target));
		if (changes.length === 1) await vscode.commands.executeCommand('vscode.diff', left[0], proposed[0], title, { preview: true });
		else {
			const resources = changes.map(({ target }, i) => [target, left[i], proposed[i]]);
			await vscode.commands.executeCommand('vscode.changes', title, resources);
		}
		this.#tell();
	}

	/** The one that the title bar of `uri` belongs to, else that of the active tab; null where it shows none. */
	find(uri: vscode.Uri | undefined): Review | null {
		const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
		const shown = uri?.scheme === PROPOSED_SCHEME ? uri : tab?.input instanceof vscode.TabInputTextDiff ? tab.input.modified : undefined;
		return this.#of(shown) ?? this.#reviewing();
	}

	/** Closes its tab. */
	async close(review: Review): Promise<void> {
		const keys = new Set(review.proposed.map(String));
		const tabs = vscode.window.tabGroups.all
			.flatMap((group) => group.tabs)
			.filter((tab) => (tab.input instanceof vscode.TabInputTextDiff ? keys.has(tab.input.modified.toString()) : isReview(tab, review)));
		this.#reviews.delete(review);
		await vscode.window.tabGroups.close(tabs);
		this.#tell();
	}

	dispose(): void {
		this.#registrations.dispose();
		this.#reviews.clear();
	}

	#uri(target: vscode.Uri, query: string): vscode.Uri {
		return vscode.Uri.from({ scheme: PROPOSED_SCHEME, path: target.path, query });
	}

	#of(uri: vscode.Uri | undefined): Review | null {
		if (uri === undefined) return null;
		return [...this.#reviews].find(({ proposed }) => proposed.some((one) => one.toString() === uri.toString())) ?? null;
	}

	/** The tab of several diffs has no input that is open to extensions: its title tells it. */
	#reviewing(): Review | null {
		const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
		return tab === undefined ? null : ([...this.#reviews].findLast((review) => isReview(tab, review)) ?? null);
	}

	#tell(): void {
		void vscode.commands.executeCommand('setContext', REVIEWING, this.#reviewing() !== null);
	}
}

/** The editor writes the number of files behind the title, in its own language. */
function isReview({ input, label }: vscode.Tab, { changes, title }: Review): boolean {
	if (changes.length < 2 || input instanceof vscode.TabInputTextDiff || input instanceof vscode.TabInputText) return false;
	return label === title || label.startsWith(`${title} (`);
}
