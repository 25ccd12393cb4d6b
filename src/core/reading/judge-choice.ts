import type { MicroDollars } from '../base/micros.ts';
import type { GatewayRequest } from '../gateway/types.ts';
import type { Candidate } from '../model/candidate.ts';
import { requestCost } from '../money/request-cost.ts';
import { JUDGEMENT_TOKENS } from './judge-prompt.ts';

/** Tokens of an answer that holds to what it was asked for: fifteen numbers, or each with its name. */
export const JUDGEMENT_LENGTH = { mean: 40, p90: 160 } as const;
/** Points (0..1) by which a judge may be predicted below the model that sets the bar. */
const BELOW_BAR = 0.05;
/** A judge whose first token is measured later than this would not be waited for. */
const LATEST_FIRST_TOKEN_S = 2;

/** A model that may read, and what its reading is expected to cost. */
export interface Judge {
	readonly candidate: Candidate;
	/** µ$ */
	readonly expected: MicroDollars;
}

export interface JudgeInput {
	/** See `mayJudge`. */
	readonly candidates: readonly Candidate[];
	/** Ids that fail just now. */
	readonly leftOut: ReadonlySet<string>;
	/** Of the request to the judge, estimated. */
	readonly promptTokens: number;
	/** Predicted for the request to the judge by candidate id, 0..1. */
	readonly ability: ReadonlyMap<string, number>;
	/** Predicted for the model that sets the bar. */
	readonly bar: number;
	/** The most that a reading may be expected to cost, µ$. */
	readonly most: MicroDollars;
	/** ms since epoch */
	readonly now: number;
}

/**
 * The model that may read at all, of those that the request itself may go to: in the user's pool, local where only local ones may see it,
 * with a known price, not paid by a plan (whose requests are counted otherwise), answering without a long thought.
 */
export function mayJudge({ candidates, limits }: Pick<GatewayRequest, 'candidates' | 'limits'>): readonly Candidate[] {
	const { pool, localOnly } = limits;
	return candidates.filter((candidate) => {
		const { id, local, included, fillOnly, reasoning, effort, speed } = candidate;
		if ((pool !== null && !pool.includes(id)) || (localOnly && !local) || included || fillOnly) return false;
		return (!reasoning || effort === 'minimal') && (speed?.firstTokenSeconds ?? 0) <= LATEST_FIRST_TOKEN_S;
	});
}

/** The cheapest that is able enough and cheap enough; null where there is none. Of two as cheap the abler, then by id. */
export function chooseJudge({ candidates, leftOut, promptTokens, ability, bar, most, now }: JudgeInput): Judge | null {
	const able = candidates.flatMap((candidate): readonly Judge[] => {
		if (leftOut.has(candidate.id) || (ability.get(candidate.id) ?? 0) < bar - BELOW_BAR) return [];
		if (candidate.contextTokens < promptTokens + JUDGEMENT_TOKENS) return [];
		const cost = requestCost(candidate, {
			...{ inputTokens: promptTokens, outputTokens: JUDGEMENT_LENGTH, cache: null, now, spendable: null },
			mostOutput: JUDGEMENT_TOKENS,
		});
		if (cost.basis === 'unknown' || cost.expected > most) return [];
		return [{ candidate, expected: cost.expected }];
	});
	const of = ({ candidate }: Judge): number => ability.get(candidate.id) ?? 0;
	return able.sort((a, b) => a.expected - b.expected || of(b) - of(a) || (a.candidate.id < b.candidate.id ? -1 : 1))[0] ?? null;
}
