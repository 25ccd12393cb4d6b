import { catalogCandidates } from '../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { requestCost } from '../../src/core/money/request-cost.ts';
import { usageCost } from '../../src/core/money/usage-cost.ts';
import type { HeldLength } from '../../training/lengths/folds.ts';
import type { CostCell } from './measure.ts';

/**
 * Recorded requests whose model the catalog prices, with what they were expected to cost by a fit that saw nothing of their problem.
 * @param mean of an answer's tokens beside their median
 */
export function costCells(held: readonly HeldLength[], catalog: Catalog, mean: number): CostCell[] {
	const priced = new Map<string, Candidate>();
	for (const candidate of catalogCandidates(catalog)) {
		const { catalogId, effort, prices, local } = candidate;
		if (catalogId !== null && effort === null && prices !== null && !local && !priced.has(catalogId)) priced.set(catalogId, candidate);
	}
	return held.flatMap(({ row, said }): CostCell[] => {
		const candidate = row.name === null ? undefined : priced.get(row.name);
		if (candidate === undefined || row.prompt === null) return [];
		const usage = { input: row.prompt.counted, cachedInput: 0, cacheWrite: 0, output: Math.exp(row.value), reasoning: 0 };
		const tokens = Math.round(mean * Math.exp(said));
		const asked = { inputTokens: row.prompt.estimated, outputTokens: { mean: tokens, p90: tokens }, cache: null, now: 0, spendable: null };
		return [
			{
				...{ kind: row.kind, model: candidate.displayName, problem: row.problem },
				recorded: usageCost(usage, candidate.prices!),
				expected: requestCost(candidate, asked).expected,
			},
		];
	});
}
