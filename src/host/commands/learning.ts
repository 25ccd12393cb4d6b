import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { exportLearned, forgetAnswers, importLearned, MOST_BYTES, readLearned } from '../../app/learning/transfer.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { HostApp } from '../app.ts';

const FILE_NAME = 'routoo-learned.json';
const FILTERS = { JSON: ['json'] };

/** Asks first: there is no way back but an export. */
export async function forgetAnswerLearning({ answers, learned }: Pick<HostApp, 'answers' | 'learned'>): Promise<void> {
	const forget = l10n.t('Forget');
	const answer = await vscode.window.showWarningMessage(
		l10n.t('Forget what your thumbs, edits, tests and runs said of models?'),
		{
			modal: true,
			detail: forgotten(answers.count()),
		},
		forget,
	);
	if (answer !== forget) return;
	if (await forgetAnswers(learned)) return;
	throw new RoutooError(
		'storage',
		l10n.t('It could not all be forgotten.'),
		l10n.t("Check the disk and try again; Routoo's log says why."),
	);
}

/** @param signals of answers, the user's own */
function forgotten(signals: number): string {
	if (signals === 0)
		return l10n.t(
			'Predictions begin anew from benchmarks. Answers given so far can no longer be learned from. What completions learned and the ledger stay.',
		);
	if (signals === 1)
		return l10n.t(
			'Predictions begin anew from benchmarks, without your 1 signal. Answers given so far can no longer be learned from. What completions learned and the ledger stay.',
		);
	return l10n.t(
		'Predictions begin anew from benchmarks, without your {0} signals. Answers given so far can no longer be learned from. What completions learned and the ledger stay.',
		signals,
	);
}

/** @param signals of answers in the file @param own those that are here */
function replaced(signals: number, own: number): string {
	return signals === 1
		? l10n.t('It holds 1 signal of answers; your own {0}, and what was learned of completions, lengths and runs, go.', own)
		: l10n.t('It holds {0} signals of answers; your own {1}, and what was learned of completions, lengths and runs, go.', signals, own);
}

export async function exportAllLearned({ learned }: Pick<HostApp, 'learned'>): Promise<void> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	const target = await vscode.window.showSaveDialog({
		...{ title: l10n.t('Export what Routoo learned'), filters: FILTERS },
		...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, FILE_NAME) }),
	});
	if (target === undefined) return;
	try {
		await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(exportLearned(learned)));
	} catch (cause) {
		throw new RoutooError('storage', l10n.t('The file could not be written.'), l10n.t('Choose another place, or check the disk.'), {
			cause,
		});
	}
	void vscode.window.showInformationMessage(l10n.t('What Routoo learned is exported: names of models and numbers, no text.'));
}

/** The whole file is checked before anything is asked or replaced. */
export async function importAllLearned({ learned, answers }: Pick<HostApp, 'learned' | 'answers'>): Promise<void> {
	const [source] =
		(await vscode.window.showOpenDialog({ title: l10n.t('Import what Routoo learned'), filters: FILTERS, canSelectMany: false })) ?? [];
	if (source === undefined) return;
	const file = readLearned(await textOf(source), learned);
	const replace = l10n.t('Replace');
	const answer = await vscode.window.showWarningMessage(
		l10n.t('Replace all that Routoo has learned here by this file?'),
		{
			modal: true,
			detail: replaced(file.answers.signals, answers.count()),
		},
		replace,
	);
	if (answer !== replace) return;
	await importLearned(file, learned);
	void vscode.window.showInformationMessage(l10n.t('What the file had learned now holds, in every window.'));
}

async function textOf(source: vscode.Uri): Promise<string> {
	try {
		const { size } = await vscode.workspace.fs.stat(source);
		if (size > MOST_BYTES) return ' '.repeat(MOST_BYTES + 1);
		return new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
	} catch (cause) {
		throw new RoutooError('storage', l10n.t('The file could not be read.'), l10n.t('Check that it is there and that you may read it.'), {
			cause,
		});
	}
}
