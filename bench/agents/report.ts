import { markdownTable, percent, signed } from '../../training/kit/tables.ts';
import { mean } from '../../training/runs/shapes.ts';
import type { RecordedSteps } from '../../training/runs/steps.ts';
import type { BesideCoin, Figures } from './measure.ts';
import type { Averages, CostFigures, PoolFigures, SimpleFigures } from './study.ts';
import { type FactorRow, netWorth, type RuleRow, taskWorth } from './tuning.ts';

export interface AgentReport {
	readonly factor: number;
	/** By name of the set, the headline first; all issues, and those of other repositories than django's. */
	readonly sets: readonly { readonly name: string; readonly all: readonly PoolFigures[]; readonly without: readonly PoolFigures[] }[];
	readonly presets: readonly { readonly name: string; readonly start: readonly PoolFigures[] }[];
	readonly halves: readonly {
		readonly tuned: string;
		readonly other: string;
		readonly factors: readonly FactorRow[];
		readonly chosen: number;
	}[];
	/** The quick reader alone, then each slower one on top; by set, means over its pools. */
	readonly readers: readonly {
		readonly name: string;
		readonly sets: readonly {
			readonly name: string;
			readonly start: Averages;
			readonly escalated: Averages;
			readonly costs: CostFigures;
		}[];
	}[];
	/** All issues, at the factor in force. */
	readonly withoutWait: Averages;
	readonly rules: readonly RuleRow[];
	readonly ruleHalves: readonly [tuned: string, other: string];
	readonly costs: readonly CostFigures[];
	/** Fitted on all runs, and what others recorded of steps themselves. */
	readonly shape: { readonly steps: number; readonly spread: number };
	readonly recorded: RecordedSteps;
	readonly ranks: readonly { readonly name: string; readonly rank: number }[];
	readonly unknown: readonly string[];
}

const dollars = (value: number): string => `$${value.toFixed(value < 0.1 ? 3 : 2)}`;
const cell = ({ perSolved, solved }: Pick<Figures, 'perSolved' | 'solved'>): string =>
	`${dollars(perSolved)} (${(100 * solved).toFixed(1)} %)`;
const coinCell = ({ cost, coin }: Figures): string => cell({ perSolved: coin > 0 ? cost / coin : Number.POSITIVE_INFINITY, solved: coin });
const named = (figures: SimpleFigures): string => `${cell(figures)} ${figures.name}`;

