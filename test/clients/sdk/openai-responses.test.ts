import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CONVERSATIONS, LOOK, PNG } from '../support/conversations.ts';
import { withPasted } from '../support/guide.ts';
import { CLAUDE, GPT, MODELS, poolId } from '../support/models.ts';
import { type Router, startRouter } from '../support/router.ts';

let router: Router;
let client: OpenAI;
beforeAll(async () => {
	router = await startRouter({ script: CONVERSATIONS });
	client = withPasted('openai-sdk', router, () => new OpenAI());
});
afterAll(() => router.stop());
afterEach(async () => expect(await router.spent()).toBe(router.upstream.cost()));

const READ: OpenAI.Responses.FunctionTool = {
	type: 'function',
	name: 'read_file',
	strict: true,
	parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'], additionalProperties: false },
};

describe.each(MODELS)('answered by $id in the form of $form', (model) => {
	const asked = { model: poolId(model) };

	test('whole, and streamed event by event', async () => {
		const whole = await client.responses.create({ ...asked, instructions: 'Be brief.', input: 'Say hello' });
		expect(whole.output_text).toBe('Hello there, friend: Grüße, 世界 👋🏽');
		expect(whole.status).toBe('completed');
		expect((whole.usage as unknown as { routoo: { model: string } }).routoo.model).toContain(model.id);
		const stream = client.responses.stream({ ...asked, instructions: 'Be brief.', input: 'Say hello' });
		let text = '';
		stream.on('response.output_text.delta', ({ delta }) => {
			text += delta;
		});
		expect((await stream.finalResponse()).output_text).toBe(whole.output_text);
		expect(text).toBe(whole.output_text);
	});

	test.each(['items', 'previous_response_id'])('calls tools side by side over two turns, going on with %s', async (by) => {
		const all: OpenAI.Responses.ResponseInput = [{ role: 'user', content: `${LOOK} by ${by}` }];
		let input: OpenAI.Responses.ResponseInput = all;
		let previous: string | undefined;
		const said: string[][] = [];
		let text = '';
		for (let turn = 0; turn < 3; turn++) {
			const answer = await client.responses
				.stream({ ...asked, tools: [READ], input, ...(previous === undefined ? {} : { previous_response_id: previous }) })
				.finalResponse();
			const calls = answer.output.filter((item) => item.type === 'function_call');
			const results = calls.map(({ call_id, arguments: args }) => ({
				type: 'function_call_output' as const,
				call_id,
				output: `read ${JSON.parse(args).path}`,
			}));
			said.push(calls.map((call) => JSON.parse(call.arguments).path));
			text = answer.output_text;
			if (by === 'items') {
				// The helper's own fields of a streamed item do not belong to the wire.
				all.push(
					...(answer.output.map((item) => ({ ...item, parsed_arguments: undefined })) as OpenAI.Responses.ResponseInput),
					...results,
				);
			} else {
				input = results;
				previous = answer.id;
			}
		}
		expect(said).toEqual([['a.txt', 'b.txt'], ['c.txt'], []]);
		expect(text).toBe('read a.txt / read b.txt / read c.txt');
	});

	test('reasoning is an item, and comes home with the next request', async () => {
		const first = await client.responses.create({
			...asked,
			input: 'Think first',
			reasoning: { effort: 'low', summary: 'auto' },
			include: ['reasoning.encrypted_content'],
			store: false,
		});
		const [thought] = first.output;
		// Of a server that proves nothing there is nothing to give back.
		expect(thought).toMatchObject({ type: 'reasoning', encrypted_content: model.form === 'compatible' ? null : expect.any(String) });
		expect(JSON.stringify(thought)).toContain('Six times seven.');
		const second = await client.responses.create({
			...asked,
			input: [
				{ role: 'user', content: 'Think first' },
				...(first.output as OpenAI.Responses.ResponseInput),
				{ role: 'user', content: 'Sure?' },
			],
			reasoning: { effort: 'low' },
			store: false,
		});
		expect(second.output_text).toBe('Still 42');
		// With its vendor's own proof, where it has one.
		const sent = JSON.stringify(router.upstream.requests(model.form).at(-1)!.body);
		if (model.form !== 'compatible') expect(sent).toContain('proof-call_');
	});

	test('a schema that the helper parses, and the limit', async () => {
		const format = zodTextFormat(z.object({ name: z.string(), age: z.number() }), 'person');
		const parsed = await client.responses.parse({ ...asked, input: 'Who is it, as JSON', text: { format } });
		expect(parsed.output_parsed).toEqual({ name: 'Ada', age: 36 });
		const cut = await client.responses.create({ ...asked, input: 'Write much', max_output_tokens: 64 });
		expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
	});
});

test.each([GPT, CLAUDE])('an image goes to $id', async (model) => {
	const content: OpenAI.Responses.ResponseInputMessageContentList = [
		{ type: 'input_text', text: 'What is on the picture?' },
		{ type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${PNG}` },
	];
	const answer = await client.responses.create({ model: poolId(model), input: [{ role: 'user', content }] });
	expect(answer.output_text).toBe('1 image');
});

test('what is wrong has the class that the SDK gives it, and says which field', async () => {
	const ask = { model: 'routoo/auto', input: 'Say hello' };
	await expect(client.withOptions({ apiKey: 'wrong' }).responses.create(ask)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
	await expect(client.responses.create({ ...ask, previous_response_id: 'resp_of_nobody' })).rejects.toMatchObject({
		status: 400,
		param: 'previous_response_id',
	});
	await expect(client.responses.create({ ...ask, background: true })).rejects.toMatchObject({ status: 400, param: 'background' });
	await expect(client.responses.create({ ...ask, prompt: { id: 'pmpt_1' } })).rejects.toMatchObject({ status: 400, param: 'prompt' });
	const { data, response } = await client.responses.create(ask).withResponse();
	expect(data.output_text).not.toBe('');
	expect(response.headers.get('x-routoo-quality')).toMatch(/^0\.\d+; /);
});
