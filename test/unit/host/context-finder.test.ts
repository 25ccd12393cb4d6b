import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ContextFinder } from '../../../src/host/editor/context-finder.ts';

const editor = vi.hoisted(() => ({
	folder: '',
	documents: [] as { uri: { toString(): string }; getText(): string; lineCount: number; lineAt(i: number): { text: string } }[],
	tabs: [] as unknown[],
	symbols: {} as Record<string, unknown>,
	diagnostics: [] as unknown[],
	git: undefined as unknown,
}));

vi.mock('vscode', () => {
	const at = (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` });
	class TabInputText {
		readonly uri: unknown;
		constructor(uri: unknown) {
			this.uri = uri;
		}
	}
	return {
		TabInputText,
		SymbolKind: { 4: 'Class', 5: 'Method', 9: 'EnumMember' },
		Uri: { joinPath: (base: { path: string }, ...parts: string[]) => at(join(base.path, ...parts)) },
		window: {
			tabGroups: {
				get activeTabGroup() {
					return { activeTab: editor.tabs[0] };
				},
				get all() {
					return [{ tabs: editor.tabs }];
				},
			},
		},
		languages: { getDiagnostics: () => editor.diagnostics },
		extensions: { getExtension: () => editor.git },
		commands: {
			executeCommand: async (command: string, argument: unknown) => {
				const given = editor.symbols[`${command.split('.')[1]} ${String(argument).replace(`file://${editor.folder}/`, '')}`];
				if (given instanceof Error) throw given;
				return given;
			},
		},
		workspace: {
			get workspaceFolders() {
				return [{ name: 'work', uri: at(editor.folder) }];
			},
			get textDocuments() {
				return editor.documents;
			},
			asRelativePath: (uri: { path: string }) => uri.path.replace(`${editor.folder}/`, ''),
			getWorkspaceFolder: (uri: { path: string }) => (uri.path.startsWith(editor.folder) ? {} : undefined),
			openTextDocument: async (uri: { toString(): string }) => {
				const found = editor.documents.find((one) => one.uri.toString() === uri.toString());
				if (found === undefined) throw new Error('gone');
				return found;
			},
		},
	};
});

const { TabInputText } = (await import('vscode')) as unknown as { TabInputText: new (uri: unknown) => unknown };
const uri = (path: string) => {
	const file = path.startsWith('/') ? path : join(editor.folder, path);
	return { scheme: 'file', fsPath: file, path: file, toString: () => `file://${file}` };
};
const range = (from: number, to: number) => ({
	...{ start: { line: from, character: 0 }, end: { line: to, character: 1 } },
	contains: ({ line }: { line: number }) => line >= from && line <= to,
});
const document = (path: string, text: string) => {
	const lines = text.split('\n');
	const lineAt = (index: number) => ({ text: lines[index]! });
	return { uri: uri(path), languageId: 'typescript', getText: () => text, lineCount: lines.length, lineAt };
};
const FILES: Readonly<Record<string, string>> = {
	'src/cart.ts': 'class Cart {\n  add() {\n    retry(1);\n  }\n}\n',
	'src/app/run.ts': 'Retry();\n',
	'src/app/data.bin': 'retry\0',
	'README.md': 'about retry and RETRY\n',
};

let asked: string[];
let finder: ContextFinder;
const isPrivate = (path: string): boolean => path.includes('.env') || path.startsWith('gen/');

beforeEach(() => {
	editor.folder = realpathSync(mkdtempSync(join(tmpdir(), 'routoo-context-')));
	for (const [path, text] of Object.entries(FILES)) {
		mkdirSync(dirname(join(editor.folder, path)), { recursive: true });
		writeFileSync(join(editor.folder, path), text);
	}
	Object.assign(editor, { documents: [], tabs: [], symbols: {}, diagnostics: [], git: undefined });
	asked = [];
	finder = new ContextFinder({
		files: { paths: async () => Object.keys(FILES) } as never,
		privateFiles: { ready: async () => {}, isPrivate } as never,
		guard: {
			mayRead: async ({ path }: { path: string }) => {
				asked.push(path);
				return false;
			},
			mayShow: async () => {},
			offered: async (uris: { path: string }[]) => uris.filter(({ path }) => !path.includes('link')),
			whyAsked: async ({ path }: { path: string }) => (isPrivate(path.replace(`${editor.folder}/`, '')) ? 'private' : null),
		} as never,
		current: { uri: () => uri('src/cart.ts') as never },
	});
});
afterEach(() => rmSync(editor.folder, { recursive: true, force: true }));

const refs = async (...asking: Parameters<ContextFinder['find']>) => (await finder.find(...asking)).map(({ ref }) => ref);

describe('what @ lists', () => {
	test('before a letter: the files of the tabs, then the others; by letters the best', async () => {
		editor.tabs = [uri('src/app/run.ts'), uri('gen/private.ts')].map((one) => ({ input: new TabInputText(one) }));
		expect((await refs('file', ''))[0]).toBe('src/app/run.ts');
		expect((await refs('file', '')).toSorted()).toEqual(Object.keys(FILES).toSorted());
		expect((await refs('file', 'cart'))[0]).toBe('src/cart.ts');
	});

	test('folders with the number of their files', async () => {
		expect(await finder.find('folder', 'app')).toEqual([{ label: 'src/app', detail: '2 files', ref: 'src/app' }]);
		expect(await refs('folder', '')).toEqual(['src', 'src/app']);
	});

	test('symbols: those of the open file, the workspace’s only behind letters, none of private files', async () => {
		const add = { name: 'add', kind: 5, range: range(1, 3), children: [] };
		editor.symbols['executeDocumentSymbolProvider src/cart.ts'] = [{ name: 'Cart', kind: 4, range: range(0, 4), children: [add] }];
		const away = (name: string, path: string) => ({ name, kind: 5, containerName: '', location: { uri: uri(path), range: range(0, 0) } });
		editor.symbols['executeWorkspaceSymbolProvider ad'] = [
			away('addRun', 'src/app/run.ts'),
			away('adSecret', '.env'),
			away('adLib', '/lib/a.ts'),
		];
		expect((await finder.find('symbol', '')).map(({ label, detail }) => `${label}: ${detail}`)).toEqual([
			'Cart: class src/cart.ts:1',
			'add: method in Cart, src/cart.ts:2',
		]);
		expect((await finder.find('symbol', 'ad')).map(({ label }) => label)).toEqual(['add', 'addRun']);
		editor.symbols['executeWorkspaceSymbolProvider ad'] = new Error('the server is gone');
		expect((await finder.find('symbol', 'ad')).map(({ label }) => label)).toEqual(['add']);
	});
});

describe('what goes along', () => {
	test('of a symbol all of it, also where only its name was listed', async () => {
		editor.documents = [document('src/cart.ts', FILES['src/cart.ts']!)];
		const listed = { name: 'add', kind: 5, containerName: 'Cart', location: { uri: uri('src/cart.ts'), range: range(1, 1) } };
		editor.symbols['executeDocumentSymbolProvider src/cart.ts'] = [listed];
		const [row] = await finder.find('symbol', 'add');
		editor.symbols['executeDocumentSymbolProvider src/cart.ts'] = [
			{ name: 'Cart', kind: 4, range: range(0, 4), children: [{ name: 'add', kind: 5, range: range(1, 3), children: [] }] },
		];
		expect(await finder.symbol(row!.ref)).toEqual({
			...{ kind: 'symbol', path: 'src/cart.ts', name: 'add', language: 'typescript' },
			...{ content: '  add() {\n    retry(1);\n  }', range: { startLine: 2, endLine: 4 } },
		});
		expect(asked).toHaveLength(1);
		await expect(finder.symbol('symbol-99')).rejects.toMatchObject({ kind: 'invalidInput' });
	});

	test('of a folder its texts; one out of the workspace or without files is refused', async () => {
		const { content, cut } = await finder.folder('src/app');
		expect(content).toContain('==== src/app/run.ts\nRetry();');
		expect(cut).toBe('the text of 1 of 2 files, the others by name');
		for (const path of ['..', '/etc', 'gone', 'src/../..'])
			await expect(finder.folder(path)).rejects.toMatchObject({ kind: 'invalidInput' });
	});

	test('of a search the lines, as the editor holds them; letters in any case unless it has capitals', async () => {
		editor.documents = [document('src/cart.ts', 'unsaved\nretry(2);')];
		expect((await finder.search('retry')).content).toBe(
			'src/cart.ts:2: retry(2);\nsrc/app/run.ts:1: Retry();\nREADME.md:1: about retry and RETRY',
		);
		expect((await finder.search('RETRY')).content).toBe('README.md:1: about retry and RETRY');
		await expect(finder.search('(nowhere)')).rejects.toThrow('No file of the workspace holds "(nowhere)".');
	});

	test('problems without hints and private files', async () => {
		const problem = (message: string, severity: number, code: unknown) => ({ message, severity, source: 'ts', code, range: range(0, 0) });
		editor.diagnostics = [
			[uri('.env'), [problem('secret', 0, 1)]],
			[uri('link-out.ts'), [problem('of a file elsewhere', 0, 1)]],
			[uri('src/app/run.ts'), [problem('odd', 1, { value: 7, target: 'x' }), problem('hint', 3, 1)]],
			[uri('src/cart.ts'), [problem('bad', 0, 2304)]],
		];
		expect((await finder.problems())!.content).toBe('src/cart.ts:1:1: error (ts 2304): bad\nsrc/app/run.ts:1:1: warning (ts 7): odd');
		editor.diagnostics = [];
		expect(await finder.problems()).toBeNull();
	});
});

describe('changes', () => {
	const part = (path: string) => `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n+a\n`;
	const repository = (root: string, staged: string, unstaged: string, untracked: readonly string[] = []) => ({
		rootUri: uri(root),
		diff: async (cached: boolean) => (cached ? staged : unstaged),
		state: { workingTreeChanges: untracked.map((path) => ({ uri: uri(join(root, path)), status: 7 })), untrackedChanges: [] },
	});
	const git = (...repositories: unknown[]) => ({ activate: async () => ({ enabled: true, getAPI: () => ({ repositories }) }) });

	test('are those of the repository of the open file, staged and not, and new files by name', async () => {
		const own = repository(editor.folder, part('a.ts'), part('.env'), ['new.ts']);
		editor.git = git(repository('/elsewhere', part('b.ts'), ''), own);
		expect(await finder.changes()).toMatchObject({
			content: `New files that git does not know yet: new.ts\n${part('a.ts')}`,
			cut: '1 private file left out',
		});
		editor.git = git(repository(editor.folder, '', ''));
		expect(await finder.changes()).toBeNull();
	});

	test('where Git is off, fails or has no repository, what to do is said', async () => {
		for (const gone of [undefined, { activate: () => Promise.reject(new Error('no')) }, { activate: async () => ({ enabled: false }) }]) {
			editor.git = gone;
			await expect(finder.changes()).rejects.toMatchObject({ kind: 'invalidInput', nextStep: expect.stringContaining('git.enabled') });
		}
		editor.git = git();
		await expect(finder.changes()).rejects.toThrow('No git repository is open.');
	});
});
