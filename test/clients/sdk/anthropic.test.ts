import Anthropic from '@anthropic-ai/sdk';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CONVERSATIONS, LOOK, PNG } from '../support/conversations.ts';
import { withPasted } from '../support/guide.ts';
import { ACME, CLAUDE, GPT, MODELS, poolId } from '../support/models.ts';
import { type Router, startRouter } from '../support/router.ts';

let router: Router;
let client: Anthropic;
beforeAll(async () => {
	router = await startRouter({ script: CONVERSATIONS });
	client = withPasted('anthropic-sdk', router, () => new Anthropic());
});
afterAll(() => router.stop());
afterEach(async () => expect(await router.spent()).toBe(router.upstream.cost()));

const user = (content: Anthropic.MessageParam['content']): Anthropic.MessageParam => ({ role: 'user', content });
const READ: Anthropic.Tool = {
	name: 'read_file',
	description: 'Reads a file',
	input_schema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};
const textOf = ({ content }: { content: readonly { type: string }[] }): string =>
	content.map((block) => (block.type === 'text' ? (block as Anthropic.TextBlock).text : '')).join('');
const body = (model: (typeof MODELS)[number]) => router.upstream.requests(model.form).at(-1)!.body as Record<string, unknown>;

test('lists the models in the form of the vendor', async () => {
	const { data } = await client.models.list();
	expect(data.slice(0, 2).map(({ id, type }) => [id, type])).toEqual([
		['routoo/auto', 'model'],
		['routoo/save', 'model'],
	]);
	expect((await client.models.retrieve(poolId(CLAUDE))).id).toBe(poolId(CLAUDE));
});

test('a model of the vendor that the pool does not have becomes Auto, and is named', async () => {
	const ask = { model: 'claude-3-5-haiku-20241022', max_tokens: 100, messages: [user('Say hello')] };
	const { data, response } = await client.messages.create(ask).withResponse();
	expect(textOf(data)).toContain('Hello there, friend');
	expect(response.headers.get('x-routoo-requested-model')).toBe('claude-3-5-haiku-20241022');
	const { routoo } = data.usage as unknown as { routoo: { model: string; costUsd: number } };
	expect(response.headers.get('x-routoo-model')).toBe(routoo.model);
	expect(Math.round(routoo.costUsd * 1e6)).toBe(await router.spent());
});

