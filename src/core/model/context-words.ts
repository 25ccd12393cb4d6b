import * as l10n from '@vscode/l10n';
import type { Candidate } from './candidate.ts';

/** Local servers by what their name, id or address holds, and how each is given a larger context (their manuals, read 2026-11-28). */
const SERVERS: readonly (readonly [RegExp, () => string])[] = [
	[/ollama|:11434\b/i, () => l10n.t('set OLLAMA_CONTEXT_LENGTH higher and start Ollama again')],
	[/lm[ -]?studio|:1234\b/i, () => l10n.t('load the model in LM Studio with a longer context')],
	[/llama[._ -]?cpp|llama-server|:8080\b/i, () => l10n.t('start llama-server with a larger --ctx-size')],
	[/vllm|:8000\b/i, () => l10n.t('start vLLM with a larger --max-model-len')],
	[/sglang|:30000\b/i, () => l10n.t('start SGLang with a larger --context-length')],
];

/** How a local server is given a larger context, as the end of a sentence. @param who anything that names it */
export function howToRaise(who: string): string {
	return SERVERS.find(([name]) => name.test(who))?.[1]() ?? l10n.t('start the local server with a larger context');
}

/** "4,096 tokens" */
export function tokensInWords(tokens: number): string {
	const count = tokens.toLocaleString('en-US');
	return tokens === 1 ? l10n.t('{0} token', count) : l10n.t('{0} tokens', count);
}

/** A larger context is rarely a server's cautious default, which can be raised: most models read no more. */
const DEFAULT_AT_MOST = 32_768;

/**
 * What helps where a request is too long for all of these: an assumed context can be told, a local server's small one raised. Null where
 * there is none.
 */
export function raiseOneOf(candidates: readonly Pick<Candidate, 'local' | 'endpointId' | 'contextTokens' | 'assumed'>[]): string | null {
	const assumed = candidates.find((candidate) => candidate.assumed?.includes('context'));
	if (assumed !== undefined) {
		return l10n.t(
			'write how many tokens it really reads as "contextTokens" into the entry of its server in routoo.endpoints ({0} are assumed, as its server does not tell)',
			tokensInWords(assumed.contextTokens),
		);
	}
	const local = candidates.find((candidate) => candidate.local && candidate.contextTokens < DEFAULT_AT_MOST);
	return local === undefined ? null : howToRaise(local.endpointId);
}
