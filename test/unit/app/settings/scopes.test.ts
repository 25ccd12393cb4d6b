import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSettings, SETTINGS, type SettingKey, type Settings } from '../../../../src/app/settings/schema.ts';
import { type Scopes, scopedValue, workspaceProblems } from '../../../../src/app/settings/scopes.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';

type ByKey = Readonly<Record<string, unknown>>;

/** As the host reads them: the user's file, the workspace's and the folder's. */
function inForce(user: ByKey, workspace: ByKey = {}, folder: ByKey = {}): Settings {
	return readSettings((key) => {
		const scopes = { globalValue: user[key], workspaceValue: workspace[key], workspaceFolderValue: folder[key] };
		return scopedValue(key, folder[key] ?? workspace[key] ?? user[key], scopes);
	}).settings;
}

/** As VS Code tells a null of the user's file: `globalValue` is undefined, and only what holds, or its parts, say it. */
describe('null of the user, where the default is a number', () => {
	const limit = (effective: unknown, scopes: Scopes) =>
		scopedValue('routoo.routing.maxCostPerRun', effective, { defaultValue: 20, ...scopes });
	test('is no limit', () => {
		expect(limit(null, {})).toBe(null);
		expect(limit(null, { globalLocalValue: null })).toBe(null);
		expect(limit(null, { globalLocalValue: 5, globalRemoteValue: null })).toBe(null);
	});
	test('a workspace may still set one', () => {
		expect(limit(7, { globalLocalValue: null, workspaceValue: 7 })).toBe(7);
		// Nothing says what the user has: the default holds.
		expect(limit(70, { workspaceValue: 70 })).toBe(20);
		expect(limit(null, { workspaceValue: null })).toBe(20);
	});
	test('what is not set has its default', () => {
		expect(limit(20, {})).toBe(20);
		expect(limit(5, { globalLocalValue: 5, globalValue: 5 })).toBe(5);
		expect(limit(5, { globalLocalValue: null, globalRemoteValue: 5, globalValue: 5 })).toBe(5);
	});
	test('where null is no value, the default holds', () => {
		expect(scopedValue('routoo.routing.preset', null, { defaultValue: 'balanced', globalLocalValue: null })).toBe('balanced');
	});
});

