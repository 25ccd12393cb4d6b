import { describe, expect, it } from 'vitest';
import { type CostCell, costSection, measureCosts } from '../../../bench/cost/measure.ts';

const cell = (problem: string, recorded: number, expected: number, over: Partial<CostCell> = {}): CostCell => ({
	kind: 'write',
	model: 'm',
	problem,
	recorded,
	expected,
	...over,
});

describe('expected costs against recorded ones', () => {
	it('counts what lies within a factor of two, on both sides, the border included', () => {
		const rows = measureCosts([cell('a', 100, 200), cell('b', 100, 201), cell('c', 100, 50), cell('d', 100, 49)]);
		expect(rows.map(({ kind, cells, within, ratio }) => [kind, cells, within, ratio])).toEqual([
			['write', 4, 0.5, 2],
			['all', 4, 0.5, 2],
		]);
	});

	it('compares with the median of the other problems alone', () => {
		// Each alone in its fold: the median of the others is 100 for the odd one and for the rest.
		const rows = measureCosts([...'abcd'].map((problem) => cell(problem, 100, 1)).concat(cell('e', 1000, 1)));
		expect(rows.at(-1)).toMatchObject({ within: 0, median: 0.8 });
		// A problem that stands alone has no others.
		expect(measureCosts([cell('a', 100, 100)]).at(-1)).toMatchObject({ within: 1, median: 0 });
	});

	it('keeps models and kinds apart', () => {
		const cells = [...'abcde'].flatMap((problem) => [cell(problem, 10, 10), cell(problem, 1000, 10, { model: 'dear' })]);
		expect(measureCosts(cells).at(-1)).toMatchObject({ cells: 10, within: 0.5, median: 1 });
	});

	it('prints a table with a row a kind', () => {
		const text = costSection(measureCosts([cell('a', 100, 100), cell('b', 100, 900, { kind: 'fix' })]), ['m']);
		expect(text).toContain('| fix | 1 | 0.0 % |');
		expect(text).toContain('| write | 1 | 100.0 % |');
	});
});
