import type { RoutooAlternative, RoutooEstimate, RoutooRouted } from '../../../api/routoo.d.ts';
import { dollarsFromMicros, type MicroDollars } from '../../core/base/micros.ts';
import type { QualityEstimate } from '../../core/routing/quality.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import type { RouteAlternative, RouteDecision } from '../../core/routing/types.ts';
import { entryOf } from '../agent/agent-request.ts';

type Steering = RouteDecision['steeredBy'][number];
/** All that a decision knows: one that is missing here, or in the API's types, does not compile. */
const STEERED: Readonly<Record<Steering, true>> = {
	...{ budget: true, cache: true, limit: true, userChoice: true },
	...{ fallbackPrior: true, exploration: true, preference: true },
};
const CALLERS = ['chat', 'agent', 'background'] as const;

export function estimate({ candidate, quality, cost, latencyMs, firstUsefulMs }: RouteAlternative): RoutooEstimate {
	const known = cost.basis !== 'unknown';
	return {
		id: candidate.id,
		name: candidate.displayName,
		recipient: candidate.recipient,
		local: candidate.local,
		languageModelId: entryOf(candidate),
		effort: candidate.effort,
		quality: rounded(quality),
		expectedCostUsd: known ? dollars(cost.expected) : null,
		maxCostUsd: known ? dollars(cost.max) : null,
		latencyMs: Math.round(latencyMs),
		firstTokenMs: Math.round(firstUsefulMs),
	};
}

export function alternative(one: RouteAlternative): RoutooAlternative {
	return { ...estimate(one), excluded: one.excluded, whyNot: one.whyNot };
}

/** A decision without its words: no sentence of the routing line goes to a listener. Null for what is not told. */
export function routed(purpose: string, line: RoutingLine, at: number): RoutooRouted | null {
	const caller = CALLERS.find((one) => one === purpose);
	if (caller === undefined) return null;
	return frozen({
		...{ at, caller },
		model: { id: line.candidateId, name: line.modelName, recipient: line.recipient, local: line.local },
		quality: rounded(line.quality),
		expectedCostUsd: line.expectedCost === null ? null : dollars(line.expectedCost),
		maxCostUsd: line.maxCost === null ? null : dollars(line.maxCost),
		latencyMs: Math.round(line.latencyMs),
		steeredBy: (Object.keys(STEERED) as Steering[]).filter((by) => line.steeredBy.includes(by)),
		tookOver: line.fallbackNote !== null,
		compared: line.alternatives.length,
	});
}

/** With all that hangs on it: a value that several hold. */
export function frozen<T extends object>(value: T): T {
	for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) frozen(part);
	return Object.freeze(value);
}

function rounded({ mean, low, high }: QualityEstimate): QualityEstimate {
	return { mean: share(mean), low: share(low), high: share(high) };
}

function share(value: number): number {
	return Math.round(value * 10_000) / 10_000;
}

/** Whole micro-dollars. */
function dollars(micros: MicroDollars): number {
	return dollarsFromMicros(Math.round(micros));
}
