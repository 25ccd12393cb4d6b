import { normal, randomOf } from '../kit/random.ts';

/**
 * How a person types: bursts of keys, and pauses before what has to be thought about. Within a burst the gaps are log-normal around 160 ms: below the mean gap of 239 ms that
 * Dhakal et al. 2018 (Observations on Typing from 136 Million Keystrokes, table 2) measured with pauses in it. Pauses are log-normal around 1.3 s.
 */
const BURST = { median: 160, spread: 0.35, least: 50, most: 320 };
const PAUSE = { median: 1300, spread: 0.6, least: 700, most: 8000 };

/** Chance of a pause by what was typed last. Where most of them fall (line starts) people plan the next statement. */
const PAUSE_CHANCE = { lineStart: 0.5, opener: 0.16, operator: 0.16, dot: 0.12, space: 0.07, word: 0.02, other: 0.01 };

/** One key: afterwards the caret stands at `offset`, and `gapMs` pass before the next one. A new line brings its indentation along, as editors do. */
export interface Key {
	readonly offset: number;
	readonly gapMs: number;
	/** Long enough for a completion to be wanted. */
	readonly pause: boolean;
}

/** The keys that type `text` from `start` to `end`, both offsets in UTF-16 units. */
export function typedKeys(text: string, start: number, end: number, seed: number): Key[] {
	const random = randomOf(seed);
	const keys: Key[] = [];
	for (let at = start; at < end; ) {
		at = nextOffset(text, at, end);
		// Both are drawn each time, so that one threshold more or less leaves the rest of a session as it was.
		const draw = random();
		const wait = normal(random);
		const pause = at < end && restOfLine(text, at).trim() !== '' && draw < PAUSE_CHANCE[placeOf(text, at)];
		const { median, spread, least, most } = pause ? PAUSE : BURST;
		keys.push({ offset: at, gapMs: Math.round(Math.min(most, Math.max(least, median * Math.exp(spread * wait)))), pause });
	}
	return keys;
}

function nextOffset(text: string, at: number, end: number): number {
	const code = text.codePointAt(at)!;
	let next = at + (code > 0xffff ? 2 : 1);
	if (code === 10) while (next < end && (text[next] === ' ' || text[next] === '\t')) next++;
	return next;
}

export function restOfLine(text: string, at: number): string {
	const end = text.indexOf('\n', at);
	return text.slice(at, end === -1 ? undefined : end);
}

function placeOf(text: string, at: number): keyof typeof PAUSE_CHANCE {
	const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
	if (line.trim() === '') return 'lineStart';
	const last = line.at(-1)!;
	if ('([{'.includes(last)) return 'opener';
	if (/[=:?|&<>+,]\s?$/.test(line)) return 'operator';
	if (last === '.') return 'dot';
	if (last === ' ') return 'space';
	return /\w/.test(last) ? 'word' : 'other';
}
