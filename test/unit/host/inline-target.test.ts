import { beforeEach, expect, test, vi } from 'vitest';
import { inlineTarget } from '../../../src/host/inline/target.ts';

const editor = vi.hoisted(() => {
	class Range {
		readonly start: { readonly line: number; readonly character: number };
		readonly end: { readonly line: number; readonly character: number };
		constructor(line: number, character: number, endLine: number, endCharacter: number) {
			this.start = { line, character };
			this.end = { line: endLine, character: endCharacter };
		}
	}
	return { Range, symbols: [] as unknown[] };
});

vi.mock('vscode', () => ({
	Range: editor.Range,
	commands: { executeCommand: async () => editor.symbols },
	FilePermission: { Readonly: 1 },
	workspace: {
		asRelativePath: () => 'a.ts',
		getWorkspaceFolder: () => undefined,
		notebookDocuments: [{ uri: { scheme: 'file', path: '/w/a.ipynb' } }],
		fs: { isWritableFileSystem: () => true, stat: async () => ({}) },
	},
}));

const KEY = `sk-proj-${'aB3dE6gH9jK2mN5p'.repeat(3)}`;
let lines: string[];
let reported: string | null;
let shown: string[];
/** Files that were asked about before they are written. */
let written: string[];
let uri: { scheme: string; path: string; fsPath: string };

beforeEach(() => {
	lines = ['function f() {', '\tconst a = 1;', '\treturn a;', '}', ''];
	editor.symbols = [];
	reported = null;
	shown = [];
	written = [];
	uri = { scheme: 'file', path: '/w/a.ts', fsPath: '/w/a.ts' };
});

function target(first: number, last: number, agreed = false) {
	const document = {
		uri,
		languageId: 'typescript',
		lineCount: lines.length,
		lineAt: (line: number) => ({ text: lines[line]!, isEmptyOrWhitespace: lines[line]!.trim() === '' }),
	};
	const end = { line: last, character: first === last ? 0 : lines[last]!.length };
	const selection = { start: { line: first, character: 0 }, end, active: end, isEmpty: first === last };
	const guard = {
		mayRead: async () => agreed,
		mayShow: async (_uri: unknown, text: string) => void shown.push(text),
		mayWrite: async ({ scheme, path }: { scheme: string; path: string }) => {
			written.push(`${scheme}:${path}`);
			return '/real/a.ts';
		},
	};
	const targets = { reportedIn: () => (reported === null ? null : { content: reported }) };
	return inlineTarget({ document, selection } as never, guard, targets as never);
}

test('the innermost symbol around a bare caret is meant, else its paragraph, an empty line alone', async () => {
	const { Range } = editor;
	const inner = { range: new Range(1, 1, 1, 12), selectionRange: {}, children: [] };
	editor.symbols = [{ range: new Range(0, 0, 3, 1), selectionRange: {}, children: [inner] }];
	expect(await target(1, 1)).toMatchObject({ start: 0, lines: lines.slice(0, 4), place: '/real/a.ts' });
	editor.symbols = [];
	lines = ['a', '', 'b', 'c', '', 'd'];
	expect(await target(3, 3)).toMatchObject({ start: 2, lines: ['b', 'c'], above: 'a\n', below: '\nd' });
	expect(await target(4, 4)).toMatchObject({ start: 4, lines: [''] });
});

test('too many lines are refused before anything is asked', async () => {
	lines = Array.from({ length: 500 }, () => 'x');
	await expect(target(0, 499)).rejects.toThrow('500 lines are selected');
	expect(shown).toEqual([]);
});

test('a key in the lines is asked about once; around them and in what is reported it stays here', async () => {
	lines = [`const key = '${KEY}';`, 'use(key);'];
	reported = `line 2: error: the key ${KEY} stands in the code`;
	expect(await target(1, 1)).toMatchObject({ lines, problems: null });
	expect(shown).toEqual([lines.join('\n')]);
	lines = [`const key = '${KEY}';`, '', 'use(key);', ''];
	reported = 'line 3: error: unused';
	expect(await target(2, 2, true)).toMatchObject({ above: '', problems: 'line 3: error: unused' });
	expect(shown).toHaveLength(1);
});

test('of a cell the notebook is what is written: its path says whether that may be', async () => {
	uri = { scheme: 'vscode-notebook-cell', path: '/w/a.ipynb', fsPath: '/w/a.ipynb' };
	await target(1, 1);
	expect(written).toEqual(['file:/w/a.ipynb']);
});
