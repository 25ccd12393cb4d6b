import { expect, test } from 'vitest';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import type { GatewayRequest, GatewayResult } from '../../../../src/core/gateway/types.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { savingsReference } from '../../../../src/core/money/reference.ts';
import { bench, end, fault, LOCAL, MINI, OPUS, says, text, usage } from './support.ts';

type Script = Parameters<typeof bench>[1][string];

async function run(used: Candidate, named: string, script: Script): Promise<{ result: GatewayResult; b: ReturnType<typeof bench> }> {
	const all = [MINI, OPUS, LOCAL];
	const over: Partial<GatewayRequest> = {
		reference: savingsReference(all, null, named),
		choice: { kind: 'user', candidateId: used.id },
	};
	const b = bench(all, { [used.id]: script }, over);
	return { result: await answerRequest(b.deps, b.input, { onRouting: () => {}, onText: () => {}, onReasoning: () => {} }), b };
}

test('the saving is against the named model at the tokens really used, in the receipt and in the ledger', async () => {
	const { result, b } = await run(MINI, 'opus', () => says(text('ok'), usage(1000, 200), end));
	// 1000 · $5 + 200 · $25 a million, less 1000 · $1 + 200 · $4.
	expect(result.receipt).toMatchObject({ cost: 1800, savedAgainst: { modelName: 'opus', saved: 10_000 - 1800 } });
	expect(b.ledger.settlements.get('r1')).toMatchObject({ cost: 1800, referenceCost: 10_000 });
	expect(b.ledger.reservations.get('r1')!.decision.referenceName).toBe('opus');
});

test('a cheaper reference is a saving below nothing, the model itself one of nothing, and a free answer saves all of it', async () => {
	const answer = () => says(text('ok'), usage(1000, 200), end);
	expect((await run(OPUS, 'mini', answer)).result.receipt!.savedAgainst).toEqual({ modelName: 'mini', saved: 1800 - 10_000 });
	expect((await run(OPUS, 'opus', answer)).result.receipt!.savedAgainst!.saved).toBe(0);
	expect((await run(LOCAL, 'mini', answer)).result.receipt!.savedAgainst).toEqual({ modelName: 'mini', saved: 1800 });
});

test('without a count the tokens are those of the text', async () => {
	const { result, b } = await run(LOCAL, 'mini', () => says(text('x'.repeat(400)), end));
	expect(result.receipt!.savedAgainst!.saved).toBe(b.input.prompt.tokens + 100 * 4);
});

test('no reference, a part of an answer and a claim that is not believed are compared with nothing', async () => {
	const none = await run(MINI, 'local', () => says(text('ok'), usage(1000, 200), end));
	const broken = await run(MINI, 'opus', () => says(text('ok'), usage(1000, 200), fault('brokenStream')));
	const claimed = await run(MINI, 'opus', () => says(text('ok'), usage(100, 900_000_000), end));
	for (const { result, b } of [none, broken, claimed]) {
		expect(result.receipt!.savedAgainst).toBeNull();
		expect(b.ledger.settlements.get('r1')).not.toHaveProperty('referenceCost');
	}
});

test('where money alone keeps paid models out the line says so; a limit of nothing is a choice', async () => {
	const said = async (limit: number, spent: number) => {
		const b = bench([LOCAL, MINI], { local: () => says(text('ok'), end) }, { period: { start: 0, end: 1, limit }, atLimit: 'free' });
		b.ledger.stealOnReserve = spent;
		await b.ledger.reserve({ requestId: 'r0', purpose: 'chat', max: 0 } as never, b.input.period);
		const { routing } = await answerRequest(b.deps, b.input, { onRouting: () => {}, onText: () => {}, onReasoning: () => {} });
		return routing!.freeOnly;
	};
	expect(await said(20_000_000, 0)).toBeUndefined();
	expect(await said(20_000_000, 20_000_000)).toBe('usedUp');
	expect(await said(20_000_000, 19_999_999)).toBe('tooLittle');
	expect(await said(0, 0)).toBe('byChoice');
});
