// @vitest-environment happy-dom
import './dom.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DashboardState, FromDashboard, LedgerRow, SpendSummary } from '../../../src/protocol/dashboard.ts';
import { burndown } from '../../../src/views/dashboard/burndown.ts';
import { ChartElement } from '../../../src/views/dashboard/chart-element.ts';
import { DashboardElement } from '../../../src/views/dashboard/dashboard-element.ts';
import { costOf } from '../../../src/views/dashboard/decision-row.ts';
import { budget } from './fixtures.ts';

customElements.define('routoo-chart', ChartElement);
customElements.define('routoo-dashboard', DashboardElement);

const start = new Date(2026, 10, 1).getTime();
const end = new Date(2026, 11, 1).getTime();
const noon11 = new Date(2026, 10, 11).getTime();

const summary: SpendSummary = {
	period: { start, end, limit: 20_000_000 },
	settled: 5_000_000,
	outstanding: 0,
	estimated: 200_000,
	saved: 3_000_000,
	requests: 40,
	arrivals: 40,
	today: 0,
	byPurpose: {},
	byDay: [
		{ day: '2026-11-02', cost: 1_000_000, requests: 10 },
		{ day: '2026-11-05', cost: 4_000_000, requests: 30 },
	],
	byModel: [
		{ model: 'haiku-4.5', cost: 1_000_000, requests: 30 },
		{ model: 'opus-4.5', cost: 4_000_000, requests: 10 },
	],
};

function row(change: Partial<LedgerRow> = {}): LedgerRow {
	return {
		requestId: 'r',
		at: noon11,
		purpose: 'chat',
		owner: { user: 'local', device: 'd', window: 'w' },
		runId: null,
		state: 'settled',
		cost: 5_700,
		costSource: 'tokens',
		claimed: null,
		corrected: false,
		usage: null,
		durationMs: 2_100,
		outcome: 'answered',
		decision: {
			candidateId: 'c',
			modelName: 'haiku-4.5',
			recipient: 'Anthropic',
			endpointId: 'e',
			taskKind: 'explain',
			quality: 0.91,
			qualityLow: 0.86,
			qualityHigh: 0.95,
			expectedLatencyMs: 2_000,
			reason: 'Cheapest that will do.',
			referenceName: null,
			referenceCost: null,
		},
		...change,
	};
}

describe('burn-down', () => {
	const data = burndown(summary, { projected: 15_000_000, band: { low: 11_000_000, high: 19_000_000 } }, noon11);
	it('adds the days up and ends with the ledger’s own sum', () => {
		expect(data.spent.slice(0, 7)).toEqual([0, 0, 1, 1, 1, 5, 5]);
		expect(data.spent.at(-2)).toBe(5);
		expect(data.spent.at(-1)).toBeNull();
		expect(data.times[0]).toBe(start / 1000);
		expect(data.times.at(-1)).toBe(end / 1000);
		expect(new Set([data.times, data.spent, data.budget, data.projection, data.low, data.high].map(({ length }) => length)).size).toBe(1);
	});
	it('leads to the projection of the host, and to none where there is none', () => {
		expect(burndown(summary, { projected: null, band: null }, noon11).projection.every((value) => value === null)).toBe(true);
		expect(data.projection.filter((value) => value !== null)).toEqual([5, 15]);
		expect([data.low, data.high].map((side) => side.filter((value) => value !== null))).toEqual([
			[5, 11],
			[5, 19],
		]);
	});
	it('projects nothing after the end', () => {
		const over = burndown(summary, { projected: 5_000_000, band: null }, end + 1);
		expect(over.times.at(-1)).toBe(end / 1000);
	});
	it('has no budget line without a limit', () => {
		expect(
			burndown({ ...summary, period: { start, end, limit: null } }, { projected: null, band: null }, noon11).budget.every(
				(value) => value === null,
			),
		).toBe(true);
	});
});

describe('cost of a row', () => {
	it.each([
		[{}, '$0.0057'],
		[{ costSource: 'estimate' }, '~$0.0057'],
		[{ state: 'orphaned' }, '~$0.0057'],
		[{ state: 'outstanding' }, 'running'],
		[{ state: 'released' }, 'nothing'],
		[{ costSource: 'free', cost: 0 }, 'free'],
	] as const)('%o is %s', (change, text) => expect(costOf(row(change))).toBe(text));
});

