import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ApplyNews } from '../../app/chat/editor-port.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { AppliedLines } from './applied-marks.ts';
import type { FileChange } from './file-change.ts';

/** What is said of changes of files, in titles, in the chat and where they fail. */

export function shown({ target }: FileChange): string {
	return vscode.workspace.asRelativePath(target);
}

export function titleOf(changes: readonly FileChange[]): string {
	const [first] = changes as [FileChange, ...FileChange[]];
	if (changes.length > 1) return l10n.t('Proposed changes');
	if (first.doubt !== null) return l10n.t('{0}: proposed change (place not sure)', shown(first));
	return first.keepsRest ? l10n.t('{0}: proposed change (the rest stays)', shown(first)) : l10n.t('{0}: proposed change', shown(first));
}

/** Of what was made at once. @param saved `others`: it has other changes that are not saved */
export function atOnceNews(change: FileChange, { added, removed }: AppliedLines, saved: 'saved' | 'failed' | 'others'): ApplyNews {
	const facts = [shown(change), added, removed] as const;
	const both = { undo: true, compare: true };
	switch (saved) {
		case 'saved':
			return { ...both, level: 'info', text: l10n.t('{0} was changed: +{1} −{2}.', ...facts) };
		case 'others':
			return {
				...both,
				level: 'info',
				text: l10n.t('{0} was changed: +{1} −{2}. It has other changes, so Routoo does not save it.', ...facts),
			};
		case 'failed':
			return { ...both, level: 'warning', text: l10n.t('{0} was changed in the editor: +{1} −{2}. It could not be saved.', ...facts) };
	}
}

/** Of what was accepted, or of a file that was made. */
export function acceptedNews(changes: readonly FileChange[]): ApplyNews {
	const [first] = changes as [FileChange, ...FileChange[]];
	const news = { level: 'info', undo: true, compare: false } as const;
	if (changes.length > 1) return { ...news, text: l10n.t('{0} files were changed.', changes.length) };
	return { ...news, text: first.before === null ? l10n.t('{0} was created.', shown(first)) : l10n.t('{0} was changed.', shown(first)) };
}

export function changedMeanwhile(change: FileChange): RoutooError {
	return new RoutooError(
		'invalidInput',
		l10n.t('{0} changed since the change was proposed.', shown(change)),
		l10n.t('Discard it and choose Apply again.'),
	);
}

export function changedSince(change: FileChange): RoutooError {
	return new RoutooError(
		'invalidInput',
		l10n.t('{0} was changed since.', shown(change)),
		l10n.t('Undo in the editor of the file instead.'),
	);
}

export function nothingApplied(): RoutooError {
	return new RoutooError('invalidInput', l10n.t('Nothing was applied that could be undone.'), l10n.t('Undo in the editor itself.'));
}
