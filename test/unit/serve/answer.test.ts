import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import type { StreamEvent } from '../../../src/core/message/stream.ts';
import { FakeAgent } from '../../support/agent.ts';
import { eventsOf, said, TestEndpoint, textOf } from '../../support/serve/endpoint.ts';
import { AgentBench, BIG, HOME, MINI, MINI_HIGH, says } from '../app/agent/agent-bench.ts';

const CHAT = '/v1/chat/completions';
const end: StreamEvent = { type: 'end', reason: 'stop' };
const usage: StreamEvent = {
	type: 'usage',
	usage: { input: 1000, cachedInput: 0, cacheWrite: 0, output: 100, reasoning: 0 },
	reportedCost: null,
};
const text = (words: string): StreamEvent => ({ type: 'text', text: words });
const toolCall = (id: string, args = '{}'): StreamEvent => ({
	type: 'toolCall',
	call: { type: 'toolCall', id, name: 'read_file', arguments: args },
});
async function* gives(...events: readonly StreamEvent[]): AsyncGenerator<StreamEvent> {
	yield* events;
}

let bench: AgentBench;
let endpoint: TestEndpoint;
beforeEach(async () => {
	bench = new AgentBench();
	endpoint = await TestEndpoint.start(bench.agent);
});
afterEach(() => endpoint.close());

const post = (body: object, headers: Record<string, string> = {}) => endpoint.send(CHAT, { body, headers });
const kinds = (stream: string): string[] => eventsOf(stream).map((event) => Object.keys(event)[0] ?? '');

describe('an answer over HTTP', () => {
	it('goes out whole, with its decision in headers and in the body, and is booked', async () => {
		const { status, headers, text: whole } = await post(said('Hi'));
		expect(status).toBe(200);
		const body = JSON.parse(whole);
		expect(body.parts).toEqual([{ type: 'text', text: 'from mini' }]);
		expect(body).toMatchObject({ model: 'mini', ended: 'stop', usage: { input: 1000, output: 100 } });
		expect(headers).toMatchObject({ 'x-routoo-model': 'cloud/mini', 'x-routoo-quality': '0.93; 0.9-0.95', 'x-routoo-request-id': 'id-0' });
		expect(Number(headers['x-routoo-expected-cost-usd'])).toBeGreaterThan(0);
		expect(headers['x-routoo-expected-cost-usd']).toMatch(/^\d+\.\d{6}$/);
		expect(headers['x-routoo-run']).toBe(body.note.run);
		expect(body.note.costUsd).toBe(bench.bookedTo(body.note.run) / 1_000_000);
		expect(endpoint.decided).toMatchObject([
			{ client: 'unknown', path: '/chat/completions', note: { model: 'cloud/mini', costUsd: null } },
		]);
	});

	it.each([false, true])('says where it was cut off, and why (streamed: %s)', async (stream) => {
		bench.scripts = { mini: () => gives(text('Half'), usage, { type: 'end', reason: 'length' }) };
		const { text: whole } = await post(said('Hi', { stream }));
		const cut = { tokens: expect.any(Number), by: 'length', words: expect.stringMatching(/cut off at its limit of \d+ tokens/) };
		const ended = stream ? (eventsOf(whole).at(-1) as { readonly end: object }).end : JSON.parse(whole);
		expect(ended).toMatchObject({ ended: 'length', note: { cut } });
	});

	it('that no model can give for a moment, as all failed just now, may be asked for again', async () => {
		bench.scripts = {
			mini: async function* () {
				yield text('half');
				throw new Error('boom');
			},
		};
		bench.scripts.big = bench.scripts.mini!;
		let last = await post(said('Hi'));
		for (let n = 0; n < 12 && last.status === 502; n++) last = await post(said(`Hi ${n}`));
		expect(last).toMatchObject({ status: 503, headers: { 'x-should-retry': 'true', 'retry-after': expect.stringMatching(/^\d\d?$/) } });
		expect(last.text).toMatch(/failed just now/);
	});

	it('streams each event as it comes, before the next is there', async () => {
		let more = (): void => undefined;
		bench.scripts = {
			mini: async function* () {
				yield text('one');
				await new Promise<void>((resolve) => {
					more = resolve;
				});
				yield* gives(text('two'), usage, end);
			},
		};
		const response = await endpoint.open(CHAT, { body: said('Hi', { stream: true }) });
		expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'x-routoo-model': 'cloud/mini' });
		response.setEncoding('utf8');
		const first = await new Promise<string>((resolve) => response.once('data', resolve));
		expect(kinds(first)).toEqual(['begin', 'text']);
		more();
		expect(kinds(await textOf(response))).toEqual(['text', 'end']);
	});

	it.each(['', '/v1', '/v1/v1'])('takes the path behind %j', async (prefix) => {
		expect((await endpoint.send(`${prefix}/chat/completions/?beta=true`, { body: said('Hi') })).status).toBe(200);
	});

	it('tells the product who asks, and that nobody sits there', async () => {
		const fake = new FakeAgent();
		await endpoint.close();
		endpoint = await TestEndpoint.start(fake);
		const headers = { 'user-agent': 'claude-cli/2.0.14 (external, cli)' };
		await post(said('Hi', { effort: 'high', conversation: 'c7', marks: [0] }), headers);
		expect(fake.asked[0]).toMatchObject({ caller: 'claude-cli', effort: 'high', conversationId: 'c7', cacheMarks: [0], mayAsk: false });
	});
});

