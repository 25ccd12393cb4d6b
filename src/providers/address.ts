import ipaddr from 'ipaddr.js';
import type { Endpoint } from '../core/model/endpoint.ts';
import { BUILT_IN_ENDPOINTS } from './built-in.ts';
import type { Fetch } from './types.ts';

/** What was typed as an address, brought to the form that list, test, chat and completion ask. */
export interface Address {
	/** Scheme, host, port and path, without slash at the end, query or fragment. */
	readonly baseUrl: string;
	/** The other reading of a path that does not tell where the API begins; null where there is none. */
	readonly otherUrl: string | null;
	/** Goes with every request, without the question mark; null where none was typed. */
	readonly query: string | null;
	readonly url: URL;
}

/** What each API asks below its base, so what people paste along with it. */
const PATHS =
	/\/(?:chat\/completions?|completions?|messages|models|responses|embeddings|rerank|infill|props|tokenize|health|metrics|version|fim\/completions|beta\/completions|api\/(?:generate|chat|tags|show|ps|version|embed|embeddings)|api\/extra\/version)$/i;

/** A version among the segments, or a deployment of Azure's, which has none: the API begins there. */
const VERSIONED = /\/(?:v\d[^/]*|openai\/deployments\/[^/]+)(?=\/|$)/i;

/** Paths of the public APIs, which people leave out, by host. */
const KNOWN_PATHS: ReadonlyMap<string, string> = new Map([
	...BUILT_IN_ENDPOINTS.map(({ baseUrl }) => [new URL(baseUrl).hostname, new URL(baseUrl).pathname] as const),
	['codestral.mistral.ai', '/v1'],
]);

/**
 * The address in what a person typed or pasted: with or without scheme, path, full path of one request, query, fragment, blanks, quotes and
 * slashes at the end; IPv6 with or without brackets. Without a scheme a private host is asked over http, everyone else over https. Local
 * servers answer chat below /v1, whatever part of their own interface was typed (/, /api, /api/v0, /api/v1). Null where it is no address of
 * the web.
 */
export function parseAddress(typed: string): Address | null {
	const url = urlOf(unquoted(typed));
	if (url === null) return null;
	const query = url.search.replace(/^\?/, '').replace(/&+$/, '');
	const { path, other } = basePath(url);
	return {
		baseUrl: `${url.origin}${path}`,
		otherUrl: other === null ? null : `${url.origin}${other}`,
		query: query === '' ? null : query,
		url,
	};
}

