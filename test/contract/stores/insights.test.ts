import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DecisionQuery, type DecisionRow, endOf, type LedgerInsights, REQUEST_ENDS } from '../../../src/core/money/insights.ts';
import type { Ledger } from '../../../src/core/money/ledger.ts';
import { INSIGHT_HOUSES } from '../../support/stores/insights.ts';
import { period, reservation, settlement } from '../../support/stores/values.ts';

const ALL: DecisionQuery = {
	...{ start: 0, end: Number.MAX_SAFE_INTEGER, search: '', model: null, purpose: null, outcome: null },
	...{ sort: 'time', descending: true },
};
const ids = (rows: readonly DecisionRow[]) => rows.map(({ requestId }) => requestId);
const fresh = async (insights: LedgerInsights) => {
	while ((await insights.catchUp()) > 0);
	return insights;
};
const named = (modelName: string, more: object = {}) => ({ ...reservation('', 10).decision, modelName, ...more });

interface Made {
	readonly id: string;
	readonly model: string;
	readonly purpose: string;
	readonly end: 'answered' | 'cancelled' | 'broken' | 'released' | 'outstanding';
	readonly max: number;
	readonly quality: number;
}

async function book(ledger: Ledger, { id, model, purpose, end, max, quality }: Made): Promise<void> {
	await ledger.reserve(reservation(id, max, { purpose, decision: named(model, { quality }) }), period(null));
	if (end === 'released') await ledger.release(id, 'nothing was sent');
	else if (end !== 'outstanding') await ledger.settle(settlement(id, Math.floor(max / 3), { outcome: end, durationMs: max * 7 }));
}

