import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { leaks } from '../../../support/reachable.ts';
import { made, SAID, signal, turns } from './api-bench.ts';

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
