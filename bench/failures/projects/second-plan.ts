import type { Files, PairPlan, Project } from '../types.ts';

export const plan = (first: string, second: string, stuck: boolean, why: string): PairPlan => ({ first, second, stuck, why });

/**
 * States of a project of the second reader: `a` and `b` are two faults, `v` the first with another value, `x` another error, `broken` does
 * not build.
 */
const PAIRS: readonly PairPlan[] = [
	plan('a', 'aMoved', true, 'the same failure, lower in its file'),
	plan('a', 'aAgain', true, 'the same failure from other code'),
	plan('a', 'ab', true, 'the same failure and another'),
	plan('x', 'xMoved', true, 'the same other error'),
	plan('broken', 'brokenMoved', true, 'does not build, twice'),
	plan('ab', 'abMoved', true, 'both again'),
	plan('a', 'v', false, 'the same test, another value'),
	plan('a', 'x', false, 'the same test, another error'),
	plan('a', 'b', false, 'another test'),
	plan('ab', 'b', false, 'one of two is left'),
	plan('broken', 'a', false, 'it builds now and fails a test'),
	plan('a', 'broken', false, 'does not build any more'),
	plan('a', 'ok', false, 'mended'),
	plan('ok', 'a', false, 'fails only now'),
	plan('a', 'a', false, 'noEdit'),
	plan('ab', 'ab', false, 'quoted'),
];

const select = (names: readonly string[]): PairPlan[] => PAIRS.filter((pair) => names.includes(pair.first) && names.includes(pair.second));

export function project(
	name: string,
	runner: string,
	command: string,
	fixed: Files,
	edited: string,
	states: Record<string, string>,
): Project {
	return {
		name,
		runner,
		half: 'secondReader',
		command,
		fixed,
		edited,
		states: Object.fromEntries(Object.entries(states).map(([state, text]) => [state, { [edited]: text }])),
		pairs: select(Object.keys(states)),
	};
}

interface Parts {
	readonly a: string;
	readonly again: string;
	readonly v: string;
	readonly x: string;
	readonly good: string;
	readonly b: string;
	readonly goodB: string;
	readonly broken: string;
	readonly filler: string;
}

/** The nine states from the two functions' bodies. */
export function states(parts: Parts, make: (first: string, second: string, top: string) => string): Record<string, string> {
	const { a, again, v, x, good, b, goodB, broken, filler } = parts;
	return {
		ok: make(good, goodB, ''),
		a: make(a, goodB, ''),
		aMoved: make(a, goodB, filler),
		aAgain: make(again, goodB, ''),
		ab: make(a, b, ''),
		abMoved: make(again, b, filler),
		b: make(good, b, ''),
		v: make(v, goodB, ''),
		x: make(x, goodB, ''),
		xMoved: make(x, goodB, filler),
		broken: make(a, goodB, broken),
		brokenMoved: make(a, goodB, `${filler}${broken}`),
	};
}

/** Of a compiler: `a` and `b` faults of two functions, `v` the first's message of another name, `x` another message. */
export function compiled(
	parts: Omit<Parts, 'broken'>,
	make: (first: string, second: string, top: string) => string,
): Record<string, string> {
	const { broken, brokenMoved, ...rest } = states({ ...parts, broken: '' }, make);
	return rest;
}
