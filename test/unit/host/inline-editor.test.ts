import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { InlineAnswer, InlineAsk, InlineEdits } from '../../../src/app/chat/inline-edits.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { InlineEditor } from '../../../src/host/inline/inline-editor.ts';
import { Range, state } from './fake-inline-editor.ts';

vi.mock('vscode', async () => (await import('./fake-inline-editor.ts')).vscode);

let asked: InlineAsk[];
let answer: (ask: InlineAsk, signal: AbortSignal) => Promise<readonly string[] | null>;
let placed: unknown[][];
let picked: string | null;
let spoken: string[] = [];
let inline: InlineEditor;

const write: InlineEdits['write'] = async (ask, { signal, onRouting }) => {
	asked.push(ask);
	onRouting({ modelName: 'haiku', quality: { mean: 0.9, low: 0.8, high: 0.95 }, expectedCost: 600 } as never);
	const lines = await answer(ask, signal);
	const written: InlineAnswer | null =
		lines === null ? null : { requestId: `r${asked.length}`, lines, modelName: 'haiku', cost: 500, warnings: [] };
	return written;
};
const lenses = (): string[] =>
	inline.provideCodeLenses({ uri: 'file:///w/a.ts' } as never).map(({ range, command }) => `${range.start.line} ${command!.title}`);

beforeEach(() => {
	Object.assign(state, {
		lines: ['function f() {', '\tconst a = 1;', '\treturn a;', '}', ''],
		undo: [],
		selection: [0, 3],
		symbols: [],
		wish: 'Use let',
		prompts: [],
		context: {},
		carets: [],
		told: [],
		readonly: false,
		closed: false,
		locked: false,
		dirty: false,
		saves: true,
		disk: [],
		compared: [],
		close: () => {},
		meanwhile: () => {},
	});
	asked = [];
	placed = [];
	picked = 'home/big';
	answer = async ({ target }) => target.lines.map((line) => line.replace('const', 'let').replace('return a', 'return a + 1'));
	const route = { modelName: 'haiku', quality: { mean: 0.9, low: 0.8, high: 0.95 }, expectedCost: 600 };
	spoken = [];
	inline = new InlineEditor({
		keyboard: 'other',
		edits: { preview: async () => route as never, write },
		guard: { mayRead: async () => false, mayShow: async () => {}, mayWrite: async () => '' },
		codeTargets: { reportedIn: () => null },
		placed: {
			put: (code: unknown, _d: unknown, line: unknown) => placed.push(['put', code, line]),
			discarded: { emit: (id: string) => placed.push(['discarded', id]) },
		} as never,
		say: (words) => spoken.push(words),
		pickModel: async () => picked,
	});
});

const NEW = ['function f() {', '\tlet a = 1;', '\treturn a + 1;', '}', ''];
const OLD = ['function f() {', '\tconst a = 1;', '\treturn a;', '}', ''];

