import { type EvidenceSource, evidenceOf, telling } from './evidence.ts';
import type { Signal } from './signals.ts';

/** A signal with this weight takes back what was said before of the same answer in the same way. */
export const TAKEN_BACK = 0;

/**
 * The signals that count, in the order in which they were said: of each answer one from each source, so that a changed mind counts
 * once. The last word holds, but that a lesser use (a copy after an apply) takes nothing back. What was taken back does not count at
 * all, and what is no evidence neither.
 */
export function lastWords<T extends { readonly signal: Signal }>(said: readonly T[]): readonly T[] {
	const words = new Map<string, T>();
	for (const one of said) {
		const subject = subjectOf(one.signal);
		if (subject === null) continue;
		const before = words.get(subject);
		// Set anew, so that it stands where the last word was said: the word that holds is learned for good together with it, and not before,
		// or the later one would count beside it.
		words.delete(subject);
		words.set(subject, before !== undefined && isLesserUse(one.signal, before.signal) ? { ...one, signal: before.signal } : one);
	}
	return [...words.values()].filter(({ signal }) => signal.weight !== TAKEN_BACK);
}

/** What a signal is about; null where it is no evidence of an answer. */
function subjectOf({ requestId, kind }: Signal): string | null {
	const source: EvidenceSource | undefined = evidenceOf(kind)?.source;
	return source === undefined ? null : `${source} ${requestId}`;
}

function isLesserUse(now: Signal, before: Signal): boolean {
	const [use, used] = [evidenceOf(now.kind), evidenceOf(before.kind)];
	return (
		use?.source === 'use' && used !== null && before.weight !== TAKEN_BACK && now.weight !== TAKEN_BACK && telling(use) < telling(used)
	);
}
