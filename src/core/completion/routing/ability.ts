import type { Candidate } from '../../model/candidate.ts';
import type { Catalog } from '../../model/catalog.ts';
import { canonicalName, splitModelName } from '../../model/names.ts';
import { guessFromName } from '../../model/size.ts';
import type { CompletionCandidate } from '../types.ts';
import type { AcceptanceWeights } from './acceptance-weights.ts';
import { FILL_SCALES, FILL_SUCCESSORS, type FillBenchmark, PUBLISHED_FILL, type PublishedFill } from './published.ts';

/** How well a model completes code, in logits against Qwen2.5-Coder-7B (0), with its standard deviation. */
export interface Ability {
	readonly mean: number;
	readonly deviation: number;
	/**
	 * `measured` by the head's own fit; `published` fill-in-the-middle scores; `coding` scores of the catalog; `size`; or nothing at all.
	 */
	readonly basis: 'measured' | 'published' | 'coding' | 'size' | 'unknown';
}

/** The name under which heads and tables know a model: without vendor path, quantisation, and the words for base and instruct variants. */
export function completionModelName(name: string): string {
	return canonicalName(splitModelName(name).name).replace(/-(?:instruct|it|base|hf|chat)(?=-|$)/g, '');
}

/** The best evidence that there is: the head's measurement, else published fill scores, else coding scores, else size. */
export function completionAbility(
	{ model: candidate, ability }: CompletionCandidate,
	measured: AcceptanceWeights['abilities'],
	catalog: Catalog | null,
): Ability {
	const names = [candidate.wireModel, ...(candidate.catalogId === null ? [] : [candidate.catalogId])].map(completionModelName);
	const own = measured.find(({ model }) => names.includes(completionModelName(model)));
	if (own !== undefined) return { mean: own.mean, deviation: own.deviation, basis: 'measured' };
	const found = publishedAbility(names) ?? codingAbility(candidate, catalog) ?? sizeAbility(candidate);
	return ability.method === 'chat' ? throughChat(found) : found;
}

/** What a score on a real repository says of a user's own code, in ability: nobody's published figure is surer than this. */
const TRANSFER_DEVIATION = 0.25;
const SUCCESSOR_DEVIATION = 0.4;

const published = new Map<string, PublishedFill>(
	PUBLISHED_FILL.flatMap((entry) => entry.names.map((name) => [completionModelName(name), entry])),
);

function publishedAbility(names: readonly string[]): Ability | null {
	for (const name of names) {
		const entry = published.get(name);
		if (entry !== undefined) return fromScores(entry.scores);
		const earlier = published.get(FILL_SUCCESSORS[name] ?? '');
		if (earlier === undefined) continue;
		const { mean, deviation } = fromScores(earlier.scores);
		return { mean, deviation: Math.hypot(deviation, SUCCESSOR_DEVIATION), basis: 'published' };
	}
	return null;
}

/** Mean of the abilities that each score tells, weighted by precision; what they disagree by goes into the deviation. */
function fromScores(scores: PublishedFill['scores']): Ability {
	const told = (Object.keys(scores) as FillBenchmark[]).map((benchmark) => {
		const { reference, slope, deviation } = FILL_SCALES[benchmark];
		return { mean: (logit(scores[benchmark]!) - reference) / slope, precision: 1 / deviation ** 2 };
	});
	const precision = told.reduce((sum, t) => sum + t.precision, 0);
	const mean = told.reduce((sum, t) => sum + t.mean * t.precision, 0) / precision;
	const disagreement = told.reduce((sum, t) => sum + (t.mean - mean) ** 2 * t.precision, 0) / precision / told.length;
	return { mean, deviation: Math.sqrt(1 / precision + disagreement + TRANSFER_DEVIATION ** 2), basis: 'published' };
}

/**
 * Coding scores of the catalog, by preference, scaled so that the instruct variants of Qwen2.5-Coder, which stand in both tables, come out
 * at their fill ability: BigCodeBench 27, 40, 48, 49 % for 1.5B, 7B, 14B, 32B; HumanEval+ 67, 84, 87, 87 %; LiveCodeBench 13 % for 7B.
 * Writing whole programs is another skill than filling in a line, so the step up is capped.
 */
const CODING_SCALES: readonly { readonly benchmark: string; readonly reference: number; readonly perLogit: number }[] = [
	{ benchmark: 'bigcodebench_full', reference: -0.39, perLogit: 0.7 },
	{ benchmark: 'livecodebench', reference: -1.94, perLogit: 0.27 },
	{ benchmark: 'humaneval_plus', reference: 1.67, perLogit: 0.4 },
];
const MOST_FROM_CODING = 0.6;

function codingAbility(candidate: Candidate, catalog: Catalog | null): Ability | null {
	const scores = catalog?.models.find(({ id }) => id === candidate.catalogId)?.scores ?? [];
	for (const { benchmark, reference, perLogit } of CODING_SCALES) {
		const values = scores.filter((s) => s.benchmark === benchmark && s.unit === 'fraction').map((s) => s.value);
		if (values.length === 0) continue;
		const value = values.reduce((sum, v) => sum + v, 0) / values.length;
		const mean = perLogit * (logit(Math.min(0.99, Math.max(0.01, value))) - reference);
		return { mean: Math.min(MOST_FROM_CODING, Math.max(-1.5, mean)), deviation: 0.5, basis: 'coding' };
	}
	return null;
}

/**
 * Ability by size along the six sizes of Qwen2.5-Coder: .41 a natural logarithm below 7 billion, .21 above. A model that is not made for
 * code is taken to be half a logit behind; an assumption, as are the deviations.
 */
function sizeAbility({ parametersB, wireModel, local }: Candidate): Ability {
	if (parametersB === null || !(parametersB > 0)) return { mean: local ? -0.3 : 0.1, deviation: 0.8, basis: 'unknown' };
	const distance = Math.log(parametersB / 7);
	const mean = Math.max(-2, Math.min(0.6, (distance < 0 ? 0.41 : 0.21) * distance));
	return guessFromName(wireModel).coder
		? { mean: mean - 0.2, deviation: 0.5, basis: 'size' }
		: { mean: mean - 0.5, deviation: 0.7, basis: 'size' };
}

/**
 * A chat request instead of the model's own fill format: text before the code, repeated lines and wrong indentation cost some answers.
 * SAFIM (arXiv 2403.04814) finds that training on the format counts for more than size; how much it is here is an assumption.
 */
function throughChat({ mean, deviation, basis }: Ability): Ability {
	return { mean: mean - 0.3, deviation: Math.hypot(deviation, 0.3), basis };
}

function logit(share: number): number {
	return Math.log(share / (1 - share));
}
