import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import * as fc from 'fast-check';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { readText } from '../../../src/serve/wires/text/read.ts';
import { WIRES } from '../../../src/serve/wires.ts';
import { FakeAgent } from '../../support/agent.ts';
import { KEY, TestEndpoint, textOf } from '../../support/serve/endpoint.ts';
import { fills, TextBench } from '../app/completion/text-bench.ts';
import { end, text, usage } from '../core/completion/engine/support.ts';

const PATH = '/v1/completions';
const ASKED = { model: 'routoo/auto', prompt: 'def add(a, b):\n', suffix: '\n\nprint(add(1, 2))' };

let bench: TextBench;
let endpoint: TestEndpoint;
let client: OpenAI;
beforeEach(async () => {
	bench = new TextBench();
	endpoint = await TestEndpoint.start(new FakeAgent(), { wires: WIRES, deps: { texts: bench.port } });
	client = new OpenAI({ baseURL: `${endpoint.origin}/v1`, apiKey: KEY, maxRetries: 0 });
});
afterEach(() => endpoint.close());

const post = (body: object) => endpoint.send(PATH, { body: { ...ASKED, ...body } });

describe('text completions over HTTP', () => {
	test('the official client gets the text whole and streamed, with its usage and decision', async () => {
		const whole = await client.completions.create({ ...ASKED, max_tokens: 30, stop: ['\n\n'] });
		expect(whole).toMatchObject({
			object: 'text_completion',
			model: 'coder',
			choices: [{ text: 'return a + b;', index: 0, finish_reason: 'stop', logprobs: null }],
			usage: { prompt_tokens: 100, completion_tokens: 5, total_tokens: 105, routoo: { model: 'cloud/coder', costUsd: 0.000035 } },
		});
		expect(bench.asked).toMatchObject([{ context: { prefix: ASKED.prompt, suffix: ASKED.suffix }, maxOutputTokens: 30, stop: ['\n\n'] }]);
		bench.scripts.coder = () => fills(text('a\ud83d'), text('\ude00'), text('b'), usage(10, 3), { type: 'end', reason: 'length' });
		const stream = await client.completions.create({ ...ASKED, stream: true, stream_options: { include_usage: true } });
		const chunks: OpenAI.Completion[] = [];
		for await (const chunk of stream) chunks.push(chunk);
		expect(chunks.map(({ choices }) => choices[0]?.text)).toEqual(['a', '😀', 'b', '', undefined]);
		expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe('length');
		expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 3 } });
		expect(endpoint.decided).toMatchObject([{ client: 'OpenAI/JS', path: '/completions', note: { model: 'cloud/coder' } }, {}]);
	});

	test('ai and its compatible provider read both', async () => {
		const model = createOpenAICompatible({ name: 'routoo', baseURL: `${endpoint.origin}/v1`, apiKey: KEY }).completionModel('routoo/auto');
		const options = { prompt: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'def add' }] }] };
		expect((await model.doGenerate(options)).content).toMatchObject([{ type: 'text', text: 'return a + b;' }]);
		let said = '';
		for await (const part of (await model.doStream(options)).stream) {
			if (part.type === 'text-delta') said += part.delta;
			if (part.type === 'error') throw part.error;
		}
		expect(said).toBe('return a + b;');
	});

	test('the decision stands in the headers, also where the client named a model that nobody has', async () => {
		const { status, headers } = await post({ model: 'gpt-3.5-turbo-instruct' });
		expect(status).toBe(200);
		expect(headers).toMatchObject({ 'x-routoo-model': 'cloud/coder', 'x-routoo-requested-model': 'gpt-3.5-turbo-instruct' });
		expect((await post({ model: 'cloud/coder' })).headers['x-routoo-requested-model']).toBeUndefined();
	});

	test('a model that cannot fill in says why', async () => {
		const { status, text: body } = await post({ model: 'cloud/talker' });
		expect(status).toBe(424);
		expect(JSON.parse(body).error.message).toContain('Talker cannot complete a text: It thinks for seconds before it answers.');
	});

	test('what fails before the first character has its status, what fails after it ends the stream in words', async () => {
		bench.remaining = 0;
		const broke = await post({ stream: true });
		expect([broke.status, JSON.parse(broke.text).error.code]).toEqual([402, 'insufficient_quota']);
		bench.remaining = null;
		bench.scripts.coder = async function* () {
			yield text('half');
			throw new RoutooError('brokenStream', 'It broke off.', 'Try again.');
		};
		const half = await post({ stream: true });
		expect(half.status).toBe(200);
		expect(half.text).toMatch(/"text":"half".*\n\ndata: {"error":{"message":"It broke off. Try again."/s);
		expect(half.text).not.toContain('[DONE]');
	});

	test('a client that leaves stops the model, and what came is booked', async () => {
		let stopped = false;
		bench.scripts.coder = async function* (_request, signal) {
			yield text('half');
			await new Promise((resolve) => signal.addEventListener('abort', resolve));
			stopped = true;
		};
		const leave = new AbortController();
		const response = await endpoint.open(PATH, { body: { ...ASKED, stream: true } }, leave.signal);
		response.on('error', () => undefined);
		await new Promise((resolve) => response.once('data', resolve));
		leave.abort();
		await expect.poll(() => [...bench.ledger.settlements.values()]).toMatchObject([{ outcome: 'cancelled' }]);
		await expect.poll(() => stopped).toBe(true);
	});

	test('an endpoint that closes ends what is open', async () => {
		bench.scripts.coder = async function* (_request, signal) {
			yield text('half');
			await new Promise((resolve) => signal.addEventListener('abort', resolve));
		};
		const response = await endpoint.open(PATH, { body: { ...ASKED, stream: true } });
		await new Promise((resolve) => response.once('readable', resolve));
		const said = textOf(response);
		await endpoint.close();
		expect(await said).toContain('Routoo is being closed');
	});

	test('nothing at all is an answer, other methods are not', async () => {
		bench.scripts.coder = () => fills(end);
		expect(JSON.parse((await post({})).text)).toMatchObject({ choices: [{ text: '', finish_reason: 'stop' }] });
		const { status, headers } = await endpoint.send(PATH);
		expect([status, headers.allow]).toEqual([405, 'POST']);
	});

	test('without a port for it the path says where to go', async () => {
		const bare = await TestEndpoint.start(new FakeAgent(), { wires: WIRES });
		const { status, text: body } = await bare.send(PATH, { body: ASKED });
		await bare.close();
		expect(status).toBe(404);
		expect(JSON.parse(body).error.message).toContain('Use /v1/chat/completions');
	});
});

