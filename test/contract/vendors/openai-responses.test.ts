import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import type { Answer, AnswerEnd } from '../../support/vendors/script.ts';
import { CUTS, PNG, start, TEXT } from './clients.ts';

type Ask = OpenAI.Responses.ResponseCreateParamsStreaming;
type Input = OpenAI.Responses.ResponseInputItem;

const TOOL: OpenAI.Responses.FunctionTool = {
	type: 'function',
	name: 'read',
	strict: false,
	parameters: { type: 'object', properties: {} },
};
const ASK: Ask = {
	model: 'gpt-5.4',
	stream: true,
	store: false,
	include: ['reasoning.encrypted_content'],
	reasoning: { effort: 'low', summary: 'auto' },
	tools: [TOOL],
	input: 'Hello',
};
const CALLS: Answer['parts'] = [
	{ type: 'reasoning', id: 'rs_first', text: `I look. ${TEXT}`, proof: 'ZW5jcnlwdGVk' },
	{ type: 'text', text: TEXT },
	{ type: 'toolCall', id: 'call_1', name: 'read', arguments: '{ "path": "ä/世界.ts",  "lines": [1, 2] }' },
	{ type: 'toolCall', id: 'call_2', name: 'read', arguments: '{}' },
];

describe("OpenAI's own client reads the stand-in for Responses", () => {
	test.each(CUTS)('reasoning, text and two calls at once, cut by %j', async (cut) => {
		const { vendor, openai } = await start('openai-responses');
		vendor.answer({ parts: CALLS, end: 'toolCalls', outputTokens: 90, reasoningTokens: 40, cut });
		const response = await openai.responses.stream(ASK).finalResponse();
		expect(response.output).toMatchObject([
			{
				type: 'reasoning',
				id: 'rs_first',
				summary: [{ type: 'summary_text', text: `I look. ${TEXT}` }],
				encrypted_content: 'ZW5jcnlwdGVk',
			},
			{ type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: TEXT }] },
			{
				type: 'function_call',
				call_id: 'call_1',
				name: 'read',
				arguments: '{ "path": "ä/世界.ts",  "lines": [1, 2] }',
				status: 'completed',
			},
			{ type: 'function_call', call_id: 'call_2', name: 'read', arguments: '{}' },
		]);
		expect(response.status).toBe('completed');
		expect(response.usage).toMatchObject({ output_tokens: 90, output_tokens_details: { reasoning_tokens: 40 } });
		expect(response.usage?.total_tokens).toBe((vendor.requests[0]?.input?.fresh ?? 0) + 90);
	});

	test.each(CUTS)('the deltas alone make the same answer, cut by %j', async (cut) => {
		const { vendor, openai } = await start('openai-responses');
		vendor.answer({ parts: CALLS, end: 'toolCalls', cut });
		const joined = { reasoning: '', text: '', calls: ['', ''] };
		const numbers: number[] = [];
		for await (const event of await openai.responses.create(ASK)) {
			numbers.push(event.sequence_number);
			if (event.type === 'response.reasoning_summary_text.delta') joined.reasoning += event.delta;
			if (event.type === 'response.output_text.delta') joined.text += event.delta;
			if (event.type === 'response.function_call_arguments.delta') joined.calls[event.output_index - 2] += event.delta;
		}
		expect(joined).toEqual({ reasoning: `I look. ${TEXT}`, text: TEXT, calls: ['{ "path": "ä/世界.ts",  "lines": [1, 2] }', '{}'] });
		expect(numbers).toEqual([...numbers.keys()]);
	});

	test.each<[AnswerEnd, string, object | null]>([
		['stop', 'completed', null],
		['length', 'incomplete', { reason: 'max_output_tokens' }],
		['filter', 'incomplete', { reason: 'content_filter' }],
	])('an answer that ends for %s is %s', async (end, status, details) => {
		const { vendor, openai } = await start('openai-responses');
		vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end });
		const events: string[] = [];
		let last: OpenAI.Responses.Response | undefined;
		for await (const event of await openai.responses.create(ASK)) {
			events.push(event.type);
			if (event.type === 'response.completed' || event.type === 'response.incomplete') last = event.response;
		}
		expect(last).toMatchObject({ status, incomplete_details: details });
		expect(events.filter((type) => !type.endsWith('.delta'))).toEqual([
			'response.created',
			'response.in_progress',
			'response.output_item.added',
			'response.content_part.added',
			'response.output_text.done',
			'response.content_part.done',
			'response.output_item.done',
			`response.${status}`,
		]);
	});

	test('the summary is given to who asks alone, the encrypted reasoning to all, and whole at the end of its item alone', async () => {
		const { vendor, openai } = await start('openai-responses');
		vendor.answer({ parts: CALLS, end: 'toolCalls' });
		const { include: _include, reasoning: _reasoning, ...silent } = ASK;
		const response = await openai.responses.stream(silent as Ask).finalResponse();
		expect(response.output[0]).toEqual({ type: 'reasoning', id: 'rs_first', summary: [], encrypted_content: 'ZW5jcnlwdGVk' });
		vendor.answer({ parts: CALLS, end: 'toolCalls' });
		const seen: unknown[] = [];
		for await (const event of await openai.responses.create(ASK)) {
			if (event.type === 'response.output_item.added' && event.item.type === 'reasoning') seen.push(event.item.encrypted_content);
			if (event.type === 'response.output_item.done' && event.item.type === 'reasoning') seen.push(event.item.encrypted_content);
		}
		expect(seen).toEqual(['ZW5jcn', 'ZW5jcnlwdGVk']);
	});

	test('a round of tools with reasoning, an image in the question and in an output, is taken as it came', async () => {
		const { vendor, openai } = await start('openai-responses');
		vendor.answer({ parts: CALLS, end: 'toolCalls' });
		vendor.answer({ parts: [{ type: 'text', text: 'A dot.' }], end: 'stop' });
		const image = { type: 'input_image', detail: 'low', image_url: `data:image/png;base64,${PNG}` } as const;
		const asked: Input[] = [
			{ role: 'developer', content: 'Be brief.' },
			{ role: 'user', content: [{ type: 'input_text', text: 'What is it?' }, image] },
		];
		const first = await openai.responses.stream({ ...ASK, input: asked }).finalResponse();
		const back = first.output.map(
			(item) =>
				JSON.parse(JSON.stringify(item, (key, value) => (key === 'parsed' || key === 'parsed_arguments' ? undefined : value))) as Input,
		);
		const second = await openai.responses
			.stream({
				...ASK,
				input: [
					...asked,
					...back,
					{ type: 'function_call_output', call_id: 'call_2', output: [image] },
					{ type: 'function_call_output', call_id: 'call_1', output: 'bytes' },
				],
			})
			.finalResponse();
		expect(second.output_text).toBe('A dot.');
		expect(vendor.requests.map((request) => request.refusal)).toEqual([null, null]);
	});

	test('items that are stored are taken by their names', async () => {
		const { vendor, openai } = await start('openai-responses');
		vendor.answer({ parts: CALLS, end: 'toolCalls' });
		vendor.answer({ parts: [{ type: 'text', text: 'Done.' }], end: 'stop' });
		const first = await openai.responses.stream({ ...ASK, store: true }).finalResponse();
		const references = first.output.map(({ id }) => ({ type: 'item_reference', id }) as Input);
		const outputs = ['call_1', 'call_2'].map((id): Input => ({ type: 'function_call_output', call_id: id, output: 'ok' }));
		const second = await openai.responses.stream({ ...ASK, store: true, input: [...references, ...outputs] }).finalResponse();
		expect(second.output_text).toBe('Done.');
	});

	test('a connection that breaks is an error, not a short answer', async () => {
		const { vendor, openai } = await start('openai-responses');
		vendor.answer({ parts: [{ type: 'text', text: TEXT }], end: 'stop', cut: { breakAfter: 2500 } });
		await expect(openai.responses.stream(ASK).finalResponse()).rejects.toThrow();
	});
});
