import type { Handler } from '../server.ts';
import { writeChunks } from '../server.ts';

/** A stream as its bytes come; the server's side of one case. */
export type Case = readonly [name: string, body: string | readonly string[]];

export const event = (value: unknown): string => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;

/** One chunk with a delta. */
export const D = (delta: unknown, more: object = {}): string => event({ choices: [{ index: 0, delta, finish_reason: null }], ...more });
/** A last chunk. */
export const F = (reason: unknown, more: object = {}): string =>
	event({ choices: [{ index: 0, delta: {}, finish_reason: reason }], ...more });
export const DONE = event('[DONE]');
export const USAGE = { prompt_tokens: 30, completion_tokens: 8, total_tokens: 38 };
export const U = event({ choices: [], usage: USAGE });

export const a = D({ role: 'assistant', content: 'a' });
export const b = D({ content: 'b' });

/** Serves the bytes of a case under a content type. */
export function serving(body: string | readonly string[], contentType: string | null = 'text/event-stream'): Handler {
	return async (_request, response) => {
		if (contentType === 'text/event-stream') return writeChunks(response, typeof body === 'string' ? [body] : body);
		response.writeHead(200, contentType === null ? {} : { 'content-type': contentType });
		for (const piece of typeof body === 'string' ? [body] : body) response.write(piece);
		response.end();
	};
}
