import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	countedTokens,
	formatDuration,
	formatEstimate,
	formatExact,
	formatInterval,
	formatMoney,
	formatPercent,
	formatQuality,
	formatTokens,
	qualityInWords,
} from '../../../src/protocol/format.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('\u2212', '-');

describe('money', () => {
	it.each([
		[0, '$0'],
		[12, '<$0.0001'],
		[100, '$0.0001'],
		[5_700, '$0.0057'],
		[5_712, '$0.0057'],
		[6_000, '$0.006'],
		[40_000, '$0.04'],
		[41_700, '$0.042'],
		[100_000, '$0.10'],
		[994_000, '$0.99'],
		[999_600, '$1.00'],
		[12_400_000, '$12.40'],
		[1_204_000_000, '$1,204.00'],
		[-40_000, '-$0.04'],
	])('%i µ$ is %s', (micros, text) => expect(plain(formatMoney(micros))).toBe(text));

	it.each([
		[0, '$0'],
		[6_120, '~$0.0061'],
		[12_000, '~$0.012'],
		[149, '~$0.00015'],
		[400, '~$0.0004'],
		[40, '<$0.0001'],
		[41_700, '~$0.042'],
		[99_600, '~$0.10'],
		[370_000, '~$0.37'],
		[2_000_000, '~$2.00'],
	])('estimate of %i µ$ is %s', (micros, text) => expect(formatEstimate(micros)).toBe(text));

	it('is within 5.1 % of the amount, an estimate too, at most eight characters below $10, and never an exponent', () => {
		fc.assert(
			fc.property(fc.integer({ min: 100, max: 5_000_000_000 }), (micros) => {
				const shown = formatMoney(micros);
				const estimated = formatEstimate(micros);
				const value = Number(shown.replace(/[$,]/g, '')) * 1_000_000;
				return Math.abs(value - micros) <= micros * 0.051 && estimated === `~${shown}` && (micros >= 9_995_000 || shown.length <= 8);
			}),
		);
	});
});

describe('quality', () => {
	it('shows percent with an honest end of the scale', () => {
		expect(plain(formatQuality({ mean: 0.912 }))).toBe('91 %');
		expect(plain(formatPercent(0.998))).toBe('>99 %');
		expect(plain(formatPercent(1))).toBe('100 %');
		expect(plain(formatPercent(0.002))).toBe('<1 %');
		expect(plain(formatPercent(0))).toBe('0 %');
		expect(plain(formatPercent(1.25))).toBe('125 %');
		expect(formatInterval({ low: 0.861, high: 0.949 })).toBe('86–95');
	});
	it('says the promise in words', () => {
		expect(qualityInWords({ mean: 0.91, low: 0.86, high: 0.95 }, 'haiku-4.5')).toBe(
			'about 91 of 100 requests like this one get an adequate answer from haiku-4.5',
		);
	});
});

describe('durations and tokens', () => {
	it.each([
		[0, '0.0 s'],
		[2_140, '2.1 s'],
		[9_960, '10 s'],
		[59_700, '1 min'],
		[125_000, '2 min 5 s'],
		[3_780_000, '1 h 3 min'],
	])('%i ms is %s', (ms, text) => expect(plain(formatDuration(ms))).toBe(text));
	it.each([
		[0, '0'],
		[940, '940'],
		[1_900, '1.9k'],
		[2_000, '2k'],
		[12_345, '12k'],
		[1_200_000, '1.2M'],
	])('%i tokens is %s', (tokens, text) => expect(formatTokens(tokens)).toBe(text));
});

it.each([
	[0, '$0.000000'],
	[5_712, '$0.005712'],
	[1_541_077, '$1.541077'],
	[-3, '\u2212$0.000003'],
])('%i µ$ exactly is %s', (micros, text) => expect(formatExact(micros)).toBe(text));

it('tokens in words: one is one', () => {
	expect([0, 1, 1.4, 2, 1940].map(countedTokens)).toEqual(['0 tokens', '1 token', '1 token', '2 tokens', '1.9k tokens']);
});
