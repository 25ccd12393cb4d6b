import { expect, test } from 'vitest';
import { readFrames, wrap } from '../../../../bench/frames/wrap.ts';
import { PrivateResults } from '../../../../src/app/agent/private-results.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import { VersionedState } from '../../../../src/core/base/state.ts';
import type { Message } from '../../../../src/core/message/message.ts';
import { PrivateFiles } from '../../../../src/core/workspace/private-files.ts';
import { AgentBench, assistant, call, calls, result, says } from './agent-bench.ts';

const FRAMES = readFrames();
const framed = (name: string, words: string) => wrap(FRAMES.find((frame) => frame.name === name)!, words).prompt;
const ALONE = { conversationId: null, caller: 'client' } as const;

test('two sessions that begin with the same words are two runs, each with its own steps', async () => {
	const bench = new AgentBench();
	const { messages } = framed('qwen-code', 'Fix the tests');
	bench.scripts.mini = () => calls('a1');
	const one = (await bench.ask(messages, ALONE)).run!;
	expect((await bench.ask([...messages, call('a1'), result('a1')], ALONE)).run).toMatchObject({ id: one.id, steps: 2 });
	bench.scripts.mini = () => calls('b1');
	const other = (await bench.ask(messages, ALONE)).run!;
	expect(other.id).not.toBe(one.id);
	bench.scripts.mini = () => says('done');
	expect((await bench.ask([...messages, call('b1'), result('b1')], ALONE)).run).toMatchObject({ id: other.id, steps: 2, state: 'done' });
	bench.scripts.mini = () => calls('a2');
	expect((await bench.ask([...messages, call('a1'), result('a1')], ALONE)).run).toMatchObject({ id: one.id, steps: 3, state: 'waiting' });
});

test('a request that is sent again before anything came is the same run', async () => {
	const bench = new AgentBench();
	const { messages } = framed('qwen-code', 'Fix the tests');
	const hung = new AbortController();
	bench.scripts.mini = () => calls('a1');
	const one = (await bench.ask(framed('qwen-code', 'Other work').messages, ALONE)).run!;
	bench.scripts.mini = async function* () {
		yield* [];
		hung.abort();
		throw hung.signal.reason;
	};
	const first = (await bench.ask(messages, { ...ALONE, signal: hung.signal })).run;
	bench.scripts.mini = () => calls('c1');
	const again = (await bench.ask(messages, ALONE)).run!;
	expect(again.id).not.toBe(one.id);
	if (first !== null) expect(again.id).toBe(first.id);
});

test('reminders that come and go leave the conversation what it was', async () => {
	const bench = new AgentBench();
	const { messages } = framed('qwen-code', 'Fix the tests');
	bench.scripts.mini = () => calls('a1');
	const { run } = await bench.ask(messages, ALONE);
	const fewer = messages.map(
		(message): Message => (message.role === 'user' ? { ...message, parts: message.parts.toSpliced(2, 1) } : message),
	);
	expect((await bench.ask([...fewer, call('a1'), result('a1')], ALONE)).run).toMatchObject({ id: run!.id, steps: 2 });
});

test.each([
	['Claude Code', 'claude-code', 'Agent', 'Async agent launched successfully. agentId: a1', 'session/a1'],
	['Codex', 'codex', 'multi_agent_v1__spawn_agent', '{"agent_id":"a1","nickname":"x"}', 'thread-2'],
])('%s: an agent that works beside the conversation is of its run', async (_who, frame, tool, launched, conversationId) => {
	const bench = new AgentBench();
	const { messages } = framed(frame, 'Fix the tests');
	bench.scripts.mini = () => calls('s1', tool, { prompt: 'Find out what cart.ts does.' });
	const { run } = await bench.ask(messages);
	bench.scripts.mini = () => says('It looks around.');
	const next = [...messages, call('s1', tool, { prompt: 'Find out what cart.ts does.' }), result('s1', launched, false, tool)];
	expect((await bench.ask(next)).run).toMatchObject({ id: run!.id, state: 'done' });
	bench.scripts.mini = () => says('It adds up.');
	const sub = await bench.ask(framed(frame, 'Find out what cart.ts does.').messages, { conversationId });
	expect(sub.run).toMatchObject({ id: run!.id, subAgents: [{ name: tool, steps: 1 }], steps: 3 });
	const other = await bench.ask(framed(frame, 'Find out what cart.ts does.').messages, { conversationId: 'elsewhere' });
	expect(other.run!.id).not.toBe(run!.id);
});

test('what agents ask beside the work begins no run', async () => {
	const bench = new AgentBench();
	const { messages, tools } = framed('codex', 'Fix the tests');
	bench.scripts.mini = () => calls('a1');
	const { run } = await bench.ask(messages);
	const said = (text: string): Message => ({ role: 'user', parts: [{ type: 'text', text }] });
	const compact = [...messages, call('a1'), result('a1'), said('You are performing a CONTEXT CHECKPOINT COMPACTION. Hand it over.')];
	const summed = await bench.ask(compact, { tools: [] });
	expect([summed.run?.id, summed.lines]).toEqual([run!.id, []]);
	const handed = said('Another language model started to solve this problem and produced a summary of its thinking process. All good.');
	const after = await bench.ask([...messages, handed], { tools });
	expect(after.run).toMatchObject({ id: run!.id });
});

