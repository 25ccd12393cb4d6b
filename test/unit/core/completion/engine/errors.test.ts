import { beforeEach, describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../../src/core/base/errors.ts';
import { COOL_DOWN } from '../../../../../src/core/gateway/health.ts';
import { Bench, fillCandidate, OPEN, paid, position } from './support.ts';

const { firstMs: FIRST_REST_MS, longestMs: LONGEST_REST_MS } = COOL_DOWN.completion;

let bench: Bench;
beforeEach(() => {
	bench = new Bench();
});

describe('errors', () => {
	const fail = (error: RoutooError): void => {
		bench.script = async function* () {
			yield* [];
			throw error;
		};
	};
	const at = (n: number) => position(`const answer${n} = `);

	test('one that is not ours is said of the completion, with what helps there', async () => {
		fail(new TypeError('boom') as unknown as RoutooError);
		await bench.complete(at(0));
		const nextStep = 'Choose another model for completions.';
		expect(bench.engine.status(null)).toMatchObject({ kind: 'paused', message: 'The completion failed: boom', nextStep });
	});

	test('rest after a failure doubles, is one state, and ends with the first success', async () => {
		fail(new RoutooError('server', 'It is overloaded.', 'Wait.'));
		let n = 0;
		for (const pause of [1, 2, 4, 8].map((times) => times * FIRST_REST_MS)) {
			const { result } = bench.ask(at(n++), 'automatic');
			await bench.time.advance(400);
			expect(await result).toBeNull();
			const status = bench.engine.status(null);
			expect(status).toMatchObject({ kind: 'paused', message: 'It is overloaded.', nextStep: 'Wait.' });
			const sent = bench.requests.length;
			await bench.complete(at(n++));
			expect(bench.requests).toHaveLength(sent);
			await bench.time.advance(pause);
			expect(bench.engine.status(null).kind).toBe('open');
		}
		bench.script = () => bench.answer('value;');
		expect(await bench.complete(at(n++))).not.toBeNull();
		fail(new RoutooError('server', 'Again.', 'Wait.'));
		await bench.complete(at(n++));
		await bench.time.advance(FIRST_REST_MS);
		expect(bench.engine.status(null).kind).toBe('open');
		expect(bench.outstanding()).toBe(0);
	});

	test('never longer than five minutes, unless the vendor says so', async () => {
		fail(new RoutooError('server', 'No.', 'Wait.'));
		for (let n = 0; n < 14; n++) {
			await bench.complete(at(n));
			await bench.time.advance(LONGEST_REST_MS);
		}
		expect(bench.requests).toHaveLength(14);
		fail(new RoutooError('rateLimit', 'Slow down.', 'Wait.', { retryAfterMs: 900_000 }));
		await bench.complete(at(20));
		await bench.time.advance(LONGEST_REST_MS + 1000);
		expect(bench.engine.status(null).kind).toBe('paused');
	});

	test('another model takes over while one rests; a wrong key rests its whole endpoint', async () => {
		bench.settings = { ...OPEN, debounce: 'off' };
		bench.candidates = [fillCandidate('home/coder'), fillCandidate('home/other'), paid('cloud/coder')];
		fail(new RoutooError('auth', 'The key is wrong.', 'Set it.'));
		await bench.complete(at(1));
		bench.script = () => bench.answer('value;');
		expect((await bench.complete(at(2)))?.candidateId).toBe('cloud/coder');
		expect(bench.engine.status(null).kind).toBe('open');
	});

	test('a refusal or a text that is too long rests nobody', async () => {
		for (const kind of ['refused', 'contextTooLong'] as const) {
			fail(new RoutooError(kind, 'No.', 'Type on.'));
			await bench.complete(at(1));
			expect(bench.engine.status(null).kind).toBe('open');
		}
	});

	test('by hand a resting model is tried, and so it is after new settings', async () => {
		fail(new RoutooError('network', 'No answer.', 'Start it.'));
		await bench.complete(at(1));
		await bench.complete(at(2), 'manual');
		expect(bench.requests).toHaveLength(2);
		bench.engine.refresh();
		expect(bench.engine.status(null).kind).toBe('open');
	});

	test('errors are told by the status alone and hold no text in the log', async () => {
		fail(new RoutooError('server', 'It failed.', 'Wait.'));
		await bench.complete(position('const secretName = '));
		expect(bench.logged.join()).not.toContain('secretName');
		expect(bench.statusChanges).toBeGreaterThan(0);
	});
});
