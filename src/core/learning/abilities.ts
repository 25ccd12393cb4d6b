import * as z from 'zod/mini';
import { effortOfId } from '../model/efforts.ts';
import { canonicalName, splitModelName } from '../model/names.ts';
import {
	type AbilityVector,
	along,
	alongDrifted,
	driftedVector,
	FURTHEST,
	freshVector,
	isCovariance,
	moved,
	reopened,
	steppedVector,
	triangleSize,
} from './ability-vector.ts';
import { type EvidenceKind, type EvidenceSource, evidenceOf, telling } from './evidence.ts';
import { type Need, needOf } from './needs.ts';
import { drifted, fresh, keptAfter, meanChance, type Offset, offsetSchema, stepOf, stepped, throughChannel } from './offsets.ts';
import { NO_CHANGE, SHIFT, watched } from './sudden-change.ts';

/** What became of an answer, and what it had been asked for. */
export interface AbilityObservation {
	/** ms since epoch */
	readonly at: number;
	readonly kind: EvidenceKind;
	readonly candidateId: string;
	/** Kind of task. */
	readonly task: string;
	/** 0..1: how much it says beside others of its kind; 1 for an ordinary one. */
	readonly weight: number;
	/** Of `needFeatures`. */
	readonly features: readonly number[];
}

/** So many signals nobody gives: a count beyond it is damage, and one more would not be told from it. */
const MOST_AMOUNT = 1e9;
const amount = z.number().check(z.nonnegative(), z.maximum(MOST_AMOUNT));
/**
 * When an entry was last touched, in observations of the belief; by how many logits each source of evidence has moved it, up or down; and
 * how much of it was seen on which kind of task.
 */
const tallied = {
	at: amount,
	by: z.record(z.string(), z.number().check(z.minimum(-MOST_AMOUNT), z.maximum(MOST_AMOUNT))),
	on: z.record(z.string(), amount),
};
const levelSchema = z.object({ ...offsetSchema.shape, at: tallied.at });
const kindSchema = z.object({ ...offsetSchema.shape, ...tallied });
const deviations = z.number().check(z.minimum(-FURTHEST), z.maximum(FURTHEST));
const modelSchema = z
	.object({
		mean: z.array(deviations).check(z.maxLength(32)),
		left: z.array(z.number()).check(z.maxLength(triangleSize(32))),
		change: z.object({ worse: amount, better: amount }),
		/** Sudden changes that were noticed. */
		changes: amount,
		seen: amount,
		...tallied,
	})
	.check(z.refine(({ mean, left }) => left.length === triangleSize(mean.length) && isCovariance(left, mean.length)));

export const abilitiesSchema = z.object({
	format: z.literal(1),
	/** Observations so far; the clock of forgetting. */
	count: amount,
	/** Common to all models: `signal SOURCE` the user's habit with a kind of signal, `kind TASK` how hard such tasks are here. */
	levels: z.record(z.string(), levelSchema),
	/** By `model NAME`, whatever the endpoint and the effort. */
	models: z.record(z.string(), modelSchema),
	/** By `kind TASK NAME@EFFORT`. */
	kinds: z.record(z.string(), kindSchema),
});

/** What a user's signals say of models, in plain JSON: names and numbers. */
export type LearnedAbilities = z.infer<typeof abilitiesSchema>;
type ModelBelief = LearnedAbilities['models'][string];
type KindBelief = LearnedAbilities['kinds'][string];

export const NOTHING_LEARNED_OF_ABILITIES: LearnedAbilities = { format: 1, count: 0, levels: {}, models: {}, kinds: {} };

/**
 * Variances before any signal, chosen in the simulation (bench/learning) on seeds that its report leaves out. `habit`: in logits of a
 * signal that speaks for a model. The others are in logits of an adequate answer: `level` of how hard a kind of task is here, `domain`
 * what is not known of even a well measured model, because nobody measured it on this user's work, `kind` what it is better or worse at
 * on one kind. Wider ones learn faster and cost more where nothing is to be learned: with .15 and .1 the choices of a user like the
 * benchmarks wander. Levels are wide, so that what all models share is taken by what they share.
 */
