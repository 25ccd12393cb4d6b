import type { Candidate } from '../../core/model/candidate.ts';

/** A report about an endpoint, with its name in front unless the words begin with it. */
export function named(name: string, words: string): string {
	if (words.startsWith(name)) return words;
	return words.startsWith('works') ? `${name} ${words}` : `${name}: ${words}`;
}

/** How many models a message could go to, and what to do where there is none. */
export function usableInWords(count: number): string {
	if (count === 0) {
		return 'No model is usable yet. Set an API key, add an endpoint, or start Ollama, LM Studio, llama.cpp or vLLM and look again.';
	}
	return count === 1 ? '1 model is usable.' : `${count} models are usable.`;
}

/** What keeps models of an endpoint that works from being used; empty where nothing does. */
export function unpricedInWords(candidates: readonly Candidate[]): string {
	const models = candidates.filter(({ effort, prices, local, included }) => effort === null && prices === null && !local && !included);
	if (models.length === 0) return '';
	const [first] = models;
	const which = models.length === 1 ? `${first!.displayName} has` : `${models.length} of its models have`;
	return `${which} no known price and cannot be used before you set one in routoo.prices.`;
}
