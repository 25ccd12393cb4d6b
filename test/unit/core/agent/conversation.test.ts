import { expect, test } from 'vitest';
import {
	conversationKey,
	type KnownRuns,
	type KnownThread,
	type OutstandingCall,
	startsAgent,
	taskHash,
	whoseRequest,
} from '../../../../src/core/agent/conversation.ts';
import { callHash } from '../../../../src/core/agent/text-hash.ts';
import type { Message } from '../../../../src/core/message/message.ts';
import { asked, assistant, call, result, system, TOOLS, user, wrapped } from './talk.ts';

const BEGIN = [system(), user('<environment_info>\nLinux\n</environment_info>'), wrapped('Fix the tests')];

function thread(over: Partial<KnownThread> & { readonly ids?: readonly string[]; readonly of?: readonly Message[] } = {}): KnownThread {
	const { ids = [], of = BEGIN, ...rest } = over;
	return {
		...{ runId: 'r1', subAgent: null, key: conversationKey(asked(of)), state: 'waiting' },
		...{ task: taskHash(of), calls: new Set(ids.map(callHash)) },
		...rest,
	};
}

function outstanding(id: string, args: unknown, over: Partial<OutstandingCall> = {}): OutstandingCall {
	return {
		runId: 'r1',
		key: conversationKey(asked(BEGIN)),
		call: callHash(id),
		name: 'runSubagent',
		arguments: JSON.stringify(args),
		claimed: false,
		...over,
	};
}

const known = (threads: readonly KnownThread[], calls: readonly OutstandingCall[] = []): KnownRuns => ({ threads, outstanding: calls });
const NOTHING = known([]);
const STEP = { kind: 'step', runId: 'r1', subAgent: null };

test('a message of the user begins a run', () => {
	expect(whoseRequest(asked(BEGIN), NOTHING)).toEqual({ kind: 'run' });
	expect(whoseRequest(asked([user('hello')], { tools: [] }), NOTHING)).toEqual({ kind: 'run' });
});

test('results of calls that the run asked for are its next step', () => {
	const step = [...BEGIN, call('a'), result('a')];
	expect(whoseRequest(asked(step), known([thread({ ids: ['a'] })]))).toEqual(STEP);
});

test.each([
	['reminders behind the results', [...BEGIN, call('a'), result('a'), user('<reminder>Be brief.</reminder>'), system('Mind the budget.')]],
	['earlier messages dropped', [system(), wrapped('Fix the tests'), call('a'), result('a')]],
	['the request gone into a summary', [system(), user('<conversation-summary>\nmuch\n</conversation-summary>'), call('a'), result('a')]],
	['parallel calls, one message a result', [...BEGIN, call('z'), call('a'), result('z'), result('a')]],
	['an id that the editor added to', [...BEGIN, call('a__vscode-17'), result('a__vscode-17')]],
	['an edit of the first message', [system(), wrapped('Fix the tests, please'), call('a'), result('a')]],
])('it is the same with %s', (_what, messages) => {
	expect(whoseRequest(asked(messages), known([thread({ ids: ['a'] })]))).toEqual(STEP);
});

test('ids that a local server counts anew belong to the request that they stand behind', () => {
	const begin = (task: string) => [user('You are a bot.'), user(task)];
	const threads = ['One', 'Two'].map((task) => thread({ of: begin(task), runId: task, ids: ['call_0'] }));
	for (const task of ['One', 'Two']) {
		const step = [...begin(task), call('call_0'), result('call_0')];
		expect(whoseRequest(asked(step), known(threads))).toEqual({ ...STEP, runId: task });
	}
});

test('the next message of the user begins another run, also where the first one waits for its tools', () => {
	const next = [...BEGIN, call('a'), result('a', 'The user cancelled the tool call.'), wrapped('Now the docs')];
	expect(whoseRequest(asked(next), known([thread({ ids: ['a'] })]))).toEqual({ kind: 'run' });
});

test('the same words again in a later message begin another run', () => {
	const again = [...BEGIN, call('a'), result('a'), assistant('done'), wrapped('Fix the tests')];
	expect(whoseRequest(asked(again), known([thread({ ids: ['a'], state: 'done' })]))).toEqual({ kind: 'run' });
	expect(whoseRequest(asked(again), known([thread({ ids: ['a'] })]))).toEqual({ kind: 'run' });
});

test('a retry of the first request, or sending again after a stop, is the run that began with it', () => {
	for (const state of ['running', 'waiting', 'cancelled'] as const) {
		expect(whoseRequest(asked(BEGIN), known([thread({ state })]))).toEqual(STEP);
	}
	for (const state of ['done', 'stopped', 'failed'] as const) {
		expect(whoseRequest(asked(BEGIN), known([thread({ state })]))).toEqual({ kind: 'run' });
	}
});

