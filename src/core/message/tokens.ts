import { imageSize } from './image-size.ts';
import type { Attachment, ImagePart, Message, Part } from './message.ts';
import { estimateTokens } from './text-tokens.ts';

/** Tokens a message costs beside its text (role and separators); 4 in OpenAI's own counting recipe for its chat models. */
export const TOKENS_PER_MESSAGE = 4;

/**
 * Claude from Opus 4.7 on: a token for 28 by 28 pixels, up to 2,576 pixels an edge and 4,784 tokens an image (platform.claude.com,
 * "Vision", as read 2026-11-28); Claude before that stops at 1,568 pixels and tokens, GPT counts 1.2 tokens for 32 by 32 pixels, Gemini
 * some 1,100 an image. A screen of 1920 by 1080 pixels is 2,691 by this rule, 2,448 for GPT, 1,568 for older Claude, 1,101 for Gemini: the
 * dearest of them is estimated, as a reservation must hold.
 */
const PIXELS_PER_PATCH = 28;
const MAX_EDGE = 2576;
const MAX_TOKENS_PER_IMAGE = 4784;
/** Where the size of an image is not known: that of such a screen. */
const TOKENS_PER_IMAGE = 2700;

function imageTokens({ data }: Pick<ImagePart, 'data'>): number {
	const size = imageSize(data);
	if (size === null) return TOKENS_PER_IMAGE;
	const scale = Math.min(1, MAX_EDGE / Math.max(size.width, size.height));
	const patches = (edge: number) => Math.ceil((edge * scale) / PIXELS_PER_PATCH);
	return Math.min(MAX_TOKENS_PER_IMAGE, patches(size.width) * patches(size.height));
}

/** Estimated tokens of one part, without what a message costs beside it. */
export function partTokens(part: Part, estimate: (text: string) => number): number {
	switch (part.type) {
		case 'text':
			return estimate(part.text);
		case 'image':
			return imageTokens(part);
		case 'toolCall':
			return estimate(part.name) + estimate(part.arguments);
		case 'toolResult':
			return part.content.reduce((sum, content) => sum + partTokens(content, estimate), 0);
		case 'reasoning':
			// The encrypted form is about a third longer than what it holds, and a token holds some four characters.
			return part.encrypted === null ? estimate(part.text) : Math.max(estimate(part.text), Math.ceil(part.encrypted.length / 5));
	}
}

/** Of what goes beside a message, without its heading. */
export function attachmentTokens({ content, image }: Attachment, estimate = estimateTokens): number {
	return estimate(content) + (image === undefined ? 0 : imageTokens(image));
}

/** Estimated input tokens of a whole request. */
export function estimateMessageTokens(messages: readonly Message[], estimate = estimateTokens): number {
	return messages.reduce((sum, { parts }) => sum + parts.reduce((n, part) => n + partTokens(part, estimate), 0) + TOKENS_PER_MESSAGE, 0);
}