const PRIOR = { habit: 0.5, level: 1, domain: 0.01, kind: 0.01 };
/** A user's habits and work drift by this share of what a model may: else they, with their wide priors, take up what a model has lost. */
const STEADY = 0.02;
/**
 * What a sudden change gives back of the doubt, in shares of the prior's, and the most that there is afterwards; `jump`: logits by
 * which the model moves at once, less than the change that was looked for, because the filter has followed it in part.
 */
const REOPENED = { more: 0.5, most: 2, jump: 0.7 * SHIFT };
const MOST_NAME = 200;
/** Remembered entries; the least seen go. */
const MOST = { levels: 100, models: 200, kinds: 600 };

/** One model at all of its endpoints and efforts, by the name that it has on the wire: an endpoint makes no model better. */
function modelKey(candidateId: string): string {
	return `model ${nameOf(candidateId)}`;
}

export function taskKey(task: string): string {
	return `kind ${task.slice(0, MOST_NAME)}`;
}

function kindKey(task: string, candidateId: string): string {
	const effort = effortOfId(candidateId);
	return `${taskKey(task)} ${nameOf(candidateId)}${effort === null ? '' : `@${effort}`}`;
}

function nameOf(candidateId: string): string {
	const effort = effortOfId(candidateId);
	const model = effort === null ? candidateId : candidateId.slice(0, -effort.length - 1);
	const wire = model.slice(model.indexOf('/') + 1);
	return (canonicalName(splitModelName(wire).name) || candidateId).slice(0, MOST_NAME);
}

/** What is believed of one candidate on one request, after forgetting. */
export interface Believed {
	readonly vector: () => AbilityVector;
	readonly model: ModelBelief | null;
	readonly kind: KindBelief | null;
	readonly onKind: Offset;
	/** The request's skills times the prior deviation of ability. */
	readonly direction: readonly number[];
	/** Of the offset of its logit. */
	readonly mean: number;
	readonly variance: number;
	/** Of the same before any signal. */
	readonly priorVariance: number;
}

/** @param now in observations of the belief; the next one, where it is taken in */
export function believedOf(
	belief: LearnedAbilities,
	need: Pick<Need, 'skills' | 'variance'>,
	candidateId: string,
	task: string,
	now = belief.count,
): Believed {
	const length = Math.hypot(...need.skills);
	const own = need.variance + PRIOR.domain;
	const direction = need.skills.map((skill) => (length > 0 ? (Math.sqrt(own) * skill) / length : 0));
	const model = ownOf(belief.models, modelKey(candidateId));
	// Another predictor speaks of other skills: then only what is known of the kind of task goes on.
	const fits = model !== null && model.mean.length === direction.length;
	const left = fits ? keptAfter(now - model.at) : 0;
	const kind = ownOf(belief.kinds, kindKey(task, candidateId));
	const onKind = kind === null ? fresh(PRIOR.kind) : drifted(kind, PRIOR.kind, now - kind.at);
	const ability = fits ? alongDrifted(model, left, direction) : { mean: 0, variance: direction.reduce((sum, one) => sum + one ** 2, 0) };
	return {
		vector: () => (fits ? driftedVector(model, left) : freshVector(direction.length)),
		...{ model: fits ? model : null, kind, onKind, direction },
		mean: ability.mean + onKind.mean,
		variance: ability.variance + onKind.variance,
		priorVariance: (length > 0 ? own : 0) + PRIOR.kind,
	};
}

/**
 * Takes one piece of evidence in. What is seen is whether it speaks for the answer:
 * logit P(good) = habit + logit(s p + (1 - c)(1 - p)), p = floor + span · sigmoid(predicted logit + level + ability · skills + kind),
 * with s and c of evidence.ts; all five share the surprise by what is not known of them. Habit and level are the same for all models, so a
 * strict thumb makes none of them worse than another. Evidence that says nothing, or that is damaged, changes nothing.
 */
