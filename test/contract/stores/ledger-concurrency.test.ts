import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { asyncHouse, LEDGER_HOUSES } from '../../support/stores/ledgers.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const count = (results: readonly { readonly kind: string }[], kind: string) => results.filter((result) => result.kind === kind).length;

describe.each(LEDGER_HOUSES)('windows that reserve at once in %s', (_name, build) => {
	it('never pass the limit together, and use it up', async () => {
		const house = build();
		const windows = [house.window(), house.window(), house.window()];
		const limited = period(1000);
		const results = await Promise.all(Array.from({ length: 30 }, (_, n) => windows[n % 3]!.reserve(reservation(`r${n}`, 90), limited)));
		expect(count(results, 'reserved')).toBe(11);
		expect(count(results, 'overBudget')).toBe(19);
		expect(await windows[0]!.summary(limited)).toMatchObject({ outstanding: 990, settled: 0 });
	});

	it('nor that of their purpose, while others have room', async () => {
		const house = build();
		const windows = [house.window(), house.window()];
		const limited = { ...period(1000), limits: { completion: 200, agent: 0 } };
		const purposes = ['completion', 'chat', 'agent'];
		const reserve = (n: number) => windows[n % 2]!.reserve(reservation(`r${n}`, 60, { purpose: purposes[n % 3]! }), limited);
		const results = await Promise.all(Array.from({ length: 18 }, (_, n) => reserve(n)));
		const of = (purpose: string) => results.filter((_, n) => purposes[n % 3] === purpose);
		expect(count(of('completion'), 'reserved')).toBe(3);
		expect(count(of('chat'), 'reserved')).toBe(6);
		expect(count(of('agent'), 'reserved')).toBe(0);
		const { byPurpose } = await windows[1]!.summary(limited);
		expect(byPurpose).toEqual({
			completion: { settled: 0, outstanding: 180, requests: 0 },
			chat: { settled: 0, outstanding: 360, requests: 0 },
		});
	});

	it('settle once however often they say so, each request in its own row with its owner and run', async () => {
		const house = build();
		const windows = ['a', 'b'].map((name) => ({ ledger: house.window(), owner: { user: 'ann', device: `device-${name}`, window: name } }));
		const spend = async (n: number) => {
			const { ledger, owner } = windows[n % 2]!;
			await ledger.reserve(reservation(`r${n}`, 100, { owner, runId: `run-${n % 3}` }), period(null));
			await Promise.all([
				ledger.settle(settlement(`r${n}`, n)),
				ledger.settle(settlement(`r${n}`, n)),
				windows[0]!.ledger.progress(`r${n}`, 5),
			]);
		};
		await Promise.all(Array.from({ length: 12 }, (_, n) => spend(n)));
		expect(await windows[0]!.ledger.summary(period(null))).toMatchObject({ settled: 66, outstanding: 0, requests: 12 });
		const rows = await windows[1]!.ledger.rows(100);
		expect(rows).toHaveLength(12);
		for (const { requestId, owner, runId, cost } of rows) {
			const n = Number(requestId.slice(1));
			expect({ owner, runId, cost }).toEqual({ owner: windows[n % 2]!.owner, runId: `run-${n % 3}`, cost: n });
		}
	});

	it.each(['', 'Chat', '9lives', 'a b', 'x'.repeat(33)])('refuse the purpose %j', async (purpose) => {
		const ledger = build().window();
		await expect(ledger.reserve(reservation('a', 1, { purpose }), period(null))).rejects.toMatchObject({ kind: 'invalidInput' });
		await ledger.reserve(reservation('a', 1, { purpose: 'agent-step' }), period(null));
		await expect(ledger.reserve(reservation('a', 1, { purpose: 'chat' }), period(null))).rejects.toMatchObject({ kind: 'invalidInput' });
		expect((await ledger.rows(10)).map((row) => row.purpose)).toEqual(['agent-step']);
	});
});

describe('an asynchronous database', () => {
	it('never passes the limit, whatever the delays', async () => {
		let overtaken = 0;
		const max = fc.integer({ min: 0, max: 400 });
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.array(max, { minLength: 2, maxLength: 15 }), async (seed, amounts) => {
				const house = asyncHouse({ seed });
				const windows = [house.window(), house.window()];
				const reserve = (amount: number, n: number) => windows[n % 2]!.reserve(reservation(`r${n}`, amount), period(1000));
				const results = await Promise.all(amounts.map(reserve));
				const taken = amounts.filter((_, n) => results[n]!.kind === 'reserved').reduce((a, b) => a + b, 0);
				expect(taken).toBeLessThanOrEqual(1000);
				for (const [n, result] of results.entries()) if (result.kind === 'overBudget') expect(amounts[n]).toBeGreaterThan(1000 - taken);
				expect((await windows[0]!.summary(period(1000))).outstanding).toBe(taken);
				overtaken += house.database.overtaken;
			}),
			{ numRuns: 40 },
		);
		expect(overtaken).toBeGreaterThan(100);
	});

	it('whose connection breaks loses no money and keeps none back: what failed is written later', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }), async (seed, ends) => {
				const house = asyncHouse({ seed, failures: 0.1 });
				const windows = [house.window({ beatMs: 2 }), house.window({ beatMs: 2 })];
				let owed = 0;
				const one = async (end: number, n: number) => {
					const ledger = windows[n % 2]!;
					const result = await orFailure(ledger.reserve(reservation(`r${n}`, 100), period(null)));
					if (result === null) return;
					expect(result.kind).toBe('reserved');
					if (end === 0) await orFailure(ledger.release(`r${n}`, 'nothing was sent'));
					else {
						await ledger.progress(`r${n}`, 1);
						owed += end;
						await orFailure(ledger.settle(settlement(`r${n}`, end)));
					}
				};
				await Promise.all(ends.map(one));
				house.database.chaos.failures = 0;
				const quiet = async () => {
					const { settled, outstanding } = await windows[0]!.summary(period(null));
					return settled === owed && outstanding === 0;
				};
				const deadline = Date.now() + 30_000;
				while (!(await quiet())) {
					expect(Date.now()).toBeLessThan(deadline);
					await new Promise((resolve) => setTimeout(resolve, 5));
				}
				expect((await windows[0]!.rows(100)).filter((row) => row.state === 'outstanding')).toEqual([]);
			}),
			{ numRuns: 30 },
		);
	});

	it('takes any call again after it failed, and the end is the same', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer(), async (seed) => {
				const ledger = asyncHouse({ seed, failures: 0.2 }).window();
				const again = async <T>(call: () => Promise<T>): Promise<T> => {
					for (;;) {
						const result = await orFailure(call());
						if (result !== null) return result;
					}
				};
				for (let n = 0; n < 5; n++) {
					expect(await again(() => ledger.reserve(reservation(`r${n}`, 100), period(1000)))).toEqual({
						kind: 'reserved',
						remaining: 900 - n * 10,
					});
					await again(() => ledger.settle(settlement(`r${n}`, 10)));
					await again(() => ledger.settle(settlement(`r${n}`, 10)));
				}
				expect(await again(() => ledger.summary(period(1000)))).toMatchObject({ settled: 50, outstanding: 0, requests: 5 });
			}),
			{ numRuns: 30 },
		);
	});
});

/** Null where the connection broke. */
async function orFailure<T>(call: Promise<T>): Promise<T | null> {
	try {
		return await call;
	} catch (error) {
		expect(RoutooError.is(error, 'storage')).toBe(true);
		return null;
	}
}
