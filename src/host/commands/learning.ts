import * as vscode from 'vscode';
import { exportLearned, forgetAnswers, importLearned, MOST_BYTES, readLearned } from '../../app/learning/transfer.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { HostApp } from '../app.ts';

const FILE_NAME = 'routoo-learned.json';
const FILTERS = { JSON: ['json'] };

/** Asks first: there is no way back but an export. */
export async function forgetAnswerLearning({ answers, learned }: Pick<HostApp, 'answers' | 'learned'>): Promise<void> {
	const forget = 'Forget';
	const answer = await vscode.window.showWarningMessage(
		'Forget what your thumbs, edits, tests and runs said of models?',
		{
			modal: true,
			detail: `Predictions begin anew from benchmarks, without your ${answers.count()} signals. Answers given so far can no longer be learned from. What completions learned and the ledger stay.`,
		},
		forget,
	);
	if (answer !== forget) return;
	if (await forgetAnswers(learned)) return;
	throw new RoutooError('storage', 'It could not all be forgotten.', "Check the disk and try again; Routoo's log says why.");
}

export async function exportAllLearned({ learned }: Pick<HostApp, 'learned'>): Promise<void> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	const target = await vscode.window.showSaveDialog({
		...{ title: 'Export what Routoo learned', filters: FILTERS },
		...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, FILE_NAME) }),
	});
	if (target === undefined) return;
	try {
		await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(exportLearned(learned)));
	} catch (cause) {
		throw new RoutooError('storage', 'The file could not be written.', 'Choose another place, or check the disk.', { cause });
	}
	void vscode.window.showInformationMessage('What Routoo learned is exported: names of models and numbers, no text.');
}

/** The whole file is checked before anything is asked or replaced. */
export async function importAllLearned({ learned, answers }: Pick<HostApp, 'learned' | 'answers'>): Promise<void> {
	const [source] =
		(await vscode.window.showOpenDialog({ title: 'Import what Routoo learned', filters: FILTERS, canSelectMany: false })) ?? [];
	if (source === undefined) return;
	const file = readLearned(await textOf(source), learned);
	const replace = 'Replace';
	const answer = await vscode.window.showWarningMessage(
		'Replace all that Routoo has learned here by this file?',
		{
			modal: true,
			detail: `It holds ${file.answers.signals} signals of answers; your own ${answers.count()}, and what was learned of completions, lengths and runs, go.`,
		},
		replace,
	);
	if (answer !== replace) return;
	await importLearned(file, learned);
	void vscode.window.showInformationMessage('What the file had learned now holds, in every window.');
}

async function textOf(source: vscode.Uri): Promise<string> {
	try {
		const { size } = await vscode.workspace.fs.stat(source);
		if (size > MOST_BYTES) return ' '.repeat(MOST_BYTES + 1);
		return new TextDecoder().decode(await vscode.workspace.fs.readFile(source));
	} catch (cause) {
		throw new RoutooError('storage', 'The file could not be read.', 'Check that it is there and that you may read it.', { cause });
	}
}
