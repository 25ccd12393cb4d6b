import * as l10n from '@vscode/l10n';

/** The keys of package.json that decide on an edit at the caret, as they are said: test/unit/host/manifest.test.ts holds both together. */
export const CHORDS = {
	acceptInline: { key: 'Ctrl+Shift+Enter', mac: 'Cmd+Shift+Enter' },
	discardInline: { key: 'Ctrl+Shift+Backspace', mac: 'Cmd+Shift+Backspace' },
} as const;

/** Which of the keys of a chord are in front of the user; `unknown` where that is another computer than this one. */
export type Keyboard = 'mac' | 'other' | 'unknown';

interface Window {
	readonly platform: string;
	/** It is shown by a browser, which may be anywhere. */
	readonly isWeb: boolean;
	readonly remoteName: string | undefined;
	readonly runsOn: 'ui' | 'workspace';
}

export function keyboardOf({ platform, isWeb, remoteName, runsOn }: Window): Keyboard {
	if (isWeb || (remoteName !== undefined && runsOn === 'workspace')) return 'unknown';
	return platform === 'darwin' ? 'mac' : 'other';
}

/** `Ctrl+Shift+Enter`, `Ctrl+Shift+Enter (on a Mac Cmd+Shift+Enter)` */
export function chordInWords(of: keyof typeof CHORDS, keyboard: Keyboard): string {
	const { key, mac } = CHORDS[of];
	if (keyboard === 'unknown') return l10n.t('{0} (on a Mac {1})', key, mac);
	return keyboard === 'mac' ? mac : key;
}
