import { RoutooError } from '../core/base/errors.ts';
import { isPrivateHost } from './address.ts';
import type { ErrorContext } from './errors.ts';

/** Port to the program whose default it is. */
const LOCAL_PROGRAMS: Readonly<Record<string, { name: string; start: string }>> = {
	'11434': { name: 'Ollama', start: 'Start Ollama (`ollama serve`), then try again.' },
	'1234': { name: 'LM Studio', start: 'Start the server in LM Studio (Developer, Start server), then try again.' },
	'8080': { name: 'llama.cpp', start: 'Start the llama.cpp server (`llama-server -m model.gguf`), then try again.' },
	'8000': { name: 'vLLM', start: 'Start vLLM (`vllm serve MODEL`), then try again.' },
};

const NEAR = 'Start the server, or correct the URL of the endpoint.';
const FAR = 'Check your internet connection and the URL of the endpoint.';

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS|ERR_SSL_(?!PROTOCOL|WRONG)/;
const NOT_TLS = /EPROTO|WRONG_VERSION_NUMBER|ERR_SSL_PROTOCOL_ERROR/;

/**
 * The endpoint could not be reached, or the connection was lost before an answer. Node's and Chromium's names of the errors are both known.
 */
export function errorFromNetwork(context: ErrorContext, thrown: unknown): RoutooError {
	const { endpoint } = context;
	const name = endpoint.displayName;
	const host = hostOf(endpoint.baseUrl);
	const code = codesOf(thrown);
	const where = name === host ? name : `${name} (${host})`;
	// Nobody's internet connection has to do with a server of this computer or network.
	const near = endpoint.local || isPrivateHost(URL.parse(endpoint.baseUrl)?.hostname ?? '');
	const problem = (message: string, nextStep: string) => new RoutooError('network', message, nextStep);
	if (/ECONNREFUSED|ERR_CONNECTION_REFUSED/.test(code)) {
		const program = endpoint.local ? LOCAL_PROGRAMS[portOf(endpoint.baseUrl)] : undefined;
		const down = name === host ? `Nothing listens at ${host}.` : `${name} is not running: nothing listens at ${host}.`;
		if (program !== undefined) return problem(down, program.start);
		return near
			? problem(down, NEAR)
			: problem(`${name} refused the connection to ${host}.`, 'Check the URL of the endpoint and your proxy settings.');
	}
	if (/ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED/.test(code)) {
		const check = near ? 'Check the name in the URL of the endpoint, and your own network.' : FAR;
		return problem(`The address of ${where} could not be found.`, check);
	}
	if (NOT_TLS.test(code)) {
		return problem(
			`${name === host ? host : `${name} at ${host}`} does not speak https.`,
			'Use http:// in the URL of the endpoint if the server is your own.',
		);
	}
	if (CERTIFICATE.test(code)) {
		return problem(
			`The certificate of ${where} is not trusted by this computer.`,
			'Install the certificate of your company or server in the system, or name it as your administrator says (http.proxyStrictSSL in an editor, NODE_EXTRA_CA_CERTS for routoo serve).',
		);
	}
	if (/ERR_PROXY|ERR_TUNNEL|PROXY/.test(code)) {
		return problem(
			`The proxy on the way to ${name} did not let the request pass.`,
			'Check the proxy: http.proxy in the settings of an editor, HTTPS_PROXY and NO_PROXY for routoo serve.',
		);
	}
	if (/TIMEOUT|ETIMEDOUT|TIMED_OUT/.test(code)) {
		return problem(`${where} could not be reached in time.`, near ? NEAR : 'Check your internet connection and proxy settings.');
	}
	if (/ENETUNREACH|EHOSTUNREACH|ERR_INTERNET_DISCONNECTED|ERR_ADDRESS_UNREACHABLE|ERR_NETWORK_CHANGED/.test(code)) {
		return near
			? problem(`There is no way to ${where} on your network.`, NEAR)
			: problem(`There is no network connection to ${where}.`, 'Check your internet connection, or switch to local models.');
	}
	return problem(`The connection to ${where} failed.`, near ? NEAR : FAR);
}

/**
 * All codes and Chromium error names in the chain of causes, upper case, in one string. Messages themselves are not used: they can hold
 * header values.
 */
function codesOf(thrown: unknown): string {
	const found: string[] = [];
	let current = thrown;
	for (let depth = 0; depth < 8 && typeof current === 'object' && current !== null; depth++) {
		const { code, message, errors, cause } = current as { code?: unknown; message?: unknown; errors?: unknown; cause?: unknown };
		if (typeof code === 'string') found.push(code);
		if (typeof message === 'string') found.push(...[...message.matchAll(/\b(ERR_[A-Z_]+|E[A-Z]{4,})\b/g)].map((match) => match[1]!));
		current = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
	}
	return found.join(' ').toUpperCase();
}

function hostOf(url: string): string {
	return URL.parse(url)?.host ?? url;
}

function portOf(url: string): string {
	return URL.parse(url)?.port ?? '';
}
