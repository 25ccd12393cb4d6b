import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/emitter.ts';
import type { NamedBlock } from '../../../src/core/workspace/named-file.ts';
import { ApplyPreview } from '../../../src/host/editor/apply.ts';
import { VsCodeEditor } from '../../../src/host/editor/vscode-editor.ts';
import type { FakeFiles, FakeUri, fakeEditor } from './fake-files.ts';

const held = vi.hoisted(() => ({ files: undefined as unknown as FakeFiles }));
vi.mock('vscode', async () => {
	const { FakeFiles: Files, fakeEditor: editorOf } = await import('./fake-files.ts');
	held.files = new Files();
	return editorOf(held.files) satisfies ReturnType<typeof fakeEditor>;
});

const CART = 'export function total() {\n\treturn 0;\n}\n\nexport function count() {\n\treturn 0;\n}\n';
const AFTER = CART.replace('0', '1');
const CART_TS = '/w/src/cart.ts';
const block = (info: string, code: string, above = ''): NamedBlock => ({ info, code, above });
const TOTAL = block('ts src/cart.ts', 'export function total() {\n  return 1;\n}');
const CHANGED = { level: 'info', text: 'src/cart.ts was changed: +1 −1.', undo: true, compare: true };

let files: FakeFiles;
let placed: unknown[];
let discarded: string[];
let undone: number;
let why: string | null;
let waits: string | null;
let preview: ApplyPreview;
let editor: VsCodeEditor;

beforeEach(() => {
	files = held.files;
	files.clear();
	files.write(CART_TS, CART);
	[placed, discarded, undone, why, waits] = [[], [], 0, null, null];
	const emitter = new Emitter<string>();
	emitter.on((id) => discarded.push(id));
	const answers = {
		put: (code: object, _: unknown, line: number) => void placed.push({ ...code, line }),
		discarded: emitter,
	};
	const mayWrite = async ({ path }: FakeUri): Promise<string> => {
		if (path === '/w/.env') throw new Error('not agreed');
		return path;
	};
	const guard = { mayWrite, whyShown: async () => why };
	preview = new ApplyPreview({ guard: guard as never, placed: answers as never, waitsIn: ({ path }) => path === waits });
	preview.undone.on(() => undone++);
	editor = new VsCodeEditor({} as never, preview, answers as never, {} as never);
});

const apply = (...blocks: NamedBlock[]) => editor.apply(blocks, { id: 'a1', modelName: 'haiku', cut: false }, false);
const text = (path = CART_TS) => [files.texts.get(path), files.disk.get(path)];

describe('a change that is sure', () => {
	test('is made at once and saved, shown with its lines marked, and taken back by one click', async () => {
		expect(await apply(TOTAL)).toEqual(CHANGED);
		expect([text(), files.edits, files.tab, files.active]).toEqual([[AFTER, AFTER], 1, undefined, CART_TS]);
		expect(files.marked).toEqual([1]);
		expect(files.titles(CART_TS)).toEqual(['$(discard) Undo', 'Show changes', 'Changed by haiku']);
		expect(placed).toEqual([{ requestId: 'a1', how: 'applied', text: '\treturn 1;', line: 1 }]);
		await preview.undo();
		expect([text(), files.titles(CART_TS), discarded, undone]).toEqual([[CART, CART], [], ['a1'], 1]);
		await expect(preview.undo()).rejects.toThrow('Nothing was applied');
	});

	test('is shown beside what stood there', async () => {
		await expect(preview.compare()).rejects.toThrow('Nothing was applied');
		await apply(TOTAL);
		await preview.compare();
		const [, old, now, title] = files.commands.at(-1) as [string, FakeUri, FakeUri, string];
		expect([files.provided(old), now.path, title]).toEqual([CART, CART_TS, 'src/cart.ts: before and after the edit']);
	});

	test('of a file with unsaved changes is not saved, and neither is what takes it back', async () => {
		files.type(CART_TS, `// mine\n${CART}`);
		expect(await apply(TOTAL)).toMatchObject({ text: 'src/cart.ts was changed: +1 −1. It has other changes, so Routoo does not save it.' });
		expect(text()).toEqual([`// mine\n${AFTER}`, CART]);
		await preview.undo();
		expect([text(), files.dirty.has(CART_TS)]).toEqual([[`// mine\n${CART}`, CART], true]);
	});

	test('of a document that is no file yet is made there', async () => {
		files.texts.set('Untitled-1', CART);
		files.active = 'Untitled-1';
		expect(await apply({ ...TOTAL, info: 'ts' })).toMatchObject({ text: 'Untitled-1 was changed: +1 −1.' });
		expect([text('Untitled-1'), files.dirty.has('Untitled-1')]).toEqual([[AFTER, undefined], true]);
	});

	test('that could not be saved is said, and can be taken back', async () => {
		files.onSave = () => null;
		expect(await apply(TOTAL)).toMatchObject({ level: 'warning', text: expect.stringContaining('could not be saved'), undo: true });
		expect(text()).toEqual([AFTER, CART]);
		await preview.undo();
		expect(text()).toEqual([CART, CART]);
	});

	test('and was formatted by saving is counted and taken back with that', async () => {
		files.onSave = (saved) => saved.replaceAll('\t', '  ');
		expect(await apply(TOTAL)).toMatchObject({ text: 'src/cart.ts was changed: +2 −2.' });
		files.onSave = (saved) => saved;
		await preview.undo();
		expect(text()).toEqual([CART, CART]);
	});

	test('keeps its marks until the user goes on; an undo in the editor says that it was not wanted', async () => {
		await apply(TOTAL);
		files.type(CART_TS, `${AFTER}// more\n`);
		expect([files.titles(CART_TS), discarded, undone]).toEqual([[], [], 0]);
		await expect(preview.undo()).rejects.toThrow('src/cart.ts was changed since.');
		files.write(CART_TS, CART);
		await apply(TOTAL);
		files.type(CART_TS, CART);
		expect([files.titles(CART_TS), discarded, undone]).toEqual([[], ['a1'], 1]);
	});

	test('by two clicks is made once, and the second says so again', async () => {
		expect(await Promise.all([apply(TOTAL), apply(TOTAL)])).toEqual([CHANGED, CHANGED]);
		expect([files.edits, placed.length]).toEqual([1, 1]);
	});

	test('after another one is of the text that that left', async () => {
		const count = block('ts src/cart.ts', 'export function count() {\n  return 2;\n}');
		await Promise.all([apply(TOTAL), apply(count)]);
		expect(text()[1]).toBe(AFTER.replace(/0(?=;\n}\n$)/, '2'));
	});

	test('is not kept up by one that failed', async () => {
		await expect(apply(block('sh .env', 'A=1'))).rejects.toThrow('not agreed');
		expect(await apply(TOTAL)).toEqual(CHANGED);
	});
});

