import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, expect, test, vi } from 'vitest';
import { showDataFolder } from '../../../src/host/commands/data-folder.ts';
import { copyEndpointKey, rotateEndpointKey, showEndpoint } from '../../../src/host/commands/endpoint.ts';
import type { EndpointState } from '../../../src/host/endpoint/endpoint.ts';

interface Item {
	readonly label: string;
	readonly run: () => unknown;
}

const editor = vi.hoisted(() => ({
	said: [] as string[],
	answer: undefined as string | undefined,
	offered: [] as Item[],
	placeHolder: '',
	pick: null as string | null,
	copied: [] as string[],
	ran: [] as unknown[],
	remoteName: undefined as string | undefined,
}));

vi.mock('vscode', () => {
	const tell = async (text: string) => {
		editor.said.push(text);
		return editor.answer;
	};
	return {
		window: {
			showInformationMessage: tell,
			showWarningMessage: tell,
			showQuickPick: async (items: readonly Item[], { placeHolder }: { placeHolder: string }) => {
				Object.assign(editor, { offered: items, placeHolder });
				return items.find(({ label }) => editor.pick !== null && label.includes(editor.pick));
			},
		},
		env: {
			clipboard: { writeText: async (text: string) => void editor.copied.push(text) },
			get remoteName() {
				return editor.remoteName;
			},
			uiKind: 1,
		},
		commands: { executeCommand: async (...args: unknown[]) => void editor.ran.push(args) },
		UIKind: { Desktop: 1, Web: 2 },
		Uri: { file: (path: string) => path },
	};
});

beforeEach(() => {
	const remoteName = undefined;
	Object.assign(editor, { said: [], answer: undefined, offered: [], placeHolder: '', pick: null, copied: [], ran: [], remoteName });
});

function appIn(state: EndpointState) {
	let key = 'routoo-first-abcd';
	const written: unknown[] = [];
	const enabled = state.kind !== 'off';
	const endpoint = { window: { state }, key: { get: async () => key, rotate: async () => (key = 'routoo-second-efgh') } };
	const settings = {
		current: () => ({ endpoint: { enabled, port: 5000 } }),
		updateUser: async (...change: unknown[]) => void written.push(change),
	};
	const opened: [string, string][] = [];
	const reports = { show: async (title: string, text: string) => void opened.push([title, text]) };
	const host = { context: { extensionPath: process.cwd() } };
	return { app: { endpoint, settings, reports, host } as never, written, opened };
}

test('the key is copied and never shown whole', async () => {
	const { app } = appIn({ kind: 'serving', port: 5000 });
	await copyEndpointKey(app);
	expect(editor.copied).toEqual(['routoo-first-abcd']);
	await showEndpoint(app);
	expect(editor.placeHolder).toContain('served by this window');
	const shown = JSON.stringify([editor.said, editor.offered, editor.placeHolder]);
	expect(shown).toContain('routoo-…abcd');
	expect(shown).not.toContain('first');
	editor.pick = '/v1';
	await showEndpoint(app);
	editor.pick = '…abcd';
	await showEndpoint(app);
	expect(editor.copied.slice(1)).toEqual(['http://127.0.0.1:5000/v1', 'routoo-first-abcd']);
});

test('how to set up each tool opens the blocks of the guide with the address filled in, without the key', async () => {
	const { app, opened } = appIn({ kind: 'serving', port: 5000 });
	editor.pick = 'How to set up';
	await showEndpoint(app);
	const [title, text] = opened[0]!;
	expect(title).toBe('Other tools with Routoo');
	expect(text).toContain('export ANTHROPIC_BASE_URL=http://127.0.0.1:5000\n');
	expect(text).not.toContain('22768');
	expect(text).not.toContain('routoo-first');
	const pages = readdirSync('docs/guide/tools').map((name) => readFileSync(`docs/guide/tools/${name}`, 'utf8'));
	expect(pages.length).toBeGreaterThan(8);
	const blocks = pages.flatMap((page) => [...page.matchAll(/^```\w+\n(.*?)^```/gms)].map(([, block]) => block!));
	for (const block of blocks) expect(text).toContain(block.replaceAll('22768', '5000'));
	// Nothing leads to a file that is not beside it.
	expect(text).not.toMatch(/\]\((?!http)/);
});

test('a new key is made when the user says so', async () => {
	const { app } = appIn({ kind: 'joined', port: 5000 });
	await rotateEndpointKey(app);
	editor.answer = 'Rotate Key';
	await copyEndpointKey(app);
	expect(editor.copied).toEqual(['routoo-first-abcd']);
	await rotateEndpointKey(app);
	await copyEndpointKey(app);
	expect(editor.copied.at(-1)).toBe('routoo-second-efgh');
});

test('off: it can be turned on from each of its commands', async () => {
	const { app, written } = appIn({ kind: 'off' });
	editor.pick = 'Turn on';
	await showEndpoint(app);
	editor.answer = 'Turn On';
	await copyEndpointKey(app);
	expect(editor.said.at(-1)).toContain('is off');
	await vi.waitFor(() =>
		expect(written).toEqual([
			['routoo.endpoint.enabled', true],
			['routoo.endpoint.enabled', true],
		]),
	);
	expect(editor.offered.some(({ label }) => label.includes('5000'))).toBe(false);
});

test('beside another Routoo with a key of its own, this key is not offered', async () => {
	const { app, written } = appIn({ kind: 'other', port: 5000 });
	editor.pick = 'Turn off';
	await showEndpoint(app);
	expect(editor.offered.some(({ label }) => label.includes('key'))).toBe(false);
	expect(editor.placeHolder).toContain('the key that it shows');
	expect(written).toEqual([['routoo.endpoint.enabled', false]]);
	await copyEndpointKey(app);
	expect(editor.said.at(-1)).toContain('the key that it shows');
});

test('the data folder is named, opened where it is this computer’s, and its path copied', async () => {
	editor.answer = 'Open Folder';
	await showDataFolder();
	expect(editor.said[0]).toContain(String(process.env.ROUTOO_DATA));
	expect(editor.ran).toEqual([['revealFileInOS', process.env.ROUTOO_DATA]]);
	editor.remoteName = 'ssh-remote';
	editor.answer = 'Copy Path';
	await showDataFolder();
	expect(editor.copied).toEqual([process.env.ROUTOO_DATA]);
});
