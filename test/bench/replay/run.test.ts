import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { always, fixedValue, miscount, paced } from '../../../bench/replay/bench.ts';
import { memoryStore, sqliteStore } from '../../../bench/replay/ledger.ts';
import { fixedPlan, offlineOptimum } from '../../../bench/replay/optimum.ts';
import { type Policy, type ReplayOptions, replay } from '../../../bench/replay/run.ts';
import type { Traffic } from '../../../bench/replay/types.ts';
import { SMALL, syntheticTraffic } from './support.ts';

const traffic = syntheticTraffic(200, 3);
const dear = fixedPlan(traffic, (r) => r.options.at(-1)!, 'drawn');
const cheap = fixedPlan(traffic, (r) => r.options[0]!, 'drawn');

function run(of: Traffic, policy: Policy, limit: number | null, over: Partial<ReplayOptions> = {}) {
	return replay(of, policy, { limit, store: memoryStore(), knowsHabits: true, sd: 0, countError: () => 1, ...over });
}

describe('replay', () => {
	it('books what the plan says: always the same model, no limit', async () => {
		const { spent, predicted, realised, blocked } = await run(
			traffic,
			always((r) => r.options.at(-1)!),
			null,
		);
		expect(blocked).toBe(0);
		// A cap that was not lowered cuts off nothing here, so quality is whole; whole micro-dollars differ by rounding alone.
		expect([predicted, realised]).toEqual([expect.closeTo(dear.predicted, 6), expect.closeTo(dear.realised, 6)]);
		expect(spent).toBe(dear.cost);
	});

	it('never spends more than the budget, whatever decides, and a blocked request counts 0', async () => {
		const few = syntheticTraffic(100, 4);
		const all = fixedPlan(few, (r) => r.options.at(-1)!, 'drawn').cost;
		for (const policy of [paced(10_000), fixedValue(1_000_000), always((r) => r.options.at(-1)!)]) {
			for (const share of [0.005, 0.1, 0.5]) {
				const limit = Math.round(share * all);
				const result = await run(few, policy, limit);
				expect(result.spent).toBeLessThanOrEqual(limit);
				const answered = few.requests.flatMap((r, i) => r.options.filter((o) => o.candidate.id === result.choices[i]));
				expect(answered.length + result.blocked).toBe(few.requests.length);
				if (result.cutOff === 0)
					expect(result.predicted).toBeCloseTo(
						answered.reduce((sum, o) => sum + o.p, 0),
						9,
					);
			}
		}
		const nothing = await run(few, paced(10_000), 0);
		expect([nothing.spent, nothing.predicted, nothing.realised, nothing.blocked]).toEqual([0, 0, 0, 100]);
	});

	it('overshoots by less than 0.4 % where vendors count a tenth more than was estimated', async () => {
		const limit = Math.round(0.1 * dear.cost);
		const { spent } = await run(traffic, paced(10_000), limit, { countError: miscount(1) });
		expect(spent).toBeLessThanOrEqual(1.004 * limit);
	});

	it('is the same through the SQLite ledger as in memory, and the same each time', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'routoo-replay-test-'));
		const small = syntheticTraffic(80, 5);
		const limit = 100_000;
		try {
			const stored = await run(small, paced(10_000), limit, { store: sqliteStore(folder) });
			expect(await run(syntheticTraffic(80, 5), paced(10_000), limit)).toEqual(stored);
			expect((await run(syntheticTraffic(80, 6), paced(10_000), limit)).choices).not.toEqual(stored.choices);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});

	it('stays below the offline optimum, and the pacing is worth more than the same preset without it', async () => {
		const limit = Math.round(0.1 * dear.cost);
		const bound = offlineOptimum(traffic, limit);
		const result = await run(traffic, paced(10_000), limit);
		// Answers turn out longer or shorter than predicted, so the bound holds up to that luck.
		expect(result.predicted).toBeLessThanOrEqual(bound.predicted * 1.02);
		expect(result.predicted).toBeGreaterThan(cheap.predicted);
		expect(result.predicted).toBeGreaterThan((await run(traffic, fixedValue(10_000), limit)).predicted);
	});

	it('the cheapest model answers all where its own cost is the budget and the rest is out of reach', async () => {
		const { choices } = await run(traffic, fixedValue(1), null);
		expect(new Set(choices)).toEqual(new Set([SMALL.id]));
	});
});