/** Markdown under a heading of the second level. */
export function agentSection(report: AgentReport): string {
	const { factor, sets } = report;
	return [
		'## Agent work on issues of repositories',
		'',
		`Recorded runs of one scaffold (OpenHands index, 2026-06-30; one run a cell, cells without a cost dropped) replayed: what would have been solved, and for how much. Prediction: the predictor as it ships, which knows the models by name, catalog and published scores (aggregates of this very benchmark are among these) and was fitted on none of these rows. Costs of runs are expected from the runs on other repositories, at the prices that were billed. Not in the catalog, so known by name alone: ${report.unknown.join(', ')}.`,
		'',
		'A cell is **US dollars a solved task** (share solved). Coin: the mix of the pool that knows nothing of the issue, weighted to the same cost as Routoo beside it; its corners are those of hindsight, which favours it. With escalation: a failed run is paid whole before it is seen, by a detector of sensitivity .5 and specificity .9; a false alarm gives up a solved run for what the next model makes of it; one hand-over a run, to the cheapest model that is predicted to be better at all, within $2 in all (other rules: “Who takes over”). The coin with escalation hands over in the same way, to any model, blindly. Routoo: Balanced, a point of a run worth ' +
			`${factor} times that of a message (a solved task ${dollars(taskWorth('balanced', factor))}). Intervals: 95 %, issues drawn anew within each repository.`,
		...sets.flatMap(({ name, all, without }) => [
			'',
			`### ${name}`,
			'',
			headline(all),
			'',
			inWords(all),
			'',
			'Points of solved issues above the coin at equal cost; in brackets the interval, then each repository with 15 issues or more. Escalation alone: the coin with escalation above the coin without, at the same cost.',
			'',
			pointsTable(all),
			'',
			'Without django:',
			'',
			headline(without),
		]),
		'',
		'### With a slower reader',
		'',
		'Each issue read by a fit that saw nothing of its repository (`bench:reading`): *judge*, a strong model’s published judgements, a bound; *file*, the small model that runs here. Means over the pools of a set: share solved, US dollars an issue, points above the coin of the same kind; then how well a run’s cost was expected.',
		'',
		readerTable(report.readers),
		'',
		'### The coin’s curve',
		'',
		`Its corners (${sets[0]!.name}; US dollars an issue, share solved); between two of them the coin is weighted:`,
		'',
		markdownTable(
			['pool', 'corners'],
			sets[0]!.all.map((f) => [f.pool, f.curve.map((c) => `${dollars(c.cost)} ${percent(c.solved)}`).join(', ')]),
		),
		'',
		'### Presets',
		'',
		`At the start of a run, ${sets[0]!.name}:`,
		'',
		markdownTable(
			['pool', ...report.presets.flatMap(({ name }) => [name, 'points above the coin'])],
			report.presets[0]!.start.map((f, i) => [
				f.pool,
				...report.presets.flatMap(({ start }) => [cell(start[i]!.start), signed(start[i]!.start.points, 1)]),
			]),
		),
		'',
		'### What a point of a run is worth',
		'',
		'Balanced at the start of a run, means over all pools and both sets: share solved, US dollars an issue, points above the coin. Chosen: the largest factor that loses no more than half a point to the coin on one half of the repositories; the other half stands beside it.',
		'',
		factorTable(report.halves[0]!),
		'',
		`${report.halves.map(({ tuned, chosen }) => `Chosen on ${tuned}: ${chosen}`).join('; ')}; in force: ${factor}. Without counting the wait for the first token, at ${factor}: ${waitless(report)}.`,
		'',
		'### Who takes over',
		'',
		`Balanced with escalation, the same means; worth: ${dollars(taskWorth('balanced', factor))} a solved task less the cost, US dollars an issue, which the rule is chosen by.`,
		'',
		rulesTable(report),
		'',
		'### Expected cost of a run',
		'',
		'From runs on other repositories, at the prices that were billed; “new model”: as if nobody had recorded it.',
		'',
		costTable(report.costs),
		'',
		`In force: ${report.shape.steps} steps an issue, standard deviation of their logarithm ${report.shape.spread}. Steps themselves as others recorded them: ${report.recorded.calls.toFixed(0)} calls an issue (mini-swe-agent on SWE-bench Verified, median of models), deviation ${report.recorded.turnsSpread.toFixed(2)} (turns on SWE-bench Pro, median of models). ASSUMED, measured by nobody: how much smaller than an issue each kind of task in an editor is (\`src/core/agent/run-prior.ts\`).`,
		'',
		`Rank correlation over models of the mean predicted quality with the share solved: ${report.ranks.map(({ name, rank }) => `${rank.toFixed(2)} (${name})`).join(', ')}.`,
	].join('\n');
}

/** The means over pools: what the predictor and what escalation add. */
function inWords(pools: readonly PoolFigures[]): string {
	const over = (of: (f: PoolFigures) => number): string => signed(mean(pools.map(of)), 1);
	const saved = 1 - mean(pools.map((f) => f.escalation.perSolved / f.best.perSolved));
	return [
		`Means over the pools: at the start Routoo lies ${over((f) => f.start.points)} points beside the coin`,
		`with escalation ${over((f) => f.escalation.points)} beside the coin with escalation`,
		`escalation by itself is worth ${over((f) => f.escalationWorth)} points at equal cost.`,
		`Beside always the best model a solved task costs ${percent(saved)} less with escalation, and ${over((f) => 100 * (f.escalation.solved - f.best.solved))} points are solved.`,
	]
		.join('; ')
		.replace('cost.; ', 'cost. ');
}

