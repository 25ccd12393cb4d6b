import { LRUCache } from 'lru-cache';
import * as z from 'zod/mini';
import { sigmoid, softplus, Z90 } from '../../base/statistics.ts';
import { drifted, fresh, meanChance, type Offset, offsetSchema, updated } from '../../learning/offsets.ts';
import type { Outcome } from '../../learning/outcomes.ts';
import type { Catalog } from '../../model/catalog.ts';
import type { AcceptanceEstimate, CompletionCandidate } from '../types.ts';
import { type Ability, completionAbility } from './ability.ts';
import type { AcceptanceWeights } from './acceptance-weights.ts';
import type { PositionFeatures } from './features.ts';

/** What became of a completion, with the features of the position at which it was asked. */
export type AcceptanceEvent = Outcome<PositionFeatures>;

/** As much of it as is learned from. */
type Observation = Omit<AcceptanceEvent, 'requestId' | 'features'> & { readonly features: Pick<PositionFeatures, 'values'> };

const offsets = z.record(z.string(), offsetSchema);
const stateSchema = z.object({ format: z.literal(1), user: offsetSchema, models: offsets, languages: offsets });

/** Plain JSON, for the extension's storage. */
export type AcceptanceState = z.infer<typeof stateSchema>;

/** Standard deviations before anything is learned, in logits and in units of ability; assumptions. */
const USER_DEVIATION = 0.8;
const LANGUAGE_DEVIATION = 0.4;
/** Models and languages that are remembered; the one learned of longest ago goes first. */
const MOST_OFFSETS = 500;

/**
 * The chance that a completion is accepted and kept: a logistic head over the position (acceptance-weights.ts), the model's ability
 * (ability.ts) and what was learned here: one offset of the user's own (the head is fitted on right answers, people accept more or less
 * than those), one for each model, one for each model in each language. All in memory; predict does nothing but arithmetic.
 */
export class AcceptanceModel {
	readonly #head: AcceptanceWeights;
	readonly #catalog: Catalog | null;
	readonly #abilities = new Map<string, Ability>();
	// Read by peek: a model is forgotten by when it was last learned of, not by when it was last looked at.
	readonly #models = new LRUCache<string, Offset>({ max: MOST_OFFSETS });
	readonly #languages = new LRUCache<string, Offset>({ max: MOST_OFFSETS });
	#user = fresh(USER_DEVIATION ** 2);

	/** @param catalog for the coding scores of models without a published fill-in-the-middle score; null = sizes alone. */
	constructor(head: AcceptanceWeights, catalog: Catalog | null) {
		this.#head = head;
		this.#catalog = catalog;
	}

	/** Same order as `candidates`. */
	predict(features: PositionFeatures, candidates: readonly CompletionCandidate[]): readonly AcceptanceEstimate[] {
		const { base, slope } = this.#line(features);
		return candidates.map((candidate) => {
			const ability = this.#abilityOf(candidate);
			const model = this.#models.peek(candidate.model.id) ?? fresh(ability.deviation ** 2);
			const language = this.#languages.peek(languageKey(candidate.model.id, features.languageId)) ?? fresh(LANGUAGE_DEVIATION ** 2);
			const logit = base + this.#user.mean + slope * (ability.mean + model.mean + language.mean);
			return estimate(logit, this.#head.variance + this.#user.variance + slope ** 2 * (model.variance + language.variance));
		});
	}

	/** What is believed of a model before anything is learned; null where it was never predicted in this session. */
	priorOf(candidateId: string): Pick<Ability, 'mean' | 'deviation'> | null {
		return this.#abilities.get(candidateId) ?? null;
	}

	/** @param prior of another session; null for this one's, where a candidate that was never predicted is taken as an unknown model */
	learn(event: Observation, prior: Pick<Ability, 'mean' | 'deviation'> | null = null): void {
		const weight = Math.min(1, Math.max(0, event.weight));
		if (!(weight > 0)) return;
		const { base, slope } = this.#line(event.features);
		const ability = prior ?? this.#abilities.get(event.candidateId) ?? UNKNOWN;
		const key = languageKey(event.candidateId, event.languageId);
		const before = [
			{ offset: drifted(this.#user, USER_DEVIATION ** 2), factor: 1 },
			{ offset: drifted(this.#models.peek(event.candidateId) ?? fresh(ability.deviation ** 2), ability.deviation ** 2), factor: slope },
			{ offset: drifted(this.#languages.peek(key) ?? fresh(LANGUAGE_DEVIATION ** 2), LANGUAGE_DEVIATION ** 2), factor: slope },
		];
		const after = updated(before, base + slope * ability.mean, this.#head.variance, event.kept, weight);
		this.#user = after[0]!;
		this.#models.set(event.candidateId, after[1]!);
		this.#languages.set(key, after[2]!);
	}

	/** Offered completions learned from, after no forgetting; 0 where only the prior speaks. */
	observations(): number {
		return Math.round(this.#user.seen);
	}

	reset(): void {
		this.#user = fresh(USER_DEVIATION ** 2);
		this.#models.clear();
		this.#languages.clear();
	}

	snapshot(): AcceptanceState {
		// The one learned of longest ago first, so that the file puts them back in that order.
		const models = Object.fromEntries(this.#models.rentries());
		return { format: 1, user: this.#user, models, languages: Object.fromEntries(this.#languages.rentries()) };
	}

	/** Takes a parsed snapshot. False where it is damaged: then nothing of it is taken, and the caller sets the file aside. */
	restore(json: unknown): boolean {
		const parsed = z.safeParse(stateSchema, json);
		if (!parsed.success) return false;
		this.reset();
		this.#user = parsed.data.user;
		for (const [id, offset] of Object.entries(parsed.data.models)) this.#models.set(id, offset);
		for (const [key, offset] of Object.entries(parsed.data.languages)) this.#languages.set(key, offset);
		return true;
	}

	#abilityOf(candidate: CompletionCandidate): Ability {
		const id = candidate.model.id;
		const known = this.#abilities.get(id);
		if (known !== undefined) return known;
		const ability = completionAbility(candidate, this.#head.abilities, this.#catalog);
		this.#abilities.set(id, ability);
		return ability;
	}

	#line({ values }: Pick<PositionFeatures, 'values'>): { base: number; slope: number } {
		const { means, deviations, weights, bias, slopeBias, slopeWeights } = this.#head;
		let base = bias;
		let slope = slopeBias;
		for (let i = 0; i < weights.length; i++) {
			const value = (values[i]! - means[i]!) / deviations[i]!;
			base += weights[i]! * value;
			slope += slopeWeights[i]! * value;
		}
		return { base, slope: softplus(slope) };
	}
}

const UNKNOWN: Ability = { mean: 0, deviation: 1, basis: 'unknown' };

function languageKey(candidateId: string, languageId: string): string {
	return `${languageId} ${candidateId}`;
}

function estimate(logit: number, variance: number): AcceptanceEstimate {
	const mean = meanChance(logit, variance);
	const half = Z90 * Math.sqrt(variance);
	return { mean, low: Math.min(mean, sigmoid(logit - half)), high: Math.max(mean, sigmoid(logit + half)) };
}
