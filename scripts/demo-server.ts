/**
 * `node scripts/demo-server.ts [--port N] [--tokens-per-second N]`: SmolLM2-135M, a real but small language model, behind an
 * OpenAI-compatible endpoint on loopback. It answers one request at a time and keeps its own count of tokens (`GET /count`), against
 * which the tests check the ledger.
 */
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { ChatHistoryItem, Engine, Sequence } from './lib/llama-types.ts';
import { main, ScriptError, sleep } from './lib/run.ts';
import { ensureDemoModel } from './tools.ts';

export const DEMO_MODEL = 'smollm2-135m-instruct';
const CONTEXT_TOKENS = 8192;
const DEFAULT_MAX_TOKENS = 512;
const MAX_BODY_BYTES = 4_000_000;

/** Tokens that this server evaluated (`prompt`) and generated (`completion`) since its start, cancelled requests included. */
export interface ServedCount {
	requests: number;
	cancelled: number;
	promptTokens: number;
	completionTokens: number;
}

interface ChatRequest {
	messages?: { role: string; content: string | { type: string; text?: string }[] }[];
	max_tokens?: number;
	max_completion_tokens?: number;
	temperature?: number;
	stream?: boolean;
	stream_options?: { include_usage?: boolean };
}

interface Generation {
	readonly text: string;
	readonly promptTokens: number;
	readonly completionTokens: number;
	readonly finish: 'stop' | 'length';
}

class BadRequest extends Error {
	readonly code: string;
	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

function plainText(content: string | { type: string; text?: string }[]): string {
	return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}

/** Splits messages into the history and the last user message, as the chat template wants them. */
function historyOf(messages: NonNullable<ChatRequest['messages']>): { history: ChatHistoryItem[]; prompt: string } {
	const last = messages.at(-1);
	if (last?.role !== 'user') throw new BadRequest('invalid_request_error', 'the last message must be from the user');
	const history = messages.slice(0, -1).map((m): ChatHistoryItem => {
		const text = plainText(m.content);
		if (m.role === 'assistant') return { type: 'model', response: [text] };
		return { type: m.role === 'system' || m.role === 'developer' ? 'system' : 'user', text };
	});
	return { history, prompt: plainText(last.content) };
}

class DemoModel {
	readonly count: ServedCount = { requests: 0, cancelled: 0, promptTokens: 0, completionTokens: 0 };
	readonly #engine: Engine;
	readonly #sequence: Sequence;
	readonly #msPerToken: number;
	#tail: Promise<unknown> = Promise.resolve();

	constructor(engine: Engine, sequence: Sequence, msPerToken: number) {
		this.#engine = engine;
		this.#sequence = sequence;
		this.#msPerToken = msPerToken;
	}

	/** Requests wait for each other: there is one sequence. */
	generate(request: ChatRequest, signal: AbortSignal, onText: (text: string) => void): Promise<Generation> {
		const turn = this.#tail.then(() => this.#generate(request, signal, onText));
		this.#tail = turn.catch(() => undefined);
		return turn;
	}

