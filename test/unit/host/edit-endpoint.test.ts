import { beforeEach, expect, test, vi } from 'vitest';
import { readSettings } from '../../../src/app/settings/schema.ts';
import type { Endpoint } from '../../../src/core/model/endpoint.ts';
import { changeAddress, removeEndpoint, renameEndpoint } from '../../../src/host/commands/edit-endpoint.ts';

const editor = vi.hoisted(() => ({
	written: {} as Record<string, unknown>,
	asked: [] as { readonly text: string; readonly detail: string; readonly answers: readonly string[] }[],
	answer: undefined as string | undefined,
	said: [] as string[],
	lists: [] as (readonly { readonly label: string }[])[],
	pick: 0 as number | undefined,
	boxes: [] as { value?: string; validateInput: (text: string) => string | undefined }[],
	typed: undefined as string | undefined,
}));

vi.mock('vscode', () => ({
	workspace: { getConfiguration: () => ({ get: (key: string) => editor.written[key] }) },
	window: {
		showWarningMessage: async (text: string, { detail }: { detail: string }, ...answers: string[]) => {
			editor.asked.push({ text, detail, answers });
			return editor.answer;
		},
		showInformationMessage: async (text: string) => void editor.said.push(text),
		showQuickPick: async (items: readonly { readonly label: string }[]) => {
			editor.lists.push(items);
			return editor.pick === undefined ? undefined : items[editor.pick];
		},
		showInputBox: async (box: (typeof editor.boxes)[number]) => {
			editor.boxes.push(box);
			return editor.typed;
		},
	},
}));

const mine = { id: 'mine', name: 'Mine', url: 'https://models.example/v1', contextTokens: 9000 };
const broken = { id: 'broken', url: 7 };
const company = { id: 'openai', name: 'Company', url: 'https://gateway.example/v1' };

beforeEach(() => {
	Object.assign(editor, { asked: [], answer: undefined, said: [], lists: [], pick: 0, boxes: [], typed: undefined });
	editor.written = { 'routoo.endpoints': [mine, broken, company] };
});

const endpoint = (id: string, displayName: string, baseUrl: string): Endpoint => ({
	...{ id, displayName, baseUrl, kind: 'openai-compatible', local: false, needsKey: true },
});
const found = endpoint('ollama', 'Ollama', 'http://localhost:11434/v1');
const vendor = endpoint('anthropic', 'Anthropic', 'https://api.anthropic.com/v1');
const ofEditor = endpoint('vscode', 'VS Code', 'vscode:lm');

function app(keys: Record<string, string> = {}, listed: readonly Endpoint[] = [found, vendor, ofEditor]) {
	const done: string[] = [];
	const host = {
		settings: {
			current: () => readSettings((key) => editor.written[key]).settings,
			update: async (key: string, value: unknown) => {
				done.push(`wrote ${key}`);
				editor.written[key] = value;
			},
		},
		models: { ready: async () => {}, endpoints: () => listed.map((each) => ({ endpoint: each })) },
		keys: {
			get: async (id: string) => keys[id] ?? null,
			remove: async (id: string) => {
				done.push(`key ${id}`);
				delete keys[id];
			},
		},
	};
	return { host: host as unknown as Parameters<typeof removeEndpoint>[0], keys, done };
}

test('an endpoint of the settings is removed after a question, with its key, and what cannot be read there stays', async () => {
	const { host, keys, done } = app({ mine: 'k' });
	await removeEndpoint(host, 'mine');
	expect(editor.asked[0]).toMatchObject({ text: 'Remove Mine?', answers: ['Remove', 'Keep Key'] });
	expect(editor.asked[0]!.detail).toContain('API key is removed');
	expect([editor.written['routoo.endpoints'], keys]).toEqual([[mine, broken, company], { mine: 'k' }]);
	editor.answer = 'Remove';
	await removeEndpoint(host, 'mine');
	expect([editor.written['routoo.endpoints'], keys]).toEqual([[broken, company], {}]);
	expect(done).toEqual(['wrote routoo.endpoints', 'key mine']);
});

test('its key can stay; without one nothing is said of it', async () => {
	const { host, keys } = app({ mine: 'k' });
	editor.answer = 'Keep Key';
	await removeEndpoint(host, 'mine');
	expect([editor.written['routoo.endpoints'], keys]).toEqual([[broken, company], { mine: 'k' }]);
	editor.written['routoo.endpoints'] = [mine];
	await removeEndpoint(app().host, 'mine');
	expect(editor.asked[1]).toMatchObject({ answers: ['Remove'] });
	expect(editor.asked[1]!.detail).not.toContain('API key');
});

