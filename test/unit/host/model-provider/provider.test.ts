import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { AgentEvents, AgentResult } from '../../../../src/app/agent/ports.ts';
import type { AnswerPart } from '../../../../src/core/message/message.ts';
import { ModelProvider } from '../../../../src/host/model-provider/provider.ts';
import { OwnModels } from '../../../../src/host/models/own-models.ts';
import { agentEntry, FakeAgent } from '../../../support/agent.ts';
import * as lm from '../../../support/vscode-lm.ts';

vi.mock('vscode', async () => await import('../../../support/vscode-lm.ts'));

const CHAT = { requestInitiator: 'github.copilot-chat', modelOptions: { _conversationId: 'c1', _telemetryTurn: 2 }, toolMode: 1 };
const TOOL = { name: 'edit', description: 'Edits.', inputSchema: { type: 'object', required: ['path'] } };
const LOOSE = { name: 'run_all', description: 'Runs.', inputSchema: { type: 'object', properties: {} } };
const say = (role: number, ...content: unknown[]) => ({ role, content, name: undefined });
const user = say(1, new lm.LanguageModelTextPart('Go.'));
const call = (id: string, args: string, name = 'edit'): AnswerPart => ({ type: 'toolCall', id, name, arguments: args });

let agent: FakeAgent;
let own: OwnModels;
let provider: ModelProvider;
let timers: { ms: number; run: () => void }[];

beforeEach(() => {
	agent = new FakeAgent();
	own = new OwnModels((extension) => (extension === 'acme.wrap' ? ['acme'] : []));
	timers = [];
	const after = (ms: number, run: () => void) => {
		const timer = { ms, run };
		timers.push(timer);
		return () => void timers.splice(timers.indexOf(timer), 1);
	};
	provider = new ModelProvider({ agent, own, timers: { after } });
});

/** Parts that VS Code got, or the error. */
async function ask(options: object = CHAT, messages: object[] = [user], cancelled = false) {
	const parts: unknown[] = [];
	let cancel = (): void => {};
	const token = {
		isCancellationRequested: cancelled,
		onCancellationRequested: (listener: () => void) => {
			cancel = listener;
			return { dispose: () => {} };
		},
	};
	const asked = provider.provideLanguageModelChatResponse(
		{ id: 'auto' },
		messages as never,
		{ toolMode: 1, ...options } as never,
		{ report: (part) => void parts.push(part) },
		token as never,
	);
	return { parts, asked, cancel: () => cancel() };
}

const textOf = (parts: readonly unknown[]) => parts.map((part) => (part instanceof lm.LanguageModelTextPart ? part.value : '')).join('');
const callsOf = (parts: readonly unknown[]) => parts.filter((part) => part instanceof lm.LanguageModelToolCallPart);
const usageOf = (parts: readonly unknown[]) => {
	const last = parts.at(-1) as lm.LanguageModelDataPart;
	expect(last.mimeType).toBe('usage');
	return JSON.parse(new TextDecoder().decode(last.data));
};
const answer =
	(parts: readonly AnswerPart[], more: Partial<AgentResult> = {}) =>
	(_request: unknown, events: AgentEvents) => {
		for (const part of parts) if (part.type === 'text') events.onText(part.text);
		return { parts, ...more };
	};

