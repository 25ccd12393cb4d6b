import type { ServerResponse } from 'node:http';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/core/base/time.ts';
import { type ToolDefinition, textMessage, type Wishes } from '../../../src/core/message/message.ts';
import type { StreamEvent, StreamRequest } from '../../../src/core/message/stream.ts';
import { Lessons } from '../../../src/core/model/lessons.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import { untilStop } from '../../../src/providers/chat/sdk-wishes.ts';
import { collect, depsWith, endpointAt, fixture, json, REQUEST, startServer, writeChunks } from './server.ts';

type Body = Readonly<Record<string, unknown>>;
const FIXTURES = { 'openai-compatible': 'openai-chat.sse', openai: 'openai-responses.sse', anthropic: 'anthropic.sse' } as const;
const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const READ: ToolDefinition = { name: 'read', description: 'Reads.', parameters: { type: 'object', properties: {} } };

/** What goes out for these wishes; `refuse` answers for what the server does not take. */
async function sent(
	kind: keyof typeof FIXTURES,
	wishes: Wishes,
	over: Partial<StreamRequest> = {},
	refuse: (body: Body, response: ServerResponse) => boolean = () => false,
	lessons = new Lessons(systemClock),
) {
	const server = await startServer((request, response) => {
		if (!refuse(JSON.parse(request.body) as Body, response)) void writeChunks(response, [fixture(FIXTURES[kind])]);
	});
	onTestFinished(() => server.close());
	const deps = { ...depsWith(), lessons };
	const provider = new HttpChatProvider(endpointAt(`${server.url}/v1`, kind), deps);
	const { error } = await collect(provider.stream({ ...REQUEST, ...over, wishes }, new AbortController().signal));
	expect(error).toBeNull();
	return server.seen.map(({ body }) => JSON.parse(body) as Body);
}

describe('wishes on the wire', () => {
	it('chat completions', async () => {
		const wishes: Wishes = { temperature: 0.2, topP: 0.9, stop: ['END', '##'], seed: 7, parallelToolCalls: false };
		const [body] = await sent('openai-compatible', wishes, { tools: [READ] });
		expect(body).toMatchObject({ temperature: 0.2, top_p: 0.9, stop: ['END', '##'], seed: 7, parallel_tool_calls: false });
	});

	it('Responses: no stop there, and no sampling where a model reasons', async () => {
		const wishes: Wishes = { temperature: 0.2, topP: 0.9, stop: ['END'], seed: 7, parallelToolCalls: false };
		const [body] = await sent('openai', wishes, { model: 'gpt-4.1', tools: [READ], effort: null });
		expect(body).toMatchObject({ temperature: 0.2, top_p: 0.9, parallel_tool_calls: false });
		expect(body).not.toHaveProperty('stop');
		const [reasoning] = await sent('openai', wishes, { model: 'gpt-5.4', tools: [READ], effort: 'high' });
		expect(reasoning).not.toHaveProperty('temperature');
	});

	it('Anthropic', async () => {
		const [body] = await sent('anthropic', { temperature: 0.2, stop: ['END'], parallelToolCalls: false }, { tools: [READ], effort: null });
		expect(body).toMatchObject({ temperature: 0.2, stop_sequences: ['END'], tool_choice: { disable_parallel_tool_use: true } });
	});

	it.each(Object.keys(FIXTURES) as (keyof typeof FIXTURES)[])('%s: nothing wished, nothing written', async (kind) => {
		const [bare] = await sent(kind, {});
		for (const field of ['temperature', 'top_p', 'stop', 'stop_sequences', 'seed', 'response_format', 'parallel_tool_calls', 'text'])
			expect(bare).not.toHaveProperty(field);
	});

	it('a field that a server refuses is left out, and the answer comes', async () => {
		const bodies = await sent('anthropic', { temperature: 0.2 }, { effort: null }, (body, response) => {
			if (!('temperature' in body)) return false;
			json(response, 400, {
				type: 'error',
				error: { type: 'invalid_request_error', message: '`temperature` is deprecated for this model.' },
			});
			return true;
		});
		expect(bodies.map((body) => 'temperature' in body)).toEqual([true, false]);
	});
});

