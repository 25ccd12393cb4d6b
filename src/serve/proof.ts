import { createHmac } from 'node:crypto';

/** What `GET /routoo` answers, so that a window knows whose server holds its port. */
export interface WhoIsThere {
	readonly name: 'routoo';
	readonly version: string;
	/** That it has the same key; null where the question held no nonce. */
	readonly proof: string | null;
}

export const NONCE = /^[0-9a-f]{64}$/;

/**
 * Shows that one has the key without telling it. The port is in it: another program cannot have a server on another port answer for it.
 */
export function proofOf(key: string, nonce: string, port: number): string {
	return createHmac('sha256', key).update(`routoo endpoint\n${port}\n${nonce}`).digest('hex');
}
