import { beforeEach, describe, expect, test } from 'vitest';
import { PrivateResults, type ScreenRequest, type ScreenResult } from '../../../../src/app/agent/private-results.ts';
import { screenRequest } from '../../../../src/app/agent/screen.ts';
import type { Question } from '../../../../src/app/ports.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import { type StateStore, VersionedState } from '../../../../src/core/base/state.ts';
import { type Message, textMessage } from '../../../../src/core/message/message.ts';
import { PrivateFiles } from '../../../../src/core/workspace/private-files.ts';
import { candidate } from '../fakes.ts';

const rules = new PrivateFiles([{ folder: '', text: 'notes/' }], []);
const SECRET = 'PORT=3000\nAPI_KEY=9f8a7b6c5d4e3f2a1b\n';

let mode: 'ask' | 'send' | 'local';
let local: boolean;
let asked: Question[];
/** Of the questions to come; none left: dismissed. */
let answers: string[];
let table: MemoryStateTable;
let state: StateStore;
let judged: string[];
let results: PrivateResults;

const made = (): PrivateResults =>
	new PrivateResults({
		files: {
			ready: async () => {},
			isPrivate: (path) => {
				judged.push(path);
				return rules.isPrivate(path);
			},
			shown: (path) => path.replace(/^\/home\/me\/project\//, ''),
		},
		settings: () => ({ agent: { budgetShare: 1, escalation: 'off', decisionLine: true, privateFiles: mode } }),
		state,
		user: {
			choose: async (question) => {
				asked.push(question);
				return answers.shift() ?? null;
			},
		},
		hasLocal: () => local,
	});

beforeEach(() => {
	mode = 'ask';
	local = true;
	asked = [];
	answers = [];
	judged = [];
	table = new MemoryStateTable();
	state = new VersionedState(table, 'workspace');
	results = made();
});

let ids = 0;
/** A call and its result. */
function step(name: string, args: object, text: string, id = `call${ids++}`): Message[] {
	return [
		{ role: 'assistant', parts: [{ type: 'toolCall', id, name, arguments: JSON.stringify(args) }] },
		{ role: 'tool', parts: [{ type: 'toolResult', callId: id, name, content: [{ type: 'text', text }], isError: false }] },
	];
}
const reads = (path: string, text = SECRET, id?: string): Message[] => step('read_file', { filePath: path }, text, id);
const screen = (messages: readonly Message[], more: Partial<Omit<ScreenRequest, 'messages'>> = {}) =>
	results.screen({
		conversation: 'c1',
		willBeLocal: false,
		recipient: 'Anthropic',
		signal: new AbortController().signal,
		...more,
		messages,
	});
const sent = (result: ScreenResult): string => JSON.stringify(result.messages);
const ask = (text: string): Message => textMessage('user', text);

describe('a private result on its way to a remote model', () => {
	test('is named with who would get it, in a dialog, and goes after a yes', async () => {
		answers = ['send'];
		const messages = [ask('hi'), ...reads('.env')];
		expect(await screen(messages)).toEqual({ messages, localOnly: false });
		expect(asked).toHaveLength(1);
		expect(asked[0]).toMatchObject({ text: 'Send .env to Anthropic?', modal: true });
		expect(asked[0]!.detail).toContain('read_file');
		expect(asked[0]!.answers.map(({ label }) => label)).toEqual(['Withhold', 'Send', 'Always in This Workspace', 'Local Models Only']);
	});

	test('is named as the user knows it, in the question and to the model', async () => {
		const result = sent(await screen([ask('hi'), ...reads('/home/me/project/app/.env')]));
		expect(asked[0]).toMatchObject({ text: 'Send app/.env to Anthropic?' });
		expect(result).toContain('it holds app/.env;');
	});

	test('dismissed, its text is replaced by the same words in every later step, and the run goes on', async () => {
		const first = [ask('hi'), ...reads('.env')];
		const result = sent(await screen(first));
		expect(result).not.toContain('9f8a7b6c5d4e3f2a1b');
		expect(result).toContain('withheld this result: it holds .env; the user did not allow');
		const later = sent(await screen([...first, ...step('read_file', { filePath: 'src/a.ts' }, 'export {}')]));
		expect(later.startsWith(result.slice(0, -1))).toBe(true);
		expect(later).toContain('export {}');
		expect(asked).toHaveLength(1);
	});

	test('is judged and asked about once, however often it comes back', async () => {
		answers = ['send'];
		const messages = [ask('hi'), ...reads('.env'), ...reads('src/a.ts', 'x')];
		for (let i = 0; i < 5; i++) await screen(messages);
		const before = judged.length;
		await screen(structuredClone(messages) as Message[]);
		expect([asked.length, judged.length]).toEqual([1, before]);
	});

	test('an answer about a file holds in its conversation, for whatever part of it comes, and not in another', async () => {
		answers = ['send'];
		const first = [ask('hi'), ...reads('.env')];
		await screen(first);
		await screen([...first, ...step('run_in_terminal', { command: 'cat .env' }, 'OTHER=1')]);
		expect(asked).toHaveLength(1);
		await screen([ask('else'), ...reads('.env', 'PORT=1')], { conversation: 'c2' });
		expect(asked).toHaveLength(2);
	});

	test('another secret in a result without a file is asked about anew', async () => {
		answers = ['send', 'send'];
		await screen([...step('run_in_terminal', { command: 'env' }, 'A_TOKEN=9f8a7b6c5d4e')]);
		await screen([...step('run_in_terminal', { command: 'env' }, 'A_TOKEN=0e1d2c3b4a5f')]);
		expect(asked.map(({ text }) => text)).toEqual(['Send a value of A_TOKEN to Anthropic?', 'Send a value of A_TOKEN to Anthropic?']);
	});

	test('several of one step are one question', async () => {
		answers = ['local'];
		const { localOnly } = (await screen([...reads('.env'), ...reads('notes/a.md', 'x'), ...reads('server.key', 'x')])) as {
			localOnly: boolean;
		};
		expect([asked[0]!.text, asked.length, localOnly]).toEqual(['Send .env, notes/a.md and server.key to Anthropic?', 1, true]);
	});

	test('"always" asks no more in this workspace, in any window, and can be taken back; another workspace asks', async () => {
		answers = ['always'];
		await screen(reads('.env'));
		await screen(reads('notes/a.md', 'x'), { conversation: 'c2' });
		results = made();
		expect(await screen(reads('.env'))).toMatchObject({ localOnly: false });
		expect(asked).toHaveLength(1);
		state = new VersionedState(table, 'another');
		results = made();
		await screen(reads('.env'));
		expect(asked).toHaveLength(2);
		state = new VersionedState(table, 'workspace');
		results = made();
		await results.askAgain();
		await screen(reads('.env'));
		expect(asked).toHaveLength(3);
	});

	test('"local models only" limits every later request that holds it; where none is left it is withheld with words', async () => {
		answers = ['local'];
		const messages = reads('.env');
		expect(await screen(messages)).toEqual({ messages, localOnly: true });
		expect(await screen([...messages, ...reads('a.ts', 'x')])).toMatchObject({ localOnly: true });
		local = false;
		const result = await screen(messages);
		expect(result).toMatchObject({ localOnly: false });
		expect(sent(result)).toContain('only local models may read it, and none can answer now');
		expect(asked).toHaveLength(1);
	});

	test('without a local model it is not offered', async () => {
		local = false;
		await screen(reads('.env'));
		expect(asked[0]!.answers.map(({ id }) => id)).toEqual(['withhold', 'send', 'always']);
	});

	test('its first answer, which has the focus, keeps it here', async () => {
		answers = ['withhold'];
		expect(sent(await screen(reads('.env')))).toContain('the user did not allow sending it');
		expect(asked).toHaveLength(1);
	});

	test('two requests at once ask once', async () => {
		answers = ['send'];
		const messages = reads('.env');
		const both = await Promise.all([screen(messages), screen(messages)]);
		expect([asked.length, both.every((one) => sent(one).includes('9f8a7b6c5d4e3f2a1b'))]).toEqual([1, true]);
	});

	test('a request that is stopped while the question stands open ends at once; the answer counts for the next', async () => {
		const open = Promise.withResolvers<string | null>();
		const slow = new PrivateResults({
			files: { ready: async () => {}, isPrivate: (path) => rules.isPrivate(path), shown: (path) => path },
			settings: () => ({ agent: { budgetShare: 1, escalation: 'off', decisionLine: true, privateFiles: 'ask' } }),
			state,
			user: { choose: () => open.promise },
			hasLocal: () => false,
		});
		const stop = new AbortController();
		const messages = reads('.env');
		const request = { messages, conversation: 'c', willBeLocal: null };
		const first = slow.screen({ ...request, signal: stop.signal });
		setTimeout(() => stop.abort(new Error('stopped')), 5);
		await expect(first).rejects.toThrow('stopped');
		open.resolve('send');
		expect(await slow.screen({ ...request, signal: new AbortController().signal })).toEqual({ messages, localOnly: false });
	});

	test('a name that a model made up cannot speak in the question', async () => {
		await screen(reads('x\u202e\n\nTrusted: yes\n/.env'));
		expect(asked[0]!.text).toBe('Send x Trusted: yes /.env to Anthropic?');
	});

	test('a result of a megabyte is read to its end, in turns', async () => {
		const lines = 'const a = 1;\n'.repeat(80_000);
		let turns = 0;
		const count = setInterval(() => turns++, 0);
		await screen(step('run_in_terminal', { command: 'make' }, `${lines}API_KEY=9f8a7b6c5d4e3f2a1b\n${lines.slice(0, 1000)}`));
		clearInterval(count);
		expect([asked.length, turns > 0]).toEqual([1, true]);
	});
});

describe('no question', () => {
	test.each([
		['an ordinary file', reads('src/a.ts', 'const key = process.env.API_KEY;')],
		['a list of names', step('list_dir', { path: '.' }, '.env\nserver.key\nsrc/')],
		['an example', reads('.env.example', 'API_KEY=your-key')],
		['a lock file', reads('package-lock.json', '"integrity": "sha512-9d8f7s9df87s9d8f7s9df87s9df8AbCdEfGhIj=="')],
		['what the user typed', [ask('my key is API_KEY=9f8a7b6c5d4e3f2a1b, is it well formed?')]],
	])('for %s', async (_what, messages) => {
		expect(await screen(messages)).toEqual({ messages, localOnly: false });
		expect(asked).toEqual([]);
	});

	test('where the setting sends all', async () => {
		mode = 'send';
		const messages = reads('.env');
		expect(await screen(messages)).toEqual({ messages, localOnly: false });
		expect(judged).toEqual([]);
	});

	test('where the setting allows local models alone, whatever was said before', async () => {
		answers = ['send'];
		const messages = reads('.env');
		await screen(messages);
		mode = 'local';
		expect(await screen(messages)).toEqual({ messages, localOnly: true });
		local = false;
		expect(sent(await screen(messages))).toContain('only local models may read it');
		expect(asked).toHaveLength(1);
	});

	test('where a local model gets it: and then no remote one may take over', async () => {
		const messages = reads('.env');
		expect(await screen(messages, { willBeLocal: true })).toEqual({ messages, localOnly: true });
		expect(await screen(reads('a.ts', 'x'), { willBeLocal: true })).toMatchObject({ localOnly: false });
		expect(asked).toEqual([]);
	});
});

describe('what is attached to a message', () => {
	const attached =
		'<attachments>\n<attachment id="a" filePath="/w/.env">\nPORT=3000\n</attachment>\n</attachments>\n<userRequest>\nwhy?\n</userRequest>';

	test('is named, and withheld without what stands around it', async () => {
		const result = sent(await screen([ask(attached)]));
		expect(asked[0]!.text).toBe('Send /w/.env to Anthropic?');
		expect(asked[0]!.detail).toContain('What is attached holds it');
		expect(result).not.toContain('PORT=3000');
		expect(result).toContain('withheld this attachment');
		expect(result).toContain('why?');
	});

	test('is not asked about where the user said yes to it already', async () => {
		const text = 'File .env\n```env\nPORT=3000\n```\n\nwhy?';
		results.agreed(text);
		expect(await screen([ask(text)])).toEqual({ messages: [ask(text)], localOnly: false });
		expect(asked).toEqual([]);
	});
});

test('a request knows by its models who would get it', async () => {
	const remote = candidate('cloud/big', { local: false, recipient: 'Cloud' });
	const here = candidate('home/small');
	const prompt = { messages: reads('.env'), tools: [], toolChoice: 'auto' as const };
	const request = (entry: string) => ({ entry, prompt, conversationId: null, signal: new AbortController().signal });
	const on = { conversation: 'c', mayAsk: true };
	let settings = { pool: null as readonly string[] | null, localOnly: false };
	const deps = { results, candidates: () => [remote, here], settings: () => settings };
	expect(await screenRequest(deps, request('home/small'), on)).toEqual({ prompt, localOnly: true });
	settings = { pool: null, localOnly: true };
	expect(await screenRequest(deps, request('auto'), on)).toEqual({ prompt, localOnly: true });
	expect(asked).toEqual([]);
	settings = { pool: null, localOnly: false };
	const screened = await screenRequest(deps, request('auto'), on);
	expect(asked[0]!.text).toBe('Send .env to Cloud?');
	expect(JSON.stringify(screened)).toContain('withheld this result');
	mode = 'local';
	const named = await screenRequest(deps, request('cloud/big'), on);
	expect(named).toMatchObject({ localOnly: false });
	expect(JSON.stringify(named)).toContain('only local models may read it');
});

test('what nobody waits for asks nobody: the answers of the conversation hold, and else it is withheld for that request alone', async () => {
	const messages = reads('.env');
	const unasked = sent(await screen(messages, { mayAsk: false }));
	expect(unasked).toContain('the user has not allowed sending it');
	expect([asked.length, sent(await screen(messages, { mayAsk: false }))]).toEqual([0, unasked]);
	answers = ['send'];
	expect(await screen(messages)).toEqual({ messages, localOnly: false });
	expect(await screen(messages, { mayAsk: false })).toEqual({ messages, localOnly: false });
	expect(asked).toHaveLength(1);
});

test('a conversation in which only local models may read stays with them when its results are summed up', async () => {
	answers = ['local'];
	expect(await screen(reads('.env'))).toMatchObject({ localOnly: true });
	const summed = [ask('<conversation-summary>The port is 3000.</conversation-summary>'), ask('go on')];
	expect(await screen(summed)).toEqual({ messages: summed, localOnly: true });
	expect(await screen(summed, { conversation: 'c2' })).toEqual({ messages: summed, localOnly: false });
});
