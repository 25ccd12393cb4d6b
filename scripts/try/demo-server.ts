/**
 * `node scripts/try/demo-server.ts [--port N] [--tokens-per-second N]`: SmolLM2-135M, a real but small language model, behind an
 * OpenAI-compatible endpoint on loopback. It answers one request at a time and keeps its own count of tokens (`GET /count`), against
 * which the tests check the ledger. `/v1/completions` takes a `suffix`: the model has no tokens for filling in, so it reads the text
 * after the gap first and then continues the text before it.
 */
import http from 'node:http';
import { parseArgs } from 'node:util';
import { main, ScriptError } from '../kit/run.ts';
import {
	BadRequest,
	type ChatRequest,
	CONTEXT_TOKENS,
	type CompletionRequest,
	type DemoModel,
	type Generation,
	loadModel,
} from './demo-model.ts';

const DEMO_MODEL = 'smollm2-135m-instruct';
const MAX_BODY_BYTES = 4_000_000;

async function readBody<T>(request: http.IncomingMessage): Promise<T> {
	let text = '';
	for await (const chunk of request) {
		text += chunk;
		if (text.length > MAX_BODY_BYTES) throw new BadRequest('invalid_request_error', 'the request is too large');
	}
	try {
		return JSON.parse(text) as T;
	} catch {
		throw new BadRequest('invalid_request_error', 'the request is not JSON');
	}
}

const usageOf = (g: Generation) => ({
	prompt_tokens: g.promptTokens,
	completion_tokens: g.completionTokens,
	total_tokens: g.promptTokens + g.completionTokens,
});

/** How the two kinds of answers look: whole, and in pieces. */
interface AnswerForm {
	readonly prefix: string;
	readonly object: string;
	readonly chunk: string;
	whole(g: Generation): object;
	piece(text: string | null, finish: string | null): object;
}

const CHAT: AnswerForm = {
	prefix: 'chatcmpl',
	object: 'chat.completion',
	chunk: 'chat.completion.chunk',
	whole: (g) => ({ index: 0, message: { role: 'assistant', content: g.text }, finish_reason: g.finish }),
	piece: (text, finish) => ({ index: 0, delta: text === null ? {} : { role: 'assistant', content: text }, finish_reason: finish }),
};

const COMPLETION: AnswerForm = {
	prefix: 'cmpl',
	object: 'text_completion',
	chunk: 'text_completion',
	whole: (g) => ({ index: 0, text: g.text, logprobs: null, finish_reason: g.finish }),
	piece: (text, finish) => ({ index: 0, text: text ?? '', logprobs: null, finish_reason: finish }),
};

type Generate<T> = (body: T, signal: AbortSignal, onText: (text: string) => void) => Promise<Generation>;

async function answer<T extends ChatRequest | CompletionRequest>(
	form: AnswerForm,
	generate: Generate<T>,
	request: http.IncomingMessage,
	response: http.ServerResponse,
): Promise<void> {
	const abort = new AbortController();
	response.on('close', () => abort.abort());
	const body = await readBody<T>(request);
	const head = { id: `${form.prefix}-${process.hrtime.bigint()}`, created: Math.floor(Date.now() / 1000), model: DEMO_MODEL };
	if (!body.stream) {
		const g = await generate(body, abort.signal, () => undefined);
		return json(response, 200, { ...head, object: form.object, choices: [form.whole(g)], usage: usageOf(g) });
	}
	const send = (fields: object): void => {
		if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
		response.write(`data: ${JSON.stringify({ ...head, object: form.chunk, ...fields })}\n\n`);
	};
	const g = await generate(body, abort.signal, (text) => send({ choices: [form.piece(text, null)] }));
	send({ choices: [form.piece(null, g.finish)] });
	if (body.stream_options?.include_usage) send({ choices: [], usage: usageOf(g) });
	response.end('data: [DONE]\n\n');
}

function json(response: http.ServerResponse, status: number, value: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function handle(model: DemoModel, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
	const route = `${request.method} ${new URL(request.url ?? '/', 'http://localhost').pathname}`;
	if (route === 'GET /v1/models') {
		const capabilities = { completion_chat: true, completion_fim: true };
		const entry = { id: DEMO_MODEL, object: 'model', owned_by: 'local', context_length: CONTEXT_TOKENS, capabilities };
		return json(response, 200, { object: 'list', data: [entry] });
	}
	if (route === 'GET /count') return json(response, 200, model.count);
	if (route === 'POST /v1/chat/completions') return answer<ChatRequest>(CHAT, model.chat.bind(model), request, response);
	if (route === 'POST /v1/completions') return answer<CompletionRequest>(COMPLETION, model.complete.bind(model), request, response);
	json(response, 404, { error: { message: `no route ${route}`, type: 'invalid_request_error', code: 'not_found' } });
}

if (import.meta.main) {
	const { values } = parseArgs({ options: { port: { type: 'string' }, 'tokens-per-second': { type: 'string' } } });
	main(async () => {
		const model = await loadModel(values['tokens-per-second'] ? Number(values['tokens-per-second']) : null);
		const server = http.createServer((request, response) => {
			handle(model, request, response).catch((error: unknown) => {
				if (response.headersSent || response.destroyed) return response.destroy();
				const code = error instanceof BadRequest ? error.code : 'server_error';
				const message = error instanceof Error ? error.message : String(error);
				json(response, error instanceof BadRequest ? 400 : 500, { error: { message, type: 'invalid_request_error', code } });
			});
		});
		server.listen(Number(values.port ?? 0), '127.0.0.1');
		await new Promise<void>((resolve, reject) => {
			server.once('listening', resolve);
			server.once('error', (error) => reject(new ScriptError(`demo model server: ${error.message}`)));
		});
		console.log(`small demo model ${DEMO_MODEL} on http://127.0.0.1:${(server.address() as { port: number }).port}/v1`);
		return new Promise<number>((resolve) => {
			for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(0));
		});
	});
}
