import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/emitter.ts';
import { OpenFileReader } from '../../../src/host/editor/open-file.ts';

interface Uri {
	readonly scheme: string;
	readonly path: string;
	toString(): string;
}

const editor = vi.hoisted(() => ({
	active: undefined as unknown,
	notebook: undefined as unknown,
	tab: undefined as unknown,
	documents: [] as unknown[],
	opened: [] as string[],
	listeners: { selection: [] as (() => void)[], text: [] as ((event: unknown) => void)[], other: [] as (() => void)[] },
}));

vi.mock('vscode', () => {
	const to = (list: ((event: never) => void)[]) => (listener: (event: never) => void) => {
		list.push(listener);
		return { dispose: () => list.splice(list.indexOf(listener), 1) };
	};
	class TabInputNotebook {
		readonly uri: unknown;
		constructor(uri: unknown) {
			this.uri = uri;
		}
	}
	return {
		TabInputNotebook,
		NotebookCellKind: { Markup: 1, Code: 2 },
		window: {
			get activeTextEditor() {
				return editor.active;
			},
			get activeNotebookEditor() {
				return editor.notebook;
			},
			visibleTextEditors: [],
			tabGroups: {
				get activeTabGroup() {
					return { activeTab: editor.tab };
				},
			},
			onDidChangeTextEditorSelection: to(editor.listeners.selection),
			onDidChangeActiveNotebookEditor: to(editor.listeners.other),
			onDidChangeNotebookEditorSelection: to(editor.listeners.other),
		},
		workspace: {
			workspaceFolders: [{}],
			notebookDocuments: [],
			get textDocuments() {
				return editor.documents;
			},
			asRelativePath: (uri: { path: string }) => uri.path.replace('/work/', ''),
			getWorkspaceFolder: () => undefined,
			openTextDocument: async (uri: unknown) => {
				editor.opened.push(String(uri));
				throw new Error(`cannot open ${String(uri)}`);
			},
			onDidChangeTextDocument: to(editor.listeners.text),
			onDidChangeNotebookDocument: to(editor.listeners.other),
		},
	};
});

const { TabInputNotebook } = (await import('vscode')) as unknown as { TabInputNotebook: new (uri: Uri) => unknown };
const uriOf = (path: string, scheme = 'file'): Uri => ({ scheme, path, toString: () => `${scheme}:${path}` });
const documentOf = (uri: Uri, text: string, languageId = 'typescript') => {
	const lines = text.split('\n');
	return { uri, languageId, lineCount: lines.length, lineAt: (index: number) => ({ text: lines[index] }) };
};
const place = (line: number, character: number) => ({ line, character });
const CART = uriOf('/work/src/cart.ts');

let waiting: (() => void)[];
let withheld: string | null;
let isOn: boolean;
let guarded: string[];
const turned = new Emitter();
const settings = {
	current: () => ({ chat: { openFile: isOn } }) as never,
	onChange: (listener: (settings: never) => void) => turned.on(listener as () => void),
};
/** As the user does. */
function turn(on: boolean): void {
	isOn = on;
	turned.emit();
}
let inFront: Uri | null;
let changes: number;
let reader: OpenFileReader;
const changed = new Emitter();
const privateChanged = new Emitter();

/** A text stands in the editor, with what is selected in it. */
function show(uri: Uri, text: string, [from, to] = [place(0, 0), place(0, 0)]): void {
	const document = documentOf(uri, text);
	inFront = uri;
	Object.assign(editor, { documents: [document], active: { document, selection: { start: from, end: to } } });
}

/** What was to be done a moment later. */
async function later(): Promise<void> {
	for (const run of waiting.splice(0)) run();
	await reader.look();
}

