import { beforeEach, describe, expect, it } from 'vitest';
import { type ErrorKind, RoutooError } from '../../../../src/core/base/errors.ts';
import { Health } from '../../../../src/core/gateway/health.ts';
import { answerRequest } from '../../../../src/core/gateway/request.ts';
import { candidate } from '../routing/support.ts';
import { bench, end, says, text } from './support.ts';

const HOUR = 3_600_000;
const included = (wireModel: string) =>
	candidate(`vscode/${wireModel}`, {
		endpointId: 'vscode',
		wireModel,
		displayName: wireModel,
		recipient: 'VS Code',
		included: true,
		prices: null,
	});
const GPT = included('copilot/gpt-5');
const MINI = included('copilot/gpt-5-mini');
const GEMINI = included('gemini-ext/gemini');
const PAID = candidate('openrouter/copilot/gpt-5', { endpointId: 'openrouter', wireModel: 'copilot/gpt-5' });
const ALL = [GPT, MINI, GEMINI, PAID];

let now: number;
let health: Health;
beforeEach(() => {
	now = new Date(2026, 10, 28, 13, 30).getTime();
	health = new Health({ now: () => now });
});

const failure = (kind: ErrorKind, scope: 'model' | 'vendor' | null, retryAfterMs: number | null = null) =>
	new RoutooError(kind, 'copilot/gpt-5 is blocked: the quota of its plan (copilot) is used up.', 'Wait.', { scope, retryAfterMs });
const resting = () => [...health.leftOut(ALL, 'chat')];

describe('a quota of an included model', () => {
	it('that is of its plan lets all models of that vendor rest at once, and no other extension', () => {
		health.failed(GPT, failure('quota', 'vendor'), 'chat');
		expect(resting()).toEqual([GPT.id, MINI.id]);
		expect([...health.leftOut(ALL, 'completion')]).toEqual([GPT.id, MINI.id]);
	});

	it('that is of one model leaves the others of its plan', () => {
		health.failed(GPT, failure('quota', 'model'), 'chat');
		expect(resting()).toEqual([GPT.id]);
	});

	it('is tried again after an hour, then twice as long, up to a day, and at once after a success', () => {
		for (const hours of [1, 2, 4, 8, 16, 24, 24]) {
			health.failed(GPT, failure('quota', 'vendor'), 'chat');
			expect(health.rest(MINI, 'chat')!.until).toBe(now + hours * HOUR);
			now += hours * HOUR;
			expect(resting()).toEqual([]);
		}
		health.worked(MINI, 'completion');
		health.failed(MINI, failure('quota', 'vendor'), 'chat');
		expect(health.rest(GPT, 'chat')!.until).toBe(now + HOUR);
		health.worked(MINI, 'chat');
		expect(health.rest(GPT, 'chat')).toBeNull();
	});

	it.each([
		[5 * HOUR, 5 * HOUR],
		[60_000, 60_000],
		[20 * 24 * HOUR, 20 * 24 * HOUR],
		[9e15, 32 * 24 * HOUR],
	])('rests until the time that is named, %i ms from now', (named, rests) => {
		health.failed(GPT, failure('quota', 'vendor', named), 'chat');
		expect(health.rest(GPT, 'chat')!.until).toBe(now + rests);
	});

	it('an account that is paid into is tried again soon, unless it names a time; so is a rate limit', () => {
		for (let n = 0; n < 3; n++) health.failed(PAID, failure('quota', null), 'chat');
		expect(health.rest(PAID, 'chat')!.until).toBe(now + 30_000);
		health.reset();
		health.failed(PAID, failure('quota', null, 7 * HOUR), 'chat');
		expect(health.rest(PAID, 'chat')!.until).toBe(now + 7 * HOUR);
		health.reset();
		health.failed(PAID, failure('rateLimit', null, 3 * HOUR), 'chat');
		expect(health.rest(PAID, 'chat')!.until).toBe(now + 3 * HOUR);
	});
});

it('a plan without quota: the message goes to another, no other model of the plan is tried, and the next knows why', async () => {
	const b = bench([GPT, MINI, GEMINI], {
		[GPT.id]: () => says(failure('quota', 'vendor')),
		[GEMINI.id]: () => says(text('ok'), end),
	});
	const run = () => answerRequest(b.deps, b.input, { onRouting: () => {}, onText: () => {}, onReasoning: () => {} });
	expect(await run()).toMatchObject({ state: 'done', routing: { candidateId: GEMINI.id } });
	expect(b.sent.map(({ model }) => model)).toEqual([GPT.wireModel, GEMINI.wireModel]);
	const second = await answerRequest(
		b.deps,
		{ ...b.input, requestId: 'r2' },
		{ onRouting: () => {}, onText: () => {}, onReasoning: () => {} },
	);
	expect(b.sent).toHaveLength(3);
	expect(second.routing!.alternatives.find(({ candidateId }) => candidateId === MINI.id)!.whyNot).toMatch(
		/^quota used up; tried again (at|on) /,
	);
	for (const kind of ['server', 'server', 'server'] as const) b.deps.health.failed(GEMINI, failure(kind, 'model'), 'chat');
	const none = await answerRequest(
		b.deps,
		{ ...b.input, requestId: 'r3', candidates: [GPT, MINI] },
		{ onRouting: () => {}, onText: () => {}, onReasoning: () => {} },
	);
	expect(none.error!.message).toMatch(/^No model is allowed for this request\. Left out: all 2 \(quota used up; tried again /);
});
