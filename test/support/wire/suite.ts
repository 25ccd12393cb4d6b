import { describe, expect, it } from 'vitest';
import type { Table } from './run-row.ts';

/** A test for each behaviour: what is wrong at which adapter, nothing where all is as it should be. */
export function suite({ name, alone, rows }: Table): void {
	const each = alone ? it : it.concurrent;
	describe(name, () => {
		each.each(rows.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
			const cases = await row.run();
			expect(cases.length).toBeGreaterThan(0);
			expect(cases.flatMap(({ adapter, problems }) => problems.map((line) => `${adapter}: ${line}`))).toEqual([]);
		});
	});
}
