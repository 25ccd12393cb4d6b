import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { HostApp } from '../app.ts';
import { ROUTOO } from '../models/own-models.ts';

type App = Pick<HostApp, 'modelProvider'>;

/** VS Code's settings for its models behind the scenes, with what its agent uses them for (GitHub.copilot-chat 0.67.0, 2026-11-29). */
const UTILITY = {
	'chat.utilityModel': () => l10n.t('searches and other work behind the scenes'),
	'chat.utilitySmallModel': () => l10n.t('titles, summaries, commit and progress messages'),
};
/** How VS Code keeps a model there: vendor/id. */
const BACKGROUND = `${ROUTOO}/background`;

/** Sets VS Code's utility models to Routoo's cheapest, in the user's settings; says what it did, with a way back. */
export async function useForBackground(app: App): Promise<void> {
	if (!(await offers(app, 'background', () => useForBackground(app)))) return;
	const configuration = vscode.workspace.getConfiguration();
	const keys = Object.keys(UTILITY) as (keyof typeof UTILITY)[];
	const known = keys.map((key) => ({ key, now: configuration.inspect<string>(key) })).filter(({ now }) => now?.defaultValue !== undefined);
	if (known.length === 0) {
		void vscode.window.showWarningMessage(
			l10n.t(
				'This version of VS Code ({0}) has no setting for the model of titles, summaries and commit messages, so nothing was changed. Update VS Code to set it.',
				vscode.version,
			),
		);
		return;
	}
	try {
		for (const { key } of known) await configuration.update(key, BACKGROUND, vscode.ConfigurationTarget.Global);
	} catch (error) {
		return notWritten(
			l10n.t('Not all settings could be written'),
			error,
			known.map(({ key }) => key),
		);
	}
	const missing = keys.filter((key) => known.every((setting) => setting.key !== key));
	const elsewhere = known.filter(({ now }) => (now?.workspaceFolderValue ?? now?.workspaceValue ?? BACKGROUND) !== BACKGROUND);
	const said = [
		nowAsks(known.map(({ key }) => key)),
		...missing.map((key) => l10n.t('This version of VS Code has no setting {0}.', key)),
		...elsewhere.map(({ key }) => l10n.t('This workspace sets {0} to something else, which counts here.', key)),
	];
	const undo = l10n.t('Undo');
	// Not awaited: the notice may stay open as long as it likes.
	void vscode.window.showInformationMessage(said.join(' '), undo).then((picked) => {
		if (picked === undo) return takenBack(known.map(({ key, now }) => ({ key, before: now?.globalValue })));
	});
}

/** What VS Code asks Routoo for from now on, one sentence. @param keys one or both */
function nowAsks(keys: readonly (keyof typeof UTILITY)[]): string {
	const [first = '', second] = keys.map((key) => UTILITY[key]());
	return second === undefined
		? l10n.t('VS Code now asks the cheapest of your models that can do it for {0} ({1}).', first, keys.join(', '))
		: l10n.t('VS Code now asks the cheapest of your models that can do it for {0} and for {1} ({2}).', first, second, keys.join(', '));
}

/** Never rejects: the command that is undone has ended, so nobody else would say what went wrong. */
async function takenBack(settings: readonly { readonly key: string; readonly before: string | undefined }[]): Promise<void> {
	try {
		for (const { key, before } of settings) {
			// Only what is still ours: it may have been set by hand meanwhile.
			const { globalValue } = vscode.workspace.getConfiguration().inspect<string>(key) ?? {};
			if (globalValue === BACKGROUND) await vscode.workspace.getConfiguration().update(key, before, vscode.ConfigurationTarget.Global);
		}
	} catch (error) {
		notWritten(
			l10n.t('Not all settings could be brought back'),
			error,
			settings.map(({ key }) => key),
		);
	}
}

