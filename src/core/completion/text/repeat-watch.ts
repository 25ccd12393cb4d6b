import { isSignificant } from './block-words.ts';

/** The longest cycle of lines that is looked for. */
const MAX_PERIOD = 6;
const TIMES = 3;

/** Sees a text run in circles: the same one to six lines three times in a row, at least one of them with something in it. */
export class RepeatWatch {
	readonly #lines: string[] = [];
	/** For each period, how many lines in a row were equal to the one that many lines before. */
	readonly #equal = new Array<number>(MAX_PERIOD + 1).fill(0);
	#period = 0;

	/** The cycle's lines once `runsAway` has said so, else 0. */
	get period(): number {
		return this.#period;
	}

	runsAway(line: string): boolean {
		const text = line.trim();
		const lines = this.#lines;
		lines.push(text);
		for (let period = 1; period <= MAX_PERIOD; period++) {
			const before = lines[lines.length - 1 - period];
			this.#equal[period] = before === text ? this.#equal[period]! + 1 : 0;
			if (this.#equal[period]! < period * (TIMES - 1) || !lines.slice(-period).some(isSignificant)) continue;
			this.#period = period;
			return true;
		}
		return false;
	}
}

const MAX_UNIT = 40;
const MIN_RUN = 60;
const MIN_TIMES = 4;

/**
 * Where a line begins to run in circles at its end, behind the first round; -1 where it does not: a piece of up to 40 units four times or
 * more over at least 60. Rulers of one sign and tables of numbers are meant to be so.
 */
export function runStart(line: string): number {
	for (let period = 2; period <= MAX_UNIT; period++) {
		let run = 0;
		let at = line.length - 1;
		while (at >= period && line[at] === line[at - period]) {
			run++;
			at--;
		}
		const length = run + period;
		if (run < period || length < MIN_RUN || length < MIN_TIMES * period) continue;
		const unit = line.slice(-period);
		if (isSignificant(unit) || (/\p{L}/u.test(unit) && new Set(unit).size > 1)) return line.length - run;
	}
	return -1;
}
