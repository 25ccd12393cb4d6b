import { type Interval, intervalOf, type Resampled, resample } from '../kit/bootstrap.ts';
import { type PairOrder, pairFigures, pairOrder } from './curve.ts';
import { FIGURES, type Figure, type PoolResult, type RouterResult } from './json.ts';
import { equalCost, equalQuality, type Operated, operate, operateAt } from './operating.ts';
import type { PoolData } from './pool-data.ts';
import { requestCosts } from './pools.ts';
import { BASELINES, ROUTERS, type RouterName } from './routers/router.ts';
import { choiceAt, curveOf, type Sweep, sweepOf, type Totals, totalsOf } from './sweep.ts';
import type { Estimates } from './types.ts';

/** 0.3 points. */
const WITHIN = 0.003;
/** A baseline's quality may fall this short of the reference's for its saving to be compared. */
const SHORT = 0.01;

const SHARED = "Routoo's own predictions are from folds by problem here, so they may have seen other issues of a repository.";

/** A router on a pool, sorted and swept once, so that every resample is a few passes over its rows. */
interface Prepared {
	readonly name: RouterName;
	readonly estimates: Estimates;
	/** Null in a pool of more than two, and for a router that sends everything to one model. */
	readonly pair: PairOrder | null;
	/** Null where prices are missing. */
	readonly sweep: Sweep | null;
	/** Everything goes to one model: no operating point is chosen. */
	readonly fixed: boolean;
}

interface Money {
	readonly equal: Operated | null;
	readonly within: Operated | null;
	readonly gain: Operated | null;
}

function prepare(data: PoolData, name: RouterName, estimates: Estimates, costs: Float64Array | null): Prepared {
	const width = data.models.length;
	const fixed = name === 'cheapest' || name === 'best';
	const grid = fixed ? Float64Array.of(name === 'cheapest' ? 0 : Number.POSITIVE_INFINITY) : null;
	const weak = data.reference === 0 ? 1 : 0;
	return {
		name,
		estimates,
		pair: width === 2 && !fixed ? pairOrder(estimates, data.outcome, width, weak, data.reference) : null,
		sweep: costs && sweepOf({ ...data, costs }, estimates, grid),
		fixed,
	};
}

function moneyOf(totals: Totals, fixed: boolean): Money {
	if (!fixed) {
		return { equal: operate(totals, equalQuality(0)), within: operate(totals, equalQuality(WITHIN)), gain: operate(totals, equalCost) };
	}
	// One choice for all: it is there or not, and nothing is chosen on other folds.
	const only = operateAt(totals, 0);
	const short = only.referenceQuality - only.quality;
	return {
		equal: short <= 1e-9 ? only : null,
		within: short <= WITHIN + 1e-9 ? only : null,
		gain: only.costUsd <= only.referenceCost * (1 + 1e-9) ? only : null,
	};
}

/** Rounded to 1e-12, so that nothing saved is 0 and not a trace of it. */
const saving = (operated: Operated | null) =>
	operated ? Math.round((1 - operated.costUsd / operated.referenceCost) * 1e12) / 1e12 + 0 : Number.NaN;

/** Figures in the order of FIGURES; NaN where one does not apply. */
function figuresInto(router: Prepared, counts: Int32Array | null, out: Float64Array, at: number): Money | null {
	const pair = router.pair && pairFigures(router.pair, counts);
	const totals = router.sweep && totalsOf(router.sweep, counts);
	const money = totals && moneyOf(totals, router.fixed);
	const point = money?.equal ?? (totals && router.fixed ? operateAt(totals, 0) : null);
	const values: Record<Figure, number> = {
		apgr: pair?.apgr ?? Number.NaN,
		cpt50: pair?.cpt50 ?? Number.NaN,
		cpt80: pair?.cpt80 ?? Number.NaN,
		maxPgr: pair?.maxPgr ?? Number.NaN,
		quality: point?.quality ?? Number.NaN,
		costUsd: point?.costUsd ?? Number.NaN,
		savingAtReference: saving(money?.equal ?? null),
		savingWithin03: saving(money?.within ?? null),
		gainAtEqualCost: money?.gain ? money.gain.quality - money.gain.referenceQuality : Number.NaN,
	};
	for (const [i, figure] of FIGURES.entries()) out[at + i] = values[figure];
	return money;
}

export interface PoolOptions {
	readonly resamples: number;
	readonly seed: number;
}

