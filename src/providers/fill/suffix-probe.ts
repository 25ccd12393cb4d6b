import type { ErrorContext } from '../errors.ts';
import { readText } from '../http.ts';
import { parseJson } from '../server-words.ts';
import { asFields, type ProviderDeps } from '../types.ts';

const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

export interface Ask {
	readonly url: string;
	readonly headers: Record<string, string>;
	/** POST with this JSON body instead of GET. */
	readonly body?: unknown;
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
}

/** Status and JSON of a short answer, whatever the status; null where none came in time. Never rejects. */
export async function ask(deps: Pick<ProviderDeps, 'fetch'>, call: Ask): Promise<{ status: number; json: unknown } | null> {
	const signal = AbortSignal.any([AbortSignal.timeout(call.timeoutMs), call.signal]);
	const init: RequestInit = { headers: { accept: 'application/json', ...call.headers }, signal, redirect: 'manual' };
	if (call.body !== undefined) {
		init.method = 'POST';
		init.body = JSON.stringify(call.body);
		init.headers = { ...init.headers, 'content-type': 'application/json' };
	}
	try {
		const response = await deps.fetch(call.url, init);
		return { status: response.status, json: parseJson(await readText(response, MAX_ANSWER_BYTES, false)) };
	} catch {
		return null;
	}
}

/**
 * `counted`: the suffix is part of the prompt. `ignored`: it is refused or makes no difference. `noApi`: there is no `/completions`.
 * `unknown`: the server could not be asked.
 */
export type SuffixVerdict = 'counted' | 'ignored' | 'noApi' | 'unknown';

const PROMPT = 'const answer = ';
const SUFFIX = ';\nexport function half(value: number): number {\n\treturn value / 2;\n}\n';

/**
 * Whether a local server's `/completions` takes a `suffix`: one token is asked for with it and one without, and the prompt with it must
 * count more tokens. A server that takes the field and ignores it is found out so. Nothing of the user's is sent.
 */
export async function probeSuffix(
	deps: Pick<ProviderDeps, 'fetch'>,
	context: Pick<ErrorContext, 'endpoint'>,
	call: { readonly model: string } & Omit<Ask, 'url' | 'body'>,
): Promise<SuffixVerdict> {
	const { model, ...rest } = call;
	const counts: number[] = [];
	for (const suffix of [{ suffix: SUFFIX }, {}]) {
		const body = { model, prompt: PROMPT, ...suffix, max_tokens: 1, temperature: 0, stream: false };
		const answer = await ask(deps, { ...rest, url: `${context.endpoint.baseUrl}/completions`, body });
		if (answer === null || answer.status >= 500 || [401, 403, 408, 429].includes(answer.status)) return 'unknown';
		if (answer.status === 404 || answer.status === 405) return 'noApi';
		const count = asFields(asFields(answer.json).usage).prompt_tokens;
		if (answer.status !== 200 || typeof count !== 'number') return 'ignored';
		counts.push(count);
	}
	return counts[0]! > counts[1]! ? 'counted' : 'ignored';
}
