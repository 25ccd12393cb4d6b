import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFromDashboard, parseToDashboard } from '../../../src/protocol/dashboard.ts';
import { decisionRow, frontierState, insightsState } from '../views/insights-fixtures.ts';

const filter = {
	...{ range: 'month', search: 'gpt', model: null, purpose: 'chat', outcome: 'answered', day: '2026-11-22' },
	...{ sort: 'cost', descending: true },
};
const GOOD = [
	{ type: 'insights', range: 'all' },
	{ type: 'frontier', range: 'lastMonth' },
	{ type: 'useBar', bar: 0.9 },
	{ type: 'decisions', ...filter, asked: 1, offset: 200, limit: 100 },
	{ type: 'exportDecisions', format: 'csv', ...filter },
] as const;

test('what the page may ask for is let through as it is', () => {
	for (const message of GOOD) expect(parseFromDashboard(message)).toEqual(message);
});

test.each([
	['another range', { type: 'insights', range: 'year' }],
	['a bar beyond one', { type: 'useBar', bar: 1.01 }],
	['a bar that is no number', { type: 'useBar', bar: Number.NaN }],
	['a search without end', { ...GOOD[3], search: 'x'.repeat(301) }],
	['a day that is SQL', { ...GOOD[3], day: "2026-11-22' OR 1" }],
	['another column', { ...GOOD[3], sort: 'cost; DROP TABLE events' }],
	['more rows than a page', { ...GOOD[3], limit: 201 }],
	['a negative offset', { ...GOOD[3], offset: -1 }],
	['an outcome that there is not', { ...GOOD[3], outcome: 'lost' }],
	['another format', { ...GOOD[4], format: 'xlsx' }],
])('%s is not let through', (_, message) => expect(parseFromDashboard(message)).toBeNull());

test('anything is let through or is not, and never throws', () => {
	const types = fc.constantFrom('insights', 'decisions', 'frontier', 'useBar', 'exportDecisions', 'insightsTrouble');
	fc.assert(
		fc.property(
			types,
			fc.dictionary(fc.constantFrom(...Object.keys(filter), 'bar', 'state', 'rows', 'asked'), fc.anything()),
			(type, rest) => {
				for (const parse of [parseFromDashboard, parseToDashboard]) expect(() => parse({ ...rest, type })).not.toThrow();
			},
		),
	);
});

test('the fixtures are what the host may say', () => {
	for (const message of [
		{ type: 'insights', state: insightsState() },
		{ type: 'frontier', state: frontierState() },
		{ type: 'decisions', asked: 1, offset: 0, rows: [decisionRow(1)], total: 1 },
	])
		expect(parseToDashboard(message)).toEqual(message);
	expect(parseToDashboard({ type: 'decisions', asked: 1, offset: 0, rows: [7], total: 1 })).toBeNull();
});
