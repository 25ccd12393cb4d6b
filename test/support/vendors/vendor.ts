import { anthropicMessages } from './anthropic/messages.ts';
import { openAiChat } from './openai/chat.ts';
import { openAiResponses } from './openai/responses.ts';
import { PrefixStore, type VendorClock } from './prefix-store.ts';
import { type Answer, checkAnswer } from './script.ts';
import { type Protocol, serve, type VendorRequest } from './server.ts';

/** `openai-compatible`: a server that speaks chat completions as DeepSeek, Mistral, Ollama and others do, with `reasoning_content`. */
export type VendorKind = 'anthropic' | 'openai-responses' | 'openai-chat' | 'openai-compatible';

export interface VendorOptions {
	/** Time of the prompt cache and of the answers. Default: the system's. */
	readonly clock?: VendorClock;
	/** The shortest prefix that is cached, in tokens. Default: what the vendor publishes for the model. */
	readonly minPrefixTokens?: number;
	/**
	 * Compatible servers: whether an answer with reasoning and calls must come back with its `reasoning_content`, as DeepSeek has it
	 * (https://api-docs.deepseek.com/guides/thinking_mode, read 2026-11-28). Default false.
	 */
	readonly reasoningMustReturn?: boolean;
	/** Anthropic: whether a thinking block whose prefix changed is refused, as for accounts from 2026-08-31 on. Default true. */
	readonly preservedThinking?: boolean;
}

/** A stand-in for a vendor, on a loopback port of its own, with a prompt cache of its own. */
export interface Vendor {
	/** `http://127.0.0.1:<port>`, the base address that `@anthropic-ai/sdk` takes. */
	readonly origin: string;
	/** `<origin>/v1`, the base address that `openai` and the AI SDK take. */
	readonly baseUrl: string;
	/** All requests in the order in which they were answered or refused. */
	readonly requests: readonly VendorRequest[];
	/** Scripts the answer of the next request that the vendor takes; several calls queue. A refused request uses none. */
	answer(script: Answer): void;
	close(): Promise<void>;
}

/** Starts a stand-in. It takes any key, refuses what the vendor would refuse in the vendor's words, and answers what it was told. */
export async function startVendor(kind: VendorKind, options: VendorOptions = {}): Promise<Vendor> {
	const scripts: Answer[] = [];
	const protocol = protocolOf(kind, options);
	const { origin, requests, close } = await serve(protocol, () => scripts.shift());
	return {
		origin,
		baseUrl: `${origin}/v1`,
		requests,
		answer(script) {
			checkAnswer(script, protocol.says);
			scripts.push(script);
		},
		close,
	};
}

function protocolOf(kind: VendorKind, options: VendorOptions): Protocol {
	const clock = options.clock ?? { now: () => Date.now() };
	const shared = { clock, store: new PrefixStore(clock), minimum: options.minPrefixTokens };
	switch (kind) {
		case 'anthropic':
			return anthropicMessages({ ...shared, preservedThinking: options.preservedThinking ?? true });
		case 'openai-responses':
			return openAiResponses(shared);
		case 'openai-chat':
			return openAiChat({ ...shared, compatible: false, reasoningMustReturn: false });
		case 'openai-compatible':
			return openAiChat({ ...shared, compatible: true, reasoningMustReturn: options.reasoningMustReturn ?? false });
	}
}
