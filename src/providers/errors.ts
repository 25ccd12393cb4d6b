import { type ErrorKind, RoutooError } from '../core/base/errors.ts';
import { howToRaise, tokensInWords } from '../core/model/context-words.ts';
import type { Endpoint } from '../core/model/endpoint.ts';
import { accountMatter, classify, isKeyOfOtherModels, isWrongAddress } from './classify.ts';
import { namedContext } from './context-size.ts';
import { redact } from './redact.ts';
import type { RequestFields } from './request-fields.ts';
import { parseRetryAfter } from './retry-after.ts';
import { looksLikeHtml, type ServerWords, serverWords, wordsOfBody } from './server-words.ts';

/** What an error message may name. `secret` is the key in use: it is cut out of anything a server sends back. */
export interface ErrorContext {
	readonly endpoint: Pick<Endpoint, 'displayName' | 'baseUrl' | 'local' | 'kind'>;
	readonly model: string | null;
	readonly secret: string | null;
	/** Hears which field of the request a server refuses; absent where nothing can be left out. */
	readonly fields?: Pick<RequestFields, 'hear'>;
}

export interface HttpFailure {
	readonly status: number;
	readonly headers: Headers;
	readonly body: string;
}

/** A failure the endpoint answered with an HTTP status. `now` is ms since epoch, for dates in headers. */
export function errorFromResponse(context: ErrorContext, { status, headers, body }: HttpFailure, now: number): RoutooError {
	if (status < 400)
		return headers.has('location') || [301, 302, 303, 307, 308].includes(status) ? redirectError(context) : noAnswerError(context, status);
	const contentType = headers.get('content-type');
	const isPage = looksLikeHtml(contentType, body);
	if (isPage && [404, 405, 410].includes(status)) return webPageError(context);
	const wait = parseRetryAfter(headers, body, now);
	// A date that has passed, or less than nothing, says nothing.
	return build(context, wordsOfBody(status, contentType, body), wait !== null && wait > 0 ? wait : null, isPage);
}

/** An error object inside a stream that had begun well, or a JSON answer in its place. */
export function errorFromPayload(context: ErrorContext, payload: unknown): RoutooError {
	return build(context, serverWords(payload, null), null, false);
}

/** @param isPage the words are those of a web page: something in front of the API refused */
function build(context: ErrorContext, words: ServerWords, retryAfterMs: number | null, isPage: boolean): RoutooError {
	if (isWrongAddress(words, context.model)) return notAnApiError(context);
	const kind = classify(words, retryAfterMs);
	const mayBeField = ['badResponse', 'brokenStream', 'server', 'modelNotFound'].includes(kind);
	const refusal = mayBeField && words.status !== 404 ? (context.fields?.hear(words) ?? null) : null;
	if (refusal !== null) {
		const [message, nextStep] = rejected(context, words);
		return new RoutooError('badResponse', message, nextStep, { scope: refusal.kind === 'effort' ? 'request' : 'model' });
	}
	if (kind === 'contextTooLong') {
		const contextTokens = words.contextTokens ?? namedContext(words.message);
		return new RoutooError(kind, ...tooLong(context, contextTokens), { contextTokens });
	}
	const account = ['auth', 'badResponse', 'modelNotFound', 'brokenStream'].includes(kind) && !isPage ? accountMatter(words) : null;
	if (account !== null) {
		const { displayName } = context.endpoint;
		const message = `${displayName} does not answer this account${status(words)}${quote(words.message, context.secret)}.`;
		const nextStep = `Do on the account page of ${displayName} what it asks for, or choose another model.`;
		const scope = account.wholeAccount ? 'endpoint' : 'model';
		return new RoutooError(kind === 'brokenStream' ? 'badResponse' : kind, message, nextStep, { retryAfterMs, scope, action: 'retry' });
	}
	// One model may be forbidden or a request be odd, and the endpoint be well: only its address and its key are the endpoint's own.
	const ofModel = (kind === 'auth' && isKeyOfOtherModels(words)) || kind === 'badResponse';
	const scope = ofModel && !isPage ? 'model' : null;
	return new RoutooError(kind, ...sentences(kind, context, words, retryAfterMs, isPage), { retryAfterMs, scope });
}

