import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stronger } from '../../../../src/core/agent/escalation.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { candidate, predicted, prediction, prices } from '../routing/support.ts';

const gpt = (effort: string | null, over: Partial<Candidate> = {}) =>
	candidate(`gpt${effort === null ? '' : `@${effort}`}`, { wireModel: 'gpt', effort, reasoning: true, ...over });
const EFFORTS = [gpt(null), gpt('low'), gpt('high'), gpt('xhigh')];
const opus = candidate('opus', { endpointId: 'anthropic', prices: prices(5, 25) });
const sonnet = candidate('sonnet', { endpointId: 'anthropic', prices: prices(3, 15) });

function next(
	current: Candidate,
	candidates: readonly Candidate[],
	means: readonly number[],
	over: { fits?: (c: Candidate) => boolean } = {},
) {
	return stronger({
		...{ current, candidates },
		prediction: prediction(candidates.map((c, i) => predicted(c.id, means[i]!))),
		fits: () => true,
		cost: (c) => c.prices!.input,
		...over,
	});
}

test('the effort is raised first, a step at a time', () => {
	const means = [0.8, 0.75, 0.83, 0.84, 0.95];
	expect(next(EFFORTS[0]!, [...EFFORTS, opus], means)).toEqual({ kind: 'effort', candidate: EFFORTS[2] });
	expect(next(EFFORTS[2]!, [...EFFORTS, opus], means)).toEqual({ kind: 'effort', candidate: EFFORTS[3] });
	expect(next(EFFORTS[1]!, [...EFFORTS, opus], means)).toEqual({ kind: 'effort', candidate: EFFORTS[0] });
});

test('then the cheapest model that is predicted to be better at all', () => {
	const means = [0.8, 0.75, 0.83, 0.84, 0.95, 0.9];
	expect(next(EFFORTS[3]!, [...EFFORTS, opus, sonnet], means)).toEqual({ kind: 'model', candidate: sonnet });
	expect(next(EFFORTS[3]!, [...EFFORTS, opus, sonnet], [...means.slice(0, 5), 0.841])).toEqual({ kind: 'model', candidate: sonnet });
	expect(next(EFFORTS[3]!, [...EFFORTS, opus, sonnet], [...means.slice(0, 5), 0.84])).toEqual({ kind: 'model', candidate: opus });
});

test('what does not fit, or is predicted to be worse, does not take over', () => {
	expect(next(EFFORTS[0]!, EFFORTS, [0.8, 0.7, 0.79, 0.78])).toBeNull();
	expect(next(opus, [opus, sonnet], [0.9, 0.9])).toBeNull();
	expect(next(sonnet, [opus, sonnet], [0.95, 0.8], { fits: () => false })).toBeNull();
	expect(next(opus, [sonnet], [0.9])).toBeNull();
});

test('an unnamed effort that does not think is the lowest', () => {
	const plain = gpt(null, { reasoning: false });
	expect(next(plain, [plain, gpt('low'), gpt('high')], [0.8, 0.82, 0.85])).toEqual({ kind: 'effort', candidate: gpt('low') });
});

test('never down', () => {
	const pool = [...EFFORTS, opus, sonnet];
	fc.assert(
		fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }), fc.nat(5), (means, at) => {
			const found = next(pool[at]!, pool, means);
			expect(found === null || means[pool.indexOf(found.candidate)]! >= means[at]!).toBe(true);
		}),
	);
});
