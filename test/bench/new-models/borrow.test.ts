import { describe, expect, it } from 'vitest';
import { BorrowedHead, type Lender } from '../../../bench/new-models/borrow.ts';
import { sigmoid } from '../../../src/core/base/statistics.ts';
import { auc } from '../../../training/kit/metrics.ts';
import { normal, randomOf } from '../../../training/kit/random.ts';

/** Four columns of rising level. What makes a prompt hard for the strong is not what makes it hard for the weak. */
const LEVELS = [-1.5, -0.5, 1, 1.5];
const random = randomOf(4);
const prompts = Array.from({ length: 600 }, () => ({ weak: normal(random), strong: normal(random) }));
const truth = (prompt: number, level: number) => {
	const { weak, strong } = prompts[prompt]!;
	return level + (weak * (1.5 - level) + strong * (1.5 + level)) / 1.5;
};
const asked = new Set<number>();
const lender: Lender = {
	linear: (prompt, column) => {
		asked.add(column);
		return truth(prompt, LEVELS[column]!);
	},
	itemResponse: (prompt, column) => LEVELS[column]! + 0.5 * prompts[prompt]!.weak,
};
const answers = (column: number) => ({
	prompts: [...prompts.keys()],
	values: prompts.map((_, prompt) => (random() < sigmoid(truth(prompt, LEVELS[column]!)) ? 1 : 0)),
});

describe('borrowed head', () => {
	const columns = [0, 1, 3];
	const head = new BorrowedHead(lender, columns, columns.map(answers));
	const hidden = 2;
	const test = [...prompts.keys()];
	const chances = test.map((prompt) => sigmoid(lender.itemResponse(prompt, hidden)));
	const outcomes = answers(hidden).values;

	it('reads the line through the other columns at the level of the newcomer and asks no head of its own', () => {
		const blended = head.blend(test, chances, LEVELS[hidden]!);
		expect(auc(blended, outcomes)).toBeGreaterThan(auc(chances, outcomes) + 0.02);
		expect(auc(blended, outcomes)).toBeGreaterThan(auc(head.blend(test, chances, -1.5), outcomes));
		expect(asked.has(hidden)).toBe(false);
	});

	it('keeps the mean of the estimate that it refines', () => {
		const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
		expect(mean(head.blend(test, chances, 0.5))).toBeCloseTo(mean(chances), 6);
	});

	it('leaves the estimate as it is where nobody can lend', () => {
		expect(new BorrowedHead(lender, [], []).blend(test, chances, 0.5)).toEqual(chances);
	});
});
