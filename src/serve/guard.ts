import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { failure } from './status.ts';
import type { WireFailure } from './wire.ts';

/** Headers that decide something: twice, two readers may decide differently. */
const ONCE = new Set([
	'host',
	'origin',
	'authorization',
	'x-api-key',
	'api-key',
	'content-type',
	'content-length',
	'content-encoding',
	'transfer-encoding',
]);
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
/** What a person's own browser says of an address that was typed, and what other programs do not say at all. */
const TYPED = 'none';

/**
 * What is known without the key: whether the request comes from a program of this machine that means this endpoint. A web page reaches the
 * loopback too: under a name of its own (DNS rebinding: its Host), or as a foreign site (its Origin, its Sec-Fetch-Site). Neither is ever
 * answered, and no preflight is, so a page cannot send a key or JSON.
 * @returns why not; null where it may go on
 */
export function foreign({ headers, rawHeaders, url = '' }: IncomingMessage, port: number): WireFailure | null {
	// An address with a host of its own is meant for a proxy.
	if (!url.startsWith('/')) return failure('invalidInput', 'The address of the request must begin with "/".');
	const seen = new Set<string>();
	for (let n = 0; n < rawHeaders.length; n += 2) {
		const name = rawHeaders[n]!.toLowerCase();
		if (ONCE.has(name) && seen.has(name)) return failure('invalidInput', `The header ${name} came twice. Send it once.`);
		seen.add(name);
	}
	const host = headers.host?.toLowerCase() ?? '';
	if (!LOOPBACK.some((name) => host === `${name}:${port}` || (port === 80 && host === name)))
		return failure('forbidden', `This endpoint answers only under its own address. Use http://127.0.0.1:${port}.`);
	const site = headers['sec-fetch-site'];
	if (headers.origin !== undefined || (site !== undefined && site !== TYPED))
		return failure('forbidden', 'Web pages are not answered. Use a program that sends no Origin header.');
	return null;
}

/** The key, as any of the clients of the three wires shows it. */
export function showsKey({ headers }: Pick<IncomingMessage, 'headers'>, key: string): boolean {
	const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
	const shown = [bearer, headers['x-api-key'], headers['api-key']];
	let same = false;
	// All are compared: the time says nothing of which it was.
	for (const one of shown) same = sameText(typeof one === 'string' ? one : '', key) || same;
	return same && key !== '';
}

export function wrongKey({ headers }: Pick<IncomingMessage, 'headers'>): WireFailure {
	const shown = [headers.authorization, headers['x-api-key'], headers['api-key']].some((one) => one !== undefined && one !== '');
	return failure(
		'wrongKey',
		shown
			? 'This is not the key of this Routoo endpoint. Copy its key anew ("Routoo: Copy Endpoint Key" in the editor, or what `routoo serve` shows) and set it as API key.'
			: 'This Routoo endpoint needs its key, as "Authorization: Bearer KEY" or "x-api-key: KEY". Copy it ("Routoo: Copy Endpoint Key" in the editor, or what `routoo serve` shows) and set it as API key.',
	);
}

/** In a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(a), digest(b));
}
