import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ErrorKind, RoutooError } from '../../../src/core/base/errors.ts';
import { systemClock } from '../../../src/core/base/time.ts';
import { Breakers } from '../../../src/providers/breakers.ts';

const failure = (kind: ErrorKind, retryAfterMs: number | null = null) =>
	new RoutooError(kind, 'It failed.', 'Try again.', { retryAfterMs });

// Both clocks are this one: ours and that of the policy underneath.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('Breakers', () => {
	it.each(['auth', 'quota', 'modelNotFound', 'badResponse', 'brokenStream'] as const)('counts %s', async (kind) => {
		const breakers = new Breakers(systemClock, { threshold: 1 });
		await breakers.recordFailure('a/m', failure(kind));
		expect(breakers.openSet().size).toBe(1);
	});

	it('opens after three failures in a row, for that candidate only', async () => {
		const breakers = new Breakers(systemClock);
		await breakers.recordFailure('a/m', failure('server'));
		await breakers.recordFailure('a/m', failure('timeout'));
		expect([...breakers.openSet()]).toEqual([]);
		await breakers.recordFailure('a/m', failure('network'));
		expect([...breakers.openSet()]).toEqual(['a/m']);
		expect(breakers.openUntil('a/m')).toBe(Date.now() + 30_000);
		expect(breakers.openUntil('a/other')).toBeNull();
	});

	it('begins to count anew after a success', async () => {
		const breakers = new Breakers(systemClock);
		for (let round = 0; round < 2; round++) {
			await breakers.recordFailure('a/m', failure('server'));
			await breakers.recordFailure('a/m', failure('server'));
			breakers.recordSuccess('a/m');
		}
		await breakers.recordFailure('a/m', failure('server'));
		expect(breakers.openSet().size).toBe(0);
	});

	it('does not count what says nothing about health', async () => {
		const breakers = new Breakers(systemClock);
		for (const kind of ['contextTooLong', 'refused', 'cancelled', 'budget'] as const) {
			for (let times = 0; times < 4; times++) await breakers.recordFailure('a/m', failure(kind));
		}
		expect(breakers.openSet().size).toBe(0);
	});

	it('opens at once on a rate limit, for as long as the vendor says', async () => {
		const breakers = new Breakers(systemClock);
		await breakers.recordFailure('a/m', failure('rateLimit', 7000));
		expect(breakers.openUntil('a/m')).toBe(Date.now() + 7000);
	});

	it('lets a trial through after its time; a failed trial opens for longer, a good one closes', async () => {
		const breakers = new Breakers(systemClock, { threshold: 1, openMs: 40, maxOpenMs: 10_000 });
		await breakers.recordFailure('a/m', failure('server'));
		expect(breakers.openSet().has('a/m')).toBe(true);
		vi.advanceTimersByTime(41);
		expect(breakers.openSet().has('a/m')).toBe(false);
		await breakers.recordFailure('a/m', failure('server'));
		expect(breakers.openUntil('a/m')).toBe(Date.now() + 80);
		vi.advanceTimersByTime(81);
		breakers.recordSuccess('a/m');
		await breakers.recordFailure('a/m', failure('server'));
		expect(breakers.openUntil('a/m')).toBe(Date.now() + 40);
	});

	it('closes when the user chose the model by hand and it works', async () => {
		const breakers = new Breakers(systemClock, { threshold: 1 });
		await breakers.recordFailure('a/m', failure('server'));
		await breakers.recordFailure('a/m', failure('server'));
		breakers.recordSuccess('a/m');
		expect(breakers.openSet().size).toBe(0);
	});

	it('forgets an endpoint', async () => {
		const breakers = new Breakers(systemClock, { threshold: 1 });
		await breakers.recordFailure('a/m', failure('auth'));
		await breakers.recordFailure('ab/m', failure('auth'));
		breakers.reset('a');
		expect([...breakers.openSet()]).toEqual(['ab/m']);
	});
});
