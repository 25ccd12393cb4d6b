import { describe, expect, it } from 'vitest';
import { pairFigures, pairOrder } from '../../../bench/routing/curve.ts';
import { randomOf } from '../../../training/kit/random.ts';

/** rows x 2 from columns. */
const columns = (weak: readonly number[], strong: readonly number[]) => Float32Array.from(weak.flatMap((value, i) => [value, strong[i]!]));
const figures = (weak: readonly number[], strong: readonly number[], estimates: readonly number[]) =>
	pairFigures(
		pairOrder(
			columns(
				estimates.map(() => 0),
				estimates,
			),
			columns(weak, strong),
			2,
			0,
			1,
		),
	);

describe('a pair of models', () => {
	it('has the figures of a hand-made curve', () => {
		// Gains in the order of the estimates: +1, 0, +1, 0. PGR at 0, 1/4, 2/4, 3/4, 1: 0, .5, .5, 1, 1.
		const found = figures([0, 1, 0, 0], [1, 1, 1, 0], [4, 3, 2, 1]);
		expect(found.apgr).toBeCloseTo((0.25 + 0.5 + 0.75 + 1) / 4, 10);
		expect(found.cpt50).toBeCloseTo(0.25, 10);
		expect(found.cpt80).toBeCloseTo(0.5 + (0.25 * 0.3) / 0.5, 10);
		expect(found.maxPgr).toBe(1);
	});

	it('rates a perfect router over a random one over an inverted one', () => {
		const random = randomOf(5);
		const weak = Array.from({ length: 4000 }, () => (random() < 0.6 ? 1 : 0));
		const strong = weak.map((y) => (random() < 0.25 ? 1 - y : y)).map((y) => (random() < 0.3 ? 1 : y));
		const gain = weak.map((y, i) => strong[i]! - y);
		const perfect = figures(weak, strong, gain);
		const inverted = figures(
			weak,
			strong,
			gain.map((g) => -g),
		);
		const chance = figures(
			weak,
			strong,
			gain.map(() => random()),
		);
		expect(perfect.apgr).toBeGreaterThan(1);
		expect(perfect.maxPgr).toBeGreaterThan(1);
		expect(chance.apgr).toBeCloseTo(0.5, 1);
		// The two curves are one turned by half a turn.
		expect(perfect.apgr + inverted.apgr).toBeCloseTo(1, 10);
		expect(inverted.cpt50).toBeGreaterThan(0.9);
	});

	it('takes rows of equal gain together, whatever their order', () => {
		const equal = figures([0, 0, 0, 0], [1, 0, 1, 0], [7, 7, 7, 7]);
		expect(equal).toEqual(figures([0, 0, 0, 0], [0, 1, 0, 1], [7, 7, 7, 7]));
		expect(equal).toMatchObject({ apgr: 0.5, cpt50: 0.5, cpt80: 0.8, maxPgr: 1 });
	});

	it('has no figures where the strong model is no better', () => {
		expect(figures([1, 0], [0, 1], [1, 2])).toEqual({ apgr: Number.NaN, cpt50: Number.NaN, cpt80: Number.NaN, maxPgr: Number.NaN });
	});

	it('counts a resample as if its rows stood there so often', () => {
		const weak = [0, 1, 0, 0, 1];
		const strong = [1, 1, 0, 1, 1];
		const estimates = [0.3, 0.9, 0.1, 0.5, 0.3];
		const counts = Int32Array.of(2, 0, 1, 3, 1);
		const repeated = (values: readonly number[]) => values.flatMap((value, i) => new Array<number>(counts[i]!).fill(value));
		const zero = estimates.map(() => 0);
		const counted = pairFigures(pairOrder(columns(zero, estimates), columns(weak, strong), 2, 0, 1), counts);
		const whole = figures(repeated(weak), repeated(strong), repeated(estimates));
		expect(counted.apgr).toBeCloseTo(whole.apgr, 10);
		expect(counted.cpt50).toBeCloseTo(whole.cpt50, 10);
		expect(counted.maxPgr).toBeCloseTo(whole.maxPgr, 10);
	});
});
