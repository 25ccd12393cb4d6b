import * as l10n from '@vscode/l10n';
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
		const message = l10n.t('{0} does not answer this account{1}{2}.', displayName, status(words), quote(words.message, context.secret));
		const nextStep = l10n.t('Do on the account page of {0} what it asks for, or choose another model.', displayName);
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
	const model = context.model ?? l10n.t('the model');
	const quoted = quote(words.message, context.secret);
	// A word or two add nothing to what is said anyway.
	const why = words.message.trim().split(/\s+/).length >= 3 ? quoted : '';
	switch (kind) {
		case 'auth':
			if (words.status === 403 && isPage)
				return [
					l10n.t('Something in front of {0} refused the request{1}{2}.', name, status(words), why),
					l10n.t('Check the URL of the endpoint, your network and your proxy settings.'),
				];
			return isKeyOfOtherModels(words)
				? [
						l10n.t('{0} does not allow this key to use {1}{2}.', name, model, why),
						l10n.t('Check what the key may do on the page of the vendor, or set another key.'),
					]
				: context.secret === null
					? [l10n.t('{0} wants a key and none is set.', name), l10n.t('Set a key for {0}.', name)]
					: [l10n.t('{0} did not accept the key{1}.', name, why), l10n.t('Set a valid key for {0}.', name)];
		case 'quota':
			return [
				l10n.t('The account at {0} has no money or quota left{1}.', name, why),
				l10n.t('Top up the account at {0}, or choose a model of another endpoint.', name),
			];
		case 'rateLimit': {
			const said =
				retryAfterMs === null
					? l10n.t('{0} takes no more requests: its rate limit is reached.', name)
					: l10n.t('{0} takes no more requests for another {1}: its rate limit is reached.', name, inWords(Math.max(1000, retryAfterMs)));
			return [said, l10n.t('Wait, or choose a model of another endpoint.')];
		}
		case 'modelNotFound':
			return [l10n.t('{0} does not have the model {1}.', name, model), l10n.t('Refresh the list of models and choose another.')];
		case 'refused':
			return [
				l10n.t('{0} refused this request by its content filter.', name),
				l10n.t('Word the request differently, or choose another model.'),
			];
		case 'network':
			return [
				l10n.t('The proxy on the way to {0} wants a login{1}.', name, status(words)),
				l10n.t('Check the proxy settings of VS Code (http.proxy).'),
			];
		case 'timeout':
			return [l10n.t('{0} gave up on the request after waiting too long.', name), l10n.t('Try again, or choose a faster model.')];
		case 'server':
			return [
				l10n.t('{0} has a problem of its own{1}{2}.', name, status(words), quoted),
				l10n.t('Try again in a moment, or choose a model of another endpoint.'),
			];
		default:
			return rejected(context, words);
	}
}

function rejected({ endpoint, secret }: ErrorContext, words: ServerWords): [string, string] {
	return [
		l10n.t('{0} rejected the request{1}{2}.', endpoint.displayName, status(words), quote(words.message, secret)),
		l10n.t('Choose another model, or check the settings of this endpoint.'),
	];
}

function tooLong({ endpoint, model }: ErrorContext, contextTokens: number | null): [string, string] {
	const name = endpoint.displayName;
	const who = model ?? l10n.t('the model');
	return [
		contextTokens === null
			? l10n.t('The conversation is too long for {0} at {1}.', who, name)
			: l10n.t('The conversation is too long for {0} at {1}, which reads at most {2}.', who, name, tokensInWords(contextTokens)),
		endpoint.local
			? l10n.t(
					'Detach files, begin a new chat, or choose a model with a larger context, or {0}.',
					howToRaise(`${name} ${endpoint.baseUrl}`),
				)
			: l10n.t('Detach files, begin a new chat, or choose a model with a larger context.'),
	];
}

function status(words: ServerWords): string {
	return words.status === null ? '' : l10n.t(' (HTTP {0})', words.status);
}

export function webPageError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'badResponse',
		l10n.t(
			'The base URL of {0} ({1}) points at a web page, not at an API.',
			context.endpoint.displayName,
			shownUrl(context.endpoint.baseUrl),
		),
		l10n.t('Correct the URL of the endpoint: it usually ends in /v1.'),
	);
}

function notAnApiError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'badResponse',
		l10n.t('{0} has no chat API at {1}.', context.endpoint.displayName, shownUrl(context.endpoint.baseUrl)),
		l10n.t('Correct the URL of the endpoint: it usually ends in /v1.'),
	);
}

function redirectError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'badResponse',
		l10n.t('{0} sends requests on to another address, and keys are not sent there.', context.endpoint.displayName),
		l10n.t('Set the URL of the endpoint to the address it redirects to.'),
	);
}

/** A status that is neither an answer nor a refusal nor sends on: 304. */
function noAnswerError(context: ErrorContext, status: number): RoutooError {
	return new RoutooError(
		'badResponse',
		l10n.t('{0} sent no answer, only the status {1}.', context.endpoint.displayName, status),
		l10n.t('Check that the URL of the endpoint is that of an API of the right kind.'),
	);
}

export function badJsonError(context: ErrorContext, what: string): RoutooError {
	return new RoutooError(
		'badResponse',
		l10n.t('{0} answered in a form that is not understood: {1}.', context.endpoint.displayName, what),
		l10n.t('Check that the URL of the endpoint is that of an API of the right kind.'),
	);
}

export function brokenStreamError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'brokenStream',
		l10n.t('The connection to {0} broke in the middle of the answer.', context.endpoint.displayName),
		l10n.t('Try again.'),
	);
}

export function refusedError(context: ErrorContext): RoutooError {
	return new RoutooError('refused', ...sentences('refused', context, serverWords(null, null), null, false));
}

export function cancelledError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'cancelled',
		l10n.t('The request to {0} was stopped.', context.endpoint.displayName),
		l10n.t('Send it again when you like.'),
	);
}

/** `phase` says which limit passed; `ms` is that limit. */
export function timeoutError(context: ErrorContext, phase: 'firstToken' | 'idle' | 'whole' | 'list', ms: number): RoutooError {
	const what = outOfTime(context.endpoint.displayName, phase, inWords(ms));
	const next = context.endpoint.local
		? l10n.t('Check that the local server is not busy or still loading the model, then try again.')
		: l10n.t('Try again, or choose a faster model.');
	return new RoutooError('timeout', what, next);
}

function outOfTime(name: string, phase: 'firstToken' | 'idle' | 'whole' | 'list', wait: string): string {
	switch (phase) {
		case 'firstToken':
			return l10n.t('{0} did not begin to answer within {1}.', name, wait);
		case 'idle':
			return l10n.t('{0} stopped in the middle of the answer and sent nothing more within {1}.', name, wait);
		case 'whole':
			return l10n.t('{0} did not come to the end of its answer within {1}.', name, wait);
		case 'list':
			return l10n.t('{0} did not answer within {1}.', name, wait);
	}
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
