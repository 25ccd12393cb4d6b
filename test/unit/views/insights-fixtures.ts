import { reliability } from '../../../src/core/learning/judged.ts';
import { lengthFit, priceFit } from '../../../src/core/money/estimates.ts';
import type { EstimatePair } from '../../../src/core/money/insights.ts';
import { presetWeights } from '../../../src/core/routing/presets.ts';
import { Frontier } from '../../../src/core/routing/what-if.ts';
import type { DecisionRow, FrontierState, InsightsState } from '../../../src/protocol/insights.ts';
import { NOW } from './fixtures.ts';

/** A row of numbers between 0 and 1 that is the same in every run. */
function chance(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		return state / 2_147_483_648;
	};
}

const MODELS = [
	{
		candidateId: 'a/opus',
		modelName: 'Claude Opus 4.8',
		quality: 0.96,
		low: 0.92,
		high: 0.98,
		cost: 48_000,
		perTurn: 40_000,
		waitMs: 4200,
	},
	{
		candidateId: 'a/sonnet',
		modelName: 'Claude Sonnet 4.6',
		quality: 0.94,
		low: 0.9,
		high: 0.97,
		cost: 18_000,
		perTurn: 15_000,
		waitMs: 2600,
	},
	{
		candidateId: 'a/haiku',
		modelName: 'Claude Haiku 4.5',
		quality: 0.88,
		low: 0.82,
		high: 0.93,
		cost: 5_700,
		perTurn: 4_800,
		waitMs: 1200,
	},
	{ candidateId: 'o/qwen', modelName: 'qwen3:8b', quality: 0.7, low: 0.6, high: 0.8, cost: 0, perTurn: 0, waitMs: 6200 },
] as const;

export function pairs(count = 400): EstimatePair[] {
	const next = chance(7);
	return Array.from({ length: count }, () => {
		const expected = Math.round(10 ** (2.6 + 2 * next()));
		const times = Math.exp((next() + next() + next() - 1.5) * 0.9);
		return {
			expected,
			cost: Math.round(expected * times),
			expectedOutput: Math.round(expected / 12),
			output: Math.round((expected / 12) * times),
		};
	});
}

const judged = (count: number): InsightsState['judged'] => {
	const next = chance(3);
	const all = Array.from({ length: count }, () => {
		const quality = 0.6 + 0.39 * next();
		return { quality, adequate: next() < quality - 0.06 };
	});
	return { count, adequate: all.filter(({ adequate }) => adequate).length, bins: reliability(all) };
};

const byDay = Array.from({ length: 22 }, (_, index) => ({
	day: `2026-11-${String(index + 1).padStart(2, '0')}`,
	cost: index % 7 > 4 ? 20_000 : 200_000 + ((index * 7919) % 330_000),
	requests: 60,
}));

export function insightsState(change: Partial<InsightsState> = {}): InsightsState {
	return {
		...{ range: 'month', start: new Date(2026, 10, 1).getTime(), end: new Date(2026, 11, 1).getTime(), left: 0 },
		spend: {
			...{ settled: byDay.reduce((sum, { cost }) => sum + cost, 0), requests: 1402, byDay },
			byModel: [
				{ model: 'Claude Sonnet 4.6', cost: 3_400_000, requests: 31 },
				{ model: 'Claude Haiku 4.5', cost: 1_800_000, requests: 120 },
				{ model: 'codestral-latest', cost: 640_000, requests: 1204 },
				{ model: 'qwen3:8b', cost: 0, requests: 20 },
			],
			byPurpose: {
				chat: { settled: 3_900_000, outstanding: 0, requests: 171 },
				completion: { settled: 640_000, outstanding: 0, requests: 1204 },
				agent: { settled: 1_300_000, outstanding: 0, requests: 27 },
			},
		},
		byTask: [
			{ name: 'fixes', cost: 2_800_000, requests: 61 },
			{ name: 'explanations', cost: 1_700_000, requests: 90 },
			{ name: 'tests', cost: 700_000, requests: 47 },
			{ name: '', cost: 640_000, requests: 1204 },
		],
		byWorkspace: [
			{ name: 'shop-frontend', cost: 3_100_000, requests: 900 },
			{ name: 'payments', cost: 2_000_000, requests: 402 },
			{ name: '', cost: 740_000, requests: 100 },
		],
		models: ['Claude Haiku 4.5', 'Claude Sonnet 4.6', 'codestral-latest', 'qwen3:8b'],
		purposes: ['agent', 'chat', 'completion'],
		...{ price: priceFit(pairs()), length: lengthFit(pairs(120)), judged: judged(214) },
		band: { low: 6_300_000, high: 8_600_000 },
		...change,
	};
}

export function frontierState(change: Partial<FrontierState> = {}): FrontierState {
	const next = chance(11);
	const choices = Array.from({ length: 300 }, () => {
		const hard = next();
		const alternatives = MODELS.map((model, index) => {
			const lost = hard * (0.02 + 0.12 * index);
			const shift = (quality: number) => Math.max(0.05, quality - lost);
			return { ...model, quality: shift(model.quality), low: shift(model.low), high: shift(model.high) };
		});
		return { at: NOW, taskKind: 'fix', alternatives };
	});
	const frontier = new Frontier([0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.95, 0.97, 0.99], (bar) => presetWeights('balanced', 0, bar));
	frontier.add(choices);
	return { range: 'month', points: frontier.points(), present: 0.92, choices: 300, requests: 318, ...change };
}

export function decisionRow(index: number, change: Partial<DecisionRow> = {}): DecisionRow {
	const model = MODELS[index % MODELS.length]!;
	return {
		...{
			requestId: `r${index}`,
			at: NOW - index * 2_700_000,
			purpose: 'chat',
			runId: null,
			state: 'settled',
			corrected: false,
			claimed: null,
		},
		owner: { user: 'local', device: 'd', window: 'w', workspace: 'shop-frontend' },
		...{
			cost: Math.round(model.cost * (0.7 + (index % 5) * 0.15)),
			costSource: model.cost === 0 ? 'free' : 'provider',
			outcome: 'answered',
		},
		usage: { input: 1900, cachedInput: 0, cacheWrite: 0, output: 420 + index, reasoning: 0 },
		...{ durationMs: model.waitMs * 1.3, expected: model.cost, workspace: 'shop-frontend' },
		decision: {
			...{
				candidateId: model.candidateId,
				modelName: model.modelName,
				recipient: index % 4 === 3 ? 'this computer' : 'Anthropic',
				endpointId: 'x',
			},
			...{ taskKind: 'explain', quality: model.quality, qualityLow: model.low, qualityHigh: model.high, expectedLatencyMs: model.waitMs },
			reason:
				'Good enough (94 of the 92 that you ask for) and the cheapest that is; Claude Opus 4.8 would add 2 points for 3 times the price.',
			...{
				referenceName: 'GPT-5.4',
				referenceCost: 48_000,
				expectedOutput: 400,
				alternatives: [model, ...MODELS.filter((other) => other !== model)],
			},
		},
		...change,
	};
}

export const decisionRows = (count: number): DecisionRow[] => [
	decisionRow(0, { state: 'outstanding', durationMs: null, outcome: null, usage: null }),
	decisionRow(1, { claimed: 3_600_000_000 }),
	decisionRow(2, { outcome: 'cancelled' }),
	decisionRow(3),
	decisionRow(4, { corrected: true }),
	decisionRow(5, { purpose: 'completion' }),
	...Array.from({ length: Math.max(0, count - 6) }, (_, index) => decisionRow(index + 6)),
];
