import type { IncomingHttpHeaders } from 'node:http';

const MAX_NAME = 40;

/** Who asks, from its User-Agent: the first product in it, without its version, so that an update is nobody else. */
export function callerOf(headers: IncomingHttpHeaders): string {
	const agent = headers['user-agent'] ?? '';
	const first = /^[\w.-]+(?:\/(?!v?\d)[\w.-]+)*/.exec(agent)?.[0] ?? '';
	return first.slice(0, MAX_NAME) || 'unknown';
}
