import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Settings } from '../../../../src/app/settings/schema.ts';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import { leaks } from '../../../support/reachable.ts';
import { LOCAL, MINI, OPUS } from '../../core/gateway/support.ts';
import { made, route, SAID, signal, turns } from './api-bench.ts';

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
