import { beforeEach, expect, test, vi } from 'vitest';
import type { CommitMessage, CommitSource } from '../../../src/app/chat/commit-messages.ts';
import { writeCommitMessage } from '../../../src/host/commands/commit.ts';

const shown = vi.hoisted(() => ({
	api: undefined as unknown,
	enabled: true,
	told: [] as string[],
	pick: undefined as string | undefined,
	picked: undefined as unknown,
	progress: [] as string[],
	copied: '',
}));

vi.mock('vscode', () => ({
	Uri: class {
		readonly path: string;
		readonly fsPath: string;
		constructor(path: string) {
			this.path = path;
			this.fsPath = path;
		}
	},
	ProgressLocation: { Notification: 15 },
	env: { clipboard: { writeText: async (text: string) => void Object.assign(shown, { copied: text }) } },
	extensions: {
		getExtension: () =>
			shown.api === undefined ? undefined : { activate: async () => ({ enabled: shown.enabled, getAPI: () => shown.api }) },
	},
	workspace: { asRelativePath: (path: string) => path.replace('/w/shop/', '') },
	window: {
		showInformationMessage: async (text: string) => {
			shown.told.push(text);
			return shown.pick;
		},
		showQuickPick: async (items: { label: string }[]) => items.find(({ label }) => label === shown.picked),
		withProgress: async (_options: unknown, task: (progress: unknown, token: unknown) => unknown) =>
			task({ report: ({ message }: { message: string }) => shown.progress.push(message) }, { onCancellationRequested: () => {} }),
	},
}));

const { Uri } = (await import('vscode')) as unknown as { Uri: new (path: string) => { path: string } };
const repository = (path: string, change: object = {}) => ({
	rootUri: new Uri(path),
	inputBox: { value: '' },
	state: { indexChanges: [1], workingTreeChanges: [], untrackedChanges: [] },
	diff: async (cached: boolean) => `${cached ? 'staged' : 'working'} of ${path}`,
	log: async () => [{ message: 'Add the cart' }],
	...change,
});

let asked: { source: CommitSource; wish: string }[];
let written: CommitMessage | null;
let meanwhile: () => void;
const app = {
	currentFile: { uri: () => null },
	privateFiles: { ready: async () => {}, matches: (path: string) => path === '.env' },
	commits: {
		write: async (source: CommitSource, wish: string, { onRouting }: { onRouting(line: unknown): void }) => {
			asked.push({ source, wish });
			onRouting({ modelName: 'haiku-4.5', quality: { mean: 0.91, low: 0.9, high: 0.92 }, expectedCost: 400 });
			meanwhile();
			return written;
		},
	},
} as never;
let repositories: ReturnType<typeof repository>[];

beforeEach(() => {
	asked = [];
	written = { text: 'Add the basket', modelName: 'haiku-4.5', cost: 400, leftOut: [] };
	meanwhile = () => {};
	repositories = [repository('/w/shop')];
	Object.assign(shown, { enabled: true, told: [], pick: undefined, picked: undefined, progress: [], copied: '' });
	shown.api = {
		get repositories() {
			return repositories;
		},
		getRepository: (uri: { path: string }) => repositories.find(({ rootUri }) => uri.path.startsWith(rootUri.path)) ?? null,
	};
});

test('goes into the box of Source Control; model and price stand there before, what it cost behind', async () => {
	await writeCommitMessage(app, undefined);
	expect(repositories[0]!.inputBox.value).toBe('Add the basket');
	expect(asked[0]).toMatchObject({ source: { diff: 'staged of /w/shop', staged: true, recent: ['Add the cart'] }, wish: '' });
	expect(shown.progress.at(-1)).toMatch(/^haiku-4\.5, 91\s%, ~\$/);
	expect(shown.told).toEqual([expect.stringMatching(/^Commit message for shop by haiku-4\.5, \$/)]);
	expect([asked[0]!.source.isPrivate('.env'), asked[0]!.source.isPrivate('a.ts')]).toEqual([true, false]);
});

