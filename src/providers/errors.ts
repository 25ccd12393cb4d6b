import { type ErrorKind, RoutooError } from '../core/base/errors.ts';
import type { Endpoint } from '../core/model/endpoint.ts';
import { parseRetryAfter } from './retry-after.ts';
import { asFields } from './types.ts';

/** What an error message may name. `secret` is the key in use: it is cut out of anything a server sends back. */
export interface ErrorContext {
	readonly endpoint: Pick<Endpoint, 'displayName' | 'baseUrl' | 'local' | 'kind'>;
	readonly model: string | null;
	readonly secret: string | null;
}

export interface HttpFailure {
	readonly status: number;
	readonly headers: Headers;
	readonly body: string;
}

/** What a server says is wrong, from whichever of the usual shapes it uses. */
interface ServerWords {
	readonly status: number | null;
	readonly code: string;
	readonly message: string;
}

/** The wordings of OpenAI, Anthropic, Google, xAI, Mistral, Moonshot, Z.ai, Groq, OpenRouter, vLLM, llama.cpp and LM Studio. */
const CONTEXT_TOO_LONG = anyOf(
	'context_length_exceeded',
	'exceed_context_size',
	'maximum context length',
	'maximum prompt length',
	'context (window|length|size) (of|is|exceeded|overflow)',
	'available context size',
	'exceeds? (the )?(context|max(imum)? (length|number of tokens|context))',
	'prompt is too long',
	'too large for model',
	'input (length|token count).{0,60}exceed',
	'exceeded model token limit',
	'reduce the length of',
	'when context the overflows',
	'greater than the context length',
	'request[_ ]too[_ ]large',
);
const QUOTA = anyOf(
	'insufficient[_ ](quota|balance|funds|credits)',
	'credit balance is too low',
	'exceeded_current_quota',
	'exceeded your current quota',
	'billing_hard_limit',
	'out of credits',
	'spending limit',
	'more credits',
);
const BAD_KEY = anyOf(
	'invalid[_ ]api[_ ]?key',
	'incorrect api key',
	'api[_ ]key[_ ](not valid|invalid)',
	'authentication_error',
	'invalid x-api-key',
	'unauthori[sz]ed',
);
const NO_MODEL = anyOf(
	'model_not_found',
	'model[_ ]not[_ ]exist',
	'no models? (is |are )?loaded',
	'unknown model',
	'invalid model',
	'not a valid model',
	'no such model',
	'model.{0,120}(not found|does not exist|not exist|is not supported|no longer available|has been deprecated)',
	'no endpoints found for',
);
const REFUSED = anyOf(
	'content[_ ]?(filter|policy)',
	'prohibited_content',
	'responsible ?ai',
	'requires moderation',
	'flagged',
	'safety (system|reasons|settings)',
);

function anyOf(...patterns: string[]): RegExp {
	return new RegExp(patterns.join('|'), 'i');
}

/** A failure the endpoint answered with an HTTP status. `now` is ms since epoch, for dates in headers. */
export function errorFromResponse(context: ErrorContext, failure: HttpFailure, now: number): RoutooError {
	if (failure.status >= 300 && failure.status < 400) return redirectError(context);
	if (looksLikeHtml(failure.headers.get('content-type'), failure.body) && failure.status !== 401 && failure.status < 500) {
		return webPageError(context);
	}
	const payload = parseJson(failure.body);
	const words = serverWords(payload, failure.status);
	const retryAfterMs = parseRetryAfter(failure.headers, failure.body, now);
	const isJson = payload !== null;
	if (failure.status === 404 && !NO_MODEL.test(words.message) && (context.model === null || !isJson || words.code + words.message === '')) {
		return notAnApiError(context);
	}
	return build(context, words, retryAfterMs);
}

/** An error object inside a stream that had begun well, or a JSON answer in its place. */
export function errorFromPayload(context: ErrorContext, payload: unknown): RoutooError {
	return build(context, serverWords(payload, null), null);
}

function build(context: ErrorContext, words: ServerWords, retryAfterMs: number | null): RoutooError {
	return new RoutooError(...sentences(classify(words, retryAfterMs), context, words, retryAfterMs), { retryAfterMs });
}

