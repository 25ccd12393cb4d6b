/** What a user does with an answer, as far as it says something of the answer. Silence is no evidence, so there is no kind for it. */
export type EvidenceKind =
	| 'thumbUp'
	| 'thumbDown'
	| 'againStronger'
	| 'againSame'
	| 'againCheaper'
	| 'copied'
	| 'inserted'
	| 'applied'
	| 'editKept'
	| 'editUndone'
	| 'checkGreen'
	| 'checkRed'
	| 'runDone'
	| 'runEscalated'
	| 'runAbandoned'
	| 'preferred'
	| 'notPreferred';

/** Where a piece of evidence comes from: what words name, and what a user has one habit with. */
export type EvidenceSource = 'thumb' | 'again' | 'use' | 'edit' | 'test' | 'run' | 'comparison';

/** How far a kind of evidence is to be believed, where it came at all. */
export interface Evidence {
	/** Speaks for the answer. */
	readonly good: boolean;
	readonly source: EvidenceSource;
	/** P(evidence that speaks for the answer | the answer was adequate), 0..1 */
	readonly sensitivity: number;
	/** P(evidence that speaks against it | it was not), 0..1; with a sensitivity of 1 - specificity the kind says nothing. */
	readonly specificity: number;
}

/**
 * Assumptions, all of them: nobody has measured what a developer's thumb is worth. A verdict that is meant as one starts at .8 and .8; what
 * is done for other reasons too is believed less. That users differ from these figures is learned beside them, a habit for each source
 * (abilities.ts), and the simulation draws its signals at other figures on purpose (docs/evidence/benchmarks/learning.md).
 */
export const EVIDENCE: Readonly<Record<EvidenceKind, Evidence>> = {
	// A verdict on this very answer.
	thumbUp: { good: true, source: 'thumb', sensitivity: 0.8, specificity: 0.8 },
	thumbDown: { good: false, source: 'thumb', sensitivity: 0.8, specificity: 0.8 },
	// Mostly discontent, at times curiosity or a second opinion; the more so where the other model is no stronger.
	againStronger: { good: false, source: 'again', sensitivity: 0.75, specificity: 0.7 },
	againSame: { good: false, source: 'again', sensitivity: 0.65, specificity: 0.6 },
	// Whoever asks whether a cheaper one does as well has not said how well this one did.
	againCheaper: { good: true, source: 'again', sensitivity: 0.5, specificity: 0.5 },
	// People copy a line of a wrong answer, a command to look it up, an answer to complain of; and insert to try it.
	copied: { good: true, source: 'use', sensitivity: 0.6, specificity: 0.6 },
	inserted: { good: true, source: 'use', sensitivity: 0.65, specificity: 0.6 },
	// An apply is looked at as a diff before, so that it is half a verdict.
	applied: { good: true, source: 'use', sensitivity: 0.7, specificity: 0.65 },
	// Two minutes later: wrong code stays for a while too; right code is taken back for style, and because the plan changed.
	editKept: { good: true, source: 'edit', sensitivity: 0.75, specificity: 0.65 },
	editUndone: { good: false, source: 'edit', sensitivity: 0.8, specificity: 0.7 },
	// The nearest to an outcome. Green says little where no test looks at the change, and red may have been red for another reason.
	checkGreen: { good: true, source: 'test', sensitivity: 0.85, specificity: 0.75 },
	checkRed: { good: false, source: 'test', sensitivity: 0.85, specificity: 0.8 },
	// A run that ends by itself says so whether its work is right or not; one escalates on a failure that its own tools verified; people
	// abandon runs for lack of time, too.
	runDone: { good: true, source: 'run', sensitivity: 0.85, specificity: 0.5 },
	runEscalated: { good: false, source: 'run', sensitivity: 0.9, specificity: 0.7 },
	runAbandoned: { good: false, source: 'run', sensitivity: 0.75, specificity: 0.6 },
	// Two answers side by side are one piece of evidence for each: both may be right, and the better one is still preferred.
	preferred: { good: true, source: 'comparison', sensitivity: 0.7, specificity: 0.7 },
	notPreferred: { good: false, source: 'comparison', sensitivity: 0.7, specificity: 0.7 },
};

/** Kinds come from files and other windows; null for what is none. */
export function evidenceOf(kind: string): Evidence | null {
	return Object.hasOwn(EVIDENCE, kind) ? EVIDENCE[kind as EvidenceKind] : null;
}

/** How much of the difference between an adequate answer and another one reaches the evidence: 1 is all, 0 nothing. */
export function telling({ sensitivity, specificity }: Pick<Evidence, 'sensitivity' | 'specificity'>): number {
	return Math.max(0, sensitivity + specificity - 1);
}
