import { foldOf } from '../data/groups.ts';
import { fitLengths, predictLength } from './fit.ts';
import type { LengthRow } from './rows.ts';

/** A row with what was said of it by a fit that saw nothing of its problem, ln(tokens). */
export interface HeldLength {
	readonly row: LengthRow;
	readonly said: number;
	/** By a fit that saw nothing of its model either: what another model of its kind gets. */
	readonly unknown: number;
}

/** Rows in folds by problem; judged messages are folded like the recorded ones. */
export function heldLengths(rows: readonly LengthRow[], folds: number): HeldLength[] {
	return Array.from({ length: folds }, (_, held) => held).flatMap((held) => {
		const fitted = fitLengths(
			rows.filter(({ problem }) => foldOf(problem, folds) !== held),
			0,
		);
		return rows
			.filter(({ problem }) => foldOf(problem, folds) === held)
			.map((row) => ({
				row,
				said: predictLength(fitted, row.name, row.thinks, row.input),
				unknown: predictLength(fitted, null, row.thinks, row.input),
			}));
	});
}
