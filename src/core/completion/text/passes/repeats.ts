import { wholeUnits } from '../answer-start.ts';
import { RepeatWatch, runStart } from '../repeat-watch.ts';
import type { Pass } from './pass.ts';

/** Runs in circles, of lines or within the last line: one round is kept. */
export const trimRepeats: Pass = (_place, _shape, text) => {
	const watch = new RepeatWatch();
	const lines = text.split('\n');
	const runs = lines.findIndex((line) => watch.runsAway(line));
	if (runs >= 0) return lines.slice(0, runs + 1 - 2 * watch.period).join('\n');
	const last = lines.at(-1)!;
	const start = runStart(last);
	return start < 0 ? text : wholeUnits(text.slice(0, text.length - last.length + start));
};
