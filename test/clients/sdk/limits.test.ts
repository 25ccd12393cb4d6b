import Anthropic from '@anthropic-ai/sdk';
import { APICallError, generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONVERSATIONS, SLOW_NUMBERS, SLOWLY } from '../support/conversations.ts';
import { type Counted, counted } from '../support/counted.ts';
import { exported, guideBlock } from '../support/guide.ts';
import { importBlock } from '../support/import-block.ts';
import { CLAUDE, GPT, poolId } from '../support/models.ts';
import { type Router, startRouter } from '../support/router.ts';
import { startUpstream } from '../support/upstream.ts';

type Place = Pick<Router, 'origin' | 'key'>;
const HELLO = [{ role: 'user' as const, content: 'Say hello' }];
const openai = (place: Place): OpenAI => {
	const { OPENAI_BASE_URL, OPENAI_API_KEY } = exported(guideBlock('openai-sdk', 'sh', place));
	return new OpenAI({ baseURL: OPENAI_BASE_URL!, apiKey: OPENAI_API_KEY! });
};
const anthropic = (place: Place): Anthropic => {
	const { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY } = exported(guideBlock('anthropic-sdk', 'sh', place));
	return new Anthropic({ baseURL: ANTHROPIC_BASE_URL!, apiKey: ANTHROPIC_API_KEY! });
};
const aiModel = async (place: Place, model: string) => {
	const { routoo } = await importBlock(guideBlock('ai-sdk', 'ts', place));
	return (routoo as (id: string) => Parameters<typeof generateText>[0]['model'])(model);
};

describe('a budget that is used up', () => {
	let router: Router;
	let seen: Counted;
	let place: Place;
	beforeAll(async () => {
		router = await startRouter({ budget: 0.000_001 });
		seen = await counted(router.origin);
		place = { origin: seen.origin, key: router.key };
	});
	afterAll(async () => {
		await seen.close();
		await router.stop();
	});

	const asks: Readonly<Record<string, () => Promise<unknown>>> = {
		'chat completions': () => openai(place).chat.completions.create({ model: 'routoo/auto', messages: HELLO }),
		'chat completions, streamed': () => openai(place).chat.completions.create({ model: 'routoo/auto', messages: HELLO, stream: true }),
		responses: () => openai(place).responses.create({ model: 'routoo/auto', input: 'Say hello' }),
		messages: () => anthropic(place).messages.create({ model: 'routoo/auto', max_tokens: 100, messages: HELLO }),
		'messages, streamed': () => anthropic(place).messages.stream({ model: 'routoo/auto', max_tokens: 100, messages: HELLO }).finalMessage(),
		'the AI SDK': async () => generateText({ model: await aiModel(place, 'routoo/auto'), prompt: 'Say hello' }),
	};
	test.each(Object.entries(asks))('is 402 in words, and not tried again: %s', async (name, ask) => {
		seen.take();
		const error = await ask().then(
			() => null,
			(thrown: unknown) => thrown,
		);
		expect(seen.take()).toBe(1);
		expect(error).toMatchObject(name === 'the AI SDK' ? { statusCode: 402, isRetryable: false } : { status: 402 });
		if (name === 'the AI SDK') expect(APICallError.isInstance(error)).toBe(true);
		expect((error as Error).message).toMatch(/budget/i);
	});

	test('no vendor was asked, and nothing is booked', async () => {
		expect(router.upstream.requests()).toEqual([]);
		expect(await router.spent()).toBe(0);
	});
});

describe.each([GPT, CLAUDE])('a client that leaves an answer of $id', (model) => {
	let router: Router;
	beforeAll(async () => {
		router = await startRouter({ script: CONVERSATIONS });
	});
	afterAll(() => router.stop());
	const id = poolId(model);

	const leaves: Readonly<Record<string, () => Promise<number>>> = {
		'chat completions': async () => {
			let pieces = 0;
			for await (const _ of await openai(router).chat.completions.create({
				...{ model: id, stream: true, messages: [{ role: 'user', content: `${SLOWLY}, chat` }] },
			}))
				if (++pieces === 20) break;
			return pieces;
		},
		responses: async () => {
			let pieces = 0;
			for await (const { type } of await openai(router).responses.create({ model: id, stream: true, input: `${SLOWLY}, response` }))
				if (type === 'response.output_text.delta' && ++pieces === 20) break;
			return pieces;
		},
		messages: async () => {
			let pieces = 0;
			const messages = [{ role: 'user' as const, content: `${SLOWLY}, message` }];
			for await (const { type } of await anthropic(router).messages.create({ model: id, max_tokens: 4000, stream: true, messages }))
				if (type === 'content_block_delta' && ++pieces === 20) break;
			return pieces;
		},
		'the AI SDK': async () => {
			const controller = new AbortController();
			const { textStream } = streamText({ model: await aiModel(router, id), prompt: `${SLOWLY}, ai`, abortSignal: controller.signal });
			let pieces = 0;
			for await (const _ of textStream) if (++pieces === 20) controller.abort();
			return pieces;
		},
	};
	test.each(Object.entries(leaves))('ends it, and what came is booked: %s', async (_, leave) => {
		const before = await router.spent();
		const whole = router.upstream.cost(SLOWLY);
		expect(await leave()).toBeGreaterThanOrEqual(20);
		const booked = (await router.spent()) - before;
		const counted = router.upstream.cost(SLOWLY) - whole;
		// Its input, and about as many of its pieces as were read: far from all of them.
		expect(booked).toBeGreaterThan(0);
		expect(booked).toBeLessThan(counted / 2);
		// The vendor's stream was ended, not read to its end.
		const { sent } = router.upstream.requests(model.form).at(-1)!;
		expect(sent).toBeLessThan((SLOW_NUMBERS * 10) / 8 / 2);
	});
});

test('of a local server that tells nothing of its model a client reads what is needed and which setting tells it', async () => {
	const price = { input: 1, cachedInput: 1, output: 1 };
	const server = await startUpstream([{ id: 'mystery-70b', form: 'anthropic', price }], []);
	// A vendor's id, whose key is there: the stand-in wants one.
	const own = { id: 'anthropic', url: server.urls.anthropic, kind: 'anthropic', local: true, needsKey: true };
	const ask = async (more: object, length: number) => {
		const router = await startRouter({ models: [], settings: { 'routoo.endpoints': [{ ...own, ...more }] } });
		const input_schema = { type: 'object' as const };
		const asked = { model: 'routoo/auto', max_tokens: 100, tools: [{ name: 'read', input_schema }] };
		const said = await anthropic(router)
			.messages.create({ ...asked, messages: [{ role: 'user', content: 'word '.repeat(length) }] })
			.then(
				({ content }) => content[0],
				(error: unknown) => error,
			);
		await router.stop();
		return said;
	};
	const tooLong = /of 8,192 tokens; with its answer it needs about 2\d,\d00 tokens\)\..*contextTokens.*routoo\.endpoints/;
	const refused = await ask({ tools: true }, 20_000);
	expect(refused).toMatchObject({ status: 424 });
	expect((refused as Error).message).toMatch(tooLong);
	const noTools = /not known to call tools.*tools.": true.*routoo\.endpoints/;
	expect(await ask({}, 10)).toMatchObject({ status: 424, message: expect.stringMatching(noTools) });
	expect(await ask({ tools: true, contextTokens: 65_536 }, 20_000)).toMatchObject({ type: 'text' });
	await server.close();
});
