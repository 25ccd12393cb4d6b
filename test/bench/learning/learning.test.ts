import { describe, expect, it } from 'vitest';
import { Discounted } from '../../../bench/learning/linear.ts';
import { CHANGES_AT, DROP, lowered, REQUESTS, streamOf } from '../../../bench/learning/scenario.ts';
import { Simulation } from '../../../bench/learning/simulate.ts';
import { trueChances } from '../../../bench/learning/truth.ts';
import type { World } from '../../../bench/learning/world.ts';
import { normal, randomOf } from '../../../training/kit/random.ts';
import { predictionOf } from '../../unit/core/learning/support.ts';
import { candidate, prices } from '../../unit/core/routing/support.ts';

const IDS = ['recorded/cheap', 'recorded/dear', 'recorded/newcomer-72b', 'recorded/newcomer-8b'];

/** Four models that answer by chance, of .7, .9 and twice .85, on requests that all look alike. */
function world(requests = 400): World {
	const random = randomOf(3);
	const rates = [0.7, 0.9, 0.85, 0.85];
	return {
		candidates: IDS.map((id, i) =>
			candidate(id, { wireModel: id, catalogId: null, prices: [prices(0.3, 0.3), prices(3, 15)][i] ?? prices(0.2, 0.2) }),
		),
		newcomers: [2, 3],
		predictions: Array.from({ length: requests }, () => predictionOf(IDS, { logit: 1.4, shared: 0.05, taskKind: 'question' })),
		domains: Array.from({ length: requests }, (_, i) => ['law', 'health', 'maths', 'science'][i % 4]!),
		outcome: Float32Array.from({ length: 4 * requests }, (_, i) => (random() < rates[i % 4]! ? 1 : 0)),
		inSample: 0,
	};
}

describe('ridge regression with forgetting', () => {
	it('finds the weights of a noisy line, and is surer the more it saw', () => {
		const random = randomOf(1);
		const arm = new Discounted(2, 1);
		const before = arm.at([1, 0.5]).width;
		for (let i = 0; i < 2000; i++) {
			const x = [1, random()];
			arm.add(x, 0.3 - 0.6 * x[1]! + 0.1 * normal(random));
		}
		expect(arm.at([1, 0]).mean).toBeCloseTo(0.3, 1);
		expect(arm.at([1, 1]).mean).toBeCloseTo(-0.3, 1);
		expect(arm.at([1, 0.5]).width).toBeLessThan(before / 10);
		for (let i = 0; i < 3000; i++) arm.forget(0.99);
		expect(arm.at([1, 1]).mean).toBeCloseTo(0, 6);
		expect(arm.at([1, 0.5]).width).toBeCloseTo(before, 6);
	});
});

describe('streams', () => {
	it('are the same again, and change when they should', () => {
		const own = world();
		for (const scenario of ['one domain', 'drop', 'no drop', 'newcomer', 'underrated newcomer', 'half price'] as const) {
			const stream = streamOf(own, scenario, 2, 0);
			expect(stream).toEqual(streamOf(own, scenario, 2, 0));
			expect(stream).toHaveLength(REQUESTS);
			const at = CHANGES_AT[scenario];
			expect(stream[at - 1]).toMatchObject({ present: [0, 1], dropped: null, halved: null });
			const news = scenario === 'newcomer' ? [0, 1, 2] : scenario === 'underrated newcomer' ? [0, 1, 3] : [0, 1];
			expect(stream[at]).toMatchObject({
				present: news,
				dropped: scenario === 'drop' ? 0 : null,
				halved: scenario === 'half price' ? 0 : null,
			});
		}
	});

	it('are drawn from one domain alone where a user has one', () => {
		const own = world();
		expect(new Set(streamOf(own, 'one domain', 1, 0).map(({ row }) => own.domains[row]))).toEqual(new Set(['health']));
	});

	it('lower a model by fifteen points on average', () => {
		expect(0.8 - lowered(0.8, 0.8)).toBeCloseTo(DROP, 9);
		expect(lowered(0, 0.8)).toBe(0);
	});
});

describe('what regret is counted by', () => {
	it('has the recorded share of every model in every domain as its mean', () => {
		const own = world();
		const chances = trueChances(own);
		for (let c = 0; c < 4; c++) {
			const rows = [...own.domains.keys()].filter((row) => own.domains[row] === 'law');
			const mean = (values: ArrayLike<number>) => rows.reduce((sum, row) => sum + values[row * 4 + c]!, 0) / rows.length;
			expect(mean(chances)).toBeCloseTo(mean(own.outcome), 4);
		}
	});
});

describe('a simulation', () => {
	it('sees the learner leave a model that turned bad, and the static head stay', () => {
		const simulation = new Simulation(world());
		const signals = { sensitivity: 0.9, specificity: 0.9, share: 1 };
		const still = simulation.run('static', 'drop', signals, 1);
		const learner = simulation.run('learner', 'drop', signals, 1, 0);
		expect(still.noticed).toBeNull();
		expect(learner.noticed).toBeLessThan(200);
		expect(learner.regretAfter).toBeLessThan(0.7 * still.regretAfter);
		expect(simulation.run('static', 'drop', { ...signals, share: 0 }, 1)).toEqual(still);
	}, 60_000);
});