describe('an edit at the caret', () => {
	test('is asked for at the top with model, quality and price, and stands in place: the new lines alone', async () => {
		await inline.start();
		expect(state.prompts[0]).toBe('Routoo: edit lines 1 to 4 of a.ts');
		expect(state.prompts.at(-1)).toMatch(/^haiku, 90\s%, ~\$0\.0006$/);
		expect(asked[0]!.target).toMatchObject({ path: 'a.ts', language: 'typescript', start: 0, lines: OLD.slice(0, 4) });
		expect(state.lines).toEqual(NEW);
		expect(lenses()).toEqual(['1 $(check) Accept', '1 $(close) Discard', '1 − 2 lines', '1 Again with …', '1 haiku, $0.0005']);
		expect(state.context).toMatchObject({ 'routoo.inlineWriting': false, 'routoo.inlinePending': true });
	});

	test('accepted it is the new text, discarded the old one, each in one step of undo', async () => {
		await inline.start();
		inline.accept(undefined);
		expect([state.lines, state.undo, lenses()]).toEqual([NEW, [OLD.join('\n')], []]);
		expect(placed).toEqual([['put', { requestId: 'r1', how: 'applied', text: '\tlet a = 1;\n\treturn a + 1;' }, 1]]);
		Object.assign(state, { lines: [...OLD], selection: [0, 3] });
		await inline.start();
		await inline.discard(undefined);
		expect([state.lines, placed.at(-1), state.context['routoo.inlinePending']]).toEqual([OLD, ['discarded', 'r2'], false]);
		const came = [
			'Routoo writes. Escape stops it.',
			'A change by haiku waits at line 2: accept it with Ctrl+Shift+Enter, or discard it with Ctrl+Shift+Backspace.',
		];
		expect(spoken).toEqual([...came, 'The edit is accepted.', ...came, 'The edit is discarded.']);
	});

	test('is decided part by part', async () => {
		state.lines = ['const a = 1;', 'keep();', 'const b = 2;'];
		state.selection = [0, 2];
		await inline.start();
		expect(lenses().filter((one) => one.includes('All'))).toEqual(['0 Accept All 2', '0 Discard All 2']);
		inline.accept(0);
		expect(state.lines).toEqual(['let a = 1;', 'keep();', 'let b = 2;']);
		await inline.discard(1);
		expect(state.lines).toEqual(['let a = 1;', 'keep();', 'const b = 2;']);
		expect(spoken.slice(1, 3)).toEqual([
			expect.stringMatching(/^2 changes by haiku wait from line 1: accept them with /),
			'Accepted; 1 change still waits.',
		]);
		expect(() => inline.accept(undefined)).toThrow('No edit waits in the editor.');
	});

	test('one part alone that is discarded says that the answer was not wanted; after another was taken nothing does', async () => {
		await inline.start();
		await inline.discard(0);
		expect([state.lines, placed]).toEqual([OLD, [['discarded', 'r1']]]);
		state.lines = ['const a = 1;', 'keep();', 'const b = 2;'];
		state.selection = [0, 2];
		await inline.start();
		inline.accept(0);
		await inline.discard(undefined);
		expect(placed.slice(1).map(([what]) => what)).toEqual(['put']);
	});

	test('what the file does not take stays to be decided on', async () => {
		await inline.start();
		const before = lenses();
		state.readonly = true;
		// Somebody types at the end of the file at that moment.
		const typed = { range: new Range(4, 0, 4, 0), text: 'x' };
		state.meanwhile = () => state.change({ document: { uri: { toString: () => 'file:///w/a.ts' } }, contentChanges: [typed] });
		await expect(inline.discard(0)).rejects.toThrow('VS Code did not take the edit.');
		expect([state.lines, lenses()]).toEqual([NEW, before]);
		state.readonly = false;
		inline.accept(undefined);
		expect([state.lines, placed.length]).toEqual([NEW, 1]);
	});

	test('discarded it is saved again where it was saved meanwhile, and else not', async () => {
		await inline.start();
		[state.disk, state.dirty] = [[...state.lines], false];
		await inline.discard(undefined);
		expect([state.lines, state.disk, state.dirty]).toEqual([OLD, OLD, false]);
		await inline.start();
		await inline.discard(undefined);
		expect([state.lines, state.dirty]).toEqual([OLD, true]);
	});

	test('what cannot be saved again is said, and decided on all the same', async () => {
		await inline.start();
		Object.assign(state, { dirty: false, saves: false });
		await expect(inline.discard(undefined)).rejects.toThrow('it still holds the new ones');
		expect([state.lines, lenses(), placed]).toEqual([OLD, [], [['discarded', 'r1']]]);
	});

	test('shows what stood there beside what the file is now, until that is closed', async () => {
		state.lines = ['const a = 1;', 'keep();', 'const b = 2;'];
		state.selection = [0, 2];
		await inline.start();
		inline.accept(0);
		await inline.details();
		const [[old, now, title]] = state.compared as [[{ scheme: string }, { toString(): string }, string]];
		expect([old.scheme, now.toString(), title]).toEqual(['routoo-before', 'file:///w/a.ts', 'a.ts: before and after the edit']);
		// What was accepted is no part of it any more.
		expect(state.provider?.provideTextDocumentContent(old)).toBe('let a = 1;\nkeep();\nconst b = 2;');
		state.close(old);
		expect(state.provider?.provideTextDocumentContent(old)).toBe('');
	});
});

describe('when it has come', () => {
	test('the caret stands bare where it begins, but not for who has gone elsewhere', async () => {
		await inline.start();
		expect(state.carets).toEqual(['1:0-1:0']);
		inline.accept(undefined);
		Object.assign(state, { lines: [...OLD, 'far', 'away'], selection: [0, 3] });
		const usual = answer;
		answer = async (ask, signal) => {
			state.selection = [6, 6];
			return usual(ask, signal);
		};
		await inline.start();
		expect([state.carets.length, state.selection]).toEqual([1, [6, 6]]);
	});

	test('keys know in which file it waits, and its lenses name them', async () => {
		await inline.start();
		expect(state.context['routoo.inlinePaths']).toEqual(['/w/a.ts']);
		const tooltips = inline.provideCodeLenses({ uri: 'file:///w/a.ts' } as never).map(({ command }) => command!.tooltip);
		expect(tooltips.slice(0, 2)).toEqual([expect.stringContaining('Ctrl+Shift+Enter'), expect.stringContaining('Ctrl+Shift+Backspace')]);
		await inline.discard(undefined);
		expect(state.context['routoo.inlinePaths']).toEqual([]);
	});
});

