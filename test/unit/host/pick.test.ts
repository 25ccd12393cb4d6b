import { expect, test, vi } from 'vitest';
import { type EffortHints, NO_HINTS } from '../../../src/core/chat/usual-effort.ts';
import type { ModelOption } from '../../../src/protocol/chat-state.ts';

interface Row {
	readonly label: string;
	readonly description?: string;
	readonly buttons?: readonly unknown[];
}

/** A list of VS Code's, as far as it is used here. */
class List {
	items: readonly Row[] = [];
	selectedItems: readonly Row[] = [];
	title = '';
	placeholder = '';
	matchOnDescription = false;
	readonly on: Record<string, (told: never) => void> = {};
	readonly onDidChangeValue = (then: (value: string) => void): void => {
		this.on.value = then;
	};
	readonly onDidAccept = (then: () => void): void => {
		this.on.accept = then;
	};
	readonly onDidHide = (then: () => void): void => {
		this.on.hide = then;
	};
	readonly onDidTriggerItemButton = (then: (told: { item: Row }) => void): void => {
		this.on.button = then as never;
	};
	show(): void {}
	dispose(): void {}

	/** Types, then picks a row by its label, presses its button (`label >`), or goes. */
	act(typed: string, label: string | undefined): void {
		if (typed !== '') this.on.value?.(typed as never);
		editor.lists.push(this.items);
		const row = this.items.find((one) => one.label === label?.replace(' >', ''));
		this.selectedItems = row === undefined ? [] : [row];
		if (label === undefined) this.on.hide?.(undefined as never);
		else if (label.endsWith(' >')) this.on.button?.({ item: row } as never);
		else this.on.accept?.(undefined as never);
	}
}

const editor = vi.hoisted(() => ({
	...{ lists: [] as (readonly Row[])[], titles: [] as string[], picks: [] as (string | undefined)[] },
	list: null as unknown,
}));

vi.mock('vscode', () => ({
	QuickPickItemKind: { Separator: -1 },
	ThemeIcon: class {},
	window: {
		createQuickPick: () => {
			editor.list = new List();
			return editor.list;
		},
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

interface Act {
	readonly typed?: string;
	readonly hints?: EffortHints;
}

/** @param picks the row of the list, then that of the efforts */
async function pick(picks: readonly (string | undefined)[], { typed = '', hints = NO_HINTS }: Act = {}): Promise<string | null> {
	Object.assign(editor, { lists: [], titles: [], picks: picks.slice(1) });
	const picked = pickModel('Model for the next messages', OPTIONS, hints);
	(editor.list as List).act(typed, picks[0]);
	return picked;
}
const shown = (index: number) => editor.lists[index]?.map(({ label, description }) => [label, description ?? '']);

test('one row a model, which is one choice; its efforts are behind its button from the least to the most', async () => {
	expect(await pick(['X'])).toBe('openai/x');
	expect(shown(0)).toEqual([
		['Auto', 'picks a model'],
		['this computer', ''],
		['Q', '$1 / $2'],
		['OpenAI', ''],
		['X', '$1 / $2 · 3 efforts'],
		['Y (high)', '$1 / $2'],
	]);
	expect(editor.lists[0]?.filter(({ buttons }) => buttons !== undefined).map(({ label }) => label)).toEqual(['X']);
	expect(await pick(['X >', 'X (high)'])).toBe('openai/x@high');
	expect(shown(1)).toEqual([
		['X', '$1 / $2'],
		['X (low)', '$1 / $2'],
		['X (high)', '$1 / $2'],
	]);
	expect(editor.titles).toEqual(['Model for the next messages: reasoning effort']);
});

test('a model stands at its usual effort, and an effort that is typed stands beside it', async () => {
	const last = new Map([['openai/x', 'openai/x@low']]);
	expect(await pick(['X (low)'], { hints: { ...NO_HINTS, last } })).toBe('openai/x@low');
	expect(await pick(['X (high)'], { typed: 'x high' })).toBe('openai/x@high');
	expect(shown(0)?.slice(-3)).toEqual([
		['X', '$1 / $2 · 3 efforts'],
		['X (high)', '$1 / $2'],
		['Y (high)', '$1 / $2'],
	]);
});

test('a list that is closed, or whose efforts are, chooses nothing', async () => {
	expect([await pick(['Y (high)']), await pick(['Auto']), await pick(['Q'])]).toEqual(['openai/y@high', 'auto', 'local/q@q4']);
	expect([await pick([undefined]), await pick(['X >', undefined])]).toEqual([null, null]);
});
