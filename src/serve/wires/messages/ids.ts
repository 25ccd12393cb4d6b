/** What Anthropic takes as an id of a call (its API's own error message, 2026-11). */
const TAKEN = /^[a-zA-Z0-9_-]+$/;
/** Before an id that had to be written in other letters; the rest is its base64url. */
const WRITTEN = 'toolu_routoo_';

/**
 * An id of a call as Anthropic's clients may send it to any server. Some models' have dots and colons (`functions.read:0`), and a
 * conversation that goes on at Anthropic itself would be refused for one. Nothing is kept: the id says what it stands for.
 */
export function clientId(id: string): string {
	return TAKEN.test(id) && !id.startsWith(WRITTEN) ? id : WRITTEN + Buffer.from(id).toString('base64url');
}

/** The id that `clientId` was made of; another server's stays as it is. */
export function ownId(id: string): string {
	if (!id.startsWith(WRITTEN)) return id;
	const own = Buffer.from(id.slice(WRITTEN.length), 'base64url').toString('utf8');
	return clientId(own) === id ? own : id;
}
