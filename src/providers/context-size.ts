/** Sizes outside of this are no context of a model. */
const LEAST = 256;
const MOST = 20_000_000;

const N = '[([<"\'`\\s:=~]*(\\d[\\d,._ ]*\\d|\\d+)\\s*(k\\b|m\\b)?';
/** Words between a limit and its number. */
const OF =
	'(?:\\s+(?:is|are|was|has|of|to|only|just|at|most|about|approximately|currently|set|allowed|tokens?|size|length|here|for|this|model|support(?:s|ed)?))*';

/**
 * Where vendors and servers name the size, the surest first (OpenAI, Anthropic, Google, xAI, Mistral, Groq, Cohere, Qwen, OpenRouter, vLLM,
 * SGLang, TGI, llama.cpp, LM Studio, Ollama; wordings as of 2026-11-28).
 */
const SIZES = [
	`n_ctx(?:_slot|_train)?["']?${N}`,
	`\\d+\\s*\\+\\s*\\d+\\s*>${N}`,
	`tokens?\\s*>\\s*${N}\\s*(?:tokens?\\s*)?max`,
	`context (?:length|size|window)\\s*\\(\\s*${N}`,
	`(?:maximum|max|available|configured|allowed|total|full|current|model'?s?)[ _-]+(?:allowed )?(?:context|prompt|input|sequence|model)(?:[ _-](?:context|token))?(?:[ _-](?:length|size|window|tokens?|len|count|limit))?${OF}${N}`,
	`context (?:length|size|window|limit)${OF}${N}`,
	`loaded with${OF}(?: a)?(?: context)?(?: length)?${OF}${N}`,
	`max_(?:model_len|seq_len|input_tokens|total_tokens|position_embeddings|context_length|prompt_length)["']?${OF}${N}`,
	`max(?:imum)? (?:number of )?(?:input |prompt |total )?tokens?(?: allowed)?${OF}${N}`,
	`(?:token|context|size|length) limit${OF}${N}`,
	`the limit is${N}`,
	`\\blimit:?\\s+${N}`,
	`exceed(?:s|ed|ing)? (?:the |your |its |our )?(?:maximum |model |limit |token |size )*(?:of|limit:?|:)${N}`,
	`only supports? up to${N}`,
	`supports? (?:at most|up to)${N}`,
	`(?:must|should) (?:be|have|contain)(?: (?:less|fewer|smaller) than| at most| <=?| ≤| no more than| up to)${N}`,
	`(?:less|fewer) than${N}`,
	`should be \\[\\s*\\d+\\s*,${N}`,
	`${N}[ -]?tokens? (?:context|limit|max)`,
	`${N} max(?:imum)? (?:context|tokens?|input|prompt)`,
].map((pattern) => new RegExp(pattern, 'gi'));

/** Tokens that a model reads at most, from the words of a refusal that is about length; null where none is named. */
export function namedContext(message: string): number | null {
	for (const pattern of SIZES) {
		for (const match of message.matchAll(pattern)) {
			const size = sizeOf(match[1] ?? '', match[2]);
			// "A maximum of 4096 output tokens" is another limit.
			const behind = message.slice(match.index + match[0].length, match.index + match[0].length + 24);
			if (size !== null && !/^\s*(output|completion|new|generated|characters|bytes|chars|kb|mb)\b/i.test(behind)) return size;
		}
	}
	return null;
}

function sizeOf(digits: string, unit: string | undefined): number | null {
	// "4.096" and "4 096" are written where others write "4,096".
	const grouped = /^\d{1,3}([,._ ]\d{3})+$/.test(digits);
	const number = Number(grouped ? digits.replace(/[,._ ]/g, '') : (/^\d+(\.\d+)?/.exec(digits)?.[0] ?? ''));
	const size = Math.floor(number * (unit === undefined ? 1 : unit.toLowerCase() === 'k' ? 1000 : 1_000_000));
	return size >= LEAST && size <= MOST ? size : null;
}
