import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { composeLocal } from '../app/compose-local.ts';
import { composeReader } from '../app/compose-reader.ts';
import { NoticeHub } from '../app/events.ts';
import { layoutOf } from '../app/layout.ts';
import { dataFolder } from '../app/state/data-folder.ts';
import { systemClock } from '../core/base/time.ts';
import { FileCatalog, readAcceptanceWeights } from '../storage/files/shipped.ts';
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
	const { context, log } = host;
	const layout = layoutOf(context.extensionPath);
	const notices = new NoticeHub((line) => log.warn(line));
	const local = composeLocal({
		layout,
		version: String(context.extension.packageJSON.version),
		// On the computer where the extension runs: of a remote window the remote one.
		shared: dataFolder(),
		own: context.globalStorageUri.fsPath,
		clock: systemClock,
		workspace: context.storageUri?.toString() ?? null,
		workspaceName: vscode.workspace.name ?? null,
		window: `${vscode.env.sessionId}-${process.pid}`,
		legacy: { global: (key) => context.globalState.get(key), workspace: (key) => context.workspaceState.get(key) },
		newId: randomUUID,
		notices,
		log: (line) => log.warn(line),
	});
	const readerFiles = composeReader({
		...{ layout, own: context.globalStorageUri.fsPath },
		fetch: (input, init) => globalThis.fetch(input, init),
		log: (line) => log.info(line),
	});
	const files = [new FileCatalog(layout.catalog).read(), readAcceptanceWeights(layout.completionHead)] as const;
	const [{ catalog, problem }, completion] = await Promise.all(files);
	if (problem !== null) notices.warn(problem);
	if (completion.problem !== null) log.info(completion.problem);
	const reading = { modelFolder: layout.predictor.modelFolder, reader: readerFiles.reader };
	const app = composeHost(host, { ...local, catalog, completionHead: completion.head, reading, notices, readerFiles });
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
