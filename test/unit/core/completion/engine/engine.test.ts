import { beforeEach, describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../../src/core/base/errors.ts';
import { MAX_POSITION_PREFIX } from '../../../../../src/core/completion/types.ts';
import { ABILITY, Bench, end, fillCandidate, OPEN, paid, position, text, usage } from './support.ts';

let bench: Bench;
beforeEach(() => {
	bench = new Bench();
});

const HOLE = position('const answer = ');

describe('one key', () => {
	test('waits for a pause, asks once, shows the cleaned text and books the request as a completion', async () => {
		bench.candidates = [paid('cloud/coder')];
		bench.script = async function* () {
			yield text('compute(');
			yield text('1);');
			yield usage(120, 6);
			yield end;
		};
		const { result } = bench.ask(HOLE);
		await bench.time.advance(30);
		expect(bench.requests).toHaveLength(0);
		await bench.time.advance(400);
		expect(await result).toEqual({ text: 'compute(1);', replace: 0, candidateId: 'cloud/coder', requestId: 'c1' });
		const { reservation, settlement } = bench.ledger.settled.get('c1')!;
		expect(reservation).toMatchObject({ purpose: 'completion', sessionId: null, owner: { user: 'local', device: 'd', window: 'test' } });
		expect(reservation.max).toBeGreaterThanOrEqual(reservation.expected);
		expect(reservation.decision).toMatchObject({ candidateId: 'cloud/coder', taskKind: 'complete line' });
		expect(settlement).toMatchObject({ cost: Math.ceil(120 * 0.3) + Math.ceil(6 * 0.9), costSource: 'tokens', outcome: 'answered' });
		expect(bench.settled).toEqual([[settlement.cost, null]]);
		expect(bench.kinds()).toEqual(['sent', 'settled', 'returned']);
	});

	test('where the text is cut here, what the vendor counted at its beginning is not taken for the whole', async () => {
		bench.candidates = [paid('cloud/coder')];
		bench.script = async function* () {
			yield usage(2000, 1);
			yield text('computeAll(firstItems, secondItems);');
			yield { type: 'cut' };
			yield end;
		};
		expect(await bench.complete(HOLE)).not.toBeNull();
		const { settlement } = bench.ledger.settled.get('c1')!;
		expect(settlement).toMatchObject({ costSource: 'estimate', outcome: 'answered', usage: { input: 2000 } });
		expect(settlement.usage!.output).toBeGreaterThan(8);
		expect(settlement.cost).toBe(600 + Math.ceil(settlement.usage!.output * 0.9));
	});

	test('what a model thought before it was given up is booked with what it had counted', async () => {
		bench.candidates = [paid('cloud/coder')];
		bench.script = async function* () {
			yield usage(2000, 1);
			yield { type: 'reasoning', text: 'Which items are meant here? '.repeat(20) };
			await bench.time.sleep(5000);
			yield end;
		};
		const { result, cancel } = bench.ask(HOLE);
		await bench.time.advance(1000);
		cancel();
		await bench.time.advance(10);
		expect(await result).toBeNull();
		const { settlement } = bench.ledger.settled.get('c1')!;
		expect(settlement).toMatchObject({ costSource: 'estimate', outcome: 'cancelled', usage: { input: 2000 } });
		expect(settlement.cost).toBeGreaterThan(600 + 100 * 0.9);
		expect(bench.events.find((e) => e.kind === 'settled')).toMatchObject({ sent: { firstTextMs: null, firstLineMs: null } });
	});

	test('the request holds the text around the caret and similar parts of open files', async () => {
		const shared = 'export function computeAnswer(question: string, depth: number) {\n\tconst words = question.split(separator);\n';
		bench.documents = [
			{ path: 'src/b.ts', languageId: 'typescript', version: 1, touchedAt: 1, text: `${shared}\treturn words.length;\n}\n` },
		];
		await bench.complete(position(`${shared}\treturn computeAnswer(`, { suffix: ');\n}\n' }));
		const { context, maxOutputTokens, model } = bench.requests[0]!;
		expect(model).toBe('coder');
		expect(maxOutputTokens).toBeGreaterThan(0);
		expect(context.prefix).toContain('return computeAnswer(');
		expect(context.suffix).toBe(');\n}\n');
		expect(context.snippets.map((s) => s.path)).toEqual(['src/b.ts']);
	});

	test('typing along a suggestion asks nothing, and neither does deleting back into it', async () => {
		bench.script = () => bench.answer('computeAll(items);');
		const first = await bench.complete(HOLE);
		const second = await bench.complete(position('const answer = comp'));
		const third = await bench.complete(position('const answer = co'));
		expect([first?.text, second?.text, third?.text]).toEqual(['computeAll(items);', 'uteAll(items);', 'mputeAll(items);']);
		expect(new Set([first?.requestId, second?.requestId, third?.requestId])).toEqual(new Set(['c1']));
		expect(bench.requests).toHaveLength(1);
		expect(bench.events.filter((e) => e.kind === 'returned').map((e) => e.from)).toEqual(['model', 'cache', 'cache']);
	});

	test('accepting word by word goes on from the cache and ends in one learned acceptance', async () => {
		bench.script = () => bench.answer('computeAll(items);');
		await bench.complete(HOLE);
		// The editor inserts the next word itself and asks again.
		const rest = await bench.complete(position('const answer = computeAll'));
		bench.engine.accepted(rest!.requestId, rest!.text);
		expect(bench.requests).toHaveLength(1);
		const due = bench.outcomes.due(bench.time.now() + 31_000);
		expect(due).toEqual([{ requestId: 'c1', path: 'src/a.ts' }]);
		bench.outcomes.checked('c1', ['const answer = computeAll(items);']);
		expect(bench.outcomes.take()).toMatchObject([{ candidateId: 'home/coder', kept: true }]);
		expect(bench.outcomes.counts().get('home/coder')).toMatchObject({ returned: 1, accepted: 1, kept: 1 });
	});

	test('an accepted suggestion is not offered again at its place', async () => {
		const first = await bench.complete(HOLE);
		bench.engine.accepted(first!.requestId, first!.text);
		await bench.complete(HOLE);
		expect(bench.requests).toHaveLength(2);
	});

	test('with an open list the model goes on from the selected entry, and the item stands over the same range', async () => {
		bench.script = () => bench.answer('.log(answer);');
		const selected = { text: 'console', replacedLength: 4 };
		const result = await bench.complete(position('const answer = 1;\ncons', { selected }));
		expect(bench.requests[0]!.context.prefix.endsWith('\nconsole')).toBe(true);
		expect(result).toMatchObject({ text: 'console.log(answer);', replace: 4 });
	});

	test('a place where the model had nothing to say is not asked again', async () => {
		bench.script = () => bench.answer('   ');
		expect(await bench.complete(HOLE)).toBeNull();
		expect(await bench.complete(HOLE)).toBeNull();
		expect(bench.requests).toHaveLength(1);
		expect(bench.kinds()).toEqual(['sent', 'settled', 'empty', 'skipped']);
		await bench.complete(HOLE, 'manual');
		expect(bench.requests).toHaveLength(2);
	});

	test('by hand nothing is waited for', async () => {
		bench.script = async function* () {
			yield text('value;');
			yield end;
		};
		const { result } = bench.ask(HOLE, 'manual');
		await bench.time.advance(0);
		expect((await result)?.text).toBe('value;');
	});

	test('the stream is closed as soon as the line is whole', async () => {
		let closed = false;
		bench.script = async function* () {
			try {
				yield text('first();\n');
				yield text('second();\n');
				yield text('third();\n');
				yield end;
			} finally {
				closed = true;
			}
		};
		expect((await bench.complete(HOLE))?.text).toBe('first();');
		expect(closed).toBe(true);
		expect(bench.ledger.settled.get('c1')!.settlement.outcome).toBe('answered');
	});

	test('a fault of the engine itself is logged and never reaches the editor', async () => {
		bench.documents = [
			{
				path: 'x',
				languageId: 'typescript',
				version: 1,
				touchedAt: 1,
				get text(): string {
					throw new TypeError('broken document');
				},
			},
		];
		expect(await bench.complete(HOLE)).toBeNull();
		expect(bench.logged.join()).toContain('broken document');
		bench.documents = [];
		expect((await bench.complete(HOLE))?.text).toBe('value;');
	});
});

describe('what stands in the way', () => {
	const file = { path: 'src/a.ts', languageId: 'typescript' };
	const blocked = async (): Promise<void> => {
		expect(await bench.complete(HOLE)).toBeNull();
		expect(bench.requests).toHaveLength(0);
	};

	test('off, off for the language, a private file, models unknown, no model', async () => {
		for (const [kind, change] of [
			['off', { settings: { ...OPEN, enabled: false } }],
			['languageOff', { settings: { ...OPEN, languageOn: () => false } }],
			['private', { private_: () => true }],
			['starting', { candidates: null }],
			['noModel', { candidates: [] }],
		] as const) {
			bench = new Bench();
			Object.assign(bench, change);
			await blocked();
			expect(bench.engine.status(file).kind, kind).toBe(kind);
			expect(bench.events).toEqual([{ kind: 'blocked', gate: kind }]);
		}
	});

	test('by hand a private file and a language that is off stay so', async () => {
		bench.private_ = () => true;
		expect(await bench.complete(HOLE, 'manual')).toBeNull();
		bench.private_ = () => false;
		bench.settings = { ...OPEN, languageOn: () => false };
		expect(await bench.complete(HOLE, 'manual')).toBeNull();
		expect(bench.requests).toHaveLength(0);
	});

	test('a snooze ends by itself, and says when; by hand it does not count', async () => {
		bench.engine.snooze(bench.time.now() + 5 * 60_000);
		await blocked();
		expect(bench.engine.status(file)).toMatchObject({ kind: 'snoozed' });
		expect(await bench.complete(HOLE, 'manual')).not.toBeNull();
		const before = bench.statusChanges;
		await bench.time.advance(5 * 60_000);
		expect(bench.statusChanges).toBe(before + 1);
		expect(bench.engine.status(file).kind).toBe('open');
		bench.engine.snooze(bench.time.now() + 60_000);
		bench.engine.snooze(null);
		expect(bench.engine.status(file).kind).toBe('open');
	});

	test('a snooze stops what is running', async () => {
		const { result } = bench.ask(HOLE);
		await bench.time.advance(20);
		bench.engine.snooze(bench.time.now() + 60_000);
		await bench.time.advance(2000);
		expect(await result).toBeNull();
		expect(bench.requests).toHaveLength(0);
	});

	test('a pool or a limit that leaves no model is said, with what to do', async () => {
		bench.settings = { ...OPEN, pool: ['home/other'] };
		await blocked();
		expect(bench.engine.status(file)).toMatchObject({ kind: 'noModel', reason: expect.stringContaining('allow more models') });
		bench.settings = { ...OPEN, maxFirstLineMs: 1 };
		await blocked();
		expect(bench.engine.status(file)).toMatchObject({ kind: 'noModel', reason: expect.stringContaining('too slow') });
		bench.settings = OPEN;
		expect(await bench.complete(HOLE)).not.toBeNull();
		expect(bench.engine.status(file).kind).toBe('open');
	});

	test('local only leaves remote models out', async () => {
		bench.candidates = [paid('cloud/coder')];
		bench.settings = { ...OPEN, localOnly: true };
		await blocked();
		expect(bench.engine.status(file).kind).toBe('noModel');
	});

	test('models of last resort are asked only where nothing else is allowed', async () => {
		const last = { ...fillCandidate('home/thinker'), ability: { ...ABILITY, lastResort: true as const } };
		bench.candidates = [last, fillCandidate('home/coder')];
		expect((await bench.complete(HOLE))?.candidateId).toBe('home/coder');
		bench.settings = { ...OPEN, pool: ['home/thinker'] };
		expect((await bench.complete(position('let other = ')))?.candidateId).toBe('home/thinker');
	});

	test('nothing is asked where it is not worth its price', async () => {
		bench.candidates = [
			fillCandidate('cloud/gold', { local: false, prices: { input: 10 ** 12, output: 10 ** 12, cachedInput: null, cacheWrite: null } }),
		];
		expect(await bench.complete(HOLE)).toBeNull();
		expect(bench.events).toEqual([{ kind: 'skipped', reason: 'notWorthIt' }]);
		expect(bench.engine.status(file).kind).toBe('open');
	});

	test('pressure of the budget takes the dear model out', async () => {
		bench.candidates = [paid('cloud/coder')];
		bench.settings = { ...OPEN, preset: 'balanced' };
		expect(await bench.complete(HOLE)).not.toBeNull();
		bench.lambda = 100_000_000;
		expect(await bench.complete(position('let other = '))).toBeNull();
		expect(bench.events.at(-1)).toEqual({ kind: 'skipped', reason: 'notWorthIt' });
	});
});

describe('money', () => {
	test('at the limit only free models complete, and without one the state says so', async () => {
		bench.remaining = 0;
		bench.candidates = [paid('cloud/coder')];
		expect(await bench.complete(HOLE)).toBeNull();
		expect(bench.engine.status(null).kind).toBe('limit');
		bench.candidates = [paid('cloud/coder'), fillCandidate('home/coder')];
		expect((await bench.complete(HOLE))?.candidateId).toBe('home/coder');
		expect(bench.engine.status(null).kind).toBe('open');
	});

	test("a completion passes neither the budget nor the completions' share of it", async () => {
		bench.candidates = [paid('cloud/coder')];
		bench.period = { start: 0, end: Number.MAX_SAFE_INTEGER, limit: 1_000_000, limits: { completion: 10 } };
		// The last reading of the ledger is older than what another window has spent since.
		bench.remaining = 1_000_000;
		expect(await bench.complete(HOLE)).toBeNull();
		expect(bench.requests).toHaveLength(0);
		expect(bench.events.at(-1)).toEqual({ kind: 'failed', error: 'overBudget' });
		expect(bench.engine.status(null).kind).toBe('limit');
		expect(bench.settled).toEqual([[0, null]]);
		bench.period = { ...bench.period, limits: { completion: 1_000_000 } };
		expect(await bench.complete(HOLE)).not.toBeNull();
	});

	test('a broken stream books what was received, as an estimate', async () => {
		bench.candidates = [paid('cloud/coder')];
		bench.script = async function* () {
			yield text('some');
			throw new RoutooError('brokenStream', 'It broke off.', 'Try again.');
		};
		expect(await bench.complete(HOLE)).toBeNull();
		const { settlement } = bench.ledger.settled.get('c1')!;
		expect(settlement).toMatchObject({ outcome: 'broken', costSource: 'estimate' });
		expect(settlement.cost).toBeGreaterThan(0);
	});

	test('a ledger that fails stops paid completions, not free ones', async () => {
		const failing = Object.assign(bench.ledger, {
			reserve: async () => {
				throw new RoutooError('storage', 'The disk is full.', 'Make room.');
			},
		});
		expect((await bench.complete(HOLE))?.text).toBe('value;');
		bench.candidates = [paid('cloud/coder')];
		expect(await bench.complete(position('let other = '))).toBeNull();
		expect(bench.requests).toHaveLength(1);
		expect(bench.engine.status(null)).toMatchObject({ kind: 'paused', message: 'The disk is full.' });
		expect(failing.outstanding.size).toBe(0);
	});
});

describe('test of a completion', () => {
	test('tells prompt, decision, model, latency, raw answer, result and cost, and asks in any case', async () => {
		await bench.complete(HOLE);
		const running = bench.engine.test(HOLE, new AbortController().signal);
		await bench.time.advance(500);
		const trace = await running;
		expect(trace).toMatchObject({ source: 'model', raw: 'value;', shape: 'line', error: null, requestId: 'c2' });
		expect(trace.context!.prefix).toContain('const answer = ');
		expect(trace.decision!.chosen!.candidate.model.id).toBe('home/coder');
		expect(trace.sent).toMatchObject({ cost: 0, costSource: 'free', firstTextMs: 50, outcome: 'answered' });
		expect(trace.result!.text).toBe('value;');
	});

	test('of a model that fails it tells the error', async () => {
		bench.script = async function* () {
			yield* [];
			throw new RoutooError('modelNotFound', 'No such model.', 'Choose another.');
		};
		const trace = await bench.engine.test(HOLE, new AbortController().signal);
		expect(trace.error?.message).toBe('No such model.');
		expect(trace.result).toBeNull();
	});
});

test('learns how quick a model is, from cancelled requests too', async () => {
	bench.script = async function* () {
		await bench.time.sleep(400);
		yield text('value;');
		yield end;
	};
	for (let n = 0; n < 6; n++) await bench.complete(position(`const answer${n} = `));
	const measured = bench.latency.estimate(bench.candidates![0]!, 20);
	expect(measured.measured).toBeGreaterThan(5);
	expect(measured.p50).toBeGreaterThan(250);
	expect(measured.p50).toBeLessThan(600);
	const slow = new Bench();
	slow.script = async function* () {
		await slow.time.sleep(100_000);
		yield end;
	};
	const before = slow.latency.estimate(slow.candidates![0]!, 20).p50;
	for (let n = 0; n < 6; n++) {
		const { result, cancel } = slow.ask(position(`const answer${n} = `));
		await slow.time.advance(3000);
		cancel();
		await result;
	}
	expect(slow.latency.estimate(slow.candidates![0]!, 20).p50).toBeGreaterThan(before);
});

test('a prefix at its largest is no burden', async () => {
	const long = 'const x = computeSomething(1, 2, 3);\n'.repeat(700).slice(-MAX_POSITION_PREFIX + 20);
	expect(await bench.complete(position(`${long}const answer = `))).not.toBeNull();
	expect(bench.requests[0]!.context.tokens).toBeLessThanOrEqual(1500);
});
