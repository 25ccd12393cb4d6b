import { asFields, type ProviderDeps } from '../types.ts';
import { type Bar, saysPassedOn, verdict } from './evidence.ts';
import { numberOf, textOf } from './local-answer.ts';
import { entriesOf, getJson, isWord, type LocalServerKind, type Probe, serverRoot } from './local-servers.ts';

/** These lists tell little: an owner and a length, and once more what was started. */
const BAR: Bar = { enough: 1, forClosed: 2 };

type Fields = Readonly<Record<string, unknown>>;

/** Whether a model of an OpenAI list runs here (see `RemoteModel.runsHere`); undefined where nothing tells. */
export type RunsHere = (id: string) => boolean | undefined;

/**
 * Judges the list of a server near by that has no list of its own: vLLM, SGLang, KoboldCpp and TabbyAPI show that they run weights, LiteLLM
 * that it passes on. LocalAI and Jan do either and do not say which.
 */
export async function judgeOpenAiList(list: unknown, kind: LocalServerKind | null, deps: ProviderDeps, probe: Probe): Promise<RunsHere> {
	const root = serverRoot(probe.endpoint.baseUrl);
	const get = (path: string): Promise<unknown> => getJson(`${root}${path}`, deps, probe).catch(() => null);
	const entries = new Map(entriesOf(list).map((entry) => [entry.id.replace(/^models\//, ''), entry]));
	if (kind === 'vllm') {
		const versioned = textOf(asFields(await get('/version')).version) !== null;
		return (id) => ofVllm(id, entries.get(id) ?? {}, 'vllm', versioned);
	}
	const [gateway, kobold, tabby, sglang] = await Promise.all([
		get('/model/info'),
		get('/api/extra/version'),
		get('/v1/model'),
		get('/get_model_info'),
	]);
	if (isLiteLlm(gateway)) return () => false;
	const isKobold = isWord(asFields(kobold).result, 'koboldcpp');
	const isTabby = numberOf(asFields(asFields(tabby).parameters).max_seq_len) !== null;
	const isSglang = textOf(asFields(sglang).model_path) !== null;
	return (id) => {
		const entry: Fields = entries.get(id) ?? {};
		if (saysPassedOn(entry)) return false;
		if (isKobold && isWord(entry.owned_by, 'koboldcpp')) return verdict(id, { facts: 1, contradicted: false }, BAR);
		if (isTabby && isWord(entry.owned_by, 'tabbyapi')) return verdict(id, { facts: 1, contradicted: false }, BAR);
		return isSglang ? ofVllm(id, entry, 'sglang', true) : undefined;
	};
}

/** vLLM's and SGLang's: how long a prompt the started engine takes, and from which folder or repository under which name. */
function ofVllm(id: string, entry: Fields, owner: string, versioned: boolean): boolean | undefined {
	if (saysPassedOn(entry)) return false;
	const root = textOf(entry.root);
	const facts = [isWord(entry.owned_by, owner) && numberOf(entry.max_model_len) !== null, versioned, root !== null && root !== id];
	return facts[0] ? verdict(id, { facts: facts.filter(Boolean).length, contradicted: false }, BAR) : undefined;
}

/** GET /model/info of LiteLLM's proxy (docs.litellm.ai, "Model Management", read 2026-11-28). */
function isLiteLlm(answer: unknown): boolean {
	const { data } = asFields(answer);
	return Array.isArray(data) && data.some((entry) => 'litellm_params' in asFields(entry) || 'model_info' in asFields(entry));
}