describe('a request', () => {
	test('of the chat reaches the agent with its conversation and tools', async () => {
		agent.reply = answer([{ type: 'text', text: 'Yes.' }]);
		const { asked } = await ask({ ...CHAT, tools: [TOOL, { name: 'bare', description: 'Bare.' }] });
		await asked;
		expect(agent.asked[0]).toMatchObject({
			entry: 'auto',
			conversationId: 'github.copilot-chat:c1',
			caller: 'github.copilot-chat',
			prompt: {
				toolChoice: 'auto',
				messages: [{ role: 'user', parts: [{ type: 'text', text: 'Go.' }] }],
				tools: [
					{ name: 'edit', description: 'Edits.', parameters: TOOL.inputSchema },
					{ name: 'bare', description: 'Bare.', parameters: { type: 'object', properties: {} } },
				],
			},
		});
	});

	test('of two extensions with the same conversation are two', async () => {
		agent.reply = answer([{ type: 'text', text: 'Yes.' }]);
		for (const requestInitiator of ['a.one', 'b.two']) await (await ask({ ...CHAT, requestInitiator })).asked;
		await (await ask({})).asked;
		expect(agent.asked.map(({ conversationId }) => conversationId)).toEqual(['a.one:c1', 'b.two:c1', null]);
	});

	test('may require a tool, if there is one', async () => {
		agent.reply = answer([{ type: 'text', text: 'Yes.' }]);
		await (await ask({ toolMode: 2, tools: [TOOL] })).asked;
		await (await ask({ toolMode: 2 })).asked;
		expect(agent.asked.map(({ prompt }) => prompt.toolChoice)).toEqual(['required', 'auto']);
	});
});

describe('an answer', () => {
	test('streams line, thinking and text, then calls, then usage', async () => {
		const usage = { input: 100, cachedInput: 900, cacheWrite: 50, output: 20, reasoning: 5 };
		agent.reply = (_request, events) => {
			events.onLine('Haiku 4.5 · 91 %');
			events.onReasoning('Hm.');
			events.onText('I ');
			events.onText('edit.');
			return { parts: [{ type: 'text', text: 'I edit.' }, call('a', '{"path":"x"}')], receipt: { usage } as never };
		};
		const { parts, asked } = await ask({ ...CHAT, tools: [TOOL] });
		await asked;
		expect(parts.map((part) => (part as object).constructor.name.replace(/^LanguageModel|Part$/g, ''))).toEqual([
			...['Text', 'Thinking', 'Text', 'Text', 'ToolCall', 'Data'],
		]);
		expect(textOf(parts)).toMatch(/^\*.◆ Haiku 4\.5 · 91 %.\*\n\nI edit\.$/);
		expect(callsOf(parts)).toEqual([new lm.LanguageModelToolCallPart('a', 'edit', { path: 'x' })]);
		expect(usageOf(parts)).toEqual({
			...{ prompt_tokens: 1050, completion_tokens: 20, total_tokens: 1070 },
			prompt_tokens_details: { cached_tokens: 900 },
		});
	});

	test('comes back without the line, with its reasoning and exact arguments', async () => {
		const written: AnswerPart[] = [
			{ type: 'reasoning', text: 'Hm.', model: 'a/b', signature: 's', encrypted: null, id: null },
			{ type: 'text', text: 'I edit. ' },
			call('a', '{ "path" : "x" }'),
		];
		agent.reply = (request, events) => {
			events.onLine('Haiku');
			return answer(written)(request, events);
		};
		const first = await ask({ ...CHAT, tools: [TOOL] });
		await first.asked;
		const given = first.parts.filter((part) => !(part instanceof lm.LanguageModelDataPart));
		await (await ask(CHAT, [user, say(2, ...given), say(1, new lm.LanguageModelToolResultPart('a', []))])).asked;
		expect(agent.asked[1]?.prompt.messages[1]).toEqual({ role: 'assistant', parts: written });
	});

	test('in the same words as an earlier one keeps its own reasoning', async () => {
		const thinks = (signature: string): AnswerPart[] => [
			{ type: 'reasoning', text: 'Hm.', model: 'a/b', signature, encrypted: null, id: null },
			{ type: 'text', text: 'Done.' },
		];
		const done = say(2, new lm.LanguageModelTextPart('Done.'));
		const talk = [user];
		for (const signature of ['one', 'two', 'three']) {
			agent.reply = answer(thinks(signature));
			await (await ask(CHAT, talk)).asked;
			talk.push(done, user);
		}
		const sent = agent.asked[2]?.prompt.messages ?? [];
		expect([sent[1]?.parts, sent[3]?.parts]).toEqual([thinks('one'), thinks('two')]);
	});

	test('for another extension is the text alone', async () => {
		agent.reply = (request, events) => {
			events.onLine('Haiku');
			return answer([{ type: 'text', text: '{"a":1}' }])(request, events);
		};
		for (const options of [
			{ ...CHAT, requestInitiator: 'acme.tool' },
			{ ...CHAT, modelOptions: {} },
		]) {
			const { parts, asked } = await ask(options);
			await asked;
			expect(textOf(parts)).toBe('{"a":1}');
		}
	});

	test('without a count has an estimated one', async () => {
		agent.reply = answer([{ type: 'text', text: 'Yes.' }]);
		const { parts, asked } = await ask();
		await asked;
		const { prompt_tokens, completion_tokens, total_tokens } = usageOf(parts);
		expect(prompt_tokens).toBeGreaterThan(0);
		expect(completion_tokens).toBeGreaterThan(0);
		expect(total_tokens).toBe(prompt_tokens + completion_tokens);
	});

	test('in words that no model wrote is shown', async () => {
		agent.reply = () => ({ words: 'This run is at its limit.' });
		const { parts, asked } = await ask();
		await asked;
		expect(textOf(parts)).toBe('This run is at its limit.');
	});
});

