// @vitest-environment happy-dom
import './dom.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FromDashboard, LedgerRow, Run, ToDashboard } from '../../../src/protocol/dashboard.ts';
import { ChartElement } from '../../../src/views/dashboard/chart-element.ts';
import { DashboardElement } from '../../../src/views/dashboard/dashboard-element.ts';
import { RunsElement } from '../../../src/views/dashboard/runs-element.ts';
import { budget, NOW } from './fixtures.ts';
import { run, runModel, runRow } from './run-fixtures.ts';

customElements.define('routoo-chart', ChartElement);
customElements.define('routoo-runs', RunsElement);
customElements.define('routoo-dashboard', DashboardElement);

const spend = (settled: number, requests: number) => ({ settled, outstanding: 0, requests });
const summary = {
	period: { start: 0, end: NOW * 2, limit: 20_000_000 },
	...{ settled: 5_000_000, outstanding: 0, estimated: 0, saved: 0, requests: 40, arrivals: 40, today: 0 },
	byPurpose: { chat: spend(3_000_000, 20), agent: spend(1_500_000, 30), background: spend(500_000, 10) },
	byDay: [],
	byModel: [],
};

const posted: FromDashboard[] = [];
let element: DashboardElement;

async function tell(message: ToDashboard): Promise<string> {
	window.dispatchEvent(new MessageEvent('message', { data: message }));
	await element.updateComplete;
	await element.querySelector<RunsElement>('routoo-runs')?.updateComplete;
	return (element.textContent ?? '').replace(/[\s\u00a0]+/g, ' ');
}

function show(change: object = {}): Promise<string> {
	const state = {
		summary,
		budget,
		...{ projected: null, reference: null, completionsLimit: null, agentsLimit: 10_000_000 },
		...{ catalogDate: '2026-11-20', catalogStale: false, predictor: { kind: 'ready' as const, reason: null } },
		...{ runs: [run()], window: 'w', paidPaused: false, now: NOW },
		...change,
	};
	return tell({ type: 'dashboard', state });
}

const follow = (...runs: Run[]): Promise<string> => tell({ type: 'runs', state: { runs, window: 'w', paidPaused: false, now: NOW } });
const rowsOf = (runId: string, rows: readonly LedgerRow[], total: number): Promise<string> =>
	tell({ type: 'runRows', runId, rows, more: { requests: 0, cost: 0 }, total });

beforeEach(() => {
	element = document.createElement('routoo-dashboard') as DashboardElement;
	element.host = { post: (message) => posted.push(message), kept: () => undefined, keep: () => undefined };
	document.body.append(element);
	posted.length = 0;
});
afterEach(() => element.remove());

const disclose = (at = 0): void => element.querySelectorAll<HTMLButtonElement>('.disclose')[at]?.click();

