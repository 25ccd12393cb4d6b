import { describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { ReasoningPart } from '../../../../src/core/message/message.ts';
import { KeptAnswers } from '../../../../src/serve/wires/responses/kept.ts';
import { encryptedContent } from '../../../../src/serve/wires/responses/reasoning.ts';
import { createResponsesWire } from '../../../../src/serve/wires/responses/wire.ts';

const PNG = 'iVBORw0KGgo=';
const IMAGE = { type: 'image', mediaType: 'image/png', data: PNG };
const kept = new KeptAnswers();
const wire = createResponsesWire(kept);
const read = (also: object = {}, headers = {}) => wire.read({ model: 'routoo/auto', input: 'hi', ...also }, headers);
const input = (...items: unknown[]) => read({ input: items }).prompt.messages;
const text = (said: string) => ({ type: 'text', text: said });
const USER = { role: 'user', parts: [text('hi')] };
const HI = { role: 'user', content: 'hi' };

function failure(make: () => unknown): string {
	try {
		make();
	} catch (error) {
		if (RoutooError.is(error, 'invalidInput')) return error.message;
		throw error;
	}
	throw new Error('It was taken.');
}

describe('messages', () => {
	test('all roles, contents as text and parts, easy and typed, empty ones left out', () => {
		expect(
			input(
				{ role: 'system', content: 'Be brief.' },
				{ type: 'message', role: 'developer', id: 'msg_1', content: [{ type: 'input_text', text: 'And kind.' }] },
				{ role: 'user', content: '' },
				{
					type: 'message',
					role: 'user',
					content: [
						{ type: 'input_text', text: 'Look' },
						{ type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${PNG}` },
					],
				},
				{
					type: 'message',
					role: 'assistant',
					id: 'msg_2',
					status: 'completed',
					content: [
						{ type: 'output_text', text: 'No. ', annotations: [] },
						{ type: 'refusal', refusal: 'I cannot.' },
					],
				},
				{ role: 'assistant', content: 'Never.' },
				HI,
			),
		).toEqual([
			{ role: 'system', parts: [text('Be brief.')] },
			{ role: 'system', parts: [text('And kind.')] },
			{ role: 'user', parts: [text('Look'), IMAGE] },
			{ role: 'assistant', parts: [text('No. '), text('I cannot.'), text('Never.')] },
			USER,
		]);
		expect(read({ instructions: 'Rules.' }).prompt.messages).toEqual([{ role: 'system', parts: [text('Rules.')] }, USER]);
	});

	test('marks of the cache become indexes, instructions counted', () => {
		const marked = { type: 'input_text', text: 'Long.', prompt_cache_breakpoint: { mode: 'explicit' } };
		const items = [
			{ role: 'system', content: [marked] },
			HI,
			{ type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' },
			{ type: 'function_call_output', call_id: 'a', output: [marked] },
			HI,
		];
		expect(read({ input: items }).cacheMarks).toEqual([0, 3]);
		expect(read({ input: items, instructions: 'Rules.' }).cacheMarks).toEqual([1, 4]);
	});

	test.each<[string, object, string]>([
		['no input', { input: null }, 'input must be a string or a list of items'],
		['nothing said', { input: [] }, 'input must say something'],
		['a role', { input: [{ role: 'critic', content: 'x' }] }, 'input[0].role must be'],
		['a kind of item', { input: [{ type: 'hologram' }] }, 'input[0].type must be "message"'],
		['a kind of part', { input: [{ role: 'user', content: [{ type: 'x' }] }] }, 'input[0].content[0].type must be "input_text"'],
		['audio', { input: [{ role: 'user', content: [{ type: 'input_audio' }] }] }, 'input[0].content[0].type cannot be used here'],
		[
			'a file',
			{ input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'f' }] }] },
			'input[0].content[0].type cannot be used here',
		],
		[
			'an image on the web',
			{ input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'https://x/a.png' }] }] },
			'input[0].content[0].image_url cannot be used here',
		],
		[
			'an image in a file',
			{ input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'f' }] }] },
			'input[0].content[0].file_id cannot be used here',
		],
		[
			'an image of the system',
			{ input: [{ role: 'system', content: [{ type: 'input_image', image_url: `data:image/png;base64,${PNG}` }] }] },
			'input[0].content must hold text alone',
		],
		[
			'an item that is not kept',
			{ input: [{ type: 'item_reference', id: 'msg_gone' }] },
			'input[0].id cannot be used here: Routoo keeps the last answers in memory alone',
		],
		['an answer that is not kept', { previous_response_id: 'resp_gone' }, 'previous_response_id cannot be used here'],
		['a shortened conversation', { input: [{ type: 'compaction', encrypted_content: 'x' }, HI] }, 'input[0].type cannot be used here'],
		['a wish to shorten', { input: [HI, { type: 'compaction_trigger' }] }, 'input[1].type cannot be used here'],
		['a call of a vendor', { input: [HI, { type: 'mcp_call', id: 'm' }] }, 'input[1].type cannot be used here'],
		['a call without a name', { input: [{ type: 'function_call', call_id: 'a', arguments: '{}' }] }, 'input[0].name must be'],
		['a call without an id', { input: [{ type: 'function_call', name: 'a', arguments: '{}' }] }, 'input[0].id must be'],
		['background', { background: true }, 'background cannot be used here'],
		['a conversation', { conversation: 'conv_1' }, 'conversation cannot be used here'],
		['a template', { prompt: { id: 'p' } }, 'prompt cannot be used here'],
		['log probabilities', { top_logprobs: 2 }, 'top_logprobs cannot be used here'],
		['log probabilities included', { include: ['message.output_text.logprobs'] }, 'include cannot be used here'],
		['moderation', { moderation: {} }, 'moderation cannot be used here'],
		['a format', { text: { format: { type: 'xml' } } }, 'text.format.type must be'],
		['no model', { model: '' }, 'model must be'],
		['a temperature', { temperature: 3 }, 'temperature must be a number from 0 to 2'],
	])('refused with its path: %s', (_name, also, words) => {
		expect(failure(() => read(also))).toContain(words);
	});
});

describe('calls and results', () => {
	const call = (id: string, name = 'read') => ({ type: 'function_call', id: `fc_${id}`, call_id: id, name, arguments: '{ "a":1 }' });
	const part = (id: string, name = 'read') => ({ type: 'toolCall', id, name, arguments: '{ "a":1 }' });

	test('the items of an answer are one message, results of parallel calls another, whatever comes late of one call belongs to it', () => {
		expect(
			input(
				HI,
				{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Look.' }] },
				call('a'),
				call('b', 'write'),
				{ type: 'function_call_output', call_id: 'b', output: 'B' },
				{
					type: 'function_call_output',
					call_id: 'a',
					output: [
						{ type: 'input_text', text: 'A' },
						{ type: 'input_image', image_url: `data:image/png;base64,${PNG}` },
					],
				},
				{ type: 'function_call_output', call_id: 'b', output: 'more' },
				{ type: 'function_call_output', call_id: 'x', name: 'old', output: '' },
				HI,
			),
		).toEqual([
			USER,
			{ role: 'assistant', parts: [text('Look.'), part('a'), part('b', 'write')] },
			{
				role: 'tool',
				parts: [
					{ type: 'toolResult', callId: 'b', name: 'write', content: [text('B'), text('more')], isError: false },
					{ type: 'toolResult', callId: 'a', name: 'read', content: [text('A'), IMAGE], isError: false },
					{ type: 'toolResult', callId: 'x', name: 'old', content: [], isError: false },
				],
			},
			USER,
		]);
	});

	test('free text becomes the one argument of a function', () => {
		const { prompt } = read({
			tools: [
				{
					type: 'custom',
					name: 'apply_patch',
					description: 'Edits.',
					format: { type: 'grammar', syntax: 'lark', definition: 'start: "x"' },
				},
			],
			input: [
				HI,
				{ type: 'custom_tool_call', call_id: 'c', name: 'apply_patch', input: '*** "Begin"\n' },
				{ type: 'custom_tool_call_output', call_id: 'c', output: 'ok' },
			],
		});
		expect(prompt.messages.slice(1)).toEqual([
			{
				role: 'assistant',
				parts: [{ type: 'toolCall', id: 'c', name: 'apply_patch', arguments: JSON.stringify({ input: '*** "Begin"\n' }) }],
			},
			{ role: 'tool', parts: [{ type: 'toolResult', callId: 'c', name: 'apply_patch', content: [text('ok')], isError: false }] },
		]);
		expect(prompt.tools).toMatchObject([{ name: 'apply_patch', parameters: { required: ['input'] } }]);
		expect(prompt.tools[0]?.description).toMatch(/^Edits\.[\s\S]*lark[\s\S]*start: "x"$/);
	});

	test('the built-in tools that run at the client are functions', () => {
		const messages = input(
			HI,
			{
				type: 'local_shell_call',
				id: 'l',
				call_id: 'a',
				status: 'completed',
				action: { type: 'exec', command: ['ls', '-l'], env: {}, timeout_ms: 5 },
			},
			{ type: 'shell_call', id: 's', call_id: 'b', action: { commands: ['ls'] } },
			{ type: 'apply_patch_call', id: 'p', call_id: 'c', operation: { type: 'update_file', path: 'a', diff: '+x' } },
			{ type: 'local_shell_call_output', id: 'a', output: 'here' },
			{ type: 'shell_call_output', call_id: 'b', output: [{ stdout: 'out', stderr: 'err', outcome: { type: 'exit', exit_code: 2 } }] },
			{ type: 'apply_patch_call_output', call_id: 'c', status: 'failed', output: 'No such line.' },
		);
		expect(messages[1]?.parts).toEqual([
			{ type: 'toolCall', id: 'a', name: 'local_shell', arguments: '{"command":["ls","-l"],"timeout_ms":5}' },
			{ type: 'toolCall', id: 'b', name: 'shell', arguments: '{"commands":["ls"]}' },
			{ type: 'toolCall', id: 'c', name: 'apply_patch', arguments: '{"type":"update_file","path":"a","diff":"+x"}' },
		]);
		expect(messages[2]?.parts).toMatchObject([
			{ callId: 'a', name: 'local_shell', content: [text('here')] },
			{ callId: 'b', content: [text('out\nerr\nExit code 2.')] },
			{ callId: 'c', content: [text('No such line.')], isError: true },
		]);
	});

	test('a search of tools by the client: deferred ones wait, those that were found can be called', () => {
		const deferred = { type: 'function', name: 'mail', description: 'Sends.', parameters: { type: 'object' }, defer_loading: true };
		const search = {
			type: 'tool_search',
			execution: 'client',
			description: 'Search.',
			parameters: { type: 'object', properties: { query: {} } },
		};
		const tools = [{ type: 'function', name: 'f' }, deferred, search];
		expect(read({ tools }).prompt.tools.map(({ name }) => name)).toEqual(['f', 'tool_search']);
		const { prompt } = read({
			tools,
			input: [
				HI,
				{ type: 'tool_search_call', execution: 'client', call_id: 's', status: 'completed', arguments: { query: 'mail' } },
				{ type: 'tool_search_output', execution: 'client', call_id: 's', status: 'completed', tools: [deferred] },
				{ type: 'function_call', call_id: 'm', name: 'mail', namespace: 'mail', arguments: '{}' },
			],
		});
		expect(prompt.tools.map(({ name }) => name)).toEqual(['f', 'tool_search', 'mail']);
		expect(prompt.messages.slice(1)).toEqual([
			{ role: 'assistant', parts: [{ type: 'toolCall', id: 's', name: 'tool_search', arguments: '{"query":"mail"}' }] },
			{ role: 'tool', parts: [expect.objectContaining({ callId: 's', content: [text('Found, and ready to be called: mail.')] })] },
			{ role: 'assistant', parts: [{ type: 'toolCall', id: 'm', name: 'mail', arguments: '{}' }] },
		]);
		// A vendor's search has no place here.
		expect(read({ tools: [deferred, { type: 'tool_search' }] }).prompt.tools.map(({ name }) => name)).toEqual(['mail']);
	});

	test('reasoning of ours comes back whole without its summary, that of others goes, one alone is no answer', () => {
		const thoughts: ReasoningPart[] = [
			{ type: 'reasoning', text: 'One, 😀 ~.', model: 'anthropic/claude', signature: 'sig', encrypted: null, id: null },
			{ type: 'reasoning', text: '', model: 'openai/gpt-5', signature: null, encrypted: 'enc', id: 'rs_1' },
		];
		const item = { type: 'reasoning', id: 'rs_x', summary: [], encrypted_content: encryptedContent(thoughts) };
		const other = {
			type: 'reasoning',
			id: 'rs_y',
			summary: [{ type: 'summary_text', text: 'Hm.' }],
			content: [],
			encrypted_content: 'gAAAA',
		};
		expect(input(HI, item, other, { role: 'assistant', content: 'Done.' })[1]).toEqual({
			role: 'assistant',
			parts: [...thoughts, text('Done.')],
		});
		expect(input(HI, item, HI)).toEqual([USER, USER]);
		expect(input(HI, item)).toEqual([USER]);
		expect(encryptedContent([{ ...thoughts[0]!, model: null }])).toBeNull();
	});

	test('what holds no words is left out', () => {
		expect(
			input(HI, { type: 'web_search_call', id: 'ws_1', status: 'completed' }, { type: 'configuration_update', reasoning: {} }),
		).toEqual([USER]);
	});
});

describe('what was kept', () => {
	const asked = read({ instructions: 'Rules.' });
	const thought: ReasoningPart = { type: 'reasoning', text: 'T', model: 'a/b', signature: 's', encrypted: null, id: null };
	const parts = [
		thought,
		text('Look.') as { type: 'text'; text: string },
		{ type: 'toolCall' as const, id: 'a', name: 'f', arguments: '{}' },
	];
	const answer = {
		parts,
		ended: 'toolCalls' as const,
		usage: { input: 1, cachedInput: 0, cacheWrite: 0, output: 1, reasoning: 0 },
		note: null,
	};
	const start = (request = asked) => ({ id: 'k1', createdMs: 0, model: 'm', request, note: null });
	const output = { type: 'function_call_output', call_id: 'a', output: 'A' };
	const result = { role: 'tool', parts: [{ type: 'toolResult', callId: 'a', name: 'f', content: [text('A')], isError: false }] };

	test('goes before the new input, without the instructions of before, and again before what follows it', () => {
		wire.body(start(), answer);
		const next = read({ previous_response_id: 'resp_k1', input: [output], instructions: 'Others.' });
		expect(next.prompt.messages).toEqual([{ role: 'system', parts: [text('Others.')] }, USER, { role: 'assistant', parts }, result]);
		wire.body({ ...start(next), id: 'k2' }, { ...answer, parts: [text('Done.') as never] });
		const third = read({ previous_response_id: 'resp_k2' });
		expect(third.prompt.messages).toEqual([
			USER,
			{ role: 'assistant', parts },
			result,
			{ role: 'assistant', parts: [text('Done.')] },
			USER,
		]);
	});

	test('single items are found by their ids, which are those of the body', () => {
		const { output: items } = wire.body(start(), answer) as { output: readonly { id: string }[] };
		const references = items.map(({ id }, n) => (n === 0 ? { id } : { type: 'item_reference', id }));
		expect(input(HI, ...references, output)).toEqual([USER, { role: 'assistant', parts }, result]);
	});

	test('nothing is kept where the client wants it so, nor more than there is room for', () => {
		wire.body({ ...start(read({ store: false })), id: 'k3' }, answer);
		expect(failure(() => read({ previous_response_id: 'resp_k3' }))).toContain('previous_response_id');
		const small = new KeptAnswers(1000);
		const keep = (id: string) => small.keep(id, [{ role: 'user', parts: [{ type: 'text', text: 'x'.repeat(600) }] }], []);
		keep('resp_1');
		keep('resp_2');
		expect([small.conversation('resp_1'), small.conversation('resp_2')?.length]).toEqual([null, 1]);
	});
});

test('wishes, effort and the name of the conversation', () => {
	const schema = { type: 'object', properties: {} };
	const { prompt, effort, stream, conversationId } = read(
		{
			...{
				stream: true,
				max_output_tokens: 10,
				temperature: 0.5,
				top_p: 0.9,
				parallel_tool_calls: false,
				truncation: 'auto',
				store: false,
			},
			text: { format: { type: 'json_schema', name: 'n', schema, strict: true }, verbosity: 'low' },
			reasoning: { effort: 'high', summary: 'auto' },
			include: ['reasoning.encrypted_content'],
			...{ service_tier: 'flex', user: 'u', safety_identifier: 's', metadata: { a: 'b' }, prompt_cache_key: 'k', client_metadata: {} },
			stream_options: { include_obfuscation: false },
		},
		{ 'session-id': 'root', 'thread-id': 'thread' },
	);
	expect(prompt.wishes).toEqual({
		...{ maxOutputTokens: 10, temperature: 0.5, topP: 0.9, parallelToolCalls: false },
		format: { kind: 'schema', name: 'n', schema, strict: true },
	});
	expect({ effort, stream, conversationId }).toEqual({ effort: 'high', stream: true, conversationId: 'thread' });
	expect(read({ text: { format: { type: 'json_object' } } }).prompt.wishes).toEqual({ format: { kind: 'json' } });
	const plain = read({ text: { format: { type: 'text' } }, temperature: null, tools: null, tool_choice: null, stream: null });
	expect(plain.prompt).toEqual({ messages: [USER], tools: [], toolChoice: 'auto' });
	expect([plain.effort, plain.stream, plain.conversationId]).toEqual([null, false, null]);
});
