import { describe, expect, it } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import type { GatewayResult } from '../../../../src/core/gateway/types.ts';
import type { StreamEvent } from '../../../../src/core/message/stream.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { type Bench, bench, end, fault, LOCAL, MINI, OTHER, prompt, says, text, usage } from './support.ts';

async function run(b: Bench): Promise<GatewayResult> {
	const result = await answerRequest(b.deps, b.input, { onRouting: () => {}, onText: () => {}, onReasoning: () => {} });
	expect(b.ledger.outstanding).toBe(0);
	return result;
}

const cutOff: StreamEvent = { type: 'end', reason: 'length' };
const ok = () => says(text('ok'), usage(100, 10), end);
const tooLong = (contextTokens: number | null) => new RoutooError('contextTooLong', 'Too long.', 'Shorten it.', { contextTokens });
const asked = (b: Bench) => b.sent.map(({ model }) => model);
const auto = (id: string, over: Partial<Candidate> = {}): Candidate => ({ ...MINI, id, wireModel: id, catalogId: id, ...over });

describe('a refusal costs what it is about', () => {
	it.each([
		['model', ['one', 'three']],
		['endpoint', ['one', 'elsewhere']],
		['request', ['one', 'one']],
	] as const)('%s', async (scope, models) => {
		const one = auto('one');
		const all = [one, { ...one, id: 'one@high', effort: 'high' }, auto('three'), auto('elsewhere', { endpointId: 'b' })];
		const refused = () => says(new RoutooError('badResponse', 'Refused.', 'Choose another.', { scope }));
		const b = bench(all, { one: refused, 'one@high': ok, three: ok, elsewhere: ok });
		expect(await run(b)).toMatchObject({ state: 'done', routing: { fallbackNote: expect.stringContaining('another model took over') } });
		expect(asked(b)).toEqual(models);
	});
});

describe('a context that was named', () => {
	it('the next model reads more than that, though less than the first is listed with', async () => {
		const b = bench([auto('first'), auto('small', { contextTokens: 4096 }), auto('next', { contextTokens: 16_384 })], {
			first: () => says(tooLong(4096)),
			small: ok,
			next: ok,
		});
		expect((await run(b)).state).toBe('done');
		expect(asked(b)).toEqual(['first', 'next']);
	});

	it.each([null, 999_999])('where %s is named, more than the first is listed with', async (named) => {
		const b = bench([auto('first'), auto('next', { contextTokens: 16_384 }), auto('long', { contextTokens: 1_000_000 })], {
			first: () => says(tooLong(named)),
			next: ok,
			long: ok,
		});
		await run(b);
		expect(asked(b)).toEqual(['first', 'long']);
	});
});

describe('a prompt that was cut off', () => {
	const long = prompt('x'.repeat(36_000 - 16));
	const cutting = (input: number) => ({ local: () => says(text('a'), usage(input, 5), end) });
	const learning = (b: Bench) => {
		const learned: [string, number][] = [];
		return { learned, deps: { ...b.deps, contextLearned: (c: Candidate, tokens: number) => void learned.push([c.id, tokens]) } };
	};

	it('is told, teaches the context and not how the model counts', async () => {
		const b = bench([LOCAL], cutting(2050), { prompt: long });
		const { learned, deps } = learning(b);
		const r = await run({ ...b, deps });
		expect(r.state).toBe('done');
		expect(r.warnings.join()).toMatch(
			/^local read only 2,050 tokens of about 9,000: the beginning of the conversation was not read\. .*OLLAMA_CONTEXT_LENGTH/,
		);
		expect(learned).toEqual([['local', 2050]]);
		expect(b.deps.caches.ratio('s1', LOCAL)).toBe(1);
		expect(b.deps.caches.ratio('new', LOCAL)).toBe(1);
	});

	it.each([
		['an ordinary count', 7000],
		['a count just above half', 4600],
		['no real count', 1],
	])('not of %s', async (_what, input) => {
		const b = bench([LOCAL], cutting(input), { prompt: long });
		const { learned, deps } = learning(b);
		expect((await run({ ...b, deps })).warnings).toEqual([]);
		expect(learned).toEqual([]);
	});

	it('not where the server counts what is new alone', async () => {
		const b = bench([LOCAL], cutting(600), { prompt: long });
		b.deps.caches.set('s1', { candidateId: 'local', prefixTokens: 8400, lastUsedAt: 0 });
		expect((await run(b)).warnings).toEqual([]);
	});
});

