import { describe, expect, it } from 'vitest';
import { LEDGER_HOUSES } from '../../support/stores/ledgers.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const completion = (id: string, max: number) => reservation(id, max, { purpose: 'completion', sessionId: null });
const shared = (limit: number | null, share: number) => ({ ...period(limit), limits: { completion: share } });

describe.each(LEDGER_HOUSES)('chats and completions in %s', (_name, build) => {
	it('holds completions to their share, over all windows, and chats to the whole budget', async () => {
		const house = build();
		const ledger = house.window();
		const other = house.window();
		expect(await ledger.reserve(completion('a', 300), shared(1000, 500))).toEqual({ kind: 'reserved', remaining: 200 });
		expect(await other.reserve(completion('b', 201), shared(1000, 500))).toEqual({ kind: 'overBudget', remaining: 200 });
		expect(await other.reserve(completion('b', 200), shared(1000, 500))).toEqual({ kind: 'reserved', remaining: 0 });
		expect(await ledger.reserve(completion('free', 0), shared(1000, 500))).toEqual({ kind: 'reserved', remaining: 0 });
		expect(await ledger.reserve(reservation('c', 500), shared(1000, 500))).toEqual({ kind: 'reserved', remaining: 0 });
		await ledger.settle(settlement('c', 500));
		await ledger.settle(settlement('a', 100));
		// The share has room again, and the whole budget has as much.
		expect(await ledger.reserve(completion('d', 200), shared(1000, 500))).toEqual({ kind: 'reserved', remaining: 0 });
		expect(await ledger.reserve(completion('e', 1), shared(1000, 1000))).toMatchObject({ kind: 'overBudget' });
	});

	it('sums completions apart and lists each purpose by itself', async () => {
		const ledger = build().window();
		await ledger.reserve(reservation('chat', 400), period(null));
		await ledger.settle(settlement('chat', 150));
		for (const id of ['x', 'y', 'z']) await ledger.reserve(completion(id, 50), period(null));
		await ledger.settle(settlement('x', 20));
		await ledger.settle(settlement('y', 5, { outcome: 'cancelled', costSource: 'estimate' }));
		const summary = await ledger.summary(period(null));
		expect(summary).toMatchObject({ settled: 175, outstanding: 50, requests: 3 });
		expect(summary.byPurpose.completion).toEqual({ settled: 25, outstanding: 50, requests: 2 });
		expect((await ledger.rows(10, 'chat')).map((row) => row.requestId)).toEqual(['chat']);
		expect((await ledger.rows(2, 'completion')).map((row) => row.requestId)).toEqual(['z', 'y']);
		expect(await ledger.rows(10)).toHaveLength(4);
		await ledger.release('z', 'nothing was sent');
		expect((await ledger.summary(period(null))).byPurpose.completion).toEqual({ settled: 25, outstanding: 0, requests: 2 });
	});
});