describe('calls', () => {
	test('are mended where that is safe, and go back as mended', async () => {
		agent.reply = answer([call('a', '{"path":"x",}')]);
		const { parts, asked } = await ask({ ...CHAT, tools: [TOOL] });
		await asked;
		expect(callsOf(parts)).toEqual([new lm.LanguageModelToolCallPart('a', 'edit', { path: 'x' })]);
		await (await ask(CHAT, [user, say(2, ...callsOf(parts))])).asked;
		expect(agent.asked[1]?.prompt.messages[1]?.parts).toEqual([call('a', '{"path":"x"}')]);
	});

	test('that nobody can read go to a tool that refuses them, and to no other', async () => {
		agent.reply = answer([call('a', '{"path":"half'), call('b', '{"path":"half', 'run_all'), call('c', '{', 'unknown')]);
		const { parts, asked } = await ask({ ...CHAT, tools: [TOOL, LOOSE] });
		await asked;
		expect(callsOf(parts)).toEqual([new lm.LanguageModelToolCallPart('a', 'edit', { malformed_arguments: '{"path":"half' })]);
		expect(textOf(parts)).toContain('The model called run_all with arguments that are no JSON object');
	});

	test('that the limit of length cut are not completed', async () => {
		agent.reply = answer([call('b', '{"all":{"a":"b"}', 'run_all')], { ended: 'length' });
		const { parts, asked } = await ask({ ...CHAT, tools: [LOOSE] });
		await asked;
		expect(callsOf(parts)).toEqual([]);
		expect(textOf(parts)).toContain('cut off');
	});

	test('have ids of their own in the whole conversation; the model finds its own again, results and signatures with them', async () => {
		const written: AnswerPart[] = [
			{ type: 'reasoning', text: '', model: 'g/m', signature: 's', encrypted: null, id: 'call_0' },
			...[call('call_0', '{"path":"y"}'), call('', '{"path":"z"}'), call('', '{"path":"q"}')],
		];
		agent.reply = answer(written);
		const before = say(2, new lm.LanguageModelToolCallPart('call_0', 'edit', { path: 'x' }));
		const { parts, asked } = await ask({ ...CHAT, tools: [TOOL] }, [user, before]);
		await asked;
		const ids = callsOf(parts).map(({ callId }) => callId);
		expect(new Set([...ids, 'call_0', '']).size).toBe(5);
		const results = ids.map((id) => say(1, new lm.LanguageModelToolResultPart(id, [new lm.LanguageModelTextPart('ok')])));
		await (await ask(CHAT, [user, before, say(2, ...callsOf(parts)), ...results])).asked;
		const [, , again, tool] = agent.asked[1]?.prompt.messages ?? [];
		expect(again?.parts).toEqual(written);
		expect(tool?.parts.map((part) => (part.type === 'toolResult' ? part.callId : part))).toEqual(['call_0', '', '']);
	});
});

