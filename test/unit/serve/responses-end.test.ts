import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../src/core/message/message.ts';
import type { StreamEvent } from '../../../src/core/message/stream.ts';
import { WIRES } from '../../../src/serve/wires.ts';
import { KEY, TestEndpoint } from '../../support/serve/endpoint.ts';
import { AgentBench, calls, says } from '../app/agent/agent-bench.ts';

const TOOLS: OpenAI.Responses.Tool[] = [
	{ type: 'function', name: 'read_file', strict: false, parameters: { type: 'object', properties: { path: { type: 'string' } } } },
	{ type: 'custom', name: 'apply_patch', description: 'Edits files.' },
];
const found = (call_id: string, output: string) => ({ type: 'function_call_output' as const, call_id, output });

let bench: AgentBench;
let endpoint: TestEndpoint;
let client: OpenAI;
beforeEach(async () => {
	bench = new AgentBench();
	endpoint = await TestEndpoint.start(bench.agent, { wires: WIRES });
	client = new OpenAI({ baseURL: `${endpoint.origin}/v1`, apiKey: KEY, maxRetries: 0 });
});
afterEach(() => endpoint.close());

const roles = (step: number) => bench.sent[step]?.request.messages.map(({ role }) => role);
const runs = () => new Set([...bench.memory.settled.values()].map(({ reservation }) => reservation.runId));

describe("Responses of OpenAI's library at the whole endpoint", () => {
	it('holds a run whose steps send the whole conversation', async () => {
		bench.scripts = { mini: () => calls('call_1', 'read_file', { path: 'a.ts' }) };
		const asked = { model: 'routoo/auto', tools: TOOLS, store: false };
		const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'Fix the tests' }];
		const first = await client.responses.stream({ ...asked, input }).finalResponse();
		expect(first.output).toMatchObject([{ type: 'function_call', call_id: 'call_1', arguments: '{"path":"a.ts"}' }]);
		bench.scripts = { mini: () => says('Fixed.') };
		input.push(...(first.output as OpenAI.Responses.ResponseInputItem[]), found('call_1', 'const a = 1;'));
		const { data, response } = await client.responses.create({ ...asked, input }).withResponse();
		expect(data.output_text).toBe('Fixed.');
		expect(response.headers.get('x-routoo-model')).toBe('cloud/mini');
		expect(data.usage).toMatchObject({ input_tokens: 1000, output_tokens: 100, routoo: { model: 'cloud/mini' } });
		expect(roles(1)).toEqual(['user', 'assistant', 'tool']);
		expect(bench.memory.settled.size).toBe(2);
		expect(runs()).toEqual(new Set([response.headers.get('x-routoo-run')]));
	});

	it('holds a run whose steps send what is new since the answer before', async () => {
		bench.scripts = { mini: () => calls('call_1', 'read_file', { path: 'a.ts' }) };
		const first = await client.responses.create({ model: 'routoo/auto', tools: TOOLS, input: 'Fix the tests', instructions: 'Be brief.' });
		bench.scripts = { mini: () => calls('call_2', 'read_file', { path: 'b.ts' }) };
		const next = { model: 'routoo/auto', tools: TOOLS, instructions: 'Be brief.' };
		const second = await client.responses
			.stream({ ...next, previous_response_id: first.id, input: [found('call_1', 'a')] })
			.finalResponse();
		bench.scripts = { mini: () => says('Fixed.') };
		await client.responses.create({ ...next, previous_response_id: second.id, input: [found('call_2', 'b')] });
		expect(roles(2)).toEqual(['system', 'user', 'assistant', 'tool', 'assistant', 'tool']);
		expect(runs().size).toBe(1);
	});

	it('says which answer it does not have, in the code on which clients send everything', async () => {
		const asked = client.responses.create({ model: 'routoo/auto', input: 'More', previous_response_id: 'resp_gone' });
		await expect(asked).rejects.toMatchObject({ status: 400, code: 'previous_response_not_found', param: 'previous_response_id' });
		expect(bench.sent).toHaveLength(0);
	});

	it('lets a model that knows functions alone call a tool with free text', async () => {
		const patch = '*** Begin Patch\n+"a" \\ 😀\n*** End Patch';
		bench.scripts = { mini: () => calls('call_1', 'apply_patch', { input: patch }) };
		const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: 'Fix the tests' }];
		const { output } = await client.responses.stream({ model: 'routoo/auto', tools: TOOLS, input }).finalResponse();
		expect(output).toMatchObject([{ type: 'custom_tool_call', name: 'apply_patch', call_id: 'call_1', input: patch }]);
		expect(bench.sent[0]?.request.tools.map(({ name }) => name)).toEqual(['read_file', 'apply_patch']);
		bench.scripts = { mini: () => says('Fixed.') };
		input.push(...(output as OpenAI.Responses.ResponseInputItem[]), { type: 'custom_tool_call_output', call_id: 'call_1', output: 'ok' });
		await client.responses.create({ model: 'routoo/auto', tools: TOOLS, input });
		const [, answer, results] = bench.sent[1]!.request.messages;
		expect(answer?.parts).toEqual([{ type: 'toolCall', id: 'call_1', name: 'apply_patch', arguments: JSON.stringify({ input: patch }) }]);
		expect(results?.parts).toMatchObject([{ callId: 'call_1', content: [{ text: 'ok' }] }]);
	});

	it('keeps the threads of one session apart by their names', async () => {
		bench.scripts = { mini: () => says('Done.') };
		const ask = (thread: string) =>
			client.responses.create({ model: 'routoo/auto', input: 'Fix it' }, { headers: { 'session-id': 'root', 'thread-id': thread } });
		await ask('root');
		await ask('sub');
		expect(runs().size).toBe(2);
	});

	it("gives the model's answer as it is: instructions first, the last words last", async () => {
		bench.scripts = {
			mini: async function* (): AsyncGenerator<StreamEvent> {
				yield { type: 'reasoning', text: 'Hm.' };
				yield { type: 'text', text: 'Yes' };
				yield { type: 'end', reason: 'length' };
			},
		};
		const whole = await client.responses.create({ model: 'routoo/auto', input: 'Hi', instructions: 'Be brief.' });
		expect(whole).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output_text: 'Yes' });
		expect(bench.sent[0]?.request.messages.map(({ parts }) => textOf(parts))).toEqual(['Be brief.', 'Hi']);
	});

	it.each(['/v1/responses/compact', '/v1/responses/resp_1', '/v1/responses/input_tokens'])(
		"refuses %s in the wire's form",
		async (path) => {
			const { status, text } = await endpoint.send(path, { body: {} });
			expect(status).toBe(404);
			expect(JSON.parse(text)).toMatchObject({ error: { type: 'invalid_request_error', code: 'unknown_url' } });
		},
	);
});
