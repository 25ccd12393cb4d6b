import * as z from 'zod/mini';
import { RoutooError } from '../../core/base/errors.ts';
import type { Endpoint, RemoteModel } from '../../core/model/endpoint.ts';
import { isFillOnlyModel, isUsableModel } from '../../core/model/fill-models.ts';
import { badJsonError, type ErrorContext } from '../errors.ts';
import { authHeaders, fetchJson } from '../http.ts';
import { DEFAULT_TIMEOUTS, type ProviderDeps } from '../types.ts';
import { listLocalModels } from './list-local-models.ts';
import { listedPrices } from './listed-prices.ts';
import { detectServer, serverRoot } from './local-servers.ts';

/** More models than any endpoint offers; the rest is ignored. */
const MAX_MODELS = 2000;

/** A field that another server uses for something else says nothing; it must not cost the user the model. */
function maybe<T>(schema: z.ZodMiniType<T>) {
	return z.catch(z.nullish(schema), null);
}

const optionalNumber = maybe(z.number());
const optionalText = maybe(z.string());
const optionalTexts = maybe(z.array(z.string()));

/** One entry of GET /models in all its dialects: OpenAI, OpenRouter, Mistral, Groq, vLLM, Moonshot, Together. */
const modelEntry = z.looseObject({
	id: z.string(),
	display_name: optionalText,
	name: optionalText,
	type: optionalText,
	max_model_len: optionalNumber,
	context_length: optionalNumber,
	context_window: optionalNumber,
	max_context_length: optionalNumber,
	max_completion_tokens: optionalNumber,
	active: maybe(z.boolean()),
	capabilities: z.optional(z.unknown()),
	architecture: maybe(z.looseObject({ input_modalities: optionalTexts, output_modalities: optionalTexts })),
	supported_parameters: optionalTexts,
	top_provider: maybe(z.looseObject({ context_length: optionalNumber, max_completion_tokens: optionalNumber })),
	pricing: z.optional(z.unknown()),
});
type ModelEntry = z.infer<typeof modelEntry>;

/** Together answers with a bare list, everyone else with {data: [...]}. Entries of another form are passed over, one by one. */
const modelList = z.union([z.object({ data: z.array(z.unknown()) }), z.array(z.unknown())]);

/**
 * Models an endpoint offers for chat or completions, in its own order; models that are plainly for neither are left out. Fields are null
 * where the endpoint does not say. Throws RoutooError ('auth', 'network', 'timeout', 'badResponse', ...).
 */
export async function listModels(
	endpoint: Endpoint,
	key: string | null,
	deps: ProviderDeps,
	signal: AbortSignal | null,
): Promise<readonly RemoteModel[]> {
	const timeouts = { ...DEFAULT_TIMEOUTS, ...deps.timeouts };
	const context: ErrorContext = { endpoint, model: null, secret: key };
	const headers = authHeaders(endpoint, key);
	if (endpoint.local && endpoint.kind === 'openai-compatible') {
		const probe = { endpoint, headers, timeoutMs: Math.min(timeouts.list, 2000), signal };
		const kind = await detectServer(endpoint.baseUrl, deps, probe);
		if (kind !== null && kind !== 'vllm') {
			return listLocalModels(kind, serverRoot(endpoint.baseUrl), deps, { ...probe, timeoutMs: timeouts.list });
		}
	}
	const query = endpoint.kind === 'anthropic' ? '?limit=1000' : '';
	const url = `${endpoint.baseUrl}/models${query}`;
	const answer = await fetchJson(deps, { context, url, headers, timeoutMs: timeouts.list, signal }).catch((error: unknown) =>
		servedUnlisted(endpoint, error),
	);
	const parsed = modelList.safeParse(answer);
	if (!parsed.success) throw badJsonError(context, 'not a list of models');
	const entries = Array.isArray(parsed.data) ? parsed.data : parsed.data.data;
	return entries.slice(0, MAX_MODELS).flatMap((entry) => {
		const model = modelEntry.safeParse(entry);
		return model.success && isChatEntry(model.data) ? [remoteModel(model.data)] : [];
	});
}

/**
 * Codestral's own address serves one model and, as its users report, no list. Where a list
 * comes, it counts. Throws the error again for everyone else.
 */
function servedUnlisted(endpoint: Endpoint, error: unknown): unknown {
	const missing =
		error instanceof RoutooError && ['modelNotFound', 'badResponse', 'settings', 'invalidInput', 'server'].includes(error.kind);
	if (missing && URL.parse(endpoint.baseUrl)?.hostname === 'codestral.mistral.ai') return { data: [{ id: 'codestral-latest' }] };
	throw error;
}

function isChatEntry(entry: ModelEntry): boolean {
	if (entry.active === false) return false;
	if (entry.architecture?.output_modalities) return entry.architecture.output_modalities.includes('text');
	const capable = capability(entry, 'completion_chat');
	if (capable !== null) return capable ? isUsableModel(entry.id) : isFillOnlyModel(entry.id);
	if (entry.type && /^(embedding|image|audio|rerank|moderation|video|transcribe)/.test(entry.type)) return false;
	return isUsableModel(entry.id);
}

/** Mistral's `capabilities: {completion_chat, function_calling, vision}`; null where it is not said. */
function capability(entry: ModelEntry, name: string): boolean | null {
	const { capabilities } = entry;
	if (typeof capabilities !== 'object' || capabilities === null) return null;
	const value = (capabilities as Record<string, unknown>)[name];
	return typeof value === 'boolean' ? value : null;
}

function remoteModel(entry: ModelEntry): RemoteModel {
	const inputs = entry.architecture?.input_modalities;
	return {
		// Gemini's OpenAI endpoint lists "models/gemini-..." and takes the id without it as well.
		id: entry.id.replace(/^models\//, ''),
		displayName: entry.display_name ?? entry.name ?? null,
		contextTokens: positive(
			entry.top_provider?.context_length,
			entry.context_length,
			entry.context_window,
			entry.max_context_length,
			entry.max_model_len,
		),
		maxOutputTokens: positive(entry.top_provider?.max_completion_tokens, entry.max_completion_tokens),
		tools: entry.supported_parameters ? entry.supported_parameters.includes('tools') : capability(entry, 'function_calling'),
		vision: inputs ? inputs.includes('image') : capability(entry, 'vision'),
		prices: listedPrices(entry.pricing),
		parametersB: null,
	};
}

function positive(...values: (number | null | undefined)[]): number | null {
	return values.find((value) => typeof value === 'number' && value > 0) ?? null;
}
