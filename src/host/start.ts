import * as vscode from 'vscode';
import { readCompletionHead } from '../app/completion/weights-file.ts';
import { layoutOf } from '../app/layout.ts';
import { readCatalog } from '../app/models/catalog-file.ts';
import { type AppHost, composeHost, type HostApp } from './app.ts';
import type { CommandId } from './commands/ids.ts';
import { takeKeysFromEnvironment } from './commands/keys.ts';
import { COMMANDS } from './commands/table.ts';

/** What runs behind the views and commands of this window. */
export interface Started {
	readonly app: HostApp;
	run(id: CommandId, args: readonly unknown[]): unknown;
}

/** Errors: RoutooError 'damagedFile' for a broken installation. */
export async function startApp(host: AppHost): Promise<Started> {
	const layout = layoutOf(host.context.extensionPath);
	const [{ catalog, problem }, completion] = await Promise.all([readCatalog(layout.catalog), readCompletionHead(layout.completionHead)]);
	const app = composeHost(host, { catalog, completionHead: completion.head, layout });
	if (problem !== null) app.notices.warn(problem);
	if (completion.problem !== null) host.log.info(completion.problem);
	void begin(app, process.env);
	return { app, run: (id, args) => COMMANDS[id](app, ...args) };
}

/** `npm start` hands over the shell's keys and opens the chat (ROUTOO_OPEN_CHAT=1). */
async function begin(app: HostApp, env: NodeJS.ProcessEnv): Promise<void> {
	await takeKeysFromEnvironment(app, env).catch((error: unknown) =>
		app.host.log.warn(`keys not taken from the environment: ${String(error)}`),
	);
	if (env.ROUTOO_OPEN_CHAT === '1') void vscode.commands.executeCommand('routoo.chat.focus');
	await app.start();
}
