import { beforeEach, expect, test, vi } from 'vitest';
import { inWords } from '../../../src/core/base/errors.ts';

const editor = vi.hoisted(() => ({
	written: [] as unknown[],
	run: [] as unknown[],
	workspace: undefined as unknown,
	user: undefined as unknown,
	refuses: null as Error | null,
}));

vi.mock('vscode', () => ({
	window: { showWarningMessage: async (_text: string, ...buttons: string[]) => buttons[0] },
	commands: { executeCommand: async (...command: unknown[]) => void editor.run.push(command) },
	ConfigurationTarget: { Global: 1, Workspace: 2 },
	workspace: {
		getConfiguration: () => ({
			get: () => undefined,
			inspect: () => ({ workspaceValue: editor.workspace, globalValue: editor.user }),
			update: async (...change: unknown[]) => {
				if (editor.refuses !== null) throw editor.refuses;
				editor.written.push(change);
			},
		}),
		onDidChangeConfiguration: () => ({ dispose: () => {} }),
	},
}));

const { tellSettingProblem, VsCodeSettings } = await import('../../../src/host/settings.ts');

beforeEach(() => {
	Object.assign(editor, { written: [], run: [], workspace: undefined, user: undefined, refuses: null });
});

test('a change goes where the value in force comes from, or to the user alone', async () => {
	const settings = new VsCodeSettings(() => {});
	await settings.update('routoo.routing.pool', ['a']);
	editor.workspace = ['b'];
	await settings.update('routoo.routing.pool', ['c']);
	await settings.updateUser('routoo.routing.pool', []);
	expect(editor.written).toEqual([
		['routoo.routing.pool', ['a'], 1],
		['routoo.routing.pool', ['c'], 2],
		['routoo.routing.pool', [], 1],
	]);
});

test('menus hear what holds: a workspace that says no does not take the user\u2019s local-only away', () => {
	new VsCodeSettings(() => {});
	[editor.user, editor.workspace] = [true, false];
	new VsCodeSettings(() => {});
	expect(editor.run).toEqual([
		['setContext', 'routoo.localModelsOnly', false],
		['setContext', 'routoo.localModelsOnly', true],
	]);
});

test('settings that cannot be written are told in VS Code’s words, and as no fault of ours', async () => {
	const settings = new VsCodeSettings(() => {});
	editor.refuses = new Error('Unable to write into user settings.');
	for (const change of [() => settings.update('routoo.prices', {}), () => settings.updateUser('routoo.prices', {})]) {
		const words = inWords(await change().catch((error: unknown) => error));
		expect(words).toContain('routoo.prices was not changed. Unable to write into user settings.');
		expect(words).not.toContain('inside Routoo');
	}
});

test('a wrong value is shown where it can be corrected: one that is no longer listed stands in settings.json alone', async () => {
	await tellSettingProblem({ key: 'routoo.budget.monthly', message: 'It must be a number.' });
	await tellSettingProblem({ key: 'routoo.completion.debounce', message: 'It must be a word.' });
	expect(editor.run).toEqual([['workbench.action.openSettings', 'routoo.budget.monthly'], ['workbench.action.openSettingsJson']]);
});
