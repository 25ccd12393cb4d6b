import { dollarsFromMicros, type MicroDollars } from '../../src/core/base/micros.ts';
import type { BudgetFigures, PolicyFigures, PresetPoint, ReplayFigures, SweepPoint } from './bench.ts';

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)}`;
const dollars = (micros: MicroDollars) => dollarsFromMicros(micros).toFixed(2);

/** The figures as plain text tables. */
export function replayReport(figures: ReplayFigures): string {
	return [...alwaysLines(figures), ...figures.budgets.flatMap(budgetTable), '', ...presetTable(figures), '', ...sweepTable(figures)].join(
		'\n',
	);
}

/** The part of it that knows no budget. */
export function presetReport(figures: ReplayFigures): string {
	return [...alwaysLines(figures), '', ...presetTable(figures), '', ...sweepTable(figures)].join('\n');
}

function alwaysLines({ alwaysBest, alwaysCheapest, requests, repeats }: ReplayFigures): string[] {
	return [
		`${requests} requests (${repeats} of them a prompt seen before); always best $${dollars(alwaysBest.cost)}, predicted ${percent(alwaysBest.predicted)}, recorded ${percent(alwaysBest.realised)};`,
		`always cheapest $${dollars(alwaysCheapest.cost)}, predicted ${percent(alwaysCheapest.predicted)}, recorded ${percent(alwaysCheapest.realised)}. A blocked or cut-off answer counts 0.`,
	];
}

function presetTable({ presets }: ReplayFigures): string[] {
	return [
		'The presets, no budget; the mix is a coin between the pool’s models at the same cost, which knows nothing of the request:',
		`${'preset'.padEnd(9)}${'bar'.padStart(4)}${'v, $'.padStart(9)}${'cost, $'.padStart(10)}${'predicted'.padStart(11)}${'(mix)'.padStart(8)}${'recorded'.padStart(10)}${'(mix)'.padStart(8)}  share of requests`,
		...presets.map(presetLine),
	];
}

function sweepTable({ sweep }: ReplayFigures): string[] {
	return [
		'A fixed worth of a point, no bar, no budget:',
		`${'v, $'.padStart(9)}${'cost, $'.padStart(10)}${'predicted'.padStart(11)}${'recorded'.padStart(10)}  share of requests`,
		...sweep.map(sweepLine),
	];
}

function budgetTable({ share, limit, optimum, optimumKnowingLengths, policies }: BudgetFigures): string[] {
	return [
		'',
		`Budget $${dollars(limit)} = ${percent(share, 0)} % of always best; offline optimum: predicted ${percent(optimum.predicted)} (${percent(optimumKnowingLengths)} knowing each answer's length), recorded ${percent(optimum.realised)}`,
		`${''.padEnd(42)}${'spent %'.padStart(8)}${'over %'.padStart(8)}${'predicted'.padStart(11)}${'recorded'.padStart(10)}${'gain %'.padStart(8)}${'recorded gain %'.padStart(17)}${'blocked'.padStart(9)}${'cut off'.padStart(9)}`,
		...policies.map((figures) => policyLine(figures, limit)),
	];
}

function policyLine(f: PolicyFigures, limit: MicroDollars): string {
	return [
		f.policy.padEnd(42),
		percent(f.spent / limit).padStart(8),
		percent(f.overshoot, 2).padStart(8),
		percent(f.predicted, 2).padStart(11),
		percent(f.realised, 2).padStart(10),
		percent(f.gainShare).padStart(8),
		percent(f.realisedGainShare).padStart(17),
		`${f.blocked}`.padStart(9),
		`${f.cutOff}`.padStart(9),
	].join('');
}

function presetLine({ preset, goodEnough, pointValue, cost, predicted, realised, mix, shares }: PresetPoint): string {
	return [
		preset.padEnd(9),
		percent(goodEnough, 0).padStart(4),
		`${dollarsFromMicros(pointValue)}`.padStart(9),
		dollars(cost).padStart(10),
		percent(predicted, 2).padStart(11),
		percent(mix.predicted, 2).padStart(8),
		percent(realised, 2).padStart(10),
		percent(mix.realised, 2).padStart(8),
		`  ${sharesInWords(shares)}`,
	].join('');
}

function sharesInWords(shares: SweepPoint['shares']): string {
	const of = Object.entries(shares).sort(([a], [b]) => (a < b ? -1 : 1));
	return of.map(([id, share]) => `${id} ${percent(share, 0)} %`).join(', ');
}

function sweepLine({ pointValue, cost, predicted, realised, shares }: SweepPoint): string {
	return [
		`${dollarsFromMicros(pointValue)}`.padStart(9),
		dollars(cost).padStart(10),
		percent(predicted, 2).padStart(11),
		percent(realised, 2).padStart(10),
		`  ${sharesInWords(shares)}`,
	].join('');
}
