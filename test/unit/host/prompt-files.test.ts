import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PrivateFiles } from '../../../src/core/workspace/private-files.ts';
import { FileGuard } from '../../../src/host/editor/file-guard.ts';
import { WorkspacePromptFiles } from '../../../src/host/gestures/prompt-files.ts';

const editor = vi.hoisted(() => ({ folders: [] as string[], watched: '', listeners: [] as (() => void)[] }));
const uri = vi.hoisted(() => (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` }));

vi.mock('vscode', () => {
	const folderOf = (path: string): string | undefined => editor.folders.find((folder) => path.startsWith(`${folder}/`));
	const on = (listener: () => void) => {
		editor.listeners.push(listener);
		return { dispose: () => {} };
	};
	return {
		FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
		Uri: { joinPath: ({ path }: { path: string }, ...parts: string[]) => uri([path, ...parts].join('/')) },
		Disposable: { from: () => ({ dispose: () => void editor.listeners.splice(0) }) },
		workspace: {
			get workspaceFolders() {
				return editor.folders.map((path) => ({ uri: uri(path) }));
			},
			getWorkspaceFolder: ({ path }: { path: string }) => folderOf(path),
			asRelativePath: (one: string | { path: string }, named?: boolean) => {
				const path = typeof one === 'string' ? one : one.path;
				const folder = folderOf(path);
				if (folder === undefined) return path;
				return `${named ? `${folder.split('/').at(-1)}/` : ''}${path.slice(folder.length + 1)}`;
			},
			createFileSystemWatcher: (glob: string) => {
				editor.watched = glob;
				return { onDidCreate: on, onDidChange: on, onDidDelete: on, dispose: () => {} };
			},
			onDidChangeWorkspaceFolders: on,
			fs: {
				readDirectory: async ({ path }: { path: string }) =>
					readdirSync(path, { withFileTypes: true }).map((entry) => {
						const stat = statSync(join(path, entry.name));
						return [entry.name, (stat.isDirectory() ? 2 : 1) | (entry.isSymbolicLink() ? 64 : 0)];
					}),
				stat: async ({ path }: { path: string }) => statSync(path),
				readFile: async ({ path }: { path: string }) => readFileSync(path),
			},
		},
	};
});

let base: string;
const files = new PrivateFiles([], []);
const guard = new FileGuard({ ready: async () => {}, matches: (path: string) => files.isPrivate(path) } as never, async () => null);
const put = (path: string, text: string | Uint8Array = 'x'): void => {
	mkdirSync(join(base, path, '..'), { recursive: true });
	writeFileSync(join(base, path), text);
};
const read = async (): Promise<string[]> => (await new WorkspacePromptFiles(guard).read()).map(({ path }) => path);

beforeEach(() => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'routoo-prompts-')));
	mkdirSync(join(base, 'one'), { recursive: true });
	mkdirSync(join(base, 'two'), { recursive: true });
	editor.folders = [join(base, 'one')];
	editor.listeners = [];
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test('are those at the top of each folder, by name', async () => {
	put('one/.github/prompts/b.prompt.md', 'Do it.');
	put('one/.github/prompts/a.prompt.md');
	put('one/.github/prompts/notes.md');
	put('one/.github/prompts/deeper/c.prompt.md');
	put('one/packages/x/.github/prompts/d.prompt.md');
	put('two/.github/prompts/a.prompt.md');
	expect(await read()).toEqual(['.github/prompts/a.prompt.md', '.github/prompts/b.prompt.md']);
	expect((await new WorkspacePromptFiles(guard).read())[1]!.text).toBe('Do it.');
	editor.folders = [join(base, 'one'), join(base, 'two')];
	expect(await read()).toEqual(['one/.github/prompts/a.prompt.md', 'one/.github/prompts/b.prompt.md', 'two/.github/prompts/a.prompt.md']);
});

test('are none that a link leads out to, that hides a private file, is large or no text', async () => {
	put('outside.txt', 'a secret of another folder');
	put('one/.env', 'TOKEN=1');
	put('one/docs/real.md', 'Do it.');
	put('one/.github/prompts/large.prompt.md', 'x'.repeat(20_001));
	put('one/.github/prompts/binary.prompt.md', new Uint8Array([1, 0, 2]));
	put('one/.github/prompts/latin.prompt.md', new Uint8Array([0xe4, 0x20]));
	mkdirSync(join(base, 'one/.github/prompts/folder.prompt.md'));
	symlinkSync(join(base, 'outside.txt'), join(base, 'one/.github/prompts/out.prompt.md'));
	symlinkSync(join(base, 'one/.env'), join(base, 'one/.github/prompts/env.prompt.md'));
	symlinkSync(join(base, 'one/docs/real.md'), join(base, 'one/.github/prompts/fine.prompt.md'));
	expect(await read()).toEqual(['.github/prompts/fine.prompt.md']);
});

test('are none where there is no folder', async () => {
	expect(await read()).toEqual([]);
	editor.folders = [];
	expect(await read()).toEqual([]);
});

test('are followed, also where a folder is added', () => {
	const prompts = new WorkspacePromptFiles(guard);
	let changes = 0;
	const end = prompts.onChange(() => changes++);
	expect(editor.watched).toBe('**/.github/prompts/*.prompt.md');
	for (const tell of editor.listeners) tell();
	expect(changes).toBe(4);
	end();
	expect(editor.listeners).toEqual([]);
});
