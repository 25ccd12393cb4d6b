import type { Catalog } from '../../src/core/model/catalog.ts';
import { columnCandidate } from '../../training/data/candidates.ts';
import { readSet } from '../../training/data/datasets.ts';
import { randomOf, shuffle } from '../../training/kit/random.ts';
import { AGENT_SETS, readAgentSet } from '../../training/runs/data.ts';
import { AGENT_POOLS } from '../agents/pools.ts';
import type { FrameSet } from './measure.ts';

const POOLS = ['Anthropic', 'open models and one strong', 'released in 2026'];
/** Nobody told what the runs of this set cost: its outcomes alone count. */
const WITHOUT_PRICES = 'swebench_pro';
const NO_PRICE = { input: 1_000_000, output: 1_000_000, cachedInput: null, cacheWrite: null };

/** The recorded sets of repository issues. @param most issues of each set whose choices are compared, drawn by the seed */
export function issueSets(folder: string, catalog: Catalog, most: number, seed: number): readonly FrameSet[] {
	const priced = AGENT_SETS.map((name): FrameSet => {
		const { issues, columns } = readAgentSet(folder, name, catalog);
		const pools = AGENT_POOLS.filter((pool) => POOLS.includes(pool.name)).map((pool) => {
			const own = columns.filter((column) => pool.columns.includes(column.name)).map(({ candidate }) => candidate);
			return [pool.name, own] as const;
		});
		return {
			name,
			texts: issues.map(({ text }) => text),
			candidates: columns.map(({ candidate }) => candidate),
			solved: columns.map(({ solved }) => solved),
			pools: new Map(pools),
			chosenFor: sample(issues.length, most, seed),
		};
	});
	const set = readSet(folder, WITHOUT_PRICES);
	if (set === null) return priced;
	return [
		...priced,
		{
			name: set.name,
			texts: set.rows.map(({ text }) => text),
			candidates: set.columns.map((column) => columnCandidate([column], null, NO_PRICE, catalog)),
			solved: set.columns.map((_, c) => set.rows.map(({ outcomes }) => outcomes.find(({ column }) => column === c)?.value ?? Number.NaN)),
			pools: new Map(),
			chosenFor: new Set(),
		},
	];
}

function sample(length: number, most: number, seed: number): ReadonlySet<number> {
	const places = Array.from({ length }, (_, at) => at);
	shuffle(places, randomOf(seed));
	return new Set(places.slice(0, most));
}
