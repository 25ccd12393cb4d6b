import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../failure.ts';
import { serving } from './quirks.ts';

const TYPES = ['application/json', 'text/event-stream', 'text/plain', 'application/x-ndjson', null] as const;

describe('what is no stream, whatever its content type says', () => {
	it.each<readonly [string, string, string, string]>([
		[
			'a JSON answer',
			'{"choices":[{"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}]}',
			'badResponse',
			'not a stream',
		],
		[
			'a JSON answer over lines',
			JSON.stringify({ id: 'x', choices: [{ message: { content: 'Hello.' } }] }, null, 2),
			'badResponse',
			'not a stream',
		],
		['a JSON answer of another form', '{"type":"message","content":[{"type":"text","text":"Hello."}]}', 'badResponse', 'not a stream'],
		['a list', '[1,2]', 'badResponse', 'not a stream'],
		['an error', '{"error":{"message":"Rate limit reached","code":"rate_limit_exceeded"}}', 'rateLimit', 'rate limit'],
		['an error over lines', JSON.stringify({ error: { message: 'it broke' } }, null, 2), 'server', '"it broke"'],
		['an error in words', '{"error":"it broke"}', 'server', '"it broke"'],
		['an error in `detail`', '{"detail":"it broke"}', 'server', '"it broke"'],
		['an error in a list', '[{"error":{"code":503,"message":"it broke","status":"UNAVAILABLE"}}]', 'server', '"it broke"'],
		['an error with object', '{"object":"error","message":"it broke","code":500}', 'server', '"it broke"'],
		['a web page', '<!doctype html><title>Home</title>', 'badResponse', 'points at a web page'],
		['a web page behind blanks', '\n\n  <html lang="en"><body>x', 'badResponse', 'points at a web page'],
		['a page without its head', '<!-- x --><div>Login</div>', 'badResponse', 'points at a web page'],
		['nothing', '', 'brokenStream', 'empty answer'],
		['blanks', ' \n\n', 'brokenStream', 'empty answer'],
	])('%s', async (_name, body, kind, words) => {
		for (const type of TYPES) {
			for (const wire of ['openai-compatible', 'anthropic', 'openai'] as const) {
				const { error } = await failureOf(serving(body, type), wire);
				expect(error).toMatchObject({ kind });
				expect(error.message).toContain(words);
				expect(error.message).not.toContain('in the middle');
			}
		}
	});

	it('an empty status is named', async () => {
		for (const status of [204, 205]) {
			const { error } = await failureOf((_request, response: ServerResponse) => {
				response.writeHead(status);
				response.end();
			});
			expect(error.message).toBe(`Test vendor sent an empty answer (HTTP ${status}).`);
		}
	});

	it('words alone cannot be read', async () => {
		const { error } = await failureOf(serving('404 page not found', 'text/plain'));
		expect(error).toMatchObject({ kind: 'badResponse' });
	});

	it('a JSON answer whose connection stays open is told all the same', async () => {
		const { error } = await failureOf((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.write('{"choices":[{"message":{"content":"Hello."}}]}');
		});
		expect(error.message).toContain('not a stream');
	});
});
