import * as l10n from '@vscode/l10n';
import { RoutooError } from '../core/base/errors.ts';
import type { Endpoint } from '../core/model/endpoint.ts';
import { badJsonError, cancelledError, type ErrorContext, errorFromResponse, timeoutError, webPageError } from './errors.ts';
import { errorFromNetwork } from './network-errors.ts';
import { looksLikeHtml, parseJson } from './server-words.ts';
import type { Fetch, ProviderDeps } from './types.ts';
import { wellFormedJson } from './well-formed.ts';

/** Error bodies are read only to find the server's words. */
const MAX_ERROR_BYTES = 64 * 1024;
/** OpenRouter's list of models, the largest known, is below 1 MB. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;

/** Headers that carry the key. `Authorization: Bearer` everywhere but at Anthropic. */
export function authHeaders(endpoint: Pick<Endpoint, 'kind'>, key: string | null): Record<string, string> {
	if (endpoint.kind === 'anthropic') return { 'anthropic-version': '2023-06-01', ...(key === null ? {} : { 'x-api-key': key }) };
	return key === null ? {} : { authorization: `Bearer ${key}` };
}

/**
 * The key of an endpoint, trimmed; null where none is set and none is needed. Throws 'auth' before anything is sent where a needed key is
 * missing or could not be sent: fetch would put an impossible header value into its error message.
 */
export async function requireKey(endpoint: Endpoint, deps: Pick<ProviderDeps, 'secrets'>): Promise<string | null> {
	return checkKey(endpoint, (await deps.secrets.get(endpoint.id)) ?? null);
}

export function checkKey(endpoint: Endpoint, stored: string | null): string | null {
	const key = stored?.trim() ?? '';
	if (key === '') {
		if (!endpoint.needsKey) return null;
		throw new RoutooError(
			'auth',
			l10n.t('{0} needs a key and none is set.', endpoint.displayName),
			l10n.t('Set a key for {0}.', endpoint.displayName),
		);
	}
	if (!/^[\x21-\x7e]+$/.test(key)) {
		const message = l10n.t('The key of {0} holds characters that a key cannot have.', endpoint.displayName);
		throw new RoutooError('auth', message, l10n.t('Set the key for {0} again, without spaces or line breaks.', endpoint.displayName));
	}
	return key;
}

/**
 * Sends one request and returns a successful answer: the one way out of all requests, which sees to it that the text they carry is
 * well-formed. Redirects are not followed: custom key headers would go along to another host. Throws RoutooError only.
 */
export async function send(fetch: Fetch, context: ErrorContext, url: string, init: RequestInit, now: number): Promise<Response> {
	let response: Response;
	const body = typeof init.body === 'string' ? { body: wellFormedJson(init.body) } : {};
	try {
		response = await fetch(url, { ...init, ...body, redirect: 'manual' });
	} catch (thrown) {
		if (init.signal?.aborted) throw init.signal.reason instanceof RoutooError ? init.signal.reason : cancelledError(context);
		throw errorFromNetwork(context, thrown);
	}
	if (response.ok) return response;
	const status = response.type === 'opaqueredirect' ? 302 : response.status;
	const refusal = await readText(response, MAX_ERROR_BYTES, true).catch(() => '');
	throw errorFromResponse(context, { status, headers: response.headers, body: refusal }, now);
}

export interface JsonCall {
	readonly context: ErrorContext;
	readonly url: string;
	readonly headers: Record<string, string>;
	readonly timeoutMs: number;
	readonly signal: AbortSignal | null;
	/** POST with this JSON body instead of GET. */
	readonly body?: unknown;
}

/** One JSON answer of bounded size within a time limit. Throws RoutooError only. */
export async function fetchJson(deps: Pick<ProviderDeps, 'fetch' | 'clock'>, call: JsonCall): Promise<unknown> {
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(timeoutError(call.context, 'list', call.timeoutMs)), call.timeoutMs);
	const signal = call.signal === null ? limit.signal : AbortSignal.any([limit.signal, call.signal]);
	const init: RequestInit = { headers: { accept: 'application/json', ...call.headers }, signal };
	if (call.body !== undefined) {
		init.method = 'POST';
		init.body = JSON.stringify(call.body);
		init.headers = { ...init.headers, 'content-type': 'application/json' };
	}
	try {
		const response = await send(deps.fetch, call.context, call.url, init, deps.clock.now());
		const text = await readText(response, MAX_LIST_BYTES, false);
		if (looksLikeHtml(response.headers.get('content-type'), text)) throw webPageError(call.context);
		const parsed = parseJson(text);
		if (parsed === null) throw badJsonError(call.context, l10n.t('not JSON'));
		return parsed;
	} catch (thrown) {
		if (thrown instanceof RoutooError) throw thrown;
		if (call.signal?.aborted) throw cancelledError(call.context);
		if (limit.signal.aborted) throw limit.signal.reason;
		if (thrown instanceof RangeError) throw badJsonError(call.context, l10n.t('more than {0} MB', MAX_LIST_BYTES / 1024 / 1024));
		throw errorFromNetwork(call.context, thrown);
	} finally {
		clearTimeout(timer);
	}
}

/** Body as text. Beyond `maxBytes` it is cut (`cut`) or a RangeError is thrown, and the rest is not read. */
export async function readText(response: Response, maxBytes: number, cut: boolean): Promise<string> {
	if (response.body === null) return '';
	const decoder = new TextDecoder();
	let text = '';
	let bytes = 0;
	for await (const chunk of response.body) {
		bytes += chunk.byteLength;
		text += decoder.decode(chunk, { stream: true });
		if (bytes > maxBytes) {
			// Leaving the loop cancels the body and closes the connection.
			if (cut) return text;
			throw new RangeError('body too large');
		}
	}
	return text + decoder.decode();
}
