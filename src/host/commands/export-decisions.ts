import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { rowsFile } from '../../app/insights/export-rows.ts';
import type { InsightsPage } from '../../app/insights/insights-page.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { FromDashboard } from '../../protocol/dashboard.ts';

type Asked = Extract<FromDashboard, { type: 'exportDecisions' }>;

/** Writes the filtered rows into a file that the user names. What cannot be done is said in a message. */
export async function exportDecisions(insights: Pick<InsightsPage, 'rows'>, { format, ...filter }: Asked): Promise<void> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	const target = await vscode.window.showSaveDialog({
		...{ title: l10n.t('Export decisions'), filters: format === 'csv' ? { CSV: ['csv'] } : { JSON: ['json'] } },
		...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `routoo-decisions.${format}`) }),
	});
	if (target === undefined) return;
	try {
		const count = await vscode.window.withProgress(
			{ location: vscode.ProgressLocation.Notification, title: l10n.t('Exporting decisions') },
			() => write(insights, format, filter, target),
		);
		void vscode.window.showInformationMessage(
			count === 1
				? l10n.t('1 decision is exported: names and numbers, no text of yours.')
				: l10n.t('{0} decisions are exported: names and numbers, no text of yours.', count.toLocaleString('en-US')),
		);
	} catch (error) {
		const told = RoutooError.is(error, 'storage')
			? error
			: new RoutooError('storage', l10n.t('The file could not be written.'), l10n.t('Choose another place, or check the disk.'));
		void vscode.window.showWarningMessage(`${told.message} ${told.nextStep}`);
	}
}

async function write(
	insights: Pick<InsightsPage, 'rows'>,
	format: 'csv' | 'json',
	filter: Omit<Asked, 'type' | 'format'>,
	target: vscode.Uri,
): Promise<number> {
	const file = rowsFile(format);
	const pieces: Uint8Array[] = [];
	const encoder = new TextEncoder();
	let count = 0;
	for await (const rows of insights.rows(filter)) {
		pieces.push(encoder.encode(file.add(rows)));
		count += rows.length;
	}
	pieces.push(encoder.encode(file.end()));
	await vscode.workspace.fs.writeFile(target, joined(pieces));
	return count;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const piece of pieces) {
		whole.set(piece, at);
		at += piece.length;
	}
	return whole;
}
