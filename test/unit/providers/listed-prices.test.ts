import { describe, expect, it } from 'vitest';
import { listedPrices } from '../../../src/providers/listing/listed-prices.ts';

const plain = { cachedInput: null, cacheWrite: null };

describe('prices of a list', () => {
	it.each([
		['texts', { prompt: '0.0000003', completion: '6e-7' }, { input: 300_000, output: 600_000, ...plain }],
		['numbers', { prompt: 3e-7, completion: 6e-7 }, { input: 300_000, output: 600_000, ...plain }],
		[
			'a fee as a number',
			{ prompt: 3e-7, completion: 6e-7, request: 0.01 },
			{ input: 300_000, output: 600_000, ...plain, perRequest: 10_000 },
		],
		['no fee', { prompt: 3e-7, completion: 6e-7, request: '0' }, { input: 300_000, output: 600_000, ...plain }],
		[
			'cache',
			{ prompt: '1e-6', completion: '2e-6', input_cache_read: 1e-7, input_cache_write: '1.25e-6' },
			{ input: 1_000_000, output: 2_000_000, cachedInput: 100_000, cacheWrite: 1_250_000 },
		],
		['dollars per million where dollars per token are meant', { prompt: '0.30', completion: '0.60' }, null],
		['hexadecimal', { prompt: '0x1', completion: '0x2' }, null],
		['words', { prompt: 'ask us', completion: '1' }, null],
		['a blank', { prompt: '', completion: ' ' }, null],
		['the router, whose price is unknown', { prompt: '-1', completion: '-1' }, null],
		['a fee in words', { prompt: '0', completion: '0', request: 'ask us' }, null],
		['a negative fee', { prompt: '0', completion: '0', request: -1 }, null],
		['true', { prompt: true, completion: true }, null],
		['half a price', { prompt: '1e-6' }, null],
		['a number', 5, null],
	])('%s', (_what, pricing, want) => {
		expect(listedPrices(pricing)).toEqual(want);
	});
});