describe('reading', () => {
	test('all fields, null as left out, what is not known ignored', () => {
		expect(
			readText({
				...ASKED,
				prompt: ['x'],
				stream: true,
				stream_options: { include_usage: true },
				max_tokens: 9,
				temperature: 0.2,
				top_p: 0.5,
				stop: 'a',
			}),
		).toEqual({
			...{ model: 'routoo/auto', stream: true, prompt: 'x', suffix: ASKED.suffix, maxOutputTokens: 9, temperature: 0.2, topP: 0.5 },
			...{ stop: ['a'], usage: true },
		});
		const none = {
			suffix: null,
			max_tokens: null,
			temperature: null,
			top_p: null,
			stop: null,
			stream: null,
			n: null,
			best_of: null,
			echo: null,
			logprobs: null,
		};
		const more = { user: 'u', seed: 1, presence_penalty: 1, frequency_penalty: 1, logit_bias: {}, n_predict: 5 };
		expect(readText({ model: 'm', prompt: 'x', ...none, ...more, n: 1, best_of: 1, echo: false })).toEqual({
			...{
				model: 'm',
				stream: false,
				prompt: 'x',
				suffix: '',
				maxOutputTokens: null,
				temperature: null,
				topP: null,
				stop: [],
				usage: false,
			},
		});
		expect(readText({ model: 'm', prompt: '', suffix: 'x' })).toMatchObject({ prompt: '', suffix: 'x' });
	});

	test.each<[object, string]>([
		[{ prompt: ['a', 'b'] }, 'prompt cannot be used here: Routoo completes one text a request'],
		[{ prompt: [] }, 'prompt cannot be used here'],
		[{ prompt: [1, 2] }, 'prompt cannot be used here: tokens mean another text'],
		[{ prompt: [[1, 2]] }, 'prompt cannot be used here: tokens'],
		[{ prompt: 5 }, 'prompt cannot be used here: tokens'],
		[{ prompt: null }, 'prompt must be a string'],
		[{ prompt: '', suffix: '' }, 'prompt must hold some text'],
		[{ suffix: 5 }, 'suffix must be a string'],
		[{ n: 2 }, 'n cannot be used here'],
		[{ best_of: 3 }, 'best_of cannot be used here'],
		[{ echo: true }, 'echo cannot be used here'],
		[{ logprobs: 0 }, 'logprobs cannot be used here'],
		[{ max_tokens: 0 }, 'max_tokens must be'],
		[{ model: null }, 'model must be'],
		[{ stop: {} }, 'stop must be'],
	])('%j is refused', async (also, words) => {
		const { status, text: body } = await post(also);
		expect(status).toBe(400);
		const { error } = JSON.parse(body);
		expect(error.message).toContain(words);
		expect(error.param).toBe(words.split(' ')[0]);
		expect(bench.asked).toEqual([]);
	});

	test('whatever comes is read or refused in words', () => {
		const body = fc.record(
			Object.fromEntries(
				['model', 'prompt', 'suffix', 'stop', 'n', 'echo', 'logprobs', 'max_tokens', 'stream', 'stream_options'].map((name) => [
					name,
					fc.oneof(fc.string(), fc.anything({ maxDepth: 1 })),
				]),
			),
			{ requiredKeys: ['model', 'prompt'] },
		);
		fc.assert(
			fc.property(fc.oneof(body, fc.anything()), (value) => {
				try {
					readText(value);
				} catch (error) {
					if (!RoutooError.is(error, 'invalidInput')) throw error;
				}
			}),
			{ numRuns: 500 },
		);
	});
});
