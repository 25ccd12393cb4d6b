import { describe, expect, it } from 'vitest';
import { previewRoute } from '../../../../src/core/gateway/decide.ts';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import type { GatewayResult } from '../../../../src/core/gateway/types.ts';
import type { StreamEvent } from '../../../../src/core/message/stream.ts';
import type { ConversationCache } from '../../../../src/core/money/request-cost.ts';
import { type Bench, bench, end, fault, LOCAL, MINI, OPUS, OTHER, says, text, usage } from './support.ts';

/** `cache`: what the conversation left in its vendor's cache. */
async function run(b: Bench): Promise<GatewayResult & { log: string[]; cache: ConversationCache | null }> {
	const log: string[] = [];
	const result = await answerRequest(b.deps, b.input, {
		onRouting: (line) => log.push(`routing:${line.candidateId}`),
		onText: (t) => log.push(`text:${t}`),
		onReasoning: (t) => log.push(`reasoning:${t}`),
	});
	expect(b.ledger.outstanding).toBe(0);
	return { ...result, log, cache: b.deps.caches.of('s1') };
}

describe('one request from key press to receipt', () => {
	it('shows the route before the first token, reserves before sending and settles what was reported', async () => {
		const b = bench([MINI, OPUS], { mini: () => says(text('He'), text('llo'), usage(110, 50), end) });
		const r = await run(b);
		expect(r.log).toEqual(['routing:mini', 'text:He', 'text:llo']);
		expect(r.state).toBe('done');
		expect(r.receipt).toMatchObject({ cost: 110 + 200, costSource: 'tokens' });
		expect(b.ledger.reservations.get('r1')!.max).toBeGreaterThan(310);
		expect(b.ledger.settlements.get('r1')).toMatchObject({ cost: 310, outcome: 'answered' });
		expect(b.sent[0]).toMatchObject({ model: 'mini', maxOutputTokens: 8192 });
		expect(r.cache).toMatchObject({ candidateId: 'mini', prefixTokens: 160 });
		expect(r.routing!.alternatives.map((a) => a.candidateId)).toEqual(['mini', 'opus']);
	});

	it('prefers the cost that the provider reports', async () => {
		const r = await run(bench([MINI], { mini: () => says(text('a'), usage(100, 10, 777), end) }));
		expect(r.receipt).toMatchObject({ cost: 777, costSource: 'provider' });
	});

	it('without usage estimates from the text, and says so', async () => {
		const r = await run(bench([MINI], { mini: () => says(text('x'.repeat(400)), end) }));
		expect(r.receipt).toMatchObject({ cost: 104 + 400, costSource: 'estimate', usage: null });
	});

	it('counts a token at least for every piece that came', async () => {
		const r = await run(bench([MINI], { mini: () => says(...Array.from('a'.repeat(40), text), end) }));
		expect(r.receipt).toMatchObject({ cost: 104 + 40 * 4, costSource: 'estimate' });
	});

	it('the next turn of a conversation is estimated by what the vendor counted in the one before', async () => {
		const b = bench([MINI], { mini: () => says(text('a'), usage(156, 10), end) });
		const first = await run(b);
		expect(first.cache).toMatchObject({ tokenRatio: 1.5 });
		const second = await run(bench([MINI], { mini: () => says(text('x'.repeat(400)), end) }, {}, undefined, b.deps.caches));
		expect(second.receipt).toMatchObject({ cost: 156 + 400, costSource: 'estimate' });
		expect(second.cache).toMatchObject({ tokenRatio: 1.5 });
		const odd = await run(bench([MINI], { mini: () => says(text('a'), usage(9000, 10), end) }));
		expect(odd.cache).toMatchObject({ tokenRatio: 2 });
	});

	it('a free model settles at 0', async () => {
		const r = await run(bench([LOCAL], { local: () => says(text('a'), usage(100, 10), end) }));
		expect(r.receipt).toMatchObject({ cost: 0, costSource: 'free' });
	});

	it('reports its progress to the ledger a few times a second', async () => {
		const b = bench([MINI], {
			mini: async function* () {
				for (let i = 0; i < 5; i++) {
					b.now += 700;
					yield text('x'.repeat(40));
				}
				yield end;
			},
		});
		await run(b);
		expect(b.ledger.progressed).toEqual([40, 80, 120, 160, 200].map((output) => 104 + output));
	});
});

