import * as l10n from '@vscode/l10n';
import { RoutooError } from '../core/base/errors.ts';
import { isPrivateHost } from './address.ts';
import type { ErrorContext } from './errors.ts';

/** Port to how the program is started whose default it is. */
const LOCAL_PROGRAMS: Readonly<Record<string, () => string>> = {
	'11434': () => l10n.t('Start Ollama (`ollama serve`), then try again.'),
	'1234': () => l10n.t('Start the server in LM Studio (Developer, Start server), then try again.'),
	'8080': () => l10n.t('Start the llama.cpp server (`llama-server -m model.gguf`), then try again.'),
	'8000': () => l10n.t('Start vLLM (`vllm serve MODEL`), then try again.'),
};

const NEAR = (): string => l10n.t('Start the server, or correct the URL of the endpoint.');
const FAR = (): string => l10n.t('Check your internet connection and the URL of the endpoint.');

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
		const down =
			name === host ? l10n.t('Nothing listens at {0}.', host) : l10n.t('{0} is not running: nothing listens at {1}.', name, host);
		if (program !== undefined) return problem(down, program());
		return near
			? problem(down, NEAR())
			: problem(l10n.t('{0} refused the connection to {1}.', name, host), l10n.t('Check the URL of the endpoint and your proxy settings.'));
	}
	if (/ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED/.test(code)) {
		const check = near ? l10n.t('Check the name in the URL of the endpoint, and your own network.') : FAR();
		return problem(l10n.t('The address of {0} could not be found.', where), check);
	}
	if (NOT_TLS.test(code)) {
		return problem(
			l10n.t('{0} does not speak https.', name === host ? host : l10n.t('{0} at {1}', name, host)),
			l10n.t('Use http:// in the URL of the endpoint if the server is your own.'),
		);
	}
	if (CERTIFICATE.test(code)) {
		return problem(
			l10n.t('The certificate of {0} is not trusted by this computer.', where),
			l10n.t(
				'Install the certificate of your company or server in the system, or name it as your administrator says (http.proxyStrictSSL in an editor, NODE_EXTRA_CA_CERTS for routoo serve).',
			),
		);
	}
	if (/ERR_PROXY|ERR_TUNNEL|PROXY/.test(code)) {
		return problem(
			l10n.t('The proxy on the way to {0} did not let the request pass.', name),
			l10n.t('Check the proxy: http.proxy in the settings of an editor, HTTPS_PROXY and NO_PROXY for routoo serve.'),
		);
	}
	if (/TIMEOUT|ETIMEDOUT|TIMED_OUT/.test(code)) {
		return problem(
			l10n.t('{0} could not be reached in time.', where),
			near ? NEAR() : l10n.t('Check your internet connection and proxy settings.'),
		);
	}
	if (/ENETUNREACH|EHOSTUNREACH|ERR_INTERNET_DISCONNECTED|ERR_ADDRESS_UNREACHABLE|ERR_NETWORK_CHANGED/.test(code)) {
		return near
			? problem(l10n.t('There is no way to {0} on your network.', where), NEAR())
			: problem(
					l10n.t('There is no network connection to {0}.', where),
					l10n.t('Check your internet connection, or switch to local models.'),
				);
	}
	return problem(l10n.t('The connection to {0} failed.', where), near ? NEAR() : FAR());
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
