import { beforeEach, expect, test, vi } from 'vitest';
import type { ChatGroup } from '../../../src/app/chat/chat-rows.ts';
import { deleteSessions, exportChat, renameSession, sessionHistory } from '../../../src/host/commands/sessions.ts';

interface Item {
	readonly label: string;
	readonly description?: string;
	readonly id: string | null;
	readonly buttons?: readonly unknown[];
}

const shown = vi.hoisted(() => ({
	items: [] as Item[],
	placeholder: '',
	accept: (_: Item | undefined): void => {},
	button: (_: { button: unknown; item: Item }): unknown => undefined,
	hide: (): void => {},
	typed: undefined as string | undefined,
	picked: [] as string[],
	documents: [] as unknown[],
	said: [] as string[],
}));

vi.mock('vscode', () => ({
	ThemeIcon: class {},
	QuickPickItemKind: { Separator: -1 },
	window: {
		createQuickPick: () => {
			const list = {
				...{ items: [] as Item[], selectedItems: [] as Item[], title: '', placeholder: '' },
				onDidAccept: (then: () => void) => {
					shown.accept = (item) => {
						list.selectedItems = item === undefined ? [] : [item];
						then();
					};
				},
				onDidHide: (then: () => void) => {
					shown.hide = then;
				},
				onDidTriggerItemButton: (then: (event: { button: unknown; item: Item }) => unknown) => {
					shown.button = then;
				},
				show: () => {},
				dispose: () => {},
			};
			return new Proxy(list, {
				set: (target, key, value) => {
					if (key === 'items') shown.items = value;
					if (key === 'placeholder') shown.placeholder = value;
					return Reflect.set(target, key, value);
				},
			});
		},
		showQuickPick: async (items: readonly Item[]) => items.filter(({ id }) => id !== null && shown.picked.includes(id)),
		showInputBox: async () => shown.typed,
		showInformationMessage: async (text: string) => void shown.said.push(text),
		showTextDocument: async (document: unknown) => void shown.documents.push(document),
	},
	workspace: { openTextDocument: async (options: unknown) => options },
	commands: { executeCommand: async () => undefined },
}));

const done: unknown[][] = [];
let groups: ChatGroup[];
let markdown: string | null;
const row = (id: string, current = false) => ({ id, title: `$(bug) ${id}`, detail: '1 h ago · $0.84', current });
const app = () =>
	({
		chat: {
			chatGroups: () => groups,
			sessions: () => groups.flatMap(({ rows }) => rows),
			state: () => ({ session: { id: 'a', title: 'A', turns: markdown === null ? [] : [{}] } }),
			openSession: async (id: string) => void done.push(['open', id]),
			renameSession: async (id: string, name: string) => void done.push(['rename', id, name]),
			deleteSessions: async (ids: readonly string[]) => {
				done.push(['delete', ...ids]);
				groups = groups.map(({ label, rows }) => ({ label, rows: rows.filter(({ id }) => !ids.includes(id)) }));
			},
			asMarkdown: () => markdown,
		},
	}) as unknown as Parameters<typeof sessionHistory>[0];

beforeEach(() => {
	done.length = 0;
	Object.assign(shown, { items: [], typed: undefined, picked: [], documents: [], said: [] });
	markdown = '# A\n';
	groups = [
		{ label: 'web', rows: [row('a', true), row('b')] },
		{ label: 'api', rows: [row('c')] },
	];
});

test('the list has folders, marks the open chat, shows no icon out of a title, and opens what is chosen', async () => {
	const listed = sessionHistory(app());
	expect(shown.items.map(({ label }) => label)).toEqual([
		'web',
		'$(circle-filled) $\u200b(bug) a',
		'$\u200b(bug) b',
		'api',
		'$\u200b(bug) c',
	]);
	expect(shown.items[1]?.description).toBe('1 h ago · $0.84 · open now');
	shown.accept(shown.items[4]);
	await listed;
	expect(done).toEqual([['open', 'c']]);
});

test('its buttons delete in place and rename, and the list comes back', async () => {
	const listed = sessionHistory(app());
	const [rename, remove] = shown.items[2]!.buttons!;
	shown.button({ button: remove, item: shown.items[2]! });
	await vi.waitFor(() => expect(shown.items).toHaveLength(4));
	shown.typed = 'Better';
	shown.button({ button: rename, item: shown.items[3]! });
	await listed;
	await vi.waitFor(() =>
		expect(done).toEqual([
			['delete', 'b'],
			['rename', 'c', 'Better'],
		]),
	);
	shown.hide();
});

test('nothing is done where nothing is chosen, named or there', async () => {
	const listed = sessionHistory(app());
	shown.hide();
	await listed;
	await renameSession(app());
	await deleteSessions(app());
	markdown = null;
	await exportChat(app());
	await renameSession(app());
	expect([done, shown.documents, shown.said.length]).toEqual([[], [], 2]);
});

test('several are deleted at once, and a chat is exported as a document of its own', async () => {
	shown.picked = ['a', 'c'];
	await deleteSessions(app());
	expect(done).toEqual([['delete', 'a', 'c']]);
	await exportChat(app());
	expect(shown.documents).toEqual([{ language: 'markdown', content: '# A\n' }]);
});

test('a list without a chat says so, from the start or when the last one is deleted', async () => {
	groups = [{ label: 'web', rows: [row('a')] }];
	const listed = sessionHistory(app());
	expect(shown.placeholder).toBe('Search chats by title');
	groups = [];
	shown.button({ button: shown.items[1]!.buttons![1], item: shown.items[1]! });
	await vi.waitFor(() => expect(shown.placeholder).toBe('There is no chat here yet.'));
	shown.hide();
	await listed;
	await deleteSessions(app());
	expect(shown.said).toEqual(['There is no chat here yet.']);
});