describe('a live run', () => {
	it('is a meter: model, predicted quality, steps, money of its cap, changes, sub-agents', async () => {
		const [medium, high] = ['medium', 'high'].map((effort) => runModel('GPT-5.4', { effort })) as [Run['model'], Run['model']];
		const text = await show({
			runs: [
				run({
					model: high,
					changes: [{ at: 0, step: 7, kind: 'effort', from: medium, to: high, why: 'test_refund failed again after an edit' }],
					subAgents: [{ id: 's', name: 'Explore', steps: 3, spent: 20_000 }],
				}),
			],
		});
		for (const part of [
			'GPT-5.4, effort high',
			'91 % (86–95)',
			'step 7 of about 18',
			'running · fix · to Anthropic',
			'$0.12 of at most $1.55',
			'~$0.31 expected ($0.15 to $0.90)',
			'step 7: effort high instead of medium: test_refund failed again after an edit',
			'Explore3$0.02',
		])
			expect(text).toContain(part);
		const meter = element.querySelector('[role=meter]')!;
		expect(['aria-valuenow', 'aria-valuemax'].map((name) => meter.getAttribute(name))).toEqual(['0.12', '1.55']);
		expect(meter.getAttribute('aria-valuetext')).toBe('$0.12 of at most $1.55; ~$0.31 expected');
		expect(Number(meter.querySelector('.bar-spent')!.getAttribute('width'))).toBeCloseTo((100 * 0.12) / 1.55, 6);
		expect(Number(meter.querySelector('.bar-mark')!.getAttribute('x1'))).toBeCloseTo(20, 6);
	});

	it('warns near its cap, has no bar where nothing has a price, and never draws beyond its end', async () => {
		await show({ runs: [run({ spent: 1_300_000 })] });
		expect(element.querySelector('.money-bar.near')).not.toBeNull();
		await follow(run({ spent: 1_900_000 }));
		expect(element.querySelector('.bar-spent')!.getAttribute('width')).toBe('100');
		expect(await follow(run({ spent: 0, cap: null, estimate: null, model: runModel('q', { local: true }) }))).toContain('free');
		expect(element.querySelector('[role=meter]')).toBeNull();
	});

	it('follows without a whole new state, and reads out states and changes, not steps', async () => {
		await show();
		const said = element.querySelector('routoo-runs [aria-live]')!;
		const before = said.textContent;
		expect(await follow(run({ steps: 8, spent: 140_000 }))).toContain('step 8 of about 18');
		expect(said.textContent).toBe(before);
		await follow(run({ state: 'waiting' }));
		expect(said.textContent).toContain('waits');
	});

	it('offers what is suggested once, and says that it was heard until it is done or something else is suggested', async () => {
		await show({ runs: [run({ suggestion: 'Opus 4.5 could take over.' })] });
		const button = () => element.querySelector<HTMLButtonElement>('.run-suggestion button');
		expect(button()?.textContent).toBe('Use a stronger setting');
		button()?.click();
		expect(posted).toEqual([{ type: 'escalate', runId: 'run-1' }]);
		for (const suggestion of ['Opus 4.5 could take over.', null]) {
			expect(await follow(run({ suggestion, steps: 8 }))).toContain('A stronger setting is used from its next step on.');
			expect(button()).toBeNull();
		}
		expect(await follow(run({ suggestion: 'Another one.' }))).toContain('Another one.');
		expect(button()).not.toBeNull();
		const changes = [{ at: 0, step: 9, kind: 'model' as const, from: runModel('a'), to: runModel('b'), why: 'it was stuck' }];
		expect(await follow(run({ changes }))).not.toContain('next step on');
		expect(element.querySelector('.run-suggestion')).toBeNull();
	});

	it('of another window is shown as that, and steered there', async () => {
		const text = await show({ runs: [run({ window: 'other', suggestion: 'Opus 4.5 could take over.' })] });
		expect(text).toContain('in another window');
		expect(text).toContain('Opus 4.5 could take over.');
		expect(element.querySelector('.run-suggestion button')).toBeNull();
	});
});