describe('a cap that was all thinking', () => {
	const named = { choice: { kind: 'user', candidateId: 'mini' } } as const;
	const limited = { limits: { pool: null, localOnly: false, maxCost: 6000, maxLatencyMs: null, minQuality: null } };
	const thinker = { ...MINI, reasoning: true };

	it('ends the chain of models also where the vendor counts nothing, and is booked', async () => {
		const b = bench([thinker, OTHER, auto('third', { endpointId: 'c' })], { mini: () => says(cutOff), other: ok, third: ok });
		const r = await run(b);
		expect(asked(b)).toEqual(['mini']);
		expect([...b.ledger.settlements.keys()]).toEqual(['r1']);
		expect(r).toMatchObject({ state: 'failed', receipt: { costSource: 'estimate' }, routing: { fallbackNote: null } });
		expect(r.error!.message).toMatch(/used all its \d+ tokens for thinking/);
	});

	it.each([
		['hidden', () => says(usage(100, 700), cutOff)],
		['shown', () => says({ type: 'reasoning', text: 'hm' }, usage(100, 700), cutOff)],
		['not counted', () => says(cutOff)],
	] as const)('%s, with a maximum per request: the next send goes to another model', async (_how, thinks) => {
		const b = bench([thinker, OTHER], { mini: thinks, other: ok }, limited);
		expect((await run(b)).state).toBe('failed');
		const next = { ...b, input: { ...b.input, requestId: 'r2' } };
		expect((await run(next)).state).toBe('done');
		expect(asked(b)).toEqual(['mini', 'other']);
	});

	it('where there is no other, or the user named it, it is asked about once, and then done', async () => {
		for (const over of [limited, named, { ...limited, ...named }]) {
			const b = bench([thinker], { mini: () => says(usage(100, 700), cutOff) }, over);
			await run(b);
			const again = await run({ ...b, input: { ...b.input, requestId: 'r2' } });
			expect(again).toMatchObject({ state: 'failed', receipt: null, error: { kind: 'noModel', action: 'retry' } });
			expect(again.error!.message).toMatch(/^mini used all its tokens for thinking just now/);
			expect(again.error!.nextStep).toMatch(/send again to try it all the same/);
			expect(asked(b)).toHaveLength(1);
			await run({ ...b, input: { ...b.input, requestId: 'r3' } });
			expect(asked(b)).toHaveLength(2);
		}
	});

	it('another conversation, a larger cap or an answer in between is another request', async () => {
		const b = bench([thinker], { mini: () => says(usage(100, 700), cutOff) }, limited);
		await run(b);
		await run({ ...b, input: { ...b.input, requestId: 'r2', sessionId: 's2' } });
		await run({ ...b, input: { ...b.input, requestId: 'r3', limits: { ...b.input.limits, maxCost: 60_000 } } });
		expect(asked(b)).toHaveLength(3);
	});

	it('costs nothing at a free model: another one answers', async () => {
		const b = bench([LOCAL, MINI], { local: () => says(cutOff), mini: ok });
		expect((await run(b)).state).toBe('done');
	});
});

it('a model that was never asked has not taken over', async () => {
	const b = bench([MINI, OTHER], { mini: () => says(fault('server', 'It is down.')), other: ok });
	const reserve = b.ledger.reserve.bind(b.ledger);
	b.ledger.reserve = async (r, p) => (r.requestId === 'r1' ? reserve(r, p) : { kind: 'overBudget', remaining: 0 });
	expect(await run(b)).toMatchObject({ state: 'failed', routing: { candidateId: 'mini', fallbackNote: null } });
});
