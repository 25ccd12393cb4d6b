import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScreenedFor } from '../../../../src/app/agent/deps.ts';
import type { Message } from '../../../../src/core/message/message.ts';
import { ModelServer } from '../../../host/model-server.ts';
import { user } from '../../core/agent/talk.ts';
import { type Product, product } from '../product.ts';
import { AgentBench, BEGIN, call, calls, result, says, system, wrapped } from './agent-bench.ts';

let folder: string;
let server: ModelServer;
let url: string;
let one: Product;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'routoo-private-'));
	server = new ModelServer(['echo-7b']);
	url = await server.listen();
});
afterEach(async () => {
	await one.app.dispose();
	server.close();
	rmSync(folder, { recursive: true, force: true });
});

async function open(local: boolean, settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
	const endpoints = [{ id: 'here', name: 'Here', url, local, needsKey: false }];
	one = await product({
		folder,
		settings: { 'routoo.endpoints': endpoints, 'routoo.prices': { 'echo-7b': { input: 1, output: 2 } }, ...settings },
	});
	await one.app.start();
}

const MESSAGES: readonly Message[] = [
	{ role: 'user', parts: [{ type: 'text', text: 'why does it not start?' }] },
	{
		role: 'assistant',
		parts: [
			{ type: 'text', text: 'I read it.' },
			{ type: 'toolCall', id: 'c1', name: 'read_file', arguments: '{"filePath":"/w/.env"}' },
		],
	},
	{
		role: 'tool',
		parts: [
			{ type: 'toolResult', callId: 'c1', name: 'read_file', content: [{ type: 'text', text: 'TOKEN=9f8a7b6c5d4e' }], isError: false },
		],
	},
];
const step = (messages = MESSAGES, entry = 'auto') =>
	one.app.agent.answer(
		{
			entry,
			conversationId: 'c',
			signal: new AbortController().signal,
			prompt: { messages, tools: [], toolChoice: 'auto' },
		},
		{ onLine: () => {}, onText: () => {}, onReasoning: () => {} },
	);
const sent = (): string => JSON.stringify(server.requests.at(-1)?.messages);

test('a step that carries a private file to a remote model asks, and without a yes goes on without it', async () => {
	await open(false);
	expect((await step()).state).toBe('done');
	expect(one.asked).toMatchObject([{ text: 'Send /w/.env to Here?', modal: true }]);
	expect(sent()).toContain('withheld this result');
	expect(sent()).not.toContain('9f8a7b6c5d4e');
	const before = sent();
	await step();
	expect([one.asked.length, sent()]).toEqual([1, before]);
});

test('after a yes it goes', async () => {
	await open(false);
	one.answers.push('send');
	await step();
	expect(sent()).toContain('9f8a7b6c5d4e');
});

test('a local model reads it without a question', async () => {
	await open(true);
	await step();
	expect([one.asked, sent().includes('9f8a7b6c5d4e')]).toEqual([[], true]);
});

test('a workspace that allows local models only keeps it from a remote one', async () => {
	await open(false, { 'routoo.agent.privateFiles': 'local' });
	await step();
	expect(one.asked).toEqual([]);
	expect(sent()).toContain('only local models may read it, and none can answer now');
});

test('local models only: neither a fallback nor another turn sends it elsewhere, and a remote model that is named gets words in its place', async () => {
	const broken = new ModelServer(['gone-1b']);
	const settings = {
		'routoo.endpoints': [
			{ id: 'here', name: 'Here', url, local: false, needsKey: false },
			{ id: 'home', name: 'Home', url: await broken.listen(), local: true, needsKey: false },
		],
		'routoo.agent.privateFiles': 'local',
	};
	await open(false, settings);
	const failed = await step();
	expect([failed.state, failed.error?.kind]).toEqual(['failed', expect.any(String)]);
	const next: Message = { role: 'user', parts: [{ type: 'text', text: 'go on' }] };
	await step([...MESSAGES, { role: 'assistant', parts: [{ type: 'text', text: 'It says 9f8a7b6c5d4e.' }] }, next]);
	expect(broken.requests.length).toBeGreaterThan(0);
	expect(server.requests).toEqual([]);
	await step(MESSAGES, 'here/echo-7b');
	expect(server.requests).toHaveLength(1);
	expect(sent()).toContain('only local models may read it');
	expect(sent()).not.toContain('9f8a7b6c5d4e');
	broken.close();
});