describe('the form of the answer', () => {
	const schema: Wishes = { format: { kind: 'schema', name: 'place', schema: SCHEMA, strict: true } };
	const inWords = (body: Body | undefined): boolean => /match this JSON Schema:.*city/s.test(JSON.stringify(body));

	it('chat completions: by the field', async () => {
		const [body] = await sent('openai-compatible', schema);
		expect(body!.response_format).toMatchObject({ type: 'json_schema', json_schema: { name: 'place', strict: true, schema: SCHEMA } });
		expect(inWords(body)).toBe(false);
		const [object] = await sent('openai-compatible', { format: { kind: 'json' } });
		expect(object!.response_format).toEqual({ type: 'json_object' });
	});

	it('Responses: by the field', async () => {
		const [body] = await sent('openai', schema);
		expect(body!.text).toMatchObject({ format: { type: 'json_schema', name: 'place', strict: true, schema: SCHEMA } });
		const loose = await sent('openai', { format: { kind: 'schema', name: 'place', schema: SCHEMA, strict: false } });
		expect(loose[0]!.text).toMatchObject({ format: { strict: false } });
	});

	it.each([
		['claude-opus-4-8', null],
		['claude-sonnet-4-5', null],
		['claude-opus-4-8', 'high'],
	])('Anthropic: by the field, %s at effort %s', async (model, effort) => {
		const [body] = await sent('anthropic', schema, { model, effort, tools: [READ] });
		expect(body!.output_config).toMatchObject({ format: { type: 'json_schema', schema: SCHEMA } });
		expect(inWords(body)).toBe(false);
		expect(JSON.stringify(body!.tools)).not.toContain('"json"');
	});

	it.each<[string, string, Wishes]>([
		['an object of any fields', 'claude-opus-4-8', { format: { kind: 'schema', name: 'x', schema: { type: 'object' }, strict: true } }],
		['a model of before', 'claude-3-5-haiku-20241022', schema],
		['a model of another vendor behind this wire', 'kimi-k3', schema],
		['any JSON', 'claude-opus-4-8', { format: { kind: 'json' } }],
	])('Anthropic: in words, and never by a forced call, for %s', async (_what, model, wishes) => {
		const [body] = await sent('anthropic', wishes, { model, effort: null, tools: [READ] });
		expect(JSON.stringify(body)).toContain('nothing else: no words around it');
		expect(body).not.toHaveProperty('output_config.format');
		expect(body!.tools).toHaveLength(1);
		expect([undefined, 'auto']).toContain((body!.tool_choice as { readonly type?: string } | undefined)?.type);
	});

	it.each<[keyof typeof FIXTURES, string, string]>([
		[
			'openai-compatible',
			'gpt-4.1',
			"Invalid schema for response_format 'place': In context=(), 'additionalProperties' is required to be false.",
		],
		['openai', 'gpt-4.1', "Invalid schema for response_format 'place': In context=('properties', 'city'), 'minLength' is not permitted."],
		['anthropic', 'claude-opus-4-8', "output_config.format.schema: For 'object' type, property 'minProperties' is not supported"],
	])('%s: a schema that is refused is asked for in words, and the next one by the field again', async (kind, model, message) => {
		const refuse = (body: Body, response: ServerResponse): boolean => {
			if (!/"type":"json_schema"/.test(JSON.stringify(body))) return false;
			json(response, 400, { type: 'error', error: { message, type: 'invalid_request_error', param: null, code: null } });
			return true;
		};
		const lessons = new Lessons(systemClock);
		const over = { model, effort: null };
		const bodies = await sent(kind, schema, over, refuse, lessons);
		expect(bodies.map(inWords)).toEqual([false, true]);
		const next = await sent(kind, schema, over, undefined, lessons);
		expect(next.map(inWords)).toEqual([false]);
	});

	it('Anthropic: in words, behind the system text', async () => {
		const [body] = await sent('anthropic', schema, {
			model: 'claude-3-haiku',
			messages: [textMessage('system', 'Be short.'), textMessage('user', 'Where?')],
		});
		expect(inWords(body)).toBe(true);
		expect(JSON.stringify(body!.system)).toMatch(/Be short\..*JSON Schema/s);
	});

	it('in words where a server refuses the field', async () => {
		const bodies = await sent('openai-compatible', schema, {}, (body, response) => {
			if (!('response_format' in body)) return false;
			json(response, 400, { error: { message: 'Unrecognized request argument supplied: response_format', type: 'invalid_request_error' } });
			return true;
		});
		expect(bodies).toHaveLength(2);
		expect(bodies[1]).not.toHaveProperty('response_format');
		expect(inWords(bodies[1])).toBe(true);
	});
});

describe('a stop sequence that is cut here', () => {
	const cut = async (pieces: readonly string[], stop: readonly string[]): Promise<readonly StreamEvent[]> => {
		async function* events(): AsyncGenerator<StreamEvent> {
			for (const text of pieces) yield { type: 'text', text };
			yield { type: 'end', reason: 'length' };
		}
		const out: StreamEvent[] = [];
		for await (const event of untilStop(events(), stop)) out.push(event);
		return out;
	};
	const said = (events: readonly StreamEvent[]): string => events.map((event) => (event.type === 'text' ? event.text : '')).join('');

	it('is found however the text is cut, and nothing else is lost', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 4 }), { maxLength: 12 }),
				fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
				async (pieces, stop) => {
					const whole = pieces.join('');
					// The first sequence that is complete ends the answer; of several that end together the one that began first counts.
					const ends = stop.flatMap((one) => (whole.indexOf(one) < 0 ? [] : [whole.indexOf(one)]));
					const events = await cut(pieces, stop);
					if (ends.length === 0) expect(said(events)).toBe(whole);
					else expect(stop.some((one) => said(events).includes(one))).toBe(false);
					expect(whole.startsWith(said(events))).toBe(true);
					expect(events.at(-1)).toEqual({ type: 'end', reason: ends.length === 0 ? 'length' : 'stop' });
				},
			),
		);
	});

	it('lets what cannot be a beginning go at once', async () => {
		expect(await cut(['ab', 'EN'], ['END'])).toEqual([
			{ type: 'text', text: 'ab' },
			{ type: 'text', text: 'EN' },
			{ type: 'end', reason: 'length' },
		]);
	});
});
