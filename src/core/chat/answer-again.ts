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

/**
 * What asking again says of the answer that is there: against it where a stronger or another model is asked; nothing where a cheaper one
 * is, for whoever tries that has not said how well this one did.
 * @param asked `stronger`, `cheaper`, `auto` or a candidate id
 */
export function againEvidence(rows: readonly RoutingRow[], currentId: string, asked: string): 'againStronger' | 'againSame' | null {
	if (asked === 'cheaper') return null;
	if (asked === 'stronger') return 'againStronger';
	const current = rows.find((row) => row.candidateId === currentId);
	const other = rows.find((row) => row.candidateId === asked);
	if (current === undefined || other === undefined || other === current) return 'againSame';
	if (other.quality.mean > current.quality.mean) return 'againStronger';
	const cheaper = other.expectedCost !== null && current.expectedCost !== null && other.expectedCost < current.expectedCost;
	return cheaper ? null : 'againSame';
}