function classify(words: ServerWords, retryAfterMs: number | null): ErrorKind {
	const { status } = words;
	const said = `${words.code} ${words.message}`;
	// Google words its per-minute limits like a quota; a delay of minutes tells them apart.
	const shortWait = retryAfterMs !== null && retryAfterMs < 600_000;
	if (status === 402 || (QUOTA.test(said) && !(status === 429 && shortWait))) return 'quota';
	if (status === 401 || BAD_KEY.test(said)) return 'auth';
	if (CONTEXT_TOO_LONG.test(said) || status === 413) return 'contextTooLong';
	if (status === 429 || /rate_?limit|too many requests|resource_exhausted/i.test(said)) return 'rateLimit';
	if (REFUSED.test(said)) return 'refused';
	if (status === 403 || /permission_(error|denied)/i.test(said)) return 'auth';
	if (status === 404 || NO_MODEL.test(said) || /not_found_error/.test(words.code)) return 'modelNotFound';
	if (status === 408 || status === 504 || /timeout_error/.test(words.code)) return 'timeout';
	if ((status !== null && status >= 500) || /server_error|overloaded|api_error|unavailable|internal/i.test(said)) return 'server';
	// What a server says in place of an answer that it had begun well is a fault of its own.
	return status === null ? 'server' : 'badResponse';
}

function sentences(kind: ErrorKind, context: ErrorContext, words: ServerWords, retryAfterMs: number | null): [ErrorKind, string, string] {
	const name = context.endpoint.displayName;
	const model = context.model ?? 'the model';
	const quoted = quote(words.message, context.secret);
	switch (kind) {
		case 'auth':
			return words.status === 403
				? [
						kind,
						`${name} does not allow this key to use ${model}.`,
						'Check what the key may do on the page of the vendor, or set another key.',
					]
				: context.secret === null
					? [kind, `${name} wants a key and none is set.`, `Set a key for ${name}.`]
					: [kind, `${name} did not accept the key.`, `Set a valid key for ${name}.`];
		case 'quota':
			return [
				kind,
				`The account at ${name} has no money or quota left.`,
				`Top up the account at ${name}, or choose a model of another endpoint.`,
			];
		case 'rateLimit': {
			const wait = retryAfterMs === null ? '' : ` for another ${inWords(retryAfterMs)}`;
			return [kind, `${name} takes no more requests${wait}: its rate limit is reached.`, 'Wait, or choose a model of another endpoint.'];
		}
		case 'contextTooLong':
			return [
				kind,
				`The conversation is too long for ${model} at ${name}.`,
				'Detach files, begin a new chat, or choose a model with a larger context.',
			];
		case 'modelNotFound':
			return [kind, `${name} does not have the model ${model}.`, `Refresh the list of models and choose another.`];
		case 'refused':
			return [kind, `${name} refused this request by its content filter.`, 'Word the request differently, or choose another model.'];
		case 'timeout':
			return [kind, `${name} gave up on the request after waiting too long.`, 'Try again, or choose a faster model.'];
		case 'server':
			return [
				kind,
				`${name} has a problem of its own${status(words)}${quoted}.`,
				'Try again in a moment, or choose a model of another endpoint.',
			];
		default:
			return [
				kind,
				`${name} rejected the request${status(words)}${quoted}.`,
				'Choose another model, or check the settings of this endpoint.',
			];
	}
}

function status(words: ServerWords): string {
	return words.status === null ? '' : ` (HTTP ${words.status})`;
}

export function webPageError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'badResponse',
		`The base URL of ${context.endpoint.displayName} (${context.endpoint.baseUrl}) points at a web page, not at an API.`,
		'Correct the URL of the endpoint: it usually ends in /v1.',
	);
}

function notAnApiError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'badResponse',
		`${context.endpoint.displayName} has no chat API at ${context.endpoint.baseUrl}.`,
		'Correct the URL of the endpoint: it usually ends in /v1.',
	);
}

function redirectError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'badResponse',
		`${context.endpoint.displayName} sends requests on to another address, and keys are not sent there.`,
		'Set the URL of the endpoint to the address it redirects to.',
	);
}

