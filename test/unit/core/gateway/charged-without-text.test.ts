import { describe, expect, it } from 'vitest';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import type { GatewayResult } from '../../../../src/core/gateway/types.ts';
import { type Bench, bench, end, fault, LOCAL, MINI, OPUS, OTHER, says, text, usage } from './support.ts';

async function run(b: Bench): Promise<GatewayResult> {
	const result = await answerRequest(b.deps, b.input, { onRouting: () => {}, onText: () => {}, onReasoning: () => {} });
	expect(b.ledger.outstanding).toBe(0);
	return result;
}

const cutOff = { type: 'end', reason: 'length' } as const;

describe('money that is owed although no text came', () => {
	it('tokens that were spent on hidden thinking are booked, no second model is asked to be paid as well, and error and receipt say it', async () => {
		const b = bench([MINI, OTHER], {
			mini: () => says(usage(100, 5000), cutOff),
			other: () => says(text('wrong'), usage(100, 10), end),
		});
		const r = await run(b);
		expect(b.ledger.settlements.get('r1')).toMatchObject({ cost: 100 + 20_000, outcome: 'broken' });
		expect(b.sent.map(({ model }) => model)).toEqual(['mini']);
		expect(r).toMatchObject({ state: 'failed', error: { kind: 'brokenStream' }, receipt: { cost: 20_100, costSource: 'tokens' } });
		expect(r.error!.message).toMatch(/gave no answer\. It costs \$0\.02 all the same, so no other model was asked\.$/);
		expect(r.receipt!.cost).toBe(b.ledger.settled);
	});

	it('is told in sentences, whatever the endpoint’s own words end with', async () => {
		const b = bench([MINI], { mini: () => says({ type: 'reasoning', text: 'hm' }, new TypeError('boom')) });
		expect((await run(b)).error!.message).toMatch(/^The answer failed: boom\. It costs \$0\.00011 all the same/);
	});

	it('a model that counted tokens but costs nothing is followed by another', async () => {
		const b = bench([LOCAL, MINI], { local: () => says(usage(100, 5000), cutOff), mini: () => says(text('ok'), usage(100, 10), end) });
		const r = await run(b);
		expect(r).toMatchObject({ state: 'done', receipt: { cost: 140 } });
		expect(r.routing!.fallbackNote).toMatch(/^local failed/);
	});

	it('and they are on the receipt where no other model is left', async () => {
		const r = await run(bench([MINI], { mini: () => says(usage(100, 5000), cutOff) }));
		expect(r).toMatchObject({ state: 'failed', receipt: { cost: 20_100, costSource: 'tokens' } });
		expect(r.error!.message).toMatch(/thinking/);
	});

	it('an answer of thinking alone is no answer, and is paid', async () => {
		const thinking = () => says({ type: 'reasoning', text: 'hm' }, usage(100, 10), cutOff);
		expect(await run(bench([MINI], { mini: thinking }))).toMatchObject({ state: 'failed', receipt: { cost: 140 } });
	});

	it('a refusal that was billed is booked', async () => {
		const b = bench([MINI], { mini: () => says(usage(100, 10), { type: 'end', reason: 'filter' }) });
		expect(await run(b)).toMatchObject({ state: 'failed', error: { kind: 'refused' }, receipt: { cost: 140 } });
	});

	it('a filter that ends an answer in its middle is said, its text kept and booked', async () => {
		const b = bench([MINI, LOCAL], { mini: () => says(text('half'), usage(100, 10), { type: 'end', reason: 'filter' }) });
		expect(await run(b)).toMatchObject({
			state: 'failed',
			parts: [{ type: 'text', text: 'half' }],
			error: { kind: 'refused', message: expect.stringContaining('in the middle of its answer') },
			receipt: { cost: 140, costSource: 'tokens' },
		});
	});

	it('a vendor that gives up in the middle of its answer has failed, its text kept and booked', async () => {
		const b = bench([MINI, LOCAL], { mini: () => says(text('half'), usage(100, 10), fault('brokenStream')) });
		expect(await run(b)).toMatchObject({
			state: 'failed',
			parts: [{ text: 'half' }],
			error: { kind: 'brokenStream' },
			receipt: { cost: 140 },
		});
	});

	it('text that turns out to be thinking is no answer', async () => {
		const b = bench([MINI], { mini: () => says(text('a'), { type: 'thought' }, usage(100, 10), end) });
		expect(await run(b)).toMatchObject({ state: 'failed', parts: [{ type: 'reasoning', text: 'a', model: null }], receipt: { cost: 140 } });
		const whole = bench([MINI], { mini: () => says(text('a'), { type: 'thought' }, text('b'), usage(100, 10), end) });
		expect(await run(whole)).toMatchObject({
			state: 'done',
			parts: [
				{ type: 'reasoning', text: 'a', model: null },
				{ type: 'text', text: 'b' },
			],
		});
	});

	it('a model without a known price costs what its endpoint reports, and is never called free', async () => {
		const unknown = { ...MINI, prices: null };
		const reported = bench(
			[unknown],
			{ mini: () => says(text('a'), usage(100, 10, 777), end) },
			{ choice: { kind: 'user', candidateId: 'mini' } },
		);
		expect((await run(reported)).receipt).toMatchObject({ cost: 777, costSource: 'provider' });
		const silent = bench(
			[unknown],
			{ mini: () => says(text('a'), usage(100, 10), end) },
			{ choice: { kind: 'user', candidateId: 'mini' } },
		);
		expect((await run(silent)).receipt).toMatchObject({ cost: 0, costSource: 'estimate' });
	});

	it('a price that is no amount of money does not spoil the amount that the endpoint reports', async () => {
		for (const price of [Number.NaN, -4]) {
			const broken = { ...MINI, prices: { input: 1_000_000, output: price * 1_000_000, cachedInput: null, cacheWrite: null } };
			for (const last of [end, fault('brokenStream')]) {
				const b = bench(
					[broken],
					{ mini: () => says(usage(100, 10, 777), text('x'.repeat(400)), last) },
					{ choice: { kind: 'user', candidateId: 'mini' } },
				);
				expect((await run(b)).receipt).toMatchObject({ cost: 777 });
			}
		}
	});
});

