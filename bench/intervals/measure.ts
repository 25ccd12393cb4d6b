import type { BinKind, CellBin, IntervalCell } from '../../training/uncertainty/bins.ts';
import {
	type Bin,
	clamped,
	type ErrorMixture,
	fitErrors,
	logit,
	shareWithin,
	shiftedRate,
	sizeOf,
} from '../../training/uncertainty/deconvolution.ts';
import { deviationOf, fitVariance, type VarianceModel, variance, Z90 } from '../../training/uncertainty/variance-model.ts';

/** How honest the 10-90 % intervals of one set are. Shares and widths are fractions of 1. */
export interface SetIntervals {
	/** Name of the set, or null for all together. */
	readonly set: string | null;
	readonly bins: Readonly<Record<BinKind, number>>;
	/** Share of the true rates of bins that lie in the interval, the noise of the bins taken out; null where there are no such bins. */
	readonly coverage: Readonly<Record<BinKind, number | null>>;
	/** Mean width over all predictions. */
	readonly width: number;
	/** Mean width of the interval of one width for the whole set that holds as many of the regions' true rates. */
	readonly constantWidth: number;
	/** Standard deviation of the regions' errors that the interval speaks of, logits: the size that 80 % do not exceed, over 1.28. */
	readonly error: number;
}

/** Variance parameters of each fold, fitted on the bins of the other folds. */
export function crossFitted(bins: readonly CellBin[]): Map<number, VarianceModel> {
	const folds = [...new Set(bins.map((bin) => bin.fold))];
	return new Map(folds.map((fold) => [fold, fitVariance(bins.filter((bin) => bin.fold !== fold))]));
}

/** Figures of each set and, last, of all sets together. */
export function measure(bins: readonly CellBin[], models: ReadonlyMap<number, VarianceModel>): SetIntervals[] {
	const sets = [...Map.groupBy(bins, (bin) => bin.set)].map(([set, own]) => figuresOf(set, own, models));
	const all = figuresOf(null, bins, models);
	// One width a set, not one for all: the mean of the sets' own, each weighed by its predictions.
	const cells = (set: string | null) =>
		bins.reduce((sum, bin) => sum + (bin.kind === 'quality' && bin.set === set ? bin.cells.length : 0), 0);
	const total = sets.reduce((sum, own) => sum + cells(own.set), 0);
	const constantWidth = sets.reduce((sum, own) => sum + (own.constantWidth * cells(own.set)) / total, 0);
	return [...sets, { ...all, constantWidth }];
}

function figuresOf(set: string | null, bins: readonly CellBin[], models: ReadonlyMap<number, VarianceModel>): SetIntervals {
	const ofKind = (kind: BinKind) => bins.filter((bin) => bin.kind === kind);
	const mixtureOf = (own: readonly CellBin[]) => {
		const deviations = own.map((bin) => deviationOf(models.get(bin.fold)!, bin));
		return fitErrors(own, (i, error) => shiftedRate(own[i]!, deviations[i]! * error));
	};
	const [quality, region] = [ofKind('quality'), ofKind('region')];
	const share = (own: readonly CellBin[]) => (own.length === 0 ? null : shareWithin(mixtureOf(own), Z90));
	const coverage = { quality: share(quality), region: share(region) };
	const cells = quality.flatMap((bin) => bin.cells);
	const judged = region.length > 0 ? region : quality;
	return {
		set,
		bins: { quality: quality.length, region: region.length },
		coverage,
		width: mean(cells, (cell) => widthOf(cell, models.get(cell.fold)!)),
		constantWidth: constantWidth(judged, cells, coverage.region ?? coverage.quality ?? 0),
		error:
			sizeOf(
				fitErrors(judged, (i, error) => shiftedRate(judged[i]!, UNIT_LOGIT * error)),
				0.8,
			) *
			(UNIT_LOGIT / Z90),
	};
}

/** Units of the mixtures that know nothing of our intervals. */
const UNIT_LOGIT = 0.2;
const UNIT_SHARE = 0.04;

/** Lower and upper end of the interval of one prediction. */
function intervalOf(cell: IntervalCell, model: VarianceModel): readonly [number, number] {
	const z = logit(clamped(cell.p));
	const reach = Z90 * Math.sqrt(variance(model, cell));
	const at = (x: number) => 1 / (1 + Math.exp(-x));
	return [at(z - reach), at(z + reach)];
}

function widthOf(cell: IntervalCell, model: VarianceModel): number {
	const [low, high] = intervalOf(cell, model);
	return high - low;
}

/** Mean width of p - c .. p + c, cut at 0 and 1, with the c that holds the share `coverage` of the true rates. */
function constantWidth(bins: readonly Bin[], cells: readonly IntervalCell[], coverage: number): number {
	const mixture: ErrorMixture = fitErrors(bins, (i, error) => bins[i]!.p + UNIT_SHARE * error);
	const reach = sizeOf(mixture, coverage) * UNIT_SHARE;
	return mean(cells, (cell) => Math.min(1, cell.p + reach) - Math.max(0, cell.p - reach));
}

function mean<T>(items: readonly T[], value: (item: T) => number): number {
	return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
