import { Z90 } from '../../src/core/base/statistics.ts';
import { markdownTable, percent } from '../../training/kit/tables.ts';
import type { HeldLength } from '../../training/lengths/folds.ts';
import type { spreadOf } from '../../training/lengths/head.ts';
import { type LengthCell, type LengthFigures, lengthFigures } from '../live/lengths.ts';

/** Held-out lengths of one kind of task, or all; `judged` messages of an editor stand apart. */
export interface HeldLengthRow extends LengthFigures {
	/** Share within a factor of two by a fit that saw nothing of the model. */
	readonly unknownWithin2: number;
	/** Share of the answers below the expected 90 % bound. */
	readonly below90: number;
}

const JUDGED = 'messages to an editor (judged)';

/** @param spread deviations as `spreadOf` tells them; an answer is expected to have its mean */
export function heldLengthRows(held: readonly HeldLength[], spread: ReturnType<typeof spreadOf>): HeldLengthRow[] {
	const counted = held.filter(({ row }) => row.prompt !== null);
	const judged = held.filter(({ row }) => row.name === null);
	return [...rowsOf(counted, spread), ...rowsOf(judged, spread).slice(0, 1)];
}

function rowsOf(held: readonly HeldLength[], spread: ReturnType<typeof spreadOf>): HeldLengthRow[] {
	const cell = ({ row, said }: HeldLength): LengthCell => ({
		kind: row.name === null ? JUDGED : row.kind,
		model: row.name ?? (row.thinks ? 'a model that thinks' : 'a plain model'),
		expected: spread.mean * Math.exp(said),
		counted: Math.exp(row.value),
	});
	return lengthFigures(held.map(cell)).map((figures) => {
		const own = figures.kind === 'all' ? held : held.filter((one) => cell(one).kind === figures.kind);
		const share = (is: (one: HeldLength) => boolean): number => own.filter(is).length / own.length;
		const deviation = ({ thinks }: HeldLength['row']): number => (thinks ? spread.thinking : spread.plain);
		return {
			...figures,
			unknownWithin2: share(({ row, unknown }) => Math.abs(Math.log(spread.mean) + unknown - row.value) <= Math.LN2),
			below90: share(({ row, said }) => row.value <= said + Z90 * deviation(row)),
		};
	});
}

/** Markdown under a heading of the third level. */
export function lengthSection(rows: readonly HeldLengthRow[], folds: number): string {
	return [
		'### Length of an answer',
		'',
		`Output tokens of single requests as recorded (CodeRouterBench, where the text is at hand), thinking included, each by a fit that saw nothing of its problem (${folds} folds) and, beside it, nothing of the model. Of tests for a contest problem the benchmark publishes the problem alone: what is asked of it stands before it in words of ours. The median of model and kind is that of the very answers. The messages to an editor are this project's own with their author's judgement of the tokens, which nobody measured.`,
		'',
		markdownTable(
			[
				'kind of task',
				'answers',
				'rank correlation within a model',
				'within a factor of 2',
				'median of model and kind',
				'a model nobody recorded',
				'below the 90 % bound',
				'expected over counted (median)',
			],
			rows.map((row) => [
				...[row.kind, String(row.cells), row.spearman === null || Number.isNaN(row.spearman) ? '-' : row.spearman.toFixed(3)],
				...[row.within2, row.medianWithin2, row.unknownWithin2, row.below90].map(percent),
				row.ratio.toFixed(2),
			]),
		),
	].join('\n');
}
