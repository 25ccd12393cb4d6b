import { microsFromDollars } from '../../src/core/base/micros.ts';
import type { PublishedScore, SourcedPrices, SourcedSpeed } from '../../src/core/model/catalog.ts';
import type { ModelFacts } from './models.ts';
import { isPublishedAs, publishedIds } from './published-names.ts';

export type Row = Record<string, string>;

/** Benchmarks of the catalog in the order in which they are kept; neutral harnesses first. A name without `:` stands for itself only. */
const benchmarks: readonly string[] = [
	'livebench_coding',
	'livebench_reasoning',
	'livebench_if',
	'livebench_math',
	'arena_elo_coding',
	'aider_polyglot',
	'gpqa_diamond',
	'math_level5',
	'swebench_verified:mini-swe-agent',
	'swebench_verified:openhands',
	'deepswe_1_1',
	'bigcodebench_hard',
	'bigcodebench_full',
	'humaneval',
	'humaneval_plus',
	'mbpp_plus',
	'livecodebench:2408-2505',
	'mmlu_pro',
	'livecodebench',
	'mmlu',
	'gsm8k',
	'math500',
	'ifeval',
	'ifeval:openllm-v2',
	'mmlu_pro:openllm-v2',
	'bbh:openllm-v2',
	'swebench_verified',
	'terminal_bench_2_0',
	'terminal_bench_2_1',
	'swebench_pro:scale-public',
	'aime_2025',
];

/** The table of Artificial Analysis may not be shipped in bulk: at most these two figures of it for a model, with attribution in the source. */
const fromArtificialAnalysis = ['mmlu_pro', 'livecodebench'];
const maxScores = 12;

function isArtificialAnalysis(row: Row): boolean {
	return row.source!.includes('Artificial Analysis');
}

/** Neutral harnesses before vendors' own figures, pages of unknown standing last. */
function standing(row: Row): number {
	const source = row.source!;
	if (/^page:|gist/.test(source)) return 3;
	return /llm-leaderboard|models\.dev|README|MODEL_CARD|simple-evals/.test(source) ? 2 : 1;
}

/** LiveBench rows name their question set by date: only the newest set of a model is kept. */
function benchmarkKey(benchmark: string): string {
	return benchmark.startsWith('livebench_') ? benchmark.split(':')[0]! : benchmark;
}

function effortOf(publishedId: string): string | null {
	return publishedId.split('@')[1] ?? null;
}

/** The scores of a model worth shipping: one for each benchmark and effort, each row's value, date and source verbatim. */
export function catalogScores(facts: ModelFacts, rows: readonly Row[]): PublishedScore[] {
	const preferred = publishedIds(facts.id, null);
	const rank = (row: Row) => {
		const index = preferred.indexOf(row.model!);
		return index < 0 ? preferred.length : index;
	};
	const own = rows.filter((row) => isPublishedAs(facts, row.model!) && isKept(row));
	own.sort((a, b) => order(a) - order(b) || rank(a) - rank(b) || standing(a) - standing(b) || b.date!.localeCompare(a.date!));
	const seen = new Set<string>();
	const kept = own.filter((row) => {
		const effort = isArtificialAnalysis(row) ? 'one for a model' : effortOf(row.model!);
		const key = `${benchmarkKey(row.benchmark!)}@${effort}`;
		if (seen.has(key)) return false;
		seen.add(key);
		return true;
	});
	return evenly(kept).map((row) => ({
		benchmark: row.benchmark!,
		value: Number(row.score),
		unit: row.unit === 'elo' ? 'elo' : 'fraction',
		effort: effortOf(row.model!),
		date: row.date!,
		source: row.source!,
	}));

	function order(row: Row): number {
		return benchmarks.indexOf(benchmarkKey(row.benchmark!));
	}
	function isKept(row: Row): boolean {
		if (order(row) < 0 || !/^\d{4}-\d\d-\d\d$/.test(row.date!)) return false;
		return !isArtificialAnalysis(row) || fromArtificialAnalysis.includes(row.benchmark!);
	}
	/** Where there are too many, the first row of every benchmark goes before the further efforts. */
	function evenly(list: Row[]): Row[] {
		const count = new Map<string, number>();
		const turn = new Map<Row, number>();
		for (const row of list) {
			const key = benchmarkKey(row.benchmark!);
			count.set(key, (count.get(key) ?? 0) + 1);
			turn.set(row, count.get(key)!);
		}
		const chosen = new Set([...list].sort((a, b) => turn.get(a)! - turn.get(b)!).slice(0, maxScores));
		return list.filter((row) => chosen.has(row));
	}
}

/** List price of the published table (the row of the default effort first); null where there is none or one half is missing. */
export function listPrice(facts: ModelFacts, rows: readonly Row[]): SourcedPrices | null {
	const own = rows.filter((row) => row.benchmark === 'list_price' && isPublishedAs(facts, row.model!));
	for (const id of [...publishedIds(facts.id, null), ...own.map((row) => row.model!)]) {
		const input = own.find((row) => row.model === id && row.metric === 'input_price_usd_per_mtok');
		const output = own.find((row) => row.model === id && row.metric === 'output_price_usd_per_mtok');
		if (!input || !output) continue;
		return {
			input: microsFromDollars(Number(input.value)),
			output: microsFromDollars(Number(output.value)),
			cachedInput: null,
			cacheWrite: null,
			date: input.date!,
			source: input.source!,
		};
	}
	return null;
}

/** Median output speed over the settings that were measured; nobody measured the first token. */
export function outputSpeed(facts: ModelFacts, rows: readonly Row[]): SourcedSpeed | null {
	const own = rows.filter((row) => row.metric === 'output_tokens_per_second' && isPublishedAs(facts, row.model!));
	const values = own.map((row) => Number(row.value)).sort((a, b) => a - b);
	const [first] = own;
	if (!first) return null;
	const middle = values.length / 2;
	const median = values.length % 2 ? values[Math.floor(middle)]! : (values[middle - 1]! + values[middle]!) / 2;
	return { tokensPerSecond: Math.round(median * 10) / 10, firstTokenSeconds: null, date: first.date!, source: first.source! };
}
