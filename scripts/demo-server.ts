/**
 * `node scripts/demo-server.ts [--port N] [--tokens-per-second N]`: SmolLM2-135M, a real but small language model, behind an
 * OpenAI-compatible endpoint on loopback. It answers one request at a time and keeps its own count of tokens (`GET /count`), against
 * which the tests check the ledger. `/v1/completions` takes a `suffix`: the model has no tokens for filling in, so it reads the text after the gap first and then continues the
 * text before it.
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
/** As OpenAI's for /completions. */
const DEFAULT_COMPLETION_TOKENS = 16;
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

interface CompletionRequest {
	prompt?: string;
	suffix?: string;
	max_tokens?: number;
	temperature?: number;
	stop?: string | readonly string[];
	stream?: boolean;
	stream_options?: { include_usage?: boolean };
}

/** What the model does with the sequence; `onTextChunk` gets the text as it comes. */
type Work = (onTextChunk: (text: string) => void) => Promise<{ readonly text: string; readonly stopReason: string }>;

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

	chat(request: ChatRequest, signal: AbortSignal, onText: (text: string) => void): Promise<Generation> {
		const { history, prompt } = historyOf(request.messages ?? []);
		const before = history.map((h) => ('text' in h ? h.text : h.response.join('')));
		return this.#generate([...before, prompt].join('\n'), signal, onText, async (onTextChunk) => {
			const session = this.#engine.createSession(this.#sequence);
			try {
				session.setChatHistory(history);
				const result = await session.promptWithMeta(prompt, {
					maxTokens: request.max_completion_tokens ?? request.max_tokens ?? DEFAULT_MAX_TOKENS,
					temperature: request.temperature ?? 0,
					signal,
					stopOnAbortSignal: true,
					repeatPenalty: { lastTokens: 64, penalty: 1.1 },
					trimWhitespaceSuffix: false,
					onTextChunk,
				});
				return { text: result.responseText, stopReason: result.stopReason };
			} finally {
				session.dispose({ disposeSequence: false });
			}
		});
	}

	complete(request: CompletionRequest, signal: AbortSignal, onText: (text: string) => void): Promise<Generation> {
		if (typeof request.prompt !== 'string') throw new BadRequest('invalid_request_error', 'prompt must be a string');
		const text = request.suffix ? `${request.suffix}\n${request.prompt}` : request.prompt;
		return this.#generate(text, signal, onText, async (onTextChunk) => {
			const completion = this.#engine.createCompletion(this.#sequence);
			try {
				const result = await completion.generateCompletionWithMeta(text, {
					maxTokens: request.max_tokens ?? DEFAULT_COMPLETION_TOKENS,
					temperature: request.temperature ?? 0,
					signal,
					stopOnAbortSignal: true,
					customStopTriggers: typeof request.stop === 'string' ? [request.stop] : (request.stop ?? []),
					trimWhitespaceSuffix: false,
					onTextChunk,
				});
				return { text: result.response, stopReason: result.metadata.stopReason };
			} finally {
				completion.dispose({ disposeSequence: false });
			}
		});
	}

	/** Requests wait for each other: there is one sequence. */
	#generate(input: string, signal: AbortSignal, onText: (text: string) => void, work: Work): Promise<Generation> {
		const turn = this.#tail.then(() => this.#run(input, signal, onText, work));
		this.#tail = turn.catch(() => undefined);
		return turn;
	}

	async #run(input: string, signal: AbortSignal, onText: (text: string) => void, work: Work): Promise<Generation> {
		if (signal.aborted) throw new BadRequest('cancelled', 'cancelled before it began');
		const roughTokens = this.#engine.countTokens(input);
		if (roughTokens > CONTEXT_TOKENS - 64) {
			throw new BadRequest('context_length_exceeded', `the prompt has ${roughTokens} tokens, this model's context is ${CONTEXT_TOKENS}`);
		}
		// Without a history kept from the request before, "input" below is the whole prompt of this one.
		await this.#sequence.clearHistory();
		const before = this.#sequence.tokenMeter.getState();
		let pace = Promise.resolve();
		let sent = '';
		try {
			const result = await work((text) => {
				pace = pace
					.then(() => sleep(this.#msPerToken))
					.then(() => {
						if (signal.aborted) return;
						sent += text;
						onText(text);
					});
			});
			await pace;
			const used = this.#sequence.tokenMeter.diff(before);
			return {
				text: result.text,
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
		}
	}
}

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
		createCompletion: (contextSequence) => new llamaCpp.LlamaCompletion({ contextSequence, autoDisposeSequence: false }),
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