test('a step that is sent again after it failed or was stopped goes on with its run', () => {
	const step = [...BEGIN, call('a'), result('a')];
	for (const state of ['failed', 'cancelled', 'stopped', 'done'] as const) {
		expect(whoseRequest(asked(step), known([thread({ ids: ['a'], state })]))).toEqual(STEP);
	}
});

test('what is left of a run after its summary is the run', () => {
	const summed = [system(), user('<conversation-summary>\nmuch\n</conversation-summary>'), user('<userRequest>\n\n</userRequest>')];
	expect(whoseRequest(asked(summed), known([thread({ ids: ['a'], state: 'waiting' })]))).toEqual(STEP);
	expect(whoseRequest(asked([...summed, wrapped('Now the docs')]), known([thread({ ids: ['a'], state: 'done' })]))).toEqual({
		kind: 'run',
	});
});

test('ids of another conversation count only where all are its own', () => {
	const elsewhere = asked([...BEGIN, call('call_0'), result('call_0'), call('call_1'), result('call_1')], { conversationId: 'c2' });
	expect(whoseRequest(elsewhere, known([thread({ ids: ['call_0'] })]))).toEqual({ kind: 'run' });
	// Without a name, and with its beginning gone, only the calls are left.
	const nameless = asked([user('<conversation-summary>\nx\n</conversation-summary>'), call('u1'), result('u1')], { conversationId: null });
	expect(whoseRequest(nameless, known([thread({ ids: ['u1'] })]))).toEqual(STEP);
});

test('local servers count calls anew: the run of the same conversation is meant', () => {
	const other = thread({ runId: 'r2', key: 'elsewhere', ids: ['call_0'] });
	const step = asked([...BEGIN, call('call_0'), result('call_0')]);
	expect(whoseRequest(step, known([other, thread({ ids: ['call_0'] })]))).toEqual(STEP);
});

test('results of calls that no run asked for begin one: the user changed the model meanwhile', () => {
	expect(whoseRequest(asked([...BEGIN, call('x'), result('x')]), NOTHING)).toEqual({ kind: 'run' });
});

const SUB = [system('Other words.'), user('<environment_info>\nLinux\n</environment_info>'), wrapped('Find out what cart.ts does.')];
const FEWER = TOOLS.filter(({ name }) => name !== 'runSubagent');

test('a conversation that begins with the prompt of an outstanding call is its sub-agent', () => {
	const runs = known([thread({ ids: ['s'] })], [outstanding('s', { prompt: 'Find out what cart.ts does.', description: 'Look' })]);
	const sub = { kind: 'subAgent', runId: 'r1', call: callHash('s'), name: 'runSubagent' };
	expect(whoseRequest(asked(SUB, { tools: FEWER }), runs)).toEqual(sub);
	expect(whoseRequest(asked(SUB, { tools: FEWER, conversationId: 'of its own' }), runs)).toEqual(sub);
	expect(whoseRequest(asked(SUB, { tools: FEWER, conversationId: null }), runs)).toEqual(sub);
});

test('several at once are told apart by their prompts', () => {
	const calls = [
		outstanding('s1', { prompt: 'Find out what retry.ts does.' }),
		outstanding('s2', { prompt: 'Find out what cart.ts does.' }),
	];
	expect(whoseRequest(asked(SUB, { tools: FEWER }), known([thread({ ids: ['s1', 's2'] })], calls))).toMatchObject({ call: callHash('s2') });
});

test('of two with the same prompt the one that has not begun is meant', () => {
	const calls = [
		outstanding('s1', { prompt: 'Find out what cart.ts does.' }, { claimed: true }),
		outstanding('s2', { prompt: 'Find out what cart.ts does.' }),
	];
	expect(whoseRequest(asked(SUB, { tools: FEWER }), known([thread({ ids: ['s1', 's2'] })], calls))).toMatchObject({ call: callHash('s2') });
});

test('a sub-agent in the words of its run is told from a retry by the call', () => {
	const same = [system('Other words.'), wrapped('Fix the tests')];
	const runs = known([thread({ ids: ['s'] })], [outstanding('s', { prompt: 'Fix the tests' })]);
	expect(whoseRequest(asked(same, { tools: FEWER }), runs)).toMatchObject({ kind: 'subAgent' });
});

