import { expect, test } from 'vitest';
import { dashboardMessage, dashboardState } from '../../../../src/app/insights/dashboard.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { parseToDashboard } from '../../../../src/protocol/dashboard.ts';

test('a ledger that cannot be read is a message for the page, with the next step', async () => {
	const message = await dashboardMessage(async () => {
		throw new RoutooError('storage', 'The disk is full.', 'Make room.');
	});
	expect(message).toEqual({ type: 'dashboardTrouble', text: 'The disk is full. Make room.' });
	expect(parseToDashboard(message)).toEqual(message);
});

test('the state has messages and completions apart, and reads the ledger only where nothing was read yet', async () => {
	const asked: unknown[] = [];
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
			period: () => ({ start: 0, end: 1, limit: null }),
		},
		ledger: {
			rows: async (limit: number, purpose?: string) => {
				asked.push([limit, purpose]);
				return [{ requestId: purpose }] as never;
			},
		},
		models: { reference: () => ({ id: 'a/x', displayName: 'X', prices: {} as never }) },
		catalog: { version: 1 as const, date: '2026-01-01', models: [] },
		predictor: { status: () => ({ kind: 'ready' as const, runtime: 'native' as const }) },
		clock: { now: () => Date.UTC(2026, 10, 15) },
	};
	const state = await dashboardState(source);
	expect(state).toMatchObject({
		summary: { requests: 2 },
		budget: { spent: 1 },
		reference: 'X',
		rows: [{ requestId: 'chat' }],
		completionRows: [{ requestId: 'completion' }],
		completionsLimit: null,
		catalogDate: '2026-01-01',
		catalogStale: true,
		predictor: { kind: 'ready', reason: null },
		now: Date.UTC(2026, 10, 15),
	});
	expect(asked).toEqual([
		[50, 'chat'],
		[20, 'completion'],
	]);
	await dashboardState(source);
	expect(reads).toBe(1);
});
