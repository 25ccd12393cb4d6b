import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import type { HostApp } from '../app.ts';

/** Asks first, and says what goes and what stays: there is no way back. */
export async function forgetAll(app: Pick<HostApp, 'forget'>): Promise<void> {
	const [forget, withChats] = ['Forget', 'Forget, and Delete Chats'];
	const answer = await vscode.window.showWarningMessage(
		'Forget everything that Routoo keeps of your requests?',
		{
			modal: true,
			detail: [
				'Goes, in every window: all decisions with their models, prices and reasons; the receipts of runs that have ended; what your signals and completions taught, how long answers are and how runs go; what requests asked for, as numbers.',
				'Stays: what was spent in this period, as one sum for each day and purpose, so that the budget holds; requests and runs under way; what endpoints said of themselves; keys and settings.',
				'Files that were set aside as damaged, or that an earlier version left, stay in the data folder ("Routoo: Show Data Folder").',
				'There is no way back. Export first what you want to keep.',
			].join('\n\n'),
		},
		...[forget, withChats],
	);
	if (answer === undefined) return;
	if (!(await app.forget(answer === withChats))) {
		throw new RoutooError(
			'storage',
			'The ledger is forgotten, but not all that was learned or kept of runs.',
			'Check the disk and run the command again.',
		);
	}
	void vscode.window.showInformationMessage('Routoo has forgotten your requests. What was spent in this period still counts.');
}
