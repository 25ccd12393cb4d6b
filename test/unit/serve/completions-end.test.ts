import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import type { StreamEvent } from '../../../src/core/message/stream.ts';
import { WIRES } from '../../../src/serve/wires.ts';
import { KEY, TestEndpoint } from '../../support/serve/endpoint.ts';
import { AgentBench, calls, fails, says } from '../app/agent/agent-bench.ts';

const TOOLS: OpenAI.Chat.ChatCompletionTool[] = [
	{ type: 'function', function: { name: 'read_file', parameters: { type: 'object', properties: { path: { type: 'string' } } } } },
];

let bench: AgentBench;
let endpoint: TestEndpoint;
let client: OpenAI;
let asked = 0;
beforeEach(async () => {
	bench = new AgentBench();
	endpoint = await TestEndpoint.start(bench.agent, { wires: WIRES });
	asked = 0;
	client = new OpenAI({
		...{ baseURL: `${endpoint.origin}/v1`, apiKey: KEY },
		fetch: (url, init) => {
			asked++;
			return fetch(url, init);
		},
	});
});
afterEach(() => endpoint.close());

describe("OpenAI's library at the whole endpoint", () => {
	it('holds a run of two steps, streamed, with the decision in headers and the cost at the end', async () => {
		bench.scripts = { mini: () => calls('call_1', 'read_file', { path: 'a.ts' }) };
		const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Fix the tests' }];
		const stream = client.chat.completions.stream({ model: 'routoo/auto', messages, tools: TOOLS });
		const first = await stream.finalChatCompletion();
		const call = first.choices[0]?.message.tool_calls?.[0];
		expect(call).toMatchObject({ id: 'call_1', function: { name: 'read_file', arguments: '{"path":"a.ts"}' } });
		bench.scripts = { mini: () => says('Fixed.') };
		messages.push(first.choices[0]!.message, { role: 'tool', tool_call_id: 'call_1', content: 'const a = 1;' });
		const { data, response } = await client.chat.completions.create({ model: 'routoo/auto', messages, tools: TOOLS }).withResponse();
		expect(data.choices[0]?.message.content).toBe('Fixed.');
		expect(response.headers.get('x-routoo-model')).toBe('cloud/mini');
		const runs = [...bench.memory.settled.values()].map(({ reservation }) => reservation.runId);
		expect(runs).toHaveLength(2);
		expect(new Set(runs)).toEqual(new Set([response.headers.get('x-routoo-run')]));
		expect(bench.sent[1]?.request.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
		expect(data.usage).toMatchObject({ prompt_tokens: 1000, completion_tokens: 100 });
		expect(response.headers.get('x-request-id')).toMatch(/^id-/);
	});

	it('lists the models and reads one of them', async () => {
		const ids = (await client.models.list()).data.map(({ id }) => id);
		expect(ids.slice(0, 4)).toEqual(['routoo/auto', 'routoo/save', 'routoo/balanced', 'routoo/best']);
		expect((await client.models.retrieve('vendor/big')).id).toBe('vendor/big');
	});

	it.each([
		['auth', 424, 1],
		['quota', 402, 1],
		['settings', 424, 1],
	] as const)('does not ask again by itself after %s', async (kind, status, times) => {
		bench.scripts = {
			mini: () => fails(new RoutooError(kind, 'It failed.', 'Do this.')),
			big: () => fails(new RoutooError(kind, 'It failed.', 'Do this.')),
		};
		const failed = client.chat.completions.create({ model: 'routoo/auto', messages: [{ role: 'user', content: 'Hi' }] });
		await expect(failed).rejects.toMatchObject({ status, message: expect.stringContaining('It failed.') });
		expect(asked).toBe(times);
	});

	it('raises what failed in a stream', async () => {
		bench.candidates = bench.candidates.slice(0, 1);
		bench.scripts = {
			mini: async function* (): AsyncGenerator<StreamEvent> {
				yield { type: 'text', text: 'half' };
				throw new RoutooError('brokenStream', 'It broke off.', 'Send again.');
			},
		};
		const stream = await client.chat.completions.create({
			model: 'routoo/auto',
			stream: true,
			messages: [{ role: 'user', content: 'Hi' }],
		});
		const read = async (): Promise<void> => {
			for await (const _ of stream);
		};
		await expect(read()).rejects.toThrow(/broke off/);
	});

	it('leaves, and the model with it', async () => {
		let stopped = false;
		bench.scripts = {
			mini: async function* (_request, signal) {
				yield { type: 'text', text: 'begun' };
				await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
				stopped = true;
			},
		};
		const stream = await client.chat.completions.create({
			model: 'routoo/auto',
			stream: true,
			messages: [{ role: 'user', content: 'Hi' }],
		});
		for await (const _ of stream) break;
		await expect.poll(() => stopped).toBe(true);
		await expect.poll(() => bench.memory.settled.size).toBe(1);
	});
});
