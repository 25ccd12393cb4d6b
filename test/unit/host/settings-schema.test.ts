import { expect, test } from 'vitest';
import { readSettings } from '../../../src/host/settings-schema.ts';

const read = (values: Record<string, unknown>) => readSettings((key) => values[key]);

test('defaults in the units of the code', () => {
	const { settings, problems } = read({});
	expect(problems).toEqual([]);
	expect(settings).toMatchObject({
		monthlyBudget: 20_000_000,
		resetDay: 1,
		atLimit: 'free',
		preset: 'balanced',
		pool: null,
		maxCost: null,
	});
});

test('null and 0 of the budget stay different', () => {
	expect(read({ 'routoo.budget.monthly': null }).settings.monthlyBudget).toBeNull();
	expect(read({ 'routoo.budget.monthly': 0 }).settings.monthlyBudget).toBe(0);
});

test('dollars, per cent and seconds become micro-dollars, fractions and milliseconds', () => {
	const { settings } = read({ 'routoo.routing.maxCostPerRequest': 0.05, 'routoo.routing.minQuality': 70, 'routoo.routing.maxWait': 12 });
	expect(settings).toMatchObject({ maxCost: 50_000, minQuality: 0.7, maxLatencyMs: 12_000 });
});

test.each([
	['routoo.budget.monthly', -1],
	['routoo.budget.monthly', '20'],
	['routoo.budget.monthly', Number.NaN],
	['routoo.budget.resetDay', 32],
	['routoo.budget.resetDay', 1.5],
	['routoo.budget.resetDay', null],
	['routoo.budget.atLimit', 'maybe'],
	['routoo.routing.preset', 3],
	['routoo.routing.pool', ['a', 1]],
	['routoo.routing.pool', 'all'],
	['routoo.useEditorModels', 'yes'],
	['routoo.prices', []],
	['routoo.endpoints', {}],
])('%s = %j gives one message that names the setting, and the default', (key, value) => {
	const { settings, problems } = read({ [key]: value });
	expect(problems).toHaveLength(1);
	expect(problems[0]!.message).toContain(key);
	expect(problems[0]!.nextStep).toContain(key);
	expect(settings).toEqual(read({}).settings);
});

test('local-only that cannot be read is on: nothing leaves by a slip of the pen', () => {
	const { settings, problems } = read({ 'routoo.localOnly': 'true' });
	expect(settings.localOnly).toBe(true);
	expect(problems[0]!.message).toMatch(/true is used instead/);
});

test('one bad endpoint or price leaves the good ones', () => {
	const { settings, problems } = read({
		'routoo.endpoints': [
			{ id: 'a', url: 'http://127.0.0.1:1/v1' },
			{ id: 'b', url: 'ftp://x' },
			{ id: 'a', url: 'http://127.0.0.1:2' },
		],
		'routoo.prices': { good: { input: 1, output: 2.5 }, bad: { input: -1, output: 2 }, half: { input: 1 } },
	});
	expect(settings.endpoints.map((e) => e.id)).toEqual(['a']);
	expect(settings.prices).toEqual({
		good: { inputPerMTokUsd: 1, outputPerMTokUsd: 2.5, cachedInputPerMTokUsd: null, cacheWritePerMTokUsd: null },
	});
	expect(problems).toHaveLength(4);
});

test('a key in an endpoint is refused and never repeated in the message', () => {
	const { settings, problems } = read({ 'routoo.endpoints': [{ id: 'a', url: 'https://x.example/v1', apiKey: 'sk-very-secret' }] });
	expect(settings.endpoints).toEqual([]);
	expect(JSON.stringify(problems)).not.toContain('sk-very-secret');
});
