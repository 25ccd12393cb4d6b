import type { ModelCard } from './card.ts';

type Sizes = Pick<ModelCard, 'bytes' | 'contextBytes' | 'contextTokens'>;

/** More context than this is not asked for: it takes memory from the first moment, and few computers read it in a time worth waiting. */
const MOST_TOKENS = 32_768;
/** Less is of no use for code. */
const LEAST_TOKENS = 4096;
/** What the program takes beside weights and context. */
const WORKING_BYTES = 400e6;
/** Of the computer's memory; the rest is the editor's and everyone else's. */
const SHARE = 0.6;
/** Where the header does not tell: 32 layers with 8 heads of 128, as models of 7 billion parameters have. */
const USUAL_CONTEXT_BYTES = 131_072;

/** Bytes that a model takes while it runs: weights, context, room to work. An estimate. */
export function memoryNeeded({ bytes, contextBytes }: Pick<Sizes, 'bytes' | 'contextBytes'>, contextTokens: number): number {
	return bytes + (contextBytes ?? USUAL_CONTEXT_BYTES) * contextTokens + WORKING_BYTES;
}

/** With how much context a model is started: what it was trained for, halved until it fits this computer. */
export function chosenContext(sizes: Sizes, totalBytes: number): number {
	let tokens = Math.min(sizes.contextTokens ?? LEAST_TOKENS, MOST_TOKENS);
	while (tokens / 2 >= LEAST_TOKENS && memoryNeeded(sizes, tokens) > totalBytes * SHARE) tokens = Math.floor(tokens / 2);
	return tokens;
}
