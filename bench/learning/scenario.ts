import { randomOf, shuffle } from '../../training/kit/random.ts';
import type { World } from './world.ts';

export const SCENARIOS = ['one domain', 'drop', 'no drop', 'newcomer', 'underrated newcomer', 'half price'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export const REQUESTS = 1000;
/** When the model that is asked most loses DROP, the new model appears, and the price is halved. */
export const CHANGES_AT: Readonly<Record<Scenario, number>> = {
	'one domain': 500,
	drop: 500,
	'no drop': 500,
	newcomer: 300,
	'underrated newcomer': 300,
	'half price': 500,
};
/** Points of 100, as a share. */
export const DROP = 0.15;
const ONE_DOMAIN = ['law', 'health', 'maths', 'science'];

/** How signals really are: P(good | adequate), P(bad | not), and the share of the answers that get one. */
export interface Signals {
	readonly sensitivity: number;
	readonly specificity: number;
	readonly share: number;
}

/** One request of a stream, the same for every policy. */
export interface StreamStep {
	readonly row: number;
	/** Candidates that are there. */
	readonly present: readonly number[];
	/** Whose answers are worse by DROP, null: nobody's. */
	readonly dropped: number | null;
	/** Candidate whose price is halved, null: none. */
	readonly halved: number | null;
	/** Uniform numbers: whether a right answer of `dropped` turns wrong, whether there is a signal, and which. */
	readonly chance: number;
	readonly signalled: number;
	readonly drawn: number;
}

/** @param most the candidate that changes: the one that is asked most while nothing was learned */
export function streamOf(world: World, scenario: Scenario, seed: number, most: number): StreamStep[] {
	const random = randomOf(seed * 7919 + (scenario === 'no drop' ? SCENARIOS.indexOf('drop') : SCENARIOS.indexOf(scenario)));
	const domain = scenario === 'one domain' ? ONE_DOMAIN[seed % ONE_DOMAIN.length]! : null;
	const rows = [...world.domains.keys()].filter((row) => domain === null || world.domains[row] === domain);
	let order: number[] = [];
	return Array.from({ length: REQUESTS }, (_, n) => {
		// A domain has fewer questions than a stream: they come round again, in another order.
		if (order.length === 0) order = shuffle([...rows], random);
		const changed = n >= CHANGES_AT[scenario];
		const present = [...world.candidates.keys()].filter(
			(c) => !world.newcomers.includes(c) || (changed && c === newcomerOf(world, scenario)),
		);
		return {
			row: order.pop()!,
			present,
			dropped: scenario === 'drop' && changed ? most : null,
			halved: scenario === 'half price' && changed ? most : null,
			...{ chance: random(), signalled: random(), drawn: random() },
		};
	});
}

/** The candidate that appears; -1: none does. */
export function newcomerOf(world: Pick<World, 'newcomers'>, scenario: Scenario): number {
	return world.newcomers[['newcomer', 'underrated newcomer'].indexOf(scenario)] ?? -1;
}

/** Chance of an adequate answer after a drop: in proportion, so that the mean falls by DROP. */
export function lowered(chance: number, mean: number): number {
	return chance * Math.max(0, 1 - DROP / mean);
}
