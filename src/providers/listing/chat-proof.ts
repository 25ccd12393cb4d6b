import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import { authHeaders, readText } from '../http.ts';
import { looksLikeHtml, parseJson } from '../server-words.ts';
import { asFields, DEFAULT_TIMEOUTS, type ProviderDeps } from '../types.ts';

/** Where each kind takes a message, below its base. */
const CHAT_PATHS: Readonly<Record<Endpoint['kind'], string>> = {
	'openai-compatible': '/chat/completions',
	openai: '/responses',
	anthropic: '/messages',
	vscode: '',
};

/** What servers answer where nothing is at a path: LM Studio with status 200. */
const NO_SUCH_PATH =
	/unexpected endpoint|no route|route not found|not[ _]found|unknown (?:path|url|endpoint)|cannot post|invalid url|no static resource/i;

/**
 * Sees that a chat API is at the address, free of charge: a request without model and messages is refused by everyone who would know what
 * to do with a whole one. Throws 'badResponse' where nothing is there; what else keeps it from an answer is left to the first message.
 */
export async function proveChat(endpoint: Endpoint, key: string | null, deps: ProviderDeps): Promise<void> {
	const url = `${endpoint.baseUrl}${CHAT_PATHS[endpoint.kind]}`;
	const signal = AbortSignal.timeout(Math.min(deps.timeouts?.list ?? DEFAULT_TIMEOUTS.list, 5000));
	const headers = { accept: 'application/json', 'content-type': 'application/json', ...authHeaders(endpoint, key) };
	let status: number;
	let body: string;
	let html: boolean;
	try {
		const response = await deps.fetch(url, { method: 'POST', headers, body: '{}', redirect: 'manual', signal });
		status = response.status;
		body = await readText(response, 64 * 1024, true);
		html = looksLikeHtml(response.headers.get('content-type'), body);
	} catch {
		return;
	}
	if (!isMissing(status, body, html)) return;
	throw new RoutooError(
		'badResponse',
		l10n.t('{0} lists models, but has no chat API at {1}.', endpoint.displayName, url),
		l10n.t('Correct the URL of the endpoint: it usually ends in /v1.'),
	);
}

function isMissing(status: number, body: string, html: boolean): boolean {
	const { error, message, detail } = asFields(parseJson(body));
	const words = [error, asFields(error).message, message, detail].filter((value) => typeof value === 'string').join(' ');
	// "model not found" is the answer of a chat API; so is any that asks for what was left out.
	if (/model|messages|field|required|body|input/i.test(words) && !/unexpected endpoint|cannot post/i.test(words)) return false;
	if (status === 404 || status === 405 || status === 501) return true;
	return (status < 400 || html) && status !== 401 && status !== 403 && (html || NO_SUCH_PATH.test(words));
}
