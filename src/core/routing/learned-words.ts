import { dollarsInWords } from './reason.ts';
import type { Moved, Prediction, ReadingShown } from './types.ts';

/** Below so many signals of the user's own, shown qualities are called what they are: figures from benchmarks. */
export const OWN_SIGNALS = 50;

/** Fewer points than this nobody sees. */
const LEAST_POINTS = 0.5;
/** Models whose move a decision names. */
const MOST_MOVED = 3;

/** What the user did, in their words, by the source that says most (core/learning/evidence.ts). */
const SOURCES: Readonly<Record<string, string>> = {
	thumb: 'Your thumbs',
	again: 'Your asking again',
	use: 'What you copied and applied',
	edit: 'What you kept of its edits',
	test: 'Your tests',
	run: 'How its runs ended',
	comparison: 'Your comparisons',
};

/** Kinds of task, as they stand behind "on". */
const KINDS: Readonly<Record<string, string>> = {
	chat: 'small talk',
	explain: 'explanations',
	write: 'new code',
	fix: 'fixes',
	refactor: 'refactorings',
	test: 'tests',
	debug: 'debugging',
	review: 'reviews',
	design: 'designs',
	data: 'data',
	math: 'mathematics',
	question: 'questions',
	edit: 'edits',
	commit: 'commit messages',
	completion: 'completions',
};

/** `tests`, `fixes`: a kind of task as a sentence names it. */
export function kindInWords(taskKind: string): string {
	return (Object.hasOwn(KINDS, taskKind) ? KINDS[taskKind] : undefined) ?? `tasks of the kind "${taskKind}"`;
}

/** `4 points`, `1 point`: never a fraction, and never 0. */
export function pointsInWords(points: number): string {
	const whole = Math.max(1, Math.round(Math.abs(points)));
	return `${whole} ${whole === 1 ? 'point' : 'points'}`;
}

export function signalsInWords(signals: number): string {
	const whole = Math.max(1, Math.round(signals));
	return `${whole.toLocaleString('en-US')} ${whole === 1 ? 'signal' : 'signals'}`;
}

/**
 * `Your thumbs moved Sonnet down 4 points on tests (12 signals, 5 of them on tests).`; where all were on other kinds of task, it says so.
 * Null where nobody would see a move.
 */
export function movedInWords(modelName: string, taskKind: string, { points, by, seen, onTask }: Moved): string | null {
	if (!Number.isFinite(points) || Math.abs(points) < LEAST_POINTS) return null;
	const [first = ''] = by;
	const who = (Object.hasOwn(SOURCES, first) ? SOURCES[first] : undefined) ?? 'Your signals';
	const kind = kindInWords(taskKind);
	const [all, own] = [Math.max(1, Math.round(seen)), seen - onTask < 0.5 ? Number.POSITIVE_INFINITY : Math.round(onTask)];
	const elsewhere = own === 0 ? ' on other tasks' : '';
	const ofThem = own === 0 || own >= all ? '' : `, ${own.toLocaleString('en-US')} of them on ${kind}`;
	const how = `${points > 0 ? 'up' : 'down'} ${pointsInWords(points)}`;
	return `${who}${elsewhere} moved ${modelName} ${how} on ${kind}${own === 0 ? ' too' : ''} (${signalsInWords(seen)}${ofThem}).`;
}

/** `Read by Qwen2.5-Coder 0.5B: harder than it looks, 6 points down for all.` */
export function readingInWords({ source, modelName, harder, cost }: ReadingShown): string {
	const who = source === 'file' ? `Read by ${modelName}` : `${modelName} read the task${cost > 0 ? ` for ${dollarsInWords(cost)}` : ''}`;
	if (!Number.isFinite(harder) || Math.abs(harder) < LEAST_POINTS) return `${who}: about as hard as it looks.`;
	return `${who}: ${harder > 0 ? 'harder' : 'easier'} than it looks, ${pointsInWords(harder)} ${harder > 0 ? 'down' : 'up'} for all.`;
}

/** What was learned of the candidates of one decision, the chosen one first, then those that moved most. */
export function learnedOf(
	{ candidates, moved, taskKind }: Prediction,
	chosenId: string | null,
	nameOf: (candidateId: string) => string | null,
): readonly string[] {
	const all = candidates.flatMap(({ candidateId }, i) => {
		const own = moved?.[i] ?? null;
		const name = nameOf(candidateId);
		const words = own === null || name === null ? null : movedInWords(name, taskKind, own);
		return words === null ? [] : [{ words, first: candidateId === chosenId, points: Math.abs(own!.points) }];
	});
	const sorted = all.sort((a, b) => Number(b.first) - Number(a.first) || b.points - a.points);
	// Several efforts or endpoints of one model say the same.
	return [...new Set(sorted.map(({ words }) => words))].slice(0, MOST_MOVED);
}

/** What shown qualities rest on. */
export function estimateLabel(ownSignals: number): string {
	if (ownSignals < OWN_SIGNALS) return 'estimate from benchmarks';
	return `estimate from benchmarks and ${signalsInWords(ownSignals)} of yours`;
}