test('is of the working tree where nothing is staged', async () => {
	repositories = [repository('/w/shop', { state: { indexChanges: [], workingTreeChanges: [{}] } })];
	await writeCommitMessage(app, undefined);
	expect(asked[0]!.source).toMatchObject({ diff: 'working of /w/shop', staged: false });
});

test('takes what stands in the box as the author’s words, and gives it back', async () => {
	repositories[0]!.inputBox.value = 'cart:';
	shown.pick = 'Undo';
	await writeCommitMessage(app, 'in German');
	expect(asked[0]!.wish).toBe('cart:\nin German');
	await vi.waitFor(() => expect(repositories[0]!.inputBox.value).toBe('cart:'));
});

test('never replaces what was typed meanwhile', async () => {
	meanwhile = () => {
		repositories[0]!.inputBox.value = 'my own';
	};
	shown.pick = 'Copy';
	await writeCommitMessage(app, undefined);
	expect(repositories[0]!.inputBox.value).toBe('my own');
	await vi.waitFor(() => expect(shown.copied).toBe('Add the basket'));
});

test('names what was not shown to the model', async () => {
	written = { ...written!, leftOut: [{ path: '.env', why: 'private' }] };
	await writeCommitMessage(app, undefined);
	expect(shown.told[0]).toContain('Not shown to it: .env (private).');
	written = { ...written, leftOut: [{ path: '[a](command:workbench.action.quit)', why: 'private' }] };
	repositories = [repository('/w/shop')];
	await writeCommitMessage(app, undefined);
	expect(shown.told.at(-1)).toContain('[a] (command:');
});

test('of several repositories it is that of the click, the file in front, the only staged one, or the picked one', async () => {
	const quiet = { state: { indexChanges: [], workingTreeChanges: [{}] } };
	repositories = [repository('/w/shop'), repository('/w/site', quiet)];
	const of = async (argument: unknown, file: string | null = null): Promise<string | undefined> => {
		asked = [];
		const front = { ...(app as object), currentFile: { uri: () => (file === null ? null : new Uri(file)) } } as never;
		await writeCommitMessage(front, argument);
		return asked[0]?.source.diff.replace(/^\w+ of /, '');
	};
	expect(await of({ rootUri: new Uri('/w/site') })).toBe('/w/site');
	expect(await of(undefined, '/w/site/a.ts')).toBe('/w/site');
	expect(await of({ rootUri: '/w/site' })).toBe('/w/shop');
	repositories = [repository('/w/shop'), repository('/w/site')];
	shown.picked = 'site';
	expect(await of(undefined)).toBe('/w/site');
	shown.picked = 'none';
	expect(await of(undefined)).toBeUndefined();
});

test('says what is missing', async () => {
	const fails = (): Promise<string> =>
		writeCommitMessage(app, undefined).then(
			() => '',
			(error: Error) => error.message,
		);
	repositories = [repository('/w/shop', { diff: async () => '\n' })];
	expect(await fails()).toBe('Nothing has changed in shop.');
	repositories = [
		repository('/w/shop', { diff: async () => '', state: { indexChanges: [], workingTreeChanges: [], untrackedChanges: [{}] } }),
	];
	expect(await fails()).toBe('In shop only new files are there.');
	repositories = [repository('/w/shop', { diff: async () => Promise.reject(new Error('index.lock')) })];
	expect(await fails()).toBe('Git could not tell the changes: index.lock');
	repositories = [];
	expect(await fails()).toBe('No Git repository is open.');
	shown.enabled = false;
	expect(await fails()).toMatch(/Git extension is off/);
	shown.api = undefined;
	expect(await fails()).toMatch(/Git extension is off/);
	expect(asked).toEqual([]);
});

test('that is stopped changes nothing', async () => {
	written = null;
	await writeCommitMessage(app, undefined);
	expect([repositories[0]!.inputBox.value, shown.told]).toEqual(['', []]);
});
