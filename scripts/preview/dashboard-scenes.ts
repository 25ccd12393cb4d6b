import type { LedgerRow, ToDashboard } from '../../src/protocol/dashboard.ts';
import { alternatives, budget, NOW } from '../../test/unit/views/fixtures.ts';
import { runRow } from '../../test/unit/views/run-fixtures.ts';
import type { Scene } from './scene.ts';

const OWNER = { user: 'local', device: 'd', window: 'w' };

const rows: readonly LedgerRow[] = alternatives.slice(0, 5).flatMap((each, group) =>
	Array.from(
		{ length: 3 },
		(_, index): LedgerRow => ({
			requestId: `${group}-${index}`,
			at: NOW - (group * 3 + index) * 5_400_000,
			purpose: 'chat',
			owner: OWNER,
			runId: null,
			state: group === 0 && index === 0 ? 'outstanding' : group === 3 && index === 1 ? 'orphaned' : 'settled',
			cost: each.expectedCost ?? 0,
			costSource: each.expectedCost === 0 ? 'free' : index === 1 ? 'estimate' : 'provider',
			usage: null,
			durationMs: group === 0 && index === 0 ? null : each.latencyMs,
			outcome: group === 2 && index === 1 ? 'cancelled' : 'answered',
			claimed: group === 1 && index === 0 ? 3_600_000_000 : null,
			corrected: group === 1 && index === 2,
			decision: {
				candidateId: each.candidateId,
				modelName: each.modelName,
				recipient: each.recipient,
				endpointId: 'x',
				taskKind: 'explain',
				quality: each.quality.mean,
				qualityLow: each.quality.low,
				qualityHigh: each.quality.high,
				expectedLatencyMs: each.latencyMs,
				reason: 'The cheapest model with as much quality as your preset pays for; sonnet-4.5 would add 3 % quality for 5 times the price.',
				referenceName: 'opus-4.5',
				referenceCost: 48_000,
			},
		}),
	),
);

const completionRows: readonly LedgerRow[] = Array.from({ length: 6 }, (_, index): LedgerRow => {
	const remote = index % 3 !== 0;
	return {
		requestId: `c-${index}`,
		at: NOW - index * 47_000,
		purpose: 'completion',
		owner: OWNER,
		runId: null,
		state: 'settled',
		cost: remote ? 480 + index * 13 : 0,
		costSource: remote ? (index === 4 ? 'estimate' : 'tokens') : 'free',
		usage: null,
		durationMs: 310 + index * 35,
		outcome: index === 4 ? 'cancelled' : 'answered',
		claimed: null,
		corrected: false,
		decision: {
			candidateId: remote ? 'mistral/codestral-latest' : 'ollama/qwen2.5-coder:1.5b',
			modelName: remote ? 'codestral-latest' : 'qwen2.5-coder:1.5b',
			recipient: remote ? 'Mistral' : 'this computer',
			endpointId: 'x',
			taskKind: 'complete line',
			quality: remote ? 0.43 : 0.34,
			qualityLow: 0.25,
			qualityHigh: 0.6,
			expectedLatencyMs: 280,
			reason: remote
				? 'codestral-latest: 43 % likely to be kept, $0.0005, 280 ms.'
				: 'qwen2.5-coder:1.5b: 34 % likely to be kept, nothing, 210 ms.',
			referenceName: null,
			referenceCost: null,
		},
	};
});

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
	rows: [
		runRow({ requestId: 'a2', cost: 41_000, modelName: 'Sonnet 4.5', change: 'test_refund failed again after an edit' }),
		runRow({ requestId: 'a1', cost: 9_000, at: NOW - 60_000 }),
		runRow({ requestId: 'b1', cost: 300, at: NOW - 70_000, purpose: 'background', runId: null }),
		...rows,
	],
};
export const dashboard = (change: object): ToDashboard => ({
	type: 'dashboard',
	state: {
		summary,
		budget: { ...budget, spent: settled },
		projected: Math.round(settled * 1.6),
		reference: 'GPT-5.4',
		rows,
		completionRows,
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

export const dashboardScenes: readonly Scene[] = [
	{ name: 'dashboard', view: 'dashboard', height: 1100, messages: [dashboard({})] },
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
				rows: [],
				completionRows: [],
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
