import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens, leastShare } from '../../../../src/core/message/text-tokens.ts';
import { DENSE, ORDINARY } from './token-texts.ts';

/** Real counts by o200k_base, cl100k_base (gpt-tokenizer 4.0.0) and Llama 3 (llama3-tokenizer-js 1.2.0), taken on 2026-11-28. */
const COUNTED: readonly (readonly [string, number, number, number])[] = [
	['base64', 2746, 2883, 2877],
	['base64 in lines', 2800, 2936, 2930],
	['base64url', 2726, 2864, 2858],
	['hex', 3457, 3444, 3442],
	['hex in lines', 3695, 3682, 3680],
	['uuids', 4438, 4448, 4447],
	['tokens', 1247, 1282, 1279],
	['abbreviations', 2939, 3172, 3172],
	['numbers', 1442, 1442, 1442],
	['decimals', 1742, 1742, 1742],
	['blanks', 188, 188, 188],
	['Hindi', 376, 1111, 544],
	['Thai', 399, 863, 479],
	['Bengali', 264, 959, 944],
	['Arabic', 216, 472, 264],
	['Hebrew', 248, 616, 616],
	['Georgian', 200, 968, 968],
	['Russian', 232, 440, 272],
	['emoji', 840, 1260, 1200],
	['boxes', 1600, 1600, 1200],
	['mathematics', 1550, 1452, 1452],
];
const ORDINARY_COUNTED: readonly (readonly [string, number, number, number])[] = [
	['English', 368, 368, 368],
	['German', 344, 384, 384],
	['TypeScript', 584, 560, 560],
	['Python', 424, 424, 424],
	['JSON', 488, 488, 488],
];

describe('dense text', () => {
	it.each(COUNTED)('%s is not estimated below what any vendor counts', (name, ...counts) => {
		const estimate = estimateTokens(DENSE[name]!);
		expect(estimate).toBeGreaterThanOrEqual(Math.max(...counts));
		expect(estimate).toBeLessThan(2 * Math.max(...counts));
	});

	it.each(COUNTED)('%s: what a vendor counts is not taken for a prompt that was cut off', (name, ...counts) => {
		const text = DENSE[name]!;
		for (const counted of counts) expect(counted).toBeGreaterThanOrEqual((estimateTokens(text) * leastShare([text])) / 2);
	});

	it('24,000 blanks are some hundreds of tokens, and tabs and line breaks are counted as well', () => {
		expect(estimateTokens(' '.repeat(24_000))).toBeGreaterThan(187);
		expect(estimateTokens('\t'.repeat(5000))).toBeGreaterThan(300);
		expect(estimateTokens('\n'.repeat(5000))).toBeGreaterThan(300);
		expect(estimateTokens('a\n\n    b')).toBe(4);
	});
});

describe('ordinary text', () => {
	it.each(ORDINARY_COUNTED)('%s is estimated within a factor of 1.5', (name, ...counts) => {
		const estimate = estimateTokens(ORDINARY[name]!);
		expect(estimate).toBeGreaterThan(Math.max(...counts) / 1.2);
		expect(estimate).toBeLessThan(Math.min(...counts) * 1.5);
		expect(leastShare([ORDINARY[name]!])).toBe(1);
	});
});

it('the estimate never shrinks as a text grows', () => {
	const piece = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.stringMatching(/^[A-Za-z0-9+/=_-]{0,60}$/),
		fc.stringMatching(/^[a-f0-9-]{0,40}$/),
		fc.stringMatching(/^[bcdfgha ]{0,30}$/),
		fc.constantFrom('    ', '\t\t', '\n\n\n', '-----------', '});', 'ё', 'ह', 'über'),
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 6 }), piece, (before, more) => {
			expect(estimateTokens(before.join('') + more)).toBeGreaterThanOrEqual(estimateTokens(before.join('')));
		}),
		{ numRuns: 300 },
	);
});
