import { beforeEach, expect, test, vi } from 'vitest';
import { Emitter } from '../../../src/core/base/emitter.ts';
import { CONTEXT_KEYS, followWelcome } from '../../../src/host/welcome.ts';
import { welcome as done } from '../views/fixtures.ts';

const editor = vi.hoisted(() => ({
	told: [] as unknown[][],
	unknownStep: false,
	focus: (_state: { focused: boolean }): void => {},
}));

vi.mock('vscode', () => ({
	Disposable: class {
		readonly dispose: () => void;
		constructor(dispose: () => void) {
			this.dispose = dispose;
		}
	},
	window: {
		onDidChangeWindowState: (listener: typeof editor.focus) => {
			editor.focus = listener;
			return { dispose: () => (editor.focus = () => {}) };
		},
	},
	commands: {
		executeCommand: async (...args: unknown[]) => {
			editor.told.push(args);
			if (editor.unknownStep && args[0] === 'welcome.markStepComplete') throw new Error('no such step');
		},
	},
}));

let kept: Record<string, unknown>;
const memory = {
	get: (key: string, byDefault: unknown) => kept[key] ?? byDefault,
	update: async (key: string, value: unknown) => void Object.assign(kept, { [key]: value }),
};

beforeEach(() => {
	kept = {};
	Object.assign(editor, { told: [], unknownStep: false });
});

const open = { ...done, models: { ...done.models, done: false }, budgetDone: false, question: { done: false, file: null } };
const ticks = (): unknown[] => editor.told.filter(([command]) => command === 'welcome.markStepComplete').map(([, step]) => step);
const contexts = (): unknown[][] => editor.told.filter(([command]) => command === 'setContext').map(([, ...rest]) => rest);

/** Steps that can change, followed by VS Code. */
function follow(first: typeof done) {
	const changed = new Emitter();
	const models = new Emitter();
	const file = { changed: new Emitter(), name: (): string | null => null };
	const names: (string | null)[] = [];
	let view = first;
	const loaded: boolean[] = [];
	const welcome = {
		...{ changed, view: () => view, fileShown: (name: string | null) => names.push(name) },
		load: async () => void loaded.push(true),
	};
	const following = followWelcome({ welcome, events: { models }, currentFile: file, memory } as never);
	const show = (next: typeof done, by = changed): void => {
		view = next;
		by.emit();
	};
	return { following, file, names, models, show, loaded };
}

test('VS Code is told of a step when it changes, by the keys that tick the walkthrough', () => {
	const { following, models, show } = follow(open);
	expect(contexts()).toEqual(Object.values(CONTEXT_KEYS).map((key) => [key, false]));
	editor.told = [];
	const listed = { ...open, models: done.models };
	show(listed, models);
	show(listed);
	expect(contexts()).toEqual([[CONTEXT_KEYS.model, true]]);
	following.dispose();
	show(done);
	expect(contexts()).toHaveLength(1);
});

test('a step is ticked by its name too, once in a profile: VS Code may learn of the walkthrough when its key is old', async () => {
	editor.unknownStep = true;
	const first = follow(open);
	expect(ticks()).toEqual([]);
	first.show({ ...open, models: done.models });
	first.show(open);
	first.show({ ...open, models: done.models });
	expect(ticks()).toEqual(['routoo.routoo#start#models']);
	await new Promise((resolve) => setTimeout(resolve));
	editor.told = [];
	follow(done);
	expect(ticks()).toEqual(['routoo.routoo#start#budget', 'routoo.routoo#start#question']);
	editor.told = [];
	follow(done);
	expect(ticks()).toEqual([]);
});

test('the first steps hear which file stands in the editor', () => {
	const { following, file, names } = follow(open);
	file.name = () => 'cart.ts';
	file.changed.emit();
	following.dispose();
	file.changed.emit();
	expect(names).toEqual([null, 'cart.ts']);
});

test('what another window did is read when this one comes to the front, while a step is open', () => {
	const { following, loaded, show } = follow(open);
	editor.focus({ focused: false });
	expect(loaded).toEqual([]);
	editor.focus({ focused: true });
	expect(loaded).toHaveLength(1);
	show(done);
	editor.focus({ focused: true });
	following.dispose();
	editor.focus({ focused: true });
	expect(loaded).toHaveLength(1);
});
