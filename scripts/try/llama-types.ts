/** The few shapes of node-llama-cpp 3 that the demo server uses; the package itself lives in the cache folder. */
export type ChatHistoryItem =
	| { readonly type: 'system' | 'user'; readonly text: string }
	| { readonly type: 'model'; readonly response: readonly string[] };

export interface TokenMeterState {
	readonly usedInputTokens: number;
	readonly usedOutputTokens: number;
}

export interface Sequence {
	readonly tokenMeter: { getState(): TokenMeterState; diff(before: TokenMeterState): TokenMeterState };
	clearHistory(): Promise<void>;
}

export interface ChatSession {
	setChatHistory(history: readonly ChatHistoryItem[]): void;
	promptWithMeta(prompt: string, options: object): Promise<{ readonly responseText: string; readonly stopReason: string }>;
	dispose(options: { disposeSequence: boolean }): void;
}

export interface TextCompletion {
	generateCompletionWithMeta(
		input: string,
		options: object,
	): Promise<{ readonly response: string; readonly metadata: { readonly stopReason: string } }>;
	dispose(options: { disposeSequence: boolean }): void;
}

export interface Engine {
	countTokens(text: string): number;
	createSession(sequence: Sequence): ChatSession;
	createCompletion(sequence: Sequence): TextCompletion;
}
