import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ParticipantRequest } from '../../../src/app/agent/participant/types.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { PrivateFiles } from '../../../src/core/workspace/private-files.ts';
import { ChatParticipant } from '../../../src/host/participant/chat-participant.ts';
import { ReferenceReader } from '../../../src/host/participant/references.ts';
import { PARTICIPANT, registerParticipant } from '../../../src/host/participant/register.ts';
import { registerTools } from '../../../src/host/tools/register.ts';

const editor = vi.hoisted(() => ({
	tools: new Map<
		string,
		{ invoke(options: object, token: object): Promise<{ parts: { value: string }[] }>; prepareInvocation(options: object): object }
	>(),
	participants: [] as {
		id: string;
		handler: (...args: unknown[]) => Promise<unknown>;
		followupProvider?: { provideFollowups(result: object): unknown[] };
		told?: (feedback: { result: object; kind: number }) => void;
	}[],
}));

vi.mock('vscode', () => {
	class Uri {
		readonly path: string;
		readonly scheme = 'file';
		constructor(path: string) {
			this.path = path;
		}
	}
	class Location {
		readonly uri: Uri;
		readonly range: object;
		constructor(uri: Uri, range: object) {
			this.uri = uri;
			this.range = range;
		}
	}
	return {
		ChatResultFeedbackKind: { Unhelpful: 0, Helpful: 1 },
		Uri,
		Location,
		CancellationError: class extends Error {},
		Disposable: { from: () => ({ dispose: () => {} }) },
		LanguageModelTextPart: class {
			readonly value: string;
			constructor(value: string) {
				this.value = value;
			}
		},
		LanguageModelToolResult: class {
			readonly parts: unknown[];
			constructor(parts: unknown[]) {
				this.parts = parts;
			}
		},
		lm: { registerTool: (name: string, tool: never) => void editor.tools.set(name, tool) },
		chat: {
			createChatParticipant: (id: string, handler: never) => {
				const made = { id, handler, onDidReceiveFeedback: (told: never) => Object.assign(made, { told }) };
				editor.participants.push(made);
				return made;
			},
		},
		workspace: { asRelativePath: (uri: string | { path: string }) => (typeof uri === 'string' ? uri : uri.path).replace(/^\/w\//, '') },
	};
});

const { Uri, Location } = (await import('vscode')) as unknown as {
	Uri: new (path: string) => never;
	Location: new (uri: object, range: object) => never;
};
const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => {} }) };
const rules = new PrivateFiles([{ folder: '', text: 'notes/' }], []);

let read: string[];
const reader = {
	readUri: async (uri: { path: string }) => {
		read.push(uri.path);
		if (uri.path.includes('refused'))
			throw new RoutooError('invalidInput', `${uri.path} was not attached.`, 'Try again and agree if you mean it.');
		if (uri.path.includes('broken')) throw new TypeError('inside');
		return { kind: 'file', path: uri.path, language: null, content: 'text', range: null };
	},
	readRange: async (uri: { path: string }, range: { start: { line: number }; end: { line: number } }) => ({
		...{ kind: 'selection', path: uri.path, language: null, content: 'part' },
		range: { startLine: range.start.line + 1, endLine: range.end.line + 1 },
	}),
	readImage: async () => new Uint8Array([1, 2, 3]),
} as never;
const references = new ReferenceReader(reader, { ready: async () => {}, matches: (path: string) => rules.isPrivate(path) });
const ref = (value: unknown, id = 'x') => ({ id, value }) as never;

beforeEach(() => {
	read = [];
});

