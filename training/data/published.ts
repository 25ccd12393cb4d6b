import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deepSweRows } from '../catalog/deepswe.ts';
import { splitCsv } from './datasets.ts';

/** One published score: `model` and `benchmark` are indices of the table, `y` is on the scale that the fit uses. */
export interface ScoreObservation {
	readonly model: number;
	readonly benchmark: number;
	readonly y: number;
	readonly weight: number;
}

export interface PublishedTable {
	/** Ids as published, with `@effort`. */
	readonly models: readonly string[];
	readonly benchmarks: readonly string[];
	readonly observations: readonly ScoreObservation[];
	readonly rows: number;
}

const MIN_MODELS = 8;
/** Neutral harnesses ran all models alike; the rest used each vendor's own prompts and scaffolds. */
const NEUTRAL =
	/artificialanalysis|LiveBench|arena|benchmark-stitching|aider|evalplus|bigcode-bench|crux-eval|SWE-bench\/|OpenHands|LiveCodeBench|DeepSWE 1\.1 (?:leaderboard|run by a third)/i;
/** Composites of other columns of the same table: the same evidence twice. */
export const COMPOSITE = /^aa_|_avg/;
/** Chance level of lettered questions. */
const CHANCE: readonly (readonly [RegExp, number])[] = [
	[/^mmlu_pro/, 0.1],
	[/^(mmlu|gpqa)/, 0.25],
];

/** Logit of a score above chance; Elo on its own linear scale (400 points = odds of ten). */
function scale(benchmark: string, unit: string, score: number): number {
	if (unit === 'elo') return ((score - 1200) * Math.LN10) / 400;
	const chance = CHANCE.find(([pattern]) => pattern.test(benchmark))?.[1] ?? 0;
	const share = Math.min(0.985, Math.max(0.01, (score - chance) / (1 - chance)));
	return Math.log(share / (1 - share));
}

/** The score that `y` stands for: a share of 1, or an Elo rating. */
export function unscale(benchmark: string, y: number): { readonly score: number; readonly unit: 'share' | 'elo' } {
	if (benchmark.startsWith('arena_elo')) return { score: 1200 + (y * 400) / Math.LN10, unit: 'elo' };
	const chance = CHANCE.find(([pattern]) => pattern.test(benchmark))?.[1] ?? 0;
	return { score: chance + (1 - chance) / (1 + Math.exp(-y)), unit: 'share' };
}

/** Reads `published/published_scores.csv` and the board of DeepSWE of the data folder; several rows of a model and benchmark are averaged by weight. */
export function readPublished(folder: string): PublishedTable {
	const lines = readFileSync(path.join(folder, 'published', 'published_scores.csv'), 'utf8')
		.trim()
		.split(/\r?\n/)
		.slice(1);
	const table = lines.map((line) => {
		const [model, , benchmark, score, unit, , source] = splitCsv(line) as [string, string, string, string, string, string, string];
		return { model, benchmark, score, unit, source };
	});
	const boards = deepSweRows(folder) as unknown as typeof table;
	const rows = [...table, ...boards].map(({ model, benchmark, score, unit, source }) => {
		const neutral = NEUTRAL.test(source);
		// A vendor's own figure is another experiment than a neutral harness' figure of the same benchmark.
		const item = neutral ? benchmark : `${benchmark} (reported)`;
		const weight = (neutral ? 1 : 0.4) * (COMPOSITE.test(benchmark) ? 0.4 : 1);
		return { model, item, y: scale(benchmark, unit, Number(score)), weight };
	});
	const users = new Map<string, Set<string>>();
	for (const row of rows) users.set(row.item, (users.get(row.item) ?? new Set()).add(row.model));
	const kept = rows.filter((row) => users.get(row.item)!.size >= MIN_MODELS);
	const models = [...new Set(kept.map((row) => row.model))].sort();
	const benchmarks = [...new Set(kept.map((row) => row.item))].sort();
	const modelIndex = new Map(models.map((name, i) => [name, i]));
	const benchmarkIndex = new Map(benchmarks.map((name, i) => [name, i]));
	const cells = new Map<string, { model: number; benchmark: number; sum: number; weight: number; best: number }>();
	for (const row of kept) {
		const cell = cells.get(`${row.model}\n${row.item}`) ?? {
			model: modelIndex.get(row.model)!,
			benchmark: benchmarkIndex.get(row.item)!,
			sum: 0,
			weight: 0,
			best: 0,
		};
		cell.sum += row.y * row.weight;
		cell.weight += row.weight;
		cell.best = Math.max(cell.best, row.weight);
		cells.set(`${row.model}\n${row.item}`, cell);
	}
	return {
		models,
		benchmarks,
		observations: [...cells.values()].map(({ model, benchmark, sum, weight, best }) => ({
			model,
			benchmark,
			y: sum / weight,
			weight: best,
		})),
		rows: rows.length,
	};
}
