import { beforeEach, describe, expect, it } from 'vitest';
import { type ErrorKind, RoutooError } from '../../../../src/core/base/errors.ts';
import { COOL_DOWN, type CoolDown, Health, type Road } from '../../../../src/core/gateway/health.ts';
import { candidate } from '../routing/support.ts';

const failure = (kind: ErrorKind, retryAfterMs: number | null = null) =>
	new RoutooError(kind, 'It failed.', 'Try again.', { retryAfterMs });

const of = (endpointId: string, wireModel: string, effort: string | null = null) =>
	candidate(`${endpointId}/${wireModel}${effort === null ? '' : `@${effort}`}`, { endpointId, wireModel, effort });
const M = of('a', 'm');
const OTHER = of('a', 'other');
const HIGH = of('a', 'm', 'high');
const ELSEWHERE = of('ab', 'm');
const ALL = [M, OTHER, HIGH, ELSEWHERE];

let now: number;
beforeEach(() => {
	now = Date.UTC(2026, 10, 28);
});

const clock = { now: () => now };
const patient = (change: Partial<CoolDown>) => new Health(clock, { ...COOL_DOWN, chat: { ...COOL_DOWN.chat, ...change } });
const open = (health: Health, candidates = [M], road: Road = 'chat') => [...health.leftOut(candidates, road)];
const until = (health: Health, who = M, road: Road = 'chat') => health.rest(who, road)?.until ?? null;

describe('messages', () => {
	it.each(['auth', 'quota', 'modelNotFound', 'badResponse', 'brokenStream'] as const)('count %s', (kind) => {
		const health = patient({ after: 1 });
		health.failed(M, failure(kind), 'chat');
		expect(open(health).length).toBe(1);
	});

	it('leave a model alone after three failures in a row, and that candidate only', () => {
		const health = new Health(clock);
		health.failed(M, failure('server'), 'chat');
		health.failed(M, failure('timeout'), 'chat');
		expect(open(health)).toEqual([]);
		health.failed(M, failure('network'), 'chat');
		expect(open(health, ALL)).toEqual(['a/m']);
		expect(until(health)).toBe(now + 30_000);
		expect(until(health, OTHER)).toBeNull();
	});

	it('begin to count anew after a success', () => {
		const health = new Health(clock);
		for (let round = 0; round < 2; round++) {
			health.failed(M, failure('server'), 'chat');
			health.failed(M, failure('server'), 'chat');
			health.worked(M, 'chat');
		}
		health.failed(M, failure('server'), 'chat');
		expect(open(health, ALL).length).toBe(0);
	});

	it('do not count what says nothing about health', () => {
		const health = new Health(clock);
		for (const kind of ['contextTooLong', 'refused', 'cancelled', 'budget'] as const) {
			for (let times = 0; times < 4; times++) health.failed(M, failure(kind), 'chat');
		}
		expect(open(health, ALL).length).toBe(0);
	});

	it('leave it alone at once on a rate limit, for as long as the vendor says', () => {
		const health = new Health(clock);
		health.failed(M, failure('rateLimit', 7000), 'chat');
		expect(until(health)).toBe(now + 7000);
	});

	it('try it again after its time; a failed trial is for longer, a good one closes', () => {
		const health = patient({ after: 1, firstMs: 40, longestMs: 10_000 });
		health.failed(M, failure('server'), 'chat');
		expect(open(health)).toEqual(['a/m']);
		now += 41;
		expect(open(health)).toEqual([]);
		health.failed(M, failure('server'), 'chat');
		expect(until(health)).toBe(now + 80);
		now += 81;
		health.worked(M, 'chat');
		health.failed(M, failure('server'), 'chat');
		expect(until(health)).toBe(now + 40);
	});

	it('wait no longer than ten minutes', () => {
		const health = new Health(clock);
		for (let times = 0; times < 20; times++) {
			health.failed(M, failure('server'), 'chat');
			expect(until(health) ?? 0).toBeLessThanOrEqual(now + 600_000);
			now = Math.max(now, until(health) ?? 0) + 1;
		}
		health.failed(M, failure('server'), 'chat');
		expect(until(health)).toBe(now + 600_000);
	});

	it('take a model back that the user chose by hand and that works', () => {
		const health = patient({ after: 1 });
		health.failed(M, failure('server'), 'chat');
		health.failed(M, failure('server'), 'chat');
		health.worked(M, 'chat');
		expect(open(health, ALL).length).toBe(0);
	});

	it('by hand at a model that is left alone make it no longer, unless the vendor says so', () => {
		const health = patient({ after: 1 });
		health.failed(M, failure('server'), 'chat');
		const first = until(health);
		now += 1000;
		health.failed(M, failure('server'), 'chat');
		expect(until(health)).toBe(first);
		health.failed(M, failure('rateLimit', 100_000), 'chat');
		expect(until(health)).toBe(now + 100_000);
	});

	it('forget an endpoint', () => {
		const health = patient({ after: 1 });
		health.failed(M, failure('auth'), 'chat');
		health.failed(ELSEWHERE, failure('auth'), 'chat');
		health.reset({ endpointId: 'a' });
		expect(open(health, ALL)).toEqual(['ab/m']);
	});
});

