import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import type { HostApp } from '../app.ts';

/** Asks first, and says what goes and what stays: there is no way back. */
export async function forgetAll(app: Pick<HostApp, 'forget'>): Promise<void> {
	const [forget, withChats] = [l10n.t('Forget'), l10n.t('Forget, and Delete Chats')];
	const answer = await vscode.window.showWarningMessage(
		l10n.t('Forget everything that Routoo keeps of your requests?'),
		{
			modal: true,
			detail: [
				l10n.t(
					'Goes, in every window: all decisions with their models, prices and reasons; the receipts of runs that have ended; what your signals and completions taught, how long answers are and how runs go; what requests asked for, as numbers.',
				),
				l10n.t(
					'Stays: what was spent in this month of the budget, as one sum for each day and purpose, so that the budget holds; requests and runs under way; what endpoints said of themselves; keys, settings and the models that you prefer.',
				),
				l10n.t(
					'Files that were set aside as damaged, or that an earlier version left, stay in the data folder ("Routoo: Show Data Folder").',
				),
				l10n.t('There is no way back. Export first what you want to keep.'),
			].join('\n\n'),
		},
		...[forget, withChats],
	);
	if (answer === undefined) return;
	if (!(await app.forget(answer === withChats))) {
		throw new RoutooError(
			'storage',
			l10n.t('The ledger is forgotten, but not all that was learned or kept of runs.'),
			l10n.t('Check the disk and run the command again.'),
		);
	}
	void vscode.window.showInformationMessage(l10n.t('Routoo has forgotten your requests. What was spent this month still counts.'));
}
