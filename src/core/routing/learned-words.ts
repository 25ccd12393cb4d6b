import * as l10n from '@vscode/l10n';
import { dollarsInWords } from './reason.ts';
import type { Moved, Prediction, ReadingShown } from './types.ts';

/** Below so many signals of the user's own, shown qualities are called what they are: figures from benchmarks. */
export const OWN_SIGNALS = 50;

/** Fewer points than this nobody sees. */
const LEAST_POINTS = 0.5;
/** Models whose move a decision names. */
const MOST_MOVED = 3;

/** What the user did, in their words, by the source that says most (core/learning/evidence.ts). */
const SOURCES: Readonly<Record<string, () => string>> = {
	thumb: () => l10n.t('Your thumbs'),
	again: () => l10n.t('Your asking again'),
	use: () => l10n.t('What you copied and applied'),
	edit: () => l10n.t('What you kept of its edits'),
	test: () => l10n.t('Your tests'),
	run: () => l10n.t('How its runs ended'),
	comparison: () => l10n.t('Your comparisons'),
};

/** Kinds of task, as they stand behind "on". */
const KINDS: Readonly<Record<string, () => string>> = {
	chat: () => l10n.t('small talk'),
	explain: () => l10n.t('explanations'),
	write: () => l10n.t('new code'),
	fix: () => l10n.t('fixes'),
	refactor: () => l10n.t('refactorings'),
	test: () => l10n.t('tests'),
	debug: () => l10n.t('debugging'),
	review: () => l10n.t('reviews'),
	design: () => l10n.t('designs'),
	data: () => l10n.t('data'),
	math: () => l10n.t('mathematics'),
	question: () => l10n.t('questions'),
	edit: () => l10n.t('edits'),
	commit: () => l10n.t('commit messages'),
	completion: () => l10n.t('completions'),
};

/** `tests`, `fixes`: a kind of task as a sentence names it. */
export function kindInWords(taskKind: string): string {
	return (Object.hasOwn(KINDS, taskKind) ? KINDS[taskKind] : undefined)?.() ?? l10n.t('tasks of the kind "{0}"', taskKind);
}

/** `4 points`, `1 point`: never a fraction, and never 0. */
export function pointsInWords(points: number): string {
	const whole = Math.max(1, Math.round(Math.abs(points)));
	return whole === 1 ? l10n.t('1 point') : l10n.t('{0} points', whole);
}

export function signalsInWords(signals: number): string {
	const whole = Math.max(1, Math.round(signals));
	return whole === 1 ? l10n.t('1 signal') : l10n.t('{0} signals', whole.toLocaleString('en-US'));
}

/**
 * `Your thumbs moved Sonnet down 4 points on tests (12 signals, 5 of them on tests).`; where all were on other kinds of task, it says so.
 * Null where nobody would see a move.
 */
export function movedInWords(modelName: string, taskKind: string, { points, by, seen, onTask }: Moved): string | null {
	if (!Number.isFinite(points) || Math.abs(points) < LEAST_POINTS) return null;
	const [first = ''] = by;
	const who = (Object.hasOwn(SOURCES, first) ? SOURCES[first] : undefined)?.() ?? l10n.t('Your signals');
	const kind = kindInWords(taskKind);
	const [all, own] = [Math.max(1, Math.round(seen)), seen - onTask < 0.5 ? Number.POSITIVE_INFINITY : Math.round(onTask)];
	const [how, signals] = [pointsInWords(points), signalsInWords(seen)];
	if (own === 0)
		return points > 0
			? l10n.t('{0} on other tasks moved {1} up {2} on {3} too ({4}).', who, modelName, how, kind, signals)
			: l10n.t('{0} on other tasks moved {1} down {2} on {3} too ({4}).', who, modelName, how, kind, signals);
	if (own >= all)
		return points > 0
			? l10n.t('{0} moved {1} up {2} on {3} ({4}).', who, modelName, how, kind, signals)
			: l10n.t('{0} moved {1} down {2} on {3} ({4}).', who, modelName, how, kind, signals);
	const ofThem = own.toLocaleString('en-US');
	return points > 0
		? l10n.t('{0} moved {1} up {2} on {3} ({4}, {5} of them on {3}).', who, modelName, how, kind, signals, ofThem)
		: l10n.t('{0} moved {1} down {2} on {3} ({4}, {5} of them on {3}).', who, modelName, how, kind, signals, ofThem);
}

/** `Read by Qwen2.5-Coder 0.5B: harder than it looks, 6 points down for all.` */
export function readingInWords({ source, modelName, harder, cost }: ReadingShown): string {
	const who =
		source === 'file'
			? l10n.t('Read by {0}', modelName)
			: cost > 0
				? l10n.t('{0} read the task for {1}', modelName, dollarsInWords(cost))
				: l10n.t('{0} read the task', modelName);
	if (!Number.isFinite(harder) || Math.abs(harder) < LEAST_POINTS) return l10n.t('{0}: about as hard as it looks.', who);
	return harder > 0
		? l10n.t('{0}: harder than it looks, {1} down for all.', who, pointsInWords(harder))
		: l10n.t('{0}: easier than it looks, {1} up for all.', who, pointsInWords(harder));
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
	if (ownSignals < OWN_SIGNALS) return l10n.t('estimate from benchmarks');
	return l10n.t('estimate from benchmarks and {0} signals of yours', Math.round(ownSignals).toLocaleString('en-US'));
}
