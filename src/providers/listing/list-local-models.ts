import * as l10n from '@vscode/l10n';
import type { RemoteModel } from '../../core/model/endpoint.ts';
import { isUsableModel } from '../../core/model/fill-models.ts';
import { badJsonError, type ErrorContext } from '../errors.ts';
import { fetchJson } from '../http.ts';
import { asFields, type ProviderDeps, word } from '../types.ts';
import { type Evidence, joined, saysPassedOn, sizeEvidence, verdict } from './evidence.ts';
import { listOllama } from './list-ollama.ts';
import { type Get, NOTHING, numberOf, textOf, wordsOf } from './local-answer.ts';
import { entriesOf, type LocalServerKind, type Probe } from './local-servers.ts';

/** Models of a local server by its own interface, which knows context and size. `root` is its address without /v1. Throws RoutooError. */
export function listLocalModels(
	kind: Exclude<LocalServerKind, 'vllm'>,
	root: string,
	deps: ProviderDeps,
	probe: Probe,
): Promise<readonly RemoteModel[]> {
	const context: ErrorContext = { endpoint: probe.endpoint, model: null, secret: null };
	const get: Get = async (path, body) => {
		const call = { context, url: `${root}${path}`, headers: probe.headers, timeoutMs: probe.timeoutMs, signal: probe.signal };
		const answer = await fetchJson(deps, body === undefined ? call : { ...call, body });
		if (typeof answer !== 'object') throw badJsonError(context, l10n.t('{0} has another form than expected', path));
		return answer;
	};
	return { ollama: listOllama, lmstudio: listLmStudio, llamacpp: listLlamaCpp }[kind](get);
}

type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = {};

/** With what context LM Studio loads a model that nobody set one for, in tokens (lmstudio.ai/docs, "Per-model defaults"). */
const LM_STUDIO_CONTEXT = 4096;
/** What LM Studio lists that can chat, and what cannot; another word is judged by the model's name. */
const LM_STUDIO_TYPES: Readonly<Record<string, boolean>> = { llm: true, vlm: true, embedding: false, embeddings: false };

async function listLmStudio(get: Get): Promise<readonly RemoteModel[]> {
	const [own, list] = await Promise.all([get('/api/v0/models'), get('/v1/models').catch(() => null)]);
	const passedOn = passedOnIds(list);
	return entriesOf(own)
		.filter((model) => !saysPassedOn(model) && (LM_STUDIO_TYPES[typeOf(model)] ?? isUsableModel(model.id)))
		.map((model): RemoteModel => {
			const most = numberOf(model.max_context_length);
			const abilities = wordsOf(model.capabilities);
			const copyOf = /^(.+):\d{1,3}$/.exec(model.id)?.[1];
			const proven = passedOn.has(model.id) ? undefined : verdict(model.id, lmStudioEvidence(model), { enough: 1, forClosed: 3 });
			return {
				...NOTHING,
				id: model.id,
				contextTokens: numberOf(model.loaded_context_length) ?? (most === null ? null : Math.min(most, LM_STUDIO_CONTEXT)),
				tools: abilities === null ? null : abilities.includes('tooluse'),
				vision: typeOf(model) === '' ? null : typeOf(model) === 'vlm',
				...(copyOf === undefined ? {} : { copyOf }),
				...(proven === undefined ? {} : { runsHere: proven }),
			};
		});
}

function typeOf({ type }: Fields): string {
	return typeof type === 'string' ? word(type) : '';
}

/** Forms in which LM Studio keeps weights, and words that no file of weights has. */
const FILES = new Set(['gguf', 'mlx', 'safetensors', 'onnx', 'mlxsafetensors', 'torchsafetensors']);
const NO_FILE = /^(?:api|remote|cloud|proxy|http|openai|anthropic|unknown|none|na$|gpt[345]|claude|gemini)/;

/** Type and state are what made it an LM Studio at all; what only a file has counts. */
function lmStudioEvidence(model: Fields): Evidence {
	const words = [model.arch, model.quantization, model.compatibility_type].map((value) => word(textOf(value) ?? ''));
	const [arch = '', quantization = '', form = ''] = words;
	const facts = [arch !== '', /\d/.test(quantization) || FILES.has(form), numberOf(model.max_context_length) !== null];
	return { facts: facts.filter(Boolean).length, contradicted: words.some((text) => NO_FILE.test(text)) };
}

/** /props?model= is asked once a model whose context nothing else tells. */
const MAX_PROPS = 20;

