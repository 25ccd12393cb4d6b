import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONVERSATIONS, SLOWLY } from '../support/conversations.ts';
import { type Counted, counted } from '../support/counted.ts';
import { exported, guideBlock } from '../support/guide.ts';
import { FORMS, pythonChecks, returned } from '../support/python.ts';
import { type Router, startRouter } from '../support/router.ts';

const HELLO = 'Hello there, friend: Grüße, 世界 👋🏽';
const TOOLS = { said: [['a.txt', 'b.txt'], ['c.txt'], []], text: 'read a.txt / read b.txt / read c.txt' };
const ADA = { name: 'Ada', age: 36 };
const ENTRIES = ['routoo/auto', 'routoo/save', 'routoo/balanced', 'routoo/best'];
const STREAMED = { text: HELLO, counted: true };
const THOUGHT = ['Six times seven.', '42', 'Still 42'];

interface Tool {
	readonly file: string;
	readonly env: (router: Router) => Readonly<Record<string, string>>;
	/** What each check returns, the same by whichever model. */
	readonly each: Readonly<Record<string, unknown>>;
	readonly once: Readonly<Record<string, unknown>>;
	/** Of the failures: what its class is called. */
	readonly badRequest: string;
}

const TOOLS_OF_PYTHON: Readonly<Record<string, Tool>> = {
	openai: {
		file: 'openai_client.py',
		env: (router) => exported(guideBlock('openai-sdk', 'sh', router)),
		each: {
			...{ whole: HELLO, streamed: STREAMED, tools: TOOLS, schema: [ADA, ADA], reasoning: THOUGHT, limit: 'length' },
			...{ responses: [HELLO, HELLO, HELLO, 'completed'], response_tools: TOOLS, response_schema: ADA, asynchronous: [HELLO, HELLO] },
			response_reasoning: ['reasoning', '42', 'Still 42'],
		},
		once: { lists: ENTRIES, fills: ['filledIn(13, 2);', 'filledIn(13, 2);'] },
		badRequest: 'n cannot be used here',
	},
	anthropic: {
		file: 'anthropic_client.py',
		env: (router) => exported(guideBlock('anthropic-sdk', 'sh', router)),
		each: {
			...{ whole: HELLO, streamed: STREAMED, tools: TOOLS, schema: ADA, thinking: THOUGHT, limit: 'max_tokens' },
			...{ counts: expect.any(Number), asynchronous: [HELLO, HELLO] },
		},
		once: { lists: ENTRIES },
		badRequest: 'messages.0.content.0.source cannot be used here',
	},
	litellm: {
		file: 'litellm_client.py',
		env: (router) => ({ CHECK_BLOCK: guideBlock('litellm', 'python', router) }),
		each: {
			...{ whole: HELLO, streamed: STREAMED, tools: TOOLS, schema: ADA, reasoning: THOUGHT, limit: 'length' },
			...{ responses: HELLO, asynchronous: [HELLO, HELLO] },
		},
		once: {},
		badRequest: 'n cannot be used here',
	},
};

describe.each(Object.entries(TOOLS_OF_PYTHON))('%s of Python', (_, { file, env, each, once, badRequest }) => {
	let router: Router;
	let poor: Router;
	let seen: Counted;
	let checks: Awaited<ReturnType<typeof pythonChecks>>;
	beforeAll(async () => {
		router = await startRouter({ script: CONVERSATIONS });
		poor = await startRouter({ budget: 0.000_001 });
		seen = await counted(poor.origin);
		const usedUp = JSON.stringify({ origin: seen.origin, key: poor.key });
		checks = await pythonChecks(file, { CHECK_USED_UP: usedUp, ...env(router) });
	}, 180_000);
	afterAll(async () => {
		await seen.close();
		await Promise.all([router.stop(), poor.stop()]);
	});

	test.each(Object.entries(each).flatMap(([name, want]) => FORMS.map((form) => [`${name} ${form}`, want] as const)))('%s', (name, want) => {
		expect(returned(checks, name)).toEqual(want);
	});
	test.each(Object.entries(once))('%s', (name, want) => {
		expect(returned(checks, name)).toEqual(want);
	});

	test.each(['openai', 'anthropic'])('an image goes to a model of the form %s', (form) => {
		expect(returned(checks, `image ${form}`)).toBe('1 image');
	});

	test('headers and usage say what was decided', () => {
		const { header, note } = returned(checks, 'decision') as { readonly header: string; readonly note: string };
		expect(header).toBe(note);
		expect(header).toContain('/');
	});

	test('what is wrong has the class that the SDK gives it, and says which field', () => {
		expect(returned(checks, 'wrong_key')).toMatchObject({ class: 'AuthenticationError', status: 401 });
		expect(returned(checks, 'wrong_field')).toMatchObject({
			class: 'BadRequestError',
			status: 400,
			words: expect.stringContaining(badRequest),
		});
		if (checks.has('not_there')) expect(returned(checks, 'not_there')).toMatchObject({ class: 'NotFoundError', status: 404 });
	});

	test('a budget that is used up is 402 in words, and not tried again', () => {
		expect(returned(checks, 'used_up')).toMatchObject({ status: 402, words: expect.stringMatching(/budget/i) });
		expect(seen.take()).toBe(1);
	});

	test('the ledger has booked what the vendors counted, and of an answer that was left what came', async () => {
		expect(returned(checks, 'left')).toBeGreaterThanOrEqual(20);
		const left = router.upstream.cost(SLOWLY);
		const whole = router.upstream.cost() - left;
		expect(whole).toBeGreaterThan(0);
		const ofLeft = (await router.spent()) - whole;
		expect(ofLeft).toBeGreaterThan(0);
		expect(ofLeft).toBeLessThan(left / 2);
	});
});
