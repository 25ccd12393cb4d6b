import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, STAY_POINTS } from '../../../../src/core/routing/decoder.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { route } from '../../../../src/core/routing/route.ts';
import { AUTO, type DecodeInput, NO_LIMITS } from '../../../../src/core/routing/types.ts';
import { candidate, cost, predicted, prediction } from './support.ts';

const IDS = ['a', 'b', 'c', 'd'];

/** Four models of any quality and price, the one that has the conversation, and those that may not be asked. */
const threads = fc.record({
	means: fc.array(fc.double({ min: 0.3, max: 0.99, noNaN: true }), { minLength: 4, maxLength: 4 }),
	costs: fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 4, maxLength: 4 }),
	stay: fc.constantFrom(...IDS, 'gone', null),
	open: fc.subarray(IDS, { maxLength: 3 }),
});

function inputOf({ means, costs, stay, open }: { means: number[]; costs: number[]; stay: string | null; open: string[] }): DecodeInput {
	return {
		candidates: IDS.map((id) => candidate(id)),
		prediction: prediction(
			IDS.map((id, i) => predicted(id, means[i]!)),
			0.005,
		),
		costs: costs.map((perTurn) => cost(perTurn)),
		needs: { tools: false, vision: false },
		limits: { ...NO_LIMITS, circuitOpen: new Set(open) },
		weights: presetWeights('balanced'),
		because: new Set<never>(),
		choice: AUTO,
		stay,
	};
}

describe('the model of a conversation', () => {
	it('stays where no other is ahead by more than a point, never against a limit, and costs at most a point', () => {
		fc.assert(
			fc.property(threads, (thread) => {
				const free = decide(inputOf({ ...thread, stay: null }));
				const kept = decide(inputOf(thread));
				const own = free.alternatives.find((a) => a.candidate.id === thread.stay && a.excluded === null);
				const stays = own !== undefined && free.chosen!.score! - own.score! <= STAY_POINTS;
				expect(kept.chosen?.candidate.id).toBe(stays ? thread.stay : free.chosen?.candidate.id);
				expect(free.chosen!.score! - kept.chosen!.score!).toBeLessThanOrEqual(STAY_POINTS);
				expect(thread.open).not.toContain(kept.chosen!.candidate.id);
				expect(kept.alternatives[0]).toBe(kept.chosen);
				expect(new Set(kept.alternatives.map((a) => a.candidate.id))).toEqual(new Set(IDS));
			}),
		);
	});

	it('is said where it is not the first', () => {
		const thread = { means: [0.8, 0.805, 0.3, 0.3], costs: [1000, 1000, 1000, 1000], open: [] };
		const kept = decide(inputOf({ ...thread, stay: 'a' }));
		expect(decide(inputOf({ ...thread, stay: null })).chosen!.candidate.id).toBe('b');
		expect(kept.chosen!.candidate.id).toBe('a');
		expect(kept.reason).toBe('The conversation stays with its model; b is barely ahead.');
		expect(kept.alternatives.find((a) => a.candidate.id === 'b')!.whyNot).toContain('the conversation stays');
		const named = { ...inputOf({ ...thread, stay: 'a' }), choice: { kind: 'user', candidateId: 'b' } } as const;
		expect(decide(named).chosen!.candidate.id).toBe('b');
	});

	it('is not said to be behind another where both have as many points', () => {
		const thread = { means: [0.8, 0.8, 0.3, 0.3], costs: [1000, 1000, 1000, 1000], open: [] };
		const sure = prediction(
			IDS.map((id, i) => predicted(id, thread.means[i]!)),
			0,
		);
		const kept = decide({ ...inputOf({ ...thread, stay: 'b' }), prediction: sure });
		expect(decide({ ...inputOf({ ...thread, stay: null }), prediction: sure }).chosen!.candidate.id).toBe('a');
		expect(kept.chosen!.candidate.id).toBe('b');
		expect(kept.reason).not.toContain('ahead');
	});

	it('is none for the first message, also where that message is edited', () => {
		const { candidates, prediction, needs, limits, weights, choice } = inputOf({
			...{ means: [0.8, 0.804, 0.3, 0.3], costs: [], stay: null, open: [] },
		});
		const cache = { candidateId: 'a', prefixTokens: 0, lastUsedAt: 0 };
		const asked = { candidates, prediction, needs, limits, weights, choice, cache, now: 1e12 };
		expect(route(asked).chosen!.candidate.id).toBe('a');
		expect(route({ ...asked, opens: true }).chosen!.candidate.id).toBe('b');
	});
});
