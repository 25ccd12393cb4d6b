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

/** Where local servers are looked for (providers/listing/discover.ts). */
const USUAL_PORTS = 'Ollama 11434, LM Studio 1234, llama.cpp 8080, vLLM 8000';

/**
 * What a look for models found, in words; that no local server answers is said too, because it is what many look for.
 * @param local whether a server was found on this machine or network; null: they are not looked for
 */
export function lookedInWords(usable: number, local: boolean | null): string {
	if (local === true) return usableInWords(usable);
	const none =
		local === null
			? 'Local servers are not looked for (routoo.discoverLocalServers is off).'
			: `No local server answers at its usual port (${USUAL_PORTS}).`;
	if (usable > 0) return `${usableInWords(usable)} ${none}`;
	const start = local === null ? '' : 'start one and look again, ';
	return `No model is usable yet. ${none} To go on, ${start}set an API key, or add an endpoint.`;
}
