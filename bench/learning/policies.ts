import { type LearnedAbilities, learnAbility, NOTHING_LEARNED_OF_ABILITIES } from '../../src/core/learning/abilities.ts';
import { explorationOf } from '../../src/core/learning/exploration.ts';
import { needFeatures } from '../../src/core/learning/needs.ts';
import { withAbilities } from '../../src/core/learning/with-abilities.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { CandidateCost } from '../../src/core/money/request-cost.ts';
import { route } from '../../src/core/routing/route.ts';
import { AUTO, NO_LIMITS, type Prediction, type RouteWeights } from '../../src/core/routing/types.ts';
import { randomOf } from '../../training/kit/random.ts';
import { Discounted } from './linear.ts';
import { utility } from './truth.ts';

/** A request as a policy sees it: those candidates alone that are there. */
export interface Asked {
	readonly id: string;
	readonly candidates: readonly Candidate[];
	readonly prediction: Prediction;
	readonly costs: readonly CandidateCost[];
	readonly weights: RouteWeights;
}

export interface Policy {
	/** Place in `candidates`. */
	choose(asked: Asked): number;
	learn(asked: Asked, chosen: number, good: boolean): void;
	/** Chance that the policy believes of each candidate. */
	believed(asked: Asked): readonly number[];
}

export const POLICIES = ['static', 'learner', 'LinUCB', 'Thompson'] as const;
export type PolicyName = (typeof POLICIES)[number];

export function policyOf(name: PolicyName, seed: number, explorationPercent: number): Policy {
	if (name === 'static') return new Learner(false, 0);
	if (name === 'learner') return new Learner(true, explorationPercent);
	return new Linear(name, seed);
}

/** The decoder on what ships, with or without what signals say. */
class Learner implements Policy {
	readonly #learns: boolean;
	readonly #percent: number;
	#belief: LearnedAbilities = NOTHING_LEARNED_OF_ABILITIES;
	#requests = 0;
	#tried = 0;

	constructor(learns: boolean, percent: number) {
		this.#learns = learns;
		this.#percent = percent;
	}

	choose({ id, candidates, prediction, costs, weights }: Asked): number {
		const exploration = explorationOf(this.#percent / 100, id, { requests: this.#requests, tried: this.#tried });
		const byId = new Map(candidates.map((candidate, i) => [candidate.id, costs[i]!]));
		const decision = route({
			...{ candidates, weights, prediction: withAbilities(prediction, this.#belief) },
			...{ needs: { tools: false, vision: false }, limits: NO_LIMITS, cache: null, opens: true, choice: AUTO, now: 0 },
			...(exploration === undefined ? {} : { exploration }),
			priced: (candidate) => byId.get(candidate.id)!,
		});
		this.#requests++;
		if (decision.steeredBy.includes('exploration')) this.#tried++;
		return candidates.findIndex(({ id: own }) => own === decision.chosen!.candidate.id);
	}

	learn({ candidates, prediction }: Asked, chosen: number, good: boolean): void {
		if (!this.#learns) return;
		const candidateId = candidates[chosen]!.id;
		const features = needFeatures(prediction, candidateId)!;
		const kind = good ? 'thumbUp' : 'thumbDown';
		this.#belief = learnAbility(this.#belief, { at: 0, kind, candidateId, task: prediction.taskKind, weight: 1, features });
	}

	believed({ prediction }: Asked): readonly number[] {
		return withAbilities(prediction, this.#belief).candidates.map(({ quality }) => quality.mean);
	}
}

/** Of one verdict, in chance: .4 of a thumb over the .6 that reach it. Ridge such that a weight deviates by .03 at first: of .03, .05, .1 and .15 the best. */
const NOISE = 0.7;
const RIDGE = (NOISE / 0.03) ** 2;
const KEPT = 0.998;
/** A level and the head's four skills. */
const SIZE = 5;
/** Widths of the bonus and of the draw, in deviations. With the ridge the best that was tried on the tuning seeds. */
export const WIDTHS = { LinUCB: 0.25, Thompson: 0.25 };

/**
 * One linear model an arm, of the difference to the chance that ships: LinUCB with discounts (Russac et al., 2019) or Thompson sampling on
 * the same (Agrawal and Goyal, 2013). It reads a verdict as .8 and .8, as the learner does, and chooses by the decoder's own worth and
 * price.
 */
class Linear implements Policy {
	readonly #name: 'LinUCB' | 'Thompson';
	readonly #random: () => number;
	readonly #arms = new Map<string, Discounted>();

	constructor(name: 'LinUCB' | 'Thompson', seed: number) {
		this.#name = name;
		this.#random = randomOf(seed + 40_000);
	}

	choose(asked: Asked): number {
		const { candidates, prediction, costs, weights } = asked;
		const x = contextOf(prediction);
		const width = WIDTHS[this.#name];
		const scores = candidates.map(({ id }, i) => {
			const arm = this.#arm(id);
			const at = arm.at(x);
			const off = this.#name === 'LinUCB' ? at.mean + width * NOISE * at.width : arm.drawAt(x, width * NOISE, this.#random);
			return utility(within(prediction.candidates[i]!.quality.mean + off), costs[i]!.perTurn, weights);
		});
		return scores.indexOf(Math.max(...scores));
	}

	learn({ candidates, prediction }: Asked, chosen: number, good: boolean): void {
		for (const arm of this.#arms.values()) arm.forget(KEPT);
		const adequate = ((good ? 1 : 0) - 0.2) / 0.6;
		this.#arm(candidates[chosen]!.id).add(contextOf(prediction), adequate - prediction.candidates[chosen]!.quality.mean);
	}

	believed({ candidates, prediction }: Asked): readonly number[] {
		const x = contextOf(prediction);
		return candidates.map(({ id }, i) => within(prediction.candidates[i]!.quality.mean + this.#arm(id).at(x).mean));
	}

	#arm(id: string): Discounted {
		let arm = this.#arms.get(id);
		if (arm === undefined) {
			arm = new Discounted(SIZE, RIDGE);
			this.#arms.set(id, arm);
		}
		return arm;
	}
}

function contextOf({ basis }: Prediction): number[] {
	const { skills } = basis!;
	const length = Math.hypot(...skills) || 1;
	return [1, ...skills.map((skill) => skill / length)];
}

function within(chance: number): number {
	return Math.min(1, Math.max(0, chance));
}