describe.each(MODELS)('answered by $id in the form of $form', (model) => {
	const asked = { model: poolId(model), max_tokens: 2000 };

	test('whole, and streamed', async () => {
		const messages = [user('Say hello')];
		const whole = await client.messages.create({ ...asked, system: 'Be brief.', messages });
		expect(textOf(whole)).toBe('Hello there, friend: Grüße, 世界 👋🏽');
		const streamed = await client.messages.stream({ ...asked, system: 'Be brief.', messages }).finalMessage();
		expect(textOf(streamed)).toBe(textOf(whole));
		expect(streamed).toMatchObject({ stop_reason: 'end_turn', usage: { output_tokens: whole.usage.output_tokens } });
	});

	test.each([true, false])('calls tools side by side over two turns, streamed %s', async (streamed) => {
		const cache_control = { type: 'ephemeral' as const };
		const messages = [user([{ type: 'text', text: `${LOOK} ${streamed}`, cache_control }])];
		const said: string[][] = [];
		let text = '';
		for (let turn = 0; turn < 3; turn++) {
			const ask = { ...asked, messages, tools: [{ ...READ, cache_control }] };
			const answer = streamed ? await client.messages.stream(ask).finalMessage() : await client.messages.create(ask);
			const calls = answer.content.filter((block) => block.type === 'tool_use');
			said.push(calls.map(({ input }) => (input as { path: string }).path));
			text = textOf(answer);
			expect(answer.stop_reason).toBe(calls.length > 0 ? 'tool_use' : 'end_turn');
			messages.push({ role: 'assistant', content: answer.content });
			messages.push(
				user(calls.map(({ id, input }) => ({ type: 'tool_result', tool_use_id: id, content: `read ${(input as { path: string }).path}` }))),
			);
		}
		expect(said).toEqual([['a.txt', 'b.txt'], ['c.txt'], []]);
		expect(text).toBe('read a.txt / read b.txt / read c.txt');
	});

	test('thinking comes as a block with a signature, and goes home', async () => {
		const thinking = { type: 'enabled' as const, budget_tokens: 1024 };
		const first = await client.messages.stream({ ...asked, thinking, messages: [user('Think first')] }).finalMessage();
		expect(first.content[0]).toMatchObject({ type: 'thinking', thinking: 'Six times seven.' });
		// Of a server that proves nothing there is nothing to give back.
		expect((first.content[0] as Anthropic.ThinkingBlock).signature === '').toBe(model.form === 'compatible');
		expect(textOf(first)).toBe('42');
		const messages = [user('Think first'), { role: 'assistant' as const, content: first.content }, user('Sure?')];
		expect(textOf(await client.messages.create({ ...asked, thinking, messages }))).toBe('Still 42');
		if (model.form !== 'compatible') expect(JSON.stringify(body(model))).toContain('proof-call_');
	});

	test('a schema that the helper parses, and the limit', async () => {
		const format = zodOutputFormat(z.object({ name: z.string(), age: z.number() }));
		const parsed = await client.messages.parse({ ...asked, messages: [user('Who is it, as JSON')], output_config: { format } });
		expect(parsed.parsed_output).toEqual({ name: 'Ada', age: 36 });
		const cut = await client.messages.create({ ...asked, max_tokens: 64, messages: [user('Write much')] });
		expect(cut.stop_reason).toBe('max_tokens');
		expect(cut.usage.output_tokens).toBeLessThanOrEqual(64);
	});

	test('counts tokens before anything is sent', async () => {
		const before = router.upstream.requests().length;
		const { input_tokens } = await client.messages.countTokens({
			model: asked.model,
			messages: [user('Say hello '.repeat(100))],
			tools: [READ],
		});
		expect(input_tokens).toBeGreaterThan(100);
		expect(input_tokens).toBeLessThan(1000);
		expect(router.upstream.requests().length).toBe(before);
	});
});

test.each([GPT, CLAUDE])('an image goes to $id, also in a result of a tool', async (model) => {
	const image = { type: 'image' as const, source: { type: 'base64' as const, media_type: 'image/png' as const, data: PNG } };
	const ask = { model: poolId(model), max_tokens: 100 };
	const messages = [user([{ type: 'text', text: 'What is on the picture?' }, image])];
	expect(textOf(await client.messages.create({ ...ask, messages }))).toBe('1 image');
	const call = { type: 'tool_use' as const, id: 'toolu_1', name: 'read_file', input: { path: 'a.png' } };
	const result = { type: 'tool_result' as const, tool_use_id: 'toolu_1', content: [image] };
	const shown = [user('What is on the picture in the file?'), { role: 'assistant' as const, content: [call] }, user([result])];
	expect(textOf(await client.messages.create({ ...ask, messages: shown, tools: [READ] }))).toBe('1 image');
});

test.each([
	[ACME, 'stop'],
	[CLAUDE, 'stop_sequences'],
] as const)('stops reach $0.id', async (model, field) => {
	await client.messages.create({ model: poolId(model), max_tokens: 100, stop_sequences: ['MARK'], messages: [user('Up to the mark')] });
	expect(body(model)).toMatchObject({ [field]: ['MARK'] });
});

test('what is wrong has the class that the SDK gives it, and says which field', async () => {
	const ask = { model: 'routoo/auto', max_tokens: 100, messages: [user('Say hello')] };
	await expect(client.withOptions({ apiKey: 'wrong' }).messages.create(ask)).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
	const document = [{ type: 'document' as const, source: { type: 'url' as const, url: 'https://example.com/a.pdf' } }];
	const refused = await client.messages.create({ ...ask, messages: [user(document)] }).catch((error: unknown) => error);
	expect(refused).toBeInstanceOf(Anthropic.BadRequestError);
	expect((refused as Error).message).toContain('messages.0.content.0.source cannot be used here');
	await expect(client.messages.create({ ...ask, max_tokens: 0.5 })).rejects.toThrow(/max_tokens/);
	await expect(client.messages.batches.list()).rejects.toBeInstanceOf(Anthropic.NotFoundError);
});
