import { expect, test } from 'vitest';
import { readFrames, wrap } from '../../../../bench/frames/wrap.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import type { Message } from '../../../../src/core/message/message.ts';
import { AgentBench, assistant, call, calls, result, says } from './agent-bench.ts';

const FRAMES = readFrames();
const framed = (name: string, words: string): readonly Message[] =>
	wrap(FRAMES.find((frame) => frame.name === name)!, words).prompt.messages;
const user = (text: string): Message => ({ role: 'user', parts: [{ type: 'text', text }] });
const CLIENTS = [
	['claude-code', 'session'],
	['codex', 'thread'],
	['opencode', 'ses'],
	['qwen-code', null],
	['gemini-cli', null],
	['aider', null],
] as const;

test.each(CLIENTS)('%s: three agents of the same words at once are one run, each with its own money', async (frame, conversationId) => {
	const bench = new AgentBench();
	const own = { conversationId, caller: 'client' };
	const messages = framed(frame, 'Fix the tests');
	const prompt = { prompt: 'Find out what cart.ts does.' };
	bench.scripts.mini = async function* () {
		for (const id of ['s1', 's2', 's3'])
			yield { type: 'toolCall', call: { type: 'toolCall', id, name: 'task', arguments: JSON.stringify(prompt) } };
		yield* calls('look');
	};
	const { run } = await bench.ask(messages, own);
	const sub = framed(frame, prompt.prompt);
	let next = 0;
	bench.scripts.mini = () => calls(`t${++next}`);
	const begun = await Promise.all([bench.ask(sub, own), bench.ask(sub, own), bench.ask(sub, own)]);
	expect(begun.map((one) => one.run?.id)).toEqual([run!.id, run!.id, run!.id]);
	bench.scripts.mini = () => says('It adds up.', [500, 10]);
	for (const id of ['t3', 't1', 't2']) {
		expect((await bench.ask([...sub, call(id), result(id)], own)).run?.id).toBe(run!.id);
	}
	const last = await bench.ask([...messages, call('look'), result('look')], own);
	expect(last.run?.subAgents.map(({ steps }) => steps)).toEqual([2, 2, 2]);
	expect(new Set(last.run?.subAgents.map(({ spent }) => spent)).size).toBe(1);
	expect(last.run).toMatchObject({ id: run!.id, steps: 8, spent: bench.bookedTo(run!.id) });
});

test.each(CLIENTS)('%s: a run goes on after the endpoint was started anew', async (frame, conversationId) => {
	const table = new MemoryStateTable();
	const own = { conversationId, caller: 'client' };
	const first = new AgentBench({ table });
	const messages = framed(frame, 'Fix the tests');
	first.scripts.mini = () => calls('a1');
	const { run } = await first.ask(messages, own);
	await first.agent.close();
	const second = new AgentBench({ table, window: 'w2' });
	await second.agent.load();
	second.scripts.mini = () => calls('a2');
	const again = await second.ask([...messages, call('a1'), result('a1')], own);
	expect(again.run).toMatchObject({ id: run!.id, steps: 2 });
	expect(again.run!.spent).toBe(run!.spent + second.bookedTo(run!.id));
	expect((await second.ask(framed(frame, 'Other work'), { ...own, conversationId: null })).run!.id).not.toBe(run!.id);
});

test.each(CLIENTS)(
	'%s: who goes back and asks otherwise begins a run, and the old steps stay the old run’s',
	async (frame, conversationId) => {
		const bench = new AgentBench();
		const own = { conversationId, caller: 'client' };
		const messages = framed(frame, 'Fix the tests');
		bench.scripts.mini = () => calls('a1');
		const one = (await bench.ask(messages, own)).run!;
		bench.scripts.mini = () => says('Fixed.');
		await bench.ask([...messages, call('a1'), result('a1')], own);
		const before = [...messages, call('a1'), result('a1'), assistant('Fixed.')];
		bench.scripts.mini = () => calls('b1');
		const till = (await bench.ask([...before, user('Now the till')], own)).run!;
		const shop = (await bench.ask([...before, user('Now the shop')], own)).run!;
		const edited = (await bench.ask(framed(frame, 'Fix the docs'), own)).run!;
		expect(new Set([one.id, till.id, shop.id, edited.id]).size).toBe(4);
		for (const { id, spent } of [one, till, shop, edited]) if (id !== one.id) expect(spent).toBe(bench.bookedTo(id));
	},
);

test.each(CLIENTS)('%s: two sessions without a name that begin with the same words are two runs', async (frame) => {
	const bench = new AgentBench();
	const own = { conversationId: null, caller: 'client' };
	const messages = framed(frame, 'Fix the tests');
	bench.scripts.mini = () => calls('a1');
	const one = (await bench.ask(messages, own)).run!;
	bench.scripts.mini = () => calls('b1');
	const other = (await bench.ask(messages, own)).run!;
	expect(other.id).not.toBe(one.id);
	expect((await bench.ask([...messages, call('a1'), result('a1')], own)).run!.id).toBe(one.id);
	expect((await bench.ask([...messages, call('b1'), result('b1')], own)).run!.id).toBe(other.id);
});

test('two clients of one key that name no conversation and say the same share no run', async () => {
	const bench = new AgentBench();
	bench.scripts.mini = () => calls('call_0');
	const ask = (frame: string, caller: string, ...more: readonly Message[]) =>
		bench.ask([...framed(frame, 'Fix the tests'), ...more], { conversationId: null, caller });
	const qwen = (await ask('qwen-code', 'QwenCode')).run!;
	const aider = (await ask('aider', 'OpenAI/Python')).run!;
	expect(aider.id).not.toBe(qwen.id);
	const step = [call('call_0'), result('call_0')];
	expect((await ask('qwen-code', 'QwenCode', ...step)).run!.id).toBe(qwen.id);
	expect((await ask('aider', 'OpenAI/Python', ...step)).run!.id).toBe(aider.id);
});

test('a skill, a hook and a cut answer go on with the run that they come in', async () => {
	const bench = new AgentBench();
	const messages = framed('claude-code', 'Fix the tests');
	bench.scripts.mini = () => calls('a1', 'Skill');
	const { run } = await bench.ask(messages);
	bench.scripts.mini = () => says('Done.');
	const loaded = [...messages, call('a1', 'Skill'), result('a1'), user('Base directory for this skill: /s\n\nTest twice.')];
	expect((await bench.ask(loaded)).run).toMatchObject({ id: run!.id, steps: 2 });
	const hooked = [...loaded, assistant('Done.'), user('Stop hook feedback:\n- [check]: a test fails')];
	expect((await bench.ask(hooked)).run).toMatchObject({ id: run!.id, steps: 3 });
});
