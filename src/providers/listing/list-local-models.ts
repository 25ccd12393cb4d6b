import * as z from 'zod/mini';
import type { RemoteModel } from '../../core/model/endpoint.ts';
import { isUsableModel } from '../../core/model/fill-models.ts';
import { badJsonError, type ErrorContext } from '../errors.ts';
import { fetchJson } from '../http.ts';
import type { ProviderDeps } from '../types.ts';
import type { LocalServerKind, Probe } from './local-servers.ts';

/** /api/show is asked once a model; a longer list keeps its rest without details. */
const MAX_OLLAMA_DETAILS = 60;

/**
 * Context of a model that is not loaded and sets none of its own, in tokens (docs/context-length.mdx of Ollama: 4k below 24 GiB of video
 * memory). Where the user has set more, /api/ps tells it once the model is loaded.
 */
const OLLAMA_CONTEXT = 4096;

const ollamaDetails = z.nullish(z.looseObject({ parameter_size: z.nullish(z.string()) }));
const ollamaTags = z.object({
	models: z.nullish(z.array(z.looseObject({ name: z.string(), remote_host: z.nullish(z.string()), details: ollamaDetails }))),
});
const ollamaShow = z.looseObject({
	parameters: z.nullish(z.string()),
	model_info: z.nullish(z.record(z.string(), z.unknown())),
	capabilities: z.nullish(z.array(z.string())),
});
const ollamaRunning = z.object({ models: z.nullish(z.array(z.looseObject({ name: z.string(), context_length: z.nullish(z.number()) }))) });
const lmStudioModels = z.object({
	data: z.array(
		z.looseObject({
			id: z.string(),
			type: z.nullish(z.string()),
			max_context_length: z.nullish(z.number()),
			loaded_context_length: z.nullish(z.number()),
			capabilities: z.nullish(z.array(z.string())),
		}),
	),
});
const llamaProps = z.looseObject({
	default_generation_settings: z.looseObject({ n_ctx: z.nullish(z.number()) }),
	modalities: z.nullish(z.looseObject({ vision: z.nullish(z.boolean()) })),
});
const llamaModels = z.object({
	data: z.array(z.looseObject({ id: z.string(), meta: z.nullish(z.looseObject({ n_params: z.nullish(z.number()) })) })),
});

/** Models of a local server by its own interface, which knows context and size. `root` is its address without /v1. Throws RoutooError. */
export function listLocalModels(
	kind: Exclude<LocalServerKind, 'vllm'>,
	root: string,
	deps: ProviderDeps,
	probe: Probe,
): Promise<readonly RemoteModel[]> {
	const get: Get = async (path, schema, body) => {
		const context: ErrorContext = { endpoint: probe.endpoint, model: null, secret: null };
		const call = { context, url: `${root}${path}`, headers: probe.headers, timeoutMs: probe.timeoutMs, signal: probe.signal };
		const parsed = schema.safeParse(await fetchJson(deps, body === undefined ? call : { ...call, body }));
		if (!parsed.success) throw badJsonError(context, `${path} has another form than expected`);
		return parsed.data;
	};
	return { ollama: listOllama, lmstudio: listLmStudio, llamacpp: listLlamaCpp }[kind](get);
}

type Get = <T>(path: string, schema: z.ZodMiniType<T>, body?: unknown) => Promise<T>;

const nothing = {
	displayName: null,
	contextTokens: null,
	maxOutputTokens: null,
	tools: null,
	vision: null,
	prices: null,
	parametersB: null,
};

async function listOllama(get: Get): Promise<readonly RemoteModel[]> {
	const [tags, running] = await Promise.all([get('/api/tags', ollamaTags), get('/api/ps', ollamaRunning).catch(() => null)]);
	const models = await Promise.all(
		(tags.models ?? []).filter(runsHere).map(async ({ name, details }, index): Promise<RemoteModel | null> => {
			const base = { ...nothing, id: name, parametersB: billions(details?.parameter_size) };
			const show = index < MAX_OLLAMA_DETAILS ? await get('/api/show', ollamaShow, { model: name }).catch(() => null) : null;
			if (show === null) return isUsableModel(name) ? base : null;
			if (show.capabilities ? !show.capabilities.includes('completion') : !isUsableModel(name)) return null;
			// What the server really gives the model comes before what the model could take: a longer prompt is cut off in silence.
			const loaded = running?.models?.find((model) => model.name === name)?.context_length;
			const set = /^num_ctx\s+(\d+)/m.exec(show.parameters ?? '')?.[1];
			const most = Object.entries(show.model_info ?? {}).find(([key]) => key.endsWith('.context_length'))?.[1];
			const count = show.model_info?.['general.parameter_count'];
			return {
				...base,
				contextTokens:
					loaded ?? (set === undefined ? Math.min(OLLAMA_CONTEXT, typeof most === 'number' ? most : OLLAMA_CONTEXT) : Number(set)),
				tools: show.capabilities?.includes('tools') ?? null,
				vision: show.capabilities?.includes('vision') ?? null,
				parametersB: typeof count === 'number' ? count / 1e9 : base.parametersB,
			};
		}),
	);
	return models.filter((model) => model !== null);
}

/**
 * Ollama also lists models that it passes on to servers elsewhere ("...-cloud"): they are neither local nor free, so they are none of this
 * endpoint's.
 */
function runsHere({ name, remote_host: host }: { readonly name: string; readonly remote_host?: string | null | undefined }): boolean {
	return !host && !/[:-]cloud$/.test(name);
}

/** "7.6B", "137M". */
function billions(size: string | null | undefined): number | null {
	const match = /^([\d.]+)\s*([BM])$/i.exec(size ?? '');
	return match === null ? null : Number(match[1]) / (match[2]!.toUpperCase() === 'M' ? 1000 : 1);
}

async function listLmStudio(get: Get): Promise<readonly RemoteModel[]> {
	const { data } = await get('/api/v0/models', lmStudioModels);
	return data
		.filter((model) => (model.type ? model.type === 'llm' || model.type === 'vlm' : isUsableModel(model.id)))
		.map((model) => ({
			...nothing,
			id: model.id,
			contextTokens: model.loaded_context_length ?? model.max_context_length ?? null,
			tools: model.capabilities ? model.capabilities.includes('tool_use') : null,
			vision: model.type ? model.type === 'vlm' : null,
		}));
}

async function listLlamaCpp(get: Get): Promise<readonly RemoteModel[]> {
	const [props, list] = await Promise.all([get('/props', llamaProps), get('/v1/models', llamaModels)]);
	return list.data.map((model) => ({
		...nothing,
		id: model.id,
		contextTokens: props.default_generation_settings.n_ctx ?? null,
		vision: props.modalities?.vision ?? null,
		parametersB: typeof model.meta?.n_params === 'number' ? model.meta.n_params / 1e9 : null,
	}));
}
