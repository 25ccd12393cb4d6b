import { describe, expect, it } from 'vitest';
import type { Message, ReasoningPart } from '../../../src/core/message/message.ts';
import { NOT_RUN } from '../../../src/core/message/repair.ts';
import type { Answer, AnswerPart } from '../../support/vendors/script.ts';
import { messageOf, PNG, READ, results, system, type Talk, talkTo, user, WIRES, type Wire } from './support.ts';

const OK: Answer = { parts: [{ type: 'text', text: 'Done.' }], end: 'stop' };
const call = (id: string, text = '{"path":"a"}'): AnswerPart => ({ type: 'toolCall', id, name: READ.name, arguments: text });
const [anthropic, responses, chat, compatible] = WIRES as readonly [Wire, Wire, Wire, Wire];

/** Asks, and gives the messages with the answer behind them. */
async function step(talk: Talk, messages: readonly Message[], script: Answer, effort: string | null = null): Promise<readonly Message[]> {
	talk.vendor.answer(script);
	const { events, error } = await talk.ask({ messages, tools: [READ], effort });
	expect(talk.vendor.requests.at(-1)?.refusal).toBeNull();
	expect(error).toBeNull();
	return [...messages, messageOf(events)];
}

describe.each(WIRES.map((wire) => [wire.name, wire] as const))('%s', (name, wire) => {
	it('calls side by side and their results go back, in order, with the flag of an error and an image', async () => {
		const talk = await talkTo(wire);
		const first = [system('Be brief.'), user('Look.', PNG)];
		const odd = '{ "path":"ä\\u00e4","big":12345678901234567890,"n":1.50, "2":0,"1":0 }';
		const called = await step(talk, first, {
			parts: [{ type: 'text', text: 'I look.' }, call('call_1', odd), call('call_2')],
			end: 'toolCalls',
		});
		// The results came in the order in which the tools were ready.
		const answered = [...called, results(['call_2', 'no such file', { isError: true }], ['call_1', 'a picture', { image: PNG }])];
		await step(talk, answered, OK);
		expect(wireForm(name, talk)).toEqual(expectedForm(name, odd));
		// The arguments are the model's own, digit by digit.
		expect(talk.raw()).toContain(name === 'anthropic' ? `"input":${odd}` : `"arguments":${JSON.stringify(odd)}`);
	});

	it('a call that was stopped and a result that nobody asked for', async () => {
		const talk = await talkTo(wire);
		const called = await step(talk, [user('Read.')], { parts: [call('call_1'), call('call_2')], end: 'toolCalls' });
		await step(talk, [results(['call_0', 'old']), ...called, results(['call_2', 'ok']), user('Go on.'), results(['call_9', 'late'])], OK);
		expect(talk.raw()).toContain(NOT_RUN);
		expect(talk.raw()).not.toMatch(/old|late/);
		// The user stops before any tool ran.
		await step(talk, [...called, user('Stop that.')], OK);
	});

	it('arguments that are no JSON go back', async () => {
		const talk = await talkTo(wire);
		const called = await step(talk, [user('Read.')], { parts: [call('call_1', '{"path":"a')], end: 'length' });
		await step(talk, [...called, results(['call_1', 'The arguments are no JSON.', { isError: true }])], OK);
		expect(talk.raw()).toContain(
			name === 'anthropic' ? '"input":{"malformed_arguments":"{\\"path\\":\\"a"}' : '"arguments":"{\\"path\\":\\"a"',
		);
	});

	it('a call without arguments, empty results, blank text beside a call, ids that come twice', async () => {
		const talk = await talkTo(wire);
		let messages = await step(talk, [user('Read.')], { parts: [{ type: 'text', text: '\n\n' }, call('call_0', '{}')], end: 'toolCalls' });
		messages = [...messages, results(['call_0', ''])];
		messages = [...(await step(talk, messages, { parts: [call('call_0')], end: 'toolCalls' })), results(['call_0', 'b'])];
		await step(talk, messages, OK);
	});

	it('a conversation with calls, and no tool any more', async () => {
		const talk = await talkTo(wire);
		const called = await step(talk, [user('Read.')], { parts: [call('call_1')], end: 'toolCalls' });
		talk.vendor.answer(OK);
		const { error } = await talk.ask({ messages: [...called, results(['call_1', 'x']), user('And?')], tools: [] });
		expect(talk.vendor.requests.at(-1)?.refusal).toBeNull();
		expect(error).toBeNull();
	});

	it('ids of another vendor', async () => {
		const talk = await talkTo(wire);
		const id = `functions.read_file:0/${'x'.repeat(70)}`;
		const called: Message[] = [user('Read.'), { role: 'assistant', parts: [{ type: 'toolCall', id, name: READ.name, arguments: '{}' }] }];
		await step(talk, [...called, results([id, 'x'])], OK);
	});

	it('reasoning of another model or endpoint stays out, and is never sent as text', async () => {
		const talk = await talkTo(wire);
		const thought: ReasoningPart = {
			type: 'reasoning',
			text: 'secret thought',
			model: 'other/model',
			signature: 'sig',
			encrypted: 'enc',
			id: 'rs_9',
		};
		await step(talk, [user('Hi'), { role: 'assistant', parts: [thought, { type: 'text', text: 'Hello.' }] }, user('And?')], OK);
		await step(talk, [user('Hi'), { role: 'assistant', parts: [thought] }, user('And?')], OK);
		expect(talk.vendor.requests.map(({ raw }) => raw.toString()).join()).not.toMatch(/secret|sig|enc_|rs_9/);
	});
});

