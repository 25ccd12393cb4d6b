import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { showFailure, startErrorText } from '../failed-start.ts';
import type { Started } from '../start.ts';
import { COMMAND_IDS, type CommandId } from './ids.ts';

/**
 * Registers every command at activation, before what it does is loaded. A command given earlier than Routoo is up says so and runs as soon
 * as it is; where Routoo cannot start, the command says that.
 */
export function registerCommands(started: Promise<Started>, log: Pick<vscode.LogOutputChannel, 'show'>): vscode.Disposable {
	let up: Started | null = null;
	let failed: string | null = null;
	const settled = started.then(
		(value) => {
			up = value;
		},
		(error: unknown) => {
			failed = startErrorText(error);
		},
	);
	/** Any extension may give a command and gets what it resolves to: nothing. */
	const run = async (id: CommandId, args: readonly unknown[]): Promise<void> => {
		// The log must open even where nothing else works.
		if (id === 'showLog') return log.show();
		if (up === null && failed === null) await whileStarting(settled);
		if (up !== null) await up.run(id, args);
		else showFailure(l10n.t('Routoo could not start, so this command does nothing: {0}', failed ?? ''), log);
	};
	return vscode.Disposable.from(
		...COMMAND_IDS.map((id) => vscode.commands.registerCommand(`routoo.${id}`, (...args: unknown[]) => run(id, args))),
	);
}

async function whileStarting(settled: Promise<void>): Promise<void> {
	const title = l10n.t('Routoo is still starting; the command runs in a moment');
	await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => settled);
}
