import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type Message, type ToolDefinition, textMessage } from '../../../src/core/message/message.ts';
import type { StreamRequest } from '../../../src/core/message/stream.ts';
import { VsCodeLmProvider } from '../../../src/host/models/vscode-lm.ts';
import { collect, REQUEST } from '../providers/server.ts';

const editor = vi.hoisted(() => ({
	parts: [] as unknown[],
	sent: null as { messages: unknown; options: Record<string, unknown> } | null,
	/** What the stream does behind its parts. */
	afterwards: async (): Promise<void> => {},
	cancelled: 0,
}));

/** The classes of `vscode.lm` that a request and an answer are made of, as @types/vscode 1.125 describes them. */
vi.mock('vscode', () => {
	class LanguageModelTextPart {
		readonly value: string;
		constructor(value: string) {
			this.value = value;
		}
	}
	class LanguageModelToolCallPart {
		readonly callId: string;
		readonly name: string;
		readonly input: object;
		constructor(callId: string, name: string, input: object) {
			this.callId = callId;
			this.name = name;
			this.input = input;
		}
	}
	class LanguageModelToolResultPart {
		readonly callId: string;
		readonly content: unknown[];
		constructor(callId: string, content: unknown[]) {
			this.callId = callId;
			this.content = content;
		}
	}
	class LanguageModelDataPart {
		static image = (data: Uint8Array, mime: string) => new LanguageModelDataPart(data, mime);
		readonly data: Uint8Array;
		readonly mimeType: string;
		constructor(data: Uint8Array, mimeType: string) {
			this.data = data;
			this.mimeType = mimeType;
		}
	}
	const message = (role: number) => (content: string | unknown[]) => {
		return { role, content: typeof content === 'string' ? [new LanguageModelTextPart(content)] : content };
	};
	async function* stream() {
		yield* editor.parts;
		await editor.afterwards();
	}
	class LanguageModelError extends Error {
		static NoPermissions = (message: string) => new LanguageModelError(message, 'NoPermissions');
		static NotFound = (message: string) => new LanguageModelError(message, 'NotFound');
		static Blocked = (message: string) => new LanguageModelError(message, 'Blocked');
		readonly code: string;
		constructor(message: string, code = 'Unknown') {
			super(message);
			this.code = code;
		}
	}
	const model = {
		name: 'Helper',
		sendRequest: async (messages: unknown, options: Record<string, unknown>) => {
			editor.sent = { messages, options };
			return { stream: stream() };
		},
	};
	return {
		LanguageModelTextPart,
		LanguageModelToolCallPart,
		LanguageModelToolResultPart,
		LanguageModelDataPart,
		LanguageModelChatMessage: { User: message(1), Assistant: message(2) },
		LanguageModelChatToolMode: { Auto: 1, Required: 2 },
		LanguageModelError,
		CancellationTokenSource: class {
			token = {};
			cancel(): void {
				editor.cancelled++;
			}
			dispose(): void {}
		},
		lm: { selectChatModels: async () => [model] },
	};
});

const vscode = await import('vscode');
const READ: ToolDefinition = { name: 'read', description: 'Reads.', parameters: { type: 'object', properties: {} } };
const LIST: ToolDefinition = { ...READ, name: 'list' };
const user = textMessage('user', 'Go.');
const send = (more: Partial<StreamRequest> = {}, timeouts = {}, signal = new AbortController().signal) => {
	return collect(new VsCodeLmProvider(timeouts).stream({ ...REQUEST, model: 'copilot/helper', ...more }, signal));
};
const text = (value: string) => ({ value });

beforeEach(() => {
	editor.parts = [];
	editor.sent = null;
	editor.afterwards = async () => {};
	editor.cancelled = 0;
});

