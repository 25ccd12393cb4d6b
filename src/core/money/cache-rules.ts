/** How a vendor's prompt cache behaves. Only models with a cached-input price have one as far as routing is concerned. */
export interface CacheRules {
	/** A prefix unused for longer than this is cold. */
	readonly lifetimeMs: number;
	/** Shorter prefixes are never cached. */
	readonly minimumPrefixTokens: number;
	/** The vendor says that it caches without being asked, or Routoo asks it to (Anthropic's marks): assumed until it is seen to fail. */
	readonly automatic: boolean;
}

const MINUTE = 60_000;

/**
 * Vendor documentation as of 2026-11: Anthropic keeps a prefix 5 minutes from its last use and wants 1,024 tokens or more; OpenAI keeps 5
 * to 10 minutes of inactivity (the shorter is taken) from 1,024 tokens; Gemini's implicit caching starts at 1,024 to 4,096 tokens with no
 * stated lifetime; DeepSeek caches on disk for hours in units of 64 tokens; xAI, Moonshot, Groq, Z.ai, Alibaba and MiniMax cache by
 * themselves without a promise. Where nothing is stated, the strictest of these is assumed, and elsewhere nothing until it is seen.
 */
const RULES: Readonly<Record<string, CacheRules>> = {
	anthropic: { lifetimeMs: 5 * MINUTE, minimumPrefixTokens: 1024, automatic: true },
	openai: { lifetimeMs: 5 * MINUTE, minimumPrefixTokens: 1024, automatic: true },
	deepseek: { lifetimeMs: 60 * MINUTE, minimumPrefixTokens: 64, automatic: true },
	...Object.fromEntries(
		['gemini', 'google', 'xai', 'moonshot', 'groq', 'zai', 'qwen', 'minimax'].map((id) => [
			id,
			{ lifetimeMs: 5 * MINUTE, minimumPrefixTokens: 4096, automatic: true },
		]),
	),
};

const DEFAULT_RULES: CacheRules = { lifetimeMs: 5 * MINUTE, minimumPrefixTokens: 4096, automatic: false };

export function cacheRules(endpointId: string): CacheRules {
	return RULES[endpointId] ?? DEFAULT_RULES;
}
