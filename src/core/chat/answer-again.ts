import type { RoutingRow } from '../routing/routing-line.ts';
import type { Turn } from './session.ts';

/**
 * Candidate ids that "answer again" may use: strictly better by prediction, or strictly cheaper, than the one that answered. Empty = there
 * is none.
 */
function againPool(rows: readonly RoutingRow[], currentId: string, how: 'stronger' | 'cheaper'): readonly string[] {
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
 * The one that "stronger" or "cheaper" asks, so that its name and price can be said before: the cheapest real step up, or the best of what
 * costs less. One that may not be asked, or has answered the turn already, is none of them. Null = there is none.
 * @param answered candidate ids of the turn's answers
 */
function againTarget(
	rows: readonly RoutingRow[],
	currentId: string,
	how: 'stronger' | 'cheaper',
	answered: readonly string[],
): RoutingRow | null {
	const allowed = rows.filter(({ candidateId, excluded }) => !excluded || candidateId === currentId);
	// Where the user had chosen the model, that alone keeps all others out.
	const asked = allowed.length > 1 ? allowed : rows;
	const pool = new Set(againPool(asked, currentId, how));
	const left = asked.filter((row) => pool.has(row.candidateId) && !answered.includes(row.candidateId));
	const price = (row: RoutingRow): number => row.expectedCost ?? Number.POSITIVE_INFINITY;
	const best = (a: RoutingRow, b: RoutingRow): number => b.quality.mean - a.quality.mean;
	const [first] = left.sort((a, b) => (how === 'stronger' ? price(a) - price(b) || best(a, b) : best(a, b) || price(a) - price(b)));
	return first ?? null;
}

/** What the shown answer of a turn can be asked again with; null where there is nothing. `same`: the model that gave it. */
export function againChoice({ answers, shown }: Turn, how: 'stronger' | 'cheaper' | 'same'): RoutingRow | null {
	const routing = answers[shown]?.routing;
	if (routing == null) return null;
	const { alternatives, candidateId } = routing;
	if (how === 'same') return alternatives.find((row) => row.candidateId === candidateId) ?? null;
	const answered = answers.flatMap(({ state, routing: of }) => (state === 'done' && of !== null ? [of.candidateId] : []));
	return againTarget(alternatives, candidateId, how, answered);
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
