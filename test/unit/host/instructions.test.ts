import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/emitter.ts';
import { FileGuard } from '../../../src/host/editor/file-guard.ts';
import { WorkspaceInstructions } from '../../../src/host/editor/instructions.ts';

const editor = vi.hoisted(() => ({ root: '', isTrusted: true, open: '' as string, listeners: new Set<() => void>(), looked: 0 }));
const uri = vi.hoisted(() => (path: string) => ({ scheme: 'file', fsPath: path, path, toString: () => `file://${path}` }));

vi.mock('vscode', () => {
	const isIn = (path: string): boolean => path.startsWith(`${editor.root}/`);
	const on = (listener: () => void) => {
		editor.listeners.add(listener);
		return { dispose: () => editor.listeners.delete(listener) };
	};
	const ending = (glob: string) => glob.split('*').at(-1)!;
	return {
		Disposable: {
			from: (...all: { dispose(): void }[]) => ({
				dispose: () => {
					for (const one of all) one.dispose();
				},
			}),
		},
		RelativePattern: class {
			readonly pattern: string;
			constructor(_folder: unknown, pattern: string) {
				this.pattern = pattern;
			}
		},
		Uri: { joinPath: ({ path }: { path: string }, ...parts: string[]) => uri([path, ...parts].join('/')) },
		// As much of globs as the test needs: what they end with.
		languages: {
			match: ({ pattern }: { pattern: { pattern: string } }, document: { uri: { path: string } }) =>
				document.uri.path.endsWith(ending(pattern.pattern)) ? 10 : 0,
		},
		workspace: {
			get isTrusted() {
				return editor.isTrusted;
			},
			get workspaceFolders() {
				return [{ uri: uri(editor.root) }];
			},
			get textDocuments() {
				return editor.open === '' ? [] : [{ uri: uri(editor.open) }];
			},
			getWorkspaceFolder: ({ path }: { path: string }) => (isIn(path) ? { uri: uri(editor.root) } : undefined),
			asRelativePath: (one: string | { path: string }) => {
				const path = typeof one === 'string' ? one : one.path;
				return isIn(path) ? path.slice(editor.root.length + 1) : path;
			},
			createFileSystemWatcher: () => ({ onDidCreate: on, onDidChange: on, onDidDelete: on, dispose: () => {} }),
			onDidChangeWorkspaceFolders: on,
			onDidGrantWorkspaceTrust: on,
			fs: {
				readDirectory: async ({ path }: { path: string }) => readdirSync(path).map((name) => [name, 1]),
				stat: async ({ path }: { path: string }) => {
					editor.looked += 1;
					return statSync(path);
				},
				readFile: async ({ path }: { path: string }) => readFileSync(path),
			},
		},
	};
});

let base: string;
let secret: (path: string) => boolean;
const privateFiles = { ready: async () => {}, matches: (path: string) => secret(path), isPrivate: (path: string) => secret(path) };
const changed = new Emitter();
let isOn: boolean;
const settings = { current: () => ({ chat: { instructions: isOn } }), onChange: (listener: () => void) => changed.on(listener) };
const put = (path: string, text = `rules of ${path}`): void => {
	mkdirSync(join(base, path, '..'), { recursive: true });
	writeFileSync(join(base, path), text);
};
async function read(open = ''): Promise<string[]> {
	editor.open = open === '' ? '' : join(base, open);
	const guard = new FileGuard(privateFiles as never, async () => null);
	const current = { uri: () => (open === '' ? null : uri(editor.open)), changed: new Emitter() };
	const reader = new WorkspaceInstructions({ current, guard, privateFiles, settings } as never);
	await reader.look();
	const found = reader.current().map(({ path }) => path);
	reader.dispose();
	return found;
}

beforeEach(() => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'routoo-instructions-')));
	mkdirSync(join(base, 'w'));
	editor.root = join(base, 'w');
	editor.isTrusted = true;
	secret = () => false;
	isOn = true;
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test('the nearest AGENTS.md, then those of .github that are meant for the file', async () => {
	for (const path of ['w/AGENTS.md', 'w/app/AGENTS.md', 'w/.github/copilot-instructions.md', 'AGENTS.md']) put(path);
	put('w/.github/instructions/ts.instructions.md', '---\napplyTo: "**/*.ts"\n---\nStrict types.');
	put('w/.github/instructions/py.instructions.md', '---\napplyTo: "**/*.py"\n---\nType hints.');
	put('w/.github/instructions/asked.instructions.md', 'Only when asked for.');
	put('w/.github/instructions/odd.instructions.md', '---\napplyTo: [\n---\nBroken.');
	const github = ['.github/copilot-instructions.md', '.github/instructions/ts.instructions.md'];
	expect(await read('w/app/deep/a.ts')).toEqual(['app/AGENTS.md', ...github]);
	expect(await read('w/lib/a.ts')).toEqual(['AGENTS.md', ...github]);
	expect(await read()).toEqual(['AGENTS.md', '.github/copilot-instructions.md']);
	// Of a file outside nothing above it is read.
	expect(await read('other/a.ts')).toEqual(['AGENTS.md', '.github/copilot-instructions.md']);
});

test('none of a workspace that is not trusted', async () => {
	put('w/AGENTS.md');
	editor.isTrusted = false;
	expect(await read('w/a.ts')).toEqual([]);
});

test('none that is private, too large, no text, or that a link leads out to', async () => {
	put('w/AGENTS.md');
	put('w/a/AGENTS.md', 'x\0y');
	put('w/b/AGENTS.md', 'x'.repeat(100_001));
	put('outside.md');
	mkdirSync(join(base, 'w/c'));
	symlinkSync(join(base, 'outside.md'), join(base, 'w/c/AGENTS.md'));
	mkdirSync(join(base, 'w/d/AGENTS.md'), { recursive: true });
	for (const folder of ['a', 'b', 'c', 'd']) expect(await read(`w/${folder}/x.ts`), folder).toEqual(['AGENTS.md']);
	secret = (path) => path === 'AGENTS.md';
	expect(await read('w/x.ts')).toEqual([]);
});

test('where the setting is off nothing is looked at or watched; turned on they are there, turned off they are gone', async () => {
	put('w/AGENTS.md');
	isOn = false;
	editor.looked = 0;
	editor.listeners.clear();
	const current = { uri: () => null, changed: new Emitter() };
	const guard = new FileGuard(privateFiles as never, async () => null);
	const reader = new WorkspaceInstructions({ current, guard, privateFiles, settings } as never);
	const told = vi.fn();
	reader.onChange(told);
	current.changed.emit();
	await reader.look();
	expect([editor.looked, editor.listeners.size, reader.current()]).toEqual([0, 0, []]);
	isOn = true;
	changed.emit();
	await vi.waitFor(() => expect(reader.current().map(({ path }) => path)).toEqual(['AGENTS.md']));
	expect(editor.listeners.size).toBeGreaterThan(0);
	// Another setting was changed.
	const before = editor.looked;
	changed.emit();
	expect(editor.looked).toBe(before);
	isOn = false;
	changed.emit();
	await vi.waitFor(() => expect(reader.current()).toEqual([]));
	expect([told.mock.calls.length, editor.listeners.size]).toEqual([2, 0]);
	current.changed.emit();
	expect(editor.looked).toBe(before);
	reader.dispose();
});
