import * as z from 'zod/mini';
import type { Endpoint } from '../../core/model/endpoint.ts';
import type { ErrorContext } from '../errors.ts';
import { fetchJson } from '../http.ts';
import type { ProviderDeps } from '../types.ts';

export type LocalServerKind = 'ollama' | 'lmstudio' | 'llamacpp' | 'vllm';

const ollamaVersion = z.object({ version: z.string() });
const ollamaTags = z.object({ models: z.nullish(z.array(z.object({ name: z.string() }))) });
const lmStudioModels = z.object({ data: z.array(z.object({ id: z.string(), type: z.string(), state: z.string() })) });
const llamaProps = z.object({ default_generation_settings: z.looseObject({}), total_slots: z.optional(z.number()) });
const vllmModels = z.object({ data: z.array(z.object({ id: z.string(), owned_by: z.literal('vllm') })).check(z.minLength(1)) });

/**
 * How each server proves what it is: an answer that only it gives, in the form it gives it. A web page or another program on the port does
 * not pass.
 */
const PROOFS: Readonly<Record<LocalServerKind, readonly { readonly path: string; readonly schema: z.ZodMiniType }[]>> = {
	ollama: [
		{ path: '/api/version', schema: ollamaVersion },
		{ path: '/api/tags', schema: ollamaTags },
	],
	lmstudio: [{ path: '/api/v0/models', schema: lmStudioModels }],
	llamacpp: [{ path: '/props', schema: llamaProps }],
	vllm: [{ path: '/v1/models', schema: vllmModels }],
};

/** Address of a server without its path and without the /v1 of the OpenAI part. */
export function serverRoot(baseUrl: string): string {
	return baseUrl.replace(/\/+$/, '').replace(/\/(v1|api\/v0)$/, '');
}

/** Whether the server at `root` is of that kind. Any failure means no. */
export async function isServerOfKind(kind: LocalServerKind, root: string, deps: ProviderDeps, probe: Probe): Promise<boolean> {
	const context: ErrorContext = { endpoint: probe.endpoint, model: null, secret: null };
	const checks = PROOFS[kind].map(async ({ path, schema }) => {
		const call = { context, url: `${root}${path}`, headers: probe.headers, timeoutMs: probe.timeoutMs, signal: probe.signal };
		return schema.safeParse(await fetchJson(deps, call)).success;
	});
	return Promise.all(checks).then(
		(passed) => passed.every((ok) => ok),
		() => false,
	);
}

export interface Probe {
	readonly endpoint: Endpoint;
	readonly headers: Record<string, string>;
	readonly timeoutMs: number;
	readonly signal: AbortSignal | null;
}

/** Kind of a local server, null where it is none of the known ones (then only the OpenAI list is read). */
export async function detectServer(baseUrl: string, deps: ProviderDeps, probe: Probe): Promise<LocalServerKind | null> {
	const kinds: readonly LocalServerKind[] = ['ollama', 'lmstudio', 'llamacpp', 'vllm'];
	const found = await Promise.all(kinds.map((kind) => isServerOfKind(kind, serverRoot(baseUrl), deps, probe)));
	return kinds.find((_kind, index) => found[index]) ?? null;
}
