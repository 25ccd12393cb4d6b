import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../../src/providers/retry-after.ts';

describe('parseRetryAfter', () => {
	const now = Date.UTC(2026, 0, 1);
	it.each([
		[{ 'retry-after': '30' }, 30_000],
		[{ 'retry-after': '1.5' }, 1500],
		[{ 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60_000],
		[{ 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, 0],
		[{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
		[{ 'x-ratelimit-reset-requests': '1m30.5s' }, 90_500],
		[{ 'x-ratelimit-reset-tokens': '6ms' }, 6],
		[{ 'x-ratelimit-reset': String(now + 5000) }, 5000],
		[{ 'x-ratelimit-reset': String((now + 5000) / 1000) }, 5000],
		[{ 'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:20Z' }, 20_000],
		[
			{
				'x-ratelimit-reset-requests': '1s',
				'x-ratelimit-remaining-requests': '10',
				'x-ratelimit-reset-tokens': '40s',
				'x-ratelimit-remaining-tokens': '0',
			},
			40_000,
		],
		[{ 'retry-after': 'soon' }, null],
		[{ 'retry-after': '99999999' }, 86_400_000],
		[{}, null],
	])('%j', (headers, expected) => {
		expect(parseRetryAfter(new Headers(headers as Record<string, string>), '', now)).toBe(expected);
	});

	it.each([
		['{"details":[{"retryDelay":"37.5s"}]}', 37_500],
		['Rate limit reached on requests per day: Used 200. Please try again in 7m12s. Visit …', 432_000],
		['Please try again in 1h12m0s.', 4_320_000],
		['Please retry in 37.2s.', 37_200],
		['You have reached your specified API usage limits. You will regain access on 2026-01-01 at 05:00 UTC.', 5 * 3_600_000],
		['You will regain access on 2026-02-01.', 86_400_000],
		['You will regain access on 2025-12-01 at 00:00 UTC.', 0],
		['You will regain access on 2026-99-99 at 00:00 UTC.', null],
		['Please try again in a while, or in 5 minutes.', null],
	])('in the words of a body: %s', (body, expected) => {
		expect(parseRetryAfter(new Headers(), body, now)).toBe(expected);
		expect(parseRetryAfter(new Headers({ 'retry-after': '9' }), body, now)).toBe(9000);
	});
});
