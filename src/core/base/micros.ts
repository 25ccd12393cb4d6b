/**
 * Money is an integer number of micro-dollars everywhere: 1 USD = 1_000_000 µ$.
 * A price is an integer number of micro-dollars per million tokens ($0.60/Mtok = 600_000).
 */
export type MicroDollars = number;

export const MICROS_PER_DOLLAR = 1_000_000;

/** Rounds to the nearest micro-dollar. `dollars` must be finite. */
export function microsFromDollars(dollars: number): MicroDollars {
	return Math.round(dollars * MICROS_PER_DOLLAR);
}

export function dollarsFromMicros(micros: MicroDollars): number {
	return micros / MICROS_PER_DOLLAR;
}

/** Cost of `tokens` at `pricePerMillion` µ$ per million tokens, rounded up so that a sum of parts is never below the whole. */
export function tokenCost(tokens: number, pricePerMillion: MicroDollars): MicroDollars {
	return Math.ceil((tokens * pricePerMillion) / 1_000_000);
}
