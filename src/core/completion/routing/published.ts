import type { Provenance } from '../../model/catalog.ts';

/**
 * Benchmarks of filling in one line. `humanEvalFim`: exact match of a line of MultiPL-HumanEval, weighted mean of Python, Java, JavaScript.
 * `humanEvalFimJavaScript`: its JavaScript part. `crossCodeEval`: exact match with retrieved context, mean of Python, Java, TypeScript, C#.
 * `santaCoderFim`: the same lines as humanEvalFim as other reports run them, plain mean of the three languages; their figures are 8 to 12
 * points lower for the same model.
 */
export type FillBenchmark = 'humanEvalFim' | 'humanEvalFimJavaScript' | 'crossCodeEval' | 'santaCoderFim';

interface Scale {
	/** Logit of the score of the reference model, Qwen2.5-Coder-7B: ability 0. */
	readonly reference: number;
	/** Logits of score for one unit of ability. */
	readonly slope: number;
	/** Standard deviation of ability as one score tells it. */
	readonly deviation: number;
}

/**
 * One unit of ability is one logit on CrossCodeEval, the benchmark nearest to work in a repository. From the six sizes of Qwen2.5-Coder in
 * the tables below: HumanEval-FIM moves .57 as much. The reference of santaCoderFim is no figure of Qwen's: it is linked through
 * DeepSeek-Coder-1.3B, which stands in both.
 */
export const FILL_SCALES: Readonly<Record<FillBenchmark, Scale>> = {
	humanEvalFim: { reference: 1.832, slope: 0.57, deviation: 0.3 },
	humanEvalFimJavaScript: { reference: 1.955, slope: 0.57, deviation: 0.45 },
	crossCodeEval: { reference: -0.028, slope: 1, deviation: 0.3 },
	santaCoderFim: { reference: 1.197, slope: 0.57, deviation: 0.45 },
};

export interface PublishedFill {
	/** Names under which servers list the model, as they write them; matched by completionModelName. */
	readonly names: readonly string[];
	/** Fractions. */
	readonly scores: Readonly<Partial<Record<FillBenchmark, number>>>;
	readonly from: readonly Provenance[];
}

const QWEN: Provenance = { source: 'Qwen2.5-Coder Technical Report, arXiv 2409.12186v3, tables 7 and 8', date: '2024-11-12' };
const SEED: Provenance = { source: 'Seed-Coder, arXiv 2506.03524, tables 3 and 5', date: '2025-06-04' };
const CODESTRAL: Provenance = {
	source: 'Codestral 25.01 announcement of Mistral (FIM, JavaScript), as quoted by others',
	date: '2025-01-13',
};
const DEEPSEEK: Provenance = { source: 'DeepSeek-Coder, arXiv 2401.14196, single-line infilling', date: '2024-01-26' };
const STABLE: Provenance = { source: 'Stable Code, arXiv 2404.01226, fill-in-the-middle', date: '2024-04-01' };
const STARCODER2: Provenance = { source: 'StarCoder2, arXiv 2402.19173, single-line infilling', date: '2024-02-29' };
const GRANITE: Provenance = { source: 'Granite Code Models, arXiv 2405.04324, SantaCoder-FIM', date: '2024-05-07' };
const SANTACODER: Provenance = { source: 'SantaCoder, arXiv 2301.03988, single-line infilling', date: '2023-01-09' };

/**
 * Facts as published, of base models: instruct variants fill in with the same weights a little worse, which the deviation covers.
 * StarCoder2 is far lower on CrossCodeEval than on HumanEval-FIM; both stand here, and the disagreement widens its interval.
 */
export const PUBLISHED_FILL: readonly PublishedFill[] = [
	{ names: ['qwen2.5-coder:0.5b'], scores: { humanEvalFim: 0.777, crossCodeEval: 0.246 }, from: [QWEN] },
	{ names: ['qwen2.5-coder:1.5b'], scores: { humanEvalFim: 0.835, crossCodeEval: 0.402 }, from: [QWEN] },
	{ names: ['qwen2.5-coder:3b'], scores: { humanEvalFim: 0.857, crossCodeEval: 0.449 }, from: [QWEN] },
	{ names: ['qwen2.5-coder:7b', 'qwen2.5-coder'], scores: { humanEvalFim: 0.862, crossCodeEval: 0.493 }, from: [QWEN] },
	{ names: ['qwen2.5-coder:14b'], scores: { humanEvalFim: 0.877, crossCodeEval: 0.554 }, from: [QWEN] },
	{ names: ['qwen2.5-coder:32b'], scores: { humanEvalFim: 0.883, crossCodeEval: 0.571 }, from: [QWEN] },
	{ names: ['codeqwen1.5-7b', 'codeqwen:7b', 'codeqwen'], scores: { humanEvalFim: 0.833, crossCodeEval: 0.483 }, from: [QWEN] },
	{
		names: ['deepseek-coder:1.3b', 'deepseek-coder'],
		scores: { humanEvalFim: 0.807, crossCodeEval: 0.379, santaCoderFim: 0.704 },
		from: [QWEN, DEEPSEEK],
	},
	{ names: ['deepseek-coder:6.7b'], scores: { humanEvalFim: 0.84, crossCodeEval: 0.456 }, from: [QWEN] },
	{ names: ['deepseek-coder:33b'], scores: { humanEvalFim: 0.862, crossCodeEval: 0.488 }, from: [QWEN] },
	{
		names: ['deepseek-coder-v2-lite', 'deepseek-coder-v2:16b', 'deepseek-coder-v2'],
		scores: { humanEvalFim: 0.85, crossCodeEval: 0.478 },
		from: [QWEN],
	},
	{
		names: ['starcoder2:3b', 'starcoder2'],
		scores: { humanEvalFim: 0.804, crossCodeEval: 0.099, santaCoderFim: 0.69 },
		from: [QWEN, STARCODER2],
	},
	{ names: ['starcoder2:7b'], scores: { humanEvalFim: 0.82, crossCodeEval: 0.083 }, from: [QWEN] },
	{ names: ['starcoder2:15b'], scores: { humanEvalFim: 0.826, crossCodeEval: 0.262 }, from: [QWEN] },
	{
		names: ['codestral-22b-v0.1', 'codestral:22b', 'codestral-2405', 'codestral'],
		scores: { humanEvalFim: 0.827, crossCodeEval: 0.495 },
		from: [QWEN],
	},
	{ names: ['codestral-2501'], scores: { humanEvalFimJavaScript: 0.8796 }, from: [CODESTRAL] },
	{ names: ['seed-coder-8b'], scores: { humanEvalFim: 0.824, crossCodeEval: 0.537 }, from: [SEED] },
	{ names: ['stable-code:3b', 'stable-code'], scores: { santaCoderFim: 0.655 }, from: [STABLE] },
	{ names: ['granite-3b-code', 'granite-code:3b', 'granite-code'], scores: { santaCoderFim: 0.71 }, from: [GRANITE] },
	{ names: ['santacoder'], scores: { santaCoderFim: 0.553 }, from: [SANTACODER] },
];

/**
 * Successors without a figure of their own, and the model that they are taken to be at least as good as; the interval is wider. Codestral
 * 25.08 replaces 25.01 at the vendor (`codestral-latest`).
 */
export const FILL_SUCCESSORS: Readonly<Record<string, string>> = {
	'codestral-2508': 'codestral-2501',
	'codestral-latest': 'codestral-2501',
};