describe('a workspace can only narrow', () => {
	test.each(['routoo.routing.pool', 'routoo.completion.pool'])('%s: models that both allow', (key) => {
		const pool = (scopes: Scopes) => scopedValue(key, null, { defaultValue: [], ...scopes });
		expect(pool({})).toEqual([]);
		expect(pool({ workspaceValue: ['a/x'] })).toEqual(['a/x']);
		expect(pool({ globalValue: ['a/x', 'a/y'] })).toEqual(['a/x', 'a/y']);
		expect(pool({ globalValue: ['a/x', 'a/y'], workspaceValue: ['b/z', 'a/y'] })).toEqual(['a/y']);
		expect(pool({ globalValue: ['a/x', 'a/y'], workspaceFolderValue: ['a/y'] })).toEqual(['a/y']);
		// An empty list would allow all.
		expect(pool({ globalValue: ['a/x'], workspaceValue: [] })).toEqual(['a/x']);
		expect(pool({ globalValue: ['a/x'], workspaceValue: ['b/z'] })).toEqual(['a/x']);
		// Handed on, it would be told and replaced by the default, which allows all.
		expect(pool({ globalValue: ['a/x'], workspaceValue: 'all' })).toEqual(['a/x']);
		expect(pool({ globalValue: ['a/x'], workspaceValue: [7] })).toEqual(['a/x']);
	});

	test('the file that raised everything raises nothing', () => {
		const user = { 'routoo.routing.pool': ['home/m-7b'], 'routoo.routing.preset': 'save', 'routoo.completion.preset': 'save' };
		const workspace = {
			'routoo.routing.pool': ['cloud/n-9b'],
			'routoo.routing.preset': 'best',
			'routoo.routing.minQuality': 95,
			'routoo.routing.goodEnough': 100,
			'routoo.routing.maxWait': 3600,
			'routoo.routing.maxCostPerRequest': 1000,
			'routoo.completion.preset': 'best',
			'routoo.completion.maxWait': 10_000,
			'routoo.completion.debounce': 'off',
			'routoo.localOnly': false,
		};
		expect(inForce({ ...user, 'routoo.localOnly': true }, workspace)).toEqual({
			...inForce({ ...user, 'routoo.localOnly': true }),
			maxLatencyMs: 3_600_000,
			maxCost: 1_000_000_000,
		});
	});

	test('what narrows is followed', () => {
		const { completion, ...routing } = inForce(
			{ 'routoo.routing.preset': 'best', 'routoo.routing.maxWait': 60, 'routoo.completion.debounce': 'off' },
			{
				'routoo.routing.preset': 'save',
				'routoo.routing.goodEnough': 70,
				'routoo.routing.maxWait': 20,
				'routoo.routing.maxCostPerRequest': 0.5,
				'routoo.localOnly': true,
				'routoo.completion.preset': 'save',
				'routoo.completion.maxWait': 300,
				'routoo.completion.debounce': 'adaptive',
			},
		);
		expect(routing).toMatchObject({ preset: 'save', goodEnough: 0.7, maxLatencyMs: 20_000, maxCost: 500_000, localOnly: true });
		expect(completion).toMatchObject({ preset: 'save', maxWaitMs: 300, debounce: 'adaptive' });
	});

	test('the open file goes along where the user and the workspace both let it', () => {
		const on = (user: unknown, workspace: unknown) =>
			inForce({ 'routoo.chat.openFile': user }, { 'routoo.chat.openFile': workspace }).chat.openFile;
		expect([on(undefined, undefined), on(undefined, true), on(true, false), on(false, true), on(undefined, false)]).toEqual([
			...[true, true, false, false, false],
		]);
		// A value that cannot be read sends nothing.
		expect([on('yes', undefined), on(true, 'yes')]).toEqual([false, false]);
	});

	test('the deep reading can be turned off and never made a paid one; from which cost it reads and what may explore is the user’s', () => {
		const by = (user: unknown, workspace: unknown) => inForce({ 'routoo.reading.by': user }, { 'routoo.reading.by': workspace }).reading.by;
		expect([by('judge', 'off'), by('judge', 'file'), by('file', 'judge'), by('off', 'judge'), by('off', 'file')]).toEqual([
			...['off', 'file', 'file', 'off', 'off'],
		]);
		const theirs = { 'routoo.reading.fromCost': 0, 'routoo.learning.exploration': 10 };
		const own = inForce({ 'routoo.reading.fromCost': 1, 'routoo.learning.exploration': 0 }, theirs);
		expect([own.reading.fromCost, own.learning.exploration]).toEqual([1_000_000, 0]);
		// A value that cannot be read spends nothing.
		expect(inForce({ 'routoo.reading.by': 'everyone', 'routoo.learning.exploration': 50 })).toMatchObject({
			reading: { by: 'off' },
			learning: { exploration: 0 },
		});
	});

	test('the lowest quality, prices, endpoints and the budget are the user’s alone', () => {
		for (const key of ['routoo.routing.minQuality', 'routoo.prices', 'routoo.endpoints', 'routoo.budget.monthly'] as const) {
			expect(scopedValue(key, 'theirs', { defaultValue: 'own', workspaceValue: 'theirs', workspaceFolderValue: 'theirs' }), key).toBe(
				'own',
			);
		}
		expect(scopedValue('other.setting', 3, { globalValue: 1, workspaceValue: 2 })).toBe(3);
		expect(scopedValue('routoo.localOnly', 2, { globalValue: 1, workspaceValue: 2 })).toBe(1);
	});

	test('a wrong value is told, with the setting’s name and without the value', () => {
		const [problem, ...more] = workspaceProblems('routoo.routing.preset', { workspaceValue: 'https://user:password@host' });
		expect(more).toEqual([]);
		expect(problem?.message).toContain('routoo.routing.preset');
		expect(problem?.message).not.toContain('password');
		expect(workspaceProblems('routoo.routing.preset', { globalValue: 3, workspaceValue: 'save' })).toEqual([]);
	});

	test('no value of a workspace widens pool, spending or waits', () => {
		const user = file(fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anything }));
		const theirs = file(anything);
		fc.assert(
			fc.property(user, theirs, theirs, (own, workspace, folder) => notWider(inForce(own), inForce(own, workspace, folder))),
			{
				numRuns: 3000,
			},
		);
	});
});

