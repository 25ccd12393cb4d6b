import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/core/base/time.ts';
import { LedgerEngine } from '../../../src/storage/sqlite/ledger-engine.ts';
import { tempFolder } from '../../support/stores/sqlite.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

test('requests are put in order by the beats, but not by the first, for which the first calls of a window wait', async () => {
	const notice = (error: Error) => expect.fail(error.message);
	const engine = new LedgerEngine({ folder: tempFolder(), clock: systemClock, notice });
	onTestFinished(() => engine.close());
	const now = Date.now();
	await engine.reserve(reservation('r', 300), period(null), [], now);
	await engine.settle(settlement('r', 100), null, now);
	const inOrder = () => engine.look((index) => index.estimates({ start: 0, end: now + 1 }, 10).length);
	await engine.beat([], now);
	expect(await inOrder()).toBe(0);
	await engine.beat([], now);
	expect(await inOrder()).toBe(1);
});