describe('reasoning that goes back', () => {
	it('Anthropic: signed and withheld thoughts, unchanged, in a run of three steps', async () => {
		const talk = await talkTo(anthropic);
		const think = (text: string): AnswerPart => ({ type: 'reasoning', text, proof: `sig-${text}` });
		let messages: readonly Message[] = [system('Be brief.'), user('Read.')];
		messages = await step(
			talk,
			messages,
			{ parts: [think('one ä'), { type: 'redacted', data: 'cmVk' }, call('call_1')], end: 'toolCalls' },
			'high',
		);
		messages = [...messages, results(['call_1', 'x'])];
		messages = await step(
			talk,
			messages,
			{ parts: [think(''), { type: 'text', text: 'More.' }, call('call_2')], end: 'toolCalls' },
			'high',
		);
		messages = [...messages, results(['call_2', 'y'])];
		messages = await step(talk, messages, OK, 'high');
		await step(talk, [...messages, user('Thanks.')], OK, 'high');
		expect((talk.body() as { messages: { content: { type: string }[] }[] }).messages[1]?.content).toEqual([
			{ type: 'thinking', thinking: 'one ä', signature: 'sig-one ä' },
			{ type: 'redacted_thinking', data: 'cmVk' },
			{ type: 'tool_use', id: 'call_1', name: READ.name, input: { path: 'a' } },
		]);
	});

	it('Anthropic: a thought that the limit cut off before anything followed stays out', async () => {
		const talk = await talkTo(anthropic);
		const cut = await step(talk, [user('Read.')], { parts: [{ type: 'reasoning', text: 'Hm.', proof: 'sig' }], end: 'length' }, 'high');
		expect(cut[1]?.parts).toHaveLength(1);
		await step(talk, [...cut, user('Go on.')], OK, 'high');
		expect(talk.raw()).not.toContain('Hm.');
	});

	it('Anthropic: a model with a budget goes without thinking where the calls came without', async () => {
		const talk = await talkTo({ ...anthropic, model: 'claude-sonnet-4-5' });
		const called = await step(talk, [user('Read.')], { parts: [call('call_1')], end: 'toolCalls' });
		await step(talk, [...called, results(['call_1', 'x'])], OK, 'high');
		expect(talk.body()).not.toHaveProperty('thinking');
		await step(talk, [...called, results(['call_1', 'x']), user('Now think.')], OK, 'high');
		expect(talk.body()).toHaveProperty('thinking');
	});

	it('OpenAI: the encrypted item, with its id', async () => {
		const talk = await talkTo(responses);
		const think = (proof: string): AnswerPart => ({ type: 'reasoning', text: 'In short.', proof });
		let messages: readonly Message[] = [user('Read.')];
		messages = await step(talk, messages, { parts: [think('gAAA1'), call('call_1'), call('call_2')], end: 'toolCalls' }, 'low');
		messages = [...messages, results(['call_1', 'x'], ['call_2', 'y'])];
		messages = await step(talk, messages, { parts: [think('gAAA2'), { type: 'text', text: 'Done.' }], end: 'stop' }, 'low');
		await step(talk, [...messages, user('Thanks.')], OK, 'low');
		expect((talk.body() as { input: { type?: string }[] }).input.filter(({ type }) => type === 'reasoning')).toEqual([
			{ type: 'reasoning', id: 'rs_1_0', encrypted_content: 'gAAA1', summary: [{ type: 'summary_text', text: 'In short.' }] },
			{ type: 'reasoning', id: 'rs_2_0', encrypted_content: 'gAAA2', summary: [{ type: 'summary_text', text: 'In short.' }] },
		]);
	});

	it('OpenAI: reasoning that the limit cut off before anything followed stays out', async () => {
		const talk = await talkTo(responses);
		const cut = await step(talk, [user('Read.')], { parts: [{ type: 'reasoning', text: '', proof: 'gAAA' }], end: 'length' }, 'low');
		expect(cut[1]?.parts).toHaveLength(1);
		await step(talk, [...cut, user('Go on.')], OK, 'low');
	});

	it('DeepSeek and its like: `reasoning_content` of a run goes back, that of a chat does not', async () => {
		const talk = await talkTo(compatible);
		const think: AnswerPart = { type: 'reasoning', text: 'I read.' };
		const called = await step(talk, [user('Read.')], { parts: [think, call('call_1')], end: 'toolCalls' });
		await step(talk, [...called, results(['call_1', 'x'])], OK);
		expect((talk.body() as { messages: object[] }).messages[1]).toMatchObject({ reasoning_content: 'I read.', content: null });
		talk.vendor.answer({ parts: [think, { type: 'text', text: 'Hi.' }], end: 'stop' });
		const { events, reasoning } = await talk.ask({ messages: [user('Hi')] });
		expect(reasoning).toBe('I read.');
		expect(events.some(({ type }) => type === 'reasoningPart')).toBe(false);
	});

	it('OpenAI chat completions have none', async () => {
		const talk = await talkTo(chat);
		const called = await step(talk, [user('Read.')], { parts: [call('call_1')], end: 'toolCalls' });
		await step(talk, [...called, results(['call_1', 'x'])], OK);
		expect(talk.raw()).not.toContain('reasoning');
	});
});

