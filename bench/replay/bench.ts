import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MicroDollars } from '../../src/core/base/micros.ts';
import { MS_PER_POINT, PRESETS, presetWeights, type RoutingPreset, UNNOTICED_MS } from '../../src/core/routing/presets.ts';
import type { RouteWeights } from '../../src/core/routing/types.ts';
import { randomOf } from '../../training/kit/random.ts';
import { memoryStore, sqliteStore } from './ledger.ts';
import { mixAt, noSignalMix } from './mix.ts';
import { fixedPlan, offlineOptimum, type Plan } from './optimum.ts';
import { type Policy, type ReplayResult, replay } from './run.ts';
import type { ReplayOption, ReplayRequest, Traffic } from './types.ts';

/** Parts of what always-best costs that the budget is set to. */
export const BUDGET_SHARES = [0.1, 0.25, 0.5, 1];
/** Points' worth that fixed thresholds are chosen from, µ$. */
export const POINT_VALUES = [10, 20, 50, 100, 200, 350, 500, 700, 1000, 1500, 2000, 3000, 5000, 10_000, 20_000, 50_000, 200_000];

export interface PolicyFigures {
	readonly policy: string;
	readonly spent: MicroDollars;
	/** Spent beyond the budget, as a share of it. */
	readonly overshoot: number;
	/** Mean predicted and recorded quality of a request, 0..1, a blocked one counting 0. */
	readonly predicted: number;
	readonly realised: number;
	/** Share of the offline optimum's gain over always-cheapest, in predicted and in recorded quality. */
	readonly gainShare: number;
	readonly realisedGainShare: number;
	readonly blocked: number;
	readonly cutOff: number;
}

export interface BudgetFigures {
	readonly share: number;
	readonly limit: MicroDollars;
	/** Means a request. */
	readonly optimum: { readonly predicted: number; readonly realised: number; readonly cost: MicroDollars };
	/** Predicted mean of an optimum that also knows how long each answer turns out. */
	readonly optimumKnowingLengths: number;
	readonly policies: readonly PolicyFigures[];
}

export interface SweepPoint {
	readonly pointValue: MicroDollars;
	readonly cost: MicroDollars;
	readonly predicted: number;
	readonly realised: number;
	/** Share of requests by candidate id. */
	readonly shares: Readonly<Record<string, number>>;
}

export interface ReplayFigures {
	readonly requests: number;
	readonly repeats: number;
	readonly alwaysBest: { readonly cost: MicroDollars; readonly predicted: number; readonly realised: number };
	readonly alwaysCheapest: { readonly cost: MicroDollars; readonly predicted: number; readonly realised: number };
	readonly budgets: readonly BudgetFigures[];
	readonly sweep: readonly SweepPoint[];
	readonly presets: readonly PresetPoint[];
}

/** A preset without a budget. */
export interface PresetPoint extends SweepPoint {
	readonly preset: RoutingPreset;
	readonly goodEnough: number;
	/** What a coin between the pool's models, knowing nothing of the request, reaches at the same cost. */
	readonly mix: { readonly predicted: number; readonly realised: number };
}

export interface BenchOptions {
	readonly sd: number;
	readonly seed: number;
	/** Called with the name of each run when it begins. */
	readonly progress: (line: string) => void;
	readonly shares?: readonly number[];
	readonly pointValues?: readonly number[];
}

const cheapest = (request: ReplayRequest): ReplayOption => request.options[0]!;
const best = (request: ReplayRequest): ReplayOption => request.options.at(-1)!;
const ORDER: readonly RoutingPreset[] = ['best', 'balanced', 'save'];

/** One worth for every point: no bar. */
const plainWeights = (pointValue: MicroDollars, lambda = 0): RouteWeights => {
	return { pointValue, lambda, msPerPoint: MS_PER_POINT, unnoticedMs: UNNOTICED_MS };
};

/** With the pressure of the budget: as the product routes with a preset, or with one worth for every point. */
export function paced(how: RoutingPreset | MicroDollars): Policy {
	const weights = (lambda: number) => (typeof how === 'number' ? plainWeights(how, lambda) : presetWeights(how, lambda));
	return { weights, forced: () => null, paced: true };
}

