import { plainTable } from '../../training/kit/tables.ts';
import { differenceOf, shown, TITLES } from './format.ts';
import type { BenchResult, Figure, PoolResult } from './json.ts';
import { ROUTERS } from './routers/router.ts';

const number = (value: number | null) => (value === null ? '-' : value.toFixed(3));

/** The benchmark for a console: a table of the sets, then one of the routers for each pool. */
export function consoleTable(result: BenchResult): string {
	const sets = result.sets.flatMap(({ set, n, dropped, all }) =>
		all
			? [
					[
						set,
						String(n),
						String(dropped),
						number(all.auc),
						number(all.ece),
						number(all.ece - all.eceOfPerfect),
						number(all.brierSkill),
						number(all.brierSkillOfDomain),
					],
				]
			: [],
	);
	const header = ['set', 'rows', 'dropped', 'AUC', 'ECE', 'excess ECE', 'Brier skill', 'of domain table'];
	const pools = result.sets.flatMap((set) => set.pools.map(poolTable));
	return [plainTable(header, sets), ...pools].join('\n\n');
}

/** One pool: a line a router, Routoo's with its 95 % intervals below. */
function poolTable(pool: PoolResult): string {
	const pair = pool.routers.routoo.apgr !== null || pool.routers.oracle.apgr !== null;
	const figures: Figure[] = [
		...(pair ? (['apgr', 'cpt50', 'cpt80', 'maxPgr'] as const) : []),
		'quality',
		'costUsd',
		'savingAtReference',
		'savingWithin03',
		'gainAtEqualCost',
	];
	const heads: Record<Figure, string> = {
		apgr: 'APGR',
		cpt50: 'CPT50',
		cpt80: 'CPT80',
		maxPgr: 'largest PGR',
		quality: 'quality',
		costUsd: '$ of 1000',
		savingAtReference: 'saving at equal quality',
		savingWithin03: 'within 0.3',
		gainAtEqualCost: 'gain at equal cost',
	};
	const rows = ROUTERS.map((name) => [TITLES[name], ...figures.map((figure) => shown(figure, pool.routers[name][figure]))]);
	const { routoo } = pool.routers;
	const interval = figures.map((figure) => {
		const ci = routoo.ci[figure];
		return ci ? `${shown(figure, ci[0])} .. ${shown(figure, ci[1])}` : '-';
	});
	rows.splice(1, 0, ['  95 % interval', ...interval]);
	const over = Object.entries(pool.overBaseline).map(
		([figure, { baseline, difference, ci }]) =>
			`  ${heads[figure as Figure]} over ${TITLES[baseline]}: ${differenceOf(figure as Figure, difference, ci)}`,
	);
	const title = `${pool.pool}: ${pool.n} rows, ${pool.models.length} models, reference ${pool.reference}`;
	return [title, plainTable(['', ...figures.map((figure) => heads[figure])], rows), ...over].join('\n');
}
