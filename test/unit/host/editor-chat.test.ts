import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/emitter.ts';
import { openChatWithAuto, useForBackground } from '../../../src/host/commands/editor-chat.ts';

interface Setting {
	defaultValue?: string;
	globalValue?: string | undefined;
	workspaceValue?: string;
}

const editor = vi.hoisted(() => ({
	settings: {} as Record<string, Setting>,
	told: [] as string[],
	pick: undefined as string | undefined,
	ran: [] as unknown[][],
	fails: false,
	/** The value that settings do not take; `others`: any but ours. */
	refused: '',
	/** Whether VS Code's agent runs, and what turning it on opens. */
	agentOn: true,
	tools: [] as string[],
	tabs: [] as { label: string; input?: unknown }[],
	activated: 0,
}));

vi.mock('vscode', () => {
	const tell = async (text: string, button?: string) => {
		editor.told.push(text);
		return editor.pick === button ? button : undefined;
	};
	return {
		version: '1.125.0',
		ConfigurationTarget: { Global: 1 },
		workspace: {
			getConfiguration: () => ({
				inspect: (key: string) => ({ ...editor.settings[key] }),
				update: async (key: string, value: string | undefined, target: number) => {
					expect(target).toBe(1);
					if (value === editor.refused || (editor.refused === 'others' && value !== 'routoo/background'))
						throw new Error('The settings file has errors.');
					if (editor.settings[key]?.defaultValue === undefined)
						throw new Error(`Unable to write: ${key} is not a registered configuration.`);
					editor.settings[key].globalValue = value;
				},
			}),
		},
		window: {
			showInformationMessage: tell,
			showWarningMessage: tell,
			tabGroups: {
				get activeTabGroup() {
					return { activeTab: editor.tabs.at(-1) };
				},
				close: async (tab: { label: string }) => {
					editor.tabs = editor.tabs.filter((other) => other !== tab);
				},
			},
		},
		lm: {
			get tools() {
				return editor.tools.map((name) => ({ name }));
			},
		},
		extensions: {
			getExtension: (id: string) =>
				id === 'GitHub.copilot-chat' && editor.agentOn ? { activate: async () => void editor.activated++ } : undefined,
			onDidChange: () => ({ dispose: () => {} }),
		},
		commands: {
			executeCommand: async (...command: unknown[]) => {
				editor.ran.push(command);
				if (command[0] === 'workbench.action.chat.manage') {
					editor.agentOn = true;
					editor.tabs.push({ label: 'Language Models' });
				}
				if (editor.fails) throw new Error('No language models found matching selector');
			},
		},
	};
});

const appWith = (...ids: string[]) =>
	({ modelProvider: { offered: { list: () => ids.map((id) => ({ id })), changed: new Emitter() } } }) as never;
const app = appWith('auto', 'background');
const values = () => Object.values(editor.settings).map(({ globalValue }) => globalValue);
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
	const settings = {
		'chat.utilityModel': { defaultValue: '' },
		'chat.utilitySmallModel': { defaultValue: '', globalValue: 'copilot/gpt' },
	};
	Object.assign(editor, { settings, told: [], pick: undefined, ran: [], fails: false, refused: '' });
	Object.assign(editor, { agentOn: true, tools: [], tabs: [{ label: 'notes.md', input: {} }], activated: 0 });
});