export function fixedValue(pointValue: MicroDollars): Policy {
	return fixedWeights(plainWeights(pointValue));
}

export function fixedWeights(weights: RouteWeights): Policy {
	return { weights: () => weights, forced: () => null, paced: false };
}

export function always(choose: (request: ReplayRequest, index: number) => ReplayOption): Policy {
	return { weights: () => presetWeights('best'), forced: (request, i) => choose(request, i).candidate, paced: false };
}

/** Everything that is reported of one month of traffic. */
export async function benchReplay(traffic: Traffic, options: BenchOptions): Promise<ReplayFigures> {
	const n = traffic.requests.length;
	const dear = fixedPlan(traffic, best, 'drawn');
	const cheap = fixedPlan(traffic, cheapest, 'drawn');
	const mean = (plan: Plan) => ({ cost: plan.cost, predicted: plan.predicted / n, realised: plan.realised / n });
	const sweep: SweepPoint[] = [];
	for (const pointValue of options.pointValues ?? POINT_VALUES) {
		sweep.push(sweepPoint(pointValue, await run(traffic, fixedValue(pointValue), null, options)));
	}
	const corners = noSignalMix(traffic);
	const presets: PresetPoint[] = [];
	for (const preset of ORDER) {
		const { pointValue, goodEnough } = PRESETS[preset];
		const point = sweepPoint(pointValue, await run(traffic, fixedWeights(presetWeights(preset)), null, options));
		presets.push({ ...point, preset, goodEnough, mix: mixAt(corners, point.cost) });
	}
	const bench = new BudgetBench(traffic, options, mean(cheap), mean(dear), sweep);
	const budgets: BudgetFigures[] = [];
	for (const share of options.shares ?? BUDGET_SHARES) budgets.push(await bench.at(share));
	return { requests: n, repeats: traffic.repeats, alwaysBest: mean(dear), alwaysCheapest: mean(cheap), budgets, sweep, presets };
}

function sweepPoint(pointValue: MicroDollars, result: ReplayResult): SweepPoint {
	const n = result.choices.length;
	const shares: Record<string, number> = {};
	for (const id of result.choices) if (id !== null) shares[id] = (shares[id] ?? 0) + 1 / n;
	return { pointValue, cost: result.spent, predicted: result.predicted / n, realised: result.realised / n, shares };
}

interface RunOptions {
	readonly sqlite?: boolean;
	readonly knowsHabits?: boolean;
	readonly countError?: (request: ReplayRequest) => number;
}

async function run(
	traffic: Traffic,
	policy: Policy,
	limit: MicroDollars | null,
	{ sd }: BenchOptions,
	{ sqlite = false, knowsHabits = false, countError = () => 1 }: RunOptions = {},
): Promise<ReplayResult> {
	const folder = sqlite ? await mkdtemp(join(tmpdir(), 'routoo-replay-')) : null;
	const store = folder === null ? memoryStore() : sqliteStore(folder);
	try {
		return await replay(traffic, policy, { limit, store, knowsHabits, sd, countError });
	} finally {
		store.close();
		if (folder !== null) await rm(folder, { recursive: true, force: true });
	}
}

/** Vendors count up to a tenth more or less than was estimated, alike within a conversation. */
export function miscount(seed: number): (request: ReplayRequest) => number {
	return ({ conversation }) => 0.9 + 0.2 * randomOf(seed * 1_000_003 + conversation)();
}

type Means = { readonly cost: MicroDollars; readonly predicted: number; readonly realised: number };

class BudgetBench {
	readonly #traffic: Traffic;
	readonly #options: BenchOptions;
	readonly #cheap: Means;
	readonly #dear: Means;
	readonly #sweep: readonly SweepPoint[];

	constructor(traffic: Traffic, options: BenchOptions, cheap: Means, dear: Means, sweep: readonly SweepPoint[]) {
		this.#traffic = traffic;
		this.#options = options;
		this.#cheap = cheap;
		this.#dear = dear;
		this.#sweep = sweep;
	}

