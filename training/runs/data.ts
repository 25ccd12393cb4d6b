import { readFileSync } from 'node:fs';
import path from 'node:path';
import { microsFromDollars } from '../../src/core/base/micros.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import type { TokenPrices } from '../../src/core/model/prices.ts';
import { readCsv } from '../catalog/csv.ts';
import { columnCandidate } from '../data/candidates.ts';

export interface Issue {
	readonly id: string;
	readonly repository: string;
	readonly text: string;
}

/** One model's recorded runs over the issues of a set. */
export interface AgentColumn {
	readonly name: string;
	/** As a user has it, at the prices that the runs were billed at. */
	readonly candidate: Candidate;
	/** By issue: 1 solved, 0 not; NaN where the run is not there whole. */
	readonly solved: Float64Array;
	/** By issue, US dollars; NaN in the same places. */
	readonly cost: Float64Array;
}

export interface AgentSet {
	readonly name: string;
	readonly issues: readonly Issue[];
	readonly columns: readonly AgentColumn[];
}

export const AGENT_SETS = ['openhands_swebench', 'openhands_swtbench'];

/** GLM-5 lacks a fifth of its rows, and a published score of claude-fable-5 may be contaminated (the data's README). */
const LEFT_OUT = new Set(['GLM-5', 'claude-fable-5']);

interface ColumnFacts {
	readonly common_scaffold: boolean;
	readonly prices_usd_per_mtok: Readonly<Record<'input' | 'output' | 'cache_read' | 'cache_write', number | null>>;
}

/** The columns of one scaffold. A run with an outcome and no cost is dropped: in part those crashed. */
export function readAgentSet(folder: string, name: string, catalog: Catalog): AgentSet {
	const at = (file: string): string => path.join(folder, name, file);
	const issues = readFileSync(at('prompts.jsonl'), 'utf8')
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line) as { id: string; repo: string; text: string })
		.map(({ id, repo, text }): Issue => ({ id: id.split('/').at(-1)!, repository: repo, text }));
	const byId = (file: string) => new Map(readCsv(at(file)).map((row) => [row.id!.split('/').at(-1)!, row]));
	const [outcomes, costs] = [byId('matrix.csv'), byId('instance_costs.csv')];
	const facts = JSON.parse(readFileSync(at('columns.json'), 'utf8')) as Record<string, ColumnFacts>;
	const columns = Object.entries(facts).flatMap(([column, { common_scaffold, prices_usd_per_mtok }]): AgentColumn[] => {
		if (!common_scaffold || LEFT_OUT.has(column)) return [];
		const cells = issues.map(({ id }) => [outcomes.get(id)?.[column] ?? '', costs.get(id)?.[column] ?? ''] as const);
		const whole = cells.map(([outcome, cost]) => outcome !== '' && cost !== '' && Number(cost) > 0);
		return [
			{
				name: column,
				candidate: columnCandidate([column], null, pricesOf(prices_usd_per_mtok), catalog),
				solved: Float64Array.from(cells, ([outcome], i) => (whole[i] ? Number(outcome) : Number.NaN)),
				cost: Float64Array.from(cells, ([, cost], i) => (whole[i] ? Number(cost) : Number.NaN)),
			},
		];
	});
	return { name, issues, columns };
}

function pricesOf({ input, output, cache_read, cache_write }: ColumnFacts['prices_usd_per_mtok']): TokenPrices {
	const micros = (dollars: number | null): number | null => (dollars === null ? null : microsFromDollars(dollars));
	return { input: micros(input)!, output: micros(output)!, cachedInput: micros(cache_read), cacheWrite: micros(cache_write) };
}

/** Whether a vendor's cache read the history in the recorded runs: where its price was told. */
export const cacheShown = ({ prices }: Candidate): boolean => prices?.cachedInput != null;
