import type Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import type { Answer, AnswerEnd } from '../../support/vendors/script.ts';
import { CUTS, PNG, start, TEXT } from './clients.ts';

const ASK: Anthropic.MessageCreateParamsNonStreaming = {
	model: 'claude-opus-4-8',
	max_tokens: 4000,
	messages: [{ role: 'user', content: 'Say hello.' }],
};

const TOOL: Anthropic.Tool = {
	name: 'read_file',
	description: 'Reads a file.',
	input_schema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};

const CALLS: Answer['parts'] = [
	{ type: 'reasoning', text: `I look. ${TEXT}`, proof: 'c2lnbmF0dXJl' },
	{ type: 'redacted', data: 'cmVkYWN0ZWQ=' },
	{ type: 'text', text: TEXT },
	{ type: 'toolCall', id: 'toolu_1', name: 'read_file', arguments: '{ "path": "ä/世界.ts",  "lines": [1, 2] }' },
	{ type: 'toolCall', id: 'toolu_2', name: 'read_file', arguments: '{}' },
];

describe("Anthropic's own client reads the stand-in for messages", () => {
	test.each(CUTS)('text, thinking, withheld thinking and two calls at once, cut by %j', async (cut) => {
		const { vendor, anthropic } = await start('anthropic');
		vendor.answer({ parts: CALLS, end: 'toolCalls', outputTokens: 90, reasoningTokens: 40, cut });
		const message = await anthropic.messages.stream({ ...ASK, tools: [TOOL] }).finalMessage();
		expect(message.content).toMatchObject([
			{ type: 'thinking', thinking: `I look. ${TEXT}`, signature: 'c2lnbmF0dXJl' },
			{ type: 'redacted_thinking', data: 'cmVkYWN0ZWQ=' },
			{ type: 'text', text: TEXT },
			{ type: 'tool_use', id: 'toolu_1', name: 'read_file', input: { path: 'ä/世界.ts', lines: [1, 2] } },
			{ type: 'tool_use', id: 'toolu_2', name: 'read_file', input: {} },
		]);
		expect(message.content).toHaveLength(5);
		expect(message.stop_reason).toBe('tool_use');
		expect(message.usage).toMatchObject({ output_tokens: 90, output_tokens_details: { thinking_tokens: 40 } });
	});

	test.each<[AnswerEnd, Anthropic.StopReason]>([
		['stop', 'end_turn'],
		['length', 'max_tokens'],
		['filter', 'refusal'],
	])('an answer that ends for %s says %s', async (end, reason) => {
		const { vendor, anthropic } = await start('anthropic');
		vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end });
		const message = await anthropic.messages.stream(ASK).finalMessage();
		expect(message.stop_reason).toBe(reason);
		expect(message.stop_details?.type).toBe(end === 'filter' ? 'refusal' : undefined);
	});

	test('every event comes in the published order', async () => {
		const { vendor, anthropic } = await start('anthropic');
		vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end: 'stop', cut: { characters: 3 } });
		const types: string[] = [];
		for await (const event of await anthropic.messages.create({ ...ASK, stream: true })) types.push(event.type);
		expect(types).toEqual([
			'message_start',
			'content_block_start',
			'content_block_delta',
			'content_block_delta',
			'content_block_stop',
			'message_delta',
			'message_stop',
		]);
	});

	test('a round of tools with thinking, an image in the question and in a result, is taken as it came', async () => {
		const { vendor, anthropic } = await start('anthropic');
		const image: Anthropic.ImageBlockParam = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } };
		const asked: Anthropic.MessageParam = { role: 'user', content: [image, { type: 'text', text: 'What is it?' }] };
		const params: Anthropic.MessageCreateParamsNonStreaming = { ...ASK, tools: [TOOL], thinking: { type: 'enabled', budget_tokens: 2000 } };
		vendor.answer({ parts: CALLS, end: 'toolCalls' });
		vendor.answer({ parts: [{ type: 'text', text: 'A dot.' }], end: 'stop' });
		const first = await anthropic.messages.stream({ ...params, messages: [asked] }).finalMessage();
		const second = await anthropic.messages
			.stream({
				...params,
				messages: [
					asked,
					{ role: 'assistant', content: withoutNulls(first.content) },
					{
						role: 'user',
						content: [
							{ type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'bytes' }, image] },
							{ type: 'tool_result', tool_use_id: 'toolu_2', content: 'no such file', is_error: true },
						],
					},
				],
			})
			.finalMessage();
		expect(second.content).toMatchObject([{ type: 'text', text: 'A dot.' }]);
		expect(vendor.requests.map((request) => request.refusal)).toEqual([null, null]);
	});

	test('thinking that the request leaves out has its signature alone', async () => {
		const { vendor, anthropic } = await start('anthropic');
		vendor.answer({ parts: CALLS, end: 'toolCalls' });
		const message = await anthropic.messages
			.stream({ ...ASK, tools: [TOOL], thinking: { type: 'adaptive', display: 'omitted' } })
			.finalMessage();
		expect(message.content[0]).toEqual({ type: 'thinking', thinking: '', signature: 'c2lnbmF0dXJl' });
	});

	test('the bytes of a request are kept as they came', async () => {
		const { vendor } = await start('anthropic');
		vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end: 'stop' });
		const body = '{ "model":"claude-opus-4-8","max_tokens":16, "stream":true,\n"messages":[{"role":"user","content":"Grüße \\u4e16"}]}';
		const headers = { 'content-type': 'application/json', 'x-api-key': 'k', 'anthropic-version': '2023-06-01' };
		const response = await fetch(`${vendor.origin}/v1/messages`, { method: 'POST', headers, body });
		await response.text();
		expect(response.status).toBe(200);
		expect(vendor.requests[0]?.raw).toEqual(Buffer.from(body));
	});

	test('a connection that breaks is an error, not a short answer', async () => {
		const { vendor, anthropic } = await start('anthropic');
		vendor.answer({ parts: [{ type: 'text', text: TEXT }], end: 'stop', cut: { breakAfter: 900 } });
		await expect(anthropic.messages.stream(ASK).finalMessage()).rejects.toThrow();
	});
});

/** The client fills fields that a response has and a request has not (`citations: null` is one that both have). */
function withoutNulls(content: readonly Anthropic.ContentBlock[]): Anthropic.ContentBlockParam[] {
	return content as unknown as Anthropic.ContentBlockParam[];
}
