import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { sleep } from '../kit/run.ts';
import type { ChatHistoryItem, Engine, Sequence } from './llama-types.ts';
import { ensureDemoModel } from './tools.ts';

export const CONTEXT_TOKENS = 8192;
const DEFAULT_MAX_TOKENS = 400;
/** The model has little to say beyond this, and says it again. */
const MOST_TOKENS = 400;
/** As OpenAI's for /completions. */
const DEFAULT_COMPLETION_TOKENS = 16;

/** Tokens that this server evaluated (`prompt`) and generated (`completion`) since its start, cancelled requests included. */
export interface ServedCount {
	requests: number;
	cancelled: number;
	promptTokens: number;
	completionTokens: number;
}

export interface ChatRequest {
	messages?: { role: string; content: string | { type: string; text?: string }[] }[];
	max_tokens?: number;
	max_completion_tokens?: number;
	temperature?: number;
	stream?: boolean;
	stream_options?: { include_usage?: boolean };
}

export interface CompletionRequest {
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

export interface Generation {
	readonly text: string;
	readonly promptTokens: number;
	readonly completionTokens: number;
	readonly finish: 'stop' | 'length';
}

export class BadRequest extends Error {
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

const SENTENCE = /[^.!?\n]+[.!?\n]+/g;

/** Sees a model run in circles: a sentence of some length that it says a second time. */
export class Circles {
	#rest = '';
	readonly #said = new Map<string, number>();

	/** True once it runs in circles. */
	add(text: string): boolean {
		this.#rest += text;
		let end = 0;
		let circles = false;
		for (const match of this.#rest.matchAll(SENTENCE)) {
			end = match.index + match[0].length;
			const sentence = match[0]
				.toLowerCase()
				.replace(/[^\p{L}\p{N}]+/gu, ' ')
				.trim();
			if (sentence.length < 12) continue;
			const before = this.#said.get(sentence) ?? 0;
			this.#said.set(sentence, before + 1);
			circles ||= before > 0;
		}
		this.#rest = this.#rest.slice(end);
		return circles;
	}
}

export class DemoModel {
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
			const enough = new AbortController();
			const circles = new Circles();
			try {
				session.setChatHistory(history);
				const result = await session.promptWithMeta(prompt, {
					maxTokens: Math.min(MOST_TOKENS, request.max_completion_tokens ?? request.max_tokens ?? DEFAULT_MAX_TOKENS),
					temperature: request.temperature ?? 0,
					signal: AbortSignal.any([signal, enough.signal]),
					stopOnAbortSignal: true,
					repeatPenalty: { lastTokens: 64, penalty: 1.1 },
					trimWhitespaceSuffix: false,
					onTextChunk: (text: string) => {
						if (circles.add(text)) enough.abort();
						onTextChunk(text);
					},
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

export async function loadModel(tokensPerSecond: number | null): Promise<DemoModel> {
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
