import { markdownTable, signed } from '../../training/kit/tables.ts';
import type { Interval } from '../kit/bootstrap.ts';
import type { Areas, IssueSet } from './areas.ts';
import type { CostFit } from './costs.ts';
import type { Savings } from './savings.ts';

export interface ReadingReport {
	readonly readers: readonly string[];
	readonly areas: readonly { readonly set: Pick<IssueSet, 'name' | 'issues' | 'outcomes'>; readonly figures: readonly Areas[] }[];
	readonly savings: readonly { readonly set: string; readonly all: readonly Savings[]; readonly without: readonly Savings[] }[];
	readonly costs: readonly { readonly set: string; readonly figures: readonly CostFit[] }[];
}

const three = (value: number | null): string => (value === null || Number.isNaN(value) ? '-' : value.toFixed(3));
const between = (interval: Interval | null, digits = 3): string =>
	interval === null ? '' : ` (${interval.map((value) => value.toFixed(digits)).join(' to ')})`;
const points = (value: number, interval: Interval | null): string => `${signed(value, 1)}${between(interval, 1)}`;

/** Markdown under a heading of the second level. */
export function readingSection({ readers, areas, savings, costs }: ReadingReport): string {
	return [
		'## What a slower reader adds on issues of repositories',
		'',
		'Each issue is read by a fit that saw no issue of its repository (outcomes of 43 runs on OpenHands, 134 agents and 14 runs on SWE-bench Pro told what is hard; costs of OpenHands what is dear). *judge*: fifteen ordinal judgements of the statement by a strong language model, as published with arXiv 2604.00594: a bound for a judge of the user’s own pool, not a measurement of one. *file*: the hidden state of the small language model that runs here. *length*: the length of the text alone, a control. Intervals: 95 %, issues of each repository drawn anew.',
		'',
		'AUC within a model (mean over the models); *within*: within a repository too, mean over those with 15 issues or more.',
		'',
		markdownTable(
			['set', 'issues', 'models', 'reader', 'AUC', 'beside length', 'without django', 'within', 'each repository'],
			areas.flatMap(({ set, figures }) =>
				figures.map((own, r) => [
					r === 0 ? set.name : '',
					r === 0 ? String(set.issues.length) : '',
					r === 0 ? String(set.outcomes.length) : '',
					readers[r]!,
					`${three(own.all)}${between(own.interval)}`,
					own.difference === null ? '' : between(own.difference).trim(),
					three(own.withoutDjango),
					three(own.within),
					own.repositories.map(({ name, area }) => `${name.split('/').at(-1)} ${area.toFixed(2)}`).join(', '),
				]),
			),
		),
		'',
		'Points of the strong model’s cost saved above an order that knows nothing, where half and 80 % of the gap in quality are reached: all pairs of models of one scaffold whose strong one solves 3 points more and costs a quarter more, recorded costs, pooled.',
		'',
		markdownTable(
			['set', 'reader', 'pairs', 'half', '80 %', 'without django: half', '80 %', 'each repository (half, 80 %)'],
			savings.flatMap(({ set, all, without }) =>
				all.map((own, r) => [
					r === 0 ? set : '',
					readers[r]!,
					String(own.pairs),
					points(own.half, own.intervals.half),
					points(own.eighty, own.intervals.eighty),
					points(without[r]!.half, without[r]!.intervals.half),
					points(without[r]!.eighty, without[r]!.intervals.eighty),
					own.repositories.map(({ name, half, eighty }) => `${name.split('/').at(-1)} ${signed(half, 1)}, ${signed(eighty, 1)}`).join('; '),
				]),
			),
		),
		'',
		'Correlation of the logarithm of a run’s cost with what was said of it, the models put on one level.',
		'',
		markdownTable(
			['set', 'reader', 'r', 'without django'],
			costs.flatMap(({ set, figures }) =>
				figures.map((own, r) => [r === 0 ? set : '', readers[r]!, own.all.toFixed(2), own.withoutDjango.toFixed(2)]),
			),
		),
	].join('\n');
}
