import { describe, expect, it } from 'vitest';
import { benchmark } from '../../../bench/routing/run.ts';
import { withTrainRows } from '../../../bench/routing/train-rows.ts';
import { row } from '../live/support.ts';
import { plantedSet, pricedPool, slope } from './support.ts';

const COLUMNS = ['weak', 'strong'];
/** The strong model is better on the whole, and the more so the higher the first axis is. */
const chance = (model: number, vector: Float32Array) => (model === 0 ? 0.35 : slope(model, vector));
const set = plantedSet({ rows: 300, columns: COLUMNS, chance });
const elsewhere = plantedSet({ rows: 900, columns: COLUMNS, chance, seed: 2 });
const pools = [pricedPool({ weak: 1, strong: 10 }, 'strong')];

/** The planted rows as another folder holds them; `turned`: the models have changed places. */
const trainSet = (turned: boolean) => ({
	name: 'planted',
	columns: turned ? ['strong', 'weak'] : COLUMNS,
	rows: elsewhere.ids.map((id, i) =>
		row('planted', `train/${id}`, {
			text: `row ${i} ${id}`,
			outcomes: [0, 1].map((column) => ({ column, value: elsewhere.outcome[i * 2 + column]! })),
		}),
	),
});
const embed = async () =>
	elsewhere.ids.map((_, i) => elsewhere.embedding.subarray(i * elsewhere.embeddingSize, (i + 1) * elsewhere.embeddingSize));
const measured = async (turned: boolean) =>
	benchmark([await withTrainRows(set, trainSet(turned), embed)], pools, { resamples: 20 }).sets[0]!;

describe('baselines that learn from another folder', () => {
	it('measures the same rows, and what needs no fit is as without them', async () => {
		const alone = benchmark([set], pools, { resamples: 20 }).sets[0]!;
		const both = await measured(false);
		expect(both.n).toBe(300);
		expect(both.pools[0]!.n).toBe(300);
		expect(both.all!.auc).toBeCloseTo(alone.all!.auc!);
		expect(both.pools[0]!.routers.routoo).toEqual(alone.pools[0]!.routers.routoo);
		expect(both.pools[0]!.routers.oracle.apgr).toBe(alone.pools[0]!.routers.oracle.apgr);
	});

	it('learns from those rows alone: where the models have changed places there, the baseline is wrong here', async () => {
		const [right, turned] = [await measured(false), await measured(true)];
		for (const name of ['knn', 'logistic'] as const) {
			expect(right.pools[0]!.routers[name].apgr).toBeGreaterThan(0.55);
			expect(turned.pools[0]!.routers[name].apgr).toBeLessThan(0.45);
		}
	});

	it('a set that the other folder lacks is as it was', async () => {
		expect(await withTrainRows(set, null, embed)).toBe(set);
	});
});
