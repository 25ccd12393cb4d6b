import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { microsFromDollars } from '../../src/core/base/micros.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { readCsv } from '../../training/catalog/csv.ts';
import { columnCandidate } from '../../training/data/candidates.ts';
import { aliasOf } from '../../training/data/columns.ts';
import { type RecordedRow, readSet } from '../../training/data/datasets.ts';

/** A recorded column as a user would have its model. */
export interface LiveColumn {
	readonly name: string;
	/** Columns ran under like conditions only within one group: the scaffold, the run. */
	readonly group: string;
	/** Null `catalogId`: no model of the catalog. */
	readonly candidate: Candidate;
}

/** A recorded set with all that the live path reads and all that it is measured against. */
export interface LiveSet {
	readonly name: string;
	/** Runs of agents on issues of repositories: a request is a run, its cost that of all its steps. */
	readonly agent: boolean;
	readonly rows: readonly RecordedRow[];
	readonly columns: readonly LiveColumn[];
	/** rows x columns, shares of 1; NaN where there is none. */
	readonly outcome: Float32Array;
	/** rows x columns, US dollars; NaN where unknown; null where the set has none. */
	readonly cost: Float64Array | null;
}

interface ColumnFacts {
	readonly scaffold?: string | null;
	readonly model?: string | null;
	readonly date?: string;
	readonly api_name?: string | null;
	readonly effort?: string | null;
	readonly prices_usd_per_mtok?: Readonly<Record<'input' | 'output' | 'cache_read' | 'cache_write', number | null>>;
}

/** Agents before this day solve next to nothing, and a missing patch counts as failed (the data's README). */
const FIRST_AGENTS = '2024-10';

/** Names of the folders that hold outcomes. */
export function liveSetsIn(folder: string): string[] {
	return readdirSync(folder)
		.filter((name) => existsSync(path.join(folder, name, 'matrix.csv')))
		.sort();
}

/** Reads a set, null where it has no usable column or row. `keep`: rows that count. */
export function readLiveSet(
	folder: string,
	name: string,
	catalog: Catalog,
	keep: (row: RecordedRow) => boolean = () => true,
): LiveSet | null {
	const recorded = readSet(folder, name, { twins: true });
	if (recorded === null) return null;
	const facts = factsOf(folder, name);
	// A column whose every cell is faulty has no outcome left.
	const told = new Set(recorded.rows.flatMap((row) => row.outcomes.map(({ column }) => column)));
	const chosen = [...recorded.columns.entries()].filter(([i, column]) => told.has(i) && isCandidate(name, facts.get(column)));
	const rows = recorded.rows.filter(keep);
	if (chosen.length === 0 || rows.length === 0) return null;
	const place = new Map(chosen.map(([column], i) => [column, i]));
	const outcome = new Float32Array(rows.length * chosen.length).fill(Number.NaN);
	for (const [i, row] of rows.entries())
		for (const { column, value } of row.outcomes) {
			const at = place.get(column);
			if (at !== undefined) outcome[i * chosen.length + at] = value;
		}
	const cost = costsOf(
		folder,
		name,
		rows,
		chosen.map(([, column]) => column),
	);
	const columns = chosen.map(([, column]) => liveColumn(name, column, facts.get(column), catalog));
	return { name, agent: rows.some((row) => row.problem?.startsWith('repo/')), rows, columns, outcome, cost };
}

/** The rows of a set that `keep` lets through. */
export function partOf(set: LiveSet, name: string, keep: (row: RecordedRow) => boolean): LiveSet {
	const places = [...set.rows.keys()].filter((i) => keep(set.rows[i]!));
	const width = set.columns.length;
	const pick = <T extends Float32Array | Float64Array>(values: T, out: T): T => {
		for (const [i, row] of places.entries()) out.set(values.subarray(row * width, (row + 1) * width), i * width);
		return out;
	};
	return {
		...set,
		name,
		rows: places.map((i) => set.rows[i]!),
		outcome: pick(set.outcome, new Float32Array(places.length * width)),
		cost: set.cost === null ? null : pick(set.cost, new Float64Array(places.length * width)),
	};
}

function factsOf(folder: string, name: string): ReadonlyMap<string, ColumnFacts> {
	const file = path.join(folder, name, 'columns.json');
	if (!existsSync(file)) return new Map();
	return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, ColumnFacts>));
}

function isCandidate(set: string, facts: ColumnFacts | undefined): boolean {
	if (set !== 'psych_swebench') return true;
	// Several models in one agent are no candidate.
	return facts?.model != null && !/[+,/&]/.test(facts.model) && (facts.date ?? '') >= FIRST_AGENTS;
}

function liveColumn(set: string, column: string, facts: ColumnFacts | undefined, catalog: Catalog): LiveColumn {
	const prices = facts?.prices_usd_per_mtok;
	const micros = (dollars: number | null): number | null => (dollars === null ? null : microsFromDollars(dollars));
	const listed =
		prices === undefined || prices.input === null || prices.output === null
			? null
			: {
					input: micros(prices.input)!,
					output: micros(prices.output)!,
					cachedInput: micros(prices.cache_read),
					cacheWrite: micros(prices.cache_write),
				};
	const names = [facts?.api_name, aliasOf(column), facts?.model, column].filter((name) => name != null);
	return { name: column, group: groupOf(set, column, facts), candidate: columnCandidate(names, facts?.effort ?? null, listed, catalog) };
}

function groupOf(set: string, column: string, facts: ColumnFacts | undefined): string {
	if (set === 'psych_swebench') return facts?.scaffold ?? column;
	if (!set.endsWith('swebench_pro')) return set;
	if (/paper/.test(column)) return 'paper';
	return /debug/.test(column) ? 'debug' : 'october 2025';
}

function costsOf(folder: string, name: string, rows: readonly RecordedRow[], columns: readonly string[]): Float64Array | null {
	const file = path.join(folder, name, 'instance_costs.csv');
	if (!existsSync(file)) return null;
	const byId = new Map(readCsv(file).map((row) => [row.id!, row]));
	return Float64Array.from(
		rows.flatMap((row) =>
			columns.map((column) => {
				const text = byId.get(row.id)?.[column] ?? '';
				return text === '' || !(Number(text) > 0) ? Number.NaN : Number(text);
			}),
		),
	);
}
