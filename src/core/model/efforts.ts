import type { Candidate } from './candidate.ts';

/** Reasoning efforts from the least to the most, as vendors call them. */
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
/** The same in other words of vendors and clients. */
const ALIASES: Readonly<Record<string, string>> = {
	...{ off: 'none', disabled: 'none', disable: 'none', false: 'none', min: 'minimal', med: 'medium' },
	...{ 'x-high': 'xhigh', 'extra-high': 'xhigh', extra_high: 'xhigh', very_high: 'xhigh', maximum: 'max', highest: 'max' },
};
/**
 * Most thinking tokens that stand for an effort. The steps are those by which Claude Code asks for more of it in words (4,000, 10,000 and
 * 31,999 tokens); Gemini's own for its efforts (1,024, 8,192 and 24,576) fall into the same.
 */
const BUDGETS: readonly (readonly [number, string])[] = [
	[0, 'none'],
	[4096, 'low'],
	[16_384, 'medium'],
	[32_768, 'high'],
];

/** The effort that a budget of thinking tokens stands for; null for less than none, by which vendors mean "as you think best". */
export function effortOfBudget(tokens: number): string | null {
	if (tokens < 0) return null;
	return BUDGETS.find(([most]) => tokens <= most)?.[1] ?? 'xhigh';
}

/** The effort that a candidate's id names; null for a model as it runs by default. */
export function effortOfId(candidateId: string): string | null {
	const word = candidateId.slice(candidateId.lastIndexOf('@') + 1);
	return word !== candidateId && EFFORTS.includes(word) ? word : null;
}

/** Order of the ids of one model's candidates: as it runs by default, then its efforts from the least to the most. */
export function byEffort(a: string, b: string): number {
	const rank = (id: string): number => EFFORTS.indexOf(effortOfId(id) ?? '');
	return rank(a) - rank(b);
}

/** The effort at which a candidate runs: the one that is asked for, else the vendor's default; null where nobody says what that is. */
export function effortRun({ effort, defaultEffort }: Pick<Candidate, 'effort' | 'defaultEffort'>): string | null {
	return effort ?? defaultEffort ?? null;
}

/**
 * Where an effort stands. A vendor's default that has no name is the lowest where it does not think, else the most usual one that is not
 * among the named.
 * @param siblings the same model at all its efforts
 */
export function effortRank(candidate: Candidate, siblings: readonly Candidate[]): number {
	const { reasoning } = candidate;
	const effort = effortRun(candidate);
	if (effort !== null) return EFFORTS.indexOf(effort);
	if (!reasoning) return -0.5;
	const named = new Set(siblings.map((sibling) => sibling.effort));
	return EFFORTS.indexOf(['medium', 'high', 'low'].find((usual) => !named.has(usual)) ?? 'medium') - 0.5;
}

/**
 * Of one model's efforts those nearest to a vendor's word, the lower where two are as near: nobody pays for more than he asked for. All of
 * them for a word that says no effort (`auto`, `default`, one that no vendor has).
 */
export function nearestEffort(siblings: readonly Candidate[], asked: string): readonly Candidate[] {
	const word = asked.trim().toLowerCase();
	const wanted = EFFORTS.indexOf(ALIASES[word] ?? word);
	if (wanted < 0) return siblings;
	const ranks = siblings.map((one) => effortRank(one, siblings));
	const best = Math.min(...ranks.map((rank) => Math.abs(rank - wanted)));
	const rank = Math.min(...ranks.filter((one) => Math.abs(one - wanted) === best));
	return siblings.filter((_, i) => ranks[i] === rank);
}
