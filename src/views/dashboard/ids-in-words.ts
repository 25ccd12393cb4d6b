import * as l10n from '@vscode/l10n';

/** What a row of the ledger names by an id, as a word of the user's language; an id that is not known stands as it is. */

const PURPOSES = new Map([
	['chat', { whole: () => l10n.t('Chat'), one: () => l10n.t('chat') }],
	['completion', { whole: () => l10n.t('Completions'), one: () => l10n.t('completion') }],
	['agent', { whole: () => l10n.t('Agent runs'), one: () => l10n.t('agent') }],
	['background', { whole: () => l10n.t('Background'), one: () => l10n.t('background') }],
	['reading', { whole: () => l10n.t('Reading'), one: () => l10n.t('reading') }],
]);

const KINDS = new Map([
	['chat', () => l10n.t('chat')],
	['explain', () => l10n.t('explain')],
	['write', () => l10n.t('write')],
	['fix', () => l10n.t('fix')],
	['refactor', () => l10n.t('refactor')],
	['test', () => l10n.t('test')],
	['debug', () => l10n.t('debug')],
	['review', () => l10n.t('review')],
	['design', () => l10n.t('design')],
	['data', () => l10n.t('data')],
	['math', () => l10n.t('math')],
	['question', () => l10n.t('question')],
	['edit', () => l10n.t('edit')],
	['commit', () => l10n.t('commit message')],
	['completion', () => l10n.t('completion')],
	['issue', () => l10n.t('issue')],
]);

/** What requests of a purpose are called together. */
export function purposeName(purpose: string): string {
	return PURPOSES.get(purpose)?.whole() ?? purpose;
}

/** The purpose of one request. */
export function purposeTag(purpose: string): string {
	return PURPOSES.get(purpose)?.one() ?? purpose;
}

/** The kind of task of one request or run. */
export function kindTag(taskKind: string): string {
	return KINDS.get(taskKind)?.() ?? taskKind;
}
