import * as vscode from 'vscode';
import { exportsOf } from './host/api/exports.ts';
import { registerApi } from './host/api/register.ts';
import type { HostApp } from './host/app.ts';
import { registerCommands } from './host/commands/register.ts';
import { reportFailedStart } from './host/failed-start.ts';
import { registerCodeActions } from './host/gestures/code-actions.ts';
import { useLanguage } from './host/language.ts';
import { registerModelProvider } from './host/model-provider/register.ts';
import { registerParticipant } from './host/participant/register.ts';
import type { Started } from './host/start.ts';
import { StatusBar } from './host/status-bar.ts';
import { registerTools } from './host/tools/register.ts';
import { CHAT_VIEW, ChatViewProvider } from './host/views/chat.ts';

let running: Promise<HostApp> | null = null;

/** Composition root: registers what VS Code must know at once; everything else is loaded behind `import()`. */
export function activate(context: vscode.ExtensionContext): ReturnType<typeof exportsOf> {
	const began = performance.now();
	useLanguage();
	const log = vscode.window.createOutputChannel('Routoo', { log: true });
	const status = new StatusBar();
	const started = start({ context, log, status });
	const app = started.then((s) => s.app);
	running = app;
	const chat = new ChatViewProvider(
		context.extensionUri,
		app.then((a) => a.chat),
	);
	const models = registerModelProvider(app.then((a) => a.modelProvider));
	const participant = registerParticipant(
		vscode.Uri.joinPath(context.extensionUri, 'media', 'icon.png'),
		app.then((a) => a.chatParticipant),
	);
	context.subscriptions.push(log, status, vscode.window.registerWebviewViewProvider(CHAT_VIEW, chat), registerCommands(started, log));
	context.subscriptions.push(registerCodeActions(), models, participant, registerTools(app.then((a) => a.tools)));
	const api = registerApi(
		app.then((a) => a.api),
		log,
	);
	context.subscriptions.push(api);
	app.catch((error: unknown) => reportFailedStart(error, log, status));
	// Set by `npm start`: nothing of VS Code's own opens a view at its start.
	if (process.env.ROUTOO_OPEN_CHAT === '1') void vscode.commands.executeCommand(`${CHAT_VIEW}.focus`);
	const activationMs = performance.now() - began;
	log.info(`activated in ${activationMs.toFixed(1)} ms`);
	return exportsOf(context, api.v1, { activationMs, app, status });
}

/** Stops a running answer, books it and closes the ledger. */
export async function deactivate(): Promise<void> {
	const app = await running?.catch(() => null);
	await app?.dispose();
}

async function start(host: { context: vscode.ExtensionContext; log: vscode.LogOutputChannel; status: StatusBar }): Promise<Started> {
	// The first turn of the event loop belongs to VS Code.
	await new Promise((resolve) => setImmediate(resolve));
	const { startApp } = await import('./host/start.ts');
	return startApp(host);
}