function headline(pools: readonly PoolFigures[]): string {
	return markdownTable(
		[
			'pool',
			'issues',
			'always best',
			'cheapest',
			'Routoo at the start',
			'coin',
			'Routoo with escalation',
			'coin with escalation',
			'perfect detector',
			'oracle',
		],
		pools.map((f) => [
			f.pool,
			`${f.issues}`,
			named(f.best),
			named(f.cheapest),
			cell(f.start),
			coinCell(f.start),
			`**${cell(f.escalation)}**`,
			coinCell(f.escalation),
			cell(f.perfect),
			cell(f.oracle),
		]),
	);
}

function pointsTable(pools: readonly PoolFigures[]): string {
	const own = ({ points, interval, byRepository }: BesideCoin): string =>
		`${signed(points, 1)} (${interval.map((end) => signed(end, 1)).join(' to ')}); ${[...byRepository].map(([name, value]) => `${name.split('/').at(-1)} ${signed(value, 1)}`).join(', ')}`;
	return markdownTable(
		['pool', 'at the start', 'with escalation', 'escalation alone'],
		pools.map((f) => [f.pool, own(f.start), own(f.escalation), signed(f.escalationWorth, 1)]),
	);
}

function readerTable(readers: AgentReport['readers']): string {
	const three = ({ solved, cost, points }: Averages): string[] => [percent(solved), dollars(cost), signed(points, 2)];
	return markdownTable(
		[
			'set',
			'reader',
			'at the start: solved',
			'cost',
			'points',
			'with escalation: solved',
			'cost',
			'points',
			'cost within a factor of 2',
			'in the interval',
		],
		(readers[0]?.sets ?? []).flatMap(({ name }, s) =>
			readers.map((reader) => {
				const { start, escalated, costs } = reader.sets[s]!;
				return [name, reader.name, ...three(start), ...three(escalated), percent(costs.withinTwo), percent(costs.covered)];
			}),
		),
	);
}

function waitless({ withoutWait: { solved, cost, points } }: AgentReport): string {
	return `${percent(solved)} solved, ${dollars(cost)}, ${signed(points, 2)} points`;
}

function factorTable({ tuned, other, factors: rows }: AgentReport['halves'][number]): string {
	const three = ({ solved, cost, points }: FactorRow['tuned']): string[] => [percent(solved), dollars(cost), signed(points, 2)];
	return markdownTable(
		['factor', `${tuned}: solved`, 'cost', 'points', `${other}: solved`, 'cost', 'points'],
		rows.map((row) => [`${row.factor}`, ...three(row.tuned), ...three(row.other)]),
	);
}

function rulesTable({ rules, factor, ruleHalves: [tuned, other] }: AgentReport): string {
	const worth = taskWorth('balanced', factor);
	const four = (a: RuleRow['tuned']): string[] => [percent(a.solved), dollars(a.cost), signed(a.points, 2), netWorth(a, worth).toFixed(3)];
	return markdownTable(
		['takes over', `${tuned}: solved`, 'cost', 'points', 'worth', `${other}: solved`, 'cost', 'points', 'worth'],
		rules.map((row) => [row.name, ...four(row.tuned), ...four(row.other)]),
	);
}

function costTable(costs: readonly CostFigures[]): string {
	return markdownTable(
		[
			'set',
			'runs',
			'in the 10-90 % interval',
			'within a factor of 2',
			'new model: in the interval',
			'within a factor of 2',
			'expected over recorded',
		],
		costs.map((c) => [
			c.set,
			`${c.runs}`,
			percent(c.covered),
			percent(c.withinTwo),
			percent(c.newCovered),
			percent(c.newWithinTwo),
			c.ratio.toFixed(2),
		]),
	);
}
