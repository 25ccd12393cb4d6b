import { describe, expect, it } from 'vitest';
import { ConversationCaches } from '../../../../src/core/gateway/conversation-cache.ts';
import { requestCost } from '../../../../src/core/money/request-cost.ts';
import { candidate, prices } from '../routing/support.ts';

const MINUTE = 60_000;
const model = (endpointId: string) => candidate('m', { endpointId, prices: prices(1, 4, 0.1) });
const counted = (input: number, cachedInput: number) => ({ input, cachedInput, cacheWrite: 0, output: 100, reasoning: 0 });

/** A conversation that grows by 1,000 tokens a turn, and whether the cache is assumed before each turn. */
function chat(endpointId: string, turns: readonly (number | null)[], gap = MINUTE): boolean[] {
	const caches = new ConversationCaches();
	return turns.map((cached, turn) => {
		const prompt = 5000 + 1000 * turn;
		const assumed = caches.experience.shown(model(endpointId));
		const usage = cached === null ? null : counted(prompt - cached, cached);
		caches.answered('chat', model(endpointId), { prefixTokens: prompt + 100, at: turn * gap, estimate: prompt, usage });
		return assumed;
	});
}

describe('the cache of an endpoint', () => {
	it('is assumed at vendors that cache by themselves, until two misses in a row', () => {
		expect(chat('openai', [0, 0, 0, 0])).toEqual([true, true, true, false]);
		expect(chat('openai', [0, 0, 4000, 0, 0, 0])).toEqual([true, true, true, true, true, false]);
	});

	it('comes back as soon as a count shows it', () => {
		expect(chat('anthropic', [0, 0, 0, 4000, 0])).toEqual([true, true, true, false, true]);
	});

	it('is not assumed at an unknown endpoint before it was seen', () => {
		expect(chat('gateway', [0, 0, 5000, 0])).toEqual([false, false, false, true]);
	});

	it('is not judged by what could not be warm: a first turn, a long pause, a short history, an answer without a count', () => {
		expect(chat('openai', [0, 0, 0, 0], 10 * MINUTE)).toEqual([true, true, true, true]);
		expect(chat('openai', [null, null, null, null])).toEqual([true, true, true, true]);
		const caches = new ConversationCaches();
		for (let turn = 0; turn < 5; turn++)
			caches.answered('short', model('openai'), { prefixTokens: 500, at: turn, estimate: 400, usage: counted(400, 0) });
		expect(caches.experience.shown(model('openai'))).toBe(true);
	});

	it('is judged by model: another one at the same endpoint is not touched', () => {
		const caches = new ConversationCaches();
		for (let turn = 0; turn < 3; turn++)
			caches.answered('a', model('openai'), { prefixTokens: 9000, at: turn, estimate: 8000, usage: counted(8000, 0) });
		expect(caches.experience.shown(model('openai'))).toBe(false);
		expect(caches.experience.shown(candidate('other', { endpointId: 'openai' }))).toBe(true);
	});
});

describe('a price before the first token', () => {
	const input = {
		inputTokens: 20_000,
		outputTokens: { mean: 500, p90: 900 },
		cache: { candidateId: 'm', prefixTokens: 19_000, lastUsedAt: 0 },
		now: MINUTE,
		spendable: null,
	};
	it('counts the history as new where the cache is not shown, now and for the turns to come', () => {
		const shown = requestCost(model('openai'), { ...input, cacheShown: true });
		const not = requestCost(model('openai'), { ...input, cacheShown: false });
		expect(shown.expected).toBe(1900 + 1000 + 2000);
		expect(not.expected).toBe(20_000 + 2000);
		expect(not.perTurn).toBeGreaterThan(20_000);
		expect(not.max).toBe(shown.max);
	});

	it('without a word of either, the rules of the vendor hold', () => {
		expect(requestCost(model('openai'), input).expected).toBe(4900);
		expect(requestCost(model('gateway'), input).expected).toBe(22_000);
	});
});
