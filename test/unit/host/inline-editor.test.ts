import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { InlineAnswer, InlineAsk, InlineEdits } from '../../../src/app/chat/inline-edits.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { InlineEditor } from '../../../src/host/inline/inline-editor.ts';

const editor = vi.hoisted(() => {
	class Position {
		readonly line: number;
		readonly character: number;
		constructor(line: number, character: number) {
			this.line = line;
			this.character = character;
		}
	}
	class Range {
		readonly start: Position;
		readonly end: Position;
		constructor(a: number | Position, b: number | Position, c = 0, d = 0) {
			this.start = typeof a === 'number' ? new Position(a, b as number) : a;
			this.end = typeof a === 'number' ? new Position(c, d) : (b as Position);
		}
	}
	const state = {
		lines: [] as string[],
		/** Steps of undo: the text before each. */
		undo: [] as string[],
		selection: [0, 0] as [number, number],
		symbols: [] as unknown[],
		wish: null as string | null,
		prompts: [] as string[],
		context: {} as Record<string, unknown>,
		told: [] as string[],
		change: (_event: unknown): void => {},
		save: (): void => {},
		close: (): void => {},
		closed: false,
		meanwhile: (): void => {},
		readonly: false,
	};
	return { Position, Range, state };
});

vi.mock('vscode', () => {
	const { Position, Range, state } = editor;
	const disposable = { dispose: () => {} };
	const uri = { scheme: 'file', path: '/w/a.ts', fsPath: '/w/a.ts', toString: () => 'file:///w/a.ts' };
	const document = {
		uri,
		languageId: 'typescript',
		get isClosed() {
			return state.closed;
		},
		get lineCount() {
			return state.lines.length;
		},
		lineAt: (line: number) => {
			const text = state.lines[line]!;
			return { text, isEmptyOrWhitespace: text.trim() === '', range: new Range(line, 0, line, text.length) };
		},
	};
	const offset = ({ line, character }: InstanceType<typeof Position>): number =>
		state.lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + Math.min(character, state.lines[line]?.length ?? 0);
	const shown = {
		document,
		get selection() {
			const [from, to] = state.selection;
			const [start, end] = [new Position(from, 0), new Position(to, from === to ? 0 : state.lines[to]!.length)];
			return { start, end, active: end, isEmpty: from === to };
		},
		setDecorations: () => {},
		edit: async (build: (edit: unknown) => void, { undoStopBefore }: { undoStopBefore: boolean }) => {
			if (state.readonly) {
				state.meanwhile();
				return false;
			}
			const changes: { range: InstanceType<typeof Range>; text: string }[] = [];
			build({
				insert: (at: InstanceType<typeof Position>, text: string) => changes.push({ range: new Range(at, at), text }),
				delete: (range: InstanceType<typeof Range>) => changes.push({ range, text: '' }),
			});
			if (undoStopBefore) state.undo.push(state.lines.join('\n'));
			const last = changes.toSorted((a, b) => offset(b.range.start) - offset(a.range.start));
			const text = last.reduce(
				(now, change) => now.slice(0, offset(change.range.start)) + change.text + now.slice(offset(change.range.end)),
				state.lines.join('\n'),
			);
			state.lines = text.split('\n');
			state.change({ document, contentChanges: last });
			return true;
		},
	};
	return {
		Position,
		Range,
		ThemeColor: class {},
		EventEmitter: class {
			event = () => disposable;
			fire = () => {};
			dispose = () => {};
		},
		CodeLens: class {
			readonly range: unknown;
			readonly command: unknown;
			constructor(range: unknown, command: unknown) {
				this.range = range;
				this.command = command;
			}
		},
		Disposable: { from: () => disposable },
		languages: { registerCodeLensProvider: () => disposable, getDiagnostics: () => [] },
		commands: {
			executeCommand: async (id: string, key: string, value: unknown) => {
				if (id === 'setContext') state.context[key] = value;
				return id === 'vscode.executeDocumentSymbolProvider' ? state.symbols : undefined;
			},
		},
		window: {
			activeTextEditor: shown,
			visibleTextEditors: [shown],
			createTextEditorDecorationType: () => disposable,
			onDidChangeVisibleTextEditors: () => disposable,
			showInformationMessage: async (text: string) => void state.told.push(text),
			showWarningMessage: async (text: string) => void state.told.push(text),
			createInputBox: () => {
				let [accept, hide, type] = [() => {}, () => {}, (_text: string) => {}];
				const box = {
					value: '',
					set prompt(text: string) {
						state.prompts.push(text);
					},
					set title(text: string) {
						state.prompts.push(text);
					},
					onDidChangeValue: (listener: (text: string) => void) => {
						type = listener;
					},
					onDidAccept: (listener: () => void) => {
						accept = listener;
					},
					onDidHide: (listener: () => void) => {
						hide = listener;
					},
					hide: () => hide(),
					dispose: () => {},
					show: () => {
						if (state.wish === null) return hide();
						box.value = state.wish;
						type(state.wish);
						setTimeout(accept, 300);
					},
				};
				return box;
			},
		},
		workspace: {
			asRelativePath: () => 'a.ts',
			onDidChangeTextDocument: (listener: (event: unknown) => void) => {
				state.change = listener;
				return disposable;
			},
			onDidCloseTextDocument: (listener: (document: unknown) => void) => {
				state.close = () => listener(document);
				return disposable;
			},
			onDidSaveTextDocument: (listener: (document: unknown) => void) => {
				state.save = () => listener({ uri });
				return disposable;
			},
		},
	};
});

