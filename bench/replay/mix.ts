import { fixedPlan } from './optimum.ts';
import { PRICE_CLASSES, type ReplayOption, type ReplayRequest, type Traffic } from './types.ts';

/** A fixed model's cost (µ$, the whole month) and mean quality, 0..1. */
export interface MixPoint {
	readonly cost: number;
	readonly predicted: number;
	readonly realised: number;
}

/** The option of a class, or the next cheaper one where a request has none. */
function ofClass(request: ReplayRequest, c: number, ids: readonly string[]): ReplayOption {
	const found = request.options.findLast(({ candidate }) => ids.indexOf(candidate.id) <= c);
	return found ?? request.options[0]!;
}

/** Always the same class, each in turn: the corners of what a coin that knows nothing of the request can reach. */
export function noSignalMix(traffic: Traffic): MixPoint[] {
	const ids = idsByPrice(traffic);
	const n = traffic.requests.length;
	return PRICE_CLASSES.slice(0, ids.length).map((_, c) => {
		const plan = fixedPlan(traffic, (request) => ofClass(request, c, ids), 'drawn');
		return { cost: plan.cost, predicted: plan.predicted / n, realised: plan.realised / n };
	});
}

function idsByPrice({ requests }: Traffic): string[] {
	const price = new Map(requests.flatMap(({ options }) => options.map(({ candidate }) => [candidate.id, candidate.prices?.output ?? 0])));
	return [...price].sort((a, b) => a[1] - b[1]).map(([id]) => id);
}

/** The most of each quality that a coin between two of the points reaches at this cost: their upper hull. */
export function mixAt(points: readonly MixPoint[], cost: number): { readonly predicted: number; readonly realised: number } {
	const best = (of: (point: MixPoint) => number): number => {
		let most = 0;
		for (const a of points) {
			if (a.cost <= cost) most = Math.max(most, of(a));
			for (const b of points) {
				if (!(a.cost <= cost && cost < b.cost)) continue;
				const share = (cost - a.cost) / (b.cost - a.cost);
				most = Math.max(most, of(a) + share * (of(b) - of(a)));
			}
		}
		return most;
	};
	return { predicted: best(({ predicted }) => predicted), realised: best(({ realised }) => realised) };
}