describe('a failure', () => {
	it('before the first content has its status, also where a stream was asked for', async () => {
		bench.candidates = [MINI];
		const cases = [
			['auth', 424, 'false'],
			['quota', 402, 'false'],
			['server', 502, 'true'],
			['refused', 400, 'false'],
		] as const;
		for (const [kind, status, again] of cases) {
			bench = new AgentBench();
			bench.candidates = [MINI];
			bench.scripts = { mini: () => failing(new RoutooError(kind, 'It failed.', 'Do this.')) };
			await endpoint.close();
			endpoint = await TestEndpoint.start(bench.agent);
			const answer = await post(said('Hi', { stream: true }));
			expect([kind, answer.status, answer.headers['x-should-retry']]).toEqual([kind, status, again]);
			expect(JSON.parse(answer.text).error.words).toContain('It failed.');
		}
	});

	it('of a conversation that no model reads is an error, as agents shorten it by themselves', async () => {
		const much = 'lorem ipsum '.repeat(200_000);
		const parts = (text: string) => [{ type: 'text', text }];
		const messages = [
			{ role: 'user', parts: parts(much) },
			{ role: 'assistant', parts: parts('So much.') },
			{ role: 'user', parts: parts('Go on') },
		];
		const answer = await post({ model: 'routoo/auto', messages });
		expect([answer.status, answer.headers['x-should-retry']]).toEqual([400, 'false']);
		expect(JSON.parse(answer.text).error).toMatchObject({ kind: 'contextTooLong', words: expect.stringContaining('does not fit') });
		// With nothing to leave out an agent would shorten in a circle, and pay for each turn of it.
		const first = await post(said(much));
		expect([first.status, first.headers['x-should-retry']]).toEqual([424, 'false']);
		expect(JSON.parse(first.text).error).toMatchObject({ kind: 'noModel', words: expect.stringContaining('does not fit') });
	});

	it.each([
		['the month', { 'routoo.budget.monthly': 0.000_001, 'routoo.budget.atLimit': 'block' }, 402, 'budget'],
		['the share of agents', { 'routoo.agent.budgetShare': 0 }, 402, 'budget'],
		['the most that a request may cost', { 'routoo.routing.maxCostPerRequest': 0.000_001 }, 424, 'noModel'],
	])('is a limit of the user: %s', async (_, settings, status, kind) => {
		bench = new AgentBench({ settings });
		bench.candidates = [MINI];
		await endpoint.close();
		endpoint = await TestEndpoint.start(bench.agent);
		for (const stream of [true, false]) {
			const answer = await post(said('Fix the tests', { stream }));
			expect([answer.status, answer.headers['x-should-retry']]).toEqual([status, 'false']);
			expect(JSON.parse(answer.text).error).toMatchObject({ kind, words: expect.stringMatching(/\w/) });
		}
		expect(bench.sent).toEqual([]);
	});

	it('is a request with nothing to answer', async () => {
		for (const messages of [[], [{ role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] }], [{ role: 'user', parts: [] }]]) {
			expect((await post({ model: 'routoo/auto', messages })).status).toBe(400);
		}
		expect(bench.sent).toHaveLength(0);
	});

	it('of a rate says when to come back', async () => {
		bench.candidates = [MINI];
		bench.scripts = { mini: () => failing(new RoutooError('rateLimit', 'Too fast.', 'Wait.', { retryAfterMs: 33_000 })) };
		const answer = await post(said('Hi'));
		expect([answer.status, answer.headers['retry-after']]).toEqual([429, '33']);
	});

	it('after it is said in the stream', async () => {
		bench.candidates = [MINI];
		bench.scripts = {
			mini: async function* () {
				yield text('half');
				throw new RoutooError('brokenStream', 'It broke off.', 'Send again.');
			},
		};
		const answer = await post(said('Hi', { stream: true }));
		expect(answer.status).toBe(200);
		expect(kinds(answer.text)).toEqual(['begin', 'text', 'failed']);
	});

	it('of the first model leaves the headers to the one that took over', async () => {
		bench.candidates = [MINI, BIG];
		bench.scripts = { mini: () => failing(new RoutooError('server', 'Down.', 'Wait.')) };
		const answer = await post(said('Hi', { stream: true }));
		expect(answer.headers['x-routoo-model']).toBe('vendor/big');
		expect(endpoint.decided.map(({ note }) => note.model)).toEqual(['cloud/mini', 'vendor/big']);
		expect(eventsOf(answer.text)[0]).toMatchObject({ begin: { model: 'big' } });
	});

	it('of a wire ends the answer in words, and the model with it', async () => {
		const wire = (await import('../../support/serve/plain-wire.ts')).plainWire();
		const broken = { ...wire, body: () => (undefined as unknown as { field: object }).field };
		await endpoint.close();
		endpoint = await TestEndpoint.start(bench.agent, { wires: { completions: broken, responses: wire, messages: wire } });
		const answer = await post(said('Hi'));
		expect(answer.status).toBe(500);
		expect(JSON.parse(answer.text).error).toMatchObject({ kind: 'internal', words: expect.stringContaining('Something went wrong') });
	});

	it('of an answer without a word is none of the client', async () => {
		bench.scripts = { mini: () => gives(usage, end), big: () => gives(usage, end) };
		const answer = await post(said('Hi'));
		expect(answer.status).toBe(502);
		// It cost something: asking again by itself would pay for it again.
		expect(answer.headers['x-should-retry']).toBe('false');
		const fake = new FakeAgent();
		fake.reply = () => ({ ended: 'length' });
		await endpoint.close();
		endpoint = await TestEndpoint.start(fake);
		expect(JSON.parse((await post(said('And you?'))).text)).toMatchObject({ ended: 'length', parts: [] });
	});
});

