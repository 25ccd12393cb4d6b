import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { PNG, refusal, start } from './clients.ts';

type Ask = OpenAI.Responses.ResponseCreateParamsStreaming;
type Body = Record<string, unknown>;

const TOOL = { type: 'function', name: 'read', parameters: { type: 'object', properties: {} } };
const ASK: Body = { model: 'gpt-5.4', stream: true, store: false, tools: [TOOL], input: 'Hello' };
const asked = { role: 'user', content: 'Hello' };
const call = (id: string, more: object = {}) => ({ type: 'function_call', call_id: id, name: 'read', arguments: '{}', ...more });
const output = (id: string) => ({ type: 'function_call_output', call_id: id, output: 'ok' });
const thought = (more: object) => ({ type: 'reasoning', id: 'rs_a', summary: [], ...more });

/** What is wrong, the fields that differ from a good request, words of the refusal, and its code and status. */
type Bad = [what: string, body: Body, words: RegExp, code?: string | null, status?: number];

const BAD: Bad[] = [
	['no input', { input: undefined }, /^Missing required parameter: 'input'\.$/, 'missing_required_parameter'],
	['a field of chat completions', { messages: [] }, /^Unknown parameter: 'messages'\.$/, 'unknown_parameter'],
	['the limit of chat completions', { max_completion_tokens: 100 }, /max_completion_tokens/, 'unknown_parameter'],
	['a limit below the least', { max_output_tokens: 5 }, /max_output_tokens/, 'invalid_value'],
	['an unknown role', { input: [{ role: 'tool', content: 'x' }] }, /input\[0\]/],
	['parts of chat completions', { input: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] }, /input\[0\]\.content\[0\]\.type/],
	['what a user says in the part of an answer', { input: [{ role: 'user', content: [{ type: 'output_text', text: 'x' }] }] }, /input\[0\]/],
	[
		'what the assistant said in the part of a question',
		{ input: [{ role: 'assistant', content: [{ type: 'input_text', text: 'x' }] }, asked] },
		/input\[0\]/,
	],
	[
		'an image as chat completions have it',
		{ input: [{ role: 'user', content: [{ type: 'input_image', image_url: { url: 'https://a.b/c' } }] }] },
		/image_url/,
	],
	[
		'bare base 64 as an image',
		{ input: [{ role: 'user', content: [{ type: 'input_image', image_url: PNG }] }] },
		/Expected a URL/,
		'invalid_image_url',
	],
	[
		'a broken image in an output',
		{ input: [asked, call('a'), { ...output('a'), output: [{ type: 'input_image', image_url: 'data:image/png;base64,AAAA' }] }] },
		/does not match/,
		'invalid_image_url',
	],
	['a tool as chat completions have it', { tools: [{ type: 'function', function: TOOL }] }, /tools\[0\]/],
	[
		'a strict tool that is open',
		{ tools: [{ ...TOOL, strict: true }] },
		/'additionalProperties' is required/,
		'invalid_function_parameters',
	],
	['a choice as chat completions have it', { tool_choice: { type: 'function', function: { name: 'read' } } }, /tool_choice/],
	['a choice of a tool that is not there', { tool_choice: { type: 'function', name: 'write' } }, /not found in 'tools'/],
	['a choice that needs tools', { tools: [], tool_choice: 'required' }, /must be specified with 'tools'/],
	['an output without a call', { input: [asked, output('a')] }, /No tool call found for function call output with call_id a\./],
	['an output before its call', { input: [asked, output('a'), call('a')] }, /No tool call found/],
	['a call without an output', { input: [asked, call('a'), call('b'), output('a')] }, /No tool output found for function call b\./],
	['arguments as an object', { input: [asked, { ...call('a'), arguments: {} }, output('a')] }, /arguments/],
	['an id of another kind of item', { input: [asked, call('a', { id: 'msg_1' }), output('a')] }, /begins with 'fc'/],
	['reasoning by a name that is not stored', { input: [asked, thought({}), call('a'), output('a')] }, /'rs_a' not found/, null, 404],
	[
		'reasoning that the API never gave',
		{ input: [asked, thought({ encrypted_content: 'x' }), call('a'), output('a')] },
		/could not be verified/,
		'invalid_encrypted_content',
	],
	['an item by a name that is not stored', { input: [asked, { type: 'item_reference', id: 'msg_9' }] }, /'msg_9' not found/, null, 404],
	['an earlier response that is not there', { previous_response_id: 'resp_9' }, /resp_9/, 'previous_response_not_found'],
];

describe('the stand-in for Responses refuses what OpenAI refuses', () => {
	test.each<Bad>(BAD)('%s', async (_what, body, words, code, wanted = 400) => {
		const { vendor, openai } = await start('openai-responses');
		vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end: 'stop' });
		const { status, error } = await refusal(openai.responses.create({ ...ASK, ...body } as unknown as Ask));
		expect(status).toBe(wanted);
		expect(error).toMatchObject({ type: 'invalid_request_error', message: expect.stringMatching(words), ...(code ? { code } : {}) });
		expect(vendor.requests).toMatchObject([{ status: wanted, input: null }]);
	});
});

describe('reasoning that comes back', () => {
	/** Answers a question with reasoning and a call, sends `input` after it, and gives the refusal, or null. */
	async function answerTo(input: readonly object[], more: Body = {}): Promise<string | null> {
		const { vendor, openai } = await start('openai-responses');
		vendor.answer({
			parts: [
				{ type: 'reasoning', id: 'rs_a', text: '', proof: 'secret' },
				{ type: 'toolCall', id: 'call_a', name: 'read', arguments: '{}' },
			],
			end: 'toolCalls',
		});
		vendor.answer({ parts: [{ type: 'text', text: 'Done.' }], end: 'stop' });
		await openai.responses.stream({ ...ASK, ...more } as unknown as Ask).finalResponse();
		await openai.responses
			.stream({ ...ASK, ...more, input: [asked, ...input] } as unknown as Ask)
			.finalResponse()
			.catch(() => undefined);
		expect(vendor.requests).toHaveLength(2);
		return vendor.requests[1]?.refusal ?? null;
	}
	const whole = thought({ encrypted_content: 'secret' });
	const named = call('call_a', { id: 'fc_1_1' });

	test('whole is taken', async () => expect(await answerTo([whole, named, output('call_a')])).toBeNull());
	test('changed is refused', async () => {
		expect(await answerTo([thought({ encrypted_content: 'secreT' }), named, output('call_a')])).toMatch(/could not be verified/);
	});
	test('without what followed it is refused', async () => expect(await answerTo([whole])).toMatch(/without its required following item/));
	test('dropped is refused where the call names itself', async () => {
		expect(await answerTo([named, output('call_a')])).toMatch(/without its required 'reasoning' item: 'rs_a'/);
	});
	test('dropped is taken where the call does not name itself', async () =>
		expect(await answerTo([call('call_a'), output('call_a')])).toBeNull());
	test('by its name alone is taken where it was stored', async () => {
		expect(await answerTo([thought({}), named, output('call_a')], { store: true })).toBeNull();
	});
});