const results = () =>
	new PrivateResults({
		files: {
			ready: async () => {},
			isPrivate: (path) => new PrivateFiles([{ folder: '', text: 'notes/' }], []).isPrivate(path.replace(/^\/home\/u\/shop\//, '')),
			shown: (path) => path.replace(/^\/home\/u\/shop\//, ''),
		},
		settings: () => ({ agent: { budgetShare: 1, escalation: 'off', decisionLine: true, privateFiles: 'ask' } }),
		state: new VersionedState(new MemoryStateTable(), 'workspace'),
		user: { choose: async () => null },
		hasLocal: () => false,
	});
const screened = async (messages: readonly Message[]) =>
	JSON.stringify(
		(await results().screen({ messages, conversation: 'c', willBeLocal: false, mayAsk: false, signal: new AbortController().signal }))
			.messages,
	);

test.each(FRAMES.map(({ name }) => name))('%s: what a tool read of a private file is withheld, the words are not', async (name) => {
	const { messages } = framed(name, 'Keep API_KEY=9f8a7b6c5d4e3f2a1b in .env');
	const talk = [...messages, call('a', 'Read', { file_path: 'notes/plan.md' }), result('a', 'A plan: 4711', false, 'Read')];
	const sent = await screened(talk);
	expect(sent).toContain('Keep API_KEY=9f8a7b6c5d4e3f2a1b in .env');
	expect(sent).not.toContain('4711');
	expect(sent).toContain('notes/plan.md');
});

test.each(['notes/plan.md', '/home/u/shop/notes/plan.md', './notes/plan.md'])(
	'%s is private by a list that names folders of the project',
	async (path) => {
		const rules = new PrivateFiles([], ['notes/**']);
		const own = new PrivateResults({
			files: { ready: async () => {}, isPrivate: (one) => rules.isPrivate(one), shown: (one) => one },
			settings: () => ({ agent: { budgetShare: 1, escalation: 'off', decisionLine: true, privateFiles: 'ask' } }),
			state: new VersionedState(new MemoryStateTable(), 'workspace'),
			user: { choose: async () => null },
			hasLocal: () => false,
		});
		const messages = [
			...framed('claude-code', 'Fix it').messages,
			call('a', 'Read', { file_path: path }),
			result('a', 'A plan: 4711', false, 'Read'),
		];
		const screened = await own.screen({
			messages,
			conversation: 'c',
			willBeLocal: false,
			mayAsk: false,
			signal: new AbortController().signal,
		});
		expect(JSON.stringify(screened.messages)).not.toContain('4711');
	},
);

test('files that a client puts beside the words are withheld, and nothing else of the message', async () => {
	const { messages } = framed('claude-code', 'Fix it');
	const reminder = (text: string) => `<system-reminder>\n${text}\n</system-reminder>`;
	const told: Message[] = [
		assistant('ok'),
		{
			role: 'user',
			parts: [{ type: 'text', text: reminder('Called the Read tool with the following input: {"file_path":"/home/u/shop/notes/a.md"}') }],
		},
		{
			role: 'user',
			parts: [
				{ type: 'text', text: `${reminder('Result of calling the Read tool:\n1\tA plan: 4711')}\n` },
				{ type: 'text', text: 'See @notes/a.md' },
			],
		},
	];
	const sent = await screened([...messages, ...told]);
	expect(sent).not.toContain('4711');
	expect(sent).toContain('See @notes/a.md');
	expect(sent).toContain('Result of calling the Read tool:');
	const aider = framed('aider', 'Fix it').messages.map(
		(message): Message =>
			message.role === 'user' && message.parts[0]?.type === 'text' && message.parts[0].text.startsWith('Here are summaries')
				? {
						role: 'user',
						parts: [
							{
								type: 'text',
								text: 'I have *added these files to the chat* now.\n\n.env\n```\nPORT=4711\n```\n\na.ts\n```\nlet a;\n```\n',
							},
						],
					}
				: message,
	);
	const added = await screened(aider);
	expect([added.includes('4711'), added.includes('let a;')]).toEqual([false, true]);
});

test.each([
	['claude-code', 'Bash', 'Command running in background with ID: b1. Output is written.', 'BashOutput', { bash_id: 'b1' }],
	['claude-code', 'Bash', 'Command running in background with ID: b1. Output is written.', 'TaskOutput', { task_id: 'b1' }],
	[
		'codex',
		'exec_command',
		'Wall time: 1.0 seconds\nProcess running with session ID 7\nOutput:\n',
		'write_stdin',
		{ session_id: 7, chars: '' },
	],
])('%s: what %s started shows its file also where a later call reads it', async (frame, tool, said, poll, args) => {
	const talk = (command: string) => [
		...framed(frame, 'Fix it').messages,
		call('a', tool, { command }),
		result('a', said, false, tool),
		call('b', poll, args),
		result('b', 'A plan: 4711', false, poll),
	];
	expect(await screened(talk('sleep 9; cat notes/plan.md'))).not.toContain('4711');
	expect(await screened(talk('sleep 9; cat src/plan.md'))).toContain('4711');
});
