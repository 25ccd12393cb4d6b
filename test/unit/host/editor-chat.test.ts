import { beforeEach, describe, expect, test, vi } from 'vitest';
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
					if (editor.settings[key]?.defaultValue === undefined)
						throw new Error(`Unable to write: ${key} is not a registered configuration.`);
					editor.settings[key].globalValue = value;
				},
			}),
		},
		window: { showInformationMessage: tell, showWarningMessage: tell },
		commands: {
			executeCommand: async (...command: unknown[]) => {
				editor.ran.push(command);
				if (editor.fails) throw new Error('No language models found matching selector');
			},
		},
	};
});

const appWith = (...ids: string[]) => ({ modelProvider: { offered: { list: () => ids.map((id) => ({ id })) } } }) as never;
const app = appWith('auto', 'background');
const values = () => Object.values(editor.settings).map(({ globalValue }) => globalValue);
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
	const settings = {
		'chat.utilityModel': { defaultValue: '' },
		'chat.utilitySmallModel': { defaultValue: '', globalValue: 'copilot/gpt' },
	};
	Object.assign(editor, { settings, told: [], pick: undefined, ran: [], fails: false });
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

	test('where VS Code refuses, the way by hand is said', async () => {
		editor.fails = true;
		await openChatWithAuto(app);
		expect(editor.told[0]).toContain('pick Routoo Auto in the model picker');
	});
});
