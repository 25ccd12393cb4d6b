import type { MicroDollars } from '../../src/core/base/micros.ts';
import { usageCost } from '../../src/core/money/usage-cost.ts';
import { usageOf, warmTokens } from './run.ts';
import type { ReplayOption, ReplayRequest, Traffic } from './types.ts';

/** Expected and recorded quality of a plan and its expected cost, sums over the month. */
export interface Plan {
	readonly predicted: number;
	readonly realised: number;
	readonly cost: MicroDollars;
}

/** `expected`: answers as long as predicted; `drawn`: as long as they turn out, which nobody can know beforehand. */
export type LengthKnowledge = 'expected' | 'drawn';

/** Cost of answering with `option`, the history warm where the same model answered the turn before. */
export function optionCost(
	request: ReplayRequest,
	option: ReplayOption,
	before: { readonly request: ReplayRequest; readonly candidateId: string } | null,
	length: LengthKnowledge = 'expected',
): MicroDollars {
	const { candidate } = option;
	const warm =
		before?.candidateId === candidate.id
			? warmTokens(request, candidate, { prefixTokens: before.request.prefixTokens, lastUsedAt: before.request.at })
			: 0;
	const output = length === 'drawn' ? option.drawnTokens : Math.ceil(option.outputTokens.mean);
	return usageCost(usageOf(option, request.inputTokens, warm, output), candidate.prices!);
}

export function conversations(traffic: Pick<Traffic, 'requests'>): ReplayRequest[][] {
	const groups = new Map<number, ReplayRequest[]>();
	for (const request of traffic.requests) groups.set(request.conversation, [...(groups.get(request.conversation) ?? []), request]);
	return [...groups.values()];
}

interface Path extends Plan {
	readonly score: number;
	/** Model that answered last, null for none. */
	readonly last: string | null;
}

/** Best answers to one conversation where a dollar costs `price` of quality: Viterbi over the model that answered last, not answering included. */
function bestPath(turns: readonly ReplayRequest[], price: number, length: LengthKnowledge): Plan & { readonly score: number } {
	let paths: Path[] = [{ score: 0, predicted: 0, realised: 0, cost: 0, last: null }];
	let before: ReplayRequest | null = null;
	for (const request of turns) {
		const previous = before;
		const skipped = paths.reduce((a, b) => (b.score > a.score ? b : a));
		const next: Path[] = [{ ...skipped, last: null }];
		for (const option of request.options) {
			const extended = paths.map((path): Path => {
				const cost = optionCost(
					request,
					option,
					previous === null || path.last === null ? null : { request: previous, candidateId: path.last },
					length,
				);
				return {
					score: path.score + option.p - price * cost,
					predicted: path.predicted + option.p,
					realised: path.realised + option.y,
					cost: path.cost + cost,
					last: option.candidate.id,
				};
			});
			next.push(extended.reduce((a, b) => (b.score > a.score || (b.score === a.score && b.cost < a.cost) ? b : a)));
		}
		paths = next;
		before = request;
	}
	return paths.reduce((a, b) => (b.score > a.score || (b.score === a.score && b.cost < a.cost) ? b : a));
}

function planAt(groups: readonly (readonly ReplayRequest[])[], price: number, length: LengthKnowledge): Plan & { readonly score: number } {
	const sum = { predicted: 0, realised: 0, cost: 0, score: 0 };
	for (const turns of groups) {
		const path = bestPath(turns, price, length);
		sum.predicted += path.predicted;
		sum.realised += path.realised;
		sum.cost += path.cost;
		sum.score += path.score;
	}
	return sum;
}

/**
 * The most expected quality that `budget` buys, knowing the whole month and all predictions: the Lagrangian bound min over price of budget * price + best paths,
 * which is the linear relaxation's value (a mix of at most two plans). `predicted` is that bound, `realised` the same mix's recorded outcomes.
 */
export function offlineOptimum(traffic: Pick<Traffic, 'requests'>, budget: MicroDollars, length: LengthKnowledge = 'expected'): Plan {
	const groups = conversations(traffic);
	const free = planAt(groups, 0, length);
	if (free.cost <= budget) return free;
	let low = 1e-12;
	let high = 1;
	// Invariant: too dear at `low`, affordable at `high`.
	for (let step = 0; step < 80; step++) {
		const middle = Math.sqrt(low * high);
		if (planAt(groups, middle, length).cost > budget) low = middle;
		else high = middle;
	}
	const dear = planAt(groups, low, length);
	const cheap = planAt(groups, high, length);
	const share = dear.cost === cheap.cost ? 0 : Math.max(0, Math.min(1, (budget - cheap.cost) / (dear.cost - cheap.cost)));
	return {
		predicted: cheap.score + high * budget,
		realised: cheap.realised + share * (dear.realised - cheap.realised),
		cost: cheap.cost + share * (dear.cost - cheap.cost),
	};
}

/** Every request answered by the option that `choose` names. */
export function fixedPlan(
	traffic: Pick<Traffic, 'requests'>,
	choose: (request: ReplayRequest) => ReplayOption,
	length: LengthKnowledge,
): Plan {
	const sum = { predicted: 0, realised: 0, cost: 0 };
	for (const turns of conversations(traffic)) {
		let before: { request: ReplayRequest; candidateId: string } | null = null;
		for (const request of turns) {
			const option = choose(request);
			sum.predicted += option.p;
			sum.realised += option.y;
			sum.cost += optionCost(request, option, before, length);
			before = { request, candidateId: option.candidate.id };
		}
	}
	return sum;
}
