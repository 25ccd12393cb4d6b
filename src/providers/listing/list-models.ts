import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { RoutooError } from '../../core/base/errors.ts';
import type { Endpoint, RemoteModel } from '../../core/model/endpoint.ts';
import { isFillOnlyModel, isUsableModel } from '../../core/model/fill-models.ts';
import { isSoundId, saysRoutoo } from '../../core/model/names.ts';
import { addressedFetch } from '../address.ts';
import { badJsonError, type ErrorContext } from '../errors.ts';
import { authHeaders, fetchJson } from '../http.ts';
import { asFields, DEFAULT_TIMEOUTS, type ProviderDeps, word } from '../types.ts';
import { listLocalModels } from './list-local-models.ts';
import { listedPrices } from './listed-prices.ts';
import { detectServer, type LocalServerKind, type Probe, serverRoot } from './local-servers.ts';
import { judgeOpenAiList, type RunsHere } from './openai-evidence.ts';

/** More models than a list in a menu can serve; that the rest is left out is told. */
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
	given: ProviderDeps,
	signal: AbortSignal | null,
): Promise<readonly RemoteModel[]> {
	const deps = { ...given, fetch: addressedFetch(endpoint, given.fetch) };
	const timeouts = { ...DEFAULT_TIMEOUTS, ...deps.timeouts };
	const context: ErrorContext = { endpoint, model: null, secret: key };
	const headers = authHeaders(endpoint, key);
	const probe: Probe = { endpoint, headers, timeoutMs: Math.min(timeouts.list, 2000), signal };
	const near = endpoint.local && endpoint.kind === 'openai-compatible';
	const kind = near ? await detectServer(endpoint.baseUrl, deps, probe) : null;
	if (kind !== null && kind !== 'vllm') {
		return sound(await listLocalModels(kind, serverRoot(endpoint.baseUrl), deps, { ...probe, timeoutMs: timeouts.list }), endpoint, deps);
	}
	const query = endpoint.kind === 'anthropic' ? '?limit=1000' : '';
	const url = `${endpoint.baseUrl}/models${query}`;
	const answer = await fetchJson(deps, { context, url, headers, timeoutMs: timeouts.list, signal }).catch((error: unknown) =>
		servedUnlisted(endpoint, error),
	);
	const parsed = modelList.safeParse(answer);
	if (!parsed.success) throw badJsonError(context, l10n.t('not a list of models'));
	const entries = Array.isArray(parsed.data) ? parsed.data : parsed.data.data;
	if (entries.some(isOwnEndpoint)) {
		const what = l10n.t("{0} is Routoo's own endpoint for other tools.", endpoint.displayName);
		throw new RoutooError(
			'settings',
			what,
			l10n.t('Remove it from your endpoints: its models are here already, and would be paid for twice.'),
		);
	}
	const runsHere = near ? await judged(parsed.data, kind, deps, probe) : () => undefined;
	const models = entries.flatMap((entry) => {
		const model = modelEntry.safeParse(entry);
		return model.success && isChatEntry(model.data) ? [remoteModel(model.data, runsHere)] : [];
	});
	return sound(models, endpoint, deps);
}

/** As `serve/models.ts` writes its first entry, for either vendor's clients. Of a gateway that passes ours on, the others count. */
function isOwnEndpoint(entry: unknown): boolean {
	const { id, owned_by, display_name } = asFields(entry);
	return id === 'routoo/auto' && (owned_by === 'routoo' || (owned_by === undefined && /^routoo /i.test(String(display_name))));
}

/** A list that tells nothing is asked about the server only where something depends on it. */
async function judged(list: unknown, kind: LocalServerKind | null, deps: ProviderDeps, probe: Probe): Promise<RunsHere> {
	return probe.endpoint.mustProve || kind !== null ? judgeOpenAiList(list, kind, deps, probe) : () => undefined;
}

/** What can be shown and chosen of a list, cut where it is longer than anyone could read. */
function sound(models: readonly RemoteModel[], endpoint: Endpoint, { tell }: ProviderDeps): readonly RemoteModel[] {
	// A local server that passes VS Code's models on lists ours, too.
	const usable = models.filter(({ id, displayName }) => isSoundId(id) && !saysRoutoo(id, displayName ?? ''));
	if (usable.length <= MAX_MODELS) return usable;
	tell?.(
		l10n.t(
			'{0} lists {1} models; only the first {2} are used.',
			endpoint.displayName,
			usable.length.toLocaleString('en'),
			MAX_MODELS.toLocaleString('en'),
		),
	);
	return usable.slice(0, MAX_MODELS);
}

/**
 * Codestral's own address serves one model and, as its users report, no list; so does a deployment of Azure's. Where a list comes, it
 * counts. Throws the error again for everyone else.
 */
function servedUnlisted(endpoint: Endpoint, error: unknown): unknown {
	const missing =
		error instanceof RoutooError && ['modelNotFound', 'badResponse', 'settings', 'invalidInput', 'server'].includes(error.kind);
	if (missing && URL.parse(endpoint.baseUrl)?.hostname === 'codestral.mistral.ai') return { data: [{ id: 'codestral-latest' }] };
	// One deployment of Azure's is one model, and its address has no list (Azure OpenAI REST API reference, read 2026-11-28).
	const deployment = /\/openai\/deployments\/([^/]+)$/.exec(endpoint.baseUrl)?.[1];
	if (missing && deployment !== undefined) return { data: [{ id: decodeURIComponent(deployment) }] };
	throw error;
}

function isChatEntry(entry: ModelEntry): boolean {
	if (entry.active === false) return false;
	if (entry.architecture?.output_modalities) return entry.architecture.output_modalities.map(word).includes('text');
	const capable = capability(entry, 'completion_chat');
	if (capable !== null) return capable ? isUsableModel(entry.id) : isFillOnlyModel(entry.id);
	if (entry.type && /^(embed|image|audio|rerank|moderation|video|transcribe|speech|tts)/.test(word(entry.type))) return false;
	return isUsableModel(entry.id);
}

/** Mistral's `capabilities: {completion_chat, function_calling, vision}`; null where it is not said. */
function capability(entry: ModelEntry, name: string): boolean | null {
	const { capabilities } = entry;
	if (typeof capabilities !== 'object' || capabilities === null) return null;
	const value = Object.entries(capabilities).find(([key]) => word(key) === word(name))?.[1];
	return typeof value === 'boolean' ? value : null;
}

function remoteModel(entry: ModelEntry, runsHere: RunsHere): RemoteModel {
	const inputs = entry.architecture?.input_modalities?.map(word);
	// Gemini's OpenAI endpoint lists "models/gemini-..." and takes the id without it as well.
	const id = entry.id.replace(/^models\//, '');
	const here = runsHere(id);
	return {
		id,
		displayName: entry.display_name ?? entry.name ?? null,
		contextTokens: positive(
			entry.top_provider?.context_length,
			entry.context_length,
			entry.context_window,
			entry.max_context_length,
			entry.max_model_len,
		),
		maxOutputTokens: positive(entry.top_provider?.max_completion_tokens, entry.max_completion_tokens),
		tools: entry.supported_parameters ? entry.supported_parameters.map(word).includes('tools') : capability(entry, 'function_calling'),
		vision: inputs ? inputs.includes('image') : capability(entry, 'vision'),
		prices: listedPrices(entry.pricing),
		parametersB: null,
		...(here === undefined ? {} : { runsHere: here }),
	};
}

function positive(...values: (number | null | undefined)[]): number | null {
	return values.find((value) => typeof value === 'number' && value >= 1) ?? null;
}
