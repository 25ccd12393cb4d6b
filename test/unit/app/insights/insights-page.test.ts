import { expect, onTestFinished, test } from 'vitest';
import { forgetEverything } from '../../../../src/app/insights/forget-everything.ts';
import { InsightsPage } from '../../../../src/app/insights/insights-page.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { systemClock, systemTimers } from '../../../../src/core/base/time.ts';
import type { Signal } from '../../../../src/core/learning/signals.ts';
import { HeldLedger } from '../../../../src/core/money/held-ledger.ts';
import { budgetPeriod } from '../../../../src/core/money/period.ts';
import { parseToDashboard, type ToDashboard } from '../../../../src/protocol/dashboard.ts';
import type { FrontierState, InsightsState } from '../../../../src/protocol/insights.ts';
import { InsightsEngine } from '../../../../src/storage/sqlite/insights-engine.ts';
import { LedgerEngine } from '../../../../src/storage/sqlite/ledger-engine.ts';
import { tempFolder } from '../../../support/stores/sqlite.ts';
import { reservation, settlement } from '../../../support/stores/values.ts';

const period = () => budgetPeriod(Date.now(), 1, 20_000_000);
const FILTER = {
	...({ range: 'month', search: '', model: null, purpose: null, outcome: null, day: null } as const),
	...({ sort: 'time', descending: true } as const),
};

function house(signals: readonly Signal[] = []) {
	const notice = (error: Error) => {
		throw error;
	};
	const engine = new LedgerEngine({ folder: tempFolder(), clock: systemClock, notice });
	const ledger = new HeldLedger({ store: engine, clock: systemClock, timers: systemTimers, beatMs: 15_000, live: [] });
	onTestFinished(() => ledger.dispose());
	const insights = new InsightsEngine(engine, systemClock);
	const written: unknown[] = [];
	const snapshot = async () => ({ summary: await ledger.summary(period()), projected: 900 }) as never;
	const page = new InsightsPage({
		...{ insights, ledger, clock: systemClock },
		signals: { kept: async () => signals },
		budget: { period, current: () => null, refresh: snapshot },
		settings: {
			current: () => ({ resetDay: 1, preset: 'balanced', goodEnough: 0.93 }) as never,
			update: async (key, value) => void written.push([key, value]),
		},
	});
	return { ledger, insights, page, written };
}

const model = (candidateId: string, quality: number, cost: number) => ({
	...{
		candidateId,
		modelName: candidateId.toUpperCase(),
		quality,
		low: quality - 0.02,
		high: quality + 0.02,
		cost,
		perTurn: cost,
		waitMs: 500,
	},
});
const decision = (quality: number) => ({
	...reservation('', 1).decision,
	quality,
	expectedOutput: 100,
	alternatives: [model('dear', 0.96, 20_000), model('cheap', 0.86, 1_000)],
});
const thumb = (requestId: string, good: boolean): Signal => ({
	...{ requestId, good, kind: good ? 'thumbUp' : 'thumbDown', weight: 1, at: 0, candidateId: 'c', task: 'fix', features: [], prior: null },
});

async function told(work: (post: (message: ToDashboard) => void) => Promise<void>): Promise<ToDashboard> {
	const messages: ToDashboard[] = [];
	await work((message) => messages.push(message));
	expect(messages).toHaveLength(1);
	expect(parseToDashboard(messages[0])).toEqual(messages[0]);
	return messages[0]!;
}

test('figures of a time are those of its rows: spend, estimates, verdicts and the band', async () => {
	const { ledger, page } = house([thumb('a', true), thumb('b', false), thumb('gone', true)]);
	for (const id of ['a', 'b', 'c']) {
		await ledger.reserve(reservation(id, 200, { decision: decision(0.9) }), period());
		await ledger.settle(settlement(id, 110));
	}
	const message = await told((post) => page.show('month', post));
	const { state } = message as { readonly state: InsightsState };
	expect(state).toMatchObject({ range: 'month', left: 0, models: ['model'], purposes: ['chat'], spend: { settled: 330, requests: 3 } });
	expect(state.byTask).toEqual([{ name: 'explanations', cost: 330, requests: 3 }]);
	expect(state.price).toMatchObject({ count: 3, withinTwo: 1 });
	expect(state.price!.halfWithin).toBeCloseTo(0.1, 9);
	expect(state.length).toMatchObject({ count: 3 });
	expect(state.judged).toMatchObject({ count: 2, adequate: 1 });
	expect(state.band!.low).toBeLessThan(900);
	expect(state.band!.high).toBeGreaterThan(900);
	const last = await told((post) => page.show('lastMonth', post));
	expect(last).toMatchObject({ state: { spend: { requests: 0 }, price: null, length: null, judged: { count: 0, bins: [] } } });
});

