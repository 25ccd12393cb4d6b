import { beforeEach, expect, test, vi } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { removeModelFile, startModelFile, stopModelFile, useModelFile } from '../../../src/host/commands/model-file.ts';

interface Uri {
	readonly scheme: string;
	readonly path: string;
	readonly fsPath: string;
}
/** What the user picks and answers, in turn, and what was shown. */
const editor = vi.hoisted(() => ({
	picks: [] as (Uri | undefined)[],
	answers: [] as (string | undefined)[],
	told: [] as string[],
	opened: [] as string[],
	cancel: false,
}));

vi.mock('vscode', () => {
	const message = async (text: string, options?: { modal?: boolean; detail?: string } | string) => {
		const modal = typeof options === 'object' && options.modal === true;
		editor.told.push(modal ? `modal: ${text} ${options.detail ?? ''}` : text);
		return modal ? editor.answers.shift() : undefined;
	};
	return {
		ProgressLocation: { Notification: 15 },
		Uri: {
			file: (fsPath: string) => ({ scheme: 'file', path: fsPath, fsPath }),
			parse: (text: string) => ({ toString: () => text }),
		},
		env: { openExternal: async (uri: object) => void editor.opened.push(String(uri)) },
		window: {
			showOpenDialog: async () => {
				const picked = editor.picks.shift();
				return picked === undefined ? undefined : [picked];
			},
			showInformationMessage: message,
			showWarningMessage: message,
			showQuickPick: async (items: readonly { id: string }[]) => items.at(-1),
			withProgress: async (_: object, task: (report: object, token: object) => Promise<void>) =>
				task({}, { onCancellationRequested: (stop: () => void) => editor.cancel && setImmediate(stop) }),
		},
	};
});

const file = (path: string, scheme = 'file'): Uri => ({ scheme, path, fsPath: path });
beforeEach(() => Object.assign(editor, { picks: [], answers: [], told: [], opened: [], cancel: false }));

function app(change: Readonly<Record<string, unknown>> = {}) {
	const done: string[] = [];
	let program: string | null = '/usr/bin/llama-server';
	const modelFiles = {
		examine: async (path: string) => ({
			...{ id: 'talker', path, contextTokens: 8192, memory: 2e9 },
			card: { name: 'T', architecture: 'llama', licence: null, parametersB: 1, bytes: 1e9, hasTemplate: true },
		}),
		program: async () => program,
		useProgram: async (path: string) => {
			program = path;
			done.push(`program ${path}`);
		},
		add: async ({ id }: { id: string }, by: string) => void done.push(`add ${id} by ${by}`),
		start: async (id: string) => void done.push(`start ${id}`),
		stop: async (id: string) => void done.push(`stop ${id}`),
		remove: async (id: string) => void done.push(`remove ${id}`),
		endpoints: async () => [],
		list: () => ['first', 'talker'].map((id) => ({ id, path: `/models/${id}.gguf` })),
		stateOf: () => ({ kind: 'stopped' }),
		pidOf: () => null,
		...change,
	};
	const models = { refresh: async () => void done.push('refresh') };
	return { done, app: { modelFiles, models, health: { reset: () => done.push('reset') }, totalMemory: 16e9 } as never };
}

test('nothing is kept or started before the user agreed to program, file and size', async () => {
	const { done, app: given } = app();
	editor.picks = [file('/models/talker.gguf')];
	await useModelFile(given);
	expect(done).toEqual([]);
	expect(editor.told).toHaveLength(1);
	for (const words of ['modal: Run talker.gguf on this computer?', '/usr/bin/llama-server', '/models/talker.gguf (1.0 GB)', '127.0.0.1'])
		expect(editor.told[0]).toContain(words);
	editor.picks = [file('/models/talker.gguf')];
	editor.answers = ['Run'];
	await useModelFile(given);
	expect(done).toEqual(['add talker by /usr/bin/llama-server', 'refresh', 'reset', 'start talker']);
	expect(editor.told.at(-1)).toMatch(/^talker runs on this computer/);
});

