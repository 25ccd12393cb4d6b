import { PRESETS, type RoutingPreset } from '../../src/core/routing/presets.ts';
import type { EscalationRule } from './predicted.ts';
import { type Averages, averageEscalated, averageStart, type PoolCase } from './study.ts';

export const FACTORS = [1, 3, 10, 30, 60, 100, 300, 1000];
/** Points that a factor may lose to the coin on average. */
const MOST_LOST = 0.5;

export interface FactorRow {
	readonly factor: number;
	readonly tuned: Averages;
	readonly other: Averages;
}

export interface Half {
	readonly name: string;
	readonly cases: readonly PoolCase[];
}

/** Balanced at the start of a run, by factor, on each of the two halves. */
export function factorCurve(tuned: Half, other: Half): FactorRow[] {
	return FACTORS.map((factor) => ({
		factor,
		tuned: averageStart(tuned.cases, { preset: 'balanced', factor }),
		other: averageStart(other.cases, { preset: 'balanced', factor }),
	}));
}

/** The largest factor that loses no more than MOST_LOST points to the coin: the most that the predictor's word is worth here. */
export function chosenFactor(rows: readonly FactorRow[]): number {
	return rows.findLast(({ tuned }) => tuned.points >= -MOST_LOST)?.factor ?? FACTORS[0]!;
}

export interface RuleRow {
	readonly name: string;
	readonly rule: EscalationRule;
	readonly tuned: Averages;
	readonly other: Averages;
}

const CAP = { setting: 2, times: 5 };

export const RULES: readonly { readonly name: string; readonly rule: EscalationRule }[] = [
	{
		name: 'cheapest that is better at all, within $2',
		rule: { pick: 'cheapest', points: 0.01, bound: false, cap: { setting: 2, times: Number.POSITIVE_INFINITY } },
	},
	{ name: 'the same, without a maximum', rule: { pick: 'cheapest', points: 0.01, bound: false, cap: null } },
	{ name: 'the same, within $2 and five times the first estimate', rule: { pick: 'cheapest', points: 0.01, bound: false, cap: CAP } },
	{ name: 'cheapest, 1 point better', rule: { pick: 'cheapest', points: 1, bound: false, cap: null } },
	{ name: 'cheapest, 2 points better', rule: { pick: 'cheapest', points: 2, bound: false, cap: null } },
	{ name: 'cheapest, 2 points and by the bound', rule: { pick: 'cheapest', points: 2, bound: true, cap: null } },
	{
		name: 'cheapest, 2 points and by the bound, within $2 and five times the estimate',
		rule: { pick: 'cheapest', points: 2, bound: true, cap: CAP },
	},
	{ name: 'best that is better at all', rule: { pick: 'best', points: 0.01, bound: false, cap: null } },
	{ name: 'nobody', rule: { pick: 'best', points: 101, bound: false, cap: null } },
];

export function ruleTable(tuned: Half, other: Half, factor: number): RuleRow[] {
	const run = { preset: 'balanced', factor } as const;
	return RULES.map(({ name, rule }) => ({
		name,
		rule,
		tuned: averageEscalated(tuned.cases, run, rule),
		other: averageEscalated(other.cases, run, rule),
	}));
}

/** What a solved task is worth to a preset at this factor, US dollars. */
export function taskWorth(preset: RoutingPreset, factor: number): number {
	return (100 * PRESETS[preset].pointValue * factor) / 1e6;
}

/** Worth of what is solved less what it cost, US dollars an issue. */
export function netWorth({ solved, cost }: Averages, worth: number): number {
	return worth * solved - cost;
}
