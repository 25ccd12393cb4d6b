import { beforeEach, expect, test } from 'vitest';
import { BudgetService, type BudgetSnapshot } from '../../../../src/app/budget/service.ts';
import { dashboardState } from '../../../../src/app/insights/dashboard.ts';
import { INITIAL_STATUS } from '../../../../src/app/insights/status.ts';
import { statusView } from '../../../../src/app/insights/status-view.ts';
import { readSettings, type Settings } from '../../../../src/app/settings/schema.ts';
import type { StateStore } from '../../../../src/core/base/state.ts';
import { arrivalHistory, expectedRequests, projectedSpend, updatePacing } from '../../../../src/core/money/pacing.ts';
import type { ThresholdNotice } from '../../../../src/core/money/thresholds.ts';
import { formatEstimate } from '../../../../src/protocol/format.ts';
import { budgetNotes } from '../../../../src/views/chat/routing-line.ts';
import { burndown } from '../../../../src/views/dashboard/burndown.ts';
import { asyncStates } from '../../../support/stores/states.ts';
import { MemoryLedger, memoryState, SetClock } from '../fakes.ts';

let ledger: MemoryLedger;
let state: StateStore;
let clock: SetClock;
let settings: Settings;
let notices: ThresholdNotice[];
let shown: BudgetSnapshot[];
let service: BudgetService;

function make(): BudgetService {
	return new BudgetService({
		ledger,
		settings: () => settings,
		state,
		clock,
		onNotice: (notice) => notices.push(notice),
		onChange: (snapshot) => shown.push(snapshot),
	});
}

beforeEach(() => {
	ledger = new MemoryLedger();
	state = memoryState();
	clock = new SetClock();
	settings = readSettings(() => undefined).settings;
	notices = [];
	shown = [];
	service = make();
});

async function spend(id: string, cost: number): Promise<void> {
	await ledger.reserve({ requestId: id, max: cost } as never, { ...service.period(), limit: null });
	await ledger.settle({ requestId: id, cost } as never);
}

/** Two dollars each, far beyond what the budget bears. */
async function spendTooFast(count: number): Promise<void> {
	for (let n = 0; n < count; n++) await spend(`fast${n}`, 2_000_000);
	await service.refresh();
	for (let n = 0; n < count; n++) await service.afterSettled(2_000_000, 20_000_000);
}

test('level, share and remaining money follow the ledger', async () => {
	await spend('a', 15_000_000);
	const { view, remaining } = await service.refresh();
	expect(view).toMatchObject({ limit: 20_000_000, spent: 15_000_000, level: 'warn' });
	expect(remaining).toBe(5_000_000);
	expect(shown).toHaveLength(1);
});

test('completions have their share, and a share of nothing allows nothing paid, also without a budget', async () => {
	await spend('a', 15_000_000);
	expect((await service.refresh()).completionsRemaining).toBe(5_000_000);
	settings = { ...settings, monthlyBudget: null };
	expect(service.period().limits).toBeUndefined();
	expect((await service.refresh()).completionsRemaining).toBeNull();
	settings = { ...settings, completion: { ...settings.completion, budgetShare: 0 } };
	expect(service.period()).toMatchObject({ limit: null, limits: { completion: 0 } });
	expect(await service.refresh()).toMatchObject({ remaining: null, completionsRemaining: 0 });
});

test('agents have their share beside that of completions, what they cause in the background within it', async () => {
	const limited = { ...service.period(), limit: null };
	for (const [purpose, cost] of [
		['agent', 9_000_000],
		['background', 1_000_000],
		['chat', 2_000_000],
	] as const) {
		await ledger.reserve({ requestId: purpose, purpose, max: cost } as never, limited);
		await ledger.settle({ requestId: purpose, cost } as never);
	}
	expect(service.period().limits).toEqual({ completion: 10_000_000, agent: 16_000_000 });
	expect(await service.refresh()).toMatchObject({ remaining: 8_000_000, agentRemaining: 6_000_000, completionsRemaining: 8_000_000 });
	settings = { ...settings, agent: { ...settings.agent, budgetShare: 0 } };
	expect((await service.refresh()).agentRemaining).toBe(0);
	settings = { ...settings, monthlyBudget: null };
	expect(service.period()).toMatchObject({ limit: null, limits: { agent: 0 } });
	expect(await service.refresh()).toMatchObject({ remaining: null, completionsRemaining: null, agentRemaining: 0 });
});

