import { presetWeights } from '../../src/core/routing/presets.ts';
import type { RouteWeights } from '../../src/core/routing/types.ts';
import { type Asked, type Policy, type PolicyName, policyOf } from './policies.ts';
import { CHANGES_AT, DROP, lowered, newcomerOf, REQUESTS, type Scenario, type Signals, type StreamStep, streamOf } from './scenario.ts';
import { trueChances, utility } from './truth.ts';
import { costOf, type World } from './world.ts';

/** One policy on one stream. */
export interface StreamResult {
	/** Points by which the best candidate's utility lies above the chosen one's, mean a request; `after`: from the change on. */
	readonly regret: number;
	readonly regretAfter: number;
	/** Dollars of all requests. */
	readonly dollars: number;
	/** Share of requests whose recorded answer was adequate. */
	readonly adequate: number;
	/**
	 * Requests after the change until the model that changes is asked half as often as before, in the last WINDOW requests; null: never within
	 * the stream.
	 */
	readonly noticed: number | null;
	/** The same until half of the drop is believed of it on requests of all kinds. */
	readonly believed: number | null;
	/** Requests after the newcomer appears until half of those that it is best for went to it; null: never. */
	readonly adopted: number | null;
	/** Share of requests that went to the newcomer once it was there. */
	readonly toNewcomer: number;
}

/** Whoever is told each candidate's true chance: its regret is 0. */
const WEIGHTS: RouteWeights = presetWeights('balanced');
const WINDOW = 40;
const BEFORE = 150;
/** Requests that a belief about one model is read on, and how often. */
const PROBES = 40;
const PROBED_EVERY = 5;
/** The newcomer is adopted when so many of the last requests that it is best for went to it. */
const ADOPTED = { of: 20, least: 10 };

export class Simulation {
	readonly #world: World;
	readonly #chances: Float64Array;
	/** Candidate that is asked most while nothing is learned, the newcomer left out. */
	readonly #most: number;

	constructor(world: World) {
		this.#world = world;
		this.#chances = trueChances(world);
		const counts = world.candidates.map(() => 0);
		const still = policyOf('static', 0, 0);
		const present = [...world.candidates.keys()].filter((c) => !world.newcomers.includes(c));
		for (let row = 0; row < world.predictions.length; row += 5) {
			const asked = this.#asked(row, present, null, String(row));
			counts[present[still.choose(asked)]!]!++;
		}
		this.#most = counts.indexOf(Math.max(...counts));
	}

	/** The model that is asked most, and its share of adequate answers. */
	get changing(): { readonly name: string; readonly chance: number } {
		return { name: this.#world.candidates[this.#most]!.displayName, chance: this.#meanOf(this.#most) };
	}

	run(name: PolicyName, scenario: Scenario, signals: Signals, seed: number, percent = 3): StreamResult {
		const { candidates, outcome } = this.#world;
		const newcomer = newcomerOf(this.#world, scenario);
		const policy = policyOf(name, seed, percent);
		const mean = this.#meanOf(this.#most);
		const at = CHANGES_AT[scenario];
		const sums = { regret: 0, after: 0, cost: 0, adequate: 0, newcomer: 0 };
		const lastBest: boolean[] = [];
		let before = Number.NaN;
		let believed: number | null = null;
		const asksChanging: number[] = [];
		let noticed: number | null = null;
		let adopted: number | null = null;
		for (const [n, step] of streamOf(this.#world, scenario, seed, this.#most).entries()) {
			if (n === at) before = this.#belief(policy);
			const asked = this.#asked(step.row, step.present, step.halved, `${name} ${scenario} ${seed} ${n}`);
			const place = policy.choose(asked);
			const chosen = step.present[place]!;
			const worth = step.present.map((c, i) => utility(this.#chanceAt(step, c, mean), asked.costs[i]!.perTurn, WEIGHTS));
			const best = Math.max(...worth);
			sums.regret += best - worth[place]!;
			if (n >= at) sums.after += best - worth[place]!;
			sums.cost += asked.costs[place]!.expected / 1e6;
			const right = outcome[step.row * candidates.length + chosen]! > 0.5;
			const adequate = right && !(chosen === step.dropped && step.chance < DROP / mean);
			if (adequate) sums.adequate++;
			if (chosen === newcomer) sums.newcomer++;
			asksChanging.push(chosen === this.#most ? 1 : 0);
			if (n >= at + WINDOW && noticed === null && meanOf(asksChanging.slice(-WINDOW)) <= meanOf(asksChanging.slice(at - BEFORE, at)) / 2)
				noticed = n - at + 1;
			if (n >= at && newcomer >= 0 && step.present[worth.indexOf(best)] === newcomer) {
				lastBest.push(chosen === newcomer);
				const went = lastBest.slice(-ADOPTED.of).filter(Boolean).length;
				if (adopted === null && lastBest.length >= ADOPTED.of && went >= ADOPTED.least) adopted = n - at + 1;
			}
			if (step.signalled < signals.share) {
				const good = step.drawn < (adequate ? signals.sensitivity : 1 - signals.specificity);
				policy.learn(asked, place, good);
			}
			if (n >= at && believed === null && (n - at) % PROBED_EVERY === PROBED_EVERY - 1 && before - this.#belief(policy) >= DROP / 2)
				believed = n - at + 1;
		}
		return {
			regret: sums.regret / REQUESTS,
			regretAfter: sums.after / (REQUESTS - at),
			dollars: sums.cost,
			adequate: sums.adequate / REQUESTS,
			noticed,
			believed,
			adopted,
			toNewcomer: sums.newcomer / (REQUESTS - at),
		};
	}

	/** Mean chance that is believed of the model that changes. */
	#belief(policy: Policy): number {
		const every = Math.floor(this.#world.predictions.length / PROBES);
		let sum = 0;
		for (let i = 0; i < PROBES; i++) sum += policy.believed(this.#asked(i * every, [this.#most], null, ''))[0]!;
		return sum / PROBES;
	}

	#chanceAt({ row, dropped }: StreamStep, c: number, mean: number): number {
		const chance = this.#chances[row * this.#world.candidates.length + c]!;
		return c === dropped ? lowered(chance, mean) : chance;
	}

	#meanOf(c: number): number {
		const { candidates, predictions, outcome } = this.#world;
		return predictions.reduce((sum, _, row) => sum + outcome[row * candidates.length + c]!, 0) / predictions.length;
	}

	#asked(row: number, present: readonly number[], halved: number | null, id: string): Asked {
		const { candidates, predictions } = this.#world;
		const whole = predictions[row]!;
		const basis = whole.basis!;
		return {
			id,
			candidates: present.map((c) => candidates[c]!),
			prediction: {
				...whole,
				candidates: present.map((c) => whole.candidates[c]!),
				covariance: present.map((c) => present.map((d) => whole.covariance[c]![d]!)),
				basis: { ...basis, logits: present.map((c) => basis.logits[c]!) },
			},
			costs: present.map((c) => costOf(candidates[c]!, c === halved ? 0.5 : 1)),
			weights: WEIGHTS,
		};
	}
}

function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
