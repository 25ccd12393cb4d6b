import type { Candidate } from '../model/candidate.ts';
import { priorShape, type RunShape } from './run-prior.ts';
import type { Run } from './types.ts';

/** What some runs have shown, each figure a mean of natural logarithms. */
export interface Shown {
	/** Runs, older ones counting less. */
	readonly runs: number;
	/** ln(steps) and ln(tokens written a step), each beside what was expected before any run was seen. */
	readonly steps: number;
	readonly output: number;
	/** ln of the tokens of a mean prompt. */
	readonly prompt: number;
}

/** By task kind, and by candidate id beside its kinds. Numbers alone: nothing of what was asked. */
export interface LearnedRuns {
	readonly kinds: Readonly<Record<string, Shown>>;
	readonly models: Readonly<Record<string, Shown>>;
}

export const NOTHING_LEARNED: LearnedRuns = { kinds: {}, models: {} };
const NO_RUNS: Shown = { runs: 0, steps: 0, output: 0, prompt: 0 };

/** What was known before counts as this many runs. */
const PRIOR_RUNS = 4;
/** More count as no more: what is old is forgotten. */
const MOST_RUNS = 40;
/** ln: no run moves a mean as if it lay further away than this. */
const FURTHEST = Math.log(3);
/** ln: nothing learned takes steps, or tokens a step, further from what was known before. */
const MOST_STEPS_AWAY = Math.log(8);
const MOST_TOKENS_AWAY = Math.log(4);
const MOST_KINDS = 40;
const MOST_MODELS = 200;

interface LearnedShape {
	readonly shape: RunShape;
	/** Mostly from this user's own runs of the kind. */
	readonly own: boolean;
}

/**
 * The shape that a run of this kind is expected to have with a model, given what was learned and the tokens of its first request.
 * @param asked steps beside those of the kind, by what the request asks for
 */
export function shapeOf(learned: LearnedRuns | null, taskKind: string, candidate: Candidate, inputTokens: number, asked = 1): LearnedShape {
	const prior = priorShape(taskKind, candidate, asked);
	if (learned === null) return { shape: prior, own: false };
	const kind = ownOf(learned.kinds, taskKind) ?? NO_RUNS;
	const model = ownOf(learned.models, candidate.id) ?? NO_RUNS;
	const weight = kind.runs / (kind.runs + PRIOR_RUNS);
	const modelWeight = model.runs / (model.runs + PRIOR_RUNS);
	const away = (of: 'steps' | 'output', most: number): number => within(most, weight * kind[of] + modelWeight * model[of]);
	const steps = Math.max(1, prior.steps * Math.exp(away('steps', MOST_STEPS_AWAY)));
	const outputTokens = prior.outputTokens * Math.exp(away('output', MOST_TOKENS_AWAY));
	return {
		shape: {
			steps,
			spread: prior.spread,
			doubt: prior.doubt * Math.sqrt(1 - weight),
			outputTokens,
			addedTokens: addedOf(prior.addedTokens, weight, Math.exp(kind.prompt), inputTokens, steps, outputTokens),
		},
		own: weight > 0.5,
	};
}

/** What a step adds follows from the mean prompt: half of all that was added lies in it. */
function addedOf(prior: number, weight: number, prompt: number, inputTokens: number, steps: number, outputTokens: number): number {
	if (steps < 2 || weight === 0) return prior;
	const grown = (2 * (prompt - inputTokens)) / (steps - 1) - outputTokens;
	const seen = within(MOST_TOKENS_AWAY, Math.log(Math.max(1, grown) / prior));
	return prior * Math.exp(weight * seen);
}

/**
 * Takes in a run that came to its end by itself; others stop too early to say anything, and so does one without counts. What it shows is
 * beside what was expected of its model before any run was seen.
 * @param candidate the model it ended with, null where it is gone
 */
export function learnRun(learned: LearnedRuns, run: Run, candidate: Candidate | null): LearnedRuns {
	const { steps, tokens, taskKind, model, changes } = run;
	if (run.state !== 'done' || !isCount(steps) || !isCount(tokens.input) || !isCount(tokens.output)) return learned;
	const prior = priorShape(taskKind, candidate);
	const seen = {
		steps: within(MOST_STEPS_AWAY, Math.log(steps / prior.steps)),
		output: within(MOST_TOKENS_AWAY, Math.log(tokens.output / steps / prior.outputTokens)),
		prompt: Math.log(tokens.input / steps),
	};
	const before = ownOf(learned.kinds, taskKind);
	const kinds = put(learned.kinds, taskKind, moved(before, seen), MOST_KINDS);
	// Beside its kind, which so many other models' runs may have made.
	const stayed = changes.every(({ kind }) => kind === 'cacheBoundary');
	if (!stayed || before === undefined) return { ...learned, kinds };
	const beside = { ...seen, steps: seen.steps - before.steps, output: seen.output - before.output };
	const id = model.candidateId;
	return { kinds, models: put(learned.models, id, moved(ownOf(learned.models, id), beside), MOST_MODELS) };
}

/** The first run counts as it is, beyond FURTHEST from what was expected as that far; later ones move the mean by their share. */
function moved(before: Shown | undefined, seen: Omit<Shown, 'runs'>): Shown {
	if (before === undefined)
		return { runs: 1, steps: within(FURTHEST, seen.steps), output: within(FURTHEST, seen.output), prompt: seen.prompt };
	const runs = Math.min(MOST_RUNS, before.runs + 1);
	const next = (mean: number, value: number): number => mean + within(FURTHEST, value - mean) / runs;
	return {
		runs,
		steps: next(before.steps, seen.steps),
		output: next(before.output, seen.output),
		prompt: next(before.prompt, seen.prompt),
	};
}

/** Where there are too many, the one with the fewest runs goes. */
function put(all: Readonly<Record<string, Shown>>, key: string, shown: Shown, most: number): Readonly<Record<string, Shown>> {
	const others = Object.entries(all).filter(([other]) => other !== key);
	const kept = others.length < most ? others : others.toSorted((a, b) => b[1].runs - a[1].runs).slice(0, most - 1);
	return Object.fromEntries([...kept, [key, shown]]);
}

function ownOf(all: Readonly<Record<string, Shown>>, key: string): Shown | undefined {
	return Object.hasOwn(all, key) ? all[key] : undefined;
}

function within(most: number, value: number): number {
	return Math.min(most, Math.max(-most, value));
}

function isCount(value: number): boolean {
	return Number.isFinite(value) && value >= 1;
}
