import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openPath } from '../../../src/host/editor/open-path.ts';

const editor = vi.hoisted(() => ({ folder: '', shown: [] as unknown[] }));

vi.mock('vscode', () => {
	const uri = (path: string) => ({ scheme: 'file', path, fsPath: path, toString: () => `file://${path}` });
	class Range {
		readonly lines: readonly number[];
		constructor(...lines: number[]) {
			this.lines = lines;
		}
	}
	return {
		Range,
		FileType: { File: 1 },
		Uri: { joinPath: (base: { path: string }, ...rest: string[]) => uri(join(base.path, ...rest)) },
		commands: { executeCommand: async (...args: unknown[]) => void editor.shown.push(args) },
		window: {
			activeTextEditor: undefined,
			showTextDocument: async ({ path }: { path: string }, { selection }: { selection?: Range }) =>
				void editor.shown.push([path.slice(editor.folder.length + 1), selection?.lines ?? null]),
		},
		workspace: {
			textDocuments: [],
			get workspaceFolders() {
				return [{ uri: uri(editor.folder), name: 'work' }];
			},
			getWorkspaceFolder: ({ path }: { path: string }) => (path.startsWith(`${editor.folder}/`) ? {} : undefined),
			getConfiguration: () => ({ get: () => ({}) }),
			findFiles: async () => [],
			fs: {
				stat: async ({ path }: { path: string }) => ({ type: statSync(path).isDirectory() ? 2 : 1 }),
			},
			openTextDocument: async ({ path }: { path: string }) => {
				if (path.endsWith('.png')) throw new Error('binary');
				return { path, lineCount: 10, lineAt: () => ({ text: 'four' }) };
			},
		},
	};
});

let base: string;
beforeEach(() => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'routoo-open-')));
	editor.folder = join(base, 'work');
	editor.shown = [];
	mkdirSync(join(editor.folder, 'src'), { recursive: true });
	mkdirSync(join(base, 'outside'));
	writeFileSync(join(base, 'outside', 'a.txt'), 'x');
	for (const path of ['src/cart.ts', 'src/p.png']) writeFileSync(join(editor.folder, path), 'x');
	symlinkSync(join(base, 'outside'), join(editor.folder, 'link'));
	symlinkSync(join(base, 'outside', 'a.txt'), join(editor.folder, 'a.txt'));
	symlinkSync('src', join(editor.folder, 'alias'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test.each([
	[null, null, null],
	[3, null, [2, 0, 2, 0]],
	[3, 5, [2, 0, 4, 4]],
	[900, 950, [9, 0, 9, 4]],
])('a file of the workspace is shown at line %s to %s', async (line, endLine, selection) => {
	await openPath('src/cart.ts', line, endLine);
	expect(editor.shown).toEqual([['src/cart.ts', selection]]);
});

test('a link that stays in the workspace is followed, and what is no text has its own editor', async () => {
	await openPath('alias/cart.ts', null, null);
	await openPath('src/p.png', 4, null);
	expect(editor.shown).toEqual([
		['alias/cart.ts', null],
		['vscode.open', expect.objectContaining({ path: join(editor.folder, 'src/p.png') })],
	]);
});

test.each([
	'../outside/a.txt',
	'/etc/passwd',
	'link/a.txt',
	'a.txt',
	'src/../../outside/a.txt',
	'C:\\a.txt',
	'~/a.txt',
	'src/missing.ts',
	'src',
	'',
])('%j is refused in words', async (path) => {
	await expect(openPath(path, 1, null)).rejects.toMatchObject({
		kind: 'invalidInput',
		message: expect.stringMatching(/not in this workspace|not there/),
	});
	expect(editor.shown).toEqual([]);
});
