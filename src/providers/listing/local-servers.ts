import type { Endpoint } from '../../core/model/endpoint.ts';
import type { ErrorContext } from '../errors.ts';
import { fetchJson } from '../http.ts';
import { asFields, type ProviderDeps, word } from '../types.ts';

export type LocalServerKind = 'ollama' | 'lmstudio' | 'llamacpp' | 'vllm';

/**
 * How each server shows what it is: an answer that only it gives, in the form it gives it. A web page or another program on the port does
 * not pass.
 */
const SIGNS: Readonly<Record<LocalServerKind, readonly { readonly path: string; readonly shows: (answer: unknown) => boolean }[]>> = {
	ollama: [
		{ path: '/api/version', shows: (answer) => typeof asFields(answer).version === 'string' },
		{ path: '/api/tags', shows: (answer) => isListOf(asFields(answer).models, ['name']) },
	],
	lmstudio: [{ path: '/api/v0/models', shows: (answer) => isListOf(asFields(answer).data, ['id', 'type', 'state']) }],
	llamacpp: [{ path: '/props', shows: isLlamaProps }],
	vllm: [{ path: '/v1/models', shows: (answer) => entriesOf(answer).some(({ owned_by }) => isWord(owned_by, 'vllm')) }],
};

function isLlamaProps(answer: unknown): boolean {
	const { default_generation_settings: settings, total_slots: slots } = asFields(answer);
	return (
		typeof settings === 'object' && settings !== null && !Array.isArray(settings) && (slots === undefined || typeof slots === 'number')
	);
}

/** Entries of another form are passed over later; a list of nothing but them is another program's. Ollama without models lists null. */
function isListOf(list: unknown, texts: readonly string[]): boolean {
	if (list === null) return true;
	if (!Array.isArray(list)) return false;
	return list.length === 0 || list.map(asFields).some((entry) => texts.every((name) => typeof entry[name] === 'string'));
}

export function isWord(value: unknown, wanted: string): boolean {
	return typeof value === 'string' && word(value) === wanted;
}

/** Entries of an OpenAI list that have an id. */
export function entriesOf(answer: unknown): (Readonly<Record<string, unknown>> & { readonly id: string })[] {
	const { data } = asFields(answer);
	const list = Array.isArray(answer) ? answer : Array.isArray(data) ? data : [];
	return list.map(asFields).filter((entry) => typeof entry.id === 'string') as ReturnType<typeof entriesOf>;
}

/** Address of a server without its path and without the /v1 of the OpenAI part. */
export function serverRoot(baseUrl: string): string {
	return baseUrl.replace(/\/+$/, '').replace(/\/(v1|api\/v0)$/, '');
}

/** Whether the server at `root` is of that kind. Any failure means no. */
export async function isServerOfKind(kind: LocalServerKind, root: string, deps: ProviderDeps, probe: Probe): Promise<boolean> {
	const checks = SIGNS[kind].map(async ({ path, shows }) => shows(await getJson(`${root}${path}`, deps, probe)));
	return Promise.all(checks).then(
		(passed) => passed.every((ok) => ok),
		() => false,
	);
}

/** One short JSON answer. Throws RoutooError. */
export function getJson(url: string, deps: ProviderDeps, { endpoint, headers, timeoutMs, signal }: Probe): Promise<unknown> {
	const context: ErrorContext = { endpoint, model: null, secret: null };
	return fetchJson(deps, { context, url, headers, timeoutMs, signal });
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