test('one that stands for a built-in vendor never leaves its key to that vendor: the key goes first', async () => {
	const { host, done } = app({ openai: 'company-key' });
	editor.answer = 'Remove';
	await removeEndpoint(host, 'openai');
	expect(editor.asked[0]!.answers).toEqual(['Remove']);
	expect(editor.asked[0]!.detail).toContain('requests go to api.openai.com');
	expect(done).toEqual(['key openai', 'wrote routoo.endpoints']);
});

test('a built-in vendor cannot be removed, says so, and is turned off by its key', async () => {
	const { host, keys, done } = app({ anthropic: 'k' });
	await removeEndpoint(host, 'anthropic');
	expect(editor.asked[0]!.detail).toContain('built in and cannot be removed');
	expect(keys).toEqual({ anthropic: 'k' });
	editor.answer = 'Remove Key';
	await removeEndpoint(host, 'anthropic');
	expect(done).toEqual(['key anthropic']);
	await removeEndpoint(host, 'anthropic');
	expect(editor.said[0]).toContain('off already');
});

test.each([
	['ollama', 'routoo.discoverLocalServers'],
	['vscode', 'routoo.useEditorModels'],
])('%s was not added by hand: the question names %s, which is turned off', async (id, key) => {
	const { host } = app();
	await removeEndpoint(host, id);
	expect(editor.asked[0]!.detail).toContain(key);
	expect(editor.written).not.toHaveProperty([key]);
	editor.answer = 'Turn Off';
	await removeEndpoint(host, id);
	expect(editor.written[key]).toBe(false);
});

test('without a name it asks which one, configured ones first', async () => {
	editor.pick = undefined;
	await removeEndpoint(app().host);
	expect(editor.lists[0]!.map(({ label }) => label)).toEqual(['Mine', 'Company', 'Ollama', 'Anthropic', 'VS Code']);
	expect(editor.asked).toEqual([]);
	editor.written = {};
	await removeEndpoint(app({}, []).host);
	expect(editor.said[0]).toContain('none to remove');
});

test('a new name goes into the entry beside what stands there; an empty or very long one does not', async () => {
	const { host } = app();
	editor.typed = ' Ours ';
	await renameEndpoint(host, 'mine');
	expect(editor.written['routoo.endpoints']).toEqual([{ ...mine, name: 'Ours' }, broken, company]);
	expect(editor.boxes[0]!.value).toBe('Mine');
	expect(editor.boxes[0]!.validateInput(' ')).toBe('Give it a name.');
	expect(editor.boxes[0]!.validateInput('x'.repeat(61))).toContain('60');
	for (const typed of [undefined, 'Ours', '', 'x'.repeat(61)]) {
		editor.typed = typed;
		await renameEndpoint(host, 'mine');
		expect(editor.written['routoo.endpoints']).toEqual([{ ...mine, name: 'Ours' }, broken, company]);
	}
});

test.each(['anthropic', 'ollama', 'vscode'])('%s keeps its name, and that is said', async (id) => {
	await renameEndpoint(app().host, id);
	expect(editor.said[0]).toContain('Only endpoints that you added');
	expect(editor.boxes).toEqual([]);
});

test('a new address goes into the entry beside what stands there, and is checked as a new endpoint is', async () => {
	const { host } = app({ mine: 'sk-1' });
	editor.typed = ' https://models.example/gateway/v1 ';
	await changeAddress(host, 'mine');
	const moved = { ...mine, url: 'https://models.example/gateway/v1' };
	expect(editor.written['routoo.endpoints']).toEqual([moved, broken, company]);
	const [box] = editor.boxes;
	expect(box).toMatchObject({ value: mine.url, prompt: expect.stringContaining('API key for Mine goes to this address') });
	expect([box!.validateInput('not a url') === undefined, box!.validateInput('localhost:8080')]).toEqual([false, undefined]);
	for (const typed of [undefined, moved.url, '', 'javascript:alert(1)']) {
		editor.typed = typed;
		await changeAddress(host, 'mine');
		expect(editor.written['routoo.endpoints']).toEqual([moved, broken, company]);
	}
});

test.each(['anthropic', 'ollama', 'vscode'])('%s has no address to change, and that is said', async (id) => {
	await changeAddress(app().host, id);
	expect(editor.said[0]).toContain('Only endpoints that you added');
	expect(editor.boxes).toEqual([]);
});