beforeEach(() => {
	Object.assign(editor, { active: undefined, notebook: undefined, tab: undefined, documents: [] });
	editor.opened = [];
	[waiting, withheld, inFront, changes, isOn, guarded] = [[], null, null, 0, true, []];
	reader = new OpenFileReader({
		current: { uri: () => inFront as never, changed },
		guard: {
			whyAsked: async (uri) => {
				guarded.push(uri.path);
				return withheld;
			},
		},
		settings,
		privateFiles: { onChange: (listener) => privateChanged.on(listener) },
		timers: {
			after: (_ms, run) => {
				waiting.push(run);
				return () => void waiting.splice(waiting.indexOf(run), 1);
			},
		},
	});
	reader.onChange(() => void changes++);
	return () => {
		reader.dispose();
		expect(Object.values(editor.listeners).flat()).toEqual([]);
	};
});

describe('the open file', () => {
	test('is followed with its selection, once for many keys', async () => {
		await later();
		expect([reader.current(), changes]).toEqual([null, 0]);
		show(CART, 'const a = 1;\nconst b = 2;', [place(1, 6), place(1, 7)]);
		for (let i = 0; i < 5; i++) for (const listener of editor.listeners.selection) listener();
		expect(waiting).toHaveLength(1);
		await later();
		expect(reader.current()).toMatchObject({ name: 'cart.ts', selected: true, withheld: null });
		expect(reader.current()!.attachments.map(({ kind, content }) => [kind, content])).toEqual([
			['selection', 'b'],
			['file', 'const a = 1;\nconst b = 2;'],
		]);
		await reader.look();
		expect(changes).toBe(1);
	});

	test('is looked at anew where its text changes, and not for the text of another', async () => {
		show(CART, 'a');
		await later();
		const edit = (uri: Uri) => {
			for (const listener of editor.listeners.text) listener({ document: { uri }, contentChanges: [{}] });
		};
		edit(uriOf('/work/other.ts'));
		edit(uriOf('routoo', 'output'));
		expect(waiting).toEqual([]);
		edit(CART);
		expect(waiting).toHaveLength(1);
	});

	test('stays where the rules for private files say so, and goes when they do not any more', async () => {
		withheld = 'It may hold keys.';
		show(uriOf('/work/.env'), 'A=1', [place(0, 0), place(0, 1)]);
		await later();
		expect(reader.current()).toEqual({ name: '.env', attachments: [], selected: true, withheld });
		withheld = null;
		privateChanged.emit();
		await later();
		expect(reader.current()!.attachments).toHaveLength(2);
	});

	test('may be untitled; a log, an old version and a page are none', async () => {
		show(uriOf('Untitled-1', 'untitled'), 'a');
		await later();
		expect(reader.current()).toMatchObject({ name: 'Untitled-1', attachments: [{ path: 'Untitled-1' }] });
		for (const scheme of ['output', 'git', 'routoo-proposed', 'vscode-userdata']) {
			show(uriOf('/work/src/cart.ts', scheme), 'a');
			await later();
			expect(reader.current(), scheme).toBeNull();
		}
	});

	test('with bytes or a key in it stays; one that is empty or cannot be opened is none to send', async () => {
		show(CART, 'PK\0\0');
		await later();
		expect(reader.current()).toMatchObject({ attachments: [], withheld: 'cart.ts is not a text file.' });
		show(CART, '');
		await later();
		expect(reader.current()).toMatchObject({ attachments: [], withheld: null });
		editor.documents = [];
		await later();
		expect(reader.current()).toBeNull();
	});

	test('a newer look overtakes an older one', async () => {
		const gates: (() => void)[] = [];
		const slow = new OpenFileReader({
			current: { uri: () => inFront as never, changed: new Emitter() },
			guard: { whyAsked: () => new Promise((resolve) => gates.push(() => resolve(null))) },
			privateFiles: { onChange: () => () => {} },
			timers: { after: () => () => {} },
			settings,
		});
		show(CART, 'old');
		const first = slow.look();
		show(CART, 'new');
		const second = slow.look();
		await vi.waitFor(() => expect(gates).toHaveLength(2));
		gates[1]!();
		await second;
		gates[0]!();
		await first;
		expect(slow.current()!.attachments[0]!.content).toBe('new');
		slow.dispose();
	});
});