function sentences(
	kind: ErrorKind,
	context: ErrorContext,
	words: ServerWords,
	retryAfterMs: number | null,
	isPage: boolean,
): [string, string] {
	const name = context.endpoint.displayName;
	const model = context.model ?? 'the model';
	const quoted = quote(words.message, context.secret);
	// A word or two add nothing to what is said anyway.
	const why = words.message.trim().split(/\s+/).length >= 3 ? quoted : '';
	switch (kind) {
		case 'auth':
			if (words.status === 403 && isPage)
				return [
					`Something in front of ${name} refused the request${status(words)}${why}.`,
					'Check the URL of the endpoint, your network and your proxy settings.',
				];
			return isKeyOfOtherModels(words)
				? [
						`${name} does not allow this key to use ${model}${why}.`,
						'Check what the key may do on the page of the vendor, or set another key.',
					]
				: context.secret === null
					? [`${name} wants a key and none is set.`, `Set a key for ${name}.`]
					: [`${name} did not accept the key${why}.`, `Set a valid key for ${name}.`];
		case 'quota':
			return [
				`The account at ${name} has no money or quota left${why}.`,
				`Top up the account at ${name}, or choose a model of another endpoint.`,
			];
		case 'rateLimit': {
			const wait = retryAfterMs === null ? '' : ` for another ${inWords(Math.max(1000, retryAfterMs))}`;
			return [`${name} takes no more requests${wait}: its rate limit is reached.`, 'Wait, or choose a model of another endpoint.'];
		}
		case 'modelNotFound':
			return [`${name} does not have the model ${model}.`, `Refresh the list of models and choose another.`];
		case 'refused':
			return [`${name} refused this request by its content filter.`, 'Word the request differently, or choose another model.'];
		case 'network':
			return [`The proxy on the way to ${name} wants a login${status(words)}.`, 'Check the proxy settings of VS Code (http.proxy).'];
		case 'timeout':
			return [`${name} gave up on the request after waiting too long.`, 'Try again, or choose a faster model.'];
		case 'server':
			return [
				`${name} has a problem of its own${status(words)}${quoted}.`,
				'Try again in a moment, or choose a model of another endpoint.',
			];
		default:
			return rejected(context, words);
	}
}

function rejected({ endpoint, secret }: ErrorContext, words: ServerWords): [string, string] {
	return [
		`${endpoint.displayName} rejected the request${status(words)}${quote(words.message, secret)}.`,
		'Choose another model, or check the settings of this endpoint.',
	];
}

function tooLong({ endpoint, model }: ErrorContext, contextTokens: number | null): [string, string] {
	const size = contextTokens === null ? '' : `, which reads at most ${tokensInWords(contextTokens)}`;
	const raise = endpoint.local ? `, or ${howToRaise(`${endpoint.displayName} ${endpoint.baseUrl}`)}` : '';
	return [
		`The conversation is too long for ${model ?? 'the model'} at ${endpoint.displayName}${size}.`,
		`Detach files, begin a new chat, or choose a model with a larger context${raise}.`,
	];
}

function status(words: ServerWords): string {
	return words.status === null ? '' : ` (HTTP ${words.status})`;
}

export function webPageError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'badResponse',
		`The base URL of ${context.endpoint.displayName} (${shownUrl(context.endpoint.baseUrl)}) points at a web page, not at an API.`,
		'Correct the URL of the endpoint: it usually ends in /v1.',
	);
}

function notAnApiError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'badResponse',
		`${context.endpoint.displayName} has no chat API at ${shownUrl(context.endpoint.baseUrl)}.`,
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

/** A status that is neither an answer nor a refusal nor sends on: 304. */
function noAnswerError(context: ErrorContext, status: number): RoutooError {
	return new RoutooError(
		'badResponse',
		`${context.endpoint.displayName} sent no answer, only the status ${status}.`,
		'Check that the URL of the endpoint is that of an API of the right kind.',
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
	return new RoutooError('refused', ...sentences('refused', context, serverWords(null, null), null, false));
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

/** A server's own words as the end of a sentence: one line, short, without anything that looks like a key. */
function quote(message: string, secret: string | null): string {
	const clean = redact(message.trim(), secret)
		.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
		// The editor's messages follow links, to its own commands too.
		.replaceAll('](', '] (')
		.trim()
		.replace(/[.!]+$/, '');
	return clean === '' ? '' : `: "${clean.length > 200 ? `${clean.slice(0, 199).toWellFormed()}…` : clean}"`;
}

/** An address without what may be secret in it: a password, a query. */
function shownUrl(baseUrl: string): string {
	const url = URL.parse(baseUrl);
	return url === null ? baseUrl.replace(/\/\/[^/@]*@/, '//') : `${url.origin}${url.pathname}`.replace(/\/$/, '');
}
