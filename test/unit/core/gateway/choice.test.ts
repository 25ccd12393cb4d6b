import { describe, expect, it } from 'vitest';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import type { GatewayRequest, GatewayResult } from '../../../../src/core/gateway/types.ts';
import type { StreamEvent } from '../../../../src/core/message/stream.ts';
import { type Bench, bench, end, fault, LOCAL, MINI, OTHER, says, text, usage } from './support.ts';

async function run(b: Bench): Promise<GatewayResult & { log: string[] }> {
	const log: string[] = [];
	const result = await answerRequest(b.deps, b.input, {
		onRouting: (line) => log.push(`routing:${line.candidateId}`),
		onText: (t) => log.push(`text:${t}`),
		onReasoning: (t) => log.push(`reasoning:${t}`),
		onToolCallDelta: (id, name, t) => log.push(`delta:${id}:${name}:${t}`),
		onToolCall: (call) => log.push(`call:${call.id}`),
	});
	expect(b.ledger.outstanding).toBe(0);
	return { ...result, log };
}

const pinned: Partial<GatewayRequest> = { choice: { kind: 'pinned', candidateId: 'other', why: 'The run began with it.' } };

describe('a pinned model', () => {
	it('answers although another would be chosen, and its why is said', async () => {
		const b = bench([MINI, OTHER], { other: () => says(text('ok'), usage(100, 1), end) }, pinned);
		const r = await run(b);
		expect(r.log).toEqual(['routing:other', 'text:ok']);
		expect(r.routing).toMatchObject({ reason: 'The run began with it.', fallbackNote: null, steeredBy: [] });
	});

	it('gives way where it fails: the rest is compared, with a note', async () => {
		const b = bench(
			[LOCAL, MINI, OTHER],
			{ other: () => says(fault('server', 'It is down.')), local: () => says(text('ok'), end) },
			pinned,
		);
		const r = await run(b);
		expect(r).toMatchObject({ state: 'done', routing: { candidateId: 'local' } });
		expect(r.routing!.fallbackNote).toBe('other failed (It is down), so another model took over.');
		expect(r.routing!.reason).not.toContain('The run began with it.');
		expect(b.ledger.released).toEqual(['r1']);
	});

	it('that may not be asked is refused with the reason: whom to ask instead is the caller’s choice', async () => {
		const limits = { pool: null, localOnly: true, maxCost: null, maxLatencyMs: null, minQuality: null };
		const b = bench([LOCAL, OTHER], { local: () => says(text('wrong'), end) }, { ...pinned, limits });
		const r = await run(b);
		expect(r).toMatchObject({ state: 'failed', error: { kind: 'noModel' }, receipt: null });
		expect(b.sent).toEqual([]);
	});

	it('that charged and gave nothing ends the chain, too', async () => {
		const b = bench([MINI, OTHER], { other: () => says(usage(100, 50), end), mini: () => says(text('wrong'), end) }, pinned);
		const r = await run(b);
		expect(r).toMatchObject({ state: 'failed', receipt: { cost: 300 } });
		expect(r.error!.message).toMatch(/empty answer\. It costs \$0\.0003 all the same, so no other model was asked\.$/);
		expect(b.sent).toHaveLength(1);
	});
});

const call = (id: string, args: string): StreamEvent => ({
	type: 'toolCall',
	call: { type: 'toolCall', id, name: 'read', arguments: args },
});
const delta = (id: string, piece: string): StreamEvent => ({ type: 'toolCallDelta', id, name: 'read', text: piece });

describe('an answer of tool calls', () => {
	it('is a good one without any text, is shown as it comes and paid as counted', async () => {
		const toolCalls = { type: 'end', reason: 'toolCalls' } as const;
		const b = bench([MINI, OTHER], {
			mini: () => says(delta('c1', '{"path":'), delta('c1', '"a"}'), call('c1', '{"path":"a"}'), usage(100, 20), toolCalls),
		});
		const r = await run(b);
		expect(r).toMatchObject({ state: 'done', ended: 'toolCalls', error: null, receipt: { cost: 180, costSource: 'tokens' } });
		expect(r.parts).toEqual([{ type: 'toolCall', id: 'c1', name: 'read', arguments: '{"path":"a"}' }]);
		expect(r.log).toEqual(['routing:mini', 'delta:c1:read:{"path":', 'delta:c1:read:"a"}', 'call:c1']);
		expect(b.failures).toEqual([]);
	});

	it('that breaks off keeps the whole calls, books the half one, and asks no second model', async () => {
		const b = bench([MINI, OTHER], {
			mini: () => says(text('I read.'), call('c1', '{}'), delta('c2', 'x'.repeat(400)), fault('brokenStream')),
			other: () => says(text('wrong'), end),
		});
		const r = await run(b);
		expect(r.state).toBe('failed');
		expect(r.parts.map(({ type }) => type)).toEqual(['text', 'toolCall']);
		expect(r.receipt!.cost).toBeGreaterThan(104 + 100 * 4);
		expect(b.sent).toHaveLength(1);
	});

	it('that its cap cut off within its first call is not called thinking', async () => {
		const b = bench([MINI], { mini: () => says(delta('c1', '{"path":'), usage(100, 50), { type: 'end', reason: 'length' }) });
		const r = await run(b);
		expect(r).toMatchObject({ state: 'failed', parts: [], error: { kind: 'brokenStream' }, receipt: { cost: 300 } });
		expect(r.error!.message).toMatch(/^mini was cut off at its limit of 8192 tokens while it called a tool\. It costs/);
	});

	it('named so by the vendor without one is an empty answer', async () => {
		const r = await run(bench([MINI], { mini: () => says({ type: 'end', reason: 'toolCalls' }) }));
		expect(r).toMatchObject({ state: 'failed', error: { kind: 'brokenStream' }, receipt: null });
	});
});

describe('a stop', () => {
	it('keeps what the vendor counted of the prompt, and the text after it', async () => {
		const stop = new AbortController();
		const early = async function* (): AsyncIterable<StreamEvent> {
			yield usage(2000, 1);
			yield text('x'.repeat(40));
			stop.abort();
		};
		const r = await run(bench([MINI], { mini: early }, { signal: stop.signal }));
		expect(r).toMatchObject({
			state: 'cancelled',
			parts: [{ type: 'text', text: 'x'.repeat(40) }],
			receipt: { cost: 2000 + 11 * 4, costSource: 'estimate', usage: { input: 2000, output: 11 } },
		});
	});
});
