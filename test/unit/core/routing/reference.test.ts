import { expect, test } from 'vitest';
import { referenceModel } from '../../../../src/core/routing/routing-line.ts';

const option = (name: string, expected: number, chance: number, excluded: string | null = null) => ({
	name,
	cost: { expected },
	chance,
	excluded,
});
const referenceOf = (chosen: ReturnType<typeof option>, ...others: ReturnType<typeof option>[]) =>
	referenceModel([chosen, ...others], chosen, ({ chance }) => chance)?.name ?? null;

test('the likeliest of the dearer models that are allowed', () => {
	const chosen = option('chosen', 10, 0.6);
	expect(referenceOf(chosen, option('dear', 20, 0.7), option('dearest', 90, 0.9), option('cheap', 5, 0.95))).toBe('dearest');
	expect(referenceOf(chosen, option('dear', 20, 0.7), option('forbidden', 90, 0.9, 'notInPool'))).toBe('dear');
});

test('none where what was chosen is the likeliest, or nothing is dearer', () => {
	const chosen = option('chosen', 10, 0.6);
	expect(referenceOf(chosen)).toBeNull();
	expect(referenceOf(chosen, option('dear and no better', 20, 0.6), option('same price', 10, 0.9))).toBeNull();
});