describe('a receipt', () => {
	const done = (change: Partial<Run> = {}): Run => run({ id: 'd', state: 'done', steps: 2, spent: 30_003, ...change });

	it('says when, what, with which models, estimate and cost, and how it ended', async () => {
		const text = await show({ runs: [done(), done({ id: 's', state: 'stopped', estimate: null })] });
		for (const part of ['Haiku 4.5', 'fix', '~$0.31 → $0.03', '91 % (86–95)', 'done', 'stopped at a limit']) expect(text).toContain(part);
		expect(element.querySelector('.run')).toBeNull();
	});

	it('opens to rows that add up to its figure, asked for when they are opened', async () => {
		await show({ runs: [done()] });
		expect(posted).toEqual([]);
		disclose();
		expect(posted).toEqual([{ type: 'runRows', runId: 'd' }]);
		await element.querySelector<RunsElement>('routoo-runs')!.updateComplete;
		expect(element.querySelector('.disclose')!.getAttribute('aria-expanded')).toBe('true');
		await rowsOf('other', [], 7);
		expect(element.textContent).toContain('Reading the ledger');
		const rows = [
			runRow({ cost: 10_001 }),
			runRow({ state: 'released', cost: 0, costSource: 'free', usage: null }),
			runRow({ cost: 20_002, costSource: 'estimate', outcome: 'cancelled', change: 'test_refund failed again after an edit' }),
		];
		const text = await rowsOf('d', rows, 30_003);
		const costs = [...element.querySelectorAll('.run-row:not(.sum) .r-cost.figure')].map((cell) => Number(cell.textContent?.slice(1)));
		const sum = element.querySelector('.run-row.sum')!;
		expect(costs.reduce((total, cost) => total + Math.round(cost * 1e6), 0)).toBe(30_003);
		expect(sum.querySelector('.r-cost')!.textContent).toBe('$0.030003');
		expect(sum.textContent).not.toContain('receipt says');
		expect([...element.querySelectorAll('.r-step.figure')].map((cell) => cell.textContent)).toEqual(['1', '–', '2']);
		for (const part of ['sum of 3 requests', 'as reported', 'no answer', 'stopped, estimated', 'test_refund failed again', '10k', '9k'])
			expect(text).toContain(part);
	});

	it('does not count what was done beside its steps as one', async () => {
		await show({ runs: [done()] });
		disclose();
		await rowsOf('d', [runRow(), { ...runRow(), purpose: 'background' }, runRow()], 30_003);
		expect([...element.querySelectorAll('.r-step.figure')].map((cell) => cell.textContent)).toEqual(['1', '–', '2']);
		expect(element.querySelector('.sum')!.textContent).toContain('sum of 3 requests');
	});

	it('says so where the ledger was changed since, and how much more there is than fits', async () => {
		await show({ runs: [done()] });
		disclose();
		await rowsOf('d', [runRow({ corrected: true })], 10_000);
		expect(element.querySelector('.sum')!.textContent).toContain('the receipt says $0.030003');
		expect(element.textContent).toContain('corrected by you');
		const text = await tell({ type: 'runRows', runId: 'd', rows: [runRow()], more: { requests: 1_400, cost: 20_003 }, total: 30_003 });
		expect(text).toContain(`${(1_400).toLocaleString('en-US')} more $0.020003`);
		expect(text).toContain('sum of 1,401 requests');
	});

	it('an opened run asks anew when it goes on, a closed one does not, and trouble has a way to read again', async () => {
		await show();
		disclose();
		await follow(run({ steps: 8 }));
		await follow(run({ steps: 8, updatedAt: NOW + 1 }));
		expect(posted).toEqual([
			{ type: 'runRows', runId: 'run-1' },
			{ type: 'runRows', runId: 'run-1' },
		]);
		expect(await tell({ type: 'runTrouble', runId: 'run-1', text: 'The disk is full. Make room.' })).toContain('The disk is full.');
		element.querySelector<HTMLButtonElement>('[role=alert] button')!.click();
		expect(posted).toHaveLength(3);
		disclose();
		await follow(run({ steps: 9 }));
		expect(posted).toHaveLength(3);
	});

	it('of twenty five stand open', async () => {
		await show({ runs: Array.from({ length: 20 }, (_, index) => done({ id: `${index}` })) });
		const count = () => element.querySelectorAll('.receipt:not(.decisions-head)').length;
		expect(count()).toBe(5);
		[...element.querySelectorAll<HTMLButtonElement>('routoo-runs > button')].at(-1)!.click();
		await element.querySelector<RunsElement>('routoo-runs')!.updateComplete;
		expect(count()).toBe(20);
	});
});

describe('the page', () => {
	it('has nothing of runs before the first, then their share of the budget', async () => {
		expect(await show({ runs: [], summary: { ...summary, byPurpose: { chat: spend(5_000_000, 40) } } })).not.toContain('Agent runs');
		const text = await show();
		for (const part of ['Agent runs', 'spent on agent runs$2.00 (20 %)', '$8.00of $10.00']) expect(text).toContain(part);
	});

	it('pauses and resumes with one button, which stays the same element, and says so plainly', async () => {
		await show();
		const button = element.querySelector<HTMLButtonElement>('.pause button')!;
		button.click();
		expect(await tell({ type: 'runs', state: { runs: [], window: 'w', paidPaused: true, now: NOW } })).toContain(
			'Paid requests are paused in every window',
		);
		expect(element.querySelector('.pause button')).toBe(button);
		expect(button.textContent?.trim()).toBe('Resume');
		button.click();
		expect(posted).toEqual([
			{ type: 'command', command: 'pausePaid' },
			{ type: 'command', command: 'resumePaid' },
		]);
	});
});