	async #generate(request: ChatRequest, signal: AbortSignal, onText: (text: string) => void): Promise<Generation> {
		if (signal.aborted) throw new BadRequest('cancelled', 'cancelled before it began');
		const { history, prompt } = historyOf(request.messages ?? []);
		const maxTokens = request.max_completion_tokens ?? request.max_tokens ?? DEFAULT_MAX_TOKENS;
		const roughTokens = this.#engine.countTokens([...history.map((h) => ('text' in h ? h.text : h.response.join(''))), prompt].join('\n'));
		if (roughTokens > CONTEXT_TOKENS - 64) {
			throw new BadRequest('context_length_exceeded', `the prompt has ${roughTokens} tokens, this model's context is ${CONTEXT_TOKENS}`);
		}
		// Without a history kept from the request before, "input" below is the whole prompt of this one.
		await this.#sequence.clearHistory();
		const before = this.#sequence.tokenMeter.getState();
		const session = this.#engine.createSession(this.#sequence);
		session.setChatHistory(history);
		let pace = Promise.resolve();
		let sent = '';
		try {
			const result = await session.promptWithMeta(prompt, {
				maxTokens,
				temperature: request.temperature ?? 0,
				signal,
				stopOnAbortSignal: true,
				repeatPenalty: { lastTokens: 64, penalty: 1.1 },
				trimWhitespaceSuffix: false,
				onTextChunk: (text: string) => {
					pace = pace
						.then(() => sleep(this.#msPerToken))
						.then(() => {
							if (signal.aborted) return;
							sent += text;
							onText(text);
						});
				},
			});
			await pace;
			const used = this.#sequence.tokenMeter.diff(before);
			return {
				text: result.responseText,
				promptTokens: used.usedInputTokens,
				completionTokens: used.usedOutputTokens,
				finish: result.stopReason === 'maxTokens' ? 'length' : 'stop',
			};
		} finally {
			const used = this.#sequence.tokenMeter.diff(before);
			this.count.requests += 1;
			this.count.cancelled += signal.aborted ? 1 : 0;
			this.count.promptTokens += used.usedInputTokens;
			// The pace holds text back: of a cancelled answer only what was sent is served.
			this.count.completionTokens += signal.aborted ? this.#engine.countTokens(sent) : used.usedOutputTokens;
			session.dispose({ disposeSequence: false });
		}
	}
}

async function readBody(request: http.IncomingMessage): Promise<ChatRequest> {
	let text = '';
	for await (const chunk of request) {
		text += chunk;
		if (text.length > MAX_BODY_BYTES) throw new BadRequest('invalid_request_error', 'the request is too large');
	}
	try {
		return JSON.parse(text) as ChatRequest;
	} catch {
		throw new BadRequest('invalid_request_error', 'the request is not JSON');
	}
}

const usageOf = (g: Generation) => ({
	prompt_tokens: g.promptTokens,
	completion_tokens: g.completionTokens,
	total_tokens: g.promptTokens + g.completionTokens,
});

async function complete(model: DemoModel, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
	const abort = new AbortController();
	response.on('close', () => abort.abort());
	const body = await readBody(request);
	const head = { id: `chatcmpl-${process.hrtime.bigint()}`, created: Math.floor(Date.now() / 1000), model: DEMO_MODEL };
	if (!body.stream) {
		const g = await model.generate(body, abort.signal, () => undefined);
		const choices = [{ index: 0, message: { role: 'assistant', content: g.text }, finish_reason: g.finish }];
		return json(response, 200, { ...head, object: 'chat.completion', choices, usage: usageOf(g) });
	}
	const send = (fields: object): void => {
		if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
		response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...fields })}\n\n`);
	};
	const delta = (fields: object, finish: string | null = null) => ({ choices: [{ index: 0, delta: fields, finish_reason: finish }] });
	const g = await model.generate(body, abort.signal, (text) => send(delta({ role: 'assistant', content: text })));
	send(delta({}, g.finish));
	if (body.stream_options?.include_usage) send({ choices: [], usage: usageOf(g) });
	response.end('data: [DONE]\n\n');
}

function json(response: http.ServerResponse, status: number, value: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function handle(model: DemoModel, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
	const route = `${request.method} ${new URL(request.url ?? '/', 'http://localhost').pathname}`;
	if (route === 'GET /v1/models') {
		const entry = { id: DEMO_MODEL, object: 'model', owned_by: 'local', context_length: CONTEXT_TOKENS };
		return json(response, 200, { object: 'list', data: [entry] });
	}
	if (route === 'GET /count') return json(response, 200, model.count);
	if (route === 'POST /v1/chat/completions') return complete(model, request, response);
	json(response, 404, { error: { message: `no route ${route}`, type: 'invalid_request_error', code: 'not_found' } });
}

async function loadModel(tokensPerSecond: number | null): Promise<DemoModel> {
	const { server, gguf } = await ensureDemoModel();
	const llamaCpp = await import(pathToFileURL(path.join(server, 'node_modules/node-llama-cpp/dist/index.js')).href);
	const llama = await llamaCpp.getLlama({
		gpu: false,
		maxThreads: 1,
		build: 'never',
		progressLogs: false,
		logLevel: llamaCpp.LlamaLogLevel.error,
	});
	const weights = await llama.loadModel({ modelPath: gguf });
	const context = await weights.createContext({ contextSize: CONTEXT_TOKENS, sequences: 1, threads: 1 });
	const engine: Engine = {
		countTokens: (text) => weights.tokenize(text).length,
		createSession: (contextSequence) => new llamaCpp.LlamaChatSession({ contextSequence, autoDisposeSequence: false }),
	};
	return new DemoModel(engine, context.getSequence(), tokensPerSecond ? 1000 / tokensPerSecond : 0);
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
