import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LocalModel } from './local-models.ts';

export interface LocalAnswer {
	readonly text: string;
	readonly tokens: readonly [prompt: number, fresh: number, written: number];
	readonly ms: readonly [firstToken: number, firstLine: number, all: number];
}

/** Where an answer ends, beside the model's own end: after so many lines, or so many tokens. */
export interface AnswerLimit {
	readonly lines: number;
	readonly tokens: number;
}

/** The part of node-llama-cpp that is used; it lies in the cache folder, not in node_modules. */
type Token = number & { readonly __token: true };
interface Weights {
	readonly tokens: { readonly bos: Token | null; readonly shouldPrependBosToken: boolean };
	tokenize(text: string, special?: boolean): Token[];
	detokenize(tokens: readonly Token[], special?: boolean, before?: readonly Token[]): string;
	createContext(options: object): Promise<{ getSequence(): Sequence }>;
	isEogToken(token: Token): boolean;
	dispose(): Promise<void>;
}
interface Sequence {
	readonly nextTokenIndex: number;
	compareContextTokens(tokens: readonly Token[]): { readonly firstDifferentIndex: number };
	eraseContextTokenRanges(ranges: readonly { readonly start: number; readonly end: number }[]): Promise<void>;
	clearHistory(): Promise<void>;
	evaluate(tokens: readonly Token[], options: { readonly temperature: number }): AsyncGenerator<Token>;
}
export interface Runtime {
	loadModel(options: { readonly modelPath: string }): Promise<Weights>;
}

const CONTEXT_TOKENS = 1536;

/** One thread: with two, llama.cpp waits actively for whatever else holds the other core. */
export async function loadRuntime(server: string): Promise<Runtime> {
	const llamaCpp = await import(pathToFileURL(path.join(server, 'node_modules/node-llama-cpp/dist/index.js')).href);
	const logLevel = llamaCpp.LlamaLogLevel.error;
	return llamaCpp.getLlama({ gpu: false, maxThreads: 1, build: 'never', progressLogs: false, logLevel });
}

/** A model that keeps what it has read: typing forward, only the new tokens are evaluated. */
export class LocalCompleter {
	readonly #weights: Weights;
	readonly #sequence: Sequence;

	private constructor(weights: Weights, sequence: Sequence) {
		this.#weights = weights;
		this.#sequence = sequence;
	}

	static async load(runtime: Runtime, { gguf }: LocalModel): Promise<LocalCompleter> {
		const weights = await runtime.loadModel({ modelPath: gguf });
		const context = await weights.createContext({ contextSize: CONTEXT_TOKENS, sequences: 1, threads: 1 });
		return new LocalCompleter(weights, context.getSequence());
	}

	/** Forgets the session before. */
	clear(): Promise<void> {
		return this.#sequence.clearHistory();
	}

	/** The greedy continuation. Blanks at the end of `prefix` are left for the model to write, since its tokens hold them before a word, and taken off its answer again. */
	async answer(prefix: string, limit: AnswerLimit): Promise<LocalAnswer> {
		const blanks = /[ \t]*$/.exec(prefix)![0];
		const prompt = this.#prompt(prefix.slice(0, prefix.length - blanks.length));
		const kept = Math.min(this.#sequence.compareContextTokens(prompt).firstDifferentIndex, prompt.length - 1);
		const begun = performance.now();
		const since = () => Math.round(performance.now() - begun);
		const end = this.#sequence.nextTokenIndex;
		if (kept < end) await this.#sequence.eraseContextTokenRanges([{ start: kept, end }]);
		const written: Token[] = [];
		const last = prompt.slice(-1);
		let text = '';
		let firstToken = 0;
		let firstLine = 0;
		for await (const token of this.#sequence.evaluate(prompt.slice(kept), { temperature: 0 })) {
			firstToken ||= since();
			if (this.#weights.isEogToken(token)) break;
			written.push(token);
			text = withoutBlanks(this.#weights.detokenize(written, false, last), blanks);
			const lines = text.split('\n').length - 1;
			if (lines > 0) firstLine ||= since();
			if (lines >= limit.lines || written.length >= limit.tokens) break;
		}
		const ms = since();
		const whole = text.split('\n').slice(0, limit.lines).join('\n').replaceAll('\r', '');
		return {
			text: whole.trimEnd(),
			tokens: [prompt.length, prompt.length - kept, written.length],
			ms: [firstToken || ms, firstLine || ms, ms],
		};
	}

	#prompt(prefix: string): Token[] {
		const { bos, shouldPrependBosToken } = this.#weights.tokens;
		const tokens = this.#weights.tokenize(prefix);
		return shouldPrependBosToken && bos !== null ? [bos, ...tokens] : tokens;
	}
}

/** The answer as it follows the blanks that were typed already. */
export function withoutBlanks(answer: string, blanks: string): string {
	let same = 0;
	while (same < blanks.length && answer[same] === blanks[same]) same++;
	// A word right after `=` where a blank was typed is the same code; other indentation than the typed one is not what the caret can take.
	return same === blanks.length ? answer.slice(same) : answer.replace(/^[ \t]+/, '');
}
