import type { ReasoningPart } from '../core/message/message.ts';

/**
 * Reasoning that has to go back to its vendor, in the one opaque text that a client keeps and returns: the signature of Anthropic's
 * thinking blocks, the encrypted content of Responses. A client may change the model between two turns, so the text also says whose it is.
 */
const PREFIX = 'routoo1.';
/** Far above what vendors write; a longer one is not ours. */
const MAX_LENGTH = 4_000_000;

type Kept = Pick<ReasoningPart, 'model' | 'signature' | 'encrypted' | 'id'>;

/** Null where nothing has to come back. */
export function reasoningToken({ model, signature, encrypted, id }: ReasoningPart): string | null {
	if (model === null) return null;
	return PREFIX + Buffer.from(JSON.stringify([model, signature, encrypted, id])).toString('base64url');
}

/** Null for a token that is not ours: what another server signed means nothing to a vendor of the pool. */
export function readReasoningToken(token: string): Kept | null {
	if (!token.startsWith(PREFIX) || token.length > MAX_LENGTH) return null;
	try {
		const value: unknown = JSON.parse(Buffer.from(token.slice(PREFIX.length), 'base64url').toString('utf8'));
		if (!Array.isArray(value) || value.length !== 4) return null;
		const [model, signature, encrypted, id] = value as unknown[];
		if (typeof model !== 'string' || ![signature, encrypted, id].every((one) => one === null || typeof one === 'string')) return null;
		return { model, signature, encrypted, id } as Kept;
	} catch {
		return null;
	}
}
