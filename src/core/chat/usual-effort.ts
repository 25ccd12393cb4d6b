import { byEffort, effortOfId } from '../model/efforts.ts';
import { modelOfId } from '../money/experience.ts';
import type { RoutingLine, RoutingRow } from '../routing/routing-line.ts';
import type { Turn } from './session.ts';

/** What says at which effort a model that is named by itself is asked. */
export interface EffortHints {
	/** Candidate ids by model, see `lastEfforts`. */
	readonly last: ReadonlyMap<string, string>;
	/** A decision about the message; null where there is none. */
	readonly line: Pick<RoutingLine, 'alternatives' | 'goodEnough'> | null;
}

export const NO_HINTS: EffortHints = { last: new Map(), line: null };

/** The candidate that each model answered as last in a chat, by model. One that failed says nothing. */
export function lastEfforts(turns: readonly Turn[]): ReadonlyMap<string, string> {
	const answers = turns.flatMap((turn) => turn.answers).filter(({ state, routing }) => routing !== null && state !== 'failed');
	return new Map(answers.toSorted((a, b) => a.at - b.at).map(({ routing }) => [modelOfId(routing!.candidateId), routing!.candidateId]));
}

/**
 * Which of one model's candidates stands for it where its name alone is said: as it answered last in this chat, else as Auto would ask it,
 * else as it runs by default, else at its least effort.
 * @param ids of one model, at least one
 */
export function usualEffort(ids: readonly string[], { last, line }: EffortHints): string {
	const known = [...ids].sort(byEffort);
	const before = last.get(modelOfId(known[0]!));
	if (before !== undefined && ids.includes(before)) return before;
	const rows = line?.alternatives.filter(({ candidateId }) => ids.includes(candidateId)) ?? [];
	const auto = rows.length === 0 ? null : asAutoWould(rows, line?.goodEnough);
	return auto?.candidateId ?? known.find((id) => effortOfId(id) === null) ?? known[0]!;
}

/**
 * The decision's own order, where it compared them. Where it did not, because another model was named, by its main rule: the cheapest that
 * is good enough, else the best.
 */
function asAutoWould(rows: readonly RoutingRow[], goodEnough: number | undefined): RoutingRow | null {
	const compared = rows.find(({ excluded }) => !excluded);
	if (compared !== undefined) return compared;
	const able = rows.filter(({ unfit }) => unfit === undefined);
	const best = (a: RoutingRow, b: RoutingRow): number => b.quality.mean - a.quality.mean;
	const price = ({ expectedCost }: RoutingRow): number => expectedCost ?? Number.POSITIVE_INFINITY;
	const enough = able.filter(({ quality }) => goodEnough !== undefined && quality.mean >= goodEnough);
	const byPrice = (a: RoutingRow, b: RoutingRow): number => (price(a) === price(b) ? best(a, b) : price(a) - price(b));
	return enough.toSorted(byPrice)[0] ?? able.toSorted(best)[0] ?? null;
}
