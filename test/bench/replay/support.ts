import { makeTraffic } from '../../../bench/replay/traffic.ts';
import type { ReplayOption, ReplayRequest, ReplayRow, Traffic } from '../../../bench/replay/types.ts';
import { PRIOR_OUTPUT_LENGTH } from '../../../src/predictor/fallback-prior.ts';
import { randomOf } from '../../../training/kit/random.ts';
import { candidate, prices } from '../../unit/core/routing/support.ts';

export const SMALL = candidate('small', { endpointId: 'mistral', prices: prices(0.15, 0.6, 0.015) });
export const MEDIUM = candidate('medium', { endpointId: 'anthropic', prices: prices(1, 5, 0.1, 1.25) });
export const LARGE = candidate('large', { endpointId: 'anthropic', prices: prices(5, 25, 0.5, 6.25) });
export const CANDIDATES = [SMALL, MEDIUM, LARGE];

/** Rows whose gain differs, as of `seed`; a tenth of them has no medium model. */
export function syntheticRows(count: number, seed: number): ReplayRow[] {
	const random = randomOf(seed);
	return Array.from({ length: count }, (_, i): ReplayRow => {
		const low = 0.2 + 0.7 * random();
		const gain = (1 - low) * random() ** 2;
		const outcome = (column: string, p: number) => ({ column, p, y: random() < p ? 1 : 0 });
		return {
			set: 'synthetic',
			id: `${i}`,
			kind: (['chat', 'code', 'maths'] as const)[i % 3]!,
			promptTokens: 20 + Math.floor(500 * random()),
			outcomes: [outcome('s', low), i % 10 === 0 ? null : outcome('m', low + 0.7 * gain), outcome('l', low + gain)],
		};
	});
}

export function syntheticTraffic(requests: number, seed: number): Traffic {
	return makeTraffic(syntheticRows(200, seed), { requests, seed, candidates: CANDIDATES, outputLength: PRIOR_OUTPUT_LENGTH });
}

/** One request with exactly these options; answers are as long as predicted. */
export function request(over: Partial<Omit<ReplayRequest, 'options'>>, qualities: readonly number[]): ReplayRequest {
	const options = qualities.map((p, c): ReplayOption => {
		return { candidate: CANDIDATES[c]!, p, y: p, outputTokens: { mean: 300, p90: 600 }, drawnTokens: 300, latencyMs: 1000 };
	});
	const row = syntheticRows(1, 1)[0]!;
	return { at: 0, conversation: 0, turn: 0, row, inputTokens: 2000, prefixTokens: 2300, ...over, options };
}
