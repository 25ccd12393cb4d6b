import { createHash } from 'node:crypto';

/** So much is read in one go on the extension host's thread: some milliseconds. */
const PIECE = 50_000;
/** Lines that a piece has in common with the one before: a secret may begin at its end. */
const OVERLAP = 2000;

/** The text in pieces that overlap; between two of them others have their turn. */
export async function* inPieces(text: string): AsyncGenerator<string> {
	for (let from = 0; from < text.length || from === 0; ) {
		const to = from + PIECE;
		// At the end of a line, where one is near.
		const line = text.lastIndexOf('\n', to);
		const end = to >= text.length ? text.length : line > from + PIECE / 2 ? line + 1 : to;
		yield text.slice(from, end);
		if (end >= text.length) return;
		const begin = text.lastIndexOf('\n', end - OVERLAP);
		from = begin > from ? begin + 1 : Math.max(from + 1, end - OVERLAP);
		await new Promise((resolve) => setImmediate(resolve));
	}
}

/** Names a text that came as the result of a call, or, with an empty id, one that was attached. */
export function contentKey(callId: string, text: string): string {
	return `${callId}\0${createHash('sha256').update(text).digest('base64')}`;
}