describe('faults', () => {
	it('a failure before the first token goes to the next allowed model, says so once, and owes nothing for the first', async () => {
		const b = bench([MINI, OTHER], {
			mini: () => says(fault('server', 'The server is down.')),
			other: () => says(text('ok'), usage(100, 1), end),
		});
		const r = await run(b);
		expect(r.state).toBe('done');
		expect(r.log).toEqual(['routing:mini', 'routing:other', 'text:ok']);
		expect(r.routing!.fallbackNote).toBe('mini failed (The server is down), so another model took over.');
		expect(b.ledger.released).toEqual(['r1']);
		expect([...b.ledger.settlements.keys()]).toEqual(['r1-2']);
		expect(b.failures).toEqual(['mini']);
	});

	it.each(['auth', 'quota', 'network', 'badResponse'] as const)('%s leaves out the whole endpoint', async (kind) => {
		const b = bench([MINI, { ...MINI, id: 'mini2', wireModel: 'mini2' }, OTHER], {
			mini: () => says(fault(kind)),
			mini2: () => says(text('wrong'), end),
			other: () => says(text('ok'), end),
		});
		expect((await run(b)).log).toEqual(['routing:mini', 'routing:other', 'text:ok']);
	});

	it('a vanished model leaves out its other efforts, not its endpoint', async () => {
		const high = { ...MINI, id: 'mini@high', effort: 'high' };
		const b = bench([MINI, high, { ...OTHER, endpointId: 'a' }], {
			mini: () => says(fault('modelNotFound')),
			'mini@high': () => says(text('wrong'), end),
			other: () => says(text('ok'), end),
		});
		expect((await run(b)).log.at(-1)).toBe('text:ok');
	});

	it('a context too long goes only to a model with a longer one', async () => {
		const b = bench([MINI, OTHER, { ...OTHER, id: 'long', contextTokens: 1_000_000 }], {
			mini: () => says(fault('contextTooLong')),
			other: () => says(text('wrong'), end),
			long: () => says(text('ok'), end),
		});
		expect((await run(b)).log.at(-1)).toBe('text:ok');
	});

	it('when all fail shows the last error and names what was tried before', async () => {
		const b = bench([MINI, OTHER], {
			mini: () => says(fault('server', 'mini is down.')),
			other: () => says(fault('auth', 'The key is wrong.')),
		});
		const r = await run(b);
		expect(r.state).toBe('failed');
		expect(r.error).toMatchObject({ kind: 'auth', action: 'setKey' });
		expect(r.error!.message).toMatch(/The key is wrong.*tried before.*mini is down/);
		expect(b.ledger.settled).toBe(0);
	});

	it('a stream that breaks in the middle keeps and books what was received and tries no other model', async () => {
		const b = bench([MINI, OTHER], {
			mini: () => says(text('x'.repeat(40)), fault('brokenStream')),
			other: () => says(text('wrong'), end),
		});
		const r = await run(b);
		expect(r).toMatchObject({
			state: 'failed',
			error: { kind: 'brokenStream', action: 'retry' },
			receipt: { cost: 104 + 40, costSource: 'estimate' },
		});
		expect(b.ledger.settlements.get('r1')).toMatchObject({ outcome: 'broken' });
	});

	it('an answer without a single token is an error, not an empty bubble', async () => {
		const r = await run(bench([MINI], { mini: () => says(end) }));
		expect(r).toMatchObject({ state: 'failed', error: { kind: 'brokenStream' }, receipt: null });
	});

	it('stop in mid-stream books what came, as an estimate', async () => {
		const stop = new AbortController();
		const endless = async function* (): AsyncIterable<StreamEvent> {
			yield text('x'.repeat(40));
			stop.abort();
			yield text('y');
			throw new Error('aborted by fetch');
		};
		const b = bench([MINI, OTHER], { mini: endless }, { signal: stop.signal });
		const r = await run(b);
		expect(r).toMatchObject({ state: 'cancelled', error: null, receipt: { costSource: 'estimate' } });
		expect(b.ledger.settlements.get('r1')).toMatchObject({ outcome: 'cancelled' });
	});

	it('stop before anything was sent books nothing', async () => {
		const stop = new AbortController();
		stop.abort();
		const r = await run(bench([MINI], { mini: () => says(text('wrong'), end) }, { signal: stop.signal }));
		expect(r).toMatchObject({ state: 'cancelled', receipt: null, routing: null });
	});

	it('a model the user named is not silently replaced by another', async () => {
		const b = bench(
			[MINI, OTHER],
			{ mini: () => says(fault('server')), other: () => says(text('wrong'), end) },
			{ choice: { kind: 'user', candidateId: 'mini' } },
		);
		expect(await run(b)).toMatchObject({ state: 'failed', error: { kind: 'server' } });
	});

	it('a model that nobody took over from is not said to be followed by another', async () => {
		const alone = await run(bench([MINI], { mini: () => says(fault('server')) }));
		expect(alone).toMatchObject({ state: 'failed', routing: { candidateId: 'mini', fallbackNote: null } });
		const b = bench([MINI, OTHER], { mini: () => says(fault('server', 'It is down.')), other: () => says(fault('auth')) });
		const routing = (await run(b)).routing!;
		expect(routing).toMatchObject({ candidateId: 'other', fallbackNote: 'mini failed (It is down), so another model took over.' });
	});

	it('an exception that is not ours names the model once', async () => {
		const b = bench([MINI, OTHER], { mini: () => says(new TypeError('boom')), other: () => says(fault('auth', 'The key is wrong.')) });
		const r = await run(b);
		expect(r.error!.message).toBe('The key is wrong. (tried before: mini: The answer failed: boom)');
		expect(r.routing!.fallbackNote).toBe('mini failed (The answer failed: boom), so another model took over.');
	});

	it('a fault of whoever is told of the route is not laid on the model', async () => {
		const b = bench([MINI, OTHER], { mini: () => says(text('wrong'), end), other: () => says(text('wrong'), end) });
		const onRouting = () => {
			throw new TypeError('no view');
		};
		const r = await answerRequest(b.deps, b.input, { onRouting, onText: () => {}, onReasoning: () => {} });
		expect(r).toMatchObject({ state: 'failed', error: { kind: 'internal', action: 'showLog' }, receipt: null });
		expect([b.failures, b.sent, b.ledger.released, b.ledger.outstanding]).toEqual([[], [], ['r1'], 0]);
	});

	it('an exception that is not ours is shown in words and releases the money', async () => {
		const r = await run(bench([MINI], { mini: () => says(new TypeError('boom')) }, { choice: { kind: 'user', candidateId: 'mini' } }));
		expect(r.error!.message).toMatch(/boom/);
	});
});

