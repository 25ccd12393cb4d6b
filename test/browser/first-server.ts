import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ollama, plain } from '../support/model-servers.ts';

export interface FirstServer {
	/** Address up to and including /v1. */
	readonly url: string;
	/** Texts of the last user message of each chat, in their order. */
	readonly asked: readonly string[];
	close(): void;
}

interface Message {
	readonly role: string;
	readonly content: string | readonly { readonly text?: string }[];
}

/** What it answers to everything. */
export const FIRST_ANSWER = 'It adds up the lines of a cart and takes a discount off.';
export const LOCAL_MODEL = 'qwen2.5-coder:7b';
export const VENDOR_MODEL = 'llama-3.3-70b-versatile';

/** Ollama where the editor looks for it; null where something else has its port. */
export function startOllama(): Promise<FirstServer | null> {
	return start(ollama(LOCAL_MODEL), null, 11434).catch(() => null);
}

/** A vendor that lists and answers to whoever shows the key. */
export function startVendor(key: string): Promise<FirstServer> {
	return start(plain(VENDOR_MODEL), key, 0);
}

/** A server without a key that says this to everything. */
export function startSaying(answer: string): Promise<FirstServer> {
	return start(plain(VENDOR_MODEL), null, 0, answer);
}

function start(answers: Readonly<Record<string, unknown>>, key: string | null, port: number, answer = FIRST_ANSWER): Promise<FirstServer> {
	const asked: string[] = [];
	const server = createServer((request, response) => {
		const { pathname } = new URL(request.url ?? '/', 'http://localhost');
		let body = '';
		request.on('data', (piece: Buffer) => {
			body += piece;
		});
		request.on('end', () => {
			if (key !== null && request.headers.authorization !== `Bearer ${key}`) json(response, 401, { error: { message: 'no such key' } });
			else if (pathname === '/v1/chat/completions') {
				const { messages } = JSON.parse(body) as { messages?: Message[] };
				// A test of the connection asks without one, to see whether chat is served here.
				if (messages === undefined) return json(response, 400, { error: { message: 'messages is missing' } });
				asked.push(lastText(messages));
				say(response, answer);
			} else if (pathname in answers) json(response, 200, answers[pathname]);
			else json(response, 404, { error: { message: 'no such path' } });
		});
	});
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
			resolve({ url, asked, close: () => server.close() });
		});
	});
}

function lastText(messages: readonly Message[]): string {
	const { content } = messages.findLast(({ role }) => role === 'user') ?? { content: '' };
	return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('\n');
}

function json(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function say(response: ServerResponse, answer: string): void {
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	const event = (data: object): boolean => response.write(`data: ${JSON.stringify({ object: 'chat.completion.chunk', ...data })}\n\n`);
	for (const word of answer.split(/(?<= )/)) event({ choices: [{ index: 0, delta: { role: 'assistant', content: word } }] });
	event({
		choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
		usage: { prompt_tokens: 200, completion_tokens: 12, total_tokens: 212 },
	});
	response.end('data: [DONE]\n\n');
}