describe('where the setting is off', () => {
	/** Nothing may ask for its lines. */
	const unread = (uri: Uri) => ({ uri, languageId: 'typescript', lineCount: 9, lineAt: () => expect.fail('a line is read') });

	test('no file is opened, looked at or read; its name and that something is selected are known, for what @ offers', async () => {
		isOn = false;
		inFront = CART;
		await later();
		expect(reader.current()).toEqual({ name: 'cart.ts', attachments: [], selected: false, withheld: null });
		const document = unread(CART);
		Object.assign(editor, { documents: [document], active: { document, selection: { start: place(0, 0), end: place(0, 3) } } });
		for (const listener of editor.listeners.selection) listener();
		await later();
		expect(reader.current()).toEqual({ name: 'cart.ts', attachments: [], selected: true, withheld: null });
		for (const listener of editor.listeners.text) listener({ document, contentChanges: [{}] });
		expect([waiting, editor.opened, guarded]).toEqual([[], [], []]);
		inFront = null;
		await later();
		expect(reader.current()).toBeNull();
	});

	test('nor is a notebook', async () => {
		isOn = false;
		const uri = uriOf('/work/analysis.ipynb');
		const cell = unread(uriOf('/work/analysis.ipynb', 'cell1'));
		const notebook = { notebook: { uri, getCells: () => [{ kind: 2, document: cell }] }, selections: [{ start: 0 }] };
		Object.assign(editor, { notebook, tab: { input: new TabInputNotebook(uri) } });
		await later();
		expect(reader.current()).toEqual({ name: 'analysis.ipynb', attachments: [], selected: false, withheld: null });
		editor.active = { document: cell, selection: { start: place(0, 0), end: place(0, 2) } };
		await later();
		expect([reader.current()!.selected, guarded]).toEqual([true, []]);
	});

	test('turned off, what was held goes at once; turned on, the file is looked at', async () => {
		show(CART, 'const a = 1;');
		await later();
		expect(reader.current()!.attachments).toHaveLength(1);
		turn(false);
		await vi.waitFor(() => expect(reader.current()!.attachments).toEqual([]));
		const [before, looks] = [changes, guarded.length];
		turn(false);
		expect(guarded).toHaveLength(looks);
		turn(true);
		await vi.waitFor(() => expect(reader.current()!.attachments).toHaveLength(1));
		expect([changes - before, guarded.length - looks]).toEqual([1, 1]);
	});
});

describe('a notebook in front', () => {
	const uri = uriOf('/work/analysis.ipynb');
	const cells = [
		{ kind: 1, document: documentOf(uriOf('/work/analysis.ipynb', 'cell1'), '# Title', 'markdown') },
		{ kind: 2, document: documentOf(uriOf('/work/analysis.ipynb', 'cell2'), 'import os\nos.name', 'python') },
	];
	const text = '# %% [markdown]\n# Title\n# %%\nimport os\nos.name';
	test('is its cells as one text, without outputs, with what is selected in a cell', async () => {
		const notebook = { notebook: { uri, getCells: () => cells }, selections: [{ start: 1 }] };
		Object.assign(editor, { notebook, tab: { input: new TabInputNotebook(uri) } });
		await later();
		expect(reader.current()).toMatchObject({ name: 'analysis.ipynb', selected: false });
		expect(reader.current()!.attachments).toMatchObject([{ kind: 'file', path: 'analysis.ipynb', language: 'python', content: text }]);
		editor.active = { document: cells[1]!.document, selection: { start: place(1, 0), end: place(1, 7) } };
		await later();
		expect(reader.current()!.attachments[0]).toMatchObject({ kind: 'selection', content: 'os.name', range: { startLine: 5, endLine: 5 } });
		// Another tab came to the front.
		show(CART, 'a');
		editor.tab = {};
		await later();
		expect(reader.current()!.name).toBe('cart.ts');
	});
});
