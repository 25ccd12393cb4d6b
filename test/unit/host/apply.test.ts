import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/emitter.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';
import type { NamedBlock } from '../../../src/core/workspace/named-file.ts';
import { ApplyPreview } from '../../../src/host/editor/apply.ts';
import { VsCodeEditor } from '../../../src/host/editor/vscode-editor.ts';
import { type FakeFiles, FakeUri, type fakeEditor } from './fake-files.ts';

const held = vi.hoisted(() => ({ files: undefined as unknown as FakeFiles }));
vi.mock('vscode', async () => {
	const { FakeFiles: Files, fakeEditor: editorOf } = await import('./fake-files.ts');
	held.files = new Files();
	return editorOf(held.files) satisfies ReturnType<typeof fakeEditor>;
});

const CART = 'export function total() {\n\treturn 0;\n}\n\nexport function count() {\n\treturn 0;\n}\n';
const block = (info: string, code: string, above = ''): NamedBlock => ({ info, code, above });
const A1 = { id: 'a1', modelName: 'haiku', cut: false };
const TOTAL = block('ts src/cart.ts', 'export function total() {\n  return 1;\n}');

let files: FakeFiles;
let asked: string[];
let refuses: string | null;
let placed: string[];
let discarded: string[];
let preview: ApplyPreview;
let editor: VsCodeEditor;

beforeEach(() => {
	files = held.files;
	files.clear();
	files.write('/w/src/cart.ts', CART);
	[asked, refuses, placed, discarded] = [[], null, [], []];
	const guard = {
		mayWrite: async ({ path }: { path: string }) => {
			asked.push(path);
			if (path === refuses) throw new RoutooError('invalidInput', `${path} was not changed.`, 'Agree.');
			return path;
		},
	};
	const emitter = new Emitter<string>();
	emitter.on((id) => discarded.push(id));
	const answers = { put: ({ text }: { text: string }) => void placed.push(text), discarded: emitter };
	preview = new ApplyPreview({ guard: { ...guard, whyShown: async () => null } as never, placed: answers as never, waitsIn: () => false });
	editor = new VsCodeEditor({} as never, preview, answers as never, {} as never);
});

describe('a file that is not there', () => {
	const QUEUE = block('ts', '// src/deep/queue.ts\nexport class Queue {}');

	test('is made by one action, shown, and taken away by one', async () => {
		expect(await editor.apply([QUEUE], A1, false)).toEqual({
			level: 'info',
			text: 'src/deep/queue.ts was created.',
			undo: true,
			compare: false,
		});
		expect(files.texts.get('/w/src/deep/queue.ts')).toBe('export class Queue {}\n');
		expect([files.active, files.edits]).toEqual(['/w/src/deep/queue.ts', 1]);
		await preview.undo();
		expect([...files.texts.keys()]).toEqual(['/w/src/cart.ts']);
		expect(discarded).toEqual(['a1']);
		await expect(preview.undo()).rejects.toThrow('Nothing was applied');
	});

	test('stays where it was changed since', async () => {
		await editor.apply([QUEUE], A1, false);
		files.write('/w/src/deep/queue.ts', 'mine\n');
		await expect(preview.undo()).rejects.toThrow('src/deep/queue.ts was changed since.');
		expect(files.texts.get('/w/src/deep/queue.ts')).toBe('mine\n');
	});

	test('is not made without a yes, and not out of the workspace', async () => {
		refuses = '/w/.env';
		await expect(editor.apply([block('sh .env', 'A=1')], A1, true)).rejects.toThrow('was not changed');
		await expect(editor.apply([block('ts ../x.ts', 'a')], A1, true)).rejects.toThrow('not a file of this workspace');
		await expect(editor.apply([block('ts /etc/x.ts', 'a')], A1, true)).rejects.toThrow('not a file of this workspace');
		expect(files.edits).toBe(0);
	});
});