test('a run counts once for the projection, with all that it costs, and teaches the pace what one request of its cost does', async () => {
	const step = async (run: number, n: number) => {
		const requestId = `${run}-${n}`;
		await ledger.reserve({ requestId, runId: `run-${run}`, purpose: 'agent', max: 50_000 } as never, { ...service.period(), limit: null });
		await ledger.settle({ requestId, cost: 50_000 } as never);
	};
	for (let n = 0; n < 40; n++) await step(n % 4, n);
	const before = await service.refresh();
	expect([before.summary.requests, before.summary.arrivals, before.projected]).toEqual([40, 4, null]);
	await step(4, 0);
	const after = await service.refresh();
	const expected = expectedRequests({ counts: [], from: 0, to: 0 }, clock.at, after.view.resetsAt);
	expect(after.projected).toBe(projectedSpend(41 * 50_000, 5, expected));

	// Also of a run that is so dear that a request of its cost is clipped, and of one within its target.
	for (const cost of [100, 20_000, 400_000]) {
		for (const target of [0, 10_000, 1_000_000]) {
			const begun = { logLambda: 8 };
			const whole = updatePacing(begun, 10 * cost, target);
			let steps = begun;
			for (let n = 0; n < 10; n++) steps = updatePacing(steps, cost, target, n === 0, n * cost);
			expect(steps.logLambda).toBeCloseTo(whole.logLambda, 9);
		}
	}
});

test('each threshold is told once, also after a restart; raising the limit takes effect at once', async () => {
	await spend('a', 15_000_000);
	await service.refresh();
	await service.refresh();
	service = make();
	await service.refresh();
	expect(notices.map((n) => n.percent)).toEqual([75]);
	await spend('b', 5_000_000);
	await service.refresh();
	expect(notices.map((n) => n.percent)).toEqual([75, 100]);
	settings = { ...settings, monthlyBudget: 100_000_000 };
	expect(service.period().limit).toBe(100_000_000);
	expect((await service.refresh()).view.level).toBe('ok');
	expect((await service.refresh()).remaining).toBe(80_000_000);
});

test('dear requests raise the pressure, and it is kept over a restart; without a limit there is none', async () => {
	await service.refresh();
	expect(service.current()!.lambda).toBe(0);
	await spendTooFast(5);
	const pressure = service.current()!.lambda;
	expect(pressure).toBeGreaterThan(0);
	service = make();
	expect((await service.refresh()).lambda).toBe(pressure);
	settings = { ...settings, monthlyBudget: null };
	expect((await service.refresh()).lambda).toBe(0);
});

test('pressure belongs to its period and limit: a new period and a raised limit begin without it', async () => {
	await spendTooFast(20);
	expect(service.current()!.lambda).toBeGreaterThan(0);
	settings = { ...settings, monthlyBudget: 100_000_000 };
	expect((await service.refresh()).lambda).toBe(0);
	settings = { ...settings, monthlyBudget: 20_000_000 };
	await spendTooFast(20);
	expect(service.current()!.lambda).toBeGreaterThan(0);
	clock.at += 31 * 86_400_000;
	expect((await service.refresh()).lambda).toBe(0);
});

test('a request that was routed before the ledger was read teaches nothing and forgets nothing', async () => {
	await spendTooFast(5);
	const pressure = service.current()!.lambda;
	expect(pressure).toBeGreaterThan(0);
	service = make();
	expect((await service.afterSettled(0, null)).lambda).toBe(pressure);
});

test('no projection from a handful of requests, then never below what is spent', async () => {
	for (const id of ['a', 'b', 'c', 'd']) await spend(id, 1000);
	expect((await service.refresh()).projected).toBeNull();
	await spend('e', 1000);
	expect((await service.refresh()).projected).toBeGreaterThanOrEqual(5000);
});

test('of two windows that see a threshold at once one tells, and both learn of one pace', async () => {
	const shared = asyncStates();
	const windows = [1, 2].map(() => {
		state = shared.state();
		return make();
	});
	await spend('a', 10_000_000);
	for (const id of ['b', 'c', 'd', 'e']) await spend(id, 1_250_000);
	await Promise.all(windows.map((window) => window.refresh()));
	expect(notices.map((notice) => notice.percent)).toEqual([75]);
	await Promise.all(Array.from({ length: 10 }, (_, n) => windows[n % 2]!.learnPace(2_000_000, 20_000_000)));
	state = memoryState();
	const alone = make();
	await alone.refresh();
	for (let n = 0; n < 10; n++) await alone.learnPace(2_000_000, 20_000_000);
	const { lambda } = await alone.refresh();
	expect(lambda).toBeGreaterThan(0);
	for (const window of windows) expect((await window.refresh()).lambda).toBe(lambda);
});

test('a window whose summary is older than what another one told takes nothing back, and a correction arms the threshold again', async () => {
	const shared = asyncStates();
	const [slow, quick] = [1, 2].map(() => {
		state = shared.state();
		return make();
	});
	await spend('a', 15_000_000);
	const { summary } = ledger;
	const old = await summary.call(ledger, service.period());
	await spend('b', 4_000_000);
	await quick!.refresh();
	for (let n = 0; n < 3; n++) {
		// What it read before the second request was booked comes after the other window told.
		ledger.summary = async () => {
			ledger.summary = summary;
			return old;
		};
		await slow!.refresh();
		await quick!.refresh();
	}
	expect(notices.map((notice) => notice.percent)).toEqual([90]);
	ledger.summary = async () => old;
	await slow!.refresh();
	ledger.summary = summary;
	await quick!.refresh();
	expect(notices.map((notice) => notice.percent)).toEqual([90, 90]);
});

