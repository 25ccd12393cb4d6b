import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { InlineAnswer, InlineAsk } from '../../../src/app/chat/inline-edits.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';
import type { PickedCode } from '../../../src/host/gestures/code-actions.ts';
import { InlineEditor } from '../../../src/host/inline/inline-editor.ts';
import { Range, state, uri } from './fake-inline-editor.ts';

vi.mock('vscode', async () => (await import('./fake-inline-editor.ts')).vscode);

const KEY = `sk-proj-${'aB3dE6gH9jK2mN5p'.repeat(3)}`;
const OLD = ['const other = 0;', '', 'function f() {', '\tconst a: number = "1";', '\treturn b;', '}', ''];
const NEW = ['const other = 0;', '', 'function f() {', '\tconst a = 1;', '\treturn b;', '}', ''];

let asked: InlineAsk[];
let answer: (ask: InlineAsk) => Promise<readonly string[] | null>;
let placed: unknown[][];
let refused: boolean;
let picked: string | null;
let spoken: string[];
let inline: InlineEditor;
/** By line. */
let reported: Map<number, string>;

const at = (line: number, problems = true): PickedCode => ({ uri, range: new Range(line, 1, line, 5), problems }) as never;
const lenses = (): string[] =>
	inline.provideCodeLenses({ uri: 'file:///w/a.ts' } as never).map(({ range, command }) => `${range.start.line} ${command!.title}`);
const marks = (): number => [...state.marked.values()].flat().length;
const type = (line: number, text: string): void => {
	state.lines[line] += text;
	const range = new Range(line, 3, line, 3);
	state.change({ document: { uri: { toString: () => 'file:///w/a.ts' } }, contentChanges: [{ range, text }] });
};

beforeEach(() => {
	Object.assign(state, {
		lines: [...OLD],
		undo: [],
		selection: [3, 3],
		context: {},
		told: [],
		readonly: false,
		closed: false,
		locked: false,
		dirty: false,
		saves: true,
		disk: [],
		compared: [],
		diagnostics: [],
		close: () => {},
	});
	state.marked.clear();
	state.symbols = [{ range: new Range(2, 0, 5, 1), selectionRange: {}, children: [] }];
	reported = new Map([[3, 'line 4: error: a string is no number']]);
	asked = [];
	placed = [];
	spoken = [];
	refused = false;
	picked = 'home/big';
	answer = async ({ target }) => target.lines.map((line) => line.replace(': number = "1"', ' = 1'));
	const write = async (ask: InlineAsk): Promise<InlineAnswer | null> => {
		asked.push(ask);
		const lines = await answer(ask);
		return lines === null ? null : { requestId: `r${asked.length}`, lines, modelName: 'haiku', cost: 500, warnings: [] };
	};
	inline = new InlineEditor({
		keyboard: 'other',
		edits: { preview: async () => null, write } as never,
		guard: {
			mayRead: async () => {
				if (refused) throw new RoutooError('invalidInput', 'a.ts was not attached.', 'Try again and agree if you mean it.');
				return false;
			},
			mayShow: async () => {},
			mayWrite: async () => '',
		},
		codeTargets: {
			reportedIn: (_uri: unknown, { start, end }: Range) => {
				const found = [...reported].filter(([line]) => line >= start.line && line <= end.line).map(([, text]) => text);
				return found.length === 0 ? null : { content: found.join('\n') };
			},
		} as never,
		placed: {
			put: (code: { requestId: string }, _d: unknown, line: unknown) => placed.push(['put', code.requestId, line]),
			discarded: { emit: (id: string) => placed.push(['discarded', id]) },
		} as never,
		pickModel: async () => picked,
		say: (words) => spoken.push(words),
	});
});