describe('a file that is there', () => {
	test('is shown as a diff, and written where that is accepted', async () => {
		expect(await editor.apply([TOTAL], A1, true)).toBeNull();
		expect(files.tab?.label).toBe('src/cart.ts: proposed change (the rest stays)');
		expect(files.texts.get('/w/src/cart.ts')).toBe(CART);
		expect(files.proposed()).toEqual([CART.replace('0', '1')]);
		expect(await preview.accept()).toBeNull();
		expect(files.texts.get('/w/src/cart.ts')).toBe(CART.replace('0', '1'));
		expect(files.tab).toBeUndefined();
		expect(placed).toEqual(['\treturn 1;']);
		await preview.undo();
		expect(files.texts.get('/w/src/cart.ts')).toBe(CART);
	});

	test('is told by its whole path, and by its end', async () => {
		for (const path of ['/w/src/cart.ts', 'cart.ts']) {
			await editor.apply([{ ...TOTAL, info: `ts ${path}` }], A1, true);
			expect(files.proposed()).toEqual([CART.replace('0', '1')]);
		}
	});

	test('that changed meanwhile is not overwritten', async () => {
		await editor.apply([TOTAL], A1, true);
		files.write('/w/src/cart.ts', 'mine\n');
		await expect(preview.accept()).rejects.toThrow('src/cart.ts changed since');
		expect(files.texts.get('/w/src/cart.ts')).toBe('mine\n');
		await preview.discard();
		expect([files.tab, discarded]).toEqual([undefined, ['a1']]);
	});

	test('where the place is not sure, it is said in the title and in words', async () => {
		const news = await editor.apply([block('ts src/cart.ts', 'function fresh() {\n  return 2;\n}')], A1, true);
		expect(news).toMatchObject({ level: 'warning', text: expect.stringMatching(/^src\/cart\.ts: Nothing of the block is in the file/) });
		expect(files.tab?.label).toBe('src/cart.ts: proposed change (place not sure)');
	});

	test('that has all of it already is said', async () => {
		await expect(editor.apply([block('ts src/cart.ts', CART)], A1, true)).rejects.toThrow('src/cart.ts has this code already.');
	});

	test('of no name is the active one', async () => {
		await expect(editor.apply([{ ...TOTAL, info: 'ts' }], A1, true)).rejects.toThrow('No file is open');
		files.active = '/w/src/cart.ts';
		await editor.apply([{ ...TOTAL, info: 'ts' }], A1, true);
		expect(files.proposed()).toEqual([CART.replace('0', '1')]);
	});
});

describe('a file is never spoilt', () => {
	test('that begins with a blank line', async () => {
		files.write('/w/src/cart.ts', '\nconst a = 1;\n');
		files.active = '/w/src/cart.ts';
		await editor.apply([block('ts', 'import x from "x";')], A1, true);
		const [wanted] = files.proposed();
		await preview.accept();
		expect(files.texts.get('/w/src/cart.ts')).toBe(wanted);
	});

	test('that was closed, changed and opened again: its versions begin anew', async () => {
		await editor.apply([TOTAL], A1, true);
		files.texts.set('/w/src/cart.ts', `// mine\n${CART}`);
		await expect(preview.accept()).rejects.toThrow('src/cart.ts changed since');
		expect(files.texts.get('/w/src/cart.ts')).toBe(`// mine\n${CART}`);
	});

	test('that was changed and is as it was', async () => {
		await editor.apply([TOTAL], A1, true);
		files.write('/w/src/cart.ts', CART);
		await preview.accept();
		expect(files.texts.get('/w/src/cart.ts')).toBe(CART.replace('0', '1'));
	});

	test('by two clicks on Accept', async () => {
		await editor.apply([TOTAL], A1, true);
		await Promise.all([preview.accept(), preview.accept()]);
		expect([files.texts.get('/w/src/cart.ts'), files.edits]).toEqual([CART.replace('0', '1'), 1]);
	});

	test('a new one of which something is not sure is shown first', async () => {
		const diff = '--- a/src/new.ts\n+++ b/src/new.ts\n@@ -1,2 +1,2 @@\n-old();\n+fresh();\n kept();';
		expect(await editor.apply([block('diff', diff)], A1, true)).toMatchObject({
			level: 'warning',
			text: expect.stringContaining('are not in the file'),
		});
		expect(files.edits).toBe(0);
		await preview.accept();
		expect(files.texts.get('/w/src/new.ts')).toBe('fresh();\nkept();\n');
	});
});

