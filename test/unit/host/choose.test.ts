import { expect, test, vi } from 'vitest';
import { choose } from '../../../src/host/choose.ts';

const shown = vi.hoisted(() => [] as string[]);
vi.mock('vscode', () => ({
	window: {
		showInformationMessage: async (text: string, _options: unknown, ...items: unknown[]) => {
			shown.push(text);
			return items[1];
		},
	},
}));

test('the picked answer is given, and a link in the name of a file is none: VS Code would follow it to a command', async () => {
	const answers = [
		{ id: 'no', label: 'Withhold' },
		{ id: 'yes', label: 'Attach' },
	];
	expect(await choose({ text: 'Attach [a](command:workbench.action.quit).md?', modal: false, answers })).toBe('yes');
	expect(shown).toEqual(['Attach [a] (command:workbench.action.quit).md?']);
});
