import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExtensionApi } from '../../../../src/app/api/service.ts';
import type { Decided } from '../../../../src/app/events.ts';
import { readSettings, type Settings } from '../../../../src/app/settings/schema.ts';
import { Emitter } from '../../../../src/core/base/emitter.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import type { Prediction, RouteRequest } from '../../../../src/core/routing/types.ts';
import { leaks } from '../../../support/reachable.ts';
import { bench, end, fault, LOCAL, MINI, OPUS, says, text } from '../../core/gateway/support.ts';

const SAID = 'unmistakable words';
const { signal } = new AbortController();

function made(candidates: readonly Candidate[] = [MINI, OPUS, LOCAL], own: Partial<Settings> = {}) {
	const b = bench(candidates, {
		mini: () => says(fault('server')),
		opus: () => says(text('yes'), end),
		local: () => says(text('yes'), end),
	});
	const decided = new Emitter<Decided>();
	const asked: RouteRequest[] = [];
	const logged: string[] = [];
	const { predict } = b.deps.predictor;
	const over: { predict: (made: Prediction) => Prediction | Promise<Prediction>; trusted: boolean } = {
		predict: (one) => one,
		trusted: true,
	};
	const gateway = {
		...b.deps,
		predictor: {
			...b.deps.predictor,
			predict: async (request: RouteRequest, all: readonly Candidate[]) => {
				asked.push(request);
				return over.predict(await predict(request, all));
			},
		},
		decided: (purpose: string, line: Decided['line']) => decided.emit({ purpose, line }),
	};
	const api = new ExtensionApi({
		...{ gateway, decided },
		models: { candidates: () => candidates, ready: async () => {}, refresh: async () => {}, usableCount: () => candidates.length },
		budget: {
			period: () => ({ start: 0, end: 1e12, limit: 20_000_000 }),
			current: () => null,
			afterSettled: async () => ({}) as never,
			refresh: async () => ({}) as never,
		},
		settings: () => ({ ...readSettings(() => undefined).settings, ...own }),
		owner: { user: 'local', device: 'd', window: 'w' },
		newId: () => 'id',
		clock: { now: () => 7 },
		trusted: () => over.trusted,
		log: (line) => logged.push(line),
	});
	return { api, b, gateway, decided, asked, logged, over };
}
const route = (request: object, ...more: Parameters<typeof made>) => made(...more).api.route({ text: SAID, ...request }, signal);
const turns = async (n = 5) => {
	for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe('what is answered', () => {
	test('predict: the models that could be used, best first, in dollars; route: the choice and why the others lost', async () => {
		const { api, b } = made();
		const { models, predictor, notices } = await api.predict({ text: SAID }, signal);
		expect(models.map(({ id }) => id)).toEqual(['mini', 'opus', 'local']);
		expect(models[1]).toMatchObject({ languageModelId: 'a/opus', recipient: 'OpenAI', quality: { mean: 0.88, low: 0.83, high: 0.93 } });
		expect(models[1]!.expectedCostUsd).toBeCloseTo(0.0105, 3);
		expect(models[2]).toMatchObject({ local: true, expectedCostUsd: 0, maxCostUsd: 0 });
		expect([predictor, notices]).toEqual(['encoder', []]);
		const decision = await api.route({ text: SAID }, signal);
		expect([decision.chosen, ...decision.alternatives].map((one) => one?.id).sort()).toEqual(['local', 'mini', 'opus']);
		expect(decision.reason).toMatch(/\.$/);
		for (const { whyNot, excluded } of decision.alternatives) expect([whyNot.length > 0, excluded]).toEqual([true, null]);
		expect([b.sent, b.ledger.outstanding, b.ledger.settled]).toEqual([[], 0, 0]);
		for (const given of [models, decision]) expect([...leaks(given), JSON.stringify(given).includes(SAID)]).toEqual([false]);
	});

	test('the predictor reads text, history, attachments, language and needs as they are given', async () => {
		const { api, asked } = made();
		const history = [
			{ role: 'user', text: 'one' },
			{ role: 'assistant', text: 'two' },
		];
		const attachments = [{ name: 'a.ts', text: 'const a = 1;' }, { text: 'b' }];
		const request = { text: '<userRequest>x</userRequest>', history, attachments, languageId: 'typescript', needs: { tools: true } };
		await api.predict(request, signal);
		expect(asked[0]).toMatchObject({
			text: '<userRequest>x</userRequest>',
			history: [{ content: 'one' }, { role: 'assistant', content: 'two' }],
			attachments: [{ path: 'a.ts', content: 'const a = 1;' }, { path: 'attachment 2' }],
			language: 'typescript',
			needs: { tools: true, vision: false },
		});
		expect(asked[0]!.inputTokens).toBeGreaterThan(12);
	});

	test('no model, a coarser predictor, an untrusted workspace and a wider limit are said', async () => {
		const none = await route({}, []);
		expect([none.chosen, none.blocked?.code, none.notices.map(({ code }) => code)]).toEqual([null, 'noModel', ['noModels']]);
		const { api, over } = made([MINI], { maxCost: 50_000 });
		over.predict = (one) => ({ ...one, source: 'features', degraded: 'The file /home/somebody/x is damaged.' });
		over.trusted = false;
		const { notices, predictor } = await api.route({ text: SAID, limits: { maxCostUsd: 1, preset: 'best' } }, signal);
		expect(notices.map(({ code }) => code)).toEqual(['degraded', 'untrustedWorkspace', 'userLimitHolds']);
		expect(predictor).toBe('features');
		expect(notices[2]!.message).toMatch(/preset, maxCostUsd/);
		expect(JSON.stringify(notices)).not.toContain('somebody');
	});
});

describe('limits', () => {
	const allowed = async (own: Partial<Settings>, limits: object) => {
		const { chosen, alternatives } = await route({ limits }, [MINI, OPUS, LOCAL], own);
		return [
			...(chosen === null ? [] : [chosen.id]),
			...alternatives.filter(({ excluded }) => excluded === null).map(({ id }) => id),
		].sort();
	};

	test('each narrows', async () => {
		expect(await allowed({}, {})).toEqual(['local', 'mini', 'opus']);
		expect(await allowed({}, { localOnly: true })).toEqual(['local']);
		expect(await allowed({}, { pool: ['opus', 'unknown'] })).toEqual(['opus']);
		expect(await allowed({}, { minQuality: 0.89 })).toEqual(['mini']);
		expect(await allowed({}, { maxCostUsd: 0 })).toEqual(['local']);
		expect(await allowed({ pool: ['mini'] }, { pool: ['opus'] })).toEqual([]);
	});

	test('whatever is asked, nothing is allowed that the user does not allow, and no dearer preset holds', async () => {
		const ids = fc.subarray(['mini', 'opus', 'local', 'unknown']);
		const own = fc.record({
			localOnly: fc.boolean(),
			pool: fc.option(ids),
			maxCost: fc.option(fc.integer({ min: 0, max: 300_000 })),
			minQuality: fc.option(fc.double({ min: 0.8, max: 1, noNaN: true })),
		});
		const asked = fc.record(
			{
				localOnly: fc.boolean(),
				pool: ids,
				maxCostUsd: fc.double({ min: 0, max: 1, noNaN: true }),
				minQuality: fc.double({ min: 0, max: 1, noNaN: true }),
				preset: fc.constantFrom('save', 'balanced', 'best'),
			},
			{ requiredKeys: [] },
		);
		await fc.assert(
			fc.asyncProperty(own, asked, async (user, limits) => {
				const without = await allowed(user, {});
				expect(without).toEqual(expect.arrayContaining(await allowed(user, limits)));
			}),
			{ numRuns: 60 },
		);
		const frugal = await route({ limits: { preset: 'best' } }, [OPUS, MINI], { preset: 'save' });
		expect(frugal.chosen?.id).toBe((await route({}, [OPUS, MINI], { preset: 'save' })).chosen?.id);
	});
});

describe('hostile callers', () => {
	const throws = new Proxy(
		{},
		{
			get: () => {
				throw new Error(SAID);
			},
			ownKeys: () => ['text'],
			getOwnPropertyDescriptor: () => ({ value: 1, configurable: true, enumerable: true }),
		},
	);
	const revoked = Proxy.revocable([], {});
	revoked.revoke();
	const WRONG: readonly (readonly [unknown, RegExp])[] = [
		[undefined, /^request must be an object\./],
		[null, /^request must be an object\./],
		['text', /^request must be an object\./],
		[[], /^request must be an object\./],
		[throws, /^The request cannot be read/],
		[revoked.proxy, /cannot be read|must be an object/],
		[{}, /^request\.text must be a text\./],
		[{ text: '  ' }, /^request\.text is empty\./],
		[{ text: 'x'.repeat(100_001) }, /^request\.text is longer than 100,000 characters\./],
		[{ text: new String('x') }, /^request\.text must be/],
		[{ text: 'x', prompt: 'y' }, /^request has no field prompt; it may have text, history/],
		[{ text: 'x', ['k'.repeat(1e6)]: 1 }, /^request has no field k{40};/],
		[{ text: 'x', history: {} }, /^request\.history must be a list/],
		[{ text: 'x', history: revoked.proxy }, /^The request cannot be read/],
		[{ text: 'x', history: new Array(1e9) }, /^request\.history has more than 100 items\./],
		[{ text: 'x', history: new Array(3) }, /^request\.history\[0\] must be an object/],
		[{ text: 'x', history: [{ role: 'system', text: 'y' }] }, /^request\.history\[0\]\.role must be/],
		[{ text: 'x', attachments: [{ text: 'y' }, { text: 1 }] }, /^request\.attachments\[1\]\.text must be/],
		[{ text: 'x', attachments: new Array(16).fill({ text: 'y'.repeat(30_000) }) }, /480,001 characters together, and at most 400,000/],
		[{ text: 'x', languageId: 'a b' }, /^request\.languageId must be/],
		[{ text: 'x', needs: { tools: 'yes' } }, /^request\.needs\.tools must be true or false/],
		[{ text: 'x', limits: { maxCost: 1 } }, /^request\.limits has no field maxCost; it may have preset, maxCostUsd/],
		[{ text: 'x', limits: { maxCostUsd: Number.NaN } }, /^request\.limits\.maxCostUsd must be a number from 0/],
		[{ text: 'x', limits: { maxCostUsd: -1 } }, /maxCostUsd must be/],
		[{ text: 'x', limits: { minQuality: '1' } }, /minQuality must be/],
		[{ text: 'x', limits: { preset: '__proto__' } }, /preset must be one of save, balanced, best/],
		[{ text: 'x', limits: { pool: ['a', 1] } }, /^request\.limits\.pool\[1\] must be/],
	];

	test.each(WRONG.map(([request, words], at) => [at, request, words] as const))(
		'request %i is refused by its field',
		async (_, request, words) => {
			const { api, asked, logged } = made();
			for (const call of [api.predict(request, signal), api.route(request, signal)]) {
				const error = await call.then(
					() => expect.unreachable(),
					(thrown: Error & { code: string }) => thrown,
				);
				expect(error.message).toMatch(words);
				expect([error.name, error.code, error.constructor, error.stack]).toEqual(['RoutooError', 'invalidInput', Error, String(error)]);
				expect(leaks(error, { frozen: false })).toEqual([]);
				expect(error.message).not.toContain(SAID);
			}
			expect([asked, logged]).toEqual([[], []]);
		},
	);

	test('a getter is read once, and what is changed afterwards is not seen', async () => {
		const { api, asked } = made();
		let reads = 0;
		const request = {
			get text() {
				return `read ${++reads}`;
			},
			limits: { pool: ['mini'] },
		};
		const answer = api.route(request, signal);
		request.limits.pool.push('opus');
		const { chosen } = await answer;
		expect([asked[0]?.text, chosen?.id]).toEqual(['read 1', 'mini']);
	});

	test('any JSON is answered or refused in words', async () => {
		const { api } = made();
		const fields = {
			text: fc.constant('x'),
			history: fc.jsonValue(),
			attachments: fc.jsonValue(),
			needs: fc.jsonValue(),
			limits: fc.jsonValue(),
		};
		await fc.assert(
			fc.asyncProperty(fc.oneof(fc.jsonValue(), fc.record(fields, { requiredKeys: ['text'] })), async (request) => {
				const outcome = await api.predict(request, signal).then(
					() => 'answered',
					(error) => error.code,
				);
				expect(['answered', 'invalidInput']).toContain(outcome);
			}),
			{ numRuns: 200 },
		);
	});

	test('what fails inside is said without its words, which go to the log', async () => {
		const inside = new RoutooError('storage', 'The file /home/somebody/ledger is locked.', 'Close it.');
		for (const [thrown, code] of [
			[inside, 'storage'],
			[new Error('at /home/somebody'), 'internal'],
			[undefined, 'internal'],
			[new RoutooError('cancelled', 'x', 'y'), 'notStarted'],
		] as const) {
			const { api, over, logged } = made();
			over.predict = () => Promise.reject(thrown);
			const error = await api.predict({ text: SAID }, signal).catch((one) => one);
			expect(error.code).toBe(code);
			expect(`${error.stack}`).not.toContain('somebody');
			expect(leaks(error, { frozen: false })).toEqual([]);
			expect(logged).toHaveLength(1);
			expect(logged[0]).not.toContain(SAID);
		}
	});

	test('many calls run one at a time, 64 wait, more are refused, and those that are stopped leave', async () => {
		const { api, over } = made();
		const gate = Promise.withResolvers<void>();
		let running = 0;
		let most = 0;
		over.predict = async (one) => {
			most = Math.max(most, ++running);
			await gate.promise;
			running--;
			return one;
		};
		const abort = new AbortController();
		const calls = Array.from({ length: 65 }, (_, n) => api.predict({ text: `${n}` }, n < 33 ? abort.signal : signal));
		const outcomes = Promise.allSettled(calls);
		await turns();
		expect(await api.predict({ text: 'too many' }, signal).catch(({ code, message }) => [code, message])).toEqual([
			'busy',
			'64 calls of other extensions wait already. Ask again when some are answered.',
		]);
		abort.abort();
		await turns();
		const late = api.predict({ text: 'room again' }, signal);
		await turns();
		gate.resolve();
		expect((await late).models).toHaveLength(3);
		const states = (await outcomes).map(({ status }) => status);
		expect([states.indexOf('fulfilled'), states.lastIndexOf('rejected'), most]).toEqual([33, 32, 1]);
	});

	test('whoever calls and stops in a loop keeps one place at most', async () => {
		const { api, asked, over } = made();
		const gate = Promise.withResolvers<void>();
		over.predict = async (one) => {
			await gate.promise;
			return one;
		};
		for (let n = 0; n < 200; n++) {
			const abort = new AbortController();
			const stopped = api.predict({ text: 'again' }, abort.signal);
			await turns(2);
			abort.abort();
			await expect(stopped).rejects.toThrow();
		}
		expect(asked).toHaveLength(1);
		gate.resolve();
	});
});

describe('decisions that are told', () => {
	const events = { onRouting: () => {}, onText: () => {}, onReasoning: () => {} };

	test('each, also a takeover, after the request went on; names and numbers alone', async () => {
		const { api, b, gateway, decided } = made([MINI, OPUS]);
		const told: object[] = [];
		const off = api.onRouted((event) => told.push(event));
		const result = await answerRequest(gateway, { ...b.input, purpose: 'agent', route: { ...b.input.route, text: SAID } }, events);
		expect(result.state).toBe('done');
		await turns();
		expect(told).toMatchObject([
			{ at: 7, caller: 'agent', model: { id: 'mini', name: 'mini', recipient: 'OpenAI', local: false }, tookOver: false, compared: 2 },
			{ caller: 'agent', model: { id: 'opus' }, tookOver: true, quality: { mean: 0.88 } },
		]);
		expect(Object.keys(told[0]!)).toEqual([
			...['at', 'caller', 'model', 'quality', 'expectedCostUsd', 'maxCostUsd', 'latencyMs', 'steeredBy', 'tookOver', 'compared'],
		]);
		for (const event of told) expect(leaks(event)).toEqual([]);
		decided.emit({ purpose: 'chat', line: { ...result.routing!, steeredBy: ['preference', 'budget', 'a later reason'] } });
		await turns();
		expect(told.at(-1)).toMatchObject({ caller: 'chat', steeredBy: ['budget', 'preference'] });
		let asides = 0;
		const offToo = api.onRouted(() => asides++);
		decided.emit({ purpose: 'completion', line: result.routing! });
		expect(asides).toBe(0);
		await turns();
		expect(asides).toBe(0);
		off();
		offToo();
		decided.emit({ purpose: 'chat', line: result.routing! });
		await turns();
		expect([told.length, asides]).toEqual([3, 0]);
	});

	test('none for predict and route', async () => {
		const { api } = made();
		const told: object[] = [];
		api.onRouted((event) => told.push(event));
		await api.route({ text: SAID }, signal);
		await api.predict({ text: SAID }, signal);
		await turns();
		expect(told).toEqual([]);
	});
});
