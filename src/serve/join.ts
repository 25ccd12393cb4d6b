import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { sameText } from './guard.ts';
import { proofOf } from './proof.ts';

export type HeldBy = 'ours' | 'anotherRoutoo' | 'foreign' | 'nobody';

/** Anything of ours answers at once. */
const WITHIN_MS = 1500;
const MAX_BYTES = 4096;

/**
 * Who listens on a port of the loopback: a Routoo with this key, one with another, another program, or nobody. The key is never sent: what
 * has it proves it. Never rejects.
 */
export async function heldBy(port: number, key: string, withinMs = WITHIN_MS): Promise<HeldBy> {
	const nonce = randomBytes(32).toString('hex');
	const answer = await ask(port, nonce, withinMs);
	if (answer === null) return 'nobody';
	const said = parse(answer);
	if (said?.name !== 'routoo') return 'foreign';
	return typeof said.proof === 'string' && key !== '' && sameText(said.proof, proofOf(key, nonce, port)) ? 'ours' : 'anotherRoutoo';
}

/** The body of its answer, '' for one that is no use; null where nobody listens. */
function ask(port: number, nonce: string, withinMs: number): Promise<string | null> {
	const { promise, resolve } = Promise.withResolvers<string | null>();
	const asked = request({
		...{ host: '127.0.0.1', port, path: `/routoo?nonce=${nonce}`, method: 'GET', agent: false },
		headers: { accept: 'application/json', connection: 'close' },
		maxHeaderSize: 8192,
	});
	const done = (body: string | null): void => {
		clearTimeout(timer);
		resolve(body);
		asked.destroy();
	};
	// Whoever took the connection and says nothing is someone else.
	const timer = setTimeout(() => done(''), withinMs);
	asked.on('error', (error: NodeJS.ErrnoException) => done(error.code === 'ECONNREFUSED' ? null : ''));
	asked.on('response', (response) => {
		let body = '';
		response.setEncoding('utf8');
		response.on('data', (chunk: string) => {
			body += chunk;
			if (body.length > MAX_BYTES) done('');
		});
		response.on('end', () => done(response.statusCode === 200 ? body : ''));
		response.on('error', () => done(''));
	});
	asked.end();
	return promise;
}

function parse(body: string): { readonly name?: unknown; readonly proof?: unknown } | null {
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === 'object' && value !== null ? value : null;
	} catch {
		return null;
	}
}
