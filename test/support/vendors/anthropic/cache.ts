import { type CachePlan, hashOf, type PrefixStore, prefixHashes, tokensOf } from '../prefix-store.ts';
import type { AnthropicRequest, CacheControl } from './shape.ts';

/*
 * Anthropic's prompt cache as https://platform.claude.com/docs/en/build-with-claude/prompt-caching publishes it (PC below; read
 * 2026-11-28 in copies and quotations of up to 2026-10-08), and for tools
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-use-with-prompt-caching (TC). Thinking blocks that are sent back count
 * as part of the prompt, as on the newer models; older models drop them after a turn.
 */

/** PC, "Explicit cache breakpoints": up to four marks a request; the automatic one takes a place. */
export const MAX_MARKS = 4;
/**
 * PC, "Three core principles": 20 positions a mark, the mark itself the first; a run of tool_use or of tool_result blocks
 * is one.
 */
export const LOOK_BACK = 20;
/** PC: five minutes from the start of the request that wrote or read the entry; or an hour with `ttl: "1h"`. */
export const LIFE_MS = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const;

/** PC, "Cache limitations": the shortest prefix that is cached, in tokens; shorter ones are not cached, without an error. */
const MINIMUM: readonly (readonly [model: RegExp, tokens: number])[] = [
	[/^claude-(haiku-4-5|opus-4-[56])/, 4096],
	[/^claude-(mythos-preview|opus-4-7|3-5-haiku)/, 2048],
	[/^claude-(opus-4-8|opus-4-1|sonnet-4|sonnet-5(?!-5))/, 1024],
	[/^claude-(fable|mythos|opus|sonnet|haiku)-5/, 512],
];

/** PC, "Cache limitations"; 1024 for a model that the page does not name. */
export function minimumTokens(model: string): number {
	return MINIMUM.find(([pattern]) => pattern.test(model))?.[1] ?? 1024;
}

/** One block of the prompt in the order of the prefix: tools, system, messages. */
export interface PromptBlock {
	/** JSON as it came, keys in their order, without its mark; in messages with the role in front. */
	readonly text: string;
	readonly type: string;
	readonly level: 'tools' | 'system' | 'messages';
	readonly mark: CacheControl | null;
	/** Whether a mark may stand here: not on thinking. */
	readonly markable: boolean;
}

/** The prompt as blocks. A string is shorthand for one block of text, so both are the same prefix (PC and the Messages reference). */
export function promptBlocks(request: AnthropicRequest): PromptBlock[] {
	const block = (level: PromptBlock['level'], value: object, prefix = ''): PromptBlock => {
		const { cache_control: mark, ...rest } = value as { cache_control?: CacheControl | null; type?: string };
		const type = level === 'tools' ? 'tool' : (rest.type ?? 'text');
		return { text: prefix + JSON.stringify(rest), type, level, mark: mark ?? null, markable: !type.endsWith('thinking') };
	};
	const blocks = (content: string | readonly object[]) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content);
	return [
		...(request.tools ?? []).map((tool) => block('tools', tool)),
		...blocks(request.system ?? []).map((part) => block('system', part)),
		...request.messages.flatMap((message) => blocks(message.content).map((part) => block('messages', part, `${message.role}:`))),
	];
}

/** All marks of a request by their place in `blocks`, the automatic one (a `cache_control` of the request itself) among them. */
export function marksOf(request: AnthropicRequest, blocks: readonly PromptBlock[]): Map<number, CacheControl> {
	const marks = new Map<number, CacheControl>();
	for (const [place, block] of blocks.entries()) if (block.mark) marks.set(place, block.mark);
	const last = blocks.findLastIndex((block) => block.markable);
	if (request.cache_control && last >= 0 && !marks.has(last)) marks.set(last, request.cache_control);
	return new Map([...marks].sort(([a], [b]) => a - b));
}

/** Hashes of every prefix of the prompt, with what a level depends on beside its text (PC and TC, "What invalidates the cache"). */
function keysOf(request: AnthropicRequest, blocks: readonly PromptBlock[]): string[] {
	const images = blocks.some((block) => block.type === 'image' || (block.type === 'tool_result' && block.text.includes('"type":"image"')));
	const tools = [request.model];
	const system = [...tools, request.speed ?? 'standard'];
	// The presence of an image, the tool choice, thinking and effort settings touch the messages alone.
	const messages = [...system, request.tool_choice ?? null, request.thinking ?? null, request.output_config ?? null, images];
	const settings = { tools, system, messages };
	return prefixHashes(blocks.map((block) => block.text)).map((hash, place) => {
		return hashOf(JSON.stringify([hash, settings[blocks[place]?.level ?? 'messages']]));
	});
}

/** What this request reads and writes at `start`, ms since the epoch. */
export function planAnthropic(request: AnthropicRequest, store: PrefixStore, minimum: number): CachePlan {
	const start = store.now();
	const blocks = promptBlocks(request);
	const keys = keysOf(request, blocks);
	let characters = 0;
	const tokens = blocks.map((block) => {
		characters += block.text.length;
		return tokensOf(characters);
	});
	const upTo = (place: number) => tokens[place] ?? 0;
	const marks = [...marksOf(request, blocks)].filter(([place]) => upTo(place) >= minimum);

	let hit = -1;
	for (const [mark] of marks.toReversed()) {
		hit = lookBack(blocks, mark, (place) => store.has(keys[place] ?? '', start));
		if (hit >= 0) break;
	}
	const last = marks.at(-1)?.[0] ?? -1;
	const lastHour = marks.findLast(([, mark]) => mark.ttl === '1h')?.[0] ?? -1;
	const read = upTo(hit);
	const written = Math.max(0, upTo(last) - read);
	return {
		read,
		written,
		writtenForHour: Math.max(0, upTo(lastHour) - read),
		fresh: tokensOf(characters) - read - written,
		commit: () => {
			if (hit >= 0) store.use(keys[hit] ?? '', start, LIFE_MS['5m']);
			for (const [place, mark] of marks) store.use(keys[place] ?? '', start, LIFE_MS[mark.ttl ?? '5m']);
		},
	};
}

/** The nearest place at or before a mark that is cached and lies within the window, or -1. */
function lookBack(blocks: readonly PromptBlock[], mark: number, cached: (place: number) => boolean): number {
	let positions = 0;
	for (let place = mark; place >= 0; place--) {
		const type = blocks[place]?.type;
		const sameRun = (type === 'tool_use' || type === 'tool_result') && place < mark && blocks[place + 1]?.type === type;
		if (!sameRun) positions++;
		if (positions > LOOK_BACK) return -1;
		if (cached(place)) return place;
	}
	return -1;
}
