import { asFields } from './types.ts';

/** What a server says is wrong, from whichever of the usual shapes it uses. */
export interface ServerWords {
	/** HTTP status; null for an error inside a stream that names none. */
	readonly status: number | null;
	/** Names of the error, in one string. */
	readonly code: string;
	readonly message: string;
	/** Paths of fields that the error points at beside its words (`param`, `loc`), "tools.0.strict". */
	readonly fields: readonly string[];
	/** Size of the context where a field of its own holds it. */
	readonly contextTokens: number | null;
}

/** Characters of a body that is no JSON which count as a server's words. */
const MOST_TEXT = 2000;
/** Errors wrapped in errors are followed so far. */
const MOST_DEPTH = 6;
/** Names under which a server's sentence stands, the most exact first. */
const SENTENCES = ['message', 'msg', 'error_description', 'detail', 'details', 'error', 'errors', 'title', 'reason'];
const POINTERS = new Set(['param', 'parameter', 'loc', 'field', 'argument']);

export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

export function looksLikeHtml(contentType: string | null, body: string): boolean {
	return /^\s*(<!doctype html|<html|<head)/i.test(body) || (contentType !== null && /text\/html|application\/xhtml/i.test(contentType));
}

/** The words of a refused request: JSON of any shape, the title of a web page, or plain text. */
export function wordsOfBody(status: number, contentType: string | null, body: string): ServerWords {
	const payload = parseJson(body);
	if (payload !== null) return serverWords(payload, status);
	const text = looksLikeHtml(contentType, body) ? (/<title[^>]*>([^<]{1,200})/i.exec(body)?.[1] ?? '') : body.slice(0, MOST_TEXT);
	return { status, code: '', message: text.trim(), fields: [], contextTokens: null };
}

/**
 * Shapes: {error: {message, code, type}}, {error: "..."}, {message}, {detail}, {detail: [{loc, msg}]} (FastAPI), {message: {detail: [...]}}
 * (Mistral), Google's [{error: {...}}], Responses' {response: {error}}, problem details (RFC 9457).
 */
export function serverWords(payload: unknown, status: number | null): ServerWords {
	const outer = asFields(Array.isArray(payload) ? payload[0] : payload);
	const inner = asFields(asFields(outer.response).error ?? outer.error ?? outer.detail ?? outer);
	const code = [inner.code, inner.type, inner.status, outer.type, outer.code].filter((value) => typeof value === 'string');
	// OpenRouter puts the HTTP status into `code` of an error in mid-stream; its wrapped vendor error is in metadata.raw.
	const raw = asFields(inner.metadata).raw;
	const vendors = typeof raw === 'string' ? sentence(parseJson(raw) ?? raw, 0) : '';
	const numeric = typeof inner.code === 'number' && inner.code >= 400 && inner.code < 600 ? inner.code : null;
	const said = sentence(asFields(outer.response).error ?? payload, 0);
	return {
		status: status ?? numeric,
		code: [...new Set(code)].join(' '),
		message: [said, vendors].filter((part) => part !== '').join(' '),
		fields: pointedAt([payload, typeof raw === 'string' ? parseJson(raw) : null], 0),
		contextTokens: typeof inner.n_ctx === 'number' && inner.n_ctx > 0 ? inner.n_ctx : null,
	};
}

function sentence(value: unknown, depth: number): string {
	if (typeof value === 'string') return value;
	if (depth > MOST_DEPTH || typeof value !== 'object' || value === null) return '';
	if (Array.isArray(value)) {
		const sentences = value.slice(0, 3).map((entry) => sentence(entry, depth + 1));
		return sentences.filter((one) => one !== '').join('; ');
	}
	const fields = asFields(value);
	const found = SENTENCES.map((name) => sentence(fields[name], depth + 1)).find((text) => text !== '') ?? '';
	const place = pathOf(fields.loc);
	return found === '' || place === '' ? found : `${place}: ${found}`;
}

/** FastAPI's place of a fault, without the part of the request that it stands in. */
function pathOf(loc: unknown): string {
	if (!Array.isArray(loc)) return '';
	return loc.filter((step) => (typeof step === 'string' || typeof step === 'number') && step !== 'body').join('.');
}

function pointedAt(value: unknown, depth: number): readonly string[] {
	if (depth > MOST_DEPTH || typeof value !== 'object' || value === null) return [];
	if (Array.isArray(value)) return value.slice(0, 20).flatMap((entry) => pointedAt(entry, depth + 1));
	return Object.entries(value).flatMap(([name, held]) => {
		if (!POINTERS.has(name)) return pointedAt(held, depth + 1);
		const path = typeof held === 'string' ? held : pathOf(held);
		return path === '' ? [] : [path];
	});
}
