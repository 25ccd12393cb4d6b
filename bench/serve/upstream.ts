/**
 * A vendor of chat completions on the loopback, in a thread of its own. The last user message says what it answers: `ID COUNT EVERY_MS SIZE`,
 * COUNT numbered chunks of SIZE characters, one each EVERY_MS. Tells its port, then each stream that its reader closed before the end.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { chunkText } from './chunk.ts';

export interface Closed {
	readonly id: string;
	/** Ms since the epoch, with fractions. */
	readonly at: number;
}

const now = (): number => performance.timeOrigin + performance.now();

async function answer(response: ServerResponse, asked: string): Promise<void> {
	const [id = '', count = '1', every = '0', size = '20'] = asked.split(' ');
	let left = false;
	response.on('close', () => {
		left = true;
		if (!response.writableFinished) parentPort?.postMessage({ id, at: now() } satisfies Closed);
	});
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	const delta = (value: object, finish: string | null): string =>
		`data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created: 1, model: 'stream', choices: [{ index: 0, delta: value, finish_reason: finish }] })}\n\n`;
	for (let n = 0; n < Number(count) && !left; n++) {
		if (!response.write(delta({ content: chunkText(id, n, Number(size)) }, null))) {
			await new Promise<void>((resolve) => {
				const go = (): void => {
					response.off('drain', go).off('close', go);
					resolve();
				};
				response.on('drain', go).on('close', go);
			});
		}
		if (Number(every) > 0) await new Promise((resolve) => setTimeout(resolve, Number(every)));
	}
	response.end(
		`${delta({}, 'stop')}data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 100, total_tokens: 200 } })}\n\ndata: [DONE]\n\n`,
	);
}

/** The user's words, wherever the request holds them. */
function lastText(body: string): string {
	const { messages } = JSON.parse(body) as { readonly messages: readonly { readonly role: string; readonly content: unknown }[] };
	const content = messages.findLast(({ role }) => role === 'user')?.content;
	return typeof content === 'string' ? content : String((content as readonly { readonly text?: unknown }[])[0]?.text);
}

const server = createServer(async (request, response) => {
	let body = '';
	for await (const chunk of request) body += String(chunk);
	await answer(response, lastText(body));
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage({ port: (server.address() as AddressInfo).port }));