/** An aside of the editor's: its system text, and the conversation so far. */
const aside = (system: string, messages: readonly Message[], ends: string) =>
	one.app.agent.answer(
		{
			...{ entry: 'auto', conversationId: null, signal: new AbortController().signal },
			prompt: {
				messages: [
					{ role: 'system', parts: [{ type: 'text', text: system }] },
					...messages,
					{ role: 'user', parts: [{ type: 'text', text: ends }] },
				],
				tools: [],
				toolChoice: 'auto',
			},
		},
		{ onLine: () => {}, onText: () => {}, onReasoning: () => {} },
	);
const TITLE = 'You are an expert in crafting ultra-compact titles for chatbot conversations.';
const SUMMARY = 'Your task is to create a detailed summary of the entire conversation.';
const ATTACHED: Message = {
	role: 'user',
	parts: [{ type: 'text', text: '<attachment filePath="/w/.env">\nTOKEN=9f8a7b6c5d4e\n</attachment>' }],
};

test('a title never asks: what is private in it is withheld', async () => {
	await open(false);
	await aside(TITLE, [ATTACHED], 'Please write a brief title for the following request:\n\nwhy does it not start?');
	expect(one.asked).toEqual([]);
	expect(sent()).toContain('withheld this attachment');
	expect(sent()).not.toContain('9f8a7b6c5d4e');
});

test('a commit message: what is staged of a private file is withheld, the rest goes', async () => {
	await open(false);
	const staged = ['src/a.ts', '.env'].map(
		(path) => `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n+IN_${path.length}=9f8a${path.length}`,
	);
	const system = 'You are an AI programming assistant, helping a software developer to come with the best git commit message.';
	await aside(system, [], `# CODE CHANGES:\n\`\`\`diff\n${staged.join('\n')}\n\`\`\`\nNow generate a commit message.`);
	expect(one.asked).toEqual([]);
	expect(sent()).toContain('9f8a8');
	expect(sent()).not.toContain('9f8a4');
	expect(sent()).toContain('withheld this attachment');
});

test('a sub-agent and a summary have the answers of their run, also when it is over; only what the user waits for may ask', async () => {
	const screened: ScreenedFor[] = [];
	const bench = new AgentBench({
		deps: {
			screen: async ({ prompt }, on) => {
				screened.push(on);
				return { prompt, localOnly: false };
			},
		},
	});
	bench.scripts.mini = () => calls('s', 'runSubagent', { prompt: 'Find out what cart.ts does.' });
	await bench.ask(BEGIN, { conversationId: 'c' });
	bench.scripts.mini = () => says('It adds up.');
	await bench.ask([system('Other words.'), wrapped('Find out what cart.ts does.')], { conversationId: null, tools: [] });
	const whole = [...BEGIN, call('s', 'runSubagent'), result('s', 'It adds up.')];
	await bench.ask(whole, { conversationId: 'c' });
	await bench.ask([system(SUMMARY), ...whole.slice(1), user('Summarize it.')], { conversationId: null });
	await bench.ask([system(TITLE), user('Please write a brief title.')], { conversationId: null, tools: [] });
	const own = screened[0]!.conversation;
	expect(screened.map(({ conversation, mayAsk }) => [conversation === own, mayAsk])).toEqual([
		[true, true],
		[true, true],
		[true, true],
		[true, false],
		[false, false],
	]);
});