describe('a fix in place', () => {
	test('is of the function around what is reported, stands in the file, and needs no further action', async () => {
		await inline.fix(at(3));
		expect(asked[0]).toMatchObject({
			wish: 'Fix what the editor reports. Change nothing that the fix does not need.',
			target: { start: 2, lines: OLD.slice(2, 6), problems: 'line 4: error: a string is no number' },
		});
		expect([state.lines, state.undo]).toEqual([NEW, [OLD.join('\n')]]);
		expect(lenses()).toEqual(['3 $(discard) Undo', '3 Details', '3 haiku, $0.0005']);
		expect([placed, marks() > 0]).toEqual([[['put', 'r1', 3]], true]);
		expect(spoken.at(-1)).toBe('Fixed by haiku at line 4. Undo takes it back.');
	});

	test('names what is meant where more is reported in the function; a key that is quoted there stays here', async () => {
		reported.set(4, 'line 5: error: b is not known');
		await inline.fix(at(3));
		expect(asked[0]!.wish).toContain('only this. Change nothing that the fix does not need.\nline 4: error: a string is no number');
		expect(asked[0]!.wish).not.toContain('line 5');
		state.lines = [...OLD];
		reported.set(3, `line 4: error: ${KEY} is no number`);
		await inline.fix(at(3));
		expect([asked[1]!.wish.slice(0, 27), asked[1]!.target.problems]).toEqual(['Fix what is wrong at line 4', null]);
	});

	test('is undone in one action, which says that it was not wanted, and is saved where the fix was', async () => {
		await inline.fix(at(3));
		[state.disk, state.dirty] = [[...state.lines], false];
		await inline.discard(undefined);
		expect([state.lines, state.disk, lenses(), marks()]).toEqual([OLD, OLD, [], 0]);
		expect(placed.at(-1)).toEqual(['discarded', 'r1']);
	});

	test("is undone by the editor's own undo, too", async () => {
		await inline.fix(at(3));
		state.lines = [...OLD];
		const change = { range: new Range(3, 0, 4, 0), text: `${OLD[3]}\n` };
		state.change({ document: { uri: { toString: () => 'file:///w/a.ts' } }, contentChanges: [change] });
		expect([lenses(), marks(), placed.at(-1)]).toEqual([[], 0, ['discarded', 'r1']]);
	});

	test('is marked until one goes on, and then only left alone', async () => {
		await inline.fix(at(3));
		type(0, ' // mine');
		expect([lenses(), marks(), state.context['routoo.inlinePending']]).toEqual([[], 0, false]);
		expect([state.lines[3], placed]).toEqual(['\tconst a = 1;', [['put', 'r1', 3]]]);
	});

	test('does not stand in the way of the next one', async () => {
		await inline.fix(at(3));
		reported = new Map([[4, 'line 5: error: b is not known']]);
		answer = async ({ target }) => target.lines.map((line) => line.replace('return b', 'return a'));
		await inline.fix(at(4));
		expect([state.lines.slice(3, 5), lenses()[0]]).toEqual([['\tconst a = 1;', '\treturn a;'], '4 $(discard) Undo']);
		await inline.discard(undefined);
		expect(state.lines).toEqual(NEW);
	});

	test('of a selection is of its lines, and without the lightbulb of what is reported at the caret', async () => {
		await inline.fix({ uri, range: new Range(3, 0, 5, 0), problems: false } as never);
		expect(asked[0]!.target).toMatchObject({ start: 3, lines: OLD.slice(3, 5) });
		state.lines = [...OLD];
		state.diagnostics = [{ range: new Range(3, 9, 3, 12) }];
		await inline.fix(null);
		expect(asked[1]!.target.start).toBe(2);
		state.diagnostics = [];
		await expect(inline.fix(null)).rejects.toThrow('Nothing is reported at the caret.');
	});
});

describe('what comes between', () => {
	test('two at once: the second is said, and not paid', async () => {
		const [first, second] = await Promise.allSettled([inline.fix(at(3)), inline.fix(at(3))]);
		expect([first.status, second.status, asked.length, state.lines]).toEqual(['fulfilled', 'rejected', 1, NEW]);
	});

	test('a private file that the user does not show, a read-only one, and what is reported no more: nobody is asked', async () => {
		refused = true;
		await expect(inline.fix(at(3))).rejects.toThrow('was not attached');
		refused = false;
		state.locked = true;
		await expect(inline.fix(at(3))).rejects.toThrow('a.ts is read-only');
		state.locked = false;
		reported.clear();
		await expect(inline.fix(at(3))).rejects.toThrow('Nothing is reported there any more.');
		await expect(inline.fix(at(90))).rejects.toThrow(RoutooError);
		expect([asked, state.lines]).toEqual([[], OLD]);
	});

	test('lines that changed while it was written: nothing is put in; moved ones are found', async () => {
		const usual = answer;
		answer = async (ask) => {
			state.lines = ['// above', ...OLD];
			return usual(ask);
		};
		await inline.fix(at(3));
		expect(state.lines).toEqual(['// above', ...NEW]);
		state.lines = [...OLD];
		answer = async (ask) => {
			state.lines = OLD.map((line) => line.replace('return b', 'return c'));
			return usual(ask);
		};
		await expect(inline.fix(at(3))).rejects.toThrow('changed while they were being rewritten');
		expect(state.lines[3]).toBe(OLD[3]);
	});

	test('no model, a budget used up, an answer that is empty or cut: its own words, and the file as it was', async () => {
		for (const kind of ['noModel', 'overBudget', 'brokenStream'] as const) {
			answer = async () => {
				throw new RoutooError(kind as never, `${kind} in words`, 'Do that.');
			};
			await expect(inline.fix(at(3))).rejects.toThrow(`${kind} in words`);
		}
		answer = async () => null;
		await inline.fix(at(3));
		answer = async ({ target }) => target.lines;
		await inline.fix(at(3));
		expect([state.lines, state.told, placed]).toEqual([OLD, ['haiku sees nothing to change in these lines.'], []]);
		expect(state.context['routoo.inlineWriting']).toBe(false);
	});

	test.each([
		['takes everything away', [], 'takes all of these lines away'],
		['leaves lines out', ['function f() {', '\tconst a = 1;', '\t// ... existing code ...', '}'], 'may leave lines out'],
	])('an answer that %s is asked about', async (_, lines, words) => {
		answer = async () => lines;
		await inline.fix(at(3));
		expect(state.told[0]).toContain(words);
		expect([lenses().some((one) => one.includes('Accept')), placed]).toEqual([true, []]);
		await inline.discard(undefined);
		expect(state.lines).toEqual(OLD);
	});

	test('another model is asked for the same, on the lines as they were', async () => {
		await inline.fix(at(3));
		await inline.again();
		expect(asked.map(({ choice }) => choice)).toEqual([undefined, { kind: 'user', candidateId: 'home/big' }]);
		expect([state.lines, lenses()[0]]).toEqual([NEW, '3 $(discard) Undo']);
	});
});