test('the frontier decides the kept choices again, has the present bar among its points, and makes a bar the setting', async () => {
	const { ledger, page, written } = house();
	for (let n = 0; n < 5; n++) {
		await ledger.reserve(reservation(`r${n}`, 200, { decision: n === 4 ? reservation('', 1).decision : decision(0.9) }), period());
		await ledger.settle(settlement(`r${n}`, 110));
	}
	const { state } = (await told((post) => page.frontier('month', post))) as { readonly state: FrontierState };
	expect(state).toMatchObject({ present: 0.93, choices: 4, requests: 5 });
	expect(state.points.map(({ bar }) => bar)).toContain(0.93);
	expect(state.points[0]).toMatchObject({ bar: 0.5, cost: 4_000, models: { CHEAP: 4 } });
	expect(state.points.at(-1)).toMatchObject({ bar: 0.99, cost: 80_000, models: { DEAR: 4 } });
	await page.useBar(0.87, () => expect.unreachable());
	expect(written).toEqual([['routoo.routing.goodEnough', 87]]);
});

test('rows come by pages, and all of them for an export, which nothing that comes meanwhile can move', async () => {
	const { ledger, page } = house();
	for (let n = 0; n < 12; n++) await ledger.reserve(reservation(`r${n}`, n + 1), period());
	await told((post) => page.decisions({ type: 'decisions', ...FILTER, asked: 2, offset: 0, limit: 10 }, post));
	expect(await told((post) => page.decisions({ type: 'decisions', ...FILTER, asked: 3, offset: 10, limit: 10 }, post))).toMatchObject({
		...{ asked: 3, offset: 10, total: 12 },
	});
	await new Promise((resolve) => setTimeout(resolve, 2));
	const rows: unknown[] = [];
	for await (const some of page.rows({ ...FILTER, sort: 'cost' })) rows.push(...some);
	expect(rows).toHaveLength(12);
});

test('what cannot be read is told in words for its part', async () => {
	const { page, insights } = house();
	insights.catchUp = () => Promise.reject(new RoutooError('storage', 'The disk is full.', 'Make room.'));
	const text = 'The disk is full. Make room.';
	expect(await told((post) => page.show('month', post))).toEqual({ type: 'insightsTrouble', part: 'insights', text });
	expect(await told((post) => page.frontier('month', post))).toEqual({ type: 'insightsTrouble', part: 'frontier', text });
});

test('forgetting takes rows and lessons, chats where they are meant, and nothing where the ledger refuses', async () => {
	const done: string[] = [];
	const doing = <T>(what: string, result: T): T => {
		done.push(what);
		return result;
	};
	const parts = (forget: () => Promise<void>, written = true) => ({
		insights: { forget },
		budget: { period, refresh: async () => doing('budget', {} as never) },
		learned: {
			answers: { forget: async () => doing('answers', true) },
			trials: { replace: async () => done.push('trials') },
			lengths: { forget: async () => doing('lengths', written) },
			runs: { forget: async () => doing('how runs go', true) },
		} as never,
		runs: { forgetEnded: async () => doing('runs', true) },
		completion: { resetLearned: async () => void done.push('completion') },
		chat: { deleteSessions: async () => void done.push('chats') },
	});
	expect(
		await forgetEverything(
			parts(async () => void done.push('ledger')),
			false,
		),
	).toBe(true);
	expect(done.slice(0, 2)).toEqual(['ledger', 'completion']);
	expect(done.toSorted()).toEqual(['answers', 'budget', 'completion', 'how runs go', 'ledger', 'lengths', 'runs', 'trials']);
	done.length = 0;
	await forgetEverything(
		parts(async () => void done.push('ledger')),
		true,
	);
	expect(done.slice(0, 2)).toEqual(['ledger', 'chats']);
	done.length = 0;
	const unwritten = parts(async () => {}, false);
	expect(await forgetEverything(unwritten, false)).toBe(false);
	done.length = 0;
	await expect(
		forgetEverything(
			parts(() => Promise.reject(new Error('locked'))),
			true,
		),
	).rejects.toThrow('locked');
	expect(done).toEqual([]);
});
