import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	type AnswerSeen,
	type LearnedLengths,
	learnLength,
	lengthFactor,
	NO_LENGTHS,
} from '../../../../src/core/learning/answer-lengths.ts';

const answer = (over: Partial<AnswerSeen> = {}): AnswerSeen => ({
	taskKind: 'write',
	candidateId: 'm',
	expected: 500,
	counted: 500,
	...over,
});

/** Answers one after the other, each expected with what was learned before it. */
function learn(times: number, one: AnswerSeen, before: LearnedLengths = NO_LENGTHS): LearnedLengths {
	let learned = before;
	for (let i = 0; i < times; i++) {
		learned = learnLength(learned, { ...one, expected: one.expected * lengthFactor(learned, one.taskKind, one.candidateId) });
	}
	return learned;
}

describe('what is learned of answer lengths', () => {
	it('comes to the length that a model really has, and not on the first answer', () => {
		const long = answer({ counted: 1500 });
		const once = lengthFactor(learn(1, long), 'write', 'm');
		expect(once).toBeGreaterThan(1.1);
		expect(once).toBeLessThan(2);
		// The mean that is expected lies a little above the middle answer.
		expect(lengthFactor(learn(60, long), 'write', 'm')).toBeCloseTo(3.4, 0);
	});

	it('tells other models of the kind and other kinds of the model less', () => {
		const learned = learn(40, answer({ counted: 1500 }));
		const [own, kind, model] = [
			lengthFactor(learned, 'write', 'm'),
			lengthFactor(learned, 'write', 'x'),
			lengthFactor(learned, 'explain', 'm'),
		];
		for (const other of [kind, model]) {
			expect(other).toBeGreaterThan(1.1);
			expect(other).toBeLessThan(own);
		}
		expect(lengthFactor(learned, 'explain', 'x')).toBe(1);
	});

	it('forgets: what a model did long ago gives way to what it does now', () => {
		const then = learn(30, answer({ counted: 2000 }));
		const now = learn(300, answer({ counted: 500 }), then);
		expect(lengthFactor(now, 'write', 'm')).toBeLessThan(1.4);
	});

	it('is moved by one absurd count as by one that is four times off', () => {
		const absurd = learn(1, answer({ counted: 1e9 }));
		expect(absurd).toEqual(learn(1, answer({ counted: 1e6 })));
	});

	it('takes no answer in that was not counted, and no name for a property of tables', () => {
		for (const odd of [answer({ counted: 0 }), answer({ expected: 0 }), answer({ counted: Number.NaN }), answer({ counted: Infinity })]) {
			expect(learnLength(NO_LENGTHS, odd)).toBe(NO_LENGTHS);
		}
		expect(lengthFactor(NO_LENGTHS, 'constructor', '__proto__')).toBe(1);
	});

	it('stays bounded whatever comes, and remembers no more than some hundred', () => {
		const seen = fc.record({
			taskKind: fc.constantFrom('write', 'fix'),
			candidateId: fc.string(),
			expected: fc.integer({ min: 1, max: 100_000 }),
			counted: fc.integer({ min: 1, max: 1_000_000 }),
		});
		fc.assert(
			fc.property(fc.array(seen, { maxLength: 30 }), (all) => {
				const learned = all.reduce(learnLength, NO_LENGTHS);
				for (const { taskKind, candidateId } of all) {
					const factor = lengthFactor(learned, taskKind, candidateId);
					expect(factor).toBeGreaterThanOrEqual(0.25 - 1e-9);
					expect(factor).toBeLessThanOrEqual(4 + 1e-9);
				}
			}),
			{ numRuns: 50 },
		);
		const many = Array.from({ length: 700 }, (_, i) => answer({ candidateId: `m${i}` })).reduce(learnLength, NO_LENGTHS);
		expect(Object.keys(many).length).toBeLessThanOrEqual(600);
	});
});
