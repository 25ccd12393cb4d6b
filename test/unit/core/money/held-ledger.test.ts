import { expect, it } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { HeldLedger } from '../../../../src/core/money/held-ledger.ts';
import type { Settlement } from '../../../../src/core/money/ledger.ts';
import { AsyncDatabase } from '../../../support/stores/async-database.ts';
import { AsyncLedger, NO_LEDGER_DATA } from '../../../support/stores/async-ledger.ts';
import { period, reservation, settlement } from '../../../support/stores/values.ts';

/** A database that takes no settlement of some requests. */
class Picky extends AsyncLedger {
	readonly refused = new Set<string>();
	readonly beats: (readonly string[])[] = [];

	override async settle(settlement: Settlement, ...rest: [Parameters<AsyncLedger['settle']>[1], number]): Promise<void> {
		if (this.refused.has(settlement.requestId)) throw new RoutooError('storage', 'Not this one.', 'Try again.');
		return super.settle(settlement, ...rest);
	}

	override async beat(own: readonly string[], now: number): Promise<void> {
		this.beats.push(own);
		return super.beat(own, now);
	}
}

it('a settlement that can never be written keeps neither heartbeats nor other settlements back', async () => {
	const store = new Picky(new AsyncDatabase(NO_LEDGER_DATA));
	let over = (): void => {};
	let beat = async (): Promise<void> => {};
	const ledger = new HeldLedger({
		store,
		clock: { now: () => Date.now() },
		// The next heartbeat comes when the test says so, and is over when it asks again.
		timers: {
			after: (_ms, run) => {
				over();
				beat = () => {
					const done = new Promise<void>((resolve) => {
						over = resolve;
					});
					run();
					return done;
				};
				return () => {};
			},
		},
		beatMs: 1,
		live: [],
	});
	await ledger.rows(1);
	for (const id of ['stuck', 'late', 'running']) await ledger.reserve(reservation(id, 100), period(null));
	store.refused.add('stuck').add('late');
	for (const id of ['stuck', 'late']) await expect(ledger.settle(settlement(id, 40))).rejects.toMatchObject({ kind: 'storage' });
	store.refused.delete('late');
	await beat();
	expect(store.beats.at(-1)).toEqual(['running']);
	await beat();
	expect(await ledger.summary(period(null))).toMatchObject({ settled: 40, outstanding: 200 });
	store.refused.clear();
	await beat();
	expect(await ledger.summary(period(null))).toMatchObject({ settled: 80, outstanding: 100 });
});
