import { homedir } from 'node:os';
import { beforeEach, expect, test, vi } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { downloadReader, useReaderFile } from '../../../src/host/commands/reader.ts';

interface Uri {
	readonly scheme: string;
	readonly path: string;
	readonly fsPath: string;
}
/** What the user picks and answers, and what was shown. */
const editor = vi.hoisted(() => ({
	picks: undefined as Uri | undefined,
	answer: undefined as string | undefined,
	from: '',
	told: [] as string[],
}));

vi.mock('vscode', () => ({
	ProgressLocation: { Notification: 15 },
	Uri: { file: (fsPath: string) => ({ scheme: 'file', path: fsPath, fsPath }) },
	window: {
		showOpenDialog: async ({ defaultUri }: { defaultUri?: Uri }) => {
			editor.from = `${defaultUri?.scheme}:${defaultUri?.fsPath}`;
			return editor.picks === undefined ? undefined : [editor.picks];
		},
		showInformationMessage: async (text: string, ..._: unknown[]) => {
			editor.told.push(text);
			return editor.answer;
		},
		showWarningMessage: async (text: string) => void editor.told.push(text),
		withProgress: async (_: object, task: (report: object, token: object) => Promise<void>) =>
			task({ report: () => {} }, { onCancellationRequested: () => {} }),
	},
}));

beforeEach(() => Object.assign(editor, { picks: undefined, answer: undefined, from: '', told: [] }));

function app(over: Readonly<Record<string, unknown>> = {}): { used: string[]; readerFiles: never } {
	const used: string[] = [];
	const readerFiles = {
		wanted: async () => ({
			fileName: 'm.gguf',
			model: 'M',
			publisher: 'P',
			licence: 'MIT',
			address: 'https://a/m.gguf',
			bytes: 5e8,
			sha256: 'ab',
		}),
		found: async () => [],
		use: async (path: string) => void used.push(path),
		download: async () => void used.push('downloaded'),
		reader: { onStatus: () => () => {}, status: () => ({ kind: 'none' }) },
		...over,
	};
	return { used, readerFiles: readerFiles as never };
}

test('a file of this computer is used; the dialog opens on it in a remote window, too', async () => {
	editor.picks = { scheme: 'file', path: '/models/m.gguf', fsPath: '/models/m.gguf' };
	const { used, readerFiles } = app();
	await useReaderFile({ readerFiles });
	expect(used).toEqual(['/models/m.gguf']);
	expect(editor.from).toBe(`file:${homedir()}`);
	expect(editor.told).toEqual([expect.stringMatching(/^The reader is ready/)]);
});

test.each(['vscode-remote', 'vscode-vfs', 'untitled'])('a file of %s is not taken for one of this computer', async (scheme) => {
	editor.picks = { scheme, path: '/models/m.gguf', fsPath: '/models/m.gguf' };
	const { used, readerFiles } = app();
	await useReaderFile({ readerFiles });
	expect(used).toEqual([]);
	expect(editor.told).toEqual([expect.stringMatching(/^m\.gguf is not on the computer that Routoo runs on\. Copy it/)]);
});

test('nothing is downloaded before the user said yes, and nothing is done where nobody picks', async () => {
	const { used, readerFiles } = app();
	await downloadReader({ readerFiles });
	await useReaderFile({ readerFiles });
	expect(used).toEqual([]);
	editor.answer = 'Download';
	await downloadReader({ readerFiles });
	expect(used).toEqual(['downloaded']);
});

test('where no file can be used it is said in words', async () => {
	const wanted = async () => {
		throw new RoutooError('invalidInput', 'This version of Routoo has no weights for a reader file.', 'Update Routoo.');
	};
	for (const command of [useReaderFile, downloadReader]) await command({ readerFiles: app({ wanted }).readerFiles });
	expect(editor.told).toEqual(Array(2).fill('This version of Routoo has no weights for a reader file. Update Routoo.'));
});