test('two surfaces with other budgets tell of their own once each', async () => {
	const [editor, serve] = [service, make()];
	const other = { ...settings, monthlyBudget: 10_000_000 };
	const own = settings;
	await spend('a', 9_500_000);
	for (let n = 0; n < 3; n++) {
		settings = own;
		await editor.refresh();
		settings = other;
		await serve.refresh();
	}
	expect(notices.map((notice) => notice.percent)).toEqual([90]);
});

test('a state that cannot be read or is damaged hides no money and tells nothing twice', async () => {
	state = asyncStates({ failures: 1 }).state();
	service = make();
	await spend('a', 19_000_000);
	for (let n = 0; n < 3; n++) expect(await service.afterSettled(2_000_000, 20_000_000)).toMatchObject({ remaining: 1_000_000, lambda: 0 });
	expect(notices).toEqual([]);
	state = memoryState();
	for (const key of ['routoo.pacing', 'routoo.thresholds'])
		await state.set('global', key, { periodStart: 'soon', told: [1], logLambda: null });
	service = make();
	expect(await service.refresh()).toMatchObject({ remaining: 1_000_000, lambda: 0 });
	expect(notices.map((notice) => notice.percent)).toEqual([90]);
});

test('what cannot be spent before the reset is not saved: a burst two days before it steers nothing', async () => {
	// U16: $3.19 of $20 in 200 messages on 28 November.
	clock.at = new Date(2026, 10, 28, 16).getTime();
	for (let n = 0; n < 200; n++) await spend(`burst${n}`, 15_950);
	for (const hours of [0.2, 1, 8]) {
		const from = clock.at - hours * 3_600_000;
		const arrivals = Array.from({ length: 200 }, (_, n) => from + (n * hours * 3_600_000) / 200);
		ledger.arrivals = async () => arrivalHistory(arrivals, from - 1, clock.at);
		for (let n = 0; n < 200; n++) await service.afterSettled(15_950, 16_810_000);
		const { projected, lambda } = service.current()!;
		expect(projected).toBeLessThan(20_000_000);
		expect(lambda).toBe(0);
	}
});

test('"not today" ends the steering until midnight, in every window and over a restart; the limit stays', async () => {
	clock.at = new Date(2026, 10, 15, 21).getTime();
	await spendTooFast(5);
	const pressure = service.current()!.lambda;
	expect(pressure).toBeGreaterThan(0);
	expect(await service.pausePacing()).toMatchObject({ lambda: 0, pacingOff: true, remaining: 10_000_000 });
	service = make();
	expect(await service.refresh()).toMatchObject({ lambda: 0, pacingOff: true });
	clock.at = new Date(2026, 10, 16, 0, 1).getTime();
	expect(await service.refresh()).toMatchObject({ pacingOff: false });
	expect(service.current()!.lambda).toBeGreaterThan(0);
	// A clock that is set back days, or a damaged state, prolongs nothing.
	clock.at = new Date(2026, 10, 13, 12).getTime();
	expect((await service.refresh()).pacingOff).toBe(false);
	await state.set('global', 'routoo.pacingOff', { until: 'always' });
	expect((await service.refresh()).pacingOff).toBe(false);
});

test('one projection: the tooltip, the dashboard and the line that says why the budget steered have the same number', async () => {
	await spendTooFast(5);
	const { view, summary, projected, lambda } = service.current()!;
	expect(projected).toBe(projectedSpend(10_000_000, 5, expectedRequests({ counts: [], from: 0, to: 0 }, clock.at, view.resetsAt)));
	expect(lambda).toBeGreaterThan(0);
	const words = formatEstimate(projected!);
	const { tooltip } = statusView({ ...INITIAL_STATUS, budget: view, summary, projected });
	expect(tooltip.replaceAll('\\', '')).toContain(`Projected: ${words}`);
	const page = await dashboardState({
		budget: service,
		models: { reference: () => null, candidates: () => [], usableCount: () => null },
		learned: { count: () => 0, rows: () => [] },
		catalog: { version: 1, date: '2026-11-01', models: [] },
		predictor: { status: () => ({ kind: 'ready', runtime: 'native' }) },
		runs: { list: () => [] },
		pause: { current: () => false },
		window: 'w',
		clock,
	});
	expect(page.projected).toBe(projected);
	expect(burndown(page.summary, { projected: page.projected, band: null }, clock.at).projection.at(-1)).toBe(projected! / 1e6);
	expect(budgetNotes({ steeredBy: ['budget'], budget: { projected: projected!, limit: 20_000_000 } })).toEqual([
		`budget: ${words} projected of $20.00`,
	]);
});
