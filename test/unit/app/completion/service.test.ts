import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BudgetSnapshot } from '../../../../src/app/budget/service.ts';
import { CONSENT_KEY } from '../../../../src/app/completion/consent.ts';
import { CompletionService, engineMoney, engineSettings } from '../../../../src/app/completion/service.ts';
import { CompletionShared } from '../../../../src/app/completion/shared.ts';
import { readSettings, type Settings } from '../../../../src/app/settings/schema.ts';
import type { CompletionGate } from '../../../../src/core/completion/engine-types.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../../src/core/completion/routing/prior-weights.ts';
import type { FillEvent } from '../../../../src/core/completion/types.ts';
import { Health } from '../../../../src/core/gateway/health.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import type { BudgetPeriod } from '../../../../src/core/money/ledger.ts';
import { VirtualTime } from '../../../../training/completion/virtual-time.ts';
import { asyncStates, type StateHouse } from '../../../support/stores/states.ts';
import { ABILITY, end, paid, position, text, usage } from '../../core/completion/engine/support.ts';
import { MemoryLedger } from '../fakes.ts';
import { MemoryEditor } from '../product.ts';

const START = Date.UTC(2026, 10, 15, 12);
const PERIOD: BudgetPeriod = { start: START - 1, end: START + 30 * 86_400_000, limit: 20_000_000, limits: { completion: 10_000_000 } };
const SNAPSHOT = { completionsRemaining: 5_000_000, lambda: 2 } as BudgetSnapshot;

let stores: StateHouse;
let time: VirtualTime;
let editor: MemoryEditor;
let ledger: MemoryLedger;
let settings: Settings;
let candidates: readonly Candidate[];
let states: CompletionGate[];
let learnedPaces: unknown[];
let reads: number;
const open: CompletionService[] = [];
const shares = new Map<CompletionService, CompletionShared>();

beforeEach(async () => {
	stores = asyncStates();
	await stores.state().set('global', CONSENT_KEY, true);
	time = new VirtualTime(START);
	editor = new MemoryEditor();
	ledger = new MemoryLedger();
	settings = readSettings(() => undefined).settings;
	candidates = [paid('cloud/coder').model];
	states = [];
	learnedPaces = [];
	reads = 0;
});
afterEach(async () => {
	for (const service of open.splice(0)) await service.close();
});

async function* answer(): AsyncGenerator<FillEvent> {
	yield text('value;');
	yield usage(100, 5);
	yield end;
}

function make(): CompletionService {
	let ids = 0;
	const fillProviders = { of: () => ({ endpointId: 'cloud', ability: async () => ABILITY, fill: answer }), mayAsk: async () => true };
	const shared = new CompletionShared({
		...{ clock: time, timers: time, fillProviders, settings: () => settings, head: PRIOR_ACCEPTANCE_WEIGHTS },
		budget: { learnPace: async (...pace: unknown[]) => void learnedPaces.push(pace) },
		budgetReader: { refresh: async () => void reads++ },
		models: { fillCandidates: () => candidates, usableCount: () => candidates.length },
		catalog: { version: 1, date: '2026-11-01', models: [] },
		signals: stores.signals(),
		state: stores.state(),
		log: () => {},
	});
	const service = new CompletionService({
		...{ clock: time, timers: time, ledger, shared, fillProviders, editor, head: PRIOR_ACCEPTANCE_WEIGHTS },
		budget: { current: () => SNAPSHOT, period: () => PERIOD },
		pause: { recent: async () => false, fresh: async () => false },
		settings: () => settings,
		state: stores.state(),
		user: { choose: async () => null },
		owner: { user: 'local', device: 'd', window: 'test' },
		newId: () => `id${++ids}`,
		health: new Health(time),
		onStatus: (gate) => states.push(gate),
		log: () => {},
	});
	open.push(service);
	shares.set(service, shared);
	return service;
}

async function start(service: CompletionService): Promise<void> {
	await Promise.all([shares.get(service)!.start(), service.readShared()]);
}

/** One completion as a key would ask for it. */
async function complete(service: CompletionService, prefix = 'const total = ') {
	const running = service.engine.complete(position(prefix), { trigger: 'manual', signal: new AbortController().signal });
	await time.advance(1000);
	return running;
}

