import { Z90 } from '../core/base/statistics.ts';
import type { Candidate } from '../core/model/candidate.ts';
import { makerOf, recordedName } from '../core/model/recorded-name.ts';
import { LENGTH_FEATURES } from './length-features.ts';
import type { PredictorParameters } from './parameters.ts';

type LengthHead = NonNullable<PredictorParameters['outputLength']['request']>;

/** What the head says of one request: ln of the tokens of an answer, thinking included, by row of the head. */
export interface RequestLengths {
	readonly head: Pick<LengthHead, 'rows' | 'verbosity' | 'spread' | 'runs'>;
	readonly values: Float32Array;
}

/** One weighted sum a row, the bias last. */
function rows(weights: Float32Array, inputs: readonly Float32Array[], count: number): Float32Array {
	const stride = weights.length / count;
	const out = new Float32Array(count);
	for (let row = 0; row < count; row++) {
		let at = row * stride;
		let sum = weights[at + stride - 1]!;
		for (const input of inputs) for (let i = 0; i < input.length; i++) sum += weights[at++]! * input[i]!;
		out[row] = sum;
	}
	return out;
}

/**
 * Reads a request by the head of lengths; null where the parameters have none that this build can read. `trust` 0..1 is how far the
 * encoder knows such text: for the rest the features alone answer.
 */
export function requestLengths(
	{ outputLength: { request } }: Pick<PredictorParameters, 'outputLength'>,
	embedding: Float32Array | null,
	features: Float32Array,
	trust: number,
): RequestLengths | null {
	if (request === undefined || request === null || request.featureNames.join('\n') !== LENGTH_FEATURES.join('\n')) return null;
	const count = request.rows.length;
	const plain = rows(request.features, [features], count);
	if (embedding === null) return { head: request, values: plain };
	const rich = rows(request.encoder, [embedding, features], count);
	return { head: request, values: rich.map((value, i) => trust * value + (1 - trust) * plain[i]!) };
}

/** ln of the shortest and the longest answer that is expected of any text. */
const SHORTEST = Math.log(4);
const LONGEST = Math.log(60_000);
/** Share of what is known of a model's kin that holds for another model of the name. */
const KIN = 0.5;

export interface AnswerLength {
	/** Tokens of the answer itself and of the thinking before it, means. */
	readonly visible: number;
	readonly thought: number;
	/** What nine of ten answers keep within, beside the mean. */
	readonly p90: number;
}

/**
 * Length of the answer of one model. One that was recorded as it is asked now: its own row. Another: the row of models that think or of
 * those that do not, with half of what its kin differ by; an effort scales what is thought by `effort`, the published ratio.
 * @param stated tokens of the visible answer that the message asks for
 */
export function answerLength({ head, values }: RequestLengths, candidate: Candidate, effort: number, stated: number | null): AnswerLength {
	const name = recordedName(candidate);
	const recorded = candidate.effort === null ? head.rows.findIndex((row) => row.name === name) : -1;
	const at = (value: number): number => Math.exp(Math.min(LONGEST, Math.max(SHORTEST, value)));
	const row = head.rows[recorded];
	const { mean } = head.spread;
	const within = (spread: number): number => Math.max(1, Math.exp(Z90 * spread) / mean);
	if (row !== undefined && !row.thinks) {
		return { visible: stated ?? mean * at(values[recorded]!), thought: 0, p90: within(head.spread.plain) };
	}
	const visible = at(values[0]! + kin(head, values, name, false));
	const total = at(row === undefined ? values[1]! + kin(head, values, name, true) : values[recorded]!);
	const { models, others } = head.verbosity;
	const verbosity = Object.hasOwn(models, name) ? models[name]! : others;
	// A stated length changes what is said more than what is thought about it.
	const asked = stated === null ? 1 : Math.sqrt(Math.min(4, stated / visible));
	const thought = mean * asked * Math.max(0, total - visible) * (row === undefined ? effort * verbosity : 1);
	const own = thought > 0 ? head.spread.thinking : head.spread.plain;
	return { visible: stated ?? mean * visible, thought, p90: within(row === undefined ? Math.hypot(own, head.spread.model) : own) };
}

/** ln: half of the mean difference of the recorded models whose names begin alike. */
function kin({ rows: all }: RequestLengths['head'], values: Float32Array, name: string, thinks: boolean): number {
	const family = makerOf(name);
	const own = all.flatMap((row, i) => (i > 1 && row.thinks === thinks && makerOf(row.name) === family ? [values[i]!] : []));
	if (own.length === 0) return 0;
	return KIN * (own.reduce((sum, value) => sum + value, 0) / own.length - values[thinks ? 1 : 0]!);
}

/** ASSUMED: a run's steps go with the square root of what it writes, and no further from its kind than this. */
const MOST_STEPS = 3;

/** How the steps of an issue's run go with the characters of its text: ln(steps) beside the middle issue's. */
export type IssueSize = LengthHead['runs'];

/**
 * How many steps a run takes beside one of its kind: of an issue by the length of its text, of another task by the length of its answer
 * beside the kind's. `ofKind`: tokens; null: an issue.
 */
export function runSteps({ head, values }: RequestLengths, text: string, ofKind: number | null): number {
	return ofKind === null ? issueSteps(head.runs, text) : bounded(Math.sqrt(Math.exp(values[0]!) / ofKind));
}

export function issueSteps({ slope, middle }: IssueSize, text: string): number {
	return bounded(Math.exp(slope * (logCharacters(text) - middle)));
}

/** Longer texts are logs and listings. */
const MOST_CHARACTERS = 20_000;

export function logCharacters(text: string): number {
	return Math.log1p(Math.min(MOST_CHARACTERS, text.length));
}

function bounded(factor: number): number {
	return Math.min(MOST_STEPS, Math.max(1 / MOST_STEPS, factor));
}