function notWritten(what: string, error: unknown, keys: readonly string[]): void {
	const why = error instanceof Error ? error.message : String(error);
	const [first = '', second] = keys;
	const change =
		second === undefined
			? l10n.t("Change {0} in VS Code's settings.", first)
			: l10n.t("Change {0} and {1} in VS Code's settings.", first, second);
	void vscode.window.showWarningMessage(`${what}: ${why} ${change}`);
}

/** Opens VS Code's Chat as an agent on Routoo Auto. */
export async function openChatWithAuto(app: App): Promise<void> {
	if (!(await offers(app, 'auto', () => openChatWithAuto(app)))) return;
	try {
		await turnChatOn();
		await vscode.commands.executeCommand('workbench.action.chat.open', { mode: 'agent', modelSelector: { vendor: ROUTOO, id: 'auto' } });
	} catch {
		// Its options are no promise of VS Code's: an older or later one may refuse them.
		void vscode.window.showWarningMessage(
			l10n.t(
				"VS Code's Chat could not be opened with Routoo Auto. Open Chat (Ctrl+Alt+I), choose Agent, and pick Routoo Auto in the model picker below the input.",
			),
		);
	}
}

/**
 * The agent of VS Code's Chat is an extension that comes with it, and that VS Code keeps off until somebody signs in to Copilot. Its own
 * command for language models turns it on without that; other models do not need the account (VS Code 1.139, seen on 2026-11-29).
 */
async function turnChatOn(): Promise<void> {
	if (chatExtension() !== undefined || vscode.lm.tools.some(({ name }) => name.startsWith('copilot_'))) return;
	const before = vscode.window.tabGroups.activeTabGroup.activeTab?.label;
	await vscode.commands.executeCommand('workbench.action.chat.manage');
	const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
	// The list that the command is for; it has no input by which it could be known.
	if (tab && tab.label !== before && tab.input === undefined) await vscode.window.tabGroups.close(tab);
	await started();
}

const chatExtension = (): vscode.Extension<unknown> | undefined => vscode.extensions.getExtension('GitHub.copilot-chat');
/** An extension of its size takes seconds to start. */
const START_MS = 15_000;
const OFFERED_MS = 1000;

/** Until it is there and up; where there is none, nobody waits for ever. */
async function started(): Promise<void> {
	const told = (tell: () => void): (() => void) => {
		const change = vscode.extensions.onDidChange(tell);
		return () => change.dispose();
	};
	if (!(await heldSoon(() => chatExtension() !== undefined, told, START_MS))) return;
	// Why it does not start, it says itself.
	await chatExtension()
		?.activate()
		.then(undefined, () => {});
}

/** Whether something holds now or after one of the changes told within `limitMs`. */
function heldSoon(holds: () => boolean, onChange: (tell: () => void) => () => void, limitMs: number): Promise<boolean> {
	if (holds()) return Promise.resolve(true);
	return new Promise((resolve) => {
		const end = (held: boolean): void => {
			clearTimeout(timer);
			off();
			resolve(held);
		};
		const timer = setTimeout(() => end(holds()), limitMs);
		const off = onChange(() => {
			if (holds()) end(true);
		});
	});
}

/** After a key is set its models are listed first. */
const LISTED_MS = 10_000;

/** Whether Routoo can offer this model now; else says what is missing, and does it `after` a key was set from there. */
async function offers({ modelProvider: { offered } }: App, id: string, after: () => Promise<void>): Promise<boolean> {
	const has = (): boolean => offered.list().some((model) => model.id === id);
	const soon = (limitMs: number): Promise<boolean> => heldSoon(has, (tell) => offered.changed.on(tell), limitMs);
	// A key that was set a moment ago shows in the list a little later.
	if (await soon(OFFERED_MS)) return true;
	const setKey = l10n.t('Set API Key');
	void vscode.window
		.showInformationMessage(l10n.t('No model is usable yet: set an API key, add an endpoint or start a local model server.'), setKey)
		.then(async (picked) => {
			if (picked !== setKey) return;
			await vscode.commands.executeCommand('routoo.setKey');
			// Where no key was given, nothing follows.
			if (await soon(LISTED_MS)) await after();
		});
	return false;
}
