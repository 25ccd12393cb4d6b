import { describe, expect, it } from 'vitest';
import { EXPERIENCE_REQUESTS } from '../../../src/core/money/experience.ts';
import type { ModelExperience } from '../../../src/core/money/ledger.ts';
import { LEDGER_HOUSES } from '../../support/stores/ledgers.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const asked = (id: string, candidateId: string, purpose = 'chat') =>
	reservation(id, 10, { purpose, decision: { ...reservation('', 1).decision, candidateId } });
const of = (list: ModelExperience['models'], id: string) => list.find((one) => one.id === id);

describe.each(LEDGER_HOUSES)('waits and failures in %s', (_name, build) => {
	it('are those of answers and failures of every window, by candidate and by model, and not of completions', async () => {
		const house = build();
		const [ledger, other] = [house.window(), house.window()];
		expect(await ledger.experience()).toEqual({ candidates: [], models: [] });
		for (let n = 1; n <= 10; n++) {
			const window = n % 2 === 0 ? ledger : other;
			await window.reserve(asked(`d${n}`, 'e/m'), period(null));
			await window.settle(settlement(`d${n}`, 1, { firstTokenMs: n * 100, durationMs: n * 1000 }));
		}
		await ledger.reserve(asked('h', 'e/m@high', 'agent'), period(null));
		await ledger.settle(settlement('h', 1, { firstTokenMs: 9000, durationMs: 20_000 }));
		await ledger.reserve(asked('c', 'e/m', 'completion'), period(null));
		await ledger.settle(settlement('c', 1, { firstTokenMs: 5, durationMs: 9 }));
		const seen = await other.experience();
		expect(of(seen.candidates, 'e/m')).toMatchObject({
			...{ requests: 10, failed: 0 },
			...{ firstTokenMs: { p50: 500, p90: 900 }, durationMs: { p50: 5000, p90: 9000 } },
		});
		expect(of(seen.candidates, 'e/m@high')).toMatchObject({ requests: 1, firstTokenMs: { p50: 9000, p90: 9000 } });
		expect(of(seen.models, 'e/m')).toMatchObject({ requests: 11, failed: 0 });
		expect(Math.abs(of(seen.models, 'e/m')!.lastAt - Date.now())).toBeLessThan(60_000);
		expect(seen.models.length).toBe(1);
	});

	it('look at the newest of each purpose alone', async () => {
		const ledger = build().window();
		await ledger.reserve(asked('old', 'e/old'), period(null));
		await ledger.settle(settlement('old', 1));
		await ledger.reserve(asked('agent', 'e/agent', 'agent'), period(null));
		await ledger.settle(settlement('agent', 1));
		for (let n = 0; n < EXPERIENCE_REQUESTS; n++) {
			await ledger.reserve(asked(`n${n}`, 'e/new'), period(null));
			await ledger.settle(settlement(`n${n}`, 1));
		}
		const { models } = await ledger.experience();
		expect(Object.fromEntries(models.map(({ id, requests }) => [id, requests]))).toEqual({ 'e/agent': 1, 'e/new': EXPERIENCE_REQUESTS });
	}, 60_000);

	it('count a model that another took over as failed, what the user stopped as nothing, and a correction never twice', async () => {
		const ledger = build().window();
		await ledger.reserve(asked('a', 'e/small'), period(null));
		await ledger.release('a', 'server');
		await ledger.reserve(asked('a', 'e/large'), period(null));
		await ledger.settle(settlement('a', 4));
		await ledger.correct('a', 5);
		await ledger.reserve(asked('b', 'e/small'), period(null));
		await ledger.settle(settlement('b', 4, { outcome: 'broken' }));
		await ledger.reserve(asked('s', 'e/small'), period(null));
		await ledger.settle(settlement('s', 1, { outcome: 'cancelled' }));
		await ledger.reserve(asked('t', 'e/small'), period(null));
		await ledger.release('t', 'cancelled');
		await ledger.reserve(asked('running', 'e/small'), period(null));
		const { candidates } = await ledger.experience();
		expect(of(candidates, 'e/small')).toMatchObject({ requests: 2, failed: 2, firstTokenMs: null, durationMs: null });
		expect(of(candidates, 'e/large')).toMatchObject({ requests: 1, failed: 0 });
	});
});
