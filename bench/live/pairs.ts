import { AGENT_POOLS } from '../agents/pools.ts';
import { readPools, requestCost } from '../routing/pools.ts';
import type { Pool } from '../routing/types.ts';
import type { LiveSet } from './sets.ts';

/** A weak and a strong column of a set that ran under like conditions. */
export interface Pair {
	readonly weak: number;
	readonly strong: number;
	/** US dollars of a request to each where the set has no cost a cell; null: the weak model counts as free, the strong one as 1. */
	readonly prices: readonly [weak: number, strong: number] | null;
}

/** The strong model of a pair is better by so much at least: below it there is nothing to route. */
const LEAST_GAP = 0.03;
const MOST_PAIRS = 5;
/** Share of the rows that both columns need. */
const LEAST_ROWS = 0.5;

/** The models that MMLU's five pairs set beside Mixtral 8x7B. */
const MMLU_STRONG = [
	'gpt-4-1106-preview (RouteLLM)',
	'openai_gpt-4o-2024-05-13',
	'anthropic_claude-3-opus-20240229',
	'google_gemini-1.5-pro-preview-0409',
	'meta_llama-3-70b',
];

/**
 * Pairs of a set: those of the pools that the project measures elsewhere (the weakest and each other model against the reference), else in every group of like
 * conditions the best column against up to five weaker ones, evenly spread. Where costs are recorded, the weak model is the cheaper one.
 */
export function pairsOf(set: LiveSet, pools: readonly Pool[] = readPools()): Pair[] {
	const named = namedPairs(set, pools);
	return (named.length > 0 ? named : spreadPairs(set)).slice(0, set.name === 'mmlu_all' ? MMLU_STRONG.length : MOST_PAIRS);
}

function namedPairs(set: LiveSet, pools: readonly Pool[]): Pair[] {
	const index = new Map(set.columns.map(({ name }, c) => [name, c]));
	if (set.name === 'mmlu_all') {
		const weak = index.get('mixtral-8x7b-instruct (RouteLLM)');
		const pool = pools.find(({ name }) => name === 'b-mmlu-nine');
		return MMLU_STRONG.flatMap((name) => pair(set, weak, index.get(name), pool));
	}
	const agent = AGENT_POOLS.flatMap(({ columns }) => {
		const there = columns.flatMap((name) => index.get(name) ?? []).toSorted((a, b) => meanOf(set, a) - meanOf(set, b));
		return there.length < 2 ? [] : pair(set, there[0], there.at(-1), undefined);
	});
	// Of the pools of one set those against its best reference: what is strong in one pair is then not the weak model of the next.
	const own = pools.filter((pool) => pool.set === set.name && index.has(pool.reference));
	const best = own.toSorted((a, b) => meanOf(set, index.get(b.reference)!) - meanOf(set, index.get(a.reference)!))[0]?.reference;
	const recorded = own
		.filter(({ reference }) => reference === best)
		.flatMap((pool) => pool.models.flatMap(({ column }) => pair(set, index.get(column), index.get(pool.reference), pool)));
	const found = [...recorded, ...agent];
	return found.filter((own, i) => found.findIndex((other) => other.weak === own.weak && other.strong === own.strong) === i);
}

function spreadPairs(set: LiveSet): Pair[] {
	const groups = [...Map.groupBy(set.columns.keys(), (c) => set.columns[c]!.group).values()];
	return groups.flatMap((columns) => {
		const sorted = columns
			.filter((c) => rowsOf(set, c) >= LEAST_ROWS * set.rows.length)
			.toSorted((a, b) => meanOf(set, a) - meanOf(set, b));
		const strong = sorted.pop();
		if (strong === undefined) return [];
		const weaker = sorted.flatMap((weak) => pair(set, weak, strong, undefined));
		const count = Math.min(MOST_PAIRS, weaker.length);
		return Array.from({ length: count }, (_, i) => weaker[Math.floor(((i + 0.5) * weaker.length) / count)]!);
	});
}

/** None where a column is missing, the two have too few rows in common, the gap is too small, or the weak model is dearer. */
function pair(set: LiveSet, weak: number | undefined, strong: number | undefined, pool: Pool | undefined): Pair[] {
	if (weak === undefined || strong === undefined || weak === strong) return [];
	const rows = sharedRows(set, weak, strong);
	if (rows.length < Math.max(20, LEAST_ROWS * Math.min(rowsOf(set, weak), rowsOf(set, strong)))) return [];
	const mean = (values: ArrayLike<number>, column: number) =>
		rows.reduce((sum, row) => sum + values[row * set.columns.length + column]!, 0) / rows.length;
	if (mean(set.outcome, strong) - mean(set.outcome, weak) < LEAST_GAP) return [];
	if (set.cost !== null) return mean(set.cost, weak) < mean(set.cost, strong) ? [{ weak, strong, prices: null }] : [];
	const priced = (column: number) => {
		const model = pool?.models.find((entry) => entry.column === set.columns[column]!.name);
		return pool && model ? requestCost(pool, model) : null;
	};
	const [low, high] = [priced(weak), priced(strong)];
	return [{ weak, strong, prices: low === null || high === null || low >= high ? null : [low, high] }];
}

/** Rows on which both columns have an outcome. */
export function sharedRows(set: LiveSet, left: number, right: number): number[] {
	const has = (row: number, column: number) => !Number.isNaN(set.outcome[row * set.columns.length + column]!);
	return [...set.rows.keys()].filter((row) => has(row, left) && has(row, right));
}

function rowsOf(set: LiveSet, column: number): number {
	return set.rows.reduce((sum, _, row) => sum + (Number.isNaN(set.outcome[row * set.columns.length + column]!) ? 0 : 1), 0);
}

function meanOf(set: LiveSet, column: number): number {
	const values = [...set.rows.keys()].map((row) => set.outcome[row * set.columns.length + column]!).filter((value) => !Number.isNaN(value));
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
