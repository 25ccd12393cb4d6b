import { byEffort } from '../model/efforts.ts';
import { modelOfId } from '../money/experience.ts';
import type { RoutingLine, RoutingRow } from '../routing/routing-line.ts';
import type { Turn } from './session.ts';

/** What says at which effort a model that is named by itself is asked. */
export interface EffortHints {
	/** The candidate that each model answered as last in the chat, by model. */
	readonly last: ReadonlyMap<string, string>;
	/** What a decision about the message says of each model, by model, in the decision's own order. */
	readonly rows: ReadonlyMap<string, readonly RoutingRow[]>;
	/** Its bar, 0..1; absent: none. */
	readonly goodEnough?: number;
}

export const NO_HINTS: EffortHints = { last: new Map(), rows: new Map() };

/** @param line a decision about the message; null where there is none */
export function effortHints(turns: readonly Turn[], line: Pick<RoutingLine, 'alternatives' | 'goodEnough'> | null): EffortHints {
	return {
		last: lastEfforts(turns),
		rows: Map.groupBy(line?.alternatives ?? [], ({ candidateId }) => modelOfId(candidateId)),
		...(line?.goodEnough === undefined ? {} : { goodEnough: line.goodEnough }),
	};
}

/** An answer that failed says nothing. */
function lastEfforts(turns: readonly Turn[]): ReadonlyMap<string, string> {
	const answers = turns.flatMap((turn) => turn.answers).filter(({ state, routing }) => routing !== null && state !== 'failed');
	return new Map(answers.toSorted((a, b) => a.at - b.at).map(({ routing }) => [modelOfId(routing!.candidateId), routing!.candidateId]));
}

/**
 * Which of one model's candidates stands for it where its name alone is said: as it answered last in this chat, else as Auto would ask it,
 * else as it runs by default, else at its least effort.
 * @param ids of one model, at least one
 */
export function usualEffort(ids: readonly string[], { last, rows, goodEnough }: EffortHints): string {
	const [least] = ids.toSorted(byEffort) as [string, ...string[]];
	const model = modelOfId(least);
	const before = last.get(model);
	if (before !== undefined && ids.includes(before)) return before;
	const offered = rows.get(model)?.filter(({ candidateId }) => ids.includes(candidateId)) ?? [];
	// By that order the default comes first.
	return asAutoWould(offered, goodEnough)?.candidateId ?? least;
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
