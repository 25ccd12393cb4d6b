import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { inWords, RoutooError } from '../core/base/errors.ts';
import type { StatusBar } from './status-bar.ts';

type Log = Pick<vscode.LogOutputChannel, 'error' | 'show'>;

/** What is wrong and, where it is known, what to do about it. */
export function startErrorText(error: unknown): string {
	if (error instanceof RoutooError) return inWords(error);
	return error instanceof Error ? error.message : String(error);
}

/** Says that Routoo cannot start, in the log, the status bar and a message that offers the log. */
export function reportFailedStart(error: unknown, log: Log, status: Pick<StatusBar, 'update'>): void {
	const reason = startErrorText(error);
	log.error(error instanceof Error ? (error.stack ?? reason) : reason);
	status.update({ health: { kind: 'failed', reason } });
	showFailure(l10n.t('Routoo cannot start: {0}', reason), log);
}

export function showFailure(text: string, log: Pick<Log, 'show'>): void {
	const show = l10n.t('Show Log');
	void vscode.window.showErrorMessage(text, show).then((picked) => {
		if (picked === show) log.show();
	});
}