describe('references', () => {
	test('are read by their kind, in the order in which they were written', async () => {
		const range = { start: { line: 1 }, end: { line: 2 } };
		const all = [
			ref('exit 3', 'terminal'),
			ref({ diagnostics: [[new Uri('/w/a.ts'), [{ range, message: 'wrong' }]]] }, 'problems'),
			ref({ mimeType: 'image/png', data: async () => new Uint8Array([9]) }, 'pasted'),
			ref(new Uri('/w/shot.PNG')),
			ref(new Location(new Uri('/w/b.ts'), range)),
			ref(new Uri('/w/a.ts')),
			ref(new Uri('/w/a.ts')),
		].toReversed();
		const { files, images, texts, failed } = await references.read(all);
		expect(files.map(({ path, range }) => [path, range?.startLine ?? null])).toEqual([
			['/w/b.ts', 2],
			['/w/a.ts', null],
		]);
		expect(images).toEqual([
			{ type: 'image', mediaType: 'image/png', data: 'CQ==' },
			{ type: 'image', mediaType: 'image/png', data: 'AQID' },
		]);
		expect(texts).toEqual([
			{ name: 'terminal', text: 'exit 3' },
			{ name: 'problems', text: 'a.ts:2: wrong' },
		]);
		expect(failed).toEqual([]);
	});

	test('that cannot be read are said, each in a sentence, and the others go', async () => {
		const { files, failed } = await references.read([
			ref(new Uri('/w/a.ts')),
			ref(new Uri('/w/refused.env')),
			ref(new Uri('/w/broken.ts')),
			ref({ odd: 1 }, 'odd'),
			ref(null, 'nothing'),
			ref('x'.repeat(300_000), 'terminal'),
			ref({ mimeType: 'image/png', data: async () => new Uint8Array(6_000_000) }, 'large'),
		]);
		expect(files).toHaveLength(1);
		expect(failed.toSorted()).toEqual([
			'/w/refused.env was not attached. Try again and agree if you mean it.',
			'The image has more than 5 MB. Attach a smaller one.',
			'broken.ts cannot be read.',
			'nothing was not attached: it is of a kind that Routoo cannot read.',
			'odd was not attached: it is of a kind that Routoo cannot read.',
			'terminal is too long to be attached. Attach the part that matters.',
		]);
	});

	test('an open private file is neither read nor asked about; instructions of VS Code are left out', async () => {
		const { files, failed } = await references.read([
			ref(new Uri('/w/.env'), 'vscode.implicit.file'),
			ref(new Uri('/w/notes/a.md'), 'vscode.implicit.file'),
			ref(new Uri('/w/a.ts'), 'vscode.implicit.file'),
			ref(new Uri('/w/copilot.md'), 'vscode.instructions.file.root__x'),
		]);
		expect([files.map(({ path }) => path), read]).toEqual([['/w/a.ts'], ['/w/a.ts']]);
		expect(failed).toHaveLength(2);
		expect(failed.join(' ')).toContain('.env is open, but private, and was not sent.');
	});

	test('are bounded', async () => {
		const { files, failed } = await references.read(Array.from({ length: 30 }, (_, i) => ref(new Uri(`/w/${i}.ts`))));
		expect([files.length, failed]).toEqual([20, ['Only the first 20 attachments were sent.']]);
	});
});

