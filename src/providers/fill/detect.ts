import * as l10n from '@vscode/l10n';
import type { FillAbility, FillMethod } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import { type FillTemplate, fillModelOf } from '../../core/model/fill-families.ts';
import { authHeaders, requireKey } from '../http.ts';
import { detectServer, type LocalServerKind, serverRoot } from '../listing/local-servers.ts';
import { asFields, DEFAULT_TIMEOUTS, type ProviderDeps } from '../types.ts';
import { chatAbility, none } from './chat-ability.ts';
import { type Ask, ask, probeSuffix } from './suffix-probe.ts';

/** Vendors that have no `/completions`, or may put a raw prompt into a chat template (OpenRouter, depending on who serves the model). */
const CHAT_ONLY = [
	'openrouter.ai',
	'groq.com',
	'googleapis.com',
	'x.ai',
	'moonshot.ai',
	'z.ai',
	'anthropic.com',
	'openai.com',
	'mistral.ai',
	'deepseek.com',
];

/** Models of DeepSeek that its fill API names ("Create FIM Completion", 2026-04: deepseek-v4-pro; before that deepseek-chat). */
const DEEPSEEK_MODELS = /^deepseek-(v4-pro|chat|coder)$/;

/** Models of an unknown local server up to which each is asked for two tokens. */
const MAX_PROBED = 4;

/** `sure` is false where the server could not be asked and the ability is a guess. */
interface Verdict {
	readonly ability: FillAbility;
	readonly sure: boolean;
}

/**
 * Finds out how the models of one endpoint can fill in, and remembers what is sure. Remote endpoints are asked only for free (Mistral's
 * card of a model); no paid request is ever sent.
 */
export class AbilityDetector {
	readonly #endpoint: Endpoint;
	readonly #deps: ProviderDeps;
	readonly #known = new Map<string, Promise<Verdict>>();
	#server: Promise<LocalServerKind | null> | null = null;

	constructor(endpoint: Endpoint, deps: ProviderDeps) {
		this.#endpoint = endpoint;
		this.#deps = deps;
	}

	/** Never rejects. */
	async ability(candidate: Candidate, signal: AbortSignal): Promise<FillAbility> {
		let found = this.#known.get(candidate.id);
		if (found === undefined) {
			found = this.#detect(candidate, signal).catch(() => ({ ability: this.#guess(candidate), sure: false }));
			this.#known.set(candidate.id, found);
		}
		const { ability, sure } = await found;
		if (!sure) {
			this.#known.delete(candidate.id);
			this.#server = null;
		}
		return ability;
	}

	async #detect(candidate: Candidate, signal: AbortSignal): Promise<Verdict> {
		const { kind, local } = this.#endpoint;
		const model = candidate.wireModel;
		// A completion carries no effort: the model as it runs by default stands for it.
		const chat = chatAbility(candidate);
		if (candidate.effort !== null) return sure(chat);
		if (kind === 'anthropic') return sure(chat);
		if (kind === 'openai' || this.#isHost('openai.com')) {
			return sure(
				/^gpt-3\.5-turbo-instruct/.test(model) ? able('openaiSuffix', l10n.t('OpenAI documents `suffix` for this model.')) : chat,
			);
		}
		if (this.#endpoint.id === 'deepseek' || this.#isHost('deepseek.com')) {
			return sure(DEEPSEEK_MODELS.test(model) ? able('deepseek', l10n.t('DeepSeek fills in with this model at its beta address.')) : chat);
		}
		if (this.#endpoint.id === 'mistral' || this.#isHost('mistral.ai')) return this.#atMistral(model, chat, signal);
		// A server near by that may pass requests on may have to pay for each: it is asked for nothing.
		if (!local || !candidate.local) return sure(this.#byName(candidate));
		return this.#atLocalServer(candidate, signal);
	}

	async #atMistral(model: string, chat: FillAbility, signal: AbortSignal): Promise<Verdict> {
		if (/^codestral(?!-embed|-mamba)/.test(model))
			return sure(able('mistral', l10n.t('Codestral fills in at the FIM address of Mistral.')));
		const card = await ask(
			this.#deps,
			await this.#call(`${serverRoot(this.#endpoint.baseUrl)}/v1/models/${encodeURIComponent(model)}`, signal),
		);
		if (asFields(asFields(card?.json).capabilities).completion_fim === true) {
			return sure(able('mistral', l10n.t('Mistral lists this model as able to fill in.')));
		}
		return { ability: chat, sure: card?.status === 200 };
	}

	async #atLocalServer(candidate: Candidate, signal: AbortSignal): Promise<Verdict> {
		this.#server ??= this.#serverKind(signal);
		switch (await this.#server) {
			case 'ollama':
				return this.#atOllama(candidate, signal);
			case 'llamacpp':
				return this.#atLlamaCpp(candidate, signal);
			case 'vllm':
			case 'lmstudio':
				return sure(this.#byName(candidate));
			case null:
				return this.#atUnknownServer(candidate, signal);
		}
	}

