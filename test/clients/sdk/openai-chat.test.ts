import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CONVERSATIONS, LOOK, PNG } from '../support/conversations.ts';
import { withPasted } from '../support/guide.ts';
import { ACME, CLAUDE, GPT, MODELS, poolId } from '../support/models.ts';
import { type Router, startRouter } from '../support/router.ts';

let router: Router;
let client: OpenAI;
beforeAll(async () => {
	router = await startRouter({ script: CONVERSATIONS });
	client = withPasted('openai-sdk', router, () => new OpenAI());
});
afterAll(() => router.stop());
afterEach(async () => expect(await router.spent()).toBe(router.upstream.cost()));

const user = (content: string): OpenAI.ChatCompletionUserMessageParam => ({ role: 'user', content });
const READ: OpenAI.ChatCompletionFunctionTool = {
	type: 'function',
	function: {
		name: 'read_file',
		description: 'Reads a file',
		strict: true,
		parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'], additionalProperties: false },
	},
};
type WithNote = OpenAI.CompletionUsage & {
	readonly routoo: { readonly model: string; readonly costUsd: number; readonly expectedCostUsd: number };
};
const body = (model: (typeof MODELS)[number]) => router.upstream.requests(model.form).at(-1)!.body as Record<string, unknown>;

test('lists Routoo first, then the pool, and names one', async () => {
	const ids = (await client.models.list()).data.map(({ id }) => id);
	expect(ids.slice(0, 4)).toEqual(['routoo/auto', 'routoo/save', 'routoo/balanced', 'routoo/best']);
	for (const model of MODELS) expect(ids).toContain(poolId(model));
	expect((await client.models.retrieve('routoo/auto')).owned_by).toBe('routoo');
});

test('Auto answers, says what was decided before the first byte, and what it cost', async () => {
	const { data, response } = await client.chat.completions.create({ model: 'routoo/auto', messages: [user('Say hello')] }).withResponse();
	expect(data.choices[0]!.message.content).toBe('Hello there, friend: Grüße, 世界 👋🏽');
	const { routoo } = data.usage as WithNote;
	expect(response.headers.get('x-routoo-model')).toBe(routoo.model);
	expect(Number(response.headers.get('x-routoo-expected-cost-usd'))).toBeCloseTo(routoo.expectedCostUsd, 9);
	expect(response.headers.get('x-routoo-reason')).not.toBe('');
	expect(Math.round(routoo.costUsd * 1e6)).toBe(await router.spent());
	const unknown = await client.chat.completions.create({ model: 'gpt-3.5-turbo', messages: [user('Say hello')] }).withResponse();
	expect(unknown.response.headers.get('x-routoo-requested-model')).toBe('gpt-3.5-turbo');
});