export function badJsonError(context: ErrorContext, what: string): RoutooError {
	return new RoutooError(
		'badResponse',
		`${context.endpoint.displayName} answered in a form that is not understood: ${what}.`,
		'Check that the URL of the endpoint is that of an API of the right kind.',
	);
}

export function brokenStreamError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'brokenStream',
		`The connection to ${context.endpoint.displayName} broke in the middle of the answer.`,
		'Try again.',
	);
}

export function refusedError(context: ErrorContext): RoutooError {
	return build(context, { status: null, code: 'content_filter', message: '' }, null);
}

export function cancelledError(context: ErrorContext): RoutooError {
	return new RoutooError('cancelled', `The request to ${context.endpoint.displayName} was stopped.`, 'Send it again when you like.');
}

/** `phase` says which limit passed; `ms` is that limit. */
export function timeoutError(context: ErrorContext, phase: 'firstToken' | 'idle' | 'whole' | 'list', ms: number): RoutooError {
	const name = context.endpoint.displayName;
	const what =
		phase === 'firstToken'
			? 'did not begin to answer'
			: phase === 'idle'
				? 'stopped in the middle of the answer and sent nothing more'
				: phase === 'whole'
					? 'did not come to the end of its answer'
					: 'did not answer';
	const next = context.endpoint.local
		? 'Check that the local server is not busy or still loading the model, then try again.'
		: 'Try again, or choose a faster model.';
	return new RoutooError('timeout', `${name} ${what} within ${inWords(ms)}.`, next);
}

/** "about" style span: whole seconds below 2 minutes, else minutes or hours, rounded up. */
function inWords(ms: number): string {
	if (ms < 1000) return `${ms} ms`;
	if (ms < 120_000) return `${Math.ceil(ms / 1000)} s`;
	if (ms < 7_200_000) return `${Math.ceil(ms / 60_000)} min`;
	return `${Math.ceil(ms / 3_600_000)} h`;
}

export function looksLikeHtml(contentType: string | null, body: string): boolean {
	return /^\s*(<!doctype html|<html|<head)/i.test(body) || (contentType !== null && /text\/html|application\/xhtml/i.test(contentType));
}

export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/**
 * Shapes: {error: {message, code, type}}, {error: "..."}, {message}, {detail}, Google's [{error: {...}}], Responses' {response: {error}}.
 */
function serverWords(payload: unknown, status: number | null): ServerWords {
	const outer = asFields(Array.isArray(payload) ? payload[0] : payload);
	const inner = asFields(asFields(outer.response).error ?? outer.error ?? outer.detail ?? outer);
	const message = [inner.message, outer.message, outer.error, outer.detail, typeof payload === 'string' ? payload : undefined].find(
		(value) => typeof value === 'string',
	);
	const code = [inner.code, inner.type, inner.status, outer.type].filter((value) => typeof value === 'string').join(' ');
	// OpenRouter puts the HTTP status into `code` of an error in mid-stream; its wrapped vendor error is in metadata.raw.
	const raw = asFields(inner.metadata).raw;
	const numeric = typeof inner.code === 'number' && inner.code >= 400 && inner.code < 600 ? inner.code : null;
	return {
		status: status ?? numeric,
		code,
		message: [message ?? '', typeof raw === 'string' ? raw : ''].filter((part) => part !== '').join(' '),
	};
}

/** A server's own words as the end of a sentence: one line, short, without anything that looks like a key. */
function quote(message: string, secret: string | null): string {
	const clean = redact(message.replace(/\s+/g, ' ').trim(), secret).replace(/[.!]+$/, '');
	return clean === '' ? '' : `: "${clean.length > 200 ? `${clean.slice(0, 199)}…` : clean}"`;
}

function redact(text: string, secret: string | null): string {
	const without = secret === null || secret.length < 4 ? text : text.replaceAll(secret, '[key]');
	return without.replace(/\b(?:sk|pk|gsk|xai|key|AIza)[-_A-Za-z0-9*]{12,}/g, '[key]').replace(/\bBearer\s+\S+/gi, 'Bearer [key]');
}
