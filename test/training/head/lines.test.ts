import { describe, expect, it } from 'vitest';
import { type LineModel, predecessors } from '../../../training/head/line-system.ts';
import { fitLines } from '../../../training/head/lines.ts';
import { ordered } from '../../../training/head/ordered.ts';

const effects = new Map([
	['unstated', [0, 0]],
	['low', [-0.2, 0]],
	['high', [0.4, 0]],
]);

/** Scores that say `mean` in each dimension with this precision. */
function measured(mean: number, precision = 40, effort = 'unstated') {
	return {
		effort,
		information: {
			precision: [
				[precision, 0],
				[0, precision],
			],
			weighted: [precision * mean, precision * mean],
			evidence: 10,
		},
	};
}

function model(id: string, released: number, variants: LineModel['variants'], more: Partial<LineModel> = {}): LineModel {
	return { id, vendor: 'v', tier: 'frontier', released, traits: [-3, -3], variants, ...more };
}

describe('a line of models', () => {
	const line = [0, 0.5, 1, 1.5].map((years, i) => model(`m-${i}`, 2024 + years, [measured(0.3 * i)]));
	const unknown = model('m-new', 2026, [{ effort: 'unstated', information: null }]);

	it('goes on with its last model plus a step, and not with what the name tells', () => {
		const { bases, variants, step } = fitLines([...line, unknown], effects);
		const [last, next] = [bases[3]!, bases[4]!];
		expect(next.mean[0]!).toBeGreaterThan(last.mean[0]! + 0.1);
		expect(next.mean[0]!).toBeLessThan(last.mean[0]! + 0.6);
		expect(step.mean[0]!).toBeGreaterThan(0.3);
		expect(next.covariance[0]![0]!).toBeGreaterThan(2 * last.covariance[0]![0]!);
		expect(variants[4]![0]!.covariance[0]![0]!).toBeGreaterThan(next.covariance[0]![0]!);
	});

	it('follows what was measured of a model, and its neighbours hear of it', () => {
		const bold = fitLines([...line, { ...unknown, variants: [measured(3)] }], effects);
		expect(bold.bases[4]!.mean[0]!).toBeGreaterThan(2);
		expect(bold.bases[3]!.mean[0]!).toBeGreaterThan(fitLines([...line, unknown], effects).bases[3]!.mean[0]!);
	});

	it('begins at what the name tells', () => {
		const alone = model('other', 2025, [{ effort: 'unstated', information: null }], { tier: 'small' });
		expect(fitLines([...line, alone], effects).bases[4]!.mean[0]!).toBeCloseTo(-3, 1);
	});

	it('takes the effect of an effort from the models of its own line, where they show one', () => {
		const strong = (id: string, released: number) => model(id, released, [measured(0, 40, 'low'), measured(1.6, 40, 'high')]);
		const fresh = model('c', 2025, [
			{ effort: 'low', information: null },
			{ effort: 'high', information: null },
		]);
		const own = fitLines([strong('a', 2024), strong('b', 2024.5), fresh], effects).variants[2]!;
		const other = fitLines([strong('a', 2024), strong('b', 2024.5), { ...fresh, vendor: 'w' }], effects).variants[2]!;
		expect(other[1]!.mean[0]! - other[0]!.mean[0]!).toBeCloseTo(0.6, 5);
		expect(own[1]!.mean[0]! - own[0]!.mean[0]!).toBeGreaterThan(0.75);
	});

	it('orders by release, of one month as the catalog lists them, each vendor and tier apart', () => {
		const models = [
			model('newest', 2026, []),
			model('new', 2026, []),
			model('old', 2024, []),
			model('small', 2025, [], { tier: 'small' }),
			model('other', 2025, [], { vendor: 'w' }),
		];
		expect(predecessors(models)).toEqual([1, 2, null, null, null]);
	});
});

describe('ordered values', () => {
	const weights = [1, 1, 1];

	it('stay as they are where they keep the orders', () => {
		expect(ordered([1, 2, 3], weights, [{ below: 0, above: 1 }])).toEqual([1, 2, 3]);
	});

	it('meet at their mean by weight where they do not', () => {
		const [a, b] = ordered([4, 0], [3, 1], [{ below: 0, above: 1 }]);
		expect(a).toBeCloseTo(3, 6);
		expect(b).toBeCloseTo(3, 6);
	});

	it('keep chains and branches at once, at the least change', () => {
		const orders = [
			{ below: 0, above: 1 },
			{ below: 1, above: 2 },
		];
		const result = ordered([3, 2, 1], weights, orders);
		for (const value of result) expect(value).toBeCloseTo(2, 5);
		expect(ordered([0, 5, 1], weights, orders).map((value) => Number(value.toFixed(5)))).toEqual([0, 3, 3]);
	});
});
