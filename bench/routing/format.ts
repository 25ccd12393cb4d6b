import { dollars, percent, signed } from '../../training/kit/tables.ts';
import type { Figure, RouterResult } from './json.ts';
import type { RouterName } from './routers/router.ts';

/** Names of the routers as the console and the report show them. */
export const TITLES: Readonly<Record<RouterName, string>> = {
	routoo: 'Routoo',
	random: 'random mix',
	cheapest: 'cheapest',
	best: 'best single',
	domain: 'domain table',
	knn: 'nearest neighbours',
	mf: 'matrix factorisation',
	logistic: 'logistic head',
	oracle: 'oracle',
};

/** Figures shown as a share of 1 with three decimals; the others are percentages, or points of quality. */
const PLAIN: readonly Figure[] = ['apgr', 'maxPgr'];

/** One number of a figure; a dash where it does not apply. */
export function shown(figure: Figure, value: number | null): string {
	if (value === null) return '-';
	if (figure === 'costUsd') return dollars(value);
	if (PLAIN.includes(figure)) return value.toFixed(3);
	return figure === 'gainAtEqualCost' ? signed(value * 100, 1) : percent(value);
}

/** The figure with its interval: `0.720 (0.710 to 0.731)`. */
export function withInterval(figure: Figure, value: number | null, interval: readonly number[] | null): string {
	if (value === null || !interval) return shown(figure, value);
	return `${shown(figure, value)} (${shown(figure, interval[0]!)} to ${shown(figure, interval[1]!)})`;
}

export const figureOf = (router: RouterResult, figure: Figure) => withInterval(figure, router[figure], router.ci[figure]);

/** A difference of two such figures with its interval; those of percentages in points. */
export function differenceOf(figure: Figure, value: number, interval: readonly number[] | null): string {
	if (PLAIN.includes(figure)) return withInterval(figure, value, interval);
	const points = (share: number) => signed(share * 100, 1);
	return `${points(value)} points${interval ? ` (${points(interval[0]!)} to ${points(interval[1]!)})` : ''}`;
}
