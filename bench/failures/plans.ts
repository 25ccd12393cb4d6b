import type { PairPlan } from './types.ts';

const plan = (first: string, second: string, stuck: boolean, why: string): PairPlan => ({ first, second, stuck, why });

/**
 * What is labelled for a project with tests. Stuck: everything that failed still fails in the same way. Not stuck: a test that failed no longer
 * does, or fails at another assertion, with another value or another error: the edit changed something, which is not what escalation is for.
 */
export const TEST_PAIRS: readonly PairPlan[] = [
	plan('base', 'moved', true, 'the failing function stands lower in its file'),
	plan('base', 'rewritten', true, 'the same wrong value from other code'),
	plan('base', 'testMoved', true, 'the failing test stands lower in its file'),
	plan('moved', 'rewritten', true, 'rewritten and moved'),
	plan('base', 'worse', true, 'still fails, and another test with it'),
	plan('many', 'manyMoved', true, 'all three still fail'),
	plan('crash', 'crashMoved', true, 'the same exception again'),
	plan('broken', 'brokenMoved', true, 'the same syntax error again'),
	plan('later', 'laterMoved', true, 'the second assertion, twice'),
	plan('worse', 'worseMoved', true, 'both still fail'),
	plan('base', 'value', false, 'the same assertion with another value'),
	plan('base', 'crash', false, 'the same test with another error'),
	plan('crash', 'base', false, 'an exception became a wrong value'),
	plan('base', 'other', false, 'another test of the same file'),
	plan('many', 'base', false, 'one of three is left'),
	plan('many', 'worse', false, 'two of three are left'),
	plan('base', 'later', false, 'a later assertion of the same test'),
	plan('base', 'fixed', false, 'fixed'),
	plan('base', 'skipped', false, 'skipped now'),
	plan('skipped', 'skipped', false, 'skipped, twice'),
	plan('broken', 'brokenOther', false, 'another syntax error'),
	plan('broken', 'base', false, 'it compiles now and fails a test'),
	plan('fixed', 'base', false, 'fails only now'),
	plan('base', 'base', false, 'noEdit'),
	plan('many', 'many', false, 'failedEdit'),
	plan('base', 'base', false, 'quoted'),
	plan('crash', 'crash', false, 'grepped'),
];

/** What is labelled for a compiler or linter. */
export const COMPILE_PAIRS: readonly PairPlan[] = [
	plan('base', 'moved', true, 'the error stands lower in its file'),
	plan('base', 'rewritten', true, 'the same error from another line of code'),
	plan('base', 'worse', true, 'the same error and another one'),
	plan('many', 'manyMoved', true, 'all three again'),
	plan('other', 'otherMoved', true, 'the second kind of error again'),
	plan('worse', 'worseMoved', true, 'both again'),
	plan('elsewhere', 'elsewhereMoved', true, 'the error of the second function again'),
	plan('base', 'other', false, 'another error'),
	plan('base', 'elsewhere', false, 'the same message in another function'),
	plan('many', 'base', false, 'one of three is left'),
	plan('many', 'worse', false, 'two of three are left'),
	plan('base', 'warned', false, 'only a warning is left'),
	plan('warned', 'warned', false, 'warnings, twice'),
	plan('base', 'fixed', false, 'fixed'),
	plan('other', 'base', false, 'another error'),
	plan('base', 'base', false, 'noEdit'),
	plan('many', 'many', false, 'failedEdit'),
	plan('base', 'base', false, 'docsEdit'),
	plan('base', 'base', false, 'quoted'),
	plan('worse', 'worse', false, 'grepped'),
];

type Variant = 'ok' | 'bug' | 'same' | 'value' | 'crash' | 'later';

/** The state of a project with tests: which variant each function has, lines put before the code, a syntax error, whether the test of the first is skipped. */
export interface TestState {
	readonly first: Variant;
	readonly second: 'ok' | 'bug';
	readonly third: 'ok' | 'bug';
	readonly pad: number;
	readonly testPad: number;
	readonly broken: 0 | 1 | 2;
	readonly skip: boolean;
}

const OK: TestState = { first: 'ok', second: 'ok', third: 'ok', pad: 0, testPad: 0, broken: 0, skip: false };
const MANY = { first: 'bug', second: 'bug', third: 'bug' } as const;

export const TEST_STATES: Readonly<Record<string, TestState>> = {
	base: { ...OK, first: 'bug' },
	moved: { ...OK, first: 'bug', pad: 6 },
	rewritten: { ...OK, first: 'same' },
	testMoved: { ...OK, first: 'bug', testPad: 4 },
	value: { ...OK, first: 'value' },
	crash: { ...OK, first: 'crash' },
	crashMoved: { ...OK, first: 'crash', pad: 3 },
	other: { ...OK, second: 'bug' },
	worse: { ...OK, first: 'bug', second: 'bug' },
	worseMoved: { ...OK, first: 'same', second: 'bug', pad: 2 },
	many: { ...OK, ...MANY },
	manyMoved: { ...OK, ...MANY, pad: 9 },
	later: { ...OK, first: 'later' },
	laterMoved: { ...OK, first: 'later', pad: 2 },
	fixed: OK,
	skipped: { ...OK, first: 'bug', skip: true },
	broken: { ...OK, first: 'bug', broken: 1 },
	brokenMoved: { ...OK, first: 'bug', broken: 1, pad: 5 },
	brokenOther: { ...OK, first: 'bug', broken: 2 },
};

/** The state of a project that is only compiled: faults of its three functions, lines put before them. */
export interface CompileState {
	readonly one: 'ok' | 'fault' | 'again' | 'other';
	readonly two: 'ok' | 'fault';
	readonly three: 'ok' | 'fault' | 'warning';
	readonly pad: number;
}

const CLEAN: CompileState = { one: 'ok', two: 'ok', three: 'ok', pad: 0 };

/** `two` with a fault has the message of `one` where the language's messages allow it. */
export const COMPILE_STATES: Readonly<Record<string, CompileState>> = {
	base: { ...CLEAN, one: 'fault' },
	moved: { ...CLEAN, one: 'fault', pad: 7 },
	rewritten: { ...CLEAN, one: 'again' },
	other: { ...CLEAN, one: 'other' },
	otherMoved: { ...CLEAN, one: 'other', pad: 4 },
	elsewhere: { ...CLEAN, two: 'fault' },
	elsewhereMoved: { ...CLEAN, two: 'fault', pad: 3 },
	worse: { ...CLEAN, one: 'fault', three: 'fault' },
	worseMoved: { ...CLEAN, one: 'fault', three: 'fault', pad: 2 },
	many: { ...CLEAN, one: 'fault', two: 'fault', three: 'fault' },
	manyMoved: { ...CLEAN, one: 'fault', two: 'fault', three: 'fault', pad: 5 },
	warned: { ...CLEAN, three: 'warning' },
	fixed: CLEAN,
};

export function mapStates<S, T>(states: Readonly<Record<string, S>>, make: (state: S) => T): Record<string, T> {
	return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, make(state)]));
}

export const pad = (comment: string, lines: number): string =>
	Array.from({ length: lines }, (_, n) => `${comment} note ${n + 1}\n`).join('');