describe('what the user is told', () => {
	it('an answer that was cut at its cap says so', async () => {
		const r = await run(bench([MINI], { mini: () => says(text('half of'), usage(100, 8192), cutOff) }));
		expect(r.state).toBe('done');
		expect(r.warnings.join()).toMatch(/cut off/);
	});

	it('a ledger that cannot be read is not called a spent budget', async () => {
		for (const atLimit of ['free', 'ask', 'block'] as const) {
			const b = bench([MINI], {}, { atLimit });
			b.ledger.failure = fault('storage', 'The disk is full.');
			expect((await run(b)).error).toMatchObject({ kind: 'storage', message: 'The disk is full.' });
			const local = bench([MINI, LOCAL], { local: () => says(text('ok'), end) }, { atLimit });
			local.ledger.failure = fault('storage', 'The disk is full.');
			expect((await run(local)).state).toBe('done');
		}
	});
});

describe('the button beside a refusal leads out of it', () => {
	it('no model at all: a key', async () => {
		const { error } = await run(bench([], {}));
		expect(error).toMatchObject({ kind: 'noModel', action: 'setKey' });
		// No limit stands in the way.
		expect(`${error?.message} ${error?.nextStep}`).not.toContain('limit');
	});

	it('a limit of the user: the settings', async () => {
		const b = bench([MINI], {}, { limits: { pool: null, localOnly: false, maxCost: null, maxLatencyMs: null, minQuality: 0.99 } });
		expect((await run(b)).error).toMatchObject({ kind: 'noModel', action: 'openSettings' });
	});

	it('a conversation longer than any model reads: a new chat', async () => {
		const short = { ...MINI, contextTokens: 10 };
		expect((await run(bench([short], {}))).error).toMatchObject({ kind: 'noModel', action: 'newSession' });
		const dear = { ...OPUS, prices: null };
		expect((await run(bench([short, dear], {}))).error).toMatchObject({ action: 'openSettings' });
	});

	it('a model that failed just now: another try, and how not to wait', async () => {
		const b = bench([MINI], {});
		b.deps.health.failed(MINI, fault('rateLimit'), 'chat');
		const { error } = await run(b);
		expect(error).toMatchObject({ kind: 'noModel', action: 'retry' });
		expect(error!.message).toMatch(/refresh the models/);
	});
});

describe('a server that does not keep to the cap', () => {
	it('is stopped, and what came is kept and booked', async () => {
		const endless = async function* (): AsyncIterable<ReturnType<typeof text>> {
			for (;;) yield text('x'.repeat(10_000));
		};
		const b = bench([MINI], { mini: endless });
		const r = await run(b);
		expect(r).toMatchObject({ state: 'failed', error: { kind: 'badResponse' }, receipt: { costSource: 'estimate' } });
	});
});

describe('health', () => {
	it('a model that breaks off and one that the user named count as failures too', async () => {
		const broken = bench([MINI], { mini: () => says(text('a'), fault('brokenStream')) });
		await run(broken);
		expect(broken.failures).toEqual(['mini']);
		const named = bench([MINI], { mini: () => says(fault('rateLimit')) }, { choice: { kind: 'user', candidateId: 'mini' } });
		await run(named);
		expect(named.failures).toEqual(['mini']);
	});

	it('a stop is no failure', async () => {
		const stop = new AbortController();
		const b = bench(
			[MINI],
			{
				mini: async function* () {
					yield text('a');
					stop.abort();
				},
			},
			{ signal: stop.signal },
		);
		await run(b);
		expect(b.failures).toEqual([]);
	});

	it('a rate limit leaves out the same model with other efforts', async () => {
		const high = { ...MINI, id: 'mini@high', effort: 'high' };
		const b = bench([MINI, high, OTHER], {
			mini: () => says(fault('rateLimit')),
			'mini@high': () => says(text('wrong'), end),
			other: () => says(text('ok'), end),
		});
		expect((await run(b)).routing!.candidateId).toBe('other');
	});
});