/** The conversation as the vendor read it. */
function wireForm(name: Wire['name'], talk: Talk): unknown {
	const body = talk.body() as { messages?: unknown; input?: unknown; system?: unknown };
	return name === 'openai-responses' ? body.input : name === 'anthropic' ? [body.system, body.messages] : body.messages;
}

function expectedForm(name: Wire['name'], odd: string): unknown {
	const url = `data:image/png;base64,${PNG}`;
	const mark = { cache_control: { type: 'ephemeral' } };
	if (name === 'anthropic') {
		const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } };
		return [
			[{ type: 'text', text: 'Be brief.', ...mark }],
			[
				{ role: 'user', content: [image, { type: 'text', text: 'Look.' }] },
				{
					role: 'assistant',
					content: [
						{ type: 'text', text: 'I look.' },
						{ type: 'tool_use', id: 'call_1', name: READ.name, input: JSON.parse(odd) },
						{ type: 'tool_use', id: 'call_2', name: READ.name, input: { path: 'a' } },
					],
				},
				{
					role: 'user',
					content: [
						{ type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'a picture' }, image] },
						{ type: 'tool_result', tool_use_id: 'call_2', content: 'no such file', is_error: true, ...mark },
					],
				},
			],
		];
	}
	if (name === 'openai-responses') {
		return [
			{ role: 'developer', content: 'Be brief.' },
			{
				role: 'user',
				content: [
					{ type: 'input_image', image_url: url },
					{ type: 'input_text', text: 'Look.' },
				],
			},
			{ role: 'assistant', content: 'I look.' },
			{ type: 'function_call', call_id: 'call_1', name: READ.name, arguments: odd },
			{ type: 'function_call', call_id: 'call_2', name: READ.name, arguments: '{"path":"a"}' },
			{
				type: 'function_call_output',
				call_id: 'call_1',
				output: [
					{ type: 'input_text', text: 'a picture' },
					{ type: 'input_image', image_url: url },
				],
			},
			{ type: 'function_call_output', call_id: 'call_2', output: 'Error: no such file' },
		];
	}
	return [
		{ role: 'system', content: 'Be brief.' },
		{
			role: 'user',
			content: [
				{ type: 'image_url', image_url: { url } },
				{ type: 'text', text: 'Look.' },
			],
		},
		{
			role: 'assistant',
			content: 'I look.',
			tool_calls: [
				{ id: 'call_1', type: 'function', function: { name: READ.name, arguments: odd } },
				{ id: 'call_2', type: 'function', function: { name: READ.name, arguments: '{"path":"a"}' } },
			],
		},
		{ role: 'tool', tool_call_id: 'call_1', content: 'a picture\n[An image (image/png) that cannot be shown here.]' },
		{ role: 'tool', tool_call_id: 'call_2', content: 'Error: no such file' },
	];
}
