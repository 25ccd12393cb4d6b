import { beforeEach, expect, test, vi } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { FileGuard } from '../../../src/host/editor/file-guard.ts';
import { TerminalReader } from '../../../src/host/editor/terminal.ts';

const editor = vi.hoisted(() => ({
	terminal: undefined as object | undefined,
	clipboard: '',
	/** What was written into it, in order. */
	written: [] as string[],
	/** What each command copies; absent: it copies nothing. */
	copies: {} as Record<string, string>,
	started: (_event: unknown): void => {},
}));

vi.mock('vscode', () => ({
	window: {
		get activeTerminal() {
			return editor.terminal;
		},
		onDidStartTerminalShellExecution: (listener: (event: unknown) => void) => {
			editor.started = listener;
			return { dispose: () => {} };
		},
	},
	env: {
		clipboard: {
			readText: async () => editor.clipboard,
			writeText: async (text: string) => {
				editor.written.push(text);
				editor.clipboard = text;
			},
		},
	},
	commands: {
		executeCommand: async (id: string) => {
			const copied = editor.copies[id];
			if (copied !== undefined) editor.clipboard = copied;
		},
	},
	workspace: {},
}));

const SELECTION = 'workbench.action.terminal.copySelection';
const LAST = 'workbench.action.terminal.copyLastCommandAndLastCommandOutput';

let answers: (string | null)[];
let asked: string[];
let reader: TerminalReader;
const run = async (command: string, ...pieces: string[]): Promise<void> => {
	async function* read() {
		yield* pieces;
	}
	editor.started({ terminal: editor.terminal, execution: { commandLine: { value: command }, read } });
	await new Promise((resolve) => setTimeout(resolve, 5));
};

beforeEach(() => {
	Object.assign(editor, { terminal: {}, clipboard: 'mine', written: [], copies: {} });
	answers = [];
	asked = [];
	const choose = async ({ text }: { text: string }) => {
		asked.push(text);
		return answers.shift() ?? null;
	};
	reader = new TerminalReader(new FileGuard({} as never, choose as never));
});

test('the last command goes with what it wrote, and the clipboard is left alone', async () => {
	await run('npm test', 'one\r\n');
	await run('make', '\x1b[31merr', 'or\x1b[0m\r\n');
	expect(await reader.lastCommand()).toMatchObject({ kind: 'terminal', content: '$ make\nerror' });
	expect(editor.written).toEqual([]);
});

test('one that ran before Routoo did is copied by the editor, and the clipboard gets back what it held', async () => {
	editor.copies = { [LAST]: 'ls\na.ts\nb.ts' };
	expect(await reader.lastCommand()).toMatchObject({ content: '$ ls\na.ts\nb.ts' });
	expect(editor.clipboard).toBe('mine');
	editor.copies = {};
	expect(await reader.lastCommand()).toBeNull();
	expect(editor.clipboard).toBe('mine');
});

test('a selection that the clipboard holds already is one all the same; where nothing is selected there is none', async () => {
	editor.copies = { [SELECTION]: 'mine' };
	expect(await reader.selection()).toMatchObject({ path: 'terminal selection', content: 'mine' });
	editor.copies = {};
	expect(await reader.selection()).toBeNull();
	expect(editor.clipboard).toBe('mine');
});

test('a clipboard without text is not written to where nothing is selected: it may hold an image', async () => {
	editor.clipboard = '';
	expect(await reader.selection()).toBeNull();
	expect(editor.written).toEqual([]);
});

test('two at once do not take each other for the clipboard', async () => {
	editor.copies = { [SELECTION]: 'chosen', [LAST]: 'ls\nout' };
	const both = await Promise.all([reader.selection(), reader.lastCommand()]);
	expect(both.map((one) => one?.content)).toEqual(['chosen', '$ ls\nout']);
	expect(editor.clipboard).toBe('mine');
});

test('without a terminal nothing is asked of the editor', async () => {
	editor.terminal = undefined;
	editor.copies = { [SELECTION]: 'x', [LAST]: 'x' };
	expect([await reader.selection(), await reader.lastCommand()]).toEqual([null, null]);
	expect(editor.written).toEqual([]);
});

test('a text with a key is asked about, and stays after a no', async () => {
	const key = `-----BEGIN OPENSSH PRIVATE KEY-----\r\n${'b3BlbnNzaC1rZXktdjEAAAAABG5vbmU'.repeat(4)}\r\n`;
	await run('cat id', key);
	await expect(reader.lastCommand()).rejects.toThrow(RoutooError);
	expect(asked).toEqual(['The text of the terminal holds a private key. Attach it?']);
	answers = ['yes'];
	expect((await reader.lastCommand())!.content).toContain('PRIVATE KEY');
});

test('of a flood the end is kept, in bounds', async () => {
	await run('yes', ...Array.from({ length: 300 }, () => 'y\r\n'.repeat(1000)), 'last\r\n');
	const made = (await reader.lastCommand())!;
	expect(made.content).toMatch(/\nlast$/);
	expect(made.cut).toMatch(/^the end of the output: lines /);
});