describe('what ends without an answer', () => {
	const failed = { kind: 'quota', message: 'The quota is used up.', nextStep: 'Choose another model.', action: null };
	const error = async (options?: object) =>
		(await ask(options)).asked.then(
			() => null,
			(thrown: unknown) => thrown as lm.LanguageModelError,
		);

	test('says why in words, without a stack, and to other extensions with a code', async () => {
		agent.reply = () => ({ state: 'failed', error: failed });
		const shown = await error();
		expect(shown?.message).toBe('The quota is used up. Choose another model.');
		expect(shown?.stack).toBe('');
		expect(shown).not.toBeInstanceOf(lm.LanguageModelError);
		expect((await error({ requestInitiator: 'acme.tool' }))?.code).toBe('Blocked');
	});

	test('says that nothing was asked, and asks nobody', async () => {
		const { asked } = await ask(CHAT, []);
		await expect(asked).rejects.toThrow('The request holds no message that a model could answer.');
		expect(agent.asked).toEqual([]);
	});

	test('with reasoning alone is an error', async () => {
		agent.reply = () => ({ parts: [{ type: 'reasoning', text: 'Hm.', model: null, signature: null, encrypted: null, id: null }] });
		expect((await error())?.message).toBe('The model ended without an answer. Send again, or pick another model.');
	});

	test.each([
		[['home/words'], 'Pick another model in the model picker.'],
		[['save'], 'Pick another model in the model picker.'],
		[[], 'Set an API key'],
	])('for a model that is gone says what is there, and asks nobody: %o', async (ids, words) => {
		agent.list = ids.map((id) => agentEntry(id));
		expect((await error())?.message).toContain(words);
		expect(agent.asked).toEqual([]);
	});

	test('stopped before: nobody is asked; during: the signal says so', async () => {
		await expect((await ask(CHAT, [user], true)).asked).rejects.toBeInstanceOf(lm.CancellationError);
		expect(agent.asked).toEqual([]);
		agent.reply = (request, events) =>
			new Promise((resolve) => {
				events.onText('Half');
				request.signal.addEventListener('abort', () => resolve({ state: 'cancelled', parts: [{ type: 'text', text: 'Half' }] }));
			});
		const { asked, cancel, parts } = await ask();
		cancel();
		await expect(asked).rejects.toBeInstanceOf(lm.CancellationError);
		expect(textOf(parts)).toBe('Half');
	});
});

describe('a request that comes back to us', () => {
	const flight = () => own.begin('acme/clever', [{ role: 'user', parts: [{ type: 'text', text: 'Is this a loop?' }] }]);
	const asks = (text: string, options: object) => ask(options, [say(1, new lm.LanguageModelTextPart(text))]);

	test('by its mark is refused, and its model left out from then on', async () => {
		const { options, end } = flight();
		let found = 0;
		own.found.on(() => found++);
		await expect((await asks('Other words.', { ...CHAT, modelOptions: options })).asked).rejects.toThrow(/left out/);
		end();
		expect(own.leadsBack('acme/clever')).toBe(true);
		expect(own.isOwn({ vendor: 'acme', id: 'clever', family: 'c', version: '1', name: 'Clever' })).toBe(true);
		expect([found, agent.asked]).toEqual([1, []]);
	});

	test('by what it asks is refused to the extension behind the model alone', async () => {
		agent.reply = answer([{ type: 'text', text: 'No.' }]);
		const { end } = flight();
		for (const options of [CHAT, { requestInitiator: 'other.extension' }, {}]) await (await asks('Is this a loop?', options)).asked;
		await (await asks('Something else.', { requestInitiator: 'acme.wrap' })).asked;
		expect(own.leadsBack('acme/clever')).toBe(false);
		await expect((await asks('Is  this a\nloop?', { requestInitiator: 'acme.wrap' })).asked).rejects.toThrow(/asks Routoo itself/);
		end();
		await (await asks('Is this a loop?', { requestInitiator: 'acme.wrap' })).asked;
	});
});

