import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { markdownTable, percent } from '../../training/kit/tables.ts';
import { poolPlot } from '../kit/plots.ts';
import { aimsTable } from './aims.ts';
import type { BenchResult, SetResult } from './json.ts';
import { briefTable, poolSection } from './report-pool.ts';
import type { Pool } from './types.ts';

export interface ReportOptions {
	/** How the predictions were made: folds, encoder, what they saw. A paragraph. */
	readonly method: string;
	/** The command that writes the page. */
	readonly command: string;
	/** Further sections, each a whole piece of markdown with its own heading of the second level. They stand before the definitions. */
	readonly sections?: readonly string[];
}

/** Folder of the plots beside the page. */
const PLOTS = 'benchmarks';

const plotName = (pool: string) => `${pool.replaceAll(/[^a-z0-9-]+/gi, '-')}.svg`;

/** docs/evidence/benchmarks.md. `pools`: the facts that the result was made with. */
export function reportMarkdown(result: BenchResult, pools: readonly Pool[], options: ReportOptions): string {
	const facts = new Map(pools.map((pool) => [pool.name, pool]));
	const all = result.sets.flatMap((set) => set.pools).filter((pool) => facts.has(pool.pool));
	const sections = all.filter((pool) => !facts.get(pool.pool)!.brief).sort((a, b) => a.pool.localeCompare(b.pool));
	const brief = all.filter((pool) => facts.get(pool.pool)!.brief);
	const speed = result.meanDecisionMs === null ? '' : ` A decision takes ${result.meanDecisionMs.toFixed(1)} ms on average.`;
	return `${[
		'# Benchmarks',
		`Written by \`${options.command}\`. ${options.method}${speed} Intervals are 95 %: ${result.resamples} paired resamples of the prompts, of whole repositories where they are issues, the same for all routers. What each figure means stands [below](#definitions).`,
		'## Aims',
		aimsTable(result),
		'## Routing',
		...sections.map((pool) => poolSection(pool, facts.get(pool.pool)!, poolPlot(pool) ? `${PLOTS}/${plotName(pool.pool)}` : null)),
		...(brief.length > 0 ? ['### Other sets', briefTable(brief)] : []),
		'## Calibration',
		calibrationTable(result.sets),
		...result.sets.filter((set) => set.all).map(modelsOf),
		...(options.sections ?? []).map((section) => section.trim()),
		DEFINITIONS,
	].join('\n\n')}\n`;
}

/** Writes the page and its plots into a folder. */
export function writeReport(folder: string, result: BenchResult, pools: readonly Pool[], options: ReportOptions): void {
	mkdirSync(path.join(folder, PLOTS), { recursive: true });
	writeFileSync(path.join(folder, 'benchmarks.md'), reportMarkdown(result, pools, options));
	const brief = new Set(pools.filter((pool) => pool.brief).map((pool) => pool.name));
	for (const pool of result.sets.flatMap((set) => set.pools)) {
		const plot = brief.has(pool.pool) ? null : poolPlot(pool);
		if (plot) writeFileSync(path.join(folder, PLOTS, plotName(pool.pool)), plot);
	}
}

const number = (value: number | null) => (value === null ? '-' : value.toFixed(3));

function calibrationTable(sets: readonly SetResult[]): string {
	const rows = sets.flatMap(({ set, n, dropped, models, all }) =>
		all
			? [
					[
						set,
						dropped > 0 ? `${n} (${dropped} dropped)` : String(n),
						String(Object.keys(models).length),
						number(all.auc),
						number(all.ece),
						number(all.ece - all.eceOfPerfect),
						number(all.brierSkill),
						number(all.brierSkillOfDomain),
					],
				]
			: [],
	);
	return markdownTable(['set', 'prompts', 'models', 'AUC', 'ECE', 'excess ECE', 'Brier skill', "domain table's"], rows);
}

function modelsOf({ set, models }: SetResult): string {
	const rows = Object.entries(models)
		.sort(([, a], [, b]) => b.mean - a.mean)
		.map(([name, model]) => [
			name,
			String(model.n),
			percent(model.mean),
			percent(model.meanPredicted),
			number(model.auc),
			number(model.ece),
			number(model.ece - model.eceOfPerfect),
			number(model.brierSkill),
		]);
	const table = markdownTable(['model', 'prompts', 'quality', 'predicted', 'AUC', 'ECE', 'excess ECE', 'Brier skill'], rows);
	return `<details><summary>${set}, model by model</summary>\n\n${table}\n\n</details>`;
}

const DEFINITIONS = `## Definitions

- Quality: mean recorded outcome, a share of right answers or of passed samples; points are hundredths of it.
- Two models, weak and strong: the share x of prompts with the largest predicted gain goes to the strong one. PGR(x) = (quality(x) - weak) / (strong - weak). **APGR** is its mean over
  x in [0, 1]: 0.5 for a random mix. **CPT50** and **CPT80** are the smallest x with PGR of 50 % and 80 %. The largest PGR is over 1 where a mix beats the strong model.
- A pool with prices: as the price of a point of quality sweeps, each prompt goes to the model with the largest estimate - cost / price. That draws the curve of quality over cost.
- **Saving at equal quality**: 1 - cost / cost of the reference, at the cheapest point whose quality on the *other* folds is at least the reference's, applied to the held-out fold, the folds
  pooled; to send everything to the reference is always one of the points. The quality really reached stands beside it. **Within 0.3 points**: the same with a quality of 0.3 points less.
  **Gain at equal cost**: quality less the reference's, at the best point that costs no more than the reference on the other folds.
- Cost is that of an average request: tokens x list price of the model's time. It does not follow the length of each prompt.
- **AUC** of a set is the mean over its models. **ECE**: calibration error over 15 bins of equal mass. The excess is what is left after the ECE that exactly right predictions would show on as
  many answers. **Brier skill**: 1 - Brier score / Brier score of each model's base rate; beside it that of the domain table.
- Baselines learn from the same training folds and are judged on the same test folds. *Random mix* of the cheapest model and the best one; *cheapest*; *best single*, chosen on the training
  folds; *domain table*: means by the set's own category labels, which no real request carries; *nearest neighbours* of the stock encoder's embedding, k tuned on the training folds; *matrix
  factorisation* as in RouteLLM (arXiv 2406.18665), on that embedding and these outcomes; *logistic head*: a ridge regression for each model on that embedding; the *oracle* knows the outcomes.
- The difference to the best baseline is taken to the one with the best figure on all prompts, which favours the baselines; for savings, among those whose quality was within a point of the reference's.`;