describe('titles, summaries and commit messages', () => {
	test('are set at user level, said, and left', async () => {
		await useForBackground(app);
		await settled();
		expect(values()).toEqual(['routoo/background', 'routoo/background']);
		expect(editor.told).toHaveLength(1);
		expect(editor.told[0]).toContain('chat.utilityModel, chat.utilitySmallModel');
	});

	test('Undo brings back what was there', async () => {
		editor.pick = 'Undo';
		await useForBackground(app);
		await settled();
		expect(values()).toEqual([undefined, 'copilot/gpt']);
	});

	test('Undo leaves what was set by hand meanwhile', async () => {
		editor.pick = 'Undo';
		const set = useForBackground(app);
		await set;
		editor.settings['chat.utilitySmallModel']!.globalValue = 'acme/own';
		await settled();
		expect(values()).toEqual([undefined, 'acme/own']);
	});

	test('Undo that cannot be written says so, and what to do', async () => {
		editor.pick = 'Undo';
		editor.refused = 'others';
		await useForBackground(app);
		await settled();
		expect(values()).toEqual(['routoo/background', 'routoo/background']);
		expect(editor.told.at(-1)).toBe(
			"Not all settings could be brought back: The settings file has errors. Change chat.utilityModel and chat.utilitySmallModel in VS Code's settings.",
		);
	});

	test('settings that cannot be written are told', async () => {
		editor.refused = 'routoo/background';
		await useForBackground(app);
		expect(editor.told).toEqual([
			"Not all settings could be written: The settings file has errors. Change chat.utilityModel and chat.utilitySmallModel in VS Code's settings.",
		]);
	});

	test('a setting that this version lacks is named, the other set', async () => {
		editor.settings['chat.utilityModel'] = {};
		await useForBackground(app);
		expect(values()).toEqual([undefined, 'routoo/background']);
		expect(editor.told[0]).toContain('This version of VS Code has no setting chat.utilityModel.');
	});

	test('a version without both is told, and nothing is written', async () => {
		editor.settings = {};
		await useForBackground(app);
		expect(editor.settings).toEqual({});
		expect(editor.told[0]).toContain('nothing was changed');
	});

	test('a workspace that says otherwise is named', async () => {
		editor.settings['chat.utilityModel'] = { defaultValue: '', workspaceValue: 'copilot/gpt' };
		await useForBackground(app);
		expect(editor.told[0]).toContain('This workspace sets chat.utilityModel to something else');
		editor.settings['chat.utilityModel'] = { defaultValue: '', workspaceValue: 'routoo/background' };
		await useForBackground(app);
		expect(editor.told[1]).not.toContain('something else');
	});

	test('without a model nothing is set, and a key is offered', async () => {
		editor.pick = 'Set API Key';
		await useForBackground(appWith());
		await settled();
		expect(values()).toEqual([undefined, 'copilot/gpt']);
		expect(editor.ran).toEqual([['routoo.setKey']]);
	});
});

describe('Chat with Routoo Auto', () => {
	test('opens as an agent with the model chosen', async () => {
		await openChatWithAuto(app);
		expect(editor.ran).toEqual([['workbench.action.chat.open', { mode: 'agent', modelSelector: { vendor: 'routoo', id: 'auto' } }]]);
		expect(editor.told).toEqual([]);
	});

	test('goes on by itself once a key is set from its notice, and not where none was given', async () => {
		editor.pick = 'Set API Key';
		const changed = new Emitter();
		let ids: readonly string[] = [];
		const offered = { list: () => ids.map((id) => ({ id })), changed };
		await openChatWithAuto({ modelProvider: { offered } } as never);
		await settled();
		expect(editor.ran).toEqual([['routoo.setKey']]);
		ids = ['background'];
		changed.emit();
		await settled();
		expect(editor.ran).toHaveLength(1);
		ids = ['background', 'auto'];
		changed.emit();
		await settled();
		expect(editor.ran.slice(1).map(([command]) => command)).toEqual(['workbench.action.chat.open']);
	});

	test('where VS Code refuses, the way by hand is said', async () => {
		editor.fails = true;
		await openChatWithAuto(app);
		expect(editor.told[0]).toContain('pick Routoo Auto in the model picker');
	});

	test('VS Code’s agent is turned on where it is off, and the list that this opens is closed again', async () => {
		editor.agentOn = false;
		await openChatWithAuto(app);
		expect(editor.ran.map(([name]) => name)).toEqual(['workbench.action.chat.manage', 'workbench.action.chat.open']);
		expect(editor.tabs.map(({ label }) => label)).toEqual(['notes.md']);
		expect(editor.activated).toBe(1);
	});

	test('an agent that runs in another extension host is known by its tools', async () => {
		Object.assign(editor, { agentOn: false, tools: ['copilot_readFile'] });
		await openChatWithAuto(app);
		expect(editor.ran.map(([name]) => name)).toEqual(['workbench.action.chat.open']);
	});
});
