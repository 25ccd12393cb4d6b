/** Where Routoo runs, as VS Code says it. */
export interface Machine {
	/** `vscode.env.remoteName`: null in a window without a remote side. */
	readonly remoteName: string | null;
	/** `ui`: on the computer of the user; `workspace`: on the remote side. */
	readonly runsOn: 'ui' | 'workspace';
}

/** Remote names as their extensions give them (code.visualstudio.com/docs/remote, read 2026-11-29). */
const SIDES: ReadonlyMap<string, string> = new Map([
	['ssh-remote', 'the SSH host'],
	['wsl', 'WSL'],
	['dev-container', 'the container'],
	['attached-container', 'the container'],
	['k8s-container', 'the container'],
	['codespaces', 'the codespace'],
	['tunnel', 'the machine behind the tunnel'],
]);

/**
 * One sentence on whose local servers, ledger and `localhost` are meant, null where there is only one machine. Keys are left out: VS Code
 * keeps them with its window, wherever Routoo runs.
 */
export function machineInWords({ remoteName, runsOn }: Machine): string | null {
	if (remoteName === null || remoteName === '') return null;
	const side = SIDES.get(remoteName) ?? 'the remote machine';
	return runsOn === 'ui'
		? `Routoo runs on your own computer, not in this window's remote side (${side}): localhost, local servers and the ledger are your computer's.`
		: `Routoo runs on the remote side of this window (${side}): localhost, local servers and the ledger are that machine's, not your computer's.`;
}
