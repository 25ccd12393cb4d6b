import { readFileSync } from 'node:fs';
import path from 'node:path';
import { microsFromDollars } from '../../src/core/base/micros.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import { parseCatalog } from '../../src/core/model/load-catalog.ts';
import { requestCost } from '../../src/core/money/request-cost.ts';
import type { Prediction } from '../../src/core/routing/types.ts';
import { assemblePrediction } from '../../src/predictor/assemble.ts';
import { isSampled } from '../../training/data/corpus.ts';
import { emptyPrediction, rowRequest, withRecorded } from '../live/path.ts';
import { type LiveSet, partOf, readLiveSet } from '../live/sets.ts';
import { encoderTexts, readShipped } from '../live/shipped.ts';

/** List prices of 2024 in dollars per million tokens, input and output, of the columns that are the user's models. */
const POOL: Readonly<Record<string, readonly [input: number, output: number]>> = {
	'google_gemini-1.5-flash-preview-0514': [0.35, 0.35],
	'meta_llama-3-70b': [0.9, 0.9],
	'meta_llama-3.1-405b-instruct-turbo': [3.5, 3.5],
	'anthropic_claude-3-5-sonnet-20240620': [3, 15],
	'openai_gpt-4o-2024-05-13': [5, 15],
};
/**
 * The column that appears as a new cheap model under a name that nobody measured, so that its size alone speaks of it: its own, of which the
 * prior happens to think right, and a small one, of which it thinks too little. Its price is made up.
 */
const NEWCOMER = { column: 'qwen_qwen2.5-72b-instruct-turbo', sizes: [72, 8], prices: [0.3, 0.3] as const };

/** Words in the names of MMLU's domains; what is none of these is `rest`. */
const DOMAINS: Readonly<Record<string, RegExp>> = {
	law: /law|jurisprudence|politics|policy/,
	health: /medic|anatomy|nutrition|virology|biology|clinical|genetics|aging/,
	maths: /math|algebra|statistics|formal_logic|econometrics/,
	science: /physics|chemistry|astronomy|computer|machine|engineering/,
};
/** Of the requests whose domain is `rest`. */
const REST_ROWS = 700;

/** What a request would hold in an editor, where MMLU's are a question of a hundred tokens and a letter. */
const TOKENS = { input: 4000, output: { mean: 500, p90: 900 } };

/** Requests that were answered by every model of a pool, as they are predicted by what ships. */
export interface World {
	readonly candidates: readonly Candidate[];
	/** Candidates that are not there from the beginning. */
	readonly newcomers: readonly number[];
	/** By request. */
	readonly predictions: readonly Prediction[];
	readonly domains: readonly string[];
	/** requests x candidates: 1 adequate, 0 not. */
	readonly outcome: Float32Array;
	/** Requests whose outcomes the shipped weights were fitted on. */
	readonly inSample: number;
}

export async function readWorld(data: string, models: string): Promise<World> {
	const catalog = parseCatalog(JSON.parse(readFileSync(path.join(models, 'catalog.json'), 'utf8')));
	const shipped = readShipped(models);
	const whole = readLiveSet(data, 'mmlu_all', catalog);
	if (whole === null) throw new Error(`${data} holds no set mmlu_all.`);
	const names = [...Object.keys(POOL), ...NEWCOMER.sizes.map(() => NEWCOMER.column)];
	const places = names.map((name) => whole.columns.findIndex((column) => column.name === name));
	if (places.includes(-1)) throw new Error(`mmlu_all of ${data} lacks ${names[places.indexOf(-1)]}.`);
	const answered = new Set(
		whole.rows.filter((row, r) => {
			const all = places.every((c) => !Number.isNaN(whole.outcome[r * whole.columns.length + c]!));
			return all && (domainOf(row.category) !== 'rest' || isSampled(row.text, REST_ROWS / 2000));
		}),
	);
	const set = partOf(whole, 'mmlu_all', (row) => answered.has(row));
	const embeddings = await shipped.embed(encoderTexts(set));
	const candidates = candidatesOf(set, places, names, emptyPrediction(set, shipped.live).candidates);
	const parameters = withRecorded(set, shipped.live);
	return {
		candidates,
		newcomers: NEWCOMER.sizes.map((_, i) => Object.keys(POOL).length + i),
		predictions: set.rows.map((_, row) => {
			const asked = { ...rowRequest(set, row), inputTokens: TOKENS.input };
			const prediction = assemblePrediction(asked, candidates, { parameters, embedding: embeddings[row]!, degraded: null });
			return {
				...prediction,
				candidates: prediction.candidates.map((one) => ({ ...one, outputTokens: TOKENS.output, latencyMs: 2000, firstUsefulMs: 1000 })),
			};
		}),
		domains: set.rows.map(({ category }) => domainOf(category)),
		outcome: Float32Array.from(set.rows.flatMap((_, row) => places.map((c) => set.outcome[row * set.columns.length + c]!))),
		inSample: set.rows.length,
	};
}

function candidatesOf(set: LiveSet, places: readonly number[], names: readonly string[], known: readonly Candidate[]): Candidate[] {
	return places.map((c, i) => {
		const [input, output] = POOL[names[i]!] ?? NEWCOMER.prices;
		const prices = { input: microsFromDollars(input), output: microsFromDollars(output), cachedInput: null, cacheWrite: null };
		const own = { ...known[c]!, prices, displayName: set.columns[c]!.name, id: `recorded/${set.columns[c]!.name}` };
		if (names[i] !== NEWCOMER.column) return own;
		const parametersB = NEWCOMER.sizes[i - Object.keys(POOL).length]!;
		const name = `newcomer-${parametersB}b`;
		return { ...own, id: `recorded/${name}`, wireModel: name, catalogId: null, displayName: name, parametersB, effort: null };
	});
}

function domainOf(category: string): string {
	return Object.entries(DOMAINS).find(([, words]) => words.test(category))?.[0] ?? 'rest';
}

/** Of a request to a candidate, µ$, at `rate` of its list price. */
export function costOf(candidate: Candidate, rate = 1): ReturnType<typeof requestCost> {
	const { prices } = candidate;
	const scaled = prices === null ? null : { ...prices, input: prices.input * rate, output: prices.output * rate };
	const asked = { inputTokens: TOKENS.input, outputTokens: TOKENS.output, cache: null, now: 0, spendable: null };
	return requestCost({ ...candidate, prices: scaled }, asked);
}
