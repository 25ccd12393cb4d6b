import type { Endpoint } from '../../core/model/endpoint.ts';
import { DEFAULT_TIMEOUTS, type ProviderDeps } from '../types.ts';
import { isServerOfKind, type LocalServerKind } from './local-servers.ts';

export interface LocalAddress {
	readonly kind: LocalServerKind;
	readonly port: number;
}

/** Default ports of the servers people run. */
const DEFAULT_ADDRESSES: readonly LocalAddress[] = [
	{ kind: 'ollama', port: 11434 },
	{ kind: 'lmstudio', port: 1234 },
	{ kind: 'llamacpp', port: 8080 },
	{ kind: 'vllm', port: 8000 },
];

const NAMES: Readonly<Record<LocalServerKind, string>> = { ollama: 'Ollama', lmstudio: 'LM Studio', llamacpp: 'llama.cpp', vllm: 'vLLM' };

/**
 * Model servers that run on this machine, in a fixed order. Only 127.0.0.1 is asked, all ports at once, without any key, and a server
 * counts only when it answers as that program does; whether it runs its models itself is seen by its list. Never throws. Takes at most the
 * discover time limit.
 */
export async function discoverLocalEndpoints(
	deps: Pick<ProviderDeps, 'fetch' | 'clock' | 'timeouts'>,
	addresses: readonly LocalAddress[] = DEFAULT_ADDRESSES,
): Promise<readonly Endpoint[]> {
	const timeoutMs = deps.timeouts?.discover ?? DEFAULT_TIMEOUTS.discover;
	const found = await Promise.all(
		addresses.map(async ({ kind, port }) => {
			const root = `http://127.0.0.1:${port}`;
			const endpoint: Endpoint = {
				id: kind,
				kind: 'openai-compatible',
				displayName: NAMES[kind],
				baseUrl: `${root}/v1`,
				local: true,
				mustProve: true,
				needsKey: false,
			};
			const probe = { endpoint, headers: {}, timeoutMs, signal: null };
			return (await isServerOfKind(kind, root, { ...deps, secrets: NO_SECRETS }, probe)) ? endpoint : null;
		}),
	);
	return found.filter((endpoint) => endpoint !== null);
}

const NO_SECRETS = { get: async () => undefined };