	async #serverKind(signal: AbortSignal): Promise<LocalServerKind | null> {
		const { headers, timeoutMs } = await this.#call('', signal);
		return detectServer(this.#endpoint.baseUrl, this.#deps, {
			endpoint: this.#endpoint,
			headers,
			timeoutMs: Math.min(timeoutMs, 2000),
			signal,
		});
	}

	async #atOllama(candidate: Candidate, signal: AbortSignal): Promise<Verdict> {
		const call = await this.#call(`${serverRoot(this.#endpoint.baseUrl)}/api/show`, signal, { model: candidate.wireModel });
		const show = await ask(this.#deps, call);
		if (show?.status !== 200) return { ability: this.#guess(candidate), sure: false };
		const { capabilities, template } = asFields(show.json);
		const inserts = Array.isArray(capabilities)
			? capabilities.includes('insert')
			: typeof template === 'string' && /\.Suffix\b/.test(template);
		if (inserts) return sure(able('ollama', l10n.t('Ollama says that this model can insert.')));
		const known = this.#byFamily(candidate);
		if (known === null) return sure(withoutForm(candidate));
		return sure({
			method: 'ollama',
			template: known.form,
			why: l10n.t('Ollama has no insert form for it; the tokens of {0} are sent as they are.', known.family),
		});
	}

	/** Nothing is generated: the server refuses with 501 a model whose vocabulary lacks the tokens, before it looks at the request. */
	async #atLlamaCpp(candidate: Candidate, signal: AbortSignal): Promise<Verdict> {
		const body = { model: candidate.wireModel, input_prefix: '', input_suffix: '', n_predict: 0 };
		const answer = await ask(this.#deps, await this.#call(`${serverRoot(this.#endpoint.baseUrl)}/infill`, signal, body));
		if (answer?.status === 200) return sure(able('llamacpp', l10n.t('The llama.cpp server fills in with this model.')));
		if (answer?.status === 501 || answer?.status === 404) return sure(this.#byName(candidate));
		return { ability: this.#guess(candidate), sure: false };
	}

	async #atUnknownServer(candidate: Candidate, signal: AbortSignal): Promise<Verdict> {
		const call = await this.#call(`${this.#endpoint.baseUrl}/models`, signal);
		const list = await ask(this.#deps, call);
		const entries = asFields(list?.json).data;
		const entry = Array.isArray(entries) ? entries.map(asFields).find(({ id }) => id === candidate.wireModel) : undefined;
		if (asFields(entry?.capabilities).completion_fim === true) {
			return sure(able('openaiSuffix', l10n.t('The server lists this model as able to fill in.')));
		}
		// To answer for every model of a long list, the server may have to load each of them.
		if (Array.isArray(entries) && entries.length > MAX_PROBED) return sure(this.#byName(candidate));
		const verdict = await probeSuffix(this.#deps, { endpoint: this.#endpoint }, { ...call, model: candidate.wireModel });
		switch (verdict) {
			case 'counted':
				return sure(able('openaiSuffix', l10n.t('The server takes the text after the caret: a test request counted it.')));
			case 'ignored':
				return sure(this.#byName(candidate));
			case 'noApi':
				return sure(withoutForm(candidate));
			case 'unknown':
				return { ability: this.#guess(candidate), sure: false };
		}
	}

	/** Best guess without the server's word: the id of a discovered endpoint tells its program. */
	#guess(candidate: Candidate): FillAbility {
		const known = this.#byFamily(candidate);
		if (candidate.effort === null && known !== null && this.#endpoint.local) {
			const why = l10n.t('The server could not be asked; by its name the model knows the tokens of {0}.', known.family);
			if (this.#endpoint.id === 'ollama') return { method: 'ollama', template: known.form, why };
			if (this.#endpoint.id === 'llamacpp') return { method: 'llamacpp', template: null, why };
			return { method: 'template', template: known.form, why };
		}
		return this.#byName(candidate);
	}

	#byName(candidate: Candidate): FillAbility {
		const known = candidate.effort === null ? this.#byFamily(candidate) : null;
		if (known === null || CHAT_ONLY.some((host) => this.#isHost(host))) return withoutForm(candidate);
		return {
			method: 'template',
			template: known.form,
			why: l10n.t('By its name it knows the fill-in-the-middle tokens of {0}.', known.family),
		};
	}

	/** Where the catalog knows the model, its word counts. */
	#byFamily({ wireModel, catalogId, fim }: Candidate): { readonly family: string; readonly form: FillTemplate } | null {
		const model = catalogId !== null && !fim ? null : fillModelOf(wireModel);
		return model === null || model.form === null ? null : { family: model.family, form: model.form };
	}

	#isHost(domain: string): boolean {
		const host = URL.parse(this.#endpoint.baseUrl)?.hostname ?? '';
		return host === domain || host.endsWith(`.${domain}`);
	}

	async #call(url: string, signal: AbortSignal, body?: unknown): Promise<Ask> {
		const key = await requireKey(this.#endpoint, this.#deps);
		const timeoutMs = this.#deps.timeouts?.list ?? DEFAULT_TIMEOUTS.list;
		return { url, headers: authHeaders(this.#endpoint, key), timeoutMs, signal, ...(body === undefined ? {} : { body }) };
	}
}

/** The chat form, or where the model has none, what it lacks here. */
function withoutForm(candidate: Candidate): FillAbility {
	const model = fillModelOf(candidate.wireModel);
	if (model === null || model.chats) return chatAbility(candidate);
	return none(
		model.form === null
			? l10n.t('It is a fill-in model of the family {0}, whose form is not known here.', model.family)
			: l10n.t('It is a fill-in model of the family {0}, and its server takes no prompt of that form.', model.family),
	);
}

function sure(ability: FillAbility): Verdict {
	return { ability, sure: true };
}

function able(method: FillMethod, why: string): FillAbility {
	return { method, template: null, why };
}