describe('what is not sure is shown first, with why', () => {
	const shownFirst = async (words: string, ...blocks: NamedBlock[]): Promise<void> => {
		const before = [...files.texts];
		const news = await apply(...blocks);
		expect(news).toMatchObject({ undo: false, text: expect.stringContaining(words) });
		expect([files.edits, [...files.texts], files.tab?.label]).toEqual([0, before, expect.stringContaining('proposed change')]);
	};

	test('a place', () => shownFirst('Nothing of the block is in the file', block('ts src/cart.ts', 'function fresh() {\n  return 2;\n}')));

	test('a file that only the end of its path names, unless it is in front', async () => {
		await shownFirst('only the end of its path', { ...TOTAL, info: 'ts cart.ts' });
		files.active = CART_TS;
		expect(await apply({ ...TOTAL, info: 'ts cart.ts' })).toEqual(CHANGED);
	});

	test('a block without a name in another language than the file in front', async () => {
		files.active = CART_TS;
		await shownFirst('in another language', block('python', 'export function total() {\n  return 1;\n}'));
	});

	test('what takes the place of a selection that it does not repeat', async () => {
		files.active = CART_TS;
		files.selection = [CART.indexOf('total'), CART.indexOf('total') + 5];
		await shownFirst('what is selected', block('ts', 'const other = 1;'));
		files.selection = [0, CART.indexOf('}') + 1];
		expect(await apply({ ...TOTAL, info: 'ts' })).toEqual(CHANGED);
	});

	test('what takes most of a file away', async () => {
		const body = Array.from({ length: 30 }, (_, i) => `\tstep${i}();`).join('\n');
		files.write(CART_TS, `export function total() {\n${body}\n}\n`);
		await shownFirst('More than half of its lines go.', block('ts src/cart.ts', 'export function total() {\n\treturn 0;\n}'));
	});

	test.each<[string, () => void]>([
		['It is read-only.', () => files.readonly.add(CART_TS)],
		['A link on its path', () => (why = 'A link on its path leads to /w/other.ts.')],
		['An edit at the caret waits in it.', () => (waits = CART_TS)],
		['not exactly what the editor holds', () => files.disk.set(CART_TS, `${CART}// by another program\n`)],
		['not exactly what the editor holds', () => files.disk.set(CART_TS, CART.replace('\n', '\r\n'))],
		['not exactly what the editor holds', () => files.disk.delete(CART_TS)],
	])('a file: %s', async (words, prepare) => {
		prepare();
		await shownFirst(words, TOTAL);
	});

	test('signs that the encoding of the file lacks', async () => {
		files.encodings = { name: 'windows1252', lacks: /→/ };
		await shownFirst('Its encoding, windows1252, lacks', block('ts src/cart.ts', "export function total() {\n  return '→';\n}"));
		expect(await apply(TOTAL)).toEqual(CHANGED);
	});

	test('an answer that is not whole, also for a file that is not there', async () => {
		for (const one of [TOTAL, block('ts src/new.ts', 'export class Queue {')]) {
			const news = await editor.apply([one], { id: 'a1', modelName: 'haiku', cut: true }, false);
			expect([news?.text, files.edits]).toEqual([expect.stringContaining('The answer is not whole.'), 0]);
		}
	});

	test('characters that nobody sees', () => shownFirst('cannot be seen', block('ts src/new.ts', 'export class Queue {} // \u202e')));

	test('the rest of several files, where the others have it already', async () => {
		files.write('/w/b.ts', 'b\n');
		const diff =
			'--- a/src/cart.ts\n+++ b/src/cart.ts\n@@ -2 +2 @@\n-\treturn 0;\n+\treturn 1;\n--- a/b.ts\n+++ b/b.ts\n@@ -1 +1 @@\n-a\n+b';
		await apply(block('diff', diff));
		expect([files.edits, files.proposed()]).toEqual([0, [AFTER]]);
	});

	test('a notebook', async () => {
		files.write('/w/a.ipynb', '{\n "cells": [],\n "nbformat": 4\n}\n');
		await shownFirst('It is a notebook.', block('json a.ipynb', '{\n "cells": [],\n "nbformat": 5\n}'));
	});

	test('what the user asks to see', async () => {
		expect(await editor.apply([TOTAL], { id: 'a1', modelName: null, cut: false }, true)).toBeNull();
		expect(files.edits).toBe(0);
		await preview.accept();
		expect([text(), files.titles(CART_TS)]).toEqual([[AFTER, CART], []]);
	});
});
