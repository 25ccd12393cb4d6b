import * as l10n from '@vscode/l10n';
/** Where Routoo runs, as VS Code says it. */
export interface Machine {
	/** `vscode.env.remoteName`: null in a window without a remote side. */
	readonly remoteName: string | null;
	/** `ui`: on the computer of the user; `workspace`: on the remote side. */
	readonly runsOn: 'ui' | 'workspace';
}

/** Remote names as their extensions give them (code.visualstudio.com/docs/remote, read 2026-11-29). */
function sideOf(remoteName: string): string {
	switch (remoteName) {
		case 'ssh-remote':
			return l10n.t('the SSH host');
		case 'wsl':
			return 'WSL';
		case 'dev-container':
		case 'attached-container':
		case 'k8s-container':
			return l10n.t('the container');
		case 'codespaces':
			return l10n.t('the codespace');
		case 'tunnel':
			return l10n.t('the machine behind the tunnel');
		default:
			return l10n.t('the remote machine');
	}
}

/**
 * One sentence on whose local servers, ledger and `localhost` are meant, null where there is only one machine. Keys are left out: VS Code
 * keeps them with its window, wherever Routoo runs.
 */
export function machineInWords({ remoteName, runsOn }: Machine): string | null {
	if (remoteName === null || remoteName === '') return null;
	const side = sideOf(remoteName);
	return runsOn === 'ui'
		? l10n.t(
				"Routoo runs on your own computer, not in this window's remote side ({0}): localhost, local servers and the ledger are your computer's.",
				side,
			)
		: l10n.t(
				"Routoo runs on the remote side of this window ({0}): localhost, local servers and the ledger are that machine's, not your computer's.",
				side,
			);
}