test('a reworded prompt in the same conversation without the tool that began it is the sub-agent', () => {
	const runs = known([thread({ ids: ['s'] })], [outstanding('s', { query: 'q' }, { name: 'search_subagent' })]);
	expect(whoseRequest(asked(SUB), runs)).toMatchObject({ kind: 'subAgent', name: 'search_subagent' });
	expect(whoseRequest(asked(SUB, { conversationId: 'another' }), runs)).toEqual({ kind: 'run' });
});

test('a message of the user while a sub-agent runs begins a run', () => {
	const runs = known([thread({ ids: ['s'] })], [outstanding('s', { prompt: 'Find out what cart.ts does.' })]);
	expect(whoseRequest(asked([...BEGIN, call('s', 'runSubagent'), wrapped('Stop that')]), runs)).toEqual({ kind: 'run' });
	expect(whoseRequest(asked([system(), wrapped('Something else')], { conversationId: 'c9' }), runs)).toEqual({ kind: 'run' });
});

test('the steps of a sub-agent are its own', () => {
	const sub = thread({ subAgent: callHash('s'), ids: ['t'], of: SUB });
	const runs = known([thread({ ids: ['s'] }), sub], [outstanding('s', { prompt: 'Find out what cart.ts does.' }, { claimed: true })]);
	expect(whoseRequest(asked([...SUB, call('t'), result('t')], { tools: FEWER }), runs)).toEqual({
		kind: 'step',
		runId: 'r1',
		subAgent: callHash('s'),
	});
	// Its first request again.
	expect(whoseRequest(asked(SUB, { tools: FEWER }), runs)).toEqual({ kind: 'step', runId: 'r1', subAgent: callHash('s') });
	// And the run's own, which comes back with what the sub-agent said.
	expect(whoseRequest(asked([...BEGIN, call('s', 'runSubagent'), result('s')]), runs)).toEqual(STEP);
});

test('a summary inside a run is booked to it, one between runs to none', () => {
	const summary = asked(
		[
			system('Your task is to create a comprehensive, detailed summary of the entire conversation'),
			wrapped('Fix the tests'),
			call('a'),
			result('a'),
			user('Summarize the conversation history so far, paying'),
		],
		{ conversationId: null },
	);
	expect(whoseRequest(summary, known([thread({ ids: ['a'] })]))).toEqual({ kind: 'background', what: 'summary', runId: 'r1' });
	expect(whoseRequest(summary, known([thread({ ids: ['a'], state: 'done' })]))).toEqual({
		kind: 'background',
		what: 'summary',
		runId: null,
	});
});

test('which tools start agents', () => {
	for (const name of ['runSubagent', 'search_subagent', 'execution_subagent', 'agent', 'task', 'new_task', 'Task'])
		expect(startsAgent(name)).toBe(true);
	for (const name of ['read_file', 'run_task', 'get_task_output', 'create_and_run_task', 'manage_todo_list'])
		expect(startsAgent(name)).toBe(false);
});

test('a conversation without a name is known by its beginning', () => {
	const one = asked(BEGIN, { conversationId: null });
	expect(conversationKey(one)).toBe(conversationKey(asked([...BEGIN, call('a'), result('a')], { conversationId: null })));
	expect(conversationKey(one)).not.toBe(conversationKey(asked([system(), wrapped('Other')], { conversationId: null })));
});

test('parallel sub-agents of the same words, and of words that stand in those of another, each take their own call', () => {
	const begin = (text: string) => [system('Other words.'), wrapped(text)];
	const [short, long] = ['Look at cart.ts.', 'Look at cart.ts. Then at price.ts.'];
	const begun = thread({ subAgent: callHash('s'), of: begin(short) });
	const calls = [outstanding('s', { prompt: short }, { claimed: true }), outstanding('t', { prompt: short })];
	expect(whoseRequest(asked(begin(short)), known([begun, thread()], calls))).toMatchObject({ kind: 'subAgent', call: callHash('t') });
	// None is left for it: it is a retry.
	const claimed = calls.map((one) => ({ ...one, claimed: true }));
	expect(whoseRequest(asked(begin(short)), known([begun, thread()], claimed))).toMatchObject({ kind: 'step', subAgent: callHash('s') });
	// A retry is no other one, although its words stand in those of one that has not begun.
	const other = [calls[0]!, outstanding('u', { prompt: long })];
	expect(whoseRequest(asked(begin(short)), known([begun, thread()], other))).toMatchObject({ kind: 'step', subAgent: callHash('s') });
	const both = [outstanding('s', { prompt: short }), outstanding('u', { prompt: long })];
	expect(whoseRequest(asked(begin(long)), known([thread()], both))).toMatchObject({ kind: 'subAgent', call: callHash('u') });
});
