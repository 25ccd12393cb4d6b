import { describe, expect, it } from 'vitest';
import { ConversationCaches } from '../../../../src/core/gateway/conversation-cache.ts';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import { bench, end, fault, MINI, OTHER, says, text, usage } from './support.ts';

const counted = (input: number) => ({ input, cachedInput: 0, cacheWrite: 0, output: 5, reasoning: 0 });
const left = (input: number | null, estimate = 1000) => ({
	prefixTokens: 1200,
	at: 7,
	estimate,
	usage: input === null ? null : counted(input),
});

describe('conversation caches', () => {
	it('keep what the last answer of each conversation left', () => {
		const caches = new ConversationCaches();
		expect(caches.of('s1')).toBeNull();
		caches.answered('s1', MINI, left(1500));
		caches.answered('s2', OTHER, left(null));
		expect(caches.of('s1')).toEqual({ candidateId: 'mini', prefixTokens: 1200, lastUsedAt: 7, tokenRatio: 1.5 });
		expect(caches.of('s2')).toEqual({ candidateId: 'other', prefixTokens: 1200, lastUsedAt: 7 });
		expect(caches.of(null)).toBeNull();
	});

	it('a conversation counts as in its last turn, a new one as its model does elsewhere', () => {
		const caches = new ConversationCaches();
		caches.answered('s1', MINI, left(1500));
		expect(caches.ratio('s1', OTHER)).toBe(1.5);
		expect(caches.ratio('new', MINI)).toBe(1.5);
		expect(caches.ratio(null, { ...MINI, id: 'mini@high' })).toBe(1.5);
		expect(caches.ratio('new', OTHER)).toBe(1);
		caches.answered('s1', OTHER, left(null));
		expect(caches.ratio('s1', OTHER)).toBe(1.5);
		expect(caches.ratio('new', OTHER)).toBe(1);
	});

	it('one odd text moves a model’s ratio by a quarter and by a factor of two at most; a count below half of it is of another text', () => {
		const caches = new ConversationCaches();
		caches.answered('s1', MINI, left(1000));
		caches.answered('s2', MINI, left(9000));
		expect(caches.ratio('s2', MINI)).toBe(2);
		expect(caches.ratio('new', MINI)).toBe(1.25);
		caches.answered('s3', MINI, left(1));
		expect(caches.ratio('s3', MINI)).toBe(1.25);
		expect(caches.of('s3')).not.toHaveProperty('tokenRatio');
		caches.answered('s4', MINI, left(0));
		expect(caches.of('s4')).not.toHaveProperty('tokenRatio');
	});

	it('are bounded', () => {
		const caches = new ConversationCaches();
		for (let i = 0; i < 2000; i++) caches.answered(`s${i}`, MINI, left(1000));
		expect(caches.of('s0')).toBeNull();
		expect(caches.of('s1999')).not.toBeNull();
	});
});

it('the first request of a new conversation is priced as the model’s vendor counted elsewhere', async () => {
	const quiet = { onRouting: () => {}, onText: () => {}, onReasoning: () => {} };
	const first = bench([MINI], { mini: () => says(text('a'), usage(156, 10), end) });
	await answerRequest(first.deps, first.input, quiet);
	const silent = () => says(text('x'.repeat(400)), end);
	const other = bench([MINI], { mini: silent }, { sessionId: 's2' }, undefined, first.deps.caches);
	expect((await answerRequest(other.deps, other.input, quiet)).receipt).toMatchObject({ cost: 156 + 400, costSource: 'estimate' });
	expect(other.ledger.reservations.get('r1')!.max).toBe(156 + 8192 * 4);
	const fresh = bench([MINI], { mini: silent }, { sessionId: 's2' });
	expect((await answerRequest(fresh.deps, fresh.input, quiet)).receipt).toMatchObject({ cost: 104 + 400 });
});

it('what was estimated in place of a count teaches nothing of how the vendor counts', async () => {
	const quiet = { onRouting: () => {}, onText: () => {}, onReasoning: () => {} };
	const b = bench([MINI], { mini: () => says(usage(0, 3), text('a'), fault('brokenStream')) });
	await answerRequest(b.deps, b.input, quiet);
	expect(b.deps.caches.of('s1')).toMatchObject({ candidateId: 'mini' });
	b.deps.caches.answered('s2', MINI, left(1500));
	expect(b.deps.caches.ratio('new', MINI)).toBe(1.5);
});
