import * as vscode from 'vscode';
import { speak, spokenTexts, type Texts } from '../core/base/language.ts';

/** In which language a page speaks, and the texts that its script says in it. */
export interface PageLanguage {
	/** As VS Code names it: `en`, `de`, `zh-cn`. */
	readonly tag: string;
	/** English text to its translation; null: English. */
	readonly texts: Texts | null;
}

/**
 * Gives `t` of @vscode/l10n the texts of the user's language, where l10n/ has them: from here on everything in this process says them, and
 * in the threads and processes that it begins. To be called once, before anything speaks. What is not translated stays English.
 */
export function useLanguage(): void {
	speak(vscode.l10n.bundle);
}

/** For the pages of the views, which are processes of their own. */
export function pageLanguage(): PageLanguage {
	const texts = spokenTexts();
	return { tag: texts === null ? 'en' : vscode.env.language, texts };
}