test('the history of VS Code comes as turns with their answers, names and notes', async () => {
	let asked: ParticipantRequest | null = null;
	const note = { version: 1, conversation: 'c', lead: '', decision: null, error: null, compare: null } as const;
	const participant = {
		respond: async (request: ParticipantRequest) => {
			asked = request;
			return { note, error: 'No model. Set a key.' };
		},
		followups: (_: unknown, question: string) => [{ prompt: question, command: 'why', label: 'Why?' }],
	} as never;
	const chat = new ChatParticipant(participant, references);
	const history = [
		{ prompt: 'first', command: undefined, references: [ref(new Uri('/w/a.ts'))] },
		{
			response: [{ value: { value: 'one ' } }, { value: { value: 'two' } }, { value: new Uri('/w/a.ts') }, {}],
			result: { metadata: { x: 1 } },
		},
		{ prompt: 'cut off', command: 'budget', references: [] },
		{ prompt: 'stopped', command: undefined, references: [] },
	];
	const out = { markdown: () => {}, progress: () => {}, button: () => {} } as never;
	const result = await chat.respond(
		{ prompt: 'now', command: undefined, references: [] },
		{ history: history as never },
		out,
		token as never,
	);
	expect(asked!.history).toEqual([
		{ command: null, prompt: 'first', attached: ['a.ts'], answer: 'one two', metadata: { x: 1 } },
		{ command: 'budget', prompt: 'cut off', attached: [], answer: '', metadata: undefined },
		{ command: null, prompt: 'stopped', attached: [], answer: '', metadata: undefined },
	]);
	expect(result).toEqual({ metadata: note, errorDetails: { message: 'No model. Set a key.' } });
	expect(chat.followups(result)).toEqual([{ prompt: 'now', command: 'why', label: 'Why?' }]);
	expect(chat.followups({})).toEqual([{ prompt: '', command: 'why', label: 'Why?' }]);
});

test('the participant is registered as the manifest names it, and says why Routoo could not start', async () => {
	const failed = Promise.reject(new RoutooError('damagedFile', 'A part is missing.', 'Reinstall the extension.'));
	registerParticipant(new Uri('/icon.png'), failed);
	const { id, handler, followupProvider } = editor.participants.at(-1)!;
	expect([id, manifest.contributes.chatParticipants.map((one: { id: string }) => one.id)]).toEqual([PARTICIPANT, [PARTICIPANT]]);
	const said: string[] = [];
	const response = { progress: (text: string) => void said.push(text) };
	expect(await handler({}, {}, response, token)).toEqual({
		errorDetails: { message: 'Routoo cannot start: A part is missing. Reinstall the extension.' },
	});
	expect(said).toEqual(['Routoo is still starting']);
	expect(followupProvider!.provideFollowups({})).toEqual([]);
});

test('thumbs below its answers reach it with what was kept with them', async () => {
	const said: unknown[] = [];
	const up = { feedback: (result: object, helpful: boolean) => void said.push([result, helpful]) };
	registerParticipant(new Uri('/icon.png'), Promise.resolve(up as unknown as ChatParticipant));
	const { told } = editor.participants.at(-1)!;
	const result = { metadata: { version: 1 } };
	await Promise.resolve();
	told!({ result, kind: 1 });
	told!({ result, kind: 0 });
	expect(said).toEqual([
		[result, true],
		[result, false],
	]);
});

test('the tools are registered as the manifest names them, answer in words where Routoo could not start, and end where they are stopped', async () => {
	registerTools(Promise.reject(new Error('broken')));
	const named = manifest.contributes.languageModelTools.map(({ name }: { name: string }) => name);
	expect([...editor.tools.keys()]).toEqual(named);
	for (const tool of manifest.contributes.languageModelTools) {
		expect(tool).toMatchObject({
			canBeReferencedInPrompt: true,
			toolReferenceName: expect.stringMatching(/^\w+$/),
			inputSchema: { type: 'object' },
		});
		expect(tool.modelDescription.length).toBeGreaterThan(100);
	}
	const { parts } = await editor.tools.get('routoo_predict')!.invoke({ input: { task: 'x' } }, token);
	expect(JSON.parse(parts[0]!.value)).toEqual({ error: 'Routoo could not start: broken' });
	registerTools(Promise.resolve({ predict: (_: unknown, signal: AbortSignal) => Promise.reject(signal.reason), budget: async () => '{}' }));
	const stopped = { ...token, isCancellationRequested: true };
	await expect(editor.tools.get('routoo_predict')!.invoke({ input: { task: 'x' } }, stopped)).rejects.toThrow();
	for (const input of [{ task: 'x' }, {}, null]) {
		expect(editor.tools.get('routoo_predict')!.prepareInvocation({ input })).toEqual({ invocationMessage: expect.any(String) });
	}
});
