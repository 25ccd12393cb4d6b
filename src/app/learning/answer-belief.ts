import * as z from 'zod/mini';
import {
	abilitiesSchema,
	believedOf,
	type LearnedAbilities,
	learnAbility,
	NOTHING_LEARNED_OF_ABILITIES,
} from '../../core/learning/abilities.ts';
import { type EvidenceKind, evidenceOf } from '../../core/learning/evidence.ts';
import { needOf } from '../../core/learning/needs.ts';
import { meanChance } from '../../core/learning/offsets.ts';
import type { Signal } from '../../core/learning/signals.ts';
import type { SignalLearner } from './shared-signals.ts';

/** Model and kind of task that something was learned of, with what the last such request asked for. */
const lastSchema = z.object({
	candidateId: z.string().check(z.minLength(1), z.maxLength(300)),
	task: z.string().check(z.maxLength(100)),
	features: z.array(z.number()).check(z.maxLength(200)),
	signals: z.number().check(z.nonnegative()),
});
const MOST_LAST = 300;

/** What the signals of answers come to, as it is kept and exported: names and numbers. */
export const answerBeliefSchema = z.object({
	version: z.literal(1),
	abilities: abilitiesSchema,
	/** Signals that are in it, forgotten ones too. */
	signals: z.number().check(z.nonnegative()),
	last: z.array(lastSchema).check(z.maxLength(MOST_LAST)),
});

export type KeptAnswerBelief = z.output<typeof answerBeliefSchema>;

export const NO_ANSWER_BELIEF: KeptAnswerBelief = { version: 1, abilities: NOTHING_LEARNED_OF_ABILITIES, signals: 0, last: [] };

/** One model on one kind of task, as a table shows it. */
export interface LearnedRow {
	readonly candidateId: string;
	readonly task: string;
	/** Points of quality (0..100) that signals move it on a request such as the last one of this kind. */
	readonly points: number;
	readonly signals: number;
}

/** What is believed of models by what became of their answers. */
export class AnswerBelief implements SignalLearner {
	#now: KeptAnswerBelief = NO_ANSWER_BELIEF;
	/** A kept belief is checked once, however often it is begun from. */
	#checked: { readonly from: unknown; readonly belief: KeptAnswerBelief } | null = null;

	abilities(): LearnedAbilities {
		return this.#now.abilities;
	}

	/** Own signals so far. */
	count(): number {
		return this.#now.signals;
	}

	snapshot(): KeptAnswerBelief {
		return this.#now;
	}

	begin(belief: unknown): boolean {
		if (belief === null || this.#checked?.from !== belief) {
			const parsed = belief === null ? NO_ANSWER_BELIEF : (answerBeliefSchema.safeParse(belief).data ?? null);
			this.#checked = parsed === null ? null : { from: belief, belief: parsed };
		}
		this.#now = this.#checked?.belief ?? NO_ANSWER_BELIEF;
		return this.#checked !== null;
	}

	take({ at, kind, candidateId, task, weight, features }: Signal): void {
		// Of an earlier version, or of another kind: nothing is known of the need.
		if (evidenceOf(kind) === null || needOf(features) === null) return;
		const { abilities, signals, last } = this.#now;
		const after = learnAbility(abilities, { at, kind: kind as EvidenceKind, candidateId, task, weight, features });
		if (after === abilities) return;
		const before = last.find((row) => row.candidateId === candidateId && row.task === task);
		const row = { candidateId, task, features: [...features], signals: (before?.signals ?? 0) + 1 };
		const rows = [...last.filter((one) => one !== before), row].slice(-MOST_LAST);
		this.#now = { version: 1, abilities: after, signals: signals + 1, last: rows };
	}

	/** What moved, most signals first. */
	rows(): readonly LearnedRow[] {
		const { abilities, last } = this.#now;
		return last
			.flatMap(({ candidateId, task, features, signals }): LearnedRow[] => {
				const need = needOf(features);
				if (need === null) return [];
				const { mean, variance, priorVariance } = believedOf(abilities, need, candidateId, task);
				const doubt = need.variance * Math.min(1, variance / priorVariance);
				const chance = (logit: number, own: number): number => need.floor + need.span * meanChance(logit, own + need.shared);
				const points = 100 * (chance(need.logit + mean, doubt) - chance(need.logit, need.variance));
				return [{ candidateId, task, points, signals }];
			})
			.sort((a, b) => b.signals - a.signals || Math.abs(b.points) - Math.abs(a.points));
	}
}
