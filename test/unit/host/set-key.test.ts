import { beforeEach, expect, test, vi } from 'vitest';
import { readSettings } from '../../../src/app/settings/schema.ts';
import { removeKey, setKey, useFoundKeys } from '../../../src/host/commands/keys.ts';
import { BUILT_IN_ENDPOINTS } from '../../../src/providers/built-in.ts';
import { candidate } from '../app/fakes.ts';

/** An input box as VS Code gives it: what is typed is accepted, or it is left. */
class Box {
	value = '';
	validationMessage: string | undefined;
	title = '';
	placeholder = '';
	prompt = '';
	password = false;
	buttons: unknown[] = [];
	shows = 0;
	readonly #on: Record<string, ((value?: unknown) => unknown)[]> = {};
	readonly onDidAccept = (run: () => void) => this.#add('accept', run);
	readonly onDidHide = (run: () => void) => this.#add('hide', run);
	readonly onDidChangeValue = (run: () => void) => this.#add('value', run);
	readonly onDidTriggerButton = (run: () => unknown) => this.#add('button', run);

	#add(event: string, run: () => unknown): void {
		this.#on[event] = [...(this.#on[event] ?? []), run];
	}

	show(): void {
		this.shows++;
		if (this.shows === 1) void shown.act(this);
	}

	dispose(): void {
		this.tell('hide');
	}

	async tell(event: string): Promise<void> {
		for (const run of this.#on[event] ?? []) await run();
	}

	async accept(text: string): Promise<void> {
		this.value = text;
		await this.tell('value');
		await this.tell('accept');
	}
}

interface Item {
	readonly label: string;
	readonly url?: string;
}

const shown = vi.hoisted(() => ({
	act: (async () => {}) as (box: unknown) => Promise<void>,
	boxes: [] as unknown[],
	lists: [] as string[][],
	picks: [] as (string | undefined)[],
	said: [] as string[],
	warned: [] as string[],
	offered: [] as string[],
	answer: undefined as string | undefined,
	ran: [] as string[],
	opened: [] as string[],
}));

vi.mock('vscode', () => ({
	ProgressLocation: { Notification: 15 },
	ThemeIcon: class {},
	Uri: { parse: (url: string) => url },
	env: { openExternal: async (url: string) => void shown.opened.push(url) },
	window: {
		createInputBox: () => {
			const box = new Box();
			shown.boxes.push(box);
			return box;
		},
		showQuickPick: async (items: readonly Item[], { canPickMany }: { canPickMany?: boolean }) => {
			shown.lists.push(items.map(({ label }) => label));
			if (canPickMany) return shown.picks.length === 0 ? undefined : items.filter(({ label }) => shown.picks.includes(label));
			const wanted = shown.picks.shift();
			return items.find(({ label }) => label === wanted);
		},
		withProgress: (_options: unknown, run: () => Promise<unknown>) => run(),
		showInformationMessage: async (text: string) => {
			shown.said.push(text);
			return shown.answer;
		},
		showWarningMessage: async (text: string, ...offered: string[]) => {
			shown.warned.push(text);
			shown.offered = offered;
			return shown.answer;
		},
	},
	commands: { executeCommand: async (...given: string[]) => void shown.ran.push(given.join(' ')) },
}));

const ANTHROPIC = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz';

let kept: Record<string, string>;
let asked: { url: string; key: string | null }[];

beforeEach(() => {
	Object.assign(shown, {
		act: async () => {},
		boxes: [],
		lists: [],
		picks: [],
		said: [],
		warned: [],
		offered: [],
		answer: undefined,
		ran: [],
		opened: [],
	});
	kept = {};
	asked = [];
});

/** A host whose vendors all list two models, one of which has no price, and accept every key but `bad`. */
function host(found: readonly { id: string; value: string }[] = [], pool: readonly string[] | null = null): never {
	const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
		const headers = new Headers(init?.headers);
		const key = headers.get('x-api-key') ?? headers.get('authorization')?.replace('Bearer ', '') ?? null;
		asked.push({ url: String(input), key });
		if (key?.includes('offline')) throw new TypeError('fetch failed');
		if (key === null || key.includes('bad')) return Response.json({ error: { message: 'no' } }, { status: 401 });
		return Response.json({
			data: [
				{ id: 'claude-sonnet-4-6', type: 'model' },
				{ id: 'claude-new', type: 'model' },
			],
		});
	};
	return {
		keys: {
			set: async (id: string, key: string) => void Object.assign(kept, { [id]: key }),
			remove: async (id: string) => void delete kept[id],
		},
		providerDeps: { fetch, clock: { now: () => 0 }, secrets: { get: async () => undefined } },
		host: { log: { info: () => {} } },
		settings: { current: () => ({ ...readSettings(() => undefined).settings, pool }) },
		models: {
			refresh: async () => {},
			candidates: () => [candidate('anthropic/claude-sonnet', { local: false }), candidate('anthropic/claude-new', { local: false })],
			fillCandidates: () => [candidate('anthropic/claude-new', { local: false }), candidate('groq/other', { local: false })],
		},
		completion: { askRemote: async () => void shown.ran.push('askRemote') },
		welcome: {
			look: async () => {},
			found: () => found.map(({ id, value }) => ({ endpoint: BUILT_IN_ENDPOINTS.find((e) => e.id === id), value, variable: id })),
		},
	} as never;
}

const typing = (text: string) => async (box: unknown) => (box as Box).accept(text);

