import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CurrentFile } from '../../../src/host/editor/current-file.ts';

interface Uri {
	toString(): string;
	readonly scheme: string;
	readonly path: string;
}

const editor = vi.hoisted(() => ({
	active: undefined as unknown,
	tab: undefined as unknown,
	tabs: [] as unknown[],
	listeners: [] as (() => void)[],
}));

vi.mock('vscode', () => {
	const on = (listener: () => void) => {
		editor.listeners.push(listener);
		return { dispose: () => editor.listeners.splice(editor.listeners.indexOf(listener), 1) };
	};
	class TabInputText {
		readonly uri: unknown;
		constructor(uri: unknown) {
			this.uri = uri;
		}
	}
	return {
		TabInputText,
		TabInputWebview: class {},
		window: {
			get activeTextEditor() {
				return editor.active;
			},
			onDidChangeActiveTextEditor: on,
			tabGroups: {
				get activeTabGroup() {
					return { activeTab: editor.tab };
				},
				get all() {
					return [{ tabs: editor.tabs }];
				},
				onDidChangeTabs: on,
				onDidChangeTabGroups: on,
			},
		},
	};
});

const { TabInputText, TabInputWebview } = (await import('vscode')) as unknown as {
	TabInputText: new (uri: Uri) => unknown;
	TabInputWebview: new () => unknown;
};

const uri = (path: string, scheme = 'file'): Uri => ({ scheme, path, toString: () => `${scheme}:${path}` });
const CART = { input: new TabInputText(uri('/work/src/cart.ts')) };
const OTHER = { input: new TabInputText(uri('/work/other.py', 'vscode-remote')) };
/** VS Code tells nothing of what a walkthrough or its settings are. */
const PAGE = { input: undefined };

let current: CurrentFile;

/** VS Code shows a tab; the caret is in its text where it has one. */
function show(tab: { readonly input: unknown } | undefined, tabs: readonly unknown[], caret?: Uri): void {
	const text = tab?.input instanceof TabInputText ? (tab.input as { uri: Uri }).uri : undefined;
	const document = caret ?? text;
	Object.assign(editor, { active: document && { document: { uri: document } }, tab, tabs });
	for (const listener of [...editor.listeners]) listener();
}

beforeEach(() => {
	Object.assign(editor, { active: undefined, tab: undefined, tabs: [], listeners: [] });
	current = new CurrentFile();
});
afterEach(() => {
	current.dispose();
	expect(editor.listeners).toEqual([]);
});

test('it is the file with the caret, by its name', () => {
	expect(current.name()).toBeNull();
	show(CART, [CART]);
	expect(current.name()).toBe('cart.ts');
	show(OTHER, [CART, OTHER]);
	expect(current.name()).toBe('other.py');
});

test('behind a walkthrough, settings or a dashboard it is the file that stood there before, for as long as it is open', () => {
	for (const page of [PAGE, { input: new TabInputWebview() }]) {
		show(OTHER, [CART, OTHER]);
		show(CART, [CART, OTHER]);
		show(page, [CART, OTHER, page]);
		expect(current.name()).toBe('cart.ts');
		// The only text that is open is meant, whatever was before.
		show(page, [OTHER, page]);
		expect(current.name()).toBe('other.py');
		show(page, [page]);
		expect(current.uri()).toBeNull();
	}
});

test('a log with the caret is no file: the one in front of the editor is meant', () => {
	const log = uri('routoo', 'output');
	show(CART, [CART], log);
	expect(current.name()).toBe('cart.ts');
	show(undefined, [], log);
	expect(current.uri()).toBeNull();
});

test('an image in front is not taken for the text before it', () => {
	show(CART, [CART]);
	show({ input: new (class Custom {})() }, [CART]);
	expect(current.uri()).toBeNull();
});
