import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { CodeTarget } from '../../../src/app/chat/editor-port.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { attachFiles, clickedFiles, gestureCommand } from '../../../src/host/commands/gestures.ts';
import { pickedCode, registerCodeActions } from '../../../src/host/gestures/code-actions.ts';
import { CodeTargets } from '../../../src/host/gestures/code-targets.ts';

const { Uri, Range } = vi.hoisted(() => {
	class Uri {
		readonly scheme = 'file';
		readonly path: string;
		constructor(path: string) {
			this.path = path;
		}
		toString(): string {
			return `file://${this.path}`;
		}
	}
	class Range {
		readonly start: { line: number; character: number };
		readonly end: { line: number; character: number };
		constructor(a: number, b: number, c: number, d: number) {
			this.start = { line: a, character: b };
			this.end = { line: c, character: d };
		}
		get isEmpty(): boolean {
			return this.start.line === this.end.line && this.start.character === this.end.character;
		}
		union(other: Range): Range {
			return new Range(Math.min(this.start.line, other.start.line), 0, Math.max(this.end.line, other.end.line), 9);
		}
		intersection(other: Range): Range | undefined {
			return this.start.line > other.end.line || this.end.line < other.start.line ? undefined : this;
		}
	}
	return { Uri, Range };
});
type Uri = InstanceType<typeof Uri>;
type Range = InstanceType<typeof Range>;
interface Diagnostic {
	range: Range;
	message: string;
	severity: number;
	source?: string;
	code?: unknown;
}

const editor = vi.hoisted(() => ({
	active: undefined as unknown,
	documents: [] as { uri: unknown; lineCount: number; getText(): string }[],
	diagnostics: [] as unknown[],
	provider: undefined as unknown,
	metadata: undefined as unknown,
}));

vi.mock('vscode', () => {
	class Kind {
		readonly value: string;
		constructor(value: string) {
			this.value = value;
		}
		contains(other: Kind): boolean {
			return other.value === this.value || other.value.startsWith(`${this.value}.`);
		}
	}
	class CodeAction {
		readonly title: string;
		readonly kind: Kind;
		command: unknown;
		diagnostics: unknown;
		constructor(title: string, kind: Kind) {
			this.title = title;
			this.kind = kind;
		}
	}
	return {
		Uri,
		Range,
		CodeAction,
		CodeActionKind: {
			QuickFix: new Kind('quickfix'),
			RefactorRewrite: new Kind('refactor.rewrite'),
			Refactor: new Kind('refactor'),
			Source: new Kind('source'),
		},
		DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
		window: {
			get activeTextEditor() {
				return editor.active;
			},
		},
		workspace: {
			get textDocuments() {
				return editor.documents;
			},
		},
		languages: {
			getDiagnostics: () => editor.diagnostics,
			registerCodeActionsProvider: (_selector: unknown, provider: unknown, metadata: unknown) => {
				Object.assign(editor, { provider, metadata });
				return { dispose: () => {} };
			},
		},
	};
});

const { CodeActionKind } = (await import('vscode')) as unknown as {
	CodeActionKind: Record<'QuickFix' | 'Refactor' | 'Source', { contains(other: unknown): boolean }>;
};
const uri = new Uri('/w/src/cart.ts');
const diagnostic = (line: number, message = 'odd', severity = 0): Diagnostic => ({ range: new Range(line, 0, line, 9), message, severity });
const actions = (range: Range, diagnostics: Diagnostic[], only?: unknown) =>
	(
		editor.provider as { provideCodeActions(...args: unknown[]): { title: string; command: { command: string; arguments: unknown[] } }[] }
	).provideCodeActions({ uri }, range, { diagnostics, only });

describe('the lightbulb', () => {
	beforeEach(() => void registerCodeActions());

	test('offers to fix and to explain what is reported, with its place', () => {
		const found = actions(new Range(4, 2, 4, 2), [diagnostic(4), diagnostic(6)]);
		expect(found.map(({ title, command }) => [title, command.command])).toEqual([
			['Fix with Routoo', 'routoo.fixHere'],
			['Fix in the Chat with Routoo', 'routoo.fix'],
			['Explain with Routoo', 'routoo.explain'],
		]);
		expect(pickedCode(found[0]!.command.arguments[0])).toMatchObject({
			uri,
			problems: true,
			range: { start: { line: 4 }, end: { line: 6 } },
		});
	});

	test('offers the same on a selection, and nothing at a bare caret', () => {
		expect(pickedCode(actions(new Range(1, 0, 3, 0), [])[1]!.command.arguments[0])).toMatchObject({ problems: false });
		expect(actions(new Range(1, 0, 1, 0), [])).toEqual([]);
	});

	test('keeps out of what was not asked for: fixing all on save, imports', () => {
		expect(actions(new Range(4, 2, 4, 2), [diagnostic(4)], CodeActionKind.Source)).toEqual([]);
		expect(actions(new Range(1, 0, 3, 0), [], CodeActionKind.QuickFix)).toEqual([]);
		expect(actions(new Range(1, 0, 3, 0), [], CodeActionKind.Refactor)).toHaveLength(3);
		expect(actions(new Range(4, 2, 4, 2), [diagnostic(4)], CodeActionKind.QuickFix)).toHaveLength(3);
	});

	test('takes nothing else for what it handed over', () => {
		for (const value of [
			undefined,
			null,
			'x',
			{},
			{ uri: '/x', range: new Range(0, 0, 0, 0), problems: true },
			{ uri, range: [0, 1], problems: true },
			{ uri, range: new Range(0, 0, 0, 0) },
		])
			expect(pickedCode(value)).toBeNull();
	});
});

