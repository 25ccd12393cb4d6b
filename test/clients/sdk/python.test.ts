import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONVERSATIONS } from '../support/conversations.ts';
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
	let checks: Awaited<ReturnType<typeof pythonChecks>>;
	beforeAll(async () => {
		router = await startRouter({ script: CONVERSATIONS });
		checks = await pythonChecks(file, env(router));
	}, 180_000);
	afterAll(() => router.stop());

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

	test('the ledger has booked what the vendors counted', async () => {
		expect(router.upstream.cost()).toBeGreaterThan(0);
		expect(await router.spent()).toBe(router.upstream.cost());
	});
});