describe('the file that a path means', () => {
	const NEW = block('ts src/types.ts', 'export type A = 1;');

	test.each(['node_modules/x', 'dist'])('is none of %s, which searches leave out', async (folder) => {
		files.write(`/w/${folder}/src/types.ts`, 'theirs\n');
		await editor.apply([NEW], A1, false);
		expect(files.texts.get('/w/src/types.ts')).toBe('export type A = 1;\n');
	});

	test('is the one of exactly that path, and only then the open one whose path ends so', async () => {
		files.write('/w/docs/src/types.ts', 'export type A = 3;\n');
		files.active = '/w/docs/src/types.ts';
		await editor.apply([NEW], A1, true);
		expect(files.tab?.label).toContain('docs/src/types.ts');
		files.write('/w/src/types.ts', 'export type A = 2;\n');
		await editor.apply([NEW], A1, true);
		expect(files.tab?.label).toMatch(/^src\/types\.ts/);
	});
});

describe('several files', () => {
	const COUNT = block('ts', 'export function count() {\n  return 2;\n}', 'And in `src/cart.ts`:');
	const LIST = block('ts src/list.ts', 'export const list = [];');

	test('are one review, one edit and one undo; blocks of one file come together', async () => {
		expect(await editor.apply([TOTAL, LIST, block('sh', 'npm test'), COUNT], A1, true)).toBeNull();
		expect(files.tab).toEqual({ label: 'Proposed changes (2 files)', input: {} });
		const both = CART.replace('0', '1').replace('0', '2');
		expect(files.proposed()).toEqual([both, 'export const list = [];\n']);
		expect(files.edits).toBe(0);
		expect(await preview.accept(new FakeUri('multi-diff-editor', '1') as never)).toEqual({
			level: 'info',
			text: '2 files were changed.',
			undo: true,
			compare: false,
		});
		expect([files.texts.get('/w/src/cart.ts'), files.texts.get('/w/src/list.ts'), files.edits]).toEqual([
			both,
			'export const list = [];\n',
			1,
		]);
		expect(placed).toHaveLength(1);
		await preview.undo();
		expect([...files.texts]).toEqual([['/w/src/cart.ts', CART]]);
		expect(files.edits).toBe(2);
	});

	test('are all left alone where one of them may not be changed, or changed meanwhile', async () => {
		await editor.apply([TOTAL, LIST], A1, true);
		files.write('/w/src/list.ts', 'mine\n');
		await expect(preview.accept()).rejects.toThrow('src/list.ts changed since');
		expect([files.texts.get('/w/src/cart.ts'), files.texts.get('/w/src/list.ts')]).toEqual([CART, 'mine\n']);
		refuses = '/w/src/list.ts';
		await expect(editor.apply([TOTAL, LIST], A1, true)).rejects.toThrow('was not changed');
		expect(files.edits).toBe(0);
	});

	test('of one diff are taken apart', async () => {
		files.write('/w/a.ts', 'a\n');
		const diff =
			'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-a\n+A\ndiff --git a/b.ts b/b.ts\n--- /dev/null\n+++ b/b.ts\n@@ -0,0 +1 @@\n+b';
		await editor.apply([block('diff', diff)], A1, true);
		expect(files.proposed()).toEqual(['A\n', 'b\n']);
	});

	test('of no name at all are refused in words', async () => {
		await expect(editor.apply([block('ts', 'a'), block('ts', 'b')], A1, true)).rejects.toThrow('No block of this answer names a file');
	});
});
