import type { RoutingRow } from '../routing/routing-line.ts';

/**
 * Candidate ids that "answer again" may use: strictly better by prediction, or strictly cheaper, than the one that answered. Empty = there
 * is none.
 */
export function againPool(rows: readonly RoutingRow[], currentId: string, how: 'stronger' | 'cheaper'): readonly string[] {
	const current = rows.find((row) => row.candidateId === currentId);
	if (current === undefined) return [];
	const fits = (row: RoutingRow): boolean =>
		how === 'stronger'
			? row.quality.mean > current.quality.mean
			: row.expectedCost !== null && current.expectedCost !== null && row.expectedCost < current.expectedCost;
	const pool = rows.filter((row) => row.candidateId !== currentId && fits(row));
	if (how === 'cheaper') return pool.map((row) => row.candidateId);
	// "Stronger" asks for a real step up: the better half of what is above, else the decoder would pick the next neighbour again and again.
	const byQuality = [...pool].sort((a, b) => b.quality.mean - a.quality.mean);
	return byQuality.slice(0, Math.ceil(byQuality.length / 2)).map((row) => row.candidateId);
}
