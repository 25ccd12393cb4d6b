import { type CachePlan, hashOf, type PrefixStore, prefixHashes, tokensOf } from '../prefix-store.ts';

/*
 * OpenAI's prompt cache as https://developers.openai.com/api/docs/guides/prompt-caching publishes it (last changed 2026-09-23, read
 * 2026-11-28), with the reference of `prompt_cache_options` in the types of the `openai` client 7.59.0. Hidden instructions are taken as
 * none. Requests reach one machine: overflow above 15 requests a minute is not played.
 */

/** "The minimum cacheable prompt length is 1,024 tokens for GPT-5.6 and later and varies by request settings for earlier models": here for all. */
export const MINIMUM_TOKENS = 1024;
/**
 * Models before GPT-5.6: reported reads are rounded down to a multiple of this. Here entries are made at these steps too (the real
 * distance depends on the model).
 */
export const STEP_TOKENS = 128;
/**
 * "Cache lifetime": before GPT-5.6 in memory, 5 to 10 minutes without use (the shortest here); from GPT-5.6 on 30 minutes, or `ttl:
 * "12h"` (client 7.59.0).
 */
export const LIFE_MS = { memory: 5 * 60_000, '30m': 30 * 60_000, '12h': 12 * 60 * 60_000 } as const;
/** Four writes a request; the implicit breakpoint takes one (`prompt_cache_options.mode`). */
export const MAX_WRITES = 4;
/** "How prefix matching works": the first 2 and the latest 50 explicit breakpoints, and up to 20 earlier ends of eligible messages. */
export const LOOK_UP = { firstExplicit: 2, latestExplicit: 50, earlierMessages: 20 } as const;

/** The prompt in the order in which the model sees it: settings and tools first, then instructions and messages. */
export interface OpenAiPrompt {
	readonly model: string;
	/** What a prefix depends on beside its text: cache key, tool and reasoning settings, format, tier. */
	readonly settings: readonly unknown[];
	readonly segments: readonly PromptSegment[];
	/** `prompt_cache_options`. */
	readonly options: { readonly mode?: 'implicit' | 'explicit' | undefined; readonly ttl?: '30m' | '12h' | undefined };
}

export interface PromptSegment {
	readonly text: string;
	/**
	 * Whether OpenAI may place its breakpoint at this segment's end: at the end of a user message and of a group of tool results
	 * (`message`), and at the end of the block of system and developer messages that the prompt begins with (`initial`).
	 */
	readonly eligible: 'message' | 'initial' | null;
	/** An explicit breakpoint at the end of this segment. */
	readonly explicit: { readonly ttl?: '30m' | '12h' | undefined } | null;
}

/** GPT-5.6 and later models match at breakpoints; earlier ones at steps. */
export function matchesAtBreakpoints(model: string): boolean {
	const version = /^gpt-(\d+)(?:\.(\d+))?/.exec(model);
	if (!version) return false;
	const major = Number(version[1]);
	return major > 5 || (major === 5 && Number(version[2] ?? 0) >= 6);
}

export function planOpenAi(prompt: OpenAiPrompt, store: PrefixStore, minimum: number): CachePlan {
	return matchesAtBreakpoints(prompt.model) ? planBreakpoints(prompt, store, minimum) : planSteps(prompt, store, minimum);
}

function planSteps(prompt: OpenAiPrompt, store: PrefixStore, minimum: number): CachePlan {
	const start = store.now();
	const text = prompt.segments.map((segment) => segment.text).join('');
	const total = tokensOf(text.length);
	const settings = JSON.stringify([prompt.model, prompt.settings]);
	const ends: number[] = [];
	for (let end = Math.ceil(minimum / STEP_TOKENS) * STEP_TOKENS; end <= Math.floor(text.length / 4); end += STEP_TOKENS) ends.push(end);
	const key = (end: number) => hashOf(settings + text.slice(0, end * 4));
	const read = ends.findLast((end) => store.has(key(end), start)) ?? 0;
	return {
		read,
		written: 0, // writes are neither charged nor reported before GPT-5.6
		writtenForHour: 0,
		fresh: total - read,
		commit: () => {
			for (const end of ends) store.use(key(end), start, LIFE_MS.memory);
		},
	};
}

function planBreakpoints(prompt: OpenAiPrompt, store: PrefixStore, minimum: number): CachePlan {
	const start = store.now();
	const { segments, options } = prompt;
	const settings = JSON.stringify([prompt.model, prompt.settings]);
	const keys = prefixHashes(segments.map((segment) => segment.text)).map((hash) => hashOf(settings + hash));
	let characters = 0;
	const tokens = segments.map((segment) => {
		characters += segment.text.length;
		return tokensOf(characters);
	});
	const upTo = (place: number) => tokens[place] ?? 0;
	const places = [...segments.keys()].filter((place) => upTo(place) >= minimum);
	const explicit = places.filter((place) => segments[place]?.explicit);
	const eligible = options.mode === 'explicit' ? [] : places.filter((place) => segments[place]?.eligible);

	const implicit = eligible.slice(-1);
	const lookUp = new Set([
		...explicit.slice(0, LOOK_UP.firstExplicit),
		...explicit.slice(-LOOK_UP.latestExplicit),
		...eligible.slice(-1 - LOOK_UP.earlierMessages),
		...eligible.filter((place) => segments[place]?.eligible === 'initial'),
	]);
	const hit = Math.max(-1, ...[...lookUp].filter((place) => store.has(keys[place] ?? '', start)));
	const writes = [...implicit, ...explicit.slice(-(MAX_WRITES - implicit.length))];
	const read = upTo(hit);
	const written = Math.max(0, upTo(Math.max(-1, ...writes)) - read);
	const life = (place: number) => LIFE_MS[segments[place]?.explicit?.ttl ?? options.ttl ?? '30m'];
	return {
		read,
		written,
		writtenForHour: 0,
		fresh: tokensOf(characters) - read - written,
		commit: () => {
			if (hit >= 0) store.use(keys[hit] ?? '', start, LIFE_MS['30m']);
			for (const place of writes) store.use(keys[place] ?? '', start, life(place));
		},
	};
}