describe.each(INSIGHT_HOUSES)('insights of %s', (name, build) => {
	it('follow every window, and say what is left to take in', async () => {
		const house = build();
		const [ledger, other] = [house.ledger(), house.ledger()];
		expect(await house.insights.catchUp()).toBe(0);
		await ledger.reserve(reservation('a', 100), period(null));
		await other.reserve(reservation('b', 90), period(null));
		await ledger.settle(settlement('a', 41));
		await fresh(house.insights);
		const { rows, total } = await house.insights.decisions({ ...ALL, sort: 'cost' }, 0, 10);
		expect([ids(rows), total]).toEqual([['a', 'b'], 2]);
		expect(rows.map(endOf)).toEqual(['answered', 'outstanding']);
		expect(rows.map(({ expected }) => expected)).toEqual([50, 45]);
		await ledger.correct('a', 77);
		await fresh(house.insights);
		expect((await house.insights.decisions(ALL, 0, 10)).rows.find(({ requestId }) => requestId === 'a')).toMatchObject({
			cost: 77,
			corrected: true,
		});
	});

	it('keep what stood for choice, the workspace and the expected length, and no more of it than is kept', async () => {
		const house = build();
		const ledger = house.ledger();
		const one = { candidateId: 'e/m', modelName: 'm', quality: 0.912345, low: 0.8, high: 0.95, cost: 10.4, perTurn: 9, waitMs: 812.6 };
		const alternatives = Array.from({ length: 9 }, (_, n) => ({ ...one, candidateId: `e/${n}`, prompt: 'secret' }));
		const owner = { ...reservation('', 1).owner, workspace: 'shop' };
		await ledger.reserve(reservation('a', 100, { owner, decision: named('m', { alternatives, expectedOutput: 400.4 }) }), period(null));
		await ledger.settle(settlement('a', 41));
		await ledger.reserve(reservation('old', 100), period(null));
		await ledger.settle(settlement('old', 20));
		await fresh(house.insights);
		const [row] = (await house.insights.decisions({ ...ALL, search: 'SHOP' }, 0, 10)).rows;
		expect(row).toMatchObject({ requestId: 'a', workspace: 'shop', decision: { expectedOutput: 400 } });
		expect(row!.decision.alternatives).toHaveLength(6);
		expect(JSON.stringify(row)).not.toContain('secret');
		expect(row!.decision.alternatives![0]).toEqual({ ...one, candidateId: 'e/0', quality: 0.9123, cost: 10, waitMs: 813 });
		expect(await house.insights.choices(ALL, 0, 10)).toMatchObject([{ taskKind: 'explain', alternatives: row!.decision.alternatives }]);
		expect(await house.insights.choices(ALL, 1, 10)).toEqual([]);
		expect(await house.insights.estimates(ALL, 10)).toEqual(
			expect.arrayContaining([
				{ expected: 50, cost: 41, expectedOutput: 400, output: 5 },
				{ expected: 50, cost: 20, expectedOutput: null, output: null },
			]),
		);
		const { byWorkspace, byTask } = await house.insights.spread(ALL);
		expect(byWorkspace).toEqual([
			{ name: 'shop', cost: 41, requests: 1 },
			{ name: '', cost: 20, requests: 1 },
		]);
		expect(byTask).toEqual([{ name: 'explain', cost: 61, requests: 2 }]);
	});

	it('count a run once where what was asked for varies, and know its quality by its first request', async () => {
		const house = build();
		const ledger = house.ledger();
		for (const [id, quality] of [
			['s1', 0.7],
			['s2', 0.2],
		] as const) {
			await ledger.reserve(reservation(id, 9, { runId: 'run', purpose: 'agent', decision: named('m', { quality }) }), period(null));
			await ledger.settle(settlement(id, 3));
			await new Promise((resolve) => setTimeout(resolve, 2));
		}
		await ledger.reserve(reservation('alone', 9), period(null));
		await ledger.settle(settlement('alone', 4));
		await fresh(house.insights);
		expect((await house.insights.spread(ALL)).squares).toBe(36 + 16);
		expect(await house.insights.predicted(['run', 'alone', 'nobody', "' OR 1=1 --"])).toMatchObject([
			{ id: 'run', quality: 0.7 },
			{ id: 'alone', quality: 0.9 },
		]);
	});

	it('find names literally, whatever stands in them', async () => {
		const house = build();
		const ledger = house.ledger();
		for (const [n, name] of ['100%_x', "o'brien", 'GPT-5 "mini"', '=cmd|calc', 'naïve-β'].entries())
			await ledger.reserve(reservation(`r${n}`, 5, { decision: named(name) }), period(null));
		await fresh(house.insights);
		const found = async (search: string) => ids((await house.insights.decisions({ ...ALL, search }, 0, 10)).rows);
		expect(await found('%')).toEqual(['r0']);
		expect(await found('_')).toEqual(['r0']);
		expect(await found("'")).toEqual(['r1']);
		expect(await found('MINI gpt')).toEqual(['r2']);
		expect(await found('=CMD')).toEqual(['r3']);
		expect(await found('NAÏVE')).toEqual(['r4']);
		expect(await found('nothing of it')).toEqual([]);
		expect(await found('  ')).toHaveLength(5);
	});

	it('forget all that has ended, and keep the sums of the period and what runs', async () => {
		const house = build();
		const [ledger, other] = [house.ledger(), house.ledger()];
		for (const [id, purpose] of [
			['a', 'chat'],
			['b', 'chat'],
			['c', 'completion'],
		] as const) {
			await ledger.reserve(reservation(id, 100, { purpose, decision: named('Secret Model') }), period(null));
			await ledger.settle(settlement(id, 30, { costSource: id === 'b' ? 'estimate' : 'provider' }));
		}
		await other.reserve(reservation('running', 50), period(null));
		const before = await ledger.spent(period(null));
		await house.insights.forget(period(null));
		expect(await ledger.spent(period(null))).toEqual(before);
		const summary = await other.summary(period(null));
		expect(summary).toMatchObject({ settled: 90, outstanding: 50, estimated: 30 });
		expect(summary.byModel.map(({ model }) => model)).toEqual(['forgotten']);
		await fresh(house.insights);
		const { rows } = await house.insights.decisions(ALL, 0, 10);
		expect(JSON.stringify(rows)).not.toContain('Secret');
		expect(rows).toHaveLength(3);
		// What runs goes on as if nothing had been, and the ledger is append-only again.
		await other.settle(settlement('running', 20));
		expect(await ledger.spent(period(null))).toMatchObject({ settled: 110, outstanding: 0 });
		await house.insights.forget(period(null));
		expect(await ledger.spent(period(null))).toMatchObject({ settled: 110, outstanding: 0 });
	});

	it('sort, filter and page as a plain list would', async () => {
		const made = fc.record({
			model: fc.constantFrom('Alpha', 'beta', 'Gamma 2'),
			purpose: fc.constantFrom('chat', 'completion', 'agent'),
			end: fc.constantFrom('answered', 'cancelled', 'broken', 'released', 'outstanding'),
			max: fc.integer({ min: 0, max: 50 }),
			quality: fc.constantFrom(0.1, 0.5, 0.9),
		});
		const asked = fc.record({
			search: fc.constantFrom('', 'alpha', 'a 2', 'chat'),
			model: fc.constantFrom(null, 'beta'),
			purpose: fc.constantFrom(null, 'agent'),
			outcome: fc.constantFrom(null, ...REQUEST_ENDS),
			sort: fc.constantFrom('time', 'model', 'quality', 'expected', 'cost', 'wait'),
			descending: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(made, { maxLength: 12 }), fc.array(asked, { minLength: 1, maxLength: 6 }), async (requests, queries) => {
				const house = build();
				const ledger = house.ledger();
				for (const [n, each] of requests.entries()) await book(ledger, { ...each, id: `r${n}` } as Made);
				await fresh(house.insights);
				const all = (await house.insights.decisions(ALL, 0, 500)).rows;
				expect(all).toHaveLength(requests.length);
				for (const part of queries) {
					const query = { ...ALL, ...part } as DecisionQuery;
					const kept = all.filter((row) => matches(row, query));
					const { rows, total } = await house.insights.decisions(query, 0, 500);
					expect(total).toBe(kept.length);
					expect([...ids(rows)].sort()).toEqual([...ids(kept)].sort());
					const keys = rows.map((row) => keyOf(row, query)).filter((key) => key !== null);
					expect(keys).toEqual([...keys].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0) * (query.descending ? -1 : 1)));
					const pages = await Promise.all([0, 3, 6, 9].map((offset) => house.insights.decisions(query, offset, 3)));
					expect(pages.flatMap((page) => ids(page.rows))).toEqual(ids(rows));
				}
			}),
			{ numRuns: name.includes('worker') ? 4 : 15 },
		);
	});
});

function matches(row: DecisionRow, { search, model, purpose, outcome }: DecisionQuery): boolean {
	const text = `${row.decision.modelName} ${row.decision.recipient} ${row.decision.taskKind} ${row.purpose}`.toLowerCase();
	return (
		search.split(' ').every((word) => text.includes(word.toLowerCase())) &&
		(model === null || row.decision.modelName === model) &&
		(purpose === null || row.purpose === purpose) &&
		(outcome === null || endOf(row) === outcome)
	);
}

function keyOf(row: DecisionRow, { sort }: DecisionQuery): number | string | null {
	const cost = row.state === 'outstanding' ? 0 : row.cost;
	const keys = {
		time: row.at,
		model: row.decision.modelName,
		quality: row.decision.quality,
		expected: row.expected,
		cost,
		wait: row.durationMs,
	};
	return keys[sort];
}
