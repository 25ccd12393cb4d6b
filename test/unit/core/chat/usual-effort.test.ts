import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnswerState, Turn } from '../../../../src/core/chat/session.ts';
import { emptyAnswer } from '../../../../src/core/chat/session-ops.ts';
import { type EffortHints, effortHints, NO_HINTS, usualEffort } from '../../../../src/core/chat/usual-effort.ts';
import type { RoutingLine, RoutingRow } from '../../../../src/core/routing/routing-line.ts';

const IDS = ['a/m@max', 'a/m@low', 'a/m'];
const row = (candidateId: string, mean: number, expectedCost: number | null, change: Partial<RoutingRow> = {}): RoutingRow => ({
	...{ candidateId, modelName: candidateId, recipient: 'there', quality: { mean, low: mean, high: mean }, expectedCost },
	...{ latencyMs: 1, whyNot: '', excluded: false, ...change },
});
const hints = (rows: readonly RoutingRow[], goodEnough?: number): EffortHints =>
	effortHints([], { alternatives: rows, ...(goodEnough === undefined ? {} : { goodEnough }) });
const out = { excluded: true };

test('without a hint a model runs as by default, else at its least effort', () => {
	expect(usualEffort(IDS, NO_HINTS)).toBe('a/m');
	expect(usualEffort(['a/m@max', 'a/m@low'], NO_HINTS)).toBe('a/m@low');
	expect(usualEffort(['a/q@q4'], NO_HINTS)).toBe('a/q@q4');
});

test('as the decision puts it first, whatever else it compared', () => {
	expect(usualEffort(IDS, hints([row('b/x', 0.9, 1), row('a/m@low', 0.8, 5), row('a/m', 0.9, 9)]))).toBe('a/m@low');
	expect(usualEffort(IDS, hints([row('a/m@max', 0.9, 9, out), row('a/m', 0.8, 7)]))).toBe('a/m');
});

test('what was not compared is taken by the rule: the cheapest that is good enough, else the best; never what cannot do it', () => {
	const rows = [row('a/m', 0.93, 20, out), row('a/m@low', 0.86, 10, out), row('a/m@max', 0.95, 90, out)];
	expect(usualEffort(IDS, hints(rows, 0.85))).toBe('a/m@low');
	expect(usualEffort(IDS, hints(rows, 0.92))).toBe('a/m');
	expect(usualEffort(IDS, hints(rows, 0.99))).toBe('a/m@max');
	expect(usualEffort(IDS, hints(rows))).toBe('a/m@max');
	expect(usualEffort(IDS, hints([{ ...rows[2]!, unfit: 'too long' }, rows[1]!]))).toBe('a/m@low');
});

test('the last answer of the chat says the effort, by time; one that failed says nothing', () => {
	const turn = (...answers: readonly [string, number, AnswerState?][]): Turn => ({
		...{ id: 't', at: 1, text: 'x', attachments: [], sentTokens: 1, shown: 0 },
		answers: answers.map(([candidateId, at, state = 'done']) => ({
			...emptyAnswer(candidateId, at),
			...{ state, routing: { candidateId } as RoutingLine },
		})),
	});
	// The first message was asked again after the second.
	const { last } = effortHints(
		[turn(['a/m', 1], ['a/m@max', 3]), turn(['a/m@low', 2], ['b/x', 4, 'failed'], ['b/x@low', 1, 'cancelled'])],
		null,
	);
	expect([...last]).toEqual([
		['a/m', 'a/m@max'],
		['b/x', 'b/x@low'],
	]);
	expect(usualEffort(IDS, { ...hints([row('a/m@low', 0.8, 5)]), last })).toBe('a/m@max');
	// It is offered no more.
	expect(usualEffort(['a/m', 'a/m@low'], { ...NO_HINTS, last })).toBe('a/m');
});

test('it is always one of the efforts, in whatever order they come', () => {
	const ids = fc.shuffledSubarray(IDS, { minLength: 1 });
	const rows = fc.array(
		fc.record({ id: fc.constantFrom(...IDS, 'b/x'), mean: fc.double({ min: 0, max: 1, noNaN: true }), excluded: fc.boolean() }),
		{ maxLength: 5 },
	);
	fc.assert(
		fc.property(ids, rows, fc.option(fc.constantFrom(...IDS)), (of, all, before) => {
			const last = new Map(before === null ? [] : [['a/m', before]]);
			const given = { ...hints(all.map(({ id, mean, excluded }) => row(id, mean, null, { excluded }))), last };
			const usual = usualEffort(of, given);
			expect(of).toContain(usual);
			expect(usualEffort(of.toReversed(), given)).toBe(usual);
		}),
	);
});