async function* failing(error: RoutooError): AsyncGenerator<StreamEvent> {
	yield* gives();
	throw error;
}

describe('what comes back of earlier answers', () => {
	const parts = (of: string): readonly Record<string, unknown>[] => JSON.parse(of).parts;
	const user = (words: string) => ({ role: 'user', parts: [{ type: 'text', text: words }] });

	it('goes out as its model wrote it, though the client left things out and wrote others anew', async () => {
		bench.candidates = [MINI];
		const thought = { type: 'reasoning', text: 'hm', model: 'cloud/mini', signature: 's1', encrypted: null, id: null } as const;
		const args = '{ "path":"a.ts" }';
		bench.scripts = {
			mini: () => gives({ type: 'reasoningPart', part: thought }, text('Reading. '), toolCall('call_1', args), usage, end),
		};
		const first = parts((await post(said('Fix it'))).text);
		expect(first.at(-1)).toMatchObject({ id: 'call_1', arguments: args });
		const back = [
			user('Fix it'),
			{
				role: 'assistant',
				parts: [
					{ type: 'text', text: 'Reading.' },
					{ ...first.at(-1), arguments: '{"path":"a.ts"}' },
				],
			},
			{ role: 'tool', parts: [{ type: 'toolResult', callId: 'call_1', name: '', content: [{ type: 'text', text: 'x' }], isError: false }] },
		];
		await post({ model: 'routoo/auto', messages: back });
		expect(bench.sent[1]?.request.messages.slice(1)).toEqual([
			{
				role: 'assistant',
				parts: [thought, { type: 'text', text: 'Reading. ' }, { type: 'toolCall', id: 'call_1', name: 'read_file', arguments: args }],
			},
			{
				role: 'tool',
				parts: [{ type: 'toolResult', callId: 'call_1', name: 'read_file', content: [{ type: 'text', text: 'x' }], isError: false }],
			},
		]);
	});

	it('names calls once in a conversation, and its model by its own ids', async () => {
		bench.candidates = [MINI];
		bench.scripts = { mini: () => gives(toolCall('call_0', '{"n":1}'), toolCall('call_0', '{"n":2}'), usage, end) };
		const first = parts((await post(said('Fix it'))).text);
		expect(first.map(({ id }) => id)).toEqual(['call_0', expect.stringMatching(/^call_[0-9a-f]{24}$/)]);
		const results = first.map(({ id }, n) => ({
			role: 'tool',
			parts: [{ type: 'toolResult', callId: id, name: 'read_file', content: [{ type: 'text', text: `r${n}` }], isError: false }],
		}));
		await post({ model: 'routoo/auto', messages: [user('Fix it'), { role: 'assistant', parts: first }, ...results.toReversed()] });
		const [, answer, tool] = bench.sent[1]?.request.messages ?? [];
		expect(answer?.parts.map((part) => 'id' in part && part.id)).toEqual(['call_0', 'call_0']);
		expect(tool?.parts).toHaveLength(2);
		expect(bench.sent[1]?.request.messages).toHaveLength(3);
	});

	it('streams pieces of a call under the id of the whole', async () => {
		bench.candidates = [MINI];
		const piece = (words: string): StreamEvent => ({ type: 'toolCallDelta', id: 'odd id!', name: 'read_file', text: words });
		bench.scripts = { mini: () => gives(piece('{"a"'), piece(':1}'), toolCall('odd id!', '{"a":1}'), usage, end) };
		const events = eventsOf((await post(said('Fix it', { stream: true }))).text);
		const ids = events.flatMap(({ piece: one, call, end: last }) => {
			const whole = (last as { parts: { id: string }[] } | undefined)?.parts[0];
			return [one, call, whole].flatMap((of) => (of === undefined ? [] : [(of as { id: string }).id]));
		});
		expect(ids).toHaveLength(4);
		expect(new Set(ids).size).toBe(1);
		expect(ids[0]).toMatch(/^call_/);
	});

	it('shows no earlier image to a model that sees none', async () => {
		bench.candidates = [{ ...HOME, vision: false }];
		const image = {
			role: 'user',
			parts: [
				{ type: 'image', mediaType: 'image/png', data: 'AAAA' },
				{ type: 'text', text: 'See' },
			],
		};
		await post({ model: 'routoo/auto', messages: [image, { role: 'assistant', parts: [{ type: 'text', text: 'ok' }] }, user('Go on')] });
		expect(JSON.stringify(bench.sent[0]?.request.messages)).not.toContain('AAAA');
	});

	it('counts words of Routoo as an answer', async () => {
		const fake = new FakeAgent();
		fake.reply = () => ({ words: 'The run has reached its maximum.' });
		await endpoint.close();
		endpoint = await TestEndpoint.start(fake);
		expect(parts((await post(said('Fix it'))).text)).toEqual([{ type: 'text', text: 'The run has reached its maximum.' }]);
		expect(kinds((await post(said('Fix it', { stream: true }))).text)).toEqual(['begin', 'text', 'end']);
	});
});