test('says its one state: starting, open, private in the active file, open again', async () => {
	const service = make();
	expect(service.gate().kind).toBe('starting');
	await start(service);
	expect(states.at(-1)?.kind).toBe('open');
	editor.private.add('.env');
	editor.show('.env');
	expect(states.at(-1)?.kind).toBe('private');
	editor.show(null);
	expect(states.at(-1)?.kind).toBe('open');
});

test('models and settings that change are seen', async () => {
	const service = make();
	await start(service);
	candidates = [];
	service.modelsChanged();
	await time.advance(1);
	expect(service.gate().kind).toBe('noModel');
	settings = { ...settings, completion: { ...settings.completion, enabled: false } };
	service.settingsChanged();
	expect(service.gate().kind).toBe('off');
});

test('a snooze is seen by another window when that is looked at, and ended by it', async () => {
	const [one, other] = [make(), make()];
	await Promise.all([start(one), start(other)]);
	await one.snooze(5);
	expect(one.gate()).toEqual({ kind: 'snoozed', until: START + 300_000 });
	expect(other.gate().kind).toBe('open');
	await other.readShared();
	expect(other.gate().kind).toBe('snoozed');
	await other.snooze(null);
	await one.readShared();
	expect(one.gate().kind).toBe('open');
});

test('what was paid teaches the pace at once; the ledger is read once for many completions', async () => {
	const service = make();
	await start(service);
	for (const name of ['a', 'b', 'c']) expect(await complete(service, `const ${name} = `)).not.toBeNull();
	expect(learnedPaces).toHaveLength(3);
	expect(learnedPaces[0]).toEqual([[...ledger.settled.values()][0]!.settlement.cost, 5_000_000]);
	await time.advance(3000);
	expect(reads).toBe(1);
	await complete(service, 'const d = ');
	await time.advance(3000);
	expect(reads).toBe(2);
});

test('an accepted text is looked for half a minute later by the clock, or at once when its file is closed', async () => {
	const service = make();
	await start(service);
	const observed = () => service.learned.acceptance.observations();
	const first = await complete(service);
	service.engine.accepted(first!.requestId, first!.text);
	editor.accepted.set(first!.requestId, 'src/a.ts');
	editor.open.set('src/a.ts', 'const total = value;\n');
	await time.advance(29_000);
	expect(observed()).toBe(0);
	await time.advance(6000);
	expect(observed()).toBe(1);
	const second = await complete(service, 'const other = ');
	service.engine.accepted(second!.requestId, second!.text);
	editor.accepted.set(second!.requestId, 'src/a.ts');
	service.check(second!.requestId);
	await time.advance(5000);
	expect(observed()).toBe(2);
	await service.resetLearned();
	expect(observed()).toBe(0);
});

test('after it is closed nothing runs on', async () => {
	const service = make();
	await start(service);
	await complete(service);
	service.textChanged();
	await service.close();
	states = [];
	editor.show('src/a.ts');
	await time.advance(60_000);
	expect([reads, states]).toEqual([0, []]);
});

test('before the ledger is read nothing is left where there is a limit', () => {
	const money = (period: Partial<BudgetPeriod>, snapshot: BudgetSnapshot | null) =>
		engineMoney({ period: () => ({ ...PERIOD, ...period }), current: () => snapshot }).remaining;
	expect(money({}, null)).toBe(0);
	expect(money({ limit: null, limits: {} }, null)).toBeNull();
	expect(money({ limit: null, limits: { completion: 0 } }, null)).toBe(0);
	expect(money({}, SNAPSHOT)).toBe(5_000_000);
	// Read before there was a limit.
	expect(money({}, { ...SNAPSHOT, completionsRemaining: null })).toBe(0);
});

test('settings reach the engine in its own words', () => {
	const { languageOn, ...rest } = engineSettings({
		...settings,
		localOnly: true,
		maxCost: 7,
		completion: { ...settings.completion, pool: ['a/b'], maxWaitMs: 300, languages: { '*': false, go: true } },
	});
	expect(rest).toEqual({
		enabled: true,
		preset: 'balanced',
		maxFirstLineMs: 300,
		pool: ['a/b'],
		localOnly: true,
		maxCost: 7,
		debounce: 'adaptive',
	});
	expect([languageOn('go'), languageOn('rust')]).toEqual([true, false]);
});
