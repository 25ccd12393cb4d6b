import { beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/emitter.ts';
import { CONTEXT_KEYS, followWelcome } from '../../../src/host/welcome.ts';
import { welcome as done } from '../views/fixtures.ts';

const editor = vi.hoisted(() => ({
	told: [] as unknown[][],
	active: undefined as unknown,
	changed: null as ((active: unknown) => void) | null,
}));

vi.mock('vscode', () => ({
	Disposable: class {
		readonly dispose: () => void;
		constructor(dispose: () => void) {
			this.dispose = dispose;
		}
	},
	commands: { executeCommand: async (...args: unknown[]) => void editor.told.push(args) },
	window: {
		get activeTextEditor() {
			return editor.active;
		},
		onDidChangeActiveTextEditor: (listener: (active: unknown) => void) => {
			editor.changed = listener;
			return { dispose: () => (editor.changed = null) };
		},
	},
}));

beforeEach(() => {
	Object.assign(editor, { told: [], active: undefined, changed: null });
});

const shown = (scheme: string, path: string) => ({ document: { uri: { scheme, path } } });

test('VS Code is told of a step when it changes, by the keys that tick the walkthrough', () => {
	const changed = new Emitter();
	const models = new Emitter();
	let view = { ...done, models: { ...done.models, done: false }, budgetDone: false };
	const welcome = { changed, view: () => view, fileShown: () => {} };
	const following = followWelcome({ welcome, events: { models } } as never);
	expect(editor.told).toEqual([
		['setContext', CONTEXT_KEYS.model, false],
		['setContext', CONTEXT_KEYS.budget, false],
		['setContext', CONTEXT_KEYS.answer, true],
	]);
	editor.told = [];
	view = { ...view, models: done.models };
	models.emit();
	changed.emit();
	expect(editor.told).toEqual([['setContext', CONTEXT_KEYS.model, true]]);
	following.dispose();
	view = { ...view, budgetDone: true };
	changed.emit();
	expect([editor.told.length, editor.changed]).toEqual([1, null]);
});

test('the file in the editor is known by its name; a log is none', () => {
	const names: (string | null)[] = [];
	const welcome = { changed: new Emitter(), view: () => done, fileShown: (name: string | null) => names.push(name) };
	editor.active = shown('file', '/work/src/cart.ts');
	followWelcome({ welcome, events: { models: new Emitter() } } as never);
	for (const next of [shown('vscode-remote', '/home/a/b.py'), shown('output', 'routoo'), undefined]) editor.changed?.(next);
	expect(names).toEqual(['cart.ts', 'b.py', null, null]);
});
