import { describe, expect, it } from 'vitest';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import type { GatewayResult } from '../../../../src/core/gateway/types.ts';
import { type Bench, bench, MINI, says, text, usage } from './support.ts';

const CUT = { type: 'end', reason: 'length' } as const;

async function run(b: Bench, maxOutputTokens: number): Promise<GatewayResult> {
	const prompt = { ...b.input.prompt, wishes: { maxOutputTokens } };
	return answerRequest(b.deps, { ...b.input, prompt }, { onRouting: () => {}, onText: () => {}, onReasoning: () => {} });
}

describe("the caller's own limit on the answer", () => {
	it('is the cap, and what is reserved follows', async () => {
		const b = bench([MINI], { mini: () => says(text('ok'), usage(100, 20), CUT) });
		const whole = bench([MINI], { mini: () => says(text('ok'), usage(100, 20), CUT) });
		expect(await run(b, 20)).toMatchObject({ state: 'done', ended: 'length', warnings: [] });
		await run(whole, 1_000_000);
		expect(b.sent[0]!.maxOutputTokens).toBe(20);
		expect(whole.sent[0]!.maxOutputTokens).toBe(8192);
		const [small, large] = [b, whole].map((one) => [...one.ledger.reservations.values()][0]!.max);
		expect(small!).toBeLessThan(large! / 10);
	});

	it('may leave no text at all: that is what was asked for', async () => {
		const b = bench([MINI], { mini: () => says(usage(100, 20), CUT) });
		expect(await run(b, 20)).toMatchObject({ state: 'done', ended: 'length', error: null, parts: [] });
	});

	it('is none where the cap is ours: then the answer is said to be cut', async () => {
		const b = bench([MINI], { mini: () => says(text('ok'), usage(100, 8192), CUT) });
		const { warnings, cut } = await run(b, 1_000_000);
		expect(warnings.join(' ')).toContain('cut off at its limit of 8192 tokens');
		expect(cut).toMatchObject({ tokens: 8192, by: 'length', words: warnings[0] });
	});

	it('is told from one that money lowered', async () => {
		const b = bench([MINI], { mini: () => says(text('ok'), usage(100, 500), CUT) });
		const full = bench([MINI], { mini: () => says(text('ok'), usage(100, 500), CUT) });
		await run(full, 1_000_000);
		const maxCost = Math.round([...full.ledger.reservations.values()][0]!.max / 2);
		const { cut } = await run({ ...b, input: { ...b.input, limits: { ...b.input.limits, maxCost } } }, 1_000_000);
		expect(cut).toMatchObject({ tokens: b.sent[0]!.maxOutputTokens, by: 'money' });
		expect(cut!.tokens).toBeLessThan(8192);
		expect(cut!.words).toMatch(/because more could cost more than your limits leave\. Raise the budget/);
		const whole = bench([MINI], { mini: () => says(text('ok'), usage(100, 20), { type: 'end', reason: 'stop' }) });
		expect(await run(whole, 1_000_000)).not.toHaveProperty('cut');
		const asked = bench([MINI], { mini: () => says(text('ok'), usage(100, 20), CUT) });
		expect(await run(asked, 20)).not.toHaveProperty('cut');
	});
});
