import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { dataFolder } from '../../app/state/data-folder.ts';

/** Where ledger and state lie, on the computer where Routoo runs. */
export async function showDataFolder(): Promise<void> {
	const folder = dataFolder();
	// A remote computer's folders cannot be shown by the one in front of the user.
	const isHere = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
	const open = l10n.t('Open Folder');
	const copy = l10n.t('Copy Path');
	const picked = await vscode.window.showInformationMessage(
		l10n.t('Routoo keeps what is spent and learned in {0}, the same for every editor, routoo serve and the command line.', folder),
		...(isHere ? [open, copy] : [copy]),
	);
	if (picked === open) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(folder));
	if (picked === copy) await vscode.env.clipboard.writeText(folder);
}