	async at(share: number): Promise<BudgetFigures> {
		const n = this.#traffic.requests.length;
		const limit = Math.round(share * this.#dear.cost);
		const plan = offlineOptimum(this.#traffic, limit);
		const optimum = { predicted: plan.predicted / n, realised: plan.realised / n, cost: plan.cost };
		const policies: PolicyFigures[] = [];
		const add = async (policy: string, how: Policy, options: RunOptions = {}): Promise<void> => {
			this.#options.progress(`${Math.round(100 * share)} % of always-best: ${policy}`);
			const result = await run(this.#traffic, how, limit, this.#options, options);
			policies.push(this.#figures(policy, limit, optimum, result));
		};
		for (const preset of ORDER) {
			const sqlite = preset === 'best';
			await add(`Routoo ${preset}, known habits`, paced(preset), { sqlite, knowsHabits: true });
			await add(`Routoo ${preset}, first month`, paced(preset), { sqlite });
		}
		await add('Routoo best, counts off by 10 %', paced('best'), {
			knowsHabits: true,
			countError: miscount(this.#options.seed),
		});
		policies.push(await this.#bestFixed(limit, optimum));
		await add(`fixed v of the full budget`, fixedValue(this.#valueWithin(this.#dear.cost)));
		await add('random mix', always(this.#randomMix(limit)));
		await add('always cheapest', always(cheapest));
		await add('always best until empty', always(best));
		return { share, limit, optimum, optimumKnowingLengths: offlineOptimum(this.#traffic, limit, 'drawn').predicted / n, policies };
	}

	/** Of all fixed thresholds the one that turns out best under this budget: nobody could have known it. */
	async #bestFixed(limit: MicroDollars, optimum: BudgetFigures['optimum']): Promise<PolicyFigures> {
		let chosen: PolicyFigures | null = null;
		for (const { pointValue, cost } of this.#sweep) {
			// Far from the budget on either side another value is better.
			if (cost > 2 * limit || cost < limit / 4) continue;
			const result = await run(this.#traffic, fixedValue(pointValue), limit, this.#options);
			const figures = this.#figures(`fixed v, best in hindsight ($${pointValue / 1e6})`, limit, optimum, result);
			if (chosen === null || figures.predicted > chosen.predicted) chosen = figures;
		}
		const cheapestPoint = this.#sweep[0]!;
		if (chosen !== null) return chosen;
		const result = await run(this.#traffic, fixedValue(cheapestPoint.pointValue), limit, this.#options);
		return this.#figures(`fixed v, best in hindsight ($${cheapestPoint.pointValue / 1e6})`, limit, optimum, result);
	}

	/** The fixed value with the most predicted quality that costs no more than `limit`. */
	#valueWithin(limit: MicroDollars): MicroDollars {
		const affordable = this.#sweep.filter(({ cost }) => cost <= limit);
		return affordable.reduce((a, b) => (b.predicted > a.predicted ? b : a), affordable[0] ?? this.#sweep[0]!).pointValue;
	}

	/** Sends that share of conversations, not of requests because of the cache, to the best model which the budget allows on average. */
	#randomMix(limit: MicroDollars): (request: ReplayRequest) => ReplayOption {
		const share = Math.min(1, Math.max(0, (limit - this.#cheap.cost) / (this.#dear.cost - this.#cheap.cost)));
		const coin = (conversation: number) => randomOf(this.#options.seed * 7_000_003 + conversation)() < share;
		return (request) => (coin(request.conversation) ? best(request) : cheapest(request));
	}

	#figures(policy: string, limit: MicroDollars, optimum: BudgetFigures['optimum'], result: ReplayResult): PolicyFigures {
		const n = result.choices.length;
		const { spent, blocked, cutOff } = result;
		const predicted = result.predicted / n;
		const realised = result.realised / n;
		return {
			policy,
			spent,
			overshoot: Math.max(0, spent - limit) / limit,
			predicted,
			realised,
			gainShare: (predicted - this.#cheap.predicted) / (optimum.predicted - this.#cheap.predicted),
			realisedGainShare: (realised - this.#cheap.realised) / (optimum.realised - this.#cheap.realised),
			blocked,
			cutOff,
		};
	}
}