async function listLlamaCpp(get: Get): Promise<readonly RemoteModel[]> {
	const [props, list] = await Promise.all([get('/props').then(asFields), get('/v1/models')]);
	const passedOn = passedOnIds(list);
	const entries = entriesOf(list);
	const shared = contextOfProps(props);
	const models = await Promise.all(
		entries.map(async (entry, index) => {
			const meta = asFields(entry.meta);
			const options = startOptions(entry);
			const told = numberOf(meta.n_ctx) ?? contextOfOptions(options) ?? shared;
			// Asking for a model must not load it: a router would do so by itself.
			const path = `/props?model=${encodeURIComponent(entry.id)}&autoload=false`;
			const asked = told === null && index < MAX_PROPS ? await get(path).then(asFields, () => NO_FIELDS) : NO_FIELDS;
			const own = shared === null ? asked : props;
			const parameters = numberOf(meta.n_params);
			const ofModel = joined(
				sizeEvidence(entry.id, numberOf(meta.size), parameters === null ? null : parameters / 1e9),
				llamaEvidence(entry, options, contextOfProps(asked) !== null),
				{ facts: 0, contradicted: saysPassedOn(entry) || passedOn.has(entry.id) || !isCount(meta.n_params) },
			);
			// What the server says of itself counts beside what it says of the model, never instead.
			const evidence = joined(ofModel, { facts: ofModel.facts > 0 && typeof props.total_slots === 'number' ? 1 : 0, contradicted: false });
			const vision = asFields(own.modalities).vision;
			return {
				model: {
					...NOTHING,
					id: entry.id,
					contextTokens: told ?? contextOfProps(own),
					tools: toolsOfProps(own),
					vision: typeof vision === 'boolean' ? vision : null,
					parametersB: parameters === null ? null : parameters / 1e9,
				},
				// The number of weights is the one figure that every model has: without it nothing is said for a vendor's name.
				evidence: parameters === null ? { ...evidence, facts: Math.min(1, evidence.facts) } : evidence,
			};
		}),
	);
	// One program runs them all, and it passes none on: what one of them shows holds for those it says nothing of.
	const shown = models.some(({ evidence }) => evidence.facts > 0) && models.every(({ evidence }) => !evidence.contradicted) ? 1 : 0;
	return models.map(({ model, evidence }): RemoteModel => {
		const proven = verdict(model.id, evidence.facts === 0 ? { ...evidence, facts: shown } : evidence, { enough: 1, forClosed: 2 });
		return proven === undefined ? model : { ...model, runsHere: proven };
	});
}

/** A count that is there and cannot be one speaks against the server. */
function isCount(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'number' && Number.isInteger(value) && value >= 0);
}

function llamaEvidence(entry: Fields, options: string, hasProps: boolean): Evidence {
	const meta = asFields(entry.meta);
	const facts = [
		numberOf(meta.n_ctx_train) !== null || numberOf(meta.n_vocab) !== null || numberOf(meta.n_embd) !== null,
		textOf(asFields(entry.status).value) !== null || /(?:^|\s)(?:-m|--model|-hf\w?|--hf-repo|--ctx-size|-c)(?:\s|=)/.test(options),
		hasProps,
		numberOf(meta.n_ctx) !== null,
	];
	return { facts: facts.filter(Boolean).length, contradicted: false };
}

function contextOfProps(props: Fields): number | null {
	return numberOf(asFields(props.default_generation_settings).n_ctx);
}

/** What its template can write (tools/server of llama.cpp, from the beginning of 2026 on); null where it is not told. */
function toolsOfProps(props: Fields): boolean | null {
	const { supports_tools: offered, supports_tool_calls: called } = asFields(props.chat_template_caps);
	return typeof offered === 'boolean' && typeof called === 'boolean' ? offered && called : null;
}

/** With what a router starts the model: a list of arguments, and the preset as a text of `name = value` lines. */
function startOptions(entry: Fields): string {
	const { args, preset } = asFields(entry.status);
	const parts = [args, preset, entry.args].flat().filter((part) => typeof part === 'string' || typeof part === 'number');
	return parts.join(' ');
}

/**
 * `--ctx-size 65536`, `-c 65536`, `--ctx_size=65536`, `ctx-size = 65536`; slots of their own share it. 0 means the model's own: not told.
 */
function contextOfOptions(options: string): number | null {
	const value = (names: string): number | null => {
		const found = [...options.matchAll(new RegExp(`(?:^|\\s)(?:${names})(?:\\s*=\\s*|\\s+)"?(\\d+)`, 'gi'))].at(-1)?.[1];
		return found === undefined ? null : numberOf(Number(found));
	};
	const size = value('-c|(?:--)?ctx[-_]size|LLAMA_ARG_CTX_SIZE|c');
	const slots = /(?:^|\s)(?:-kvu|--kv[-_]unified)(?:\s|$)/i.test(options) ? 1 : (value('-np|(?:--)?parallel|LLAMA_ARG_N_PARALLEL|np') ?? 1);
	return size === null ? null : Math.floor(size / slots);
}

/** Ids whose entry in the OpenAI list says that another server answers for them. */
function passedOnIds(list: unknown): ReadonlySet<string> {
	return new Set(
		entriesOf(list)
			.filter(saysPassedOn)
			.map(({ id }) => id),
	);
}