test('another program is asked about anew', async () => {
	const { done, app: given } = app();
	editor.picks = [file('/models/talker.gguf'), file('/opt/llama-server')];
	editor.answers = ['Another Program…', 'Run'];
	await useModelFile(given);
	expect(done.slice(0, 2)).toEqual(['program /opt/llama-server', 'add talker by /opt/llama-server']);
	expect(editor.told[1]).toContain('/opt/llama-server');
});

test('a file that failed is agreed to anew, with another program', async () => {
	const { done, app: given } = app();
	editor.picks = [file('/opt/llama-server')];
	editor.answers = ['Another Program…', 'Run'];
	await useModelFile(given, 'gguf/talker');
	expect(done).toEqual(['program /opt/llama-server', 'add talker by /opt/llama-server', 'refresh', 'reset', 'start talker']);
	await useModelFile(given, 'gguf/gone');
	expect(editor.told.at(-1)).toMatch(/^There is no such model file/);
});

test('where no llama-server is found it is said what it is; its page opens, or a program is chosen', async () => {
	let none: string | null = null;
	const useProgram = async (path: string) => {
		none = path;
	};
	const { done, app: given } = app({ program: async () => none, useProgram });
	editor.picks = [file('/models/talker.gguf')];
	editor.answers = ['Open Page'];
	await useModelFile(given);
	expect(editor.told[0]).toContain('Routoo installs nothing itself');
	expect(editor.opened).toEqual(['https://github.com/ggml-org/llama.cpp']);
	editor.picks = [file('/models/talker.gguf'), file('/opt/llama-server')];
	editor.answers = ['Choose Program…', 'Run'];
	await useModelFile(given);
	expect(done[0]).toBe('add talker by /opt/llama-server');
});

test.each(['vscode-remote', 'vscode-vfs'])('a file of %s is not on this computer', async (scheme) => {
	const { done, app: given } = app();
	editor.picks = [file('/models/talker.gguf', scheme)];
	await useModelFile(given);
	expect(done).toEqual([]);
	expect(editor.told).toEqual([expect.stringMatching(/^talker\.gguf is not on the computer that Routoo runs on\. Copy it/)]);
});

test('what is no model is said, and another can be chosen; words of a file make no link', async () => {
	const examine = async () => {
		throw new RoutooError('invalidInput', '[x](command:evil) holds no weights.', 'Choose another.');
	};
	const { done, app: given } = app({ examine });
	editor.picks = [file('/models/talker.gguf')];
	await useModelFile(given);
	expect(done).toEqual([]);
	expect(editor.told).toHaveLength(1);
	expect(editor.told[0]).toMatch(/^modal: talker\.gguf cannot be used\..*holds no weights\. Choose another\./s);
	editor.picks = [file('/models/talker.gguf'), file('/models/other.gguf')];
	editor.answers = ['Choose Another File…'];
	await useModelFile(given);
	expect(editor.told.at(-1)).toContain('other.gguf cannot be used.');
	expect(done).toEqual([]);
});

test('start and stop by the id of the model, of the file, or by a question; an unknown one is said', async () => {
	const { done, app: given } = app();
	await startModelFile(given, 'gguf/first');
	await stopModelFile(given, 'first');
	await stopModelFile(given);
	expect(done).toEqual(['reset', 'start first', 'stop first', 'stop talker']);
	await stopModelFile(given, 'gguf/none');
	expect(editor.told.at(-1)).toMatch(/^There is no such model file/);
});

test('cancelled while it loads, it is stopped, and nothing more is said', async () => {
	editor.cancel = true;
	const start = (_: string, signal: AbortSignal) =>
		new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
	const { done, app: given } = app({ start });
	await startModelFile(given, 'first');
	expect(done).toEqual(['reset', 'stop first']);
	expect(editor.told).toEqual([]);
});

test('removed only after a yes', async () => {
	const { done, app: given } = app();
	await removeModelFile(given, 'gguf/first');
	expect(done).toEqual([]);
	editor.answers = ['Remove'];
	await removeModelFile(given, 'gguf/first');
	expect(done).toEqual(['remove first', 'refresh']);
	expect(editor.told[0]).toContain('The file stays where it is');
});