/** All figures of all routers on a pool, with intervals. `estimates`: rows x models of each router. */
export function evaluatePool(data: PoolData, estimates: ReadonlyMap<RouterName, Estimates>, options: PoolOptions): PoolResult {
	const routers = ROUTERS.map((name) => prepare(data, name, estimates.get(name)!, data.costs));
	const width = FIGURES.length;
	const whole = new Float64Array(routers.length * width);
	const money = routers.map((router, r) => figuresInto(router, null, whole, r * width));
	const figures = (counts: Int32Array, out: Float64Array) => {
		for (const [r, router] of routers.entries()) figuresInto(router, counts, out, r * width);
	};
	const resampled = resample(data.rows.length, options.resamples, options.seed, whole.length, figures, data.repositories);
	const value = (r: number, figure: Figure) => finite(whole[r * width + FIGURES.indexOf(figure)]!);
	const results = routers.map((router, r): readonly [RouterName, RouterResult] => [
		router.name,
		{
			...byFigure((figure) => value(r, figure)),
			ci: byFigure((figure): [number, number] | null => {
				const found: Interval | null = intervalOf(resampled, r * width + FIGURES.indexOf(figure));
				return found && value(r, figure) !== null ? [...found] : null;
			}),
			curve: router.sweep ? curveOf(totalsOf(router.sweep)) : [],
			within03: reached(money[r]?.within),
			equalCost: reached(money[r]?.gain),
			...chosenAt(data, router, money[r]?.equal),
		},
	]);
	return {
		pool: data.pool.name,
		models: data.models.map((model) => model.column),
		reference: data.pool.reference,
		n: data.rows.length,
		routers: Object.fromEntries(results) as Record<RouterName, RouterResult>,
		note: data.sharedRepositories ? `${data.pool.note} ${SHARED}` : data.pool.note,
		singles: singlesOf(data),
		overBaseline: differences(whole, resampled, money),
		sensitivity: [0.5, 2].flatMap((factor) => sensitivity(data, estimates, factor)),
	};
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);

const byFigure = <T>(of: (figure: Figure) => T) => Object.fromEntries(FIGURES.map((figure) => [figure, of(figure)])) as Record<Figure, T>;

const reached = (operated: Operated | null | undefined) => (operated ? { quality: operated.quality, costUsd: operated.costUsd } : null);

function singlesOf(data: PoolData) {
	const width = data.models.length;
	return data.models.map((model, m) => {
		let sum = 0;
		for (let i = 0; i < data.rows.length; i++) sum += data.outcome[i * width + m]!;
		return { model: model.column, quality: sum / data.rows.length, costUsd: data.costs ? data.costs[m]! : null };
	});
}

/** Shares of the models at the operating point, and the mean of the chosen models' estimates. */
function chosenAt(data: PoolData, router: Prepared, operated: Operated | null | undefined) {
	if (!operated || !router.sweep || !data.costs) return { shares: null, meanEstimate: null };
	const width = data.models.length;
	const counts = new Float64Array(width);
	let sum = 0;
	for (let row = 0; row < data.rows.length; row++) {
		const step = operated.steps[data.folds[row]!]!;
		const chosen = step < 0 ? data.reference : choiceAt(router.estimates, row * width, data.costs, router.sweep.grid[step]!);
		counts[chosen]!++;
		sum += router.estimates[row * width + chosen]!;
	}
	return {
		shares: Object.fromEntries(data.models.map((model, m) => [model.column, counts[m]! / data.rows.length])),
		// Other routers' estimates are scores; only Routoo's are promised to be shares.
		meanEstimate: router.name === 'routoo' ? sum / data.rows.length : null,
	};
}

/**
 * Routoo less the baseline that is best in each figure on all rows; for a saving, among those that really reached the reference's quality less a point: a
 * router whose estimates differ from fold to fold misses the quality that it was set to, and what it saves then is no saving at equal quality.
 */
function differences(whole: Float64Array, resampled: Resampled, money: readonly (Money | null)[]): PoolResult['overBaseline'] {
	const result: PoolResult['overBaseline'] = {};
	const width = FIGURES.length;
	const own = ROUTERS.indexOf('routoo') * width;
	for (const figure of ['apgr', 'cpt50', 'cpt80', 'savingAtReference', 'savingWithin03', 'gainAtEqualCost'] as const) {
		const f = FIGURES.indexOf(figure);
		const sign = figure.startsWith('cpt') ? -1 : 1;
		const rated = BASELINES.filter((name) => {
			const r = ROUTERS.indexOf(name);
			const operated = figure === 'savingAtReference' ? money[r]?.equal : figure === 'savingWithin03' ? money[r]?.within : null;
			if (operated && operated.quality < operated.referenceQuality - SHORT) return false;
			return Number.isFinite(whole[r * width + f]!);
		});
		if (rated.length === 0 || !Number.isFinite(whole[own + f]!)) continue;
		const baseline = rated.reduce((best, name) =>
			sign * whole[ROUTERS.indexOf(name) * width + f]! > sign * whole[ROUTERS.indexOf(best) * width + f]! ? name : best,
		);
		const other = ROUTERS.indexOf(baseline) * width + f;
		const ci = intervalOf(resampled, own + f, other);
		result[figure] = { baseline, difference: whole[own + f]! - whole[other]!, ci: ci && [...ci] };
	}
	return result;
}

/** Money figures with other lengths of the answers; none where costs do not depend on them. */
function sensitivity(data: PoolData, estimates: ReadonlyMap<RouterName, Estimates>, outputTokens: number): PoolResult['sensitivity'] {
	const costs = requestCosts(data.pool, outputTokens);
	if (!costs || costs.every((cost, m) => cost === data.costs![m])) return [];
	const out = new Float64Array(FIGURES.length);
	const routers = ROUTERS.map((name) => {
		figuresInto(prepare(data, name, estimates.get(name)!, costs), null, out, 0);
		const value = (figure: Figure) => finite(out[FIGURES.indexOf(figure)]!);
		const figures = ['savingAtReference', 'savingWithin03', 'gainAtEqualCost'] as const;
		return [name, Object.fromEntries(figures.map((figure) => [figure, value(figure)]))] as const;
	});
	return [{ outputTokens, routers: Object.fromEntries(routers) as PoolResult['sensitivity'][number]['routers'] }];
}
