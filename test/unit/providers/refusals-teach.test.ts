import type { ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { systemClock } from '../../../src/core/base/time.ts';
import { type Message, textMessage } from '../../../src/core/message/message.ts';
import type { StreamRequest } from '../../../src/core/message/stream.ts';
import type { EndpointKind } from '../../../src/core/model/endpoint.ts';
import { Lessons } from '../../../src/core/model/lessons.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import { HttpFillProvider } from '../../../src/providers/fill/fill-provider.ts';
import { collect, depsWith, endpointAt, fixture, json, REQUEST, startServer, writeChunks } from './server.ts';

type Body = Readonly<Record<string, unknown>>;
const FIXTURES = { 'openai-compatible': 'openai-chat.sse', openai: 'openai-responses.sse', anthropic: 'anthropic.sse' } as const;

/** A server that refuses what `refuse` answers for, and streams an answer to everything else. */
async function picky(
	refuse: (body: Body, response: ServerResponse) => boolean,
	kind: Exclude<EndpointKind, 'vscode'> = 'openai-compatible',
) {
	const server = await startServer((request, response) => {
		if (!refuse(JSON.parse(request.body) as Body, response)) void writeChunks(response, [fixture(FIXTURES[kind])]);
	});
	onTestFinished(() => server.close());
	const lessons = new Lessons(systemClock);
	const endpoint = endpointAt(`${server.url}/v1`, kind);
	const ask = (over: Partial<StreamRequest> = {}) =>
		collect(new HttpChatProvider(endpoint, { ...depsWith(), lessons }).stream({ ...REQUEST, ...over }, new AbortController().signal));
	return { server, lessons, endpoint, ask, bodies: () => server.seen.map(({ body }) => JSON.parse(body) as Body) };
}

const error = (message: string, param: string | null = null) => ({ error: { message, type: 'invalid_request_error', param, code: null } });

describe('a refused field', () => {
	const refusing = (field: string, message: string) => (body: Body, response: ServerResponse) => {
		if (!(field in body)) return false;
		json(response, 400, error(message));
		return true;
	};

	it('is renamed in the same request, and from the beginning in the next one of any window', async () => {
		const it = await picky(refusing('max_tokens', "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."));
		const first = await it.ask();
		expect(first.error).toBeNull();
		expect(first.text).not.toBe('');
		expect(it.bodies().map((body) => [body.max_tokens, body.max_completion_tokens])).toEqual([
			[500, undefined],
			[undefined, 500],
		]);
		await it.ask();
		expect(it.server.seen).toHaveLength(3);
		expect(it.bodies()[2]).toMatchObject({ max_completion_tokens: 500 });
		// Another model of the endpoint is another matter.
		await it.ask({ model: 'older-model' });
		expect(it.server.seen).toHaveLength(5);
	});

	it('is none where the server misses it: answers without their reasoning get some, in this conversation alone', async () => {
		const words = 'The `reasoning_content` in the thinking mode must be passed back to the API.';
		const it = await picky((body, response) => {
			const answers = (body.messages as readonly Body[]).filter(({ role }) => role === 'assistant');
			if (answers.every(({ reasoning_content }) => Boolean(reasoning_content))) return false;
			json(response, 400, error(words));
			return true;
		});
		const answered = (id: string, thought: string | null): readonly Message[] => [
			{
				role: 'assistant',
				parts: [
					...(thought === null
						? []
						: [{ type: 'reasoning' as const, text: thought, model: 'test/some-model', signature: null, encrypted: null, id: null }]),
					{ type: 'toolCall', id, name: 'read', arguments: '{}' },
				],
			},
			{ role: 'tool', parts: [{ type: 'toolResult', callId: id, name: 'read', content: [{ type: 'text', text: 'x' }], isError: false }] },
		];
		const begin = textMessage('user', 'Read.');
		const messages = [begin, ...answered('a', null), ...answered('b', 'I read.')];
		expect((await it.ask({ messages, effort: 'high' })).error).toBeNull();
		const sent = (body: Body) => (body.messages as readonly Body[]).flatMap((one) => one.reasoning_content ?? []);
		expect(it.bodies().map((body) => sent(body))).toEqual([['I read.'], ['(not kept)', 'I read.']]);
		expect(it.bodies().map((body) => body.reasoning_effort)).toEqual(['high', 'high']);
		await it.ask({ messages: [begin, ...answered('b', 'I read.')], effort: 'high' });
		expect(sent(it.bodies()[2]!)).toEqual(['I read.']);
	});

	it('is left out, one after the other', async () => {
		const it = await picky((body, response) => {
			const odd = ['stream_options', 'tool_choice'].find((field) => field in body);
			if (odd === undefined) return false;
			json(response, 422, { detail: [{ loc: ['body', odd], msg: 'Extra inputs are not permitted', type: 'extra_forbidden' }] });
			return true;
		});
		const tools = [{ name: 'read', description: 'Reads.', parameters: { type: 'object', properties: {} } }];
		expect((await it.ask({ tools, toolChoice: 'required' })).error).toBeNull();
		expect(it.server.seen).toHaveLength(3);
		expect(it.bodies()[2]).not.toHaveProperty('stream_options');
		expect(it.bodies()[2]).toHaveProperty('tools');
	});

	it('is heard in a stream as well', async () => {
		const it = await picky((body, response) => {
			if (!('stream_options' in body)) return false;
			void writeChunks(response, [`data: ${JSON.stringify(error('Unknown field: stream_options'))}\n\n`]);
			return true;
		});
		expect((await it.ask()).error).toBeNull();
		expect(it.server.seen).toHaveLength(2);
	});

	it('in a mark of the cache leaves the text as it is', async () => {
		const it = await picky((body, response) => {
			if (!JSON.stringify(body).includes('cache_control')) return false;
			json(response, 400, {
				type: 'error',
				error: { type: 'invalid_request_error', message: 'system.0.cache_control: Extra inputs are not permitted' },
			});
			return true;
		}, 'anthropic');
		expect((await it.ask()).error).toBeNull();
		expect(it.server.seen).toHaveLength(2);
		expect(it.server.seen[1]!.body).toContain('Say hello.');
	});

	it('that is refused under both names, or again and again, ends in the server’s words, and costs the model alone', async () => {
		const both = await picky((body, response) => {
			json(response, 400, error(`Unsupported parameter: '${'max_tokens' in body ? 'max_tokens' : 'max_completion_tokens'}'`));
			return true;
		});
		const { error: refused } = await both.ask();
		expect(both.server.seen).toHaveLength(2);
		expect(refused).toMatchObject({ kind: 'badResponse', rule: { scope: 'model' } });
		expect((refused as RoutooError).message).toContain('Unsupported parameter');
		const never = await picky((body, response) => {
			const [field] = Object.keys(body).filter((name) => !['model', 'messages', 'stream'].includes(name));
			json(response, 400, error(`Unsupported parameter: '${field}'`));
			return true;
		});
		expect((await never.ask({ effort: 'low' })).error).toBeInstanceOf(RoutooError);
		expect(never.server.seen.length).toBeLessThanOrEqual(5);
	});

	it('is not sought in what is said about the model or the account', async () => {
		const it = await picky((_body, response) => {
			json(response, 400, error('Your organization must be verified to stream this model.', 'stream'));
			return true;
		});
		const { error: refused } = await it.ask();
		expect(it.server.seen).toHaveLength(1);
		expect(refused).toMatchObject({ rule: { scope: 'model' } });
		expect((refused as RoutooError).message).toContain('"Your organization must be verified to stream this model"');
		expect((refused as RoutooError).nextStep).toBe('Do on the account page of Test vendor what it asks for, or choose another model.');
	});

	it('is forgotten where the endpoint moves to another address', async () => {
		const it = await picky(refusing('max_tokens', "Unsupported parameter: 'max_tokens'"));
		await it.ask();
		const moved = { endpoint: { ...it.endpoint, baseUrl: 'http://127.0.0.1:9/v1' }, model: REQUEST.model };
		expect(it.lessons.of({ endpoint: it.endpoint, model: REQUEST.model }).fields.size).toBe(1);
		expect(it.lessons.of(moved).fields.size).toBe(0);
	});

	it('in a completion too', async () => {
		const server = await startServer((request, response) => {
			if ('stream_options' in JSON.parse(request.body))
				json(response, 400, error('Unrecognized request argument supplied: stream_options'));
			else void writeChunks(response, ['data: {"choices":[{"text":"b;","finish_reason":"stop"}]}\n\n', 'data: [DONE]\n\n']);
		});
		onTestFinished(() => server.close());
		const provider = new HttpFillProvider(endpointAt(`${server.url}/v1`), depsWith());
		const context = { prefix: 'a\ud83d', suffix: '\ude00', snippets: [], path: 'a.ts', languageId: 'typescript', tokens: 10 };
		const ask = async () => {
			const texts: string[] = [];
			const request = { model: 'm', context, shape: 'line' as const, stop: [], maxOutputTokens: 10 };
			const ability = { method: 'openaiSuffix' as const, template: null, why: '' };
			for await (const event of provider.fill(ability, request, new AbortController().signal)) {
				if (event.type === 'text') texts.push(event.text);
			}
			return texts.join('');
		};
		expect(await ask()).toBe('b;');
		expect(await ask()).toBe('b;');
		expect(server.seen).toHaveLength(3);
		for (const { body } of server.seen)
			expect(JSON.parse(body)).toMatchObject({ prompt: expect.stringMatching(/a\ufffd$/), suffix: '\ufffd' });
	});
});

describe('a refused effort', () => {
	it.each(['none', 'minimal'])('%s: the request is answered without it, and it is no more offered', async (effort) => {
		const it = await picky((body, response) => {
			if (body.reasoning_effort !== effort) return false;
			json(response, 400, error(`Unsupported value: '${effort}'. Supported values are: 'low', 'high'.`, 'reasoning_effort'));
			return true;
		});
		expect((await it.ask({ effort })).error).toBeNull();
		expect(it.bodies().map((body) => body.reasoning_effort)).toEqual([effort, undefined]);
		expect((await it.ask({ effort: 'low' })).error).toBeNull();
		expect(it.bodies()[2]).toMatchObject({ reasoning_effort: 'low' });
		expect([...it.lessons.of({ endpoint: it.endpoint, model: REQUEST.model }).efforts]).toEqual([effort]);
	});

	it('where the server knows no effort of this model, none is sent again', async () => {
		const it = await picky((body, response) => {
			if (!('reasoning' in body)) return false;
			json(response, 400, error("Unsupported parameter: 'reasoning.effort' is not supported with this model.", 'reasoning.effort'));
			return true;
		}, 'openai');
		expect((await it.ask({ effort: 'low' })).error).toBeNull();
		await it.ask({ effort: 'high' });
		expect(it.server.seen).toHaveLength(3);
	});
});

describe('a cap that is too large', () => {
	it('is lowered to what the server names', async () => {
		const it = await picky((body, response) => {
			if ((body.max_tokens as number) <= 200) return false;
			json(response, 400, error('max_tokens is too large: 500. This model supports at most 200 completion tokens.', 'max_tokens'));
			return true;
		});
		expect((await it.ask()).error).toBeNull();
		await it.ask();
		expect(it.bodies().map((body) => body.max_tokens)).toEqual([500, 200, 200]);
	});
});

describe('a context that is named', () => {
	const words = 'the request exceeds the available context size (4096 tokens), try increasing it';
	it.each([
		['400', (response: ServerResponse) => json(response, 400, error(words))],
		['500', (response: ServerResponse) => json(response, 500, error(words))],
		['200', (response: ServerResponse) => json(response, 200, error(words))],
		[
			'its own field',
			(response: ServerResponse) => json(response, 400, { error: { type: 'exceed_context_size_error', message: 'too long', n_ctx: 4096 } }),
		],
		['the first event', (response: ServerResponse) => writeChunks(response, [`data: ${JSON.stringify(error(words))}\n\n`])],
	])('in %s is remembered for this model at this address', async (_where, answer) => {
		const it = await picky((_body, response) => {
			void answer(response);
			return true;
		});
		expect((await it.ask()).error).toMatchObject({ kind: 'contextTooLong', contextTokens: 4096 });
		expect(it.lessons.of({ endpoint: it.endpoint, model: REQUEST.model }).contextTokens).toBe(4096);
		expect(it.lessons.of({ endpoint: it.endpoint, model: 'another' }).contextTokens).toBeNull();
	});
});

describe('text on its way out', () => {
	it.each(['openai-compatible', 'openai', 'anthropic'] as const)('holds no half of a pair (%s)', async (kind) => {
		const it = await picky(() => false, kind);
		const messages: readonly Message[] = [
			textMessage('system', 'x\udc00'),
			textMessage('user', 'a\ud83d'),
			textMessage('user', '\ud83d\ude00 whole'),
		];
		await it.ask({ messages, model: 'm\ud83d' });
		const sent = it.server.seen[0]!.body;
		expect(sent.isWellFormed()).toBe(true);
		expect(JSON.stringify(JSON.parse(sent))).not.toMatch(/\\ud[89a-f]/);
		expect(sent).toContain('a\ufffd'.replace('\ufffd', sent.includes('\ufffd') ? '\ufffd' : '\\ufffd'));
		expect(sent).toContain('😀 whole');
	});

	it('halves in two pieces of an answer are joined', async () => {
		const piece = (text: string) => `data: {"choices":[{"index":0,"delta":{"content":"${text}"}}]}\n\n`;
		const server = await startServer((_request, response) =>
			writeChunks(response, [
				piece('\\ud83d'),
				piece('\\ude00'),
				'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
				'data: [DONE]\n\n',
			]),
		);
		onTestFinished(() => server.close());
		const outcome = await collect(
			new HttpChatProvider(endpointAt(`${server.url}/v1`), depsWith()).stream(REQUEST, new AbortController().signal),
		);
		expect(outcome.text).toBe('😀');
	});
});
