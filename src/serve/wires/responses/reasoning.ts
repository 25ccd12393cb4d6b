import type { ReasoningPart } from '../../../core/message/message.ts';
import { readReasoningToken, reasoningToken } from '../../reasoning-token.ts';

/** Between the token of a part and its text, and between two parts. */
const TEXT = '~';
const NEXT = ',';

/**
 * What stands in `encrypted_content` of an item: all that its parts need to go back to their vendor, their texts too, as clients leave the
 * summary of an item out (VS Code's Custom Endpoint, 1.139.1) or cut it. Null where nothing has to come back.
 */
export function encryptedContent(parts: readonly ReasoningPart[]): string | null {
	const tokens = parts.flatMap((part) => {
		const token = reasoningToken(part);
		if (token === null) return [];
		return [part.text === '' ? token : token + TEXT + Buffer.from(part.text).toString('base64url')];
	});
	return tokens.length === 0 ? null : tokens.join(NEXT);
}

/** Empty for what another server wrote: no vendor of the pool could read it. */
export function readEncryptedContent(content: string): readonly ReasoningPart[] {
	return content.split(NEXT, MAX_PARTS).flatMap((one): ReasoningPart[] => {
		const at = one.indexOf(TEXT);
		const kept = readReasoningToken(at < 0 ? one : one.slice(0, at));
		const text = at < 0 ? '' : Buffer.from(one.slice(at + 1), 'base64url').toString('utf8');
		return kept === null ? [] : [{ type: 'reasoning', text, ...kept }];
	});
}

/** Far more than an answer has. */
const MAX_PARTS = 1000;