const { state } = editor;
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
		told: [],
		readonly: false,
		closed: false,
		meanwhile: () => {},
	});
	asked = [];
	placed = [];
	picked = 'home/big';
	answer = async ({ target }) => target.lines.map((line) => line.replace('const', 'let').replace('return a', 'return a + 1'));
	const route = { modelName: 'haiku', quality: { mean: 0.9, low: 0.8, high: 0.95 }, expectedCost: 600 };
	spoken = [];
	inline = new InlineEditor({
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

const BOTH = ['function f() {', '\tconst a = 1;', '\treturn a;', '\tlet a = 1;', '\treturn a + 1;', '}', ''];
const NEW = ['function f() {', '\tlet a = 1;', '\treturn a + 1;', '}', ''];
const OLD = ['function f() {', '\tconst a = 1;', '\treturn a;', '}', ''];

describe('an edit at the caret', () => {
	test('is asked for at the top with model, quality and price, and stands as a diff in place', async () => {
		await inline.start();
		expect(state.prompts[0]).toBe('Routoo: edit lines 1 to 4 of a.ts');
		expect(state.prompts.at(-1)).toMatch(/^haiku, 90\s%, ~\$0\.0006$/);
		expect(asked[0]!.target).toMatchObject({ path: 'a.ts', language: 'typescript', start: 0, lines: OLD.slice(0, 4) });
		expect(state.lines).toEqual(BOTH);
		expect(lenses()).toEqual(['1 $(check) Accept', '1 $(close) Discard', '1 Again with …', '1 haiku, $0.0005']);
		expect(state.context).toMatchObject({ 'routoo.inlineWriting': false, 'routoo.inlinePending': true });
	});

	test('accepted it is the new text, discarded the old one, each in one step of undo', async () => {
		await inline.start();
		await inline.accept(undefined);
		expect([state.lines, state.undo, lenses()]).toEqual([NEW, [OLD.join('\n')], []]);
		expect(placed).toEqual([['put', { requestId: 'r1', how: 'applied', text: '\tlet a = 1;\n\treturn a + 1;' }, 1]]);
		state.lines = [...OLD];
		await inline.start();
		await inline.discard(undefined);
		expect([state.lines, placed.at(-1), state.context['routoo.inlinePending']]).toEqual([OLD, ['discarded', 'r2'], false]);
		const came = ['Routoo writes. Escape stops it.', 'A change by haiku waits at line 2: accept or discard it.'];
		expect(spoken).toEqual([...came, 'The edit is accepted.', ...came, 'The edit is discarded.']);
	});

	test('is decided part by part', async () => {
		state.lines = ['const a = 1;', 'keep();', 'const b = 2;'];
		state.selection = [0, 2];
		await inline.start();
		expect(lenses().filter((one) => one.includes('All'))).toEqual(['0 Accept All 2', '0 Discard All 2']);
		await inline.accept(0);
		expect(state.lines).toEqual(['let a = 1;', 'keep();', 'const b = 2;', 'let b = 2;']);
		await inline.discard(1);
		expect(state.lines).toEqual(['let a = 1;', 'keep();', 'const b = 2;']);
		expect(spoken.slice(1, 3)).toEqual(['2 changes by haiku wait from line 1: accept or discard them.', 'Accepted; 1 change still waits.']);
		await expect(inline.accept(undefined)).rejects.toThrow('No edit waits in the editor.');
	});

	test('one part alone that is discarded says that the answer was not wanted; after another was taken nothing does', async () => {
		await inline.start();
		await inline.discard(0);
		expect([state.lines, placed]).toEqual([OLD, [['discarded', 'r1']]]);
		state.lines = ['const a = 1;', 'keep();', 'const b = 2;'];
		state.selection = [0, 2];
		await inline.start();
		await inline.accept(0);
		await inline.discard(undefined);
		expect(placed.slice(1).map(([what]) => what)).toEqual(['put']);
	});

	test('what the file does not take stays to be decided on', async () => {
		await inline.start();
		const before = lenses();
		state.readonly = true;
		// Somebody types at the end of the file at that moment.
		const typed = { range: new editor.Range(6, 0, 6, 0), text: 'x' };
		state.meanwhile = () => state.change({ document: { uri: { toString: () => 'file:///w/a.ts' } }, contentChanges: [typed] });
		await expect(inline.accept(undefined)).rejects.toThrow('VS Code did not take the edit.');
		await expect(inline.discard(0)).rejects.toThrow('VS Code did not take the edit.');
		expect([state.lines, lenses()]).toEqual([BOTH, before]);
		state.readonly = false;
		await inline.accept(undefined);
		expect([state.lines, placed.length]).toEqual([NEW, 1]);
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
		expect(state.lines).toEqual(['// new', ...BOTH]);
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
		state.change({ document, contentChanges: [{ range: new editor.Range(0, 0, 6, 0), text: OLD.join('\n') }] });
		expect([lenses(), state.context['routoo.inlinePending']]).toEqual([[], false]);
	});

	test('a file that is saved with both sides in it says so, once', async () => {
		state.save();
		await inline.start();
		state.save();
		state.save();
		expect(state.told).toHaveLength(1);
		expect(state.told[0]).toContain('a.ts was saved with an edit that is not decided on');
	});

	test('again asks the picked model for the same, on the lines as they were', async () => {
		await inline.start();
		await inline.again();
		expect(asked.map(({ choice, wish }) => [choice, wish])).toEqual([
			[undefined, 'Use let'],
			[{ kind: 'user', candidateId: 'home/big' }, 'Use let'],
		]);
		expect(state.lines).toEqual(BOTH);
		picked = null;
		await inline.again();
		expect(asked).toHaveLength(2);
	});

	test('again asks nobody where a part was taken: the lines it would be about are gone', async () => {
		state.lines = ['const a = 1;', 'keep();', 'const b = 2;'];
		state.selection = [0, 2];
		await inline.start();
		await inline.accept(0);
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
		expect(state.lines).toEqual(['const a', 'let a', 'let b']);
		await inline.accept(undefined);
		expect(state.lines).toEqual(['let a', 'let b']);
		state.lines = ['const a'];
		await inline.start();
		await inline.discard(undefined);
		expect(state.lines).toEqual(['const a']);
	});
});
