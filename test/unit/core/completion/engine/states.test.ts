import { describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../../src/core/base/errors.ts';
import { MAX_OUTPUT_TOKENS } from '../../../../../src/core/completion/routing/predict.ts';
import { COOL_DOWN } from '../../../../../src/core/gateway/health.ts';
import { Bench, fillCandidate, OPEN, paid, position } from './support.ts';

const { firstMs: FIRST_REST_MS } = COOL_DOWN.completion;

const at = (n: number) => position(`const answer${n} = `);

/** What the status bar shows: it asks only when it is told that the state may be another one. */
function watched(): { bench: Bench; shown: () => string } {
	let shown = 'starting';
	const bench: Bench = new Bench({
		onStatus: () => {
			shown = bench.engine.status(null).kind;
		},
	});
	return { bench, shown: () => shown };
}

describe('paused paid requests', () => {
	test('keep paid models from completing, with a word of its own, and free ones go on', async () => {
		let paused = true;
		const bench = new Bench({ paidPaused: async () => paused });
		bench.candidates = [paid('cloud/coder')];
		bench.remaining = 0;
		expect(await bench.complete(at(1))).toBeNull();
		expect(bench.engine.status(null)).toEqual({ kind: 'paidPaused' });
		expect(bench.requests).toEqual([]);
		bench.candidates = [paid('cloud/coder'), fillCandidate('home/coder')];
		expect((await bench.complete(at(2)))?.candidateId).toBe('home/coder');
		expect(bench.engine.status(null).kind).toBe('open');
		bench.candidates = [paid('cloud/coder')];
		bench.remaining = null;
		paused = false;
		bench.engine.refresh();
		expect((await bench.complete(at(3)))?.candidateId).toBe('cloud/coder');
	});
});

describe('the state that is shown', () => {
	test('ends when the first of several resting models wakes, not the last', async () => {
		const { bench, shown } = watched();
		bench.candidates = [fillCandidate('home/coder'), fillCandidate('other/coder')];
		const errors = [
			new RoutooError('server', 'It failed.', 'Wait.'),
			new RoutooError('rateLimit', 'Slow down.', 'Wait.', { retryAfterMs: 900_000 }),
		];
		bench.script = async function* () {
			yield* [];
			throw errors.shift()!;
		};
		for (const n of [1, 2]) {
			const { result } = bench.ask(at(n));
			await bench.time.advance(450);
			await result;
		}
		expect(shown()).toBe('paused');
		await bench.time.advance(FIRST_REST_MS);
		expect(bench.engine.status(null).kind).toBe('open');
		expect(shown()).toBe('open');
	});

	test('a model that failed in chats is not asked, is said to pause until chats would try it, and may be asked by hand', async () => {
		const { bench, shown } = watched();
		const { model: candidate } = bench.candidates![0]!;
		for (let n = 0; n < 3; n++) bench.health.failed(candidate, new RoutooError('server', 'It failed.', 'Wait.'), 'chat');
		expect(await bench.complete(at(1))).toBeNull();
		expect(bench.requests).toHaveLength(0);
		expect(shown()).toBe('paused');
		expect((await bench.complete(at(2), 'manual'))?.text).toBe('value;');
		await bench.time.advance(30_000);
		expect(shown()).toBe('open');
		expect((await bench.complete(at(3)))?.text).toBe('value;');
	});

	test('completions that fail keep no model from answering messages', async () => {
		const { bench } = watched();
		bench.script = async function* () {
			yield* [];
			throw new RoutooError('network', 'No answer.', 'Start it.');
		};
		for (let n = 0; n < 4; n++) {
			await bench.complete(at(n), 'manual');
			await bench.time.advance(1000);
		}
		const models = bench.candidates!.map(({ model }) => model);
		expect(bench.health.leftOut(models, 'completion').size).toBe(1);
		expect(bench.health.leftOut(models, 'chat').size).toBe(0);
	});

	test('ends with a success by hand', async () => {
		const { bench, shown } = watched();
		bench.script = async function* () {
			yield* [];
			throw new RoutooError('rateLimit', 'Slow down.', 'Wait.', { retryAfterMs: 900_000 });
		};
		await bench.complete(at(1));
		expect(shown()).toBe('paused');
		bench.script = () => bench.answer('value;');
		expect((await bench.complete(at(2), 'manual'))?.text).toBe('value;');
		expect(shown()).toBe('open');
	});
});

describe('the command that tests a completion', () => {
	test('teaches nothing: its text was not offered at the caret', async () => {
		const bench = new Bench();
		const running = bench.engine.test(at(1), new AbortController().signal);
		await bench.time.advance(500);
		expect((await running).result?.text).toBe('value;');
		bench.outcomes.due(bench.time.now() + 60_000);
		bench.outcomes.due(bench.time.now() + 120_000);
		expect(bench.outcomes.take()).toEqual([]);
		expect(bench.outcomes.counts().size).toBe(0);
		// Typed to that place afterwards, it comes from the cache and counts.
		expect((await bench.complete(at(1)))?.requestId).toBe('c1');
		expect(bench.outcomes.counts().get('home/coder')).toMatchObject({ returned: 1 });
	});
});

describe('a model that thinks before it answers', () => {
	test('has room for its thinking beside the text', async () => {
		const bench = new Bench();
		const thinker = fillCandidate('home/thinker', { reasoning: true, contextTokens: 100_000 });
		bench.candidates = [{ model: thinker.model, ability: { ...thinker.ability, method: 'chat', lastResort: true } }];
		bench.settings = { ...OPEN, maxFirstLineMs: 1_000_000 };
		await bench.complete(at(1), 'manual');
		expect(bench.requests[0]!.maxOutputTokens).toBeGreaterThan(MAX_OUTPUT_TOKENS.line + 1000);
		const plain = new Bench();
		await plain.complete(at(1));
		expect(plain.requests[0]!.maxOutputTokens).toBe(MAX_OUTPUT_TOKENS.line);
	});
});