describe('the list', () => {
	const list = (silent = true) => provider.provideLanguageModelChatInformation({ silent });

	test('is what can be used, visible in the picker but for the background', async () => {
		agent.list = [
			agentEntry('auto'),
			agentEntry('openrouter/anthropic/claude-x', { vision: false }),
			agentEntry('background', { selectable: false }),
		];
		agent.entriesChanged.emit();
		timers[0]?.run();
		expect(await list()).toEqual([
			{
				...{ id: 'auto', name: 'Routoo auto', family: 'routoo', version: 'routoo', detail: 'Balanced', tooltip: '$3.10 left this month.' },
				...{ maxInputTokens: 100_000, maxOutputTokens: 8000, isUserSelectable: true },
				capabilities: { toolCalling: true, imageInput: true },
			},
			expect.objectContaining({ family: 'claude-x', capabilities: { toolCalling: true, imageInput: false } }),
			expect.objectContaining({ id: 'background', isUserSelectable: false }),
		]);
	});

	test('says of a model what it can, and keeps those that choose among all in front of agents', async () => {
		const without = { tools: false, vision: false };
		agent.list = [agentEntry('auto', without), agentEntry('best', without), agentEntry('home/words', without), agentEntry('home/tools')];
		agent.entriesChanged.emit();
		timers[0]?.run();
		expect((await list()).map(({ capabilities }) => capabilities.toolCalling)).toEqual([true, true, false, true]);
		// Where a model reads no images VS Code leaves them out without a word.
		expect((await list()).map(({ capabilities }) => capabilities.imageInput)).toEqual([true, true, false, true]);
	});

	test('changes together with one event: soon for models, seldom for what is told of them', async () => {
		let told = 0;
		provider.offered.changed.on(() => told++);
		for (let n = 0; n < 50; n++) {
			agent.list = [agentEntry('auto', { tooltip: `$${n} left.` })];
			agent.entriesChanged.emit();
		}
		// The background is gone: that cannot wait.
		expect(timers.map(({ ms }) => ms)).toEqual([200]);
		expect(await list()).toHaveLength(2);
		timers.splice(0).forEach(({ run }) => void run());
		expect(await list()).toMatchObject([{ tooltip: '$49 left.' }]);
		agent.list = [agentEntry('auto', { tooltip: 'Other.' })];
		agent.entriesChanged.emit();
		agent.entriesChanged.emit();
		expect(timers.map(({ ms }) => ms)).toEqual([30_000]);
		expect(await list()).toMatchObject([{ tooltip: '$49 left.' }]);
		agent.list = [agentEntry('auto'), agentEntry('save')];
		agent.entriesChanged.emit();
		expect(timers.map(({ ms }) => ms)).toEqual([200]);
		timers.splice(0).forEach(({ run }) => void run());
		expect(told).toBe(2);
		agent.entriesChanged.emit();
		timers.splice(0).forEach(({ run }) => void run());
		expect(told).toBe(2);
	});

	test('asked by a person while empty leads to a key', async () => {
		agent.list = [];
		agent.entriesChanged.emit();
		timers[0]?.run();
		lm.commands.ran.length = 0;
		expect(await list()).toEqual([]);
		expect(lm.commands.ran).toEqual([]);
		await list(false);
		expect(lm.commands.ran).toEqual(['routoo.setKey']);
	});
});

test('tokens of texts and messages are counted, pictures, calls and results too', async () => {
	const count = (text: unknown) => provider.provideTokenCount({ id: 'auto' }, text as never);
	expect(await count('12345')).toBe(5);
	expect(await count(say(1, new lm.LanguageModelTextPart('12345')))).toBe(9);
	expect(await count(say(2, new lm.LanguageModelToolCallPart('a', 'edit', {})))).toBe(10);
	expect(await count(say(1, new lm.LanguageModelToolResultPart('a', [new lm.LanguageModelTextPart('12345')])))).toBe(9);
	expect(await count(say(1, new lm.LanguageModelDataPart(Uint8Array.from([1, 2, 3]), 'image/png')))).toBeGreaterThan(1000);
	expect(await count(say(1, new lm.LanguageModelDataPart(new Uint8Array(10_000), 'stateful_marker')))).toBe(0);
});