describe('an answer', () => {
	test('text, calls, usage and the end', async () => {
		const usage = new TextEncoder().encode(JSON.stringify({ prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 }));
		editor.parts = [
			new vscode.LanguageModelTextPart('I read.'),
			new vscode.LanguageModelToolCallPart('a', 'read', { path: 'ä', n: [1] }),
			new vscode.LanguageModelToolCallPart('b', 'read', {}),
			new vscode.LanguageModelDataPart(usage, 'usage'),
			{ unknown: true },
		];
		const { events, error } = await send({ tools: [READ] });
		expect(error).toBeNull();
		expect(events).toEqual([
			{ type: 'text', text: 'I read.' },
			{ type: 'toolCall', call: { type: 'toolCall', id: 'a', name: 'read', arguments: '{"path":"ä","n":[1]}' } },
			{ type: 'toolCall', call: { type: 'toolCall', id: 'b', name: 'read', arguments: '{}' } },
			{ type: 'usage', usage: { input: 10, cachedInput: 0, cacheWrite: 0, output: 2, reasoning: 0 }, reportedCost: null },
			{ type: 'end', reason: 'toolCalls' },
		]);
	});

	test('of text alone stops', async () => {
		editor.parts = [new vscode.LanguageModelTextPart('Hello.')];
		expect((await send()).events.at(-1)).toEqual({ type: 'end', reason: 'stop' });
	});
});