describe('page', () => {
	const posted: FromDashboard[] = [];
	let element: DashboardElement;
	const show = async (change: Partial<DashboardState> = {}): Promise<string> => {
		const state = {
			summary,
			budget,
			projected: 15_000_000,
			reference: 'GPT-5.4',
			completionsLimit: 10_000_000,
			agentsLimit: null,
			runs: [],
			window: 'w',
			paidPaused: false,
			catalogDate: '2026-11-20',
			catalogStale: false,
			predictor: { kind: 'ready', reason: null },
			now: noon11,
			...change,
		};
		window.dispatchEvent(new MessageEvent('message', { data: { type: 'dashboard', state } }));
		await element.updateComplete;
		return (element.textContent ?? '').replace(/\s+/g, ' ');
	};
	beforeEach(() => {
		posted.length = 0;
		element = document.createElement('routoo-dashboard') as DashboardElement;
		element.host = { post: (message) => posted.push(message), kept: () => undefined, keep: () => undefined };
		document.body.append(element);
	});
	afterEach(() => element.remove());

	it('lists what signals changed, with what can be done about it; nothing of it from a host that does not say', async () => {
		expect(await show()).not.toContain('What your signals changed');
		expect(await show({ learned: { signals: 0, enough: 50, rows: [] } })).toContain('Nothing yet.');
		const rows = [
			{ model: 'haiku-4.5', kind: 'tests', points: -4.2, signals: 12 },
			{ model: 'opus-4.5', kind: 'fixes', points: 0.2, signals: 1 },
		];
		const text = await show({ learned: { signals: 13, enough: 50, rows } });
		expect(text).toContain('13 signals of your own. From 50 on,');
		expect(text).toContain('haiku-4.5 tests 4 points down 12');
		expect(text).toContain('opus-4.5 fixes not moved 1');
		expect(await show({ learned: { signals: 50, enough: 50, rows } })).not.toContain('From 50 on');
		for (const button of element.querySelectorAll<HTMLButtonElement>('.learned-actions button')) button.click();
		expect(posted.slice(1)).toEqual(
			['exportLearned', 'importLearned', 'forgetAnswerLearning'].map((command) => ({ type: 'command', command })),
		);
	});

	it('leads to the first steps where no model can be asked, and only then', async () => {
		for (const change of [{}, { usableModels: null }, { usableModels: 3 }])
			expect(await show(change)).not.toContain('No model can be asked');
		expect(await show({ usableModels: 0 })).toContain('No model can be asked yet');
		for (const button of element.querySelectorAll<HTMLButtonElement>('.set-up button')) button.click();
		expect(posted.slice(1)).toEqual(['focusChat', 'setKey'].map((command) => ({ type: 'command', command })));
	});

	it('shows what completions took apart, and nothing of it before the first one', async () => {
		expect(await show()).not.toContain('Completions');
		const completions = { settled: 640_000, outstanding: 60_000, requests: 1204 };
		const text = await show({ summary: { ...summary, byPurpose: { completion: completions } } });
		for (const part of ['Completions', '$0.64 (6 %)', '$9.30', 'of $10.00', (1204).toLocaleString('en-US')]) expect(text).toContain(part);
	});

	it('asks for its state and shows the numbers with their estimates marked', async () => {
		expect(posted).toEqual([{ type: 'ready' }]);
		const text = await show();
		for (const part of [
			'$5.00 (25 %)',
			'~$0.20 of it estimated',
			'$15.00',
			'of $20.00',
			'~$3.00',
			'compared with always asking GPT-5.4, at the tokens really used',
			'projected ~$15.00',
			'40 requests, $0 today',
			'no answer was judged this month',
		])
			expect(text).toContain(part);
		expect(element.querySelector('routoo-chart')?.getAttribute('aria-label')).toBe(
			'Spent $5.00 of a budget of $20.00; projected ~$15.00 at the end.',
		);
	});

	it('follows a new state', async () => {
		await show();
		await show({ budget: { ...budget, level: 'reached' } });
		expect(element.querySelector('.value.reached')).not.toBeNull();
	});

	it('says in words that nothing happened yet', async () => {
		const text = await show({ summary: { ...summary, settled: 0, requests: 0, byDay: [], byModel: [] }, catalogStale: true });
		expect(text).toContain('Nothing was spent yet.');
		expect(text).toContain('more than 90 days old');
		expect(element.querySelector('routoo-chart')).toBeNull();
	});

	it('says why the ledger cannot be read, asks again, and keeps what it showed', async () => {
		const trouble = async (): Promise<string> => {
			window.dispatchEvent(new MessageEvent('message', { data: { type: 'dashboardTrouble', text: 'The disk is full. Make room.' } }));
			await element.updateComplete;
			return element.textContent ?? '';
		};
		expect(await trouble()).toContain('The disk is full.');
		expect(element.textContent).not.toContain('Reading');
		element.querySelector<HTMLButtonElement>('.notice button')?.click();
		expect(posted).toEqual([{ type: 'ready' }, { type: 'ready' }]);
		expect(await show()).not.toContain('The disk is full.');
		expect(await trouble()).toContain('Decisions');
	});

	it('says a saving below nothing as what was spent more, and names no model where none is the reference', async () => {
		expect(await show({ summary: { ...summary, saved: -2_000_000 } })).toContain('spent more~$2.00');
		expect(await show({ reference: null })).toContain('no reference model');
	});
});
