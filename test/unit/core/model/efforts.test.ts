import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { effortOfBudget, effortOfId, nearestEffort } from '../../../../src/core/model/efforts.ts';
import { candidate } from '../../app/fakes.ts';

/** A model as it runs by default, with the efforts that can be asked for beside it. */
const model = (reasoning: boolean, ...efforts: readonly string[]): readonly Candidate[] => [
	candidate('v/m', { reasoning }),
	...efforts.map((effort) => candidate('v/m', { id: `v/m@${effort}`, effort, reasoning: effort !== 'none' })),
];
const nearest = (of: readonly Candidate[], asked: string): string[] => nearestEffort(of, asked).map(({ id }) => id);

describe('the nearest effort', () => {
	test.each<[string, readonly Candidate[], string, string]>([
		['as it is', model(true, 'minimal', 'low', 'high'), 'high', 'v/m@high'],
		['the default that has no name', model(true, 'minimal', 'low', 'high'), 'medium', 'v/m'],
		['xhigh where the most is high', model(true, 'low', 'high'), 'xhigh', 'v/m@high'],
		['xhigh where high and max are there: the lower', model(false, 'high', 'max'), 'xhigh', 'v/m@high'],
		['none where it always thinks', model(true, 'low', 'high'), 'none', 'v/m@low'],
		['none where it thinks only when asked', model(false, 'low', 'medium', 'high'), 'none', 'v/m'],
		['minimal at a vendor without it', model(false, 'low', 'medium', 'high'), 'minimal', 'v/m@low'],
		['off, in other words', model(true, 'none', 'low'), 'disabled', 'v/m@none'],
		['written otherwise', model(true, 'low', 'high', 'xhigh'), ' Extra-High ', 'v/m@xhigh'],
		['a model without efforts', model(true), 'high', 'v/m'],
	])('%s', (_, of, asked, expected) => {
		expect(nearest(of, asked)).toEqual([expected]);
	});

	test('a default that has a name is that effort', () => {
		const siblings = [candidate('v/m', { reasoning: true, defaultEffort: 'high' }), ...model(true, 'low', 'max').slice(1)];
		expect(nearest(siblings, 'high')).toEqual(['v/m']);
		expect(nearest(siblings, 'medium')).toEqual(['v/m@low']);
	});

	test('a word that says none leaves all of them', () => {
		for (const word of ['auto', 'default', 'turbo', '', '__proto__', 'constructor']) {
			expect(nearest(model(true, 'low', 'high'), word)).toHaveLength(3);
		}
	});
});

test.each([
	[-1, null],
	[0, 'none'],
	[1024, 'low'],
	[4000, 'low'],
	[10_000, 'medium'],
	[24_576, 'high'],
	[31_999, 'high'],
	[63_999, 'xhigh'],
])('a budget of %d tokens stands for %s', (tokens, effort) => {
	expect(effortOfBudget(tokens)).toBe(effort);
});

test.each([
	['openai/gpt-5@high', 'high'],
	['openai/gpt-5', null],
	['cf/@cf/meta/llama', null],
	['high', null],
])('the effort of %s', (id, effort) => {
	expect(effortOfId(id)).toBe(effort);
});