test('a pasted key is recognised, kept, tested, and the result is one line with models and those without a price', async () => {
	shown.act = typing(`ANTHROPIC_API_KEY=${ANTHROPIC}`);
	await setKey(host());
	const [box] = shown.boxes as Box[];
	expect(box).toMatchObject({ password: true, placeholder: 'Paste a key of any vendor' });
	expect(kept).toEqual({ anthropic: ANTHROPIC });
	expect(asked.every(({ url }) => url.startsWith('https://api.anthropic.com/'))).toBe(true);
	expect(shown.said).toHaveLength(1);
	expect(shown.said[0]).toMatch(
		/^Anthropic works: 2 models, answered in [\d.]+ s\. One model has no known price, so Auto leaves it out: claude-new\.$/,
	);
	expect(shown.ran).toEqual(['askRemote']);
	expect(shown.lists).toEqual([]);
});

test.each([
	[['groq/other'], 'Auto leaves its models out'],
	[['anthropic/claude-new'], 'Auto leaves some of its models out'],
])('where the own list for Auto is %j, the line of the key says so and leads to the models', async (pool, words) => {
	shown.act = typing(`ANTHROPIC_API_KEY=${ANTHROPIC}`);
	shown.answer = 'Show Models';
	await setKey(host([], pool));
	expect(shown.said[0]).toContain(`${words}: it chooses among those that you have ticked.`);
	await vi.waitFor(() => expect(shown.ran).toContain('routoo.manageModels'));
});

test.each([
	['Set Price', 'routoo.setPrice'],
	['Show Models', 'routoo.manageModels'],
])('%s: where a model has no known price, the line of the key leads there', async (answer, command) => {
	shown.act = typing(`ANTHROPIC_API_KEY=${ANTHROPIC}`);
	shown.answer = answer;
	await setKey(host());
	await vi.waitFor(() => expect(shown.ran).toContain(command));
});

test('an ambiguous one goes to nobody before the user has said whose it is', async () => {
	shown.act = typing('sk-0123456789abcdef0123456789abcdef');
	await setKey(host());
	expect(shown.lists).toEqual([['DeepSeek', 'Alibaba Cloud', 'Another vendor or server...']]);
	expect([kept, asked]).toEqual([{}, []]);
	shown.picks = ['Another vendor or server...', 'Mistral'];
	await setKey(host());
	expect(kept).toEqual({ mistral: 'sk-0123456789abcdef0123456789abcdef' });
	expect(shown.lists.at(-1)).not.toContain('DeepSeek');
	expect(asked.every(({ url }) => url.startsWith('https://api.mistral.ai/'))).toBe(true);
});

test('what is no key stays in the box with the reason, and leaving changes nothing', async () => {
	shown.act = async (raw) => {
		const box = raw as Box;
		await box.accept('two words');
		expect(box.validationMessage).toMatch(/no API key/);
		await box.tell('value');
		expect(box.validationMessage).toBeUndefined();
		await box.tell('hide');
	};
	await setKey(host());
	expect([kept, asked, shown.said]).toEqual([{}, [], []]);
});

test('a refused key says so with its vendor named once', async () => {
	shown.act = typing('sk-ant-bad-key');
	await setKey(host());
	expect(shown.warned).toHaveLength(1);
	expect(shown.warned[0]).toMatch(/^Anthropic did not accept the key\./);
	expect(shown.ran).toEqual([]);
});

test('a refused key can be set anew or removed at a press: it may be of another vendor', async () => {
	shown.act = typing('sk-ant-bad-key');
	shown.answer = 'Remove Key';
	await setKey(host());
	expect(shown.offered).toEqual(['Set API Key', 'Remove Key']);
	expect(shown.ran).toEqual(['routoo.removeKey anthropic']);
	await removeKey(host(), 'anthropic');
	expect(kept).toEqual({});
});

test('a key that cannot be tested without a network is kept, which is said, and is tested again at a press', async () => {
	shown.act = typing('sk-ant-offline');
	shown.answer = 'Test Again';
	await setKey(host());
	expect(kept).toEqual({ anthropic: 'sk-ant-offline' });
	expect(shown.warned[0]).toMatch(/The key is kept\.$/);
	expect(shown.offered).toEqual(['Test Again']);
	expect(shown.ran).toEqual(['routoo.testEndpoint anthropic']);
});

test('the page on which keys are made is one press away, and the box comes back', async () => {
	shown.picks = ['Groq'];
	shown.act = async (raw) => {
		const box = raw as Box;
		const opening = box.tell('button');
		// VS Code hides the box while another list stands open.
		await box.tell('hide');
		await opening;
		expect(box.shows).toBe(2);
		await box.accept('gsk_abc');
	};
	await setKey(host());
	expect(shown.opened).toEqual(['https://console.groq.com/keys']);
	expect(kept).toEqual({ groq: 'gsk_abc' });
	shown.act = async (raw) => {
		await (raw as Box).tell('button');
		await (raw as Box).accept('anything');
	};
	await setKey(host(), 'openai');
	expect(shown.opened.at(-1)).toBe('https://platform.openai.com/api-keys');
	expect(kept.openai).toBe('anything');
});

test('keys of the environment are taken at a word, and where there is none that is said', async () => {
	await useFoundKeys(host([{ id: 'anthropic', value: ANTHROPIC }]));
	expect(kept).toEqual({ anthropic: ANTHROPIC });
	expect(shown.said[0]).toMatch(/^Anthropic works: 2 models/);
	// Of several the names are seen before anything is sent.
	const several = ['anthropic', 'groq'].map((id) => ({ id, value: `${id}-key` }));
	[kept, asked] = [{}, []];
	await useFoundKeys(host(several));
	expect([shown.lists, kept, asked]).toEqual([[['anthropic', 'groq']], {}, []]);
	shown.picks = ['groq'];
	await useFoundKeys(host(several));
	expect(kept).toEqual({ groq: 'groq-key' });
	shown.said = [];
	await useFoundKeys(host());
	expect(shown.said[0]).toMatch(/holds no key/);
});