describe('what a failure says of others', () => {
	it('the endpoint’s strikes its other models, the model’s its other efforts, the request’s none', () => {
		for (const [kind, struck] of [
			['auth', ['a/m', 'a/other', 'a/m@high']],
			['server', ['a/m', 'a/m@high']],
			['timeout', ['a/m']],
		] as const) {
			const health = patient({ after: 1 });
			health.failed(M, failure(kind), 'chat');
			expect(open(health, ALL)).toEqual(struck);
		}
	});

	it('three models that find no endpoint show that it is dead', () => {
		const health = new Health(clock);
		for (const who of [M, OTHER, of('a', 'third')]) health.failed(who, failure('network'), 'chat');
		expect(open(health, [...ALL, of('a', 'fourth')])).toEqual(['a/m', 'a/other', 'a/m@high', 'a/fourth']);
	});

	it('an endpoint that answers one model is alive for all', () => {
		const health = patient({ after: 1 });
		health.failed(OTHER, failure('network'), 'chat');
		expect(open(health, ALL)).toContain('a/m');
		health.worked(M, 'chat');
		expect(open(health, ALL)).toEqual(['a/other']);
	});
});

describe('two roads', () => {
	it('a key waits from the first failure on, 2 s and twice as long each time', () => {
		const health = new Health(clock);
		for (const ms of [2000, 4000, 8000, 16_000]) {
			health.failed(M, failure('server'), 'completion');
			expect(until(health, M, 'completion')).toBe(now + ms);
			now += ms;
			expect(until(health, M, 'completion')).toBeNull();
		}
		health.failed(M, failure('rateLimit', 1000), 'completion');
		expect(until(health, M, 'completion')).toBe(now + 32_000);
		now += 400_000;
		health.failed(M, failure('server', 900_000), 'completion');
		expect(until(health, M, 'completion')).toBe(now + 900_000);
	});

	it('what fails with completions, however often, keeps no model from answering messages', () => {
		const health = new Health(clock);
		for (const kind of ['auth', 'rateLimit', 'network', 'server'] as const) {
			for (let times = 0; times < 5; times++) {
				health.failed(M, failure(kind, 60_000), 'completion');
				now += 100;
			}
		}
		expect(open(health, ALL, 'completion')).toEqual(['a/m', 'a/other', 'a/m@high']);
		expect(open(health, ALL, 'chat')).toEqual([]);
		health.failed(M, failure('server'), 'chat');
		expect(open(health, ALL, 'chat')).toEqual([]);
	});

	it('what messages leave alone is not asked for completions either, and is told with its error', () => {
		const health = new Health(clock);
		for (let times = 0; times < 3; times++) health.failed(M, failure('server'), 'chat');
		expect(health.rest(M, 'completion')).toMatchObject({ until: now + 30_000, error: { kind: 'server' } });
	});

	it('an endpoint that answers a completion is alive for messages; a model that fills in need not answer them', () => {
		const health = new Health(clock);
		for (let times = 0; times < 3; times++) health.failed(M, failure('network'), 'chat');
		expect(open(health, ALL)).toEqual(['a/m', 'a/other', 'a/m@high']);
		expect(health.worked(OTHER, 'completion')).toBe(true);
		expect(open(health, ALL)).toEqual(['a/m']);
		expect(health.worked(M, 'completion')).toBe(false);
		expect(open(health, ALL)).toEqual(['a/m']);
		expect(health.worked(M, 'chat')).toBe(true);
		expect(open(health, ALL)).toEqual([]);
	});

	it('are forgotten one by one or together', () => {
		const health = patient({ after: 1 });
		health.failed(M, failure('timeout'), 'chat');
		health.failed(OTHER, failure('timeout'), 'completion');
		health.reset({ road: 'completion' });
		expect(open(health, ALL, 'completion')).toEqual(['a/m']);
		health.reset();
		expect(open(health, ALL, 'completion')).toEqual([]);
	});

	it('a pause for a reason elsewhere ends with the next success', () => {
		const health = new Health(clock);
		health.pause(M, failure('storage'), 'completion');
		expect(until(health, M, 'completion')).toBe(now + 2000);
		expect(until(health, HIGH, 'completion')).toBeNull();
		health.worked(M, 'completion');
		expect(until(health, M, 'completion')).toBeNull();
	});
});