function unquoted(typed: string): string {
	let text = typed.trim();
	for (let before = ''; before !== text; ) {
		before = text;
		text = text
			.replace(/^["'`\u2018\u2019\u201c\u201d\u00ab\u00bb<]+|["'`\u2018\u2019\u201c\u201d\u00ab\u00bb>,;]+$/g, '')
			// A zero width mark comes along from web pages, and would become a part of the host.
			.replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
			.trim();
	}
	return text;
}

function urlOf(text: string): URL | null {
	if (text === '' || /\s/.test(text)) return null;
	const url = URL.parse(withScheme(text));
	if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
	// Dots alone are no host, and nothing listens at port 0.
	return /^\.*$/.test(url.hostname) || url.port === '0' ? null : url;
}

function withScheme(text: string): string {
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
	const rest = text.replace(/^https?:\/?(?=[^/])/i, '').replace(/^\/+/, '');
	if (rest !== text && /^http/i.test(text)) return `${/^https/i.test(text) ? 'https' : 'http'}://${rest}`;
	const bare = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*/i.exec(rest)?.[0] ?? '';
	const bracketed = ipaddr.IPv6.isValid(bare) ? `[${bare}]${rest.slice(bare.length)}` : rest;
	const host = URL.parse(`http://${bracketed}`)?.hostname ?? '';
	return `${isPrivateHost(host) ? 'http' : 'https'}://${bracketed}`;
}

function basePath(url: URL): { readonly path: string; readonly other: string | null } {
	const whole = url.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
	const path = whole.replace(PATHS, '');
	// A path that names no version, and came without what is asked below it, may end before it: a gateway's own prefix.
	const below = path === '' || path !== whole || VERSIONED.test(path) ? null : `${path}/v1`;
	// The version of Azure's API that takes OpenAI's requests as they are (Azure OpenAI "v1 API", read 2026-11-28).
	if (/\.(?:openai|cognitiveservices)\.azure\.com$/.test(url.hostname) && /^(?:\/openai)?$/.test(path))
		return { path: '/openai/v1', other: null };
	if (!isPrivateHost(url.hostname)) {
		const known = KNOWN_PATHS.get(url.hostname);
		return path === '' ? { path: known ?? '', other: known === undefined ? '/v1' : null } : { path, other: below };
	}
	// Some serve chat where they were typed: Open WebUI below /api, Lemonade below /api/v1, others at the root.
	const own = /^(.*?)\/api(?:\/v[01])?$/i.exec(path)?.[1] ?? (path === '' ? '' : null);
	return own === null ? { path, other: below } : { path: `${own}/v1`, other: path };
}

/** Ranges of ipaddr.js that stay on this machine or its networks; a machine takes an unspecified address (0.0.0.0, ::) for itself. */
const PRIVATE_RANGES: ReadonlySet<string> = new Set(['loopback', 'private', 'linkLocal', 'uniqueLocal', 'unspecified', 'carrierGradeNat']);

/**
 * Loopback, RFC 1918, link-local, the addresses of overlay networks (100.64/10, RFC 6598), unique local IPv6, `.local`/`.internal` names
 * and names without a dot. Addresses in any form that a socket takes: decimal, octal, hexadecimal, short, or IPv4 within IPv6.
 */
export function isPrivateHost(hostname: string): boolean {
	const host = plainHost(hostname);
	if (host === '') return false;
	if (ipaddr.isValid(host)) return PRIVATE_RANGES.has(ipaddr.process(host).range());
	if (host.includes(':')) return false;
	return !host.includes('.') || /\.(local|localhost|internal|lan|home\.arpa)$/.test(host);
}

/** Whether a socket to it ends on this machine. */
export function isThisMachine(hostname: string): boolean {
	const host = plainHost(hostname);
	if (ipaddr.isValid(host)) return ['loopback', 'unspecified'].includes(ipaddr.process(host).range());
	return host === 'localhost' || host.endsWith('.localhost');
}

function plainHost(hostname: string): string {
	return hostname
		.toLowerCase()
		.replace(/^\[|\]$/g, '')
		.replace(/\.$/, '');
}

/** The same for every spelling of one server: names of this machine, /v1 or another part of its interface, scheme, default port. */
export function serverKey(baseUrl: string): string {
	const url = URL.parse(baseUrl);
	if (url === null) return baseUrl;
	const host = plainHost(url.hostname);
	const name = isThisMachine(host) ? 'this machine' : ipaddr.isValid(host) ? ipaddr.process(host).toNormalizedString() : host;
	const path = url.pathname.replace(/\/+$/, '').replace(/\/(?:v1|api(?:\/v[01])?)$/i, '');
	return `${name}:${url.port || (url.protocol === 'https:' ? '443' : '80')}${path}`;
}

/** Names of a query that stand for a secret, which has no place in settings. */
const SECRET_NAMES = /key|token|secret|passw|signature|^sig$|^code$|auth|credential/i;

/** Name of the first part of a query that looks like a secret; null where there is none. */
export function secretInQuery(query: string): string | null {
	for (const [name] of new URLSearchParams(query)) if (SECRET_NAMES.test(name)) return name.slice(0, 40);
	return null;
}

/**
 * The fetch of one endpoint: its query goes with every request, and where that holds Azure's `api-version` the key goes in `api-key`, as
 * Azure wants it (learn.microsoft.com, "Azure OpenAI REST API reference", read 2026-11-28: a bearer is a token of its directory there).
 */
export function addressedFetch({ query }: Pick<Endpoint, 'query'>, fetch: Fetch): Fetch {
	if (query === undefined) return fetch;
	const pairs = [...new URLSearchParams(query)];
	const azure = pairs.some(([name]) => name.toLowerCase() === 'api-version');
	return (input, init) => {
		const url = new URL(input instanceof Request ? input.url : input);
		for (const [name, value] of pairs) if (!url.searchParams.has(name)) url.searchParams.append(name, value);
		const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
		const bearer = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1];
		if (azure && bearer !== undefined) {
			headers.delete('authorization');
			headers.set('api-key', bearer);
		}
		return input instanceof Request ? fetch(new Request(url, input), { ...init, headers }) : fetch(url.href, { ...init, headers });
	};
}
