import { markdownTable, percent } from '../../training/kit/tables.ts';
import { logCorrelation } from '../live/figures.ts';
import { type HeldRun, type RunFigures, runFigures } from './runs.ts';

export interface RunRow extends RunFigures {
	readonly runs: number;
	readonly set: string;
	/** By a fit that knew the model's other runs, or not. */
	readonly model: 'recorded' | 'nobody recorded';
}

/** Rows of each set, with and without the repository that holds most issues, by models known and unknown. */
export function runRows(runs: readonly HeldRun[]): RunRow[] {
	const parts = [...Map.groupBy(runs, ({ set }) => set)].flatMap(([set, own]) => [
		{ set, own },
		{ set: `${set}, without django`, own: own.filter(({ repository }) => repository !== 'django/django') },
	]);
	return parts.flatMap(({ set, own }) =>
		(['said', 'unknown'] as const).map(
			(of): RunRow => ({ set, model: of === 'said' ? 'recorded' : 'nobody recorded', ...runFigures(own, of, logCorrelation) }),
		),
	);
}

/** Markdown under a heading of the third level. */
export function runSection(rows: readonly RunRow[]): string {
	const r = (value: number | null): string => (value === null ? '-' : value.toFixed(3));
	return [
		'### Cost of an agent run',
		'',
		'Recorded costs of OpenHands on issues, each repository by fits that saw none of its issues: of a model whose other runs were recorded, and as if nobody had recorded it. r: of the logarithms over all models and issues, which is what a choice between models rests on, and over the issues of one model. The median of each model is that of the very runs.',
		'',
		markdownTable(
			[
				'set',
				'model',
				'runs',
				'r',
				'r within a model',
				'within a factor of 2',
				'median of the model',
				'inside 10-90 %',
				'expected over recorded (median)',
			],
			rows.map((row) => [
				...[row.set, row.model, String(row.runs), r(row.r), r(row.rWithin)],
				...[row.within2, row.medianWithin2, row.inside].map(percent),
				row.ratio.toFixed(2),
			]),
		),
	].join('\n');
}
