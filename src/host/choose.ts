import { homedir } from 'node:os';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Question } from '../app/ports.ts';
import { RoutooError } from '../core/base/errors.ts';

/** Names of files and words of servers for VS Code's messages and prompts: they follow links in a text, to commands of the editor too. */
export function unlinked(text: string): string {
	return text.replaceAll('](', '] (');
}

/** The question in VS Code's own form; null when dismissed. */
export async function choose({ text, detail, modal, answers }: Question): Promise<string | null> {
	const items = answers.map(({ id, label }) => ({ id, title: label }));
	const picked = await vscode.window.showInformationMessage(
		unlinked(text),
		{ modal, ...(modal && detail !== undefined ? { detail } : {}) },
		...items,
	);
	return picked?.id ?? null;
}

/**
 * Asks for a file of the computer that Routoo runs on. Null when dismissed. Errors: 'invalidInput' for one of another machine.
 * @param nextStep what to do with that one
 */
export async function pickFile(
	title: string,
	filters: Record<string, string[]> = {},
	nextStep = l10n.t('Copy it to this computer.'),
): Promise<string | null> {
	// Of a remote window the dialog would begin on that machine.
	const [picked] =
		(await vscode.window.showOpenDialog({ title, openLabel: l10n.t('Use'), defaultUri: vscode.Uri.file(homedir()), filters })) ?? [];
	if (picked === undefined) return null;
	if (picked.scheme === 'file') return picked.fsPath;
	throw new RoutooError('invalidInput', l10n.t('{0} is not on the computer that Routoo runs on.', basename(picked.path)), nextStep);
}

/** The filters of a model file for `pickFile`. */
export function modelFileFilters(): Record<string, string[]> {
	return { [l10n.t('Model files')]: ['gguf'], [l10n.t('All files')]: ['*'] };
}

/** Does what was asked for, and says what went wrong in words; what the user stopped needs none. */
export async function orSaid(action: () => Promise<void>): Promise<void> {
	try {
		await action();
	} catch (error) {
		if (RoutooError.is(error, 'cancelled')) return;
		if (!(error instanceof RoutooError)) throw error;
		void vscode.window.showWarningMessage(unlinked(`${error.message} ${error.nextStep}`));
	}
}
