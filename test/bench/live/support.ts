import type { Predicted } from '../../../bench/live/path.ts';
import type { LiveSet } from '../../../bench/live/sets.ts';
import { columnCandidate } from '../../../training/data/candidates.ts';
import type { RecordedRow } from '../../../training/data/datasets.ts';

export const NO_CATALOG = { version: 1 as const, date: '2026-11-29', models: [] };

export function row(set: string, id: string, over: Partial<RecordedRow> = {}): RecordedRow {
	const text = over.text ?? `question ${id}`;
	return { set, id, text, raw: text, language: '', problem: null, category: '', outcomes: [], ...over };
}

/** A set of two models and more by name; `outcome` and `cost` by row, then by model. */
export function liveSet(
	columns: readonly string[],
	outcome: readonly (readonly number[])[],
	cost: readonly (readonly number[])[] | null = null,
	groups: readonly string[] = columns.map(() => 'all'),
): LiveSet {
	return {
		name: 'made',
		agent: false,
		rows: outcome.map((_, i) => row('made', String(i))),
		columns: columns.map((name, c) => ({ name, group: groups[c]!, candidate: columnCandidate([name], null, null, NO_CATALOG) })),
		outcome: Float32Array.from(outcome.flat()),
		cost: cost === null ? null : Float64Array.from(cost.flat()),
	};
}

/** Predictions with an interval of `width` on both sides. */
export function predicted(
	set: LiveSet,
	mean: readonly (readonly number[])[],
	width = 0.1,
	cost: readonly (readonly number[])[] | null = null,
): Predicted {
	const size = set.rows.length * set.columns.length;
	const own = Float32Array.from(mean.flat());
	return {
		candidates: set.columns.map(({ candidate }) => candidate),
		mean: own,
		low: own.map((p) => p - width),
		high: own.map((p) => p + width),
		tokens: new Float32Array(size).fill(100),
		cost: cost === null ? new Float64Array(size).fill(Number.NaN) : Float64Array.from(cost.flat()),
	};
}