describe('what comes between', () => {
	test('lines that moved meanwhile are found; where they changed nothing is put in', async () => {
		const usual = answer;
		answer = async (ask, signal) => {
			state.lines = ['// new', ...OLD];
			return usual(ask, signal);
		};
		await inline.start();
		expect(state.lines).toEqual(['// new', ...NEW]);
		await inline.discard(undefined);
		answer = async () => {
			state.lines = ['other', 'text'];
			return ['x'];
		};
		state.selection = [1, 4];
		await expect(inline.start()).rejects.toThrow('changed while they were being rewritten');
		expect(state.lines).toEqual(['other', 'text']);
	});

	test('Escape stops it: nothing is put in, and the next one may begin', async () => {
		answer = (_ask, signal) =>
			new Promise((resolve) => {
				signal.addEventListener('abort', () => resolve(null));
				setTimeout(() => inline.stop(), 5);
			});
		await inline.start();
		expect([state.lines, state.context['routoo.inlineWriting'], lenses()]).toEqual([OLD, false, []]);
		expect(spoken.at(-1)).toBe('Stopped: nothing was put in.');
		answer = async () => ['x'];
		await inline.start();
		expect(lenses()).not.toEqual([]);
	});

	test('one at a time; an undo by hand ends what waits', async () => {
		await inline.start();
		await expect(inline.start()).rejects.toThrow('An edit waits');
		state.lines = [...OLD];
		const [document] = [{ uri: { toString: () => 'file:///w/a.ts' } }];
		state.change({ document, contentChanges: [{ range: new Range(1, 0, 3, 0), text: '\tconst a = 1;\n\treturn a;\n' }] });
		expect([lenses(), state.context['routoo.inlinePending']]).toEqual([[], false]);
	});

	test('an undo by hand of lines that only went ends it, what is typed above does not', async () => {
		Object.assign(state, { lines: ['a', 'b', 'c'], selection: [0, 2] });
		answer = async () => ['a', 'c'];
		await inline.start();
		const document = { uri: { toString: () => 'file:///w/a.ts' } };
		state.lines = ['x', 'a', 'c'];
		state.change({ document, contentChanges: [{ range: new Range(0, 0, 0, 0), text: 'x\n' }] });
		expect(lenses()[0]).toBe('2 $(check) Accept');
		state.lines = ['x', 'a', 'b', 'c'];
		state.change({ document, contentChanges: [{ range: new Range(2, 0, 2, 0), text: 'b\n' }] });
		expect(lenses()).toEqual([]);
	});

	test('a read-only file is said before anybody is asked', async () => {
		state.locked = true;
		await expect(inline.start()).rejects.toThrow('a.ts is read-only');
		expect([asked, state.prompts]).toEqual([[], []]);
	});

	test('again asks the picked model for the same, on the lines as they were', async () => {
		await inline.start();
		await inline.again();
		expect(asked.map(({ choice, wish }) => [choice, wish])).toEqual([
			[undefined, 'Use let'],
			[{ kind: 'user', candidateId: 'home/big' }, 'Use let'],
		]);
		expect(state.lines).toEqual(NEW);
		picked = null;
		await inline.again();
		expect(asked).toHaveLength(2);
	});

	test('again asks nobody where a part was taken: the lines it would be about are gone', async () => {
		state.lines = ['const a = 1;', 'keep();', 'const b = 2;'];
		state.selection = [0, 2];
		await inline.start();
		inline.accept(0);
		await expect(inline.again()).rejects.toThrow('are not what they were');
		expect(asked).toHaveLength(1);
	});

	test('a file that is closed ends it, one that gets another language does not', async () => {
		await inline.start();
		state.close();
		expect(lenses()).not.toEqual([]);
		state.closed = true;
		state.close();
		expect([lenses(), state.context['routoo.inlinePending']]).toEqual([[], false]);
		await expect(inline.start()).rejects.toThrow('a.ts was closed while');
	});

	test('an answer that changes nothing is said, and a file that takes no edit too', async () => {
		answer = async ({ target }) => target.lines;
		await inline.start();
		expect(state.told).toEqual(['haiku sees nothing to change in these lines.']);
		answer = async () => ['x'];
		state.readonly = true;
		await expect(inline.start()).rejects.toThrow(RoutooError);
		expect(lenses()).toEqual([]);
	});

	test('at the end of a file without a last line break', async () => {
		state.lines = ['const a'];
		state.selection = [0, 0];
		answer = async () => ['let a', 'let b'];
		await inline.start();
		expect(state.lines).toEqual(['let a', 'let b']);
		inline.accept(undefined);
		state.lines = ['const a'];
		await inline.start();
		await inline.discard(undefined);
		expect(state.lines).toEqual(['const a']);
	});

	test.each([
		['all of a file', ['a', 'b'], [0, 1], []],
		['all but the last break', ['a', 'b', ''], [0, 1], []],
		['the last lines', ['k', '', 'a', 'b'], [2, 3], []],
		['an empty file', [''], [0, 0], ['x', 'y']],
		['lines that come at the end', ['k', 'a'], [0, 1], ['k', 'a', 'b']],
		['a blank line', ['a', '', '', 'b'], [0, 3], ['a', '', 'b']],
	])('%s: no old line stands beside a new one, and discarded all is as it was', async (_, before, selection, after) => {
		Object.assign(state, { lines: [...before], selection });
		answer = async () => after;
		await inline.start();
		const kept = [...before.slice(0, selection[0]!), ...after, ...before.slice(selection[1]! + 1)].join('\n');
		expect(state.lines.join('\n').trimEnd()).toBe(kept.trimEnd());
		await inline.discard(undefined);
		expect([state.lines, lenses()]).toEqual([before, []]);
	});
});
