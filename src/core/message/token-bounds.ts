import type { Part, Prompt } from './message.ts';

/**
 * What vendors put before a prompt (templates, the text that explains tools, prompts of a gateway, some 25,000 at most), and what models
 * that search by themselves read meanwhile and are billed for.
 */
const HIDDEN_TOKENS = 100_000;
/** Names, roles and separators of a message. */
const TOKENS_AROUND_MESSAGE = 64;
/**
 * The dearest count of an image: GPT-4o mini takes 2,833 tokens and 5,667 for each of up to eight tiles (OpenAI, "Images and vision", read
 * 2026-11).
 */
const MOST_TOKENS_PER_IMAGE = 50_000;
/** Bytes of UTF-8 over estimated tokens at the worst: three for a letter of scripts that are estimated at a token for three letters. */
const MOST_PER_ESTIMATED = 9;

/** The most tokens that any vendor can count in a prompt: a token holds at least a byte of what is sent. */
export function mostPromptTokens({ messages, tools, wishes }: Pick<Prompt, 'messages' | 'tools' | 'wishes'>): number {
	const sent = messages.reduce((sum, { parts }) => sum + TOKENS_AROUND_MESSAGE + parts.reduce((n, part) => n + partBytes(part), 0), 0);
	return sent + bytes(JSON.stringify(tools)) + bytes(JSON.stringify(wishes?.format)) + HIDDEN_TOKENS;
}

/** The same where only the estimate is at hand. */
export function mostTokensOf(estimated: number): number {
	return estimated * MOST_PER_ESTIMATED + HIDDEN_TOKENS;
}

function partBytes(part: Part): number {
	switch (part.type) {
		case 'text':
			return bytes(part.text);
		case 'image':
			return MOST_TOKENS_PER_IMAGE;
		case 'toolCall':
			return bytes(part.name) + bytes(part.arguments) + TOKENS_AROUND_MESSAGE;
		case 'toolResult':
			return part.content.reduce((sum, content) => sum + partBytes(content), TOKENS_AROUND_MESSAGE);
		case 'reasoning':
			// What is sealed holds no more tokens than the sealed form has bytes.
			return Math.max(bytes(part.text), part.encrypted?.length ?? 0);
	}
}

/** Of UTF-8; half a surrogate pair goes out as three bytes. */
function bytes(text: string | undefined): number {
	let sum = 0;
	for (let i = 0; i < (text?.length ?? 0); i++) {
		const code = text!.charCodeAt(i);
		sum += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
	}
	return sum;
}

/** The estimate of words and digits over the fewest tokens that a vocabulary makes of them. */
const LEAST_SHARE = 3;

/**
 * The fewest tokens that an honest vendor can count in a text: a third of the estimate for its words, digits and other scripts. Marks and
 * blanks are left out, since whole rows of them go into one token.
 */
export function leastTokens(text: string, estimate: (text: string) => number): number {
	return Math.floor(estimate(text.replace(/[^\p{L}\p{N}]+/gu, ' ')) / LEAST_SHARE);
}
