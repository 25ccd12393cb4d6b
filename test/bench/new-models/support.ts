import type { Item } from '../../../bench/new-models/items.ts';
import { traitValues } from '../../../src/predictor/model-prior.ts';
import type { Problem } from '../../../training/head/layout.ts';
import type { Assembled, Prompt } from '../../../training/head/problem.ts';
import { normal, randomOf } from '../../../training/kit/random.ts';

export const CEILING = 0.995;

/** Items with two skills and the benchmark's offset; difficulties spread around 0. */
export function items(count: number, seed: number): Item[] {
	const random = randomOf(seed);
	return Array.from({ length: count }, () => ({
		directions: Float64Array.of(0.3 + random(), 0.3 + random(), 1),
		base: 1.2 * normal(random),
		floor: 0,
	}));
}

/** Six models on two sets of 90 prompts with two inputs; the abilities rise with the model's index. `flip` turns over the answers of one model. */
export function assembled(flip: number | null = null): Assembled {
	const random = randomOf(3);
	const models = ['alpha-1b', 'alpha-3b', 'beta-7b', 'beta-13b', 'gamma-34b', 'gamma-70b'];
	const sets = ['mmlu_all', 'lcb_repair'];
	const columnNames = sets.flatMap((set) => models.map((column, model) => ({ set, column, model })));
	const prompts = Array.from({ length: 180 }, (_, i): Prompt => {
		const set = i % 2;
		const input = Float32Array.of(normal(random), normal(random));
		const cells = models.map((_, model) => {
			const p = 1 / (1 + Math.exp(-(0.5 * (model - 2.5) - input[0]!)));
			const value = random() < p ? 1 : 0;
			return { model, column: set * models.length + model, value: model === flip ? 1 - value : value };
		});
		return {
			row: { input, options: 0, set, weight: 1, cells },
			embedding: input,
			group: `g${i}`,
			set: sets[set]!,
			message: null,
			original: null,
		};
	});
	const benchmarks = ['gpqa_diamond', 'mmlu', 'arena_elo'];
	const scores = models.flatMap((_, model) =>
		benchmarks.map((_, benchmark) => ({ model, benchmark, y: model === flip ? 3 : 0.5 * (model - 2.5), weight: 1 })),
	);
	const problem: Omit<Problem, 'rows'> = {
		inputs: 2,
		dimensions: 2,
		traits: models.map((name) => traitValues({ name, parametersB: null, reasoning: false })),
		base: Int32Array.from(models.keys()),
		bases: models.length,
		effort: new Int32Array(models.length),
		efforts: 1,
		scores,
		benchmarks,
		columns: columnNames.length,
		sets: sets.length,
	};
	return { problem, prompts, models, columnNames, sets };
}
