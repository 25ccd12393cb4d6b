import { estimateTokens } from '../core/message/text-tokens.ts';
import { TOKENS_PER_MESSAGE } from '../core/message/tokens.ts';
import type { RouteRequest } from '../core/routing/types.ts';

/** Characters of one text that are counted; the rest is taken to be as dense, so that a 5 MB log costs no more time than a page. */
const COUNTED_CHARS = 100_000;
/** Path, range and fence around an attachment. */
const TOKENS_PER_ATTACHMENT = 16;

/** Estimated input tokens of a request whose prompt was not built: message, history and attachments. */
export function requestTokens(request: RouteRequest): number {
	const history = request.history.reduce((sum, message) => sum + textTokens(message.content) + TOKENS_PER_MESSAGE, 0);
	const attached = request.attachments.reduce((sum, { content }) => sum + textTokens(content) + TOKENS_PER_ATTACHMENT, 0);
	return textTokens(request.text) + TOKENS_PER_MESSAGE + history + attached;
}

function textTokens(text: string): number {
	if (text.length <= COUNTED_CHARS) return estimateTokens(text);
	return Math.ceil((estimateTokens(text.slice(0, COUNTED_CHARS)) * text.length) / COUNTED_CHARS);
}
