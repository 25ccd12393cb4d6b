import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { chooseJudge, type JudgeInput, mayJudge } from '../../../../src/core/reading/judge-choice.ts';
import { NO_LIMITS } from '../../../../src/core/routing/types.ts';
import { candidate, prices } from '../routing/support.ts';

const NANO = candidate('nano', { prices: prices(0.1, 0.4) });
const SMALL = candidate('small', { prices: prices(0.5, 2) });
const LARGE = candidate('large', { prices: prices(5, 25) });
const HOME = candidate('home', { prices: null, local: true });

const ABLE = new Map([
	['nano', 0.5],
	['small', 0.82],
	['large', 0.95],
	['home', 0.6],
]);

function chosen(candidates: readonly Candidate[], over: Partial<JudgeInput> = {}): string | null {
	const input = { candidates, leftOut: new Set<string>(), promptTokens: 1000, ability: ABLE, bar: 0.84, most: 1_000_000, now: 0 };
	return chooseJudge({ ...input, ...over })?.candidate.id ?? null;
}

describe('who judges', () => {
	test('the cheapest that is able enough, whatever is cheaper or abler', () => {
		expect(chosen([LARGE, NANO, SMALL, HOME])).toBe('small');
		expect(chosen([LARGE, NANO])).toBe('large');
		expect(chosen([NANO, HOME])).toBeNull();
		expect(chosen([LARGE, { ...HOME, id: 'large-home' }], { ability: new Map([...ABLE, ['large-home', 0.9]]) })).toBe('large-home');
	});

	test('never one that costs more than the share of the work, fails just now, has no price or reads too little', () => {
		expect(chosen([LARGE, SMALL], { most: 500 })).toBeNull();
		expect(chosen([LARGE, SMALL], { most: 600 })).toBe('small');
		expect(chosen([LARGE, SMALL], { leftOut: new Set(['small']) })).toBe('large');
		expect(chosen([{ ...SMALL, prices: null }])).toBeNull();
		expect(chosen([{ ...SMALL, contextTokens: 1200 }])).toBeNull();
	});

	test('of two as cheap the abler, then by id', () => {
		const twin = { ...SMALL, id: 'a-twin' };
		expect(chosen([SMALL, twin], { ability: new Map([...ABLE, ['a-twin', 0.9]]) })).toBe('a-twin');
		expect(chosen([SMALL, twin], { ability: new Map([...ABLE, ['a-twin', 0.82]]) })).toBe('a-twin');
		expect(chosen([twin, SMALL], { ability: new Map([...ABLE, ['a-twin', 0.82]]) })).toBe('a-twin');
	});
});

describe('who may at all', () => {
	const may = (candidates: readonly Candidate[], limits: { pool?: readonly string[]; localOnly?: boolean } = {}) =>
		mayJudge({ candidates, limits: { ...NO_LIMITS, ...limits } }).map(({ id }) => id);

	test('only where the request itself may go: the pool, and this computer where only it may see the text', () => {
		expect(may([SMALL, LARGE, HOME], { pool: ['large'] })).toEqual(['large']);
		expect(may([SMALL, LARGE, HOME], { localOnly: true })).toEqual(['home']);
	});

	test.each<[string, Partial<Candidate>]>([
		['one that a plan pays for', { included: true }],
		['one that fills in code alone', { fillOnly: true }],
		['one that thinks for long', { reasoning: true, effort: 'high' }],
		['one that thinks by default', { reasoning: true }],
		['one that is known to begin late', { speed: { tokensPerSecond: 50, firstTokenSeconds: 9 } }],
	])('not %s', (_, change) => {
		expect(may([{ ...SMALL, ...change }])).toEqual([]);
	});

	test('one that thinks as little as it can may', () => {
		expect(may([{ ...SMALL, reasoning: true, effort: 'minimal' }])).toEqual(['small']);
	});
});
