/** `below` must not exceed `above`. */
export interface Order {
	readonly below: number;
	readonly above: number;
}

const SWEEPS = 400;

/**
 * The values nearest to the given ones (least squares by `weights`) among those that keep every order: Dykstra's alternating projections
 * (Boyle and Dykstra 1986) onto the half-spaces, each of two values only.
 */
export function ordered(values: readonly number[], weights: readonly number[], orders: readonly Order[]): number[] {
	const result = [...values];
	// How far each order has pushed its two values so far; a projection first takes its own push back.
	const pushes = new Float64Array(orders.length);
	for (let sweep = 0; sweep < SWEEPS; sweep++) {
		let moved = 0;
		for (const [o, { below, above }] of orders.entries()) {
			const [lower, upper] = [1 / weights[below]!, 1 / weights[above]!];
			const gap = result[below]! + pushes[o]! * lower - (result[above]! - pushes[o]! * upper);
			const push = Math.max(0, gap) / (lower + upper);
			const change = push - pushes[o]!;
			result[below]! -= change * lower;
			result[above]! += change * upper;
			pushes[o] = push;
			moved = Math.max(moved, Math.abs(change) * (lower + upper));
		}
		if (moved < 1e-9) break;
	}
	return result;
}
