import { expect, test } from 'vitest';
import { dashboardMessage, dashboardState, runRowsMessage, runsState } from '../../../../src/app/insights/dashboard.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { parseToDashboard } from '../../../../src/protocol/dashboard.ts';
import { run, runRow } from '../../views/run-fixtures.ts';

test('a ledger that cannot be read is a message for the page, with the next step', async () => {
	const message = await dashboardMessage(async () => {
		throw new RoutooError('storage', 'The disk is full.', 'Make room.');
	});
	expect(message).toEqual({ type: 'dashboardTrouble', text: 'The disk is full. Make room.' });
	expect(parseToDashboard(message)).toEqual(message);
});

test('the state is made of what is known, and reads the ledger only where nothing was read yet', async () => {
	let reads = 0;
	const snapshot = { summary: { requests: 2 }, view: { spent: 1 } } as never;
	let current: typeof snapshot | null = null;
	const source = {
		budget: {
			current: () => current,
			refresh: async () => {
				reads++;
				current = snapshot;
				return snapshot;
			},
			period: () => ({ start: 0, end: 1, limit: 20, limits: { agent: 7 } }),
		},
		models: {
			reference: () => ({ id: 'a/x', displayName: 'X', prices: {} as never }),
			candidates: () => [{ id: 'a/x', displayName: 'X' }] as never,
			usableCount: () => 0,
		},
		learned: {
			count: () => 12,
			rows: () => [
				{ candidateId: 'a/x', task: 'test', points: -4.2, signals: 9 },
				{ candidateId: 'gone/y', task: 'fix', points: 2, signals: 3 },
			],
		},
		catalog: { version: 1 as const, date: '2026-01-01', models: [] },
		predictor: { status: () => ({ kind: 'ready' as const, runtime: 'native' as const }) },
		runs: { list: () => [run({ id: 'a' })] },
		pause: { current: () => true },
		window: 'w',
		clock: { now: () => Date.UTC(2026, 10, 15) },
	};
	const state = await dashboardState(source);
	expect(state).toMatchObject({
		summary: { requests: 2 },
		budget: { spent: 1 },
		reference: 'X',
		usableModels: 0,
		completionsLimit: null,
		agentsLimit: 7,
		runs: [{ id: 'a' }],
		learned: {
			...{ signals: 12, enough: 50 },
			rows: [
				{ model: 'X', kind: 'tests', points: -4.2, signals: 9 },
				{ model: 'gone/y', kind: 'fixes', points: 2, signals: 3 },
			],
		},
		window: 'w',
		paidPaused: true,
		catalogDate: '2026-01-01',
		catalogStale: true,
		predictor: { kind: 'ready', reason: null },
		now: Date.UTC(2026, 10, 15),
	});
	await dashboardState(source);
	expect(reads).toBe(1);
});

test('live runs come first, and a page is not filled with all that ever ran', () => {
	const list = Array.from({ length: 60 }, (_, index) => run({ id: `r${index}`, state: index % 2 === 0 ? 'done' : 'waiting' }));
	const { runs, paidPaused, now } = runsState({
		runs: { list: () => list },
		pause: { current: () => false },
		window: 'w',
		clock: { now: () => 5 },
	});
	expect(runs.map(({ state }) => state)).toEqual([...Array(10).fill('waiting'), ...Array(20).fill('done')]);
	expect([runs[0]?.id, runs[10]?.id, paidPaused, now]).toEqual(['r1', 'r0', false, 5]);
});

test('the rows of a run add up to the micro-dollar, those that no message holds included', async () => {
	const rows = Array.from({ length: 503 }, (_, index) => runRow({ requestId: `${index}`, cost: 1_000 + index }));
	const sum = rows.reduce((total, { cost }) => total + cost, 0);
	const asked: string[] = [];
	const ledger = {
		run: async (id: string) => {
			asked.push(id);
			return rows;
		},
	};
	const message = await runRowsMessage(ledger, 'run-1');
	expect(message).toMatchObject({ type: 'runRows', runId: 'run-1', more: { requests: 3, cost: 1_500 + 1_501 + 1_502 }, total: sum });
	expect(message.type === 'runRows' && message.rows).toHaveLength(500);
	expect(asked).toEqual(['run-1']);
	expect(parseToDashboard(message)).toEqual(message);
});

test('rows that cannot be read are words for their run', async () => {
	const run = async (): Promise<never> => {
		throw new RoutooError('storage', 'The disk is full.', 'Make room.');
	};
	const message = await runRowsMessage({ run }, 'r');
	expect(message).toEqual({ type: 'runTrouble', runId: 'r', text: 'The disk is full. Make room.' });
	expect(parseToDashboard(message)).toEqual(message);
});