describe('money', () => {
	it('another window that takes the last money meanwhile leads to a new decision, never past the limit', async () => {
		const b = bench(
			[MINI, LOCAL],
			{ mini: () => says(text('wrong'), end), local: () => says(text('ok'), end) },
			{ period: { start: 0, end: 1, limit: 50_000 } },
		);
		b.ledger.stealOnReserve = 49_999;
		const r = await run(b);
		expect(r.log).toEqual(['routing:local', 'text:ok']);
	});

	it.each([
		['free', { state: 'done' }],
		['ask', { state: 'failed', error: { kind: 'budget', action: 'allowOnce' } }],
		['block', { state: 'failed', error: { kind: 'budget', action: 'openBudget' } }],
	] as const)('at the limit with "%s"', async (atLimit, expected) => {
		const b = bench(
			[MINI, LOCAL],
			{ mini: () => says(text('wrong'), end), local: () => says(text('ok'), end) },
			{ period: { start: 0, end: 1, limit: 10 }, atLimit },
		);
		expect(await run(b)).toMatchObject(expected);
	});

	it('"answer this one all the same" lets one request over the limit', async () => {
		const b = bench(
			[MINI, LOCAL],
			{ mini: () => says(text('ok'), usage(100, 10), end), local: () => says(text('wrong'), end) },
			{ period: { start: 0, end: 1, limit: 10 }, atLimit: 'ask', overLimitApproved: true },
			[0.9, 0.3],
		);
		expect((await run(b)).log.at(-1)).toBe('text:ok');
		expect(b.ledger.settled).toBe(140);
	});

	it('a budget of 0 means no paid request, without a question', async () => {
		const b = bench([MINI, LOCAL], { local: () => says(text('ok'), end) }, { period: { start: 0, end: 1, limit: 0 }, atLimit: 'ask' });
		expect(await run(b)).toMatchObject({ state: 'done', receipt: { cost: 0 } });
		const paidOnly = bench([MINI], {}, { period: { start: 0, end: 1, limit: 0 }, atLimit: 'ask' });
		expect(await run(paidOnly)).toMatchObject({ state: 'failed', error: { kind: 'budget', action: 'openBudget' } });
	});

	it('a purpose with a share of its own has no more than that', async () => {
		const period = { start: 0, end: 1e12, limit: 20_000_000, limits: { agent: 50_000 } };
		const scripts = { mini: () => says(text('paid'), usage(100, 10), end), local: () => says(text('free'), end) };
		const played = async (purpose: string, over = {}): Promise<string> => {
			const b = bench([MINI, LOCAL], scripts, { purpose, period, ...over }, [0.9, 0.3]);
			const spent = { settled: 49_990, outstanding: 0 };
			const taken = b.ledger.spent.bind(b.ledger);
			b.ledger.spent = async (p) => ({ ...(await taken(p)), settled: 49_990, byPurpose: { agent: spent } });
			const r = await run(b);
			return r.log.at(-1) ?? `${r.error!.kind} ${r.error!.action}`;
		};
		expect(await played('chat')).toBe('text:paid');
		expect(await played('agent')).toBe('text:free');
		expect(await played('agent', { period: { ...period, limit: null } })).toBe('text:free');
		expect(await played('agent', { atLimit: 'ask' })).toBe('budget allowOnce');
		expect(await played('agent', { atLimit: 'ask', overLimitApproved: true })).toBe('text:paid');
	});

	it('a ledger that cannot be written lets free models answer and paid ones not', async () => {
		const b = bench([MINI, LOCAL], { mini: () => says(text('wrong'), end), local: () => says(text('ok'), end) });
		b.ledger.failure = fault('storage', 'The disk is full.');
		const r = await run(b);
		expect(r.log.at(-1)).toBe('text:ok');
		expect(r.warnings.join()).toMatch(/disk is full/);
	});
});

describe('preview', () => {
	it('decides without reserving anything', async () => {
		const b = bench([MINI, OPUS], {});
		const { decision } = await previewRoute(b.deps, b.input);
		expect(decision.chosen!.candidate.id).toBe('mini');
		expect(b.ledger.reservations.size).toBe(0);
	});
});
