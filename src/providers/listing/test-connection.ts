import * as l10n from '@vscode/l10n';
import { type ErrorKind, RoutooError } from '../../core/base/errors.ts';
import type { Endpoint, RemoteModel } from '../../core/model/endpoint.ts';
import { addressedFetch } from '../address.ts';
import { isOpenRouter } from '../chat/openrouter.ts';
import type { ErrorContext } from '../errors.ts';
import { authHeaders, checkKey, fetchJson } from '../http.ts';
import { DEFAULT_TIMEOUTS, type ProviderDeps } from '../types.ts';
import { proveChat } from './chat-proof.ts';
import { listModels } from './list-models.ts';
import { resolveEndpoint } from './resolve.ts';

export interface ConnectionReport {
	readonly ok: boolean;
	/** One or two sentences for the user, without the endpoint's key. */
	readonly words: string;
	readonly models: readonly RemoteModel[];
	/** What kept it from working; null where it works, or answers without a model. */
	readonly failure: ErrorKind | null;
}

export interface ConnectionTestOptions {
	/**
	 * Allows one request of at most one output token at a remote endpoint where nothing free proves the key; the words then say that it was
	 * sent. Default false.
	 */
	readonly allowPaidRequest?: boolean;
}

type KeyProof = 'proven' | 'notNeeded' | 'paidRequest' | 'freeRequest' | 'untested';

/**
 * Lists the models, sees that chat answers at the address that messages will go to, and checks the key, if possible without spending
 * anything. Never throws; `key` is what the user typed or null.
 */
export async function testConnection(
	configured: Endpoint,
	key: string | null,
	given: ProviderDeps,
	options: ConnectionTestOptions = {},
): Promise<ConnectionReport> {
	try {
		const checked = checkKey(configured, key);
		const endpoint = await resolveEndpoint(configured, checked, given);
		const told: string[] = [];
		const deps = { ...given, fetch: addressedFetch(endpoint, given.fetch), tell: (words: string) => void told.push(words) };
		const start = deps.clock.now();
		const models = await listModels(endpoint, checked, deps, null);
		const seconds = (deps.clock.now() - start) / 1000;
		const first = models[0];
		if (first === undefined) {
			return {
				ok: false,
				words: l10n.t('{0} answers, but offers no chat model. Add or load a model there.', endpoint.displayName),
				models,
				failure: null,
			};
		}
		await proveChat(endpoint, checked, deps);
		const proof = await proveKey(endpoint, checked, first, deps, options.allowPaidRequest === true);
		return { ok: true, words: [report(models.length, seconds, proof), ...told].join('. '), models, failure: null };
	} catch (thrown) {
		if (!(thrown instanceof RoutooError)) throw thrown;
		return { ok: false, words: `${thrown.message} ${thrown.nextStep}`, models: [], failure: thrown.kind };
	}
}

function report(models: number, seconds: number, proof: KeyProof): string {
	const wait = Math.max(0.1, seconds).toFixed(1);
	const works =
		models === 1 ? l10n.t('works: 1 model, answered in {0} s', wait) : l10n.t('works: {0} models, answered in {1} s', models, wait);
	switch (proof) {
		case 'paidRequest':
			return l10n.t('{0}. The key was checked by one paid request of at most one output token.', works);
		case 'untested':
			return l10n.t('{0}. The key is not checked: this list is open to everyone, and a check would cost money.', works);
		default:
			return works;
	}
}

/** Throws the RoutooError of a key that does not work. */
async function proveKey(
	endpoint: Endpoint,
	key: string | null,
	first: RemoteModel,
	deps: ProviderDeps,
	allowPaid: boolean,
): Promise<KeyProof> {
	if (key === null) return 'notNeeded';
	// Both vendors answer a list only to a valid key.
	if (endpoint.kind !== 'openai-compatible') return 'proven';
	const timeouts = { ...DEFAULT_TIMEOUTS, ...deps.timeouts };
	const context: ErrorContext = { endpoint, model: null, secret: key };
	const headers = authHeaders(endpoint, key);
	if (isOpenRouter(endpoint.baseUrl)) {
		// The list is public; this tells about the key itself and is free.
		await fetchJson(deps, { context, url: `${endpoint.baseUrl}/key`, headers, timeoutMs: timeouts.list, signal: null });
		return 'proven';
	}
	if (await listNeedsKey(endpoint, deps)) return 'proven';
	// Whoever may pass the request on may have to pay for it.
	const free = endpoint.local && (!endpoint.mustProve || endpoint.vouched || first.runsHere === true);
	if (!free && !allowPaid) return 'untested';
	const model = first.id;
	await fetchJson(deps, {
		context: { ...context, model },
		url: `${endpoint.baseUrl}/chat/completions`,
		headers,
		timeoutMs: endpoint.local ? timeouts.firstTokenPatient : timeouts.firstTokenRemote,
		signal: null,
		body: { model, messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 },
	});
	return free ? 'freeRequest' : 'paidRequest';
}

/** Whether the endpoint keeps its list from those without a key: then a list that came proves the key. */
async function listNeedsKey(endpoint: Endpoint, deps: ProviderDeps): Promise<boolean> {
	try {
		await listModels(endpoint, null, deps, null);
		return false;
	} catch (thrown) {
		return thrown instanceof RoutooError && thrown.kind === 'auth';
	}
}
