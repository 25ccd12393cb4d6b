import { describe, expect, it } from 'vitest';
import { assemblePrediction } from '../../../src/predictor/assemble.ts';
import { priorQuality } from '../../../src/predictor/fallback-prior.ts';
import { requestTokens } from '../../../src/predictor/request-tokens.ts';
import { candidates, chat } from './model-folder.ts';

describe('quality by price and size alone', () => {
	const [cheap, dear] = candidates(2);
	if (!cheap || !dear) throw new Error('two candidates');
	const priced = (output: number) => ({ ...cheap, prices: { input: output, output, cachedInput: null, cacheWrite: null } });
	const local = (parametersB: number | null) => ({
		...cheap,
		local: true,
		prices: { input: 0, output: 0, cachedInput: 0, cacheWrite: 0 },
		parametersB,
	});
	const mean = (candidate: typeof cheap) => priorQuality([candidate]).qualities[0]?.mean ?? Number.NaN;

	it('is the documented line', () => {
		expect(mean(priced(1_000_000))).toBeCloseTo(0.6, 6);
		expect(mean(priced(10_000_000))).toBeCloseTo(0.72, 6);
		expect(mean(local(30))).toBeCloseTo(0.6, 6);
		expect(mean(local(3))).toBeCloseTo(0.45, 6);
		expect(mean(local(null))).toBeCloseTo(0.5, 6);
		expect(mean({ ...priced(1_000_000), reasoning: true })).toBeCloseTo(0.65, 6);
	});

	it('stays within 0..1 with a wide interval at the ends', () => {
		for (const candidate of [priced(1), priced(1e12), local(0.001), local(1e6)]) {
			const quality = priorQuality([candidate]).qualities[0];
			expect(quality?.low).toBeGreaterThanOrEqual(0);
			expect(quality?.high).toBeLessThanOrEqual(1);
			expect((quality?.high ?? 0) - (quality?.low ?? 0)).toBeGreaterThan(0.3);
		}
	});

	it('shares half of the variance between models', () => {
		const { covariance } = priorQuality([cheap, dear]);
		expect(covariance[0]?.[1]).toBeCloseTo((covariance[0]?.[0] ?? 0) / 2, 9);
		expect(covariance[0]?.[1]).toBe(covariance[1]?.[0]);
	});
});

describe('tokens of a request', () => {
	it('count message, history and attachments', () => {
		const alone = requestTokens(chat('hello there'));
		const history = [{ role: 'user' as const, content: 'word '.repeat(1000) }];
		const attachments = [{ kind: 'file' as const, path: 'a', language: null, content: 'word '.repeat(2000), range: null }];
		expect(requestTokens(chat('hello there', { history })) - alone).toBeGreaterThanOrEqual(1000);
		expect(requestTokens(chat('hello there', { attachments })) - alone).toBeGreaterThanOrEqual(2000);
	});

	it('are not counted again where the prompt was', () => {
		const evidence = { parameters: null, embedding: null, degraded: null };
		const counted = assemblePrediction(chat('hello there', { inputTokens: 4321 }), candidates(1), evidence);
		expect(counted.inputTokens).toBe(4321);
		expect(assemblePrediction(chat('hello there'), candidates(1), evidence).inputTokens).toBe(requestTokens(chat('hello there')));
	});

	it('of 10 MB are scaled from its beginning', () => {
		const part = requestTokens(chat('some words '.repeat(9_000)));
		expect(requestTokens(chat('some words '.repeat(900_000))) / part).toBeCloseTo(100, -1);
	});
});
