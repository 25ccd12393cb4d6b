import { expect, test, vi } from 'vitest';
import type { ModelOption } from '../../../src/protocol/chat-state.ts';

interface Row {
	readonly label: string;
	readonly description?: string;
}

const editor = vi.hoisted(() => ({ lists: [] as (readonly Row[])[], titles: [] as string[], picks: [] as (string | undefined)[] }));

vi.mock('vscode', () => ({
	QuickPickItemKind: { Separator: -1 },
	window: {
		showQuickPick: async (rows: readonly Row[], { title }: { title: string }) => {
			editor.lists.push(rows);
			editor.titles.push(title);
			const pick = editor.picks.shift();
			return rows.find(({ label }) => label === pick);
		},
	},
}));

const { pickModel } = await import('../../../src/host/models/pick.ts');

const option = (id: string, label: string, recipient: string): ModelOption => ({ id, label, recipient, detail: '$1 / $2', usable: true });
const OPTIONS = [
	{ ...option('auto', 'Auto', ''), detail: 'picks a model' },
	option('local/q@q4', 'Q', 'this computer'),
	option('openai/x', 'X', 'OpenAI'),
	option('openai/x@high', 'X (high)', 'OpenAI'),
	option('openai/x@low', 'X (low)', 'OpenAI'),
	option('openai/y@high', 'Y (high)', 'OpenAI'),
];

async function pick(...picks: (string | undefined)[]): Promise<string | null> {
	Object.assign(editor, { lists: [], titles: [], picks });
	return pickModel('Answer again with', OPTIONS);
}

test('one row a model, its efforts behind it from the least to the most', async () => {
	expect(await pick('X', 'X (high)')).toBe('openai/x@high');
	expect(editor.lists.map((rows) => rows.map(({ label, description }) => [label, description ?? '']))).toEqual([
		[
			['Auto', 'picks a model'],
			['this computer', ''],
			['Q', '$1 / $2'],
			['OpenAI', ''],
			['X', '$1 / $2 · 3 efforts'],
			['Y (high)', '$1 / $2'],
		],
		[
			['X', '$1 / $2'],
			['X (low)', '$1 / $2'],
			['X (high)', '$1 / $2'],
		],
	]);
	expect(editor.titles[1]).toBe('Answer again with: reasoning effort');
});

test('what has one effort is asked for no other, and a list that is closed chooses nothing', async () => {
	expect([await pick('Y (high)'), await pick('Auto'), await pick('Q')]).toEqual(['openai/y@high', 'auto', 'local/q@q4']);
	expect([await pick(undefined), await pick('X', undefined)]).toEqual([null, null]);
});
