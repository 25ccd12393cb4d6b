/** Share of the accepted text that must still be there, and when it is looked for. */
export const KEPT_SHARE = 0.7;
export const KEPT_AFTER_MS = 30_000;
/** The same of the code of an answer, which is looked at longer than a completion. */
export const EDIT_KEPT_AFTER_MS = 120_000;

/** What is compared at most, so that the check never shows in typing. */
const MOST_ACCEPTED_LINES = 40;
const MOST_CURRENT_LINES = 120;
const MOST_LINE_UNITS = 160;
/** Cells of edit distances, some ten milliseconds. Once they are used up a line counts where it is found whole. */
const MOST_CELLS = 1_500_000;
/** Any two lines of code have a third of their characters in common; so little is no trace of the line. */
const LEAST_SHARE = 0.4;

/**
 * How much of an accepted text is still in `current`, 0..1: its lines are found again in their order, each with the edit similarity of its
 * best place within a line, weighted by their length. White space at the ends of lines does not count. An accepted text without any other
 * character counts as there.
 * @param current the lines around the place of acceptance, as they are now
 */
export function keptShare(accepted: string, current: readonly string[]): number {
	const wanted = accepted.split('\n').map(trimmed).filter(Boolean).slice(0, MOST_ACCEPTED_LINES);
	const there = current.slice(0, MOST_CURRENT_LINES).map(trimmed);
	const total = wanted.reduce((sum, line) => sum + line.length, 0);
	if (total === 0) return 1;
	let cells = MOST_CELLS;
	const share = (line: string, text: string): number => {
		if (text.includes(line)) return 1;
		cells -= line.length * text.length;
		return cells > 0 ? lineShare(line, text) : 0;
	};
	// Alignment that keeps the order: best[j] is the most that the wanted lines so far can find within the first j lines. One line may hold
	// several wanted ones.
	let best = new Float64Array(there.length + 1);
	for (const line of wanted) {
		const next = new Float64Array(there.length + 1);
		for (let j = 1; j <= there.length; j++) {
			next[j] = Math.max(next[j - 1]!, best[j]! + line.length * share(line, there[j - 1]!));
		}
		best = next;
	}
	return best[there.length]! / total;
}

function trimmed(line: string): string {
	return line.trim().slice(0, MOST_LINE_UNITS);
}

/** 1 - edits / length, where the edits turn `line` into the part of `text` that is nearest to it (Sellers 1980); 0 below LEAST_SHARE. */
export function lineShare(line: string, text: string): number {
	if (line === '' || text.includes(line)) return 1;
	let previous = Uint16Array.from({ length: line.length + 1 }, (_, i) => i);
	let row = new Uint16Array(line.length + 1);
	let least = line.length;
	for (let j = 0; j < text.length; j++) {
		const unit = text.charCodeAt(j);
		for (let i = 1; i <= line.length; i++) {
			row[i] = Math.min(row[i - 1]! + 1, previous[i]! + 1, previous[i - 1]! + (line.charCodeAt(i - 1) === unit ? 0 : 1));
		}
		least = Math.min(least, row[line.length]!);
		[previous, row] = [row, previous];
	}
	const share = 1 - least / line.length;
	return share < LEAST_SHARE ? 0 : share;
}
