import { describe, expect, it } from 'vitest';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import type { GatewayResult } from '../../../../src/core/gateway/types.ts';
import type { StreamEvent } from '../../../../src/core/message/stream.ts';
import { normaliseUsage } from '../../../../src/providers/usage.ts';
import { type Bench, bench, end, MINI, says, text, usage } from './support.ts';

async function run(b: Bench): Promise<GatewayResult> {
	const result = await answerRequest(b.deps, b.input, { onRouting: () => {}, onText: () => {}, onReasoning: () => {} });
	expect(b.ledger.outstanding).toBe(0);
	return result;
}

const reported = (raw: object, kind: 'openai-compatible' | 'anthropic' | 'openai' = 'openai-compatible'): StreamEvent => ({
	type: 'usage',
	...normaliseUsage(raw, kind)!,
});

describe('a server that claims more than the request can cost', () => {
	it.each([
		['completion tokens', reported({ prompt_tokens: 100, completion_tokens: 900_000_000 })],
		['the total', reported({ total_tokens: 999_999_999 })],
		['dollars', reported({ prompt_tokens: 100, completion_tokens: 5, cost: 99_999 })],
		['dollars as text', reported({ prompt_tokens: 100, completion_tokens: 5, cost: '99999' })],
		[
			'an own key',
			reported({ prompt_tokens: 100, completion_tokens: 5, cost: 1, is_byok: true, cost_details: { upstream_inference_cost: 99_998 } }),
		],
		['a fee for an own key', reported({ prompt_tokens: 100, completion_tokens: 5, cost: 99_999, is_byok: true })],
		['Anthropic', reported({ input_tokens: 100, output_tokens: 900_000_000 }, 'anthropic')],
		['Responses', reported({ input_tokens: 100, output_tokens: 900_000_000 }, 'openai')],
	])(
		'%s: the answer stands, the bound is booked as an estimate, both figures are told, and the budget is not used up',
		async (_what, claim) => {
			const b = bench([MINI], { mini: () => says(text('hi'), claim, end) });
			const r = await run(b);
			const booked = b.ledger.settlements.get('r1')!;
			expect(booked.costSource).toBe('estimate');
			expect(booked.claimed).toBeGreaterThan(1_000_000_000);
			expect(booked.cost).toBeLessThan(35_000);
			expect(r).toMatchObject({
				state: 'done',
				receipt: { cost: booked.cost, claimed: booked.claimed, costSource: 'estimate', usage: null },
			});
			expect(r.warnings).toHaveLength(1);
			expect(r.warnings[0]).toMatch(
				/^mini claims \$\d[\d.,]* for a request that can cost \$0\.\d+ at most; \$0\.\d+ is booked, as an estimate/,
			);
			expect(r.warnings[0]).toContain('bill');
		},
	);

	it('text without end in one piece is bounded as well', async () => {
		const b = bench([MINI], { mini: () => says(text('word '.repeat(2_000_000)), end) });
		const r = await run(b);
		expect(b.ledger.settlements.get('r1')!.cost).toBeLessThan(35_000);
		expect(r.warnings.join()).toContain('claims');
	});

	it('an honest answer is exact and told nothing', async () => {
		const r = await run(bench([MINI], { mini: () => says(text('hi'), usage(100, 5), end) }));
		expect(r).toMatchObject({ receipt: { cost: 120, costSource: 'tokens' }, warnings: [] });
		expect(r.receipt).not.toHaveProperty('claimed');
	});
});

describe('a server that claims nothing', () => {
	it.each([
		['0', { prompt_tokens: 100_000, completion_tokens: 5000, cost: 0 }, 120_000],
		['0 with a key of the own that nobody tells of', { prompt_tokens: 100_000, completion_tokens: 5000, cost: 0, is_byok: true }, 120_000],
		['0 as text', { prompt_tokens: 100_000, completion_tokens: 5000, cost: '0' }, 120_000],
		['a millionth of a dollar', { prompt_tokens: 100_000, completion_tokens: 5000, cost: 1e-6 }, 120_000],
	])('%s: the tokens are booked', async (_what, raw, cost) => {
		const b = bench([MINI], { mini: () => says(text('hi'), reported(raw), end) });
		expect((await run(b)).receipt).toMatchObject({ cost, costSource: 'tokens' });
	});

	it.each([
		['no prompt', { completion_tokens: 7 }],
		['a negative prompt', { prompt_tokens: -5, completion_tokens: 7 }],
		['no output', { prompt_tokens: 100 }],
		['words', { prompt_tokens: 'many', completion_tokens: 7 }],
	])('%s: never less than prompt and text', async (_what, raw) => {
		const said = 'The sum of the first hundred numbers is five thousand and fifty, as Gauss found.';
		const b = bench([MINI], { mini: () => says(text(said), reported(raw), end) });
		const r = await run(b);
		const prompt = b.input.prompt.tokens;
		const least = Math.min(prompt, 100) + ('completion_tokens' in raw ? 7 : Math.ceil(said.length / 4)) * 4;
		expect(r.receipt!.cost).toBeGreaterThanOrEqual(least);
		expect(r.receipt!.costSource).toBe('estimate');
	});
});
