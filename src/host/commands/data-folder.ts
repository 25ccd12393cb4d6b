import * as vscode from 'vscode';
import { dataFolder } from '../../app/state/data-folder.ts';

const OPEN = 'Open Folder';
const COPY = 'Copy Path';

/** Where ledger and state lie, on the computer where Routoo runs. */
export async function showDataFolder(): Promise<void> {
	const folder = dataFolder();
	// A remote computer's folders cannot be shown by the one in front of the user.
	const isHere = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
	const picked = await vscode.window.showInformationMessage(
		`Routoo keeps what is spent and learned in ${folder}, the same for every editor, routoo serve and the command line.`,
		...(isHere ? [OPEN, COPY] : [COPY]),
	);
	if (picked === OPEN) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(folder));
	if (picked === COPY) await vscode.env.clipboard.writeText(folder);
}
