import { markdownTable, percent } from '../../training/kit/tables.ts';
import { figureOf, shown } from './format.ts';
import type { BenchResult, Figure, PoolResult } from './json.ts';

interface Aim {
	readonly pool: string;
	readonly figure: Figure;
	readonly text: string;
	/** Share of 1. */
	readonly value: number;
	/** Whether the aim is to be at most the value. */
	readonly most?: boolean;
}

/** What the project set out to reach, cross-validated. */
const AIMS: readonly Aim[] = [
	{ pool: 'a-mmlu-mixtral-gpt4', figure: 'apgr', text: 'APGR', value: 0.74 },
	{ pool: 'a-mmlu-mixtral-gpt4', figure: 'cpt50', text: 'CPT50', value: 0.23, most: true },
	{ pool: 'a-mmlu-mixtral-gpt4', figure: 'savingAtReference', text: "saving at GPT-4's quality", value: 0.25 },
	{ pool: 'b-mmlu-nine', figure: 'savingAtReference', text: "saving at GPT-4o's quality", value: 0.3 },
	{ pool: 'b-mmlu-nine', figure: 'gainAtEqualCost', text: "gain at GPT-4o's cost, points", value: 0 },
	{ pool: 'c-mmlu-pro-open', figure: 'savingAtReference', text: "saving at Mixtral's quality", value: 0.2 },
	{ pool: 'c-mmlu-pro-open', figure: 'gainAtEqualCost', text: "gain at Mixtral's cost, points", value: 0.02 },
	{ pool: 'e-lcb-mini-sonnet', figure: 'apgr', text: 'APGR', value: 0.7 },
];

const EXCESS = 0.02;
const RAW = 0.03;
const RAW_FROM = 5000;

const verdict = (reached: boolean) => (reached ? 'reached' : 'missed');

/** A table of every aim with its figure, its interval, and whether it was reached; pools that were not run are left out. */
export function aimsTable(result: BenchResult): string {
	const pools = new Map(result.sets.flatMap((set) => set.pools.map((pool): [string, PoolResult] => [pool.pool, pool])));
	const rows = AIMS.flatMap((aim) => {
		const router = pools.get(aim.pool)?.routers.routoo;
		const value = router?.[aim.figure];
		if (!router || value === null || value === undefined) return [];
		const strict = aim.value === 0 ? value > 0 : aim.most ? value <= aim.value : value >= aim.value;
		const bound = aim.value === 0 ? 'more than' : aim.most ? 'at most' : 'at least';
		return [[aim.pool, aim.text, `${bound} ${shown(aim.figure, aim.value)}`, figureOf(router, aim.figure), verdict(strict)]];
	});
	const sets = result.sets.flatMap((set) => (set.all ? [{ ...set.all, set: set.set, rows: set.n }] : []));
	if (sets.length > 0) {
		const excess = sets.map((all) => ({ set: all.set, value: all.ece - all.eceOfPerfect })).sort((a, b) => b.value - a.value);
		const over = excess.filter(({ value }) => value > EXCESS);
		rows.push([
			'all sets',
			'excess calibration error',
			`at most ${percent(EXCESS)} on each`,
			`largest ${percent(excess[0]!.value)} (${excess[0]!.set})`,
			over.length === 0 ? 'reached' : `missed on ${over.map(({ set }) => set).join(', ')}`,
		]);
		const large = sets.filter((all) => all.rows >= RAW_FROM).sort((a, b) => b.ece - a.ece);
		if (large.length > 0) {
			rows.push([
				`sets of ${RAW_FROM} rows and more`,
				'calibration error',
				`at most ${percent(RAW)}`,
				`largest ${percent(large[0]!.ece)} (${large[0]!.set})`,
				verdict(large[0]!.ece <= RAW),
			]);
		}
		const below = sets.filter((all) => (all.brierSkill ?? 0) <= (all.brierSkillOfDomain ?? 0));
		rows.push([
			'all sets',
			"Brier skill above the domain table's",
			'on each',
			`${sets.length - below.length} of ${sets.length}`,
			below.length === 0 ? 'reached' : `missed on ${below.map(({ set }) => set).join(', ')}`,
		]);
	}
	return markdownTable(['where', 'what', 'aim', 'figure (95 % interval)', ''], rows);
}
