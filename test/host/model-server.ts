import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface ChatRequest {
	readonly model: string;
	readonly messages: readonly { readonly role: string; readonly content: string }[];
	readonly max_tokens?: number;
	readonly max_completion_tokens?: number;
}

/** `POST /completions`. */
export interface FillCall {
	readonly model: string;
	readonly prompt: string;
	readonly suffix?: string;
	readonly max_tokens?: number;
	readonly stream?: boolean;
}

/**
 * A server with the OpenAI wire format. Its answers are computed from the request: it counts the words of the last message and says them
 * backwards, one word a token. Names decide how a model behaves: `slow-*` waits 40 ms a token, `broken-*` the same, and ends the
 * connection after five tokens, `gone-*` answers 404. Models named `fill-*` also complete code: what they say is computed from the text before and after the caret; `slow-fill-*` takes
 * half a second a token, and `bad-fill-*` fails with 500 once it was probed.
 */
export class ModelServer {
	readonly requests: ChatRequest[] = [];
	/** Completions that were streamed; probes are not. */
	readonly fills: FillCall[] = [];
	private readonly server: Server;
	private models: readonly string[];

	constructor(models: readonly string[]) {
		this.models = models;
		this.server = createServer((request, response) => void this.handle(request, response));
	}

	async listen(): Promise<string> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	close(): void {
		this.server.closeAllConnections();
		this.server.close();
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		if (request.method === 'GET' && request.url === '/v1/models') {
			const data = this.models.map((id) => ({ id, object: 'model', owned_by: 'test' }));
			response.setHeader('content-type', 'application/json').end(JSON.stringify({ object: 'list', data }));
		} else if (request.method === 'POST' && request.url === '/v1/chat/completions') {
			await this.answer(await body(request), response);
		} else if (request.method === 'POST' && request.url === '/v1/completions') {
			await this.fill((await body(request)) as unknown as FillCall, response);
		} else {
			response.statusCode = 404;
			response.setHeader('content-type', 'application/json').end(JSON.stringify({ error: { message: 'no such page' } }));
		}
	}

	private async fill(call: FillCall, response: ServerResponse): Promise<void> {
		const { model, prompt, suffix = '', stream } = call;
		response.setHeader('content-type', 'application/json');
		if (!/^(slow-|bad-)?fill-/.test(model)) {
			response.statusCode = 404;
			response.end(JSON.stringify({ error: { message: 'no such page' } }));
			return;
		}
		const usage = { prompt_tokens: prompt.length + suffix.length, completion_tokens: 4, total_tokens: prompt.length + suffix.length + 4 };
		if (stream !== true) {
			response.end(
				JSON.stringify({ id: 'x', object: 'text_completion', model, choices: [{ index: 0, text: 'f', finish_reason: 'length' }], usage }),
			);
			return;
		}
		this.fills.push(call);
		if (model.startsWith('bad-')) {
			response.statusCode = 500;
			response.end(JSON.stringify({ error: { message: 'out of memory' } }));
			return;
		}
		response.setHeader('content-type', 'text/event-stream');
		const last = prompt.split('\n').at(-1) ?? '';
		for (const text of ['filledIn', '(', `${last.trim().length}, `, `${suffix.length});`]) {
			if (model.startsWith('slow-')) await new Promise((resolve) => setTimeout(resolve, 500));
			if (response.destroyed) return;
			response.write(
				`data: ${JSON.stringify({ id: 'x', object: 'text_completion', model, choices: [{ index: 0, text, finish_reason: null }] })}\n\n`,
			);
		}
		response.write(
			`data: ${JSON.stringify({ id: 'x', object: 'text_completion', model, choices: [{ index: 0, text: '', finish_reason: 'stop' }], usage })}\n\n`,
		);
		response.end('data: [DONE]\n\n');
	}

	private async answer(chat: ChatRequest, response: ServerResponse): Promise<void> {
		this.requests.push(chat);
		if (chat.model.startsWith('gone-')) {
			response.statusCode = 404;
			response
				.setHeader('content-type', 'application/json')
				.end(JSON.stringify({ error: { message: `The model ${chat.model} does not exist`, code: 'model_not_found' } }));
			return;
		}
		response.setHeader('content-type', 'text/event-stream');
		const words = (chat.messages.at(-1)?.content ?? '').split(/\s+/).filter(Boolean);
		const limit = chat.max_tokens ?? chat.max_completion_tokens ?? Number.POSITIVE_INFINITY;
		const tokens = [`${words.length} words:`, ...words.reverse().map((word) => ` ${word}`)].slice(0, limit);
		const send = (delta: object, finish: string | null, extra: object = {}): void => {
			const choices = [{ index: 0, delta, finish_reason: finish }];
			response.write(`data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', model: chat.model, choices, ...extra })}\n\n`);
		};
		for (const [index, content] of tokens.entries()) {
			// A connection that is destroyed at once would drop what was written before.
			if (/^(slow|broken)-/.test(chat.model)) await new Promise((resolve) => setTimeout(resolve, 40));
			if (chat.model.startsWith('broken-') && index === 5) {
				response.destroy();
				return;
			}
			if (response.destroyed) return;
			send(index === 0 ? { role: 'assistant', content } : { content }, null);
		}
		const prompt = chat.messages.reduce((sum, m) => sum + m.content.split(/\s+/).length, 0);
		send({}, 'stop');
		const usage = { prompt_tokens: prompt, completion_tokens: tokens.length, total_tokens: prompt + tokens.length };
		response.write(`data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', model: chat.model, choices: [], usage })}\n\n`);
		response.end('data: [DONE]\n\n');
	}
}

async function body(request: IncomingMessage): Promise<ChatRequest> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return JSON.parse(Buffer.concat(parts).toString('utf8')) as ChatRequest;
}