describe('what a gesture works on', () => {
	const read: string[] = [];
	const part = (what: string, selection = false) => {
		read.push(what);
		return {
			kind: selection ? ('selection' as const) : ('file' as const),
			path: 'src/cart.ts',
			language: 'ts',
			content: what,
			range: null,
		};
	};
	let unasked: boolean;
	let current: Uri | null;
	const targets = new CodeTargets(
		{
			selection: async () => part('selection', true),
			readUri: async ({ path }: Uri) => part(`file ${path}`),
			readRange: async (_uri: Uri, range: Range) => part(`range ${range.start.line}-${range.end.line}`, true),
		} as never,
		{ readsUnasked: async () => unasked } as never,
		{ uri: () => current as never },
	);
	beforeEach(() => {
		read.length = 0;
		unasked = true;
		current = uri;
		Object.assign(editor, { active: undefined, documents: [], diagnostics: [] });
	});

	test('is the selection with what is reported in it, else the file with its errors and warnings', async () => {
		editor.diagnostics = [diagnostic(2, 'near'), diagnostic(90, 'far'), diagnostic(2, 'a hint', 3)];
		editor.active = { document: { uri }, selection: new Range(1, 0, 3, 0) };
		const selected = await targets.current('ask');
		expect([selected?.code.kind, selected?.problems?.content]).toEqual(['selection', 'line 3: error: near\nline 3: hint: a hint']);
		editor.active = { document: { uri }, selection: new Range(1, 0, 1, 0) };
		const whole = await targets.current('ask');
		expect([whole?.code.content, whole?.problems?.content]).toEqual(['file /w/src/cart.ts', 'line 3: error: near\nline 91: error: far']);
		expect(whole?.pointedAt).toBe('code');
	});

	test('is nothing where no file is open, and, unasked, where a file would have to be asked about', async () => {
		unasked = false;
		await expect(targets.current('quiet')).rejects.toMatchObject({ kind: 'invalidInput' });
		expect(read).toEqual([]);
		expect(await targets.current('ask')).not.toBeNull();
		current = null;
		expect(await targets.current('ask')).toBeNull();
	});

	test('is what is reported under the caret, in a small file with all of it, in a large one with the code around', async () => {
		editor.diagnostics = [{ ...diagnostic(500), source: 'ts', code: { value: 2322 } }, diagnostic(3)];
		editor.documents = [{ uri, lineCount: 1000, getText: () => 'x' }];
		const large = await targets.ofProblems(uri as never, new Range(500, 0, 500, 9) as never);
		expect([large.code.content, large.problems?.content, large.pointedAt]).toEqual([
			'range 420-580',
			'line 501: error: odd (ts 2322)',
			'problems',
		]);
		editor.documents = [{ uri, lineCount: 300, getText: () => 'x' }];
		expect((await targets.ofProblems(uri as never, new Range(3, 0, 3, 9) as never)).code.content).toBe('file /w/src/cart.ts');
		editor.documents = [{ uri, lineCount: 1, getText: () => 'x'.repeat(200_000) }];
		expect((await targets.ofProblems(uri as never, new Range(0, 0, 0, 9) as never)).code.content).toBe('range 0-0');
	});
});

describe('a command of a gesture', () => {
	const asked: unknown[] = [];
	const attached: string[] = [];
	const app = {
		chat: {
			gesture: async (gesture: string, target: () => Promise<CodeTarget | null>) => void asked.push([gesture, await target()]),
			receive: async (message: unknown) => void attached.push(JSON.stringify(message)),
			attachUri: async (attach: () => Promise<unknown>) => void attached.push(String(await attach())),
		},
		codeTargets: {
			current: async () => 'current',
			ofFile: async ({ path }: Uri) => `file ${path}`,
			ofRange: async () => 'range',
			ofProblems: async () => 'problems',
		},
		reader: { readUri: async ({ path }: Uri) => path },
	} as never;
	const order: string[] = [];
	const run = gestureCommand('fix', async () => void order.push('focus'));
	beforeEach(() => {
		asked.length = 0;
		attached.length = 0;
	});

	test('is about what the lightbulb stood at, the clicked file, else the editor', async () => {
		const range = new Range(0, 0, 0, 0);
		await run(app, { uri, range, problems: true });
		await run(app, { uri, range, problems: false });
		await run(app, uri, [new Uri('/w/first.ts'), uri]);
		await run(app, uri);
		await run(app);
		await run(app, 'odd', [1]);
		expect(asked.map((one) => (one as unknown[])[1])).toEqual([
			'problems',
			'range',
			'file /w/src/cart.ts',
			'current',
			'current',
			'current',
		]);
	});

	test('that may not read the file is told by the chat, not by nobody', async () => {
		const failing = {
			...(app as object),
			codeTargets: { current: () => Promise.reject(new RoutooError('invalidInput', 'No.', 'Yes.')) },
		} as never;
		await expect(run(failing)).rejects.toThrow('No.');
	});

	test('attaches all files that were chosen in the explorer', async () => {
		const other = new Uri('/w/src/other.ts');
		await attachFiles(app, uri, [uri, other]);
		await attachFiles(app, uri);
		await attachFiles(app);
		expect(attached).toEqual(['/w/src/cart.ts', '/w/src/other.ts', '/w/src/cart.ts', '{"type":"attach","what":"file"}']);
		// Clicked beside what is chosen: the clicked one is meant.
		expect(clickedFiles([uri, [other]])).toEqual([uri]);
	});
});
