import * as vscode from 'vscode';

/** How long the line stands in the status bar, ms: long enough to be read, and to be found by who looks for it. */
export const SPOKEN_MS = 8_000;

/**
 * Says a sentence to who does not see the editor, and shows it to who does. VS Code reads out neither messages of the status bar (the bar
 * is `aria-live="off"`) nor decorations and lenses; notifications it does, but they cover the code for all. An item whose role is `alert`
 * is a live region of its own inside the bar, and each sentence is an item of its own: what is read out is that it comes.
 */
export class Spoken implements vscode.Disposable {
	#item: vscode.StatusBarItem | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;

	say(words: string): void {
		this.#end();
		const item = vscode.window.createStatusBarItem('routoo.inline', vscode.StatusBarAlignment.Left);
		item.name = 'Routoo';
		item.text = words;
		item.accessibilityInformation = { label: words, role: 'alert' };
		item.show();
		this.#item = item;
		this.#timer = setTimeout(() => this.#end(), SPOKEN_MS);
	}

	dispose(): void {
		this.#end();
	}

	#end(): void {
		clearTimeout(this.#timer);
		this.#item?.dispose();
		this.#item = null;
	}
}
