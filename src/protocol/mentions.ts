import * as l10n from '@vscode/l10n';

/**
 * What may stand behind an "@" in a message. The view offers it and the host reads what was typed out by hand by this one rule, so that
 * both mean the same.
 */

/** What the editor has under a name. */
export type NamedContext = 'selection' | 'file' | 'problems' | 'diff' | 'terminal' | 'terminalSelection';

export interface MentionName {
	readonly what: NamedContext;
	/** English, in lower case: it is known in every language. */
	readonly name: string;
	/** In the user's language. */
	readonly label: string;
}

/** In the order in which they are offered. Asked anew each time: the language is not known when this module is loaded. */
export function mentionNames(): readonly MentionName[] {
	return [
		{ what: 'selection', name: 'selection', label: l10n.t('selection') },
		{ what: 'file', name: 'current file', label: l10n.t('current file') },
		{ what: 'problems', name: 'problems', label: l10n.t('problems') },
		{ what: 'diff', name: 'diff', label: l10n.t('diff') },
		{ what: 'terminal', name: 'terminal', label: l10n.t('terminal') },
		{ what: 'terminalSelection', name: 'terminal selection', label: l10n.t('terminal selection') },
	];
}

/** What is typed, as names are compared: in lower case, with one blank between words. */
export function plainMention(typed: string): string {
	return typed.toLowerCase().replace(/\s+/g, ' ');
}

/** Whether what is typed has a blank and is the beginning of a name, or all of it: "terminal s". */
export function beginsName(typed: string): boolean {
	const plain = plainMention(typed);
	const begins = (name: string): boolean => name.startsWith(plain);
	return plain.includes(' ') && mentionNames().some(({ name, label }) => begins(name) || begins(label.toLowerCase()));
}
