import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/** In which language a page speaks, and the texts that its script says in it. */
export interface PageLanguage {
	/** As VS Code names it: `en`, `de`, `zh-cn`. */
	readonly tag: string;
	/** English text to its translation; null: English. */
	readonly texts: Readonly<Record<string, string>> | null;
}

const ENGLISH: PageLanguage = { tag: 'en', texts: null };

let current = ENGLISH;

/**
 * Gives `t` of @vscode/l10n the texts of the user's language, where l10n/ has them: from here on everything in this process says them. To
 * be called once, before anything speaks. What is not translated stays English.
 */
export function useLanguage(): void {
	const { bundle } = vscode.l10n;
	if (bundle === undefined) return;
	l10n.config({ contents: bundle });
	current = { tag: vscode.env.language, texts: bundle };
}

/** For the pages of the views, which are processes of their own. */
export function pageLanguage(): PageLanguage {
	return current;
}
