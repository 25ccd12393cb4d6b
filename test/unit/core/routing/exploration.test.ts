import { describe, expect, it } from 'vitest';
import type { Exploration } from '../../../../src/core/routing/exploration.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { type RouteInput, route } from '../../../../src/core/routing/route.ts';
import { AUTO, type CandidatePrediction, NO_LIMITS } from '../../../../src/core/routing/types.ts';
import { candidate, predicted, prediction, prices } from './support.ts';

const TRY: Exploration = { share: 0.03, draw: 0 };
const dear = candidate('dear', { prices: prices(3, 15) });
const cheap = candidate('cheap', { prices: prices(0.3, 1.5) });
/** Its mean reaches the bar, and its interval is so wide that it does not count as good enough. */
const doubtful = (over: Partial<CandidatePrediction> = {}) =>
	predicted('cheap', 0.94, { quality: { mean: 0.94, low: 0.6, high: 0.99 }, ...over });

function asked(over: Partial<RouteInput> = {}, cheapOne = doubtful()): RouteInput {
	return {
		candidates: [dear, cheap],
		prediction: prediction([predicted('dear', 0.95, { quality: { mean: 0.95, low: 0.92, high: 0.97 } }), cheapOne], 0.1, 4000),
		...{ needs: { tools: false, vision: false }, limits: NO_LIMITS, weights: presetWeights('best', 0, 0.92) },
		...{ cache: null, opens: true, choice: AUTO, now: 0 },
		...over,
	};
}

describe('trying a model', () => {
	it('takes the cheaper one whose mean is good enough, and says so', () => {
		expect(route(asked()).chosen!.candidate.id).toBe('dear');
		const decision = route(asked({ exploration: TRY }));
		expect(decision.chosen!.candidate.id).toBe('cheap');
		expect(decision.steeredBy).toEqual(['exploration']);
		expect(decision.reason).toMatch(/^Tried so that Routoo learns how well cheap does/);
		expect(decision.alternatives[0]).toBe(decision.chosen);
		expect(decision.alternatives[1]).toMatchObject({
			candidate: { id: 'dear' },
			whyNot: expect.stringContaining('would have been chosen'),
		});
	});

	it.each<[string, Partial<RouteInput>, CandidatePrediction?]>([
		['another draw', { exploration: { share: 0.03, draw: 0.03 } }],
		['a share of none', { exploration: { share: 0, draw: 0 } }],
		['nobody who asks for it', {}],
		['a choice of the user', { exploration: TRY, choice: { kind: 'user', candidateId: 'dear' } }],
		['a run that keeps its model', { exploration: TRY, choice: { kind: 'pinned', candidateId: 'dear', why: 'Its run began with it.' } }],
		['a later message of a conversation', { exploration: TRY, opens: false }],
		['no bar', { exploration: TRY, weights: { pointValue: 10_000, lambda: 0, msPerPoint: 4000 } }],
		['a mean below the bar', { exploration: TRY }, doubtful({ quality: { mean: 0.91, low: 0.6, high: 0.99 } })],
		['a rule that forbids it', { exploration: TRY, limits: { ...NO_LIMITS, pool: ['dear'] } }],
		['a model that failed just now', { exploration: TRY, limits: { ...NO_LIMITS, circuitOpen: new Set(['cheap']) } }],
		['a price that is higher', { exploration: TRY, candidates: [dear, candidate('cheap', { prices: prices(4, 20) })] }],
	])('does not for %s', (_, over, cheapOne) => {
		const { exploration: __, ...without } = asked(over, cheapOne);
		const decision = route(asked(over, cheapOne));
		expect(decision).toEqual(route(without));
		expect(decision.steeredBy).not.toContain('exploration');
	});

	it('does not for a message of which nobody knows where it stands', () => {
		const { opens: _, ...unknown } = asked({ exploration: TRY });
		expect(route(unknown).chosen!.candidate.id).toBe('dear');
	});

	it('does not try what lost by its wait: of that enough is known', () => {
		const slow = predicted('cheap', 0.94, { latencyMs: 400_000, quality: { mean: 0.94, low: 0.92, high: 0.96 } });
		expect(route(asked({}, slow)).chosen!.candidate.id).toBe('dear');
		expect(route(asked({ exploration: TRY }, slow)).chosen!.candidate.id).toBe('dear');
	});

	it('takes turns where there are several', () => {
		const third = candidate('third', { prices: prices(1, 4) });
		const whole = asked({ candidates: [dear, cheap, third] });
		const all = { ...whole, prediction: prediction([...whole.prediction.candidates, doubtful({ candidateId: 'third' })], 0.1, 4000) };
		const at = (turn: number) => route({ ...all, exploration: { ...TRY, turn } }).chosen!.candidate.id;
		expect([at(0), at(0.49), at(0.5), at(0.99)]).toEqual(['cheap', 'cheap', 'third', 'third']);
	});
});
