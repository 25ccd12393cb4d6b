import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KEPT_ALTERNATIVES, keptChoice, readChoice } from '../../../../src/core/money/kept-choice.ts';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const alternative = fc.record({
	...{ candidateId: fc.string(), modelName: fc.string() },
	...{ quality: finite, low: finite, high: finite, cost: finite, perTurn: finite, waitMs: finite },
});

test('what is kept comes back from a file as it was, and holds no more than it may', () => {
	fc.assert(
		fc.property(fc.array(alternative, { maxLength: 20 }), fc.option(finite, { nil: undefined }), (alternatives, expectedOutput) => {
			const kept = keptChoice({ alternatives, ...(expectedOutput === undefined ? {} : { expectedOutput }) });
			const { alternatives: read, expectedOutput: length } = JSON.parse(JSON.stringify(kept));
			expect(readChoice(length, read)).toEqual(JSON.parse(JSON.stringify(kept)));
			expect(kept.alternatives!.length).toBeLessThanOrEqual(KEPT_ALTERNATIVES);
			expect(keptChoice(kept)).toEqual(kept);
		}),
	);
});

test('anything else that a disk gives back counts as not recorded', () => {
	fc.assert(fc.property(fc.anything(), fc.anything(), (a, b) => void expect(() => readChoice(a, b)).not.toThrow()));
	const good = { candidateId: 'a', modelName: 'A', quality: 1, low: 1, high: 1, cost: 1, perTurn: 1, waitMs: 1 };
	for (const odd of [null, 'x', {}, [null], [{ ...good, cost: '1' }], [{ ...good, quality: null }], Array(7).fill(good), [good, 7]])
		expect(readChoice('9', odd)).toEqual({});
	expect(readChoice(9, [good])).toEqual({ expectedOutput: 9, alternatives: [good] });
});