describe('a model by name', () => {
	it('of the pool is asked; another is chosen for, and both are said', async () => {
		const ask = async (model: string) => (await post({ ...said('Hi'), model })).headers;
		expect(await ask('vendor/big')).toMatchObject({ 'x-routoo-model': 'vendor/big' });
		expect((await ask('big'))['x-routoo-requested-model']).toBeUndefined();
		const other = await ask('claude-3-5-haiku-20241022');
		expect(other).toMatchObject({ 'x-routoo-model': 'cloud/mini', 'x-routoo-requested-model': 'claude-3-5-haiku-20241022' });
		expect((await ask('naïve\r\nx-evil: 1 “a”'))['x-routoo-requested-model']).toBe('naive x-evil: 1 "a"');
	});

	it('thinks as its client says, and what was made of the words is said', async () => {
		bench.candidates = [MINI, MINI_HIGH, BIG];
		const ask = async (model: string, effort?: string) => {
			const { headers, text: sent } = await post({ ...said(`Hi ${model} ${effort}`, effort === undefined ? {} : { effort }), model });
			return [headers['x-routoo-requested-effort'], headers['x-routoo-effort'], JSON.parse(sent).note.effort];
		};
		expect(await ask('cloud/mini', 'max')).toEqual(['max', 'high', { requested: 'max', used: 'high' }]);
		expect(await ask('vendor/big', 'minimal')).toEqual(['minimal', 'default', { requested: 'minimal', used: 'default' }]);
		// Auto chooses its own, whatever is asked for.
		expect((await ask('routoo/auto', 'high'))[1]).toBe((await ask('routoo/auto', 'none'))[1]);
		expect(await ask('vendor/big')).toEqual([undefined, undefined, undefined]);
	});

	it('of a hostile server breaks no header', async () => {
		bench.candidates = [{ ...MINI, displayName: `名前\r\nSet-Cookie: a=b\u0000${'x'.repeat(5000)}` }];
		bench.scripts = { mini: () => says('ok') };
		const { status, headers } = await post(said('Hi'));
		expect(status).toBe(200);
		expect(headers['set-cookie']).toBeUndefined();
		expect(headers['x-routoo-name']).toMatch(/^\?\? Set-Cookie: a=b\?x+$/);
		expect(headers['x-routoo-name']?.length).toBeLessThanOrEqual(300);
	});
});