export function learnAbility(
	belief: LearnedAbilities,
	{ kind, candidateId, task, weight, features }: AbilityObservation,
): LearnedAbilities {
	const evidence = evidenceOf(kind);
	const need = needOf(features);
	const share = Math.min(1, weight);
	if (evidence === null || need === null || !(share > 0) || telling(evidence) === 0) return belief;
	const { good, source } = evidence;
	const at = belief.count + 1;
	const own = believedOf(belief, need, candidateId, task, at);
	const habitKey = `signal ${source}`;
	const levelKey = taskKey(task);
	const habit = levelOf(belief.levels, habitKey, PRIOR.habit, at);
	const level = levelOf(belief.levels, levelKey, PRIOR.level, at);
	const x = need.logit + level.mean + own.mean;
	const doubt = own.variance + level.variance + need.shared;
	const channel = { ...evidence, floor: need.floor, span: need.span };
	const { logit, factor } = throughChannel(x, doubt, channel);
	const total = habit.variance + factor ** 2 * doubt;
	const step = stepOf(habit.mean + logit, total, good, share);
	const chanceAt = (shift: number): number => meanChance(habit.mean + throughChannel(x + shift, doubt, channel).logit, total);
	const seen = watched(
		own.model?.change ?? NO_CHANGE,
		{ believed: chanceAt(0), worse: chanceAt(-SHIFT), better: chanceAt(SHIFT) },
		good,
		share,
	);
	const stepping = steppedVector(own.vector(), own.direction, factor, step);
	const jumped = moved(stepping, own.direction, seen.alarm * REOPENED.jump);
	const vector = seen.alarm === 0 ? stepping : reopened(jumped, REOPENED.more, REOPENED.most);
	const offset = stepped({ offset: own.onKind, factor }, step, share);
	const effect = along(vector, own.direction).mean + offset.mean - own.mean;
	const said = { at, source, task, effect, share };
	const model: ModelBelief = {
		...copied(vector),
		change: seen.change,
		changes: (own.model?.changes ?? 0) + Math.abs(seen.alarm),
		...tally(own.model, said),
	};
	const onKind: KindBelief = { ...offset, ...tally(own.kind, said) };
	return {
		format: 1,
		count: at,
		levels: kept(
			belief.levels,
			[
				[habitKey, { ...stepped({ offset: habit, factor: 1 }, step, share), at }],
				[levelKey, { ...stepped({ offset: level, factor }, step, share), at }],
			],
			MOST.levels,
		),
		models: kept(belief.models, [[modelKey(candidateId), model]], MOST.models),
		kinds: kept(belief.kinds, [[kindKey(task, candidateId), onKind]], MOST.kinds),
	};
}

function levelOf(levels: LearnedAbilities['levels'], key: string, prior: number, now: number): Offset {
	const level = ownOf(levels, key);
	return level === null ? fresh(prior) : drifted(level, prior, STEADY * (now - level.at));
}

type Tally = Pick<KindBelief, 'at' | 'by' | 'on' | 'seen'>;

interface Said {
	/** In observations of the belief. */
	readonly at: number;
	readonly source: EvidenceSource;
	readonly task: string;
	/** Logits by which it moved the model on its request. */
	readonly effect: number;
	/** Its weight. */
	readonly share: number;
}

function tally(before: Tally | null, { at, source, task, effect, share }: Said): Tally {
	const left = before === null ? 0 : keptAfter(at - before.at);
	return {
		at,
		seen: left * (before?.seen ?? 0) + share,
		by: summed(before?.by ?? {}, left, source, effect),
		on: summed(before?.on ?? {}, left, taskKey(task), share),
	};
}

function summed(before: Readonly<Record<string, number>>, left: number, key: string, more: number): Record<string, number> {
	const all = new Map(Object.entries(before).map(([name, amount]) => [name, left * amount]));
	return Object.fromEntries(all.set(key, (all.get(key) ?? 0) + more));
}

function copied({ mean, left }: AbilityVector): { mean: number[]; left: number[] } {
	return { mean: [...mean], left: [...left] };
}

/** The entries with the newest in place, at most so many: the least seen others go. */
function kept<T extends { readonly seen: number }>(
	before: Readonly<Record<string, T>>,
	newest: readonly (readonly [string, T])[],
	most: number,
): Record<string, T> {
	const keys = new Set(newest.map(([key]) => key));
	const others = Object.entries(before).filter(([key]) => !keys.has(key));
	const room = most - newest.length;
	const staying = others.length <= room ? others : others.toSorted((a, b) => b[1].seen - a[1].seen).slice(0, room);
	return Object.fromEntries([...staying, ...newest]);
}

/** Names come from servers, and `constructor` is none of a table's. */
function ownOf<T>(table: Readonly<Record<string, T>>, key: string): T | null {
	return Object.hasOwn(table, key) ? table[key]! : null;
}