describe('a model that fails', () => {
	const fails = (thrown: unknown) => async () => {
		throw thrown;
	};
	test.each([
		['an error', new Error('The engine\n\u001b[31mcrashed.'), 'server', /The engine \[31mcrashed/],
		['words', 'The engine crashed.', 'server', /engine crashed/],
		['nothing', undefined, 'server', /^Helper failed\.$/],
		['a cancellation of its own', new Error('Canceled'), 'server', /Canceled/],
		['no permission', vscode.LanguageModelError.NoPermissions('No.'), 'auth', /does not let/],
		['a model that is gone', vscode.LanguageModelError.NotFound('Gone.'), 'modelNotFound', /not available/],
		['a quota', vscode.LanguageModelError.Blocked('Used up.'), 'quota', /blocked/],
		['a code that no one knows', new vscode.LanguageModelError('Odd.'), 'server', /Odd/],
	])('by %s, after some text', async (_name, thrown, kind, message) => {
		editor.parts = [new vscode.LanguageModelTextPart('The sum')];
		editor.afterwards = fails(thrown);
		const { text, error } = await send();
		expect(text).toBe('The sum');
		expect(error).toMatchObject({ kind, message: expect.stringMatching(message), nextStep: expect.stringMatching(/\w/) });
	});

	test.each([
		['at all', [], { firstTokenPatient: 50 }, /did not begin/],
		['any more', ['The sum'], { idle: 50 }, /stopped in the middle/],
	])('by not answering %s: a limit ends it, and the model is told', async (_name, said, timeouts, message) => {
		editor.parts = said.map((piece) => new vscode.LanguageModelTextPart(piece));
		editor.afterwards = () => new Promise(() => {});
		const { text, error } = await send({}, timeouts);
		expect(text).toBe(said.join(''));
		expect(error).toMatchObject({ kind: 'timeout', message: expect.stringMatching(message) });
		expect(editor.cancelled).toBe(1);
	});

	test('to heed Stop is stopped all the same', async () => {
		const stop = new AbortController();
		editor.parts = [new vscode.LanguageModelTextPart('The sum')];
		editor.afterwards = () => {
			stop.abort();
			return new Promise(() => {});
		};
		const { text, error } = await send({}, {}, stop.signal);
		expect(text).toBe('The sum');
		expect(error).toMatchObject({ kind: 'cancelled' });
		expect(editor.cancelled).toBeGreaterThan(0);
	});
});

describe('a request', () => {
	test('of text alone is as ever, without tools', async () => {
		await send();
		expect(editor.sent).toMatchObject({
			messages: [
				{ role: 1, content: [text('Be brief.')] },
				{ role: 1, content: [text('Say hello.')] },
			],
		});
		expect(Object.keys(editor.sent?.options ?? {})).toEqual(['justification', 'modelOptions']);
		// By it a request is known that comes back to our own models.
		expect(editor.sent?.options.modelOptions).toEqual({ _routooRequest: expect.stringMatching(/^[\da-f-]{36}$/) });
	});

	test('with images, calls, results and reasoning', async () => {
		const data = Buffer.from('png').toString('base64');
		const image = { type: 'image', mediaType: 'image/png', data } as const;
		const messages: Message[] = [
			{ role: 'user', parts: [{ type: 'text', text: 'Look.' }, image] },
			{
				role: 'assistant',
				parts: [
					{ type: 'reasoning', text: 'secret', model: 'vscode/copilot/helper', signature: 's', encrypted: null, id: null },
					{ type: 'text', text: 'I read.' },
					{ type: 'toolCall', id: 'a', name: 'read', arguments: '{"path":"x"}' },
					{ type: 'toolCall', id: 'b', name: 'read', arguments: '{"path":' },
					{ type: 'toolCall', id: 'c', name: 'read', arguments: '' },
				],
			},
			{
				role: 'tool',
				parts: [
					{ type: 'toolResult', callId: 'b', name: 'read', content: [{ type: 'text', text: 'no JSON' }], isError: true },
					{ type: 'toolResult', callId: 'a', name: 'read', content: [{ type: 'text', text: 'x' }, image], isError: false },
				],
			},
			user,
		];
		expect((await send({ messages, tools: [READ] })).error).toBeNull();
		const picture = { data: Buffer.from('png'), mimeType: 'image/png' };
		expect(editor.sent?.messages).toMatchObject([
			{ role: 1, content: [text('Look.'), picture] },
			{
				role: 2,
				content: [
					text('I read.'),
					{ callId: 'a', name: 'read', input: { path: 'x' } },
					{ callId: 'b', name: 'read', input: { malformed_arguments: '{"path":' } },
					{ callId: 'c', name: 'read', input: {} },
				],
			},
			{
				role: 1,
				content: [
					{ callId: 'a', content: [text('x'), picture] },
					{ callId: 'b', content: [text('Error: no JSON')] },
					{ callId: 'c', content: [text('Error: Not run: stopped.')] },
				],
			},
			{ role: 1, content: [text('Go.')] },
		]);
		expect(JSON.stringify(editor.sent)).not.toContain('secret');
	});

	test('names and ids that a vendor behind VS Code may refuse', async () => {
		const id = `functions.github/search:0 ${'x'.repeat(40)}`;
		const messages: Message[] = [
			user,
			{ role: 'assistant', parts: [{ type: 'toolCall', id, name: 'github/search', arguments: '{}' }] },
			{ role: 'tool', parts: [{ type: 'toolResult', callId: id, name: 'github/search', content: [], isError: false }] },
		];
		await send({ messages, tools: [{ ...READ, name: 'github/search' }] });
		const sent = editor.sent as unknown as {
			messages: { content: { callId: string; name: string }[] }[];
			options: { tools: { name: string }[] };
		};
		const [called, answered] = [sent.messages[1]?.content[0], sent.messages[2]?.content[0]];
		expect(called).toMatchObject({
			callId: expect.stringMatching(/^[a-z0-9]{9}$/),
			name: expect.stringMatching(/^github_search_[a-z0-9]{9}$/),
		});
		expect(answered?.callId).toBe(called?.callId);
		expect(sent.options.tools[0]?.name).toBe(called?.name);
		editor.parts = [new vscode.LanguageModelToolCallPart('a', called?.name ?? '', {})];
		const { events } = await send({ tools: [{ ...READ, name: 'github/search' }] });
		expect(events[0]).toMatchObject({ call: { name: 'github/search' } });
	});

	test.each([
		['auto', ['read', 'list'], 1],
		['required', ['read', 'list'], 2],
		[{ name: 'list' }, ['list'], 2],
		['none', undefined, undefined],
	] as const)('the choice %j', async (toolChoice, names, toolMode) => {
		await send({ tools: [READ, LIST], toolChoice });
		const tools = editor.sent?.options.tools as { name: string; inputSchema: object }[] | undefined;
		expect(tools?.map(({ name }) => name)).toEqual(names);
		expect(editor.sent?.options.toolMode).toBe(toolMode);
		if (tools) expect(tools[0]?.inputSchema).toEqual(READ.parameters);
	});
});