describe.each(MODELS)('answered by $id in the form of $form', (model) => {
	const asked = { model: poolId(model) };

	test('whole, and streamed', async () => {
		const messages = [user('Say hello')];
		const whole = await client.chat.completions.create({ ...asked, messages });
		const stream = client.chat.completions.stream({ ...asked, messages, stream_options: { include_usage: true } });
		const streamed = await stream.finalChatCompletion();
		expect(streamed.choices[0]!.message.content).toBe(whole.choices[0]!.message.content);
		expect(streamed.choices[0]!.finish_reason).toBe('stop');
		expect((streamed.usage as WithNote).completion_tokens).toBe(whole.usage!.completion_tokens);
		expect((streamed.usage as WithNote).routoo.model).toContain(model.id);
	});

	test.each([true, false])('calls tools side by side over two turns, streamed %s', async (streamed) => {
		const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'system', content: 'Be brief.' }, user(`${LOOK} ${streamed}`)];
		const said: string[][] = [];
		for (let turn = 0; turn < 3; turn++) {
			const ask = { ...asked, messages, tools: [READ], parallel_tool_calls: true };
			const answer = streamed ? await client.chat.completions.stream(ask).finalChatCompletion() : await client.chat.completions.create(ask);
			const { message } = answer.choices[0]!;
			const calls = (message.tool_calls ?? []).filter((call) => call.type === 'function');
			said.push(calls.map((call) => JSON.parse(call.function.arguments).path));
			messages.push(message);
			for (const call of calls) messages.push({ role: 'tool', tool_call_id: call.id, content: `read ${call.function.arguments}` });
		}
		expect(said).toEqual([['a.txt', 'b.txt'], ['c.txt'], []]);
		expect(messages.at(-1)).toMatchObject({ content: 'read {"path":"a.txt"} / read {"path":"b.txt"} / read {"path":"c.txt"}' });
	});

	test('runs the tools of the helper', async () => {
		const seen: string[] = [];
		const read = ({ path }: { path: string }) => {
			seen.push(path);
			return `text of ${path}`;
		};
		const runner = client.chat.completions.runTools({
			...asked,
			messages: [user(`${LOOK}, helper`)],
			tools: [{ type: 'function', function: { ...READ.function, function: read, parse: JSON.parse, description: 'Reads' } as never }],
		});
		expect(await runner.finalContent()).toBe('text of a.txt / text of b.txt / text of c.txt');
		expect(seen).toEqual(['a.txt', 'b.txt', 'c.txt']);
	});

	test('JSON mode, and a schema that the helper parses', async () => {
		const messages = [user('Who is it, as JSON')];
		const mode = await client.chat.completions.create({ ...asked, messages, response_format: { type: 'json_object' } });
		expect(JSON.parse(mode.choices[0]!.message.content!)).toEqual({ name: 'Ada', age: 36 });
		const format = zodResponseFormat(z.object({ name: z.string(), age: z.number() }), 'person');
		const parsed = await client.chat.completions.parse({ ...asked, messages, response_format: format });
		expect(parsed.choices[0]!.message.parsed).toEqual({ name: 'Ada', age: 36 });
		// The model is told the schema, where its vendor takes one, or in words.
		expect(JSON.stringify(body(model))).toMatch(/\bage\b/);
	});

	test('reasoning comes, goes back, and the limit holds', async () => {
		const messages: OpenAI.ChatCompletionMessageParam[] = [user('Think first')];
		const first = await client.chat.completions.create({ ...asked, messages, reasoning_effort: 'low' });
		expect(first.choices[0]!.message).toMatchObject({ content: '42', reasoning_content: 'Six times seven.' });
		const second = await client.chat.completions.create({ ...asked, messages: [...messages, first.choices[0]!.message, user('Sure?')] });
		expect(second.choices[0]!.message.content).toBe('Still 42');
		const cut = await client.chat.completions.create({ ...asked, messages: [user('Write much')], max_completion_tokens: 64 });
		expect(cut.choices[0]!.finish_reason).toBe('length');
		expect(cut.usage!.completion_tokens).toBeLessThanOrEqual(64);
	});
});

test.each([GPT, CLAUDE])('an image goes to $id', async (model) => {
	const image = { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${PNG}` } };
	const content = [{ type: 'text' as const, text: 'What is on the picture?' }, image];
	const answer = await client.chat.completions.create({ model: poolId(model), messages: [{ role: 'user', content }] });
	expect(answer.choices[0]!.message.content).toBe('1 image');
});

test.each([
	[ACME, 'stop', ['MARK']],
	[CLAUDE, 'stop_sequences', ['MARK']],
] as const)('stops reach $0.id', async (model, field, value) => {
	const answer = await client.chat.completions.create({
		model: poolId(model),
		messages: [user('Up to the mark')],
		stop: 'MARK',
		temperature: 0.5,
	});
	expect(answer.choices[0]).toMatchObject({ message: { content: 'before' }, finish_reason: 'stop' });
	expect(body(model)).toMatchObject({ [field]: value });
});

test('a text with a suffix is filled in, whole and streamed', async () => {
	const ask = { model: 'fill/fill-1b', prompt: 'const total = ', suffix: ';\n', max_tokens: 30 };
	expect((await client.completions.create(ask)).choices[0]!.text).toBe('filledIn(13, 2);');
	let text = '';
	for await (const chunk of await client.completions.create({ ...ask, stream: true })) text += chunk.choices[0]?.text ?? '';
	expect(text).toBe('filledIn(13, 2);');
	// A chat model may be worth more to Routoo.
	const { data, response } = await client.completions.create({ ...ask, model: 'routoo/auto' }).withResponse();
	expect(data.choices[0]!.text).not.toBe('');
	expect(response.headers.get('x-routoo-model')).toContain('/');
});

test('what is wrong has the class that the SDK gives it, and says which field', async () => {
	const ask = { model: 'routoo/auto', messages: [user('Say hello')] };
	await expect(client.withOptions({ apiKey: 'wrong' }).chat.completions.create(ask)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
	const several = await client.chat.completions.create({ ...ask, n: 2 }).catch((error: unknown) => error);
	expect(several).toBeInstanceOf(OpenAI.BadRequestError);
	expect(several).toMatchObject({ param: 'n', message: expect.stringContaining('n cannot be used here') });
	await expect(
		client.chat.completions.create({
			...ask,
			messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }],
		}),
	).rejects.toMatchObject({ status: 400, param: 'messages[0].content[0].image_url.url' });
	await expect(client.embeddings.create({ model: 'routoo/auto', input: 'x' })).rejects.toBeInstanceOf(OpenAI.NotFoundError);
	await expect(client.models.retrieve('no/such')).rejects.toBeInstanceOf(OpenAI.NotFoundError);
});
