import { beforeEach, expect, test } from 'vitest';
import { BudgetService, type BudgetSnapshot } from '../../../../src/app/budget/service.ts';
import { readSettings, type Settings } from '../../../../src/app/settings/schema.ts';
import type { StateStore } from '../../../../src/core/base/state.ts';
import type { ThresholdNotice } from '../../../../src/core/money/thresholds.ts';
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
	for (let i = 0; i < 5; i++) await service.afterSettled(2_000_000, 20_000_000);
	const pressure = service.current()!.lambda;
	expect(pressure).toBeGreaterThan(0);
	service = make();
	expect((await service.refresh()).lambda).toBe(pressure);
	settings = { ...settings, monthlyBudget: null };
	expect((await service.refresh()).lambda).toBe(0);
});

test('pressure belongs to its period and limit: a new period and a raised limit begin without it', async () => {
	for (let i = 0; i < 20; i++) await service.afterSettled(2_000_000, 20_000_000);
	expect(service.current()!.lambda).toBeGreaterThan(0);
	settings = { ...settings, monthlyBudget: 100_000_000 };
	expect((await service.refresh()).lambda).toBe(0);
	settings = { ...settings, monthlyBudget: 20_000_000 };
	for (let i = 0; i < 20; i++) await service.afterSettled(2_000_000, 20_000_000);
	clock.at += 31 * 86_400_000;
	expect((await service.refresh()).lambda).toBe(0);
});

test('a request that was routed before the ledger was read teaches nothing and forgets nothing', async () => {
	for (let i = 0; i < 5; i++) await service.afterSettled(2_000_000, 20_000_000);
	const pressure = service.current()!.lambda;
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
	await spend('a', 15_000_000);
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
