import * as vscode from 'vscode';
import type { HostApp } from '../app.ts';
import { ROUTOO } from '../models/own-models.ts';

type App = Pick<HostApp, 'modelProvider'>;

/** Settings of VS Code for its models behind the scenes, with what they are for. */
const UTILITY = { 'chat.utilityModel': 'summaries and commit messages', 'chat.utilitySmallModel': 'titles and progress messages' };
/** How VS Code keeps a model there: vendor/id. */
const BACKGROUND = `${ROUTOO}/background`;

/** Sets VS Code's utility models to Routoo's cheapest, in the user's settings; says what it did, with a way back. */
export async function useForBackground(app: App): Promise<void> {
	if (!(await offers(app, 'background'))) return;
	const configuration = vscode.workspace.getConfiguration();
	const keys = Object.keys(UTILITY) as (keyof typeof UTILITY)[];
	const known = keys.map((key) => ({ key, now: configuration.inspect<string>(key) })).filter(({ now }) => now?.defaultValue !== undefined);
	if (known.length === 0) {
		void vscode.window.showWarningMessage(
			`This version of VS Code (${vscode.version}) has no setting for the model of titles, summaries and commit messages, so nothing was changed. Update VS Code to set it.`,
		);
		return;
	}
	for (const { key } of known) await configuration.update(key, BACKGROUND, vscode.ConfigurationTarget.Global);
	const missing = keys.filter((key) => known.every((setting) => setting.key !== key));
	const elsewhere = known.filter(({ now }) => now?.workspaceValue !== undefined || now?.workspaceFolderValue !== undefined);
	const said = [
		`VS Code now asks the cheapest of your models that can do it for ${known.map(({ key }) => UTILITY[key]).join(', ')} (${known.map(({ key }) => key).join(', ')}).`,
		...missing.map((key) => `This version of VS Code has no setting ${key}.`),
		...elsewhere.map(({ key }) => `This workspace sets ${key} to something else, which counts here.`),
	];
	const undo = 'Undo';
	// Not awaited: the notice may stay open as long as it likes.
	void vscode.window.showInformationMessage(said.join(' '), undo).then(async (picked) => {
		if (picked !== undo) return;
		for (const { key, now } of known) {
			// Only what is still ours: it may have been set by hand meanwhile.
			const { globalValue } = vscode.workspace.getConfiguration().inspect<string>(key) ?? {};
			if (globalValue === BACKGROUND)
				await vscode.workspace.getConfiguration().update(key, now?.globalValue, vscode.ConfigurationTarget.Global);
		}
	});
}

/** Opens VS Code's Chat as an agent on Routoo Auto. */
export async function openChatWithAuto(app: App): Promise<void> {
	if (!(await offers(app, 'auto'))) return;
	try {
		await vscode.commands.executeCommand('workbench.action.chat.open', { mode: 'agent', modelSelector: { vendor: ROUTOO, id: 'auto' } });
	} catch {
		// Its options are no promise of VS Code's: an older or later one may refuse them.
		void vscode.window.showWarningMessage(
			"VS Code's Chat could not be opened with Routoo Auto. Open Chat (Ctrl+Alt+I), choose Agent, and pick Routoo Auto in the model picker below the input.",
		);
	}
}

/** Whether Routoo can offer this model now; else says what is missing. */
async function offers({ modelProvider }: App, id: string): Promise<boolean> {
	if (modelProvider.offered.list().some((model) => model.id === id)) return true;
	const setKey = 'Set API Key';
	void vscode.window
		.showInformationMessage('No model is usable yet: set an API key, add an endpoint or start a local model server.', setKey)
		.then((picked) => (picked === setKey ? vscode.commands.executeCommand('routoo.setKey') : undefined));
	return false;
}