const ids = fc.subarray(['a/x', 'a/y', 'b/z', 'c/w']);
const anything = fc.oneof(fc.anything(), fc.constantFrom(null, true, false, '', -1, 0, 1e300, Number.NaN, [7], [[]], {}, '*', ['*']));
/** Values of the right form, or instead of each one that `wrong` gives (null = none). */
function file(wrong: fc.Arbitrary<unknown>): fc.Arbitrary<ByKey> {
	const right: Partial<Record<SettingKey, fc.Arbitrary<unknown>>> = {
		'routoo.routing.pool': ids,
		'routoo.completion.pool': ids,
		'routoo.routing.preset': fc.constantFrom('save', 'balanced', 'best'),
		'routoo.completion.preset': fc.constantFrom('save', 'balanced', 'best'),
		'routoo.routing.goodEnough': fc.option(fc.integer({ min: 0, max: 100 })),
		'routoo.routing.minQuality': fc.option(fc.integer({ min: 0, max: 100 })),
		'routoo.routing.maxCostPerRequest': fc.option(fc.integer({ min: 0, max: 100 })),
		'routoo.routing.maxWait': fc.option(fc.integer({ min: 1, max: 3600 })),
		'routoo.completion.maxWait': fc.integer({ min: 100, max: 10_000 }),
		'routoo.completion.debounce': fc.constantFrom('adaptive', 'off'),
		'routoo.completion.enabled': fc.boolean(),
		'routoo.localOnly': fc.boolean(),
		'routoo.reading.by': fc.constantFrom('off', 'file', 'judge'),
		'routoo.reading.fromCost': fc.integer({ min: 0, max: 10 }),
		'routoo.learning.exploration': fc.integer({ min: 0, max: 10 }),
		'routoo.budget.monthly': fc.option(fc.integer({ min: 0, max: 100 })),
		'routoo.completion.budgetShare': fc.integer({ min: 0, max: 100 }),
		'routoo.budget.atLimit': fc.constantFrom('free', 'ask', 'block'),
	};
	const some = (key: string) =>
		fc.option(fc.oneof({ weight: 3, arbitrary: right[key as SettingKey] ?? anything }, wrong), { nil: undefined });
	return fc.record(Object.fromEntries(Object.keys(SETTINGS).map((key) => [key, some(key)])));
}

function notWider(own: Settings, now: Settings): void {
	const order = ['save', 'balanced', 'best'];
	const within = (mine: readonly string[] | null, theirs: readonly string[] | null): boolean =>
		mine === null || (theirs !== null && theirs.length > 0 && theirs.every((id) => mine.includes(id)));
	const atMost = (mine: number | null, theirs: number | null): boolean => mine === null || (theirs !== null && theirs <= mine);
	const bar = ({ preset, goodEnough }: Settings) => presetWeights(preset, 0, goodEnough).goodEnough ?? null;
	expect(within(own.pool, now.pool)).toBe(true);
	expect(within(own.completion.pool, now.completion.pool)).toBe(true);
	expect(order.indexOf(now.preset)).toBeLessThanOrEqual(order.indexOf(own.preset));
	expect(order.indexOf(now.completion.preset)).toBeLessThanOrEqual(order.indexOf(own.completion.preset));
	expect(atMost(bar(own), bar(now))).toBe(true);
	const readers = ['off', 'file', 'judge'];
	expect(readers.indexOf(now.reading.by)).toBeLessThanOrEqual(readers.indexOf(own.reading.by));
	expect([now.reading.fromCost, now.learning]).toEqual([own.reading.fromCost, own.learning]);
	expect(atMost(own.maxCost, now.maxCost)).toBe(true);
	expect(atMost(own.maxLatencyMs, now.maxLatencyMs)).toBe(true);
	expect(now.completion.maxWaitMs).toBeLessThanOrEqual(own.completion.maxWaitMs);
	expect(now.completion.debounce === 'adaptive' || own.completion.debounce === 'off').toBe(true);
	expect(now.localOnly || !own.localOnly).toBe(true);
	expect(own.completion.enabled || !now.completion.enabled).toBe(true);
	expect(now.completion.budgetShare).toBe(own.completion.budgetShare);
	for (const key of ['minQuality', 'monthlyBudget', 'atLimit', 'endpoints', 'prices', 'resetDay', 'discoverLocalServers'] as const) {
		expect(now[key], key).toEqual(own[key]);
	}
}
