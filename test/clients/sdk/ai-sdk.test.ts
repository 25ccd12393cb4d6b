import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import type { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, type LanguageModel, Output, stepCountIs, streamText, tool } from 'ai';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CONVERSATIONS, LOOK, PNG } from '../support/conversations.ts';
import { guideBlock } from '../support/guide.ts';
import { importBlock } from '../support/import-block.ts';
import { ACME, CLAUDE, GPT, MODELS, poolId } from '../support/models.ts';
import { type Router, startRouter } from '../support/router.ts';

globalThis.AI_SDK_LOG_WARNINGS = false;
let router: Router;
let routoo: ReturnType<typeof createOpenAICompatible>;
beforeAll(async () => {
	router = await startRouter({ script: CONVERSATIONS });
	routoo = (await importBlock(guideBlock('ai-sdk', 'ts', router))).routoo as typeof routoo;
});
afterAll(() => router.stop());
afterEach(async () => expect(await router.spent()).toBe(router.upstream.cost()));

/** With the addresses that the page names for the vendors' own providers. */
const others: Readonly<Record<string, (model: string) => LanguageModel>> = {
	'@ai-sdk/openai': (model) => createOpenAI({ baseURL: `${router.origin}/v1`, apiKey: router.key })(model),
	'@ai-sdk/anthropic': (model) => createAnthropic({ baseURL: `${router.origin}/v1`, apiKey: router.key })(model),
};
const providers = { '@ai-sdk/openai-compatible': (model: string): LanguageModel => routoo(model), ...others };
const read = tool({
	description: 'Reads a file',
	inputSchema: z.object({ path: z.string() }),
	execute: async ({ path }) => `text of ${path}`,
});

test('Auto answers, and says what was decided and what it cost', async () => {
	const { text, response, usage } = await generateText({ model: routoo('routoo/auto'), prompt: 'Say hello' });
	expect(text).toBe('Hello there, friend: Grüße, 世界 👋🏽');
	const note = (usage.raw as { routoo: { model: string; costUsd: number } }).routoo;
	expect(response.headers?.['x-routoo-model']).toBe(note.model);
	expect(Math.round(note.costUsd * 1e6)).toBe(await router.spent());
});

describe.each(Object.entries(providers))('%s', (provider, modelOf) => {
	describe.each(MODELS)('answered by $id', (model) => {
		const asked = () => ({ model: modelOf(poolId(model)), maxRetries: 0 });

		test('streams', async () => {
			const result = streamText({ ...asked(), prompt: 'Say hello' });
			let text = '';
			for await (const piece of result.textStream) text += piece;
			expect(text).toBe('Hello there, friend: Grüße, 世界 👋🏽');
			expect(await result.finishReason).toBe('stop');
			expect((await result.usage).outputTokens).toBeGreaterThan(0);
		});

		test.each([true, false])('runs tools side by side over several steps, streamed %s', async (streamed) => {
			const ask = { ...asked(), prompt: `${LOOK} ${streamed} ${provider}`, tools: { read_file: read }, stopWhen: stepCountIs(5) };
			const { steps, text } = streamed
				? await Promise.resolve(streamText(ask)).then(async (result) => ({ steps: await result.steps, text: await result.text }))
				: await generateText(ask);
			expect(steps.map(({ toolCalls }) => toolCalls.map((call) => (call.input as { path: string }).path))).toEqual([
				['a.txt', 'b.txt'],
				['c.txt'],
				[],
			]);
			expect(text).toBe('text of a.txt / text of b.txt / text of c.txt');
		});

		test('an object by its schema, reasoning that goes home, and the limit', async () => {
			const output = Output.object({ schema: z.object({ name: z.string(), age: z.number() }) });
			expect((await generateText({ ...asked(), prompt: 'Who is it, as JSON', output })).output).toEqual({ name: 'Ada', age: 36 });
			// Its wire shows thinking to whoever asks for it.
			const providerOptions = { anthropic: { thinking: { type: 'enabled' as const, budgetTokens: 1024 } } };
			const first = await generateText({ ...asked(), providerOptions, prompt: 'Think first' });
			expect(first.text).toBe('42');
			expect(first.reasoningText).toBe('Six times seven.');
			const messages = [
				{ role: 'user' as const, content: 'Think first' },
				...first.response.messages,
				{ role: 'user' as const, content: 'Sure?' },
			];
			expect((await generateText({ ...asked(), providerOptions, messages })).text).toBe('Still 42');
			const cut = await generateText({ ...asked(), prompt: 'Write much', maxOutputTokens: 64 });
			expect(cut.finishReason).toBe('length');
		});
	});

	test.each([GPT, CLAUDE])('an image goes to $id', async (model) => {
		const content = [
			{ type: 'text' as const, text: 'What is on the picture?' },
			{ type: 'file' as const, data: PNG, mediaType: 'image/png' },
		];
		const { text } = await generateText({ model: modelOf(poolId(model)), messages: [{ role: 'user', content }] });
		expect(text).toBe('1 image');
	});
});

test('stops reach the model', async () => {
	await generateText({ model: routoo(poolId(ACME)), prompt: 'Up to the mark', stopSequences: ['MARK'], temperature: 0.5 });
	expect(router.upstream.requests('compatible').at(-1)!.body).toMatchObject({ stop: ['MARK'], temperature: 0.5 });
});

test('what is wrong is an APICallError that is not tried again, and says which field', async () => {
	const ask = { model: routoo('routoo/auto'), prompt: 'Say hello', providerOptions: { routoo: { n: 2 } } };
	const refused = await generateText(ask).catch((error: unknown) => error);
	expect(APICallError.isInstance(refused)).toBe(true);
	expect(refused).toMatchObject({ statusCode: 400, isRetryable: false });
	expect((refused as Error).message).toContain('n cannot be used here');
});
