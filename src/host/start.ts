import * as vscode from 'vscode';
import { readAcceptanceWeights } from '../app/completion/weights-file.ts';
import { layoutOf } from '../app/layout.ts';
import { readCatalog } from '../app/models/catalog-file.ts';
import { App, type AppHost } from './app.ts';
import type { CommandId } from './command-ids.ts';
import { takeKeysFromEnvironment } from './commands/keys.ts';
import { COMMANDS } from './commands.ts';

export function runCommand(app: App, id: CommandId, args: readonly unknown[]): unknown {
	return COMMANDS[id](app, ...args);
}

/** Errors: RoutooError 'damagedFile' for a broken installation. */
export async function startApp(host: AppHost): Promise<App> {
	const layout = layoutOf(host.context.extensionPath);
	const [{ catalog, problem }, completion] = await Promise.all([readCatalog(layout.catalog), readAcceptanceWeights(layout.completionHead)]);
	const app = new App(host, catalog, completion.head);
	if (problem !== null) app.notice(problem);
	if (completion.problem !== null) host.log.info(completion.problem);
	void begin(app, process.env);
	return app;
}

/** `npm start` hands over the shell's keys and opens the chat (ROUTOO_OPEN_CHAT=1). */
async function begin(app: App, env: NodeJS.ProcessEnv): Promise<void> {
	await takeKeysFromEnvironment(app, env).catch((error: unknown) =>
		app.host.log.warn(`keys not taken from the environment: ${String(error)}`),
	);
	if (env.ROUTOO_OPEN_CHAT === '1') void vscode.commands.executeCommand('routoo.chat.focus');
	await app.start();
}
