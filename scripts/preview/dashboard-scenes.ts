import type { ToDashboard } from '../../src/protocol/dashboard.ts';
import { budget, NOW } from '../../test/unit/views/fixtures.ts';
import { decisionRow, decisionRows, frontierState, insightsState } from '../../test/unit/views/insights-fixtures.ts';
import type { Scene } from './scene.ts';

const byDay = Array.from({ length: 22 }, (_, index) => ({
	day: `2026-11-${String(index + 1).padStart(2, '0')}`,
	cost: index % 7 > 4 ? 20_000 : 200_000 + ((index * 7919) % 330_000),
	requests: 9,
}));
const settled = byDay.reduce((sum, { cost }) => sum + cost, 0);
const summary = {
	period: { start: new Date(2026, 10, 1).getTime(), end: new Date(2026, 11, 1).getTime(), limit: 20_000_000 },
	settled,
	outstanding: 21_000,
	estimated: 140_000,
	saved: 9_300_000,
	requests: 1402,
	arrivals: 1402,
	today: 210_000,
	byPurpose: { completion: { settled: 640_000, outstanding: 0, requests: 1204 } },
	byDay,
	byModel: [
		{ model: 'sonnet-4.5', cost: settled * 0.56 - 640_000, requests: 31 },
		{ model: 'haiku-4.5', cost: settled * 0.3, requests: 120 },
		{ model: 'codestral-latest', cost: 640_000, requests: 1204 },
		{ model: 'gpt-5.4-mini', cost: settled * 0.14, requests: 27 },
		{ model: 'qwen3:8b', cost: 0, requests: 20 },
	],
};
/** The same month with agents at work. */
export const monthOfRuns = {
	summary: {
		...summary,
		byPurpose: {
			chat: { settled: 1_100_000, outstanding: 0, requests: 140 },
			completion: { settled: 640_000, outstanding: 0, requests: 1204 },
			agent: { settled: settled - 1_760_000, outstanding: 21_000, requests: 52 },
			background: { settled: 20_000, outstanding: 0, requests: 6 },
		},
	},
};
export const dashboard = (change: object): ToDashboard => ({
	type: 'dashboard',
	state: {
		summary,
		budget: { ...budget, spent: settled },
		projected: Math.round(settled * 1.6),
		reference: 'GPT-5.4',
		completionsLimit: 10_000_000,
		agentsLimit: 10_000_000,
		runs: [],
		window: 'w',
		paidPaused: false,
		catalogDate: '2026-11-20',
		catalogStale: false,
		predictor: { kind: 'ready', reason: null },
		now: NOW,
		...change,
	},
});

const looked: readonly ToDashboard[] = [
	dashboard({}),
	{ type: 'insights', state: insightsState() },
	{ type: 'frontier', state: frontierState() },
	{ type: 'decisions', asked: 1, offset: 0, rows: decisionRows(100), total: 100_000 },
];
const point = 'routoo-insights .bar-slider input';

export const dashboardScenes: readonly Scene[] = [
	{ name: 'dashboard', view: 'dashboard', height: 3300, messages: looked },
	{
		name: 'dashboard-opened',
		view: 'dashboard',
		height: 3300,
		messages: looked,
		click: [point, '.decision-block[data-index="1"] .c-model', '.by-day summary', '.plot-block summary'],
	},
	{
		name: 'dashboard-few',
		view: 'dashboard',
		height: 2100,
		messages: [
			dashboard({}),
			{
				type: 'insights',
				state: insightsState({
					...{
						price: null,
						length: null,
						judged: { count: 0, adequate: 0, bins: [] },
						byTask: [],
						byWorkspace: [],
						band: null,
						left: 41_200,
					},
				}),
			},
			{ type: 'frontier', state: frontierState({ points: [], choices: 0 }) },
			{ type: 'decisions', asked: 1, offset: 0, rows: [decisionRow(1)], total: 1 },
		],
	},
	{
		name: 'dashboard-learned',
		view: 'dashboard',
		height: 1300,
		messages: [
			dashboard({
				learned: {
					...{ signals: 31, enough: 50 },
					rows: [
						{ model: 'Sonnet 4.5', kind: 'tests', points: -4.2, signals: 12 },
						{ model: 'anthropic/claude-sonnet-4.5-20250929-thinking (high effort)', kind: 'refactorings', points: 6.1, signals: 9 },
						{ model: 'Haiku 4.5', kind: 'explanations', points: 0.2, signals: 7 },
						{ model: 'qwen3:8b', kind: 'tasks of the kind "issue"', points: 1, signals: 3 },
					],
				},
			}),
		],
	},
	{
		name: 'dashboard-empty',
		view: 'dashboard',
		messages: [
			dashboard({
				summary: {
					...summary,
					settled: 0,
					outstanding: 0,
					estimated: 0,
					saved: 0,
					requests: 0,
					today: 0,
					byPurpose: {},
					byDay: [],
					byModel: [],
				},
				learned: { signals: 0, enough: 50, rows: [] },
				catalogStale: true,
				catalogDate: '2026-06-02',
			}),
		],
	},
	{
		name: 'dashboard-trouble',
		view: 'dashboard',
		messages: [
			{
				type: 'dashboardTrouble',
				text: 'The ledger of your spending could not be written or read: the disk is full. Free some space on its disk and try again.',
			},
		],
	},
];
