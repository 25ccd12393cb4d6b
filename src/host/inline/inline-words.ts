import * as l10n from '@vscode/l10n';
import { unlinked } from '../choose.ts';
import { chordInWords, type Keyboard } from './chords.ts';

/** What is said aloud of an edit at the caret. Failures are notifications, which VS Code reads out by itself. */

/** @param line 0-based */
export function arrivedWords(count: number, modelName: string, line: number, keyboard: Keyboard): string {
	const [model, at] = [plain(modelName), line + 1];
	const [accept, discard] = [chordInWords('acceptInline', keyboard), chordInWords('discardInline', keyboard)];
	return count === 1
		? l10n.t('A change by {0} waits at line {1}: accept it with {2}, or discard it with {3}.', model, at, accept, discard)
		: l10n.t('{0} changes by {1} wait from line {2}: accept them with {3}, or discard them with {4}.', count, model, at, accept, discard);
}

/** Of what was taken as it came. @param line 0-based */
export function fixedWords(modelName: string, line: number): string {
	return l10n.t('Fixed by {0} at line {1}. Undo takes it back.', plain(modelName), line + 1);
}

export function decidedWords(how: 'accepted' | 'discarded', left: number): string {
	if (left === 0) return how === 'accepted' ? l10n.t('The edit is accepted.') : l10n.t('The edit is discarded.');
	if (left === 1) return how === 'accepted' ? l10n.t('Accepted; 1 change still waits.') : l10n.t('Discarded; 1 change still waits.');
	return how === 'accepted' ? l10n.t('Accepted; {0} changes still wait.', left) : l10n.t('Discarded; {0} changes still wait.', left);
}

/** A name comes from a server, and the status bar and lenses draw icons by their names. */
export function plain(modelName: string): string {
	return unlinked(modelName).replaceAll('$(', '$ (').slice(0, 80);
}
