import * as l10n from '@vscode/l10n';
import { effortOfId } from '../../core/model/efforts.ts';
import { modelOfId } from '../../core/money/experience.ts';

/**
 * A report about an endpoint, with its name in front unless the words begin with it.
 * @param goesOn the words are the rest of a sentence that the name begins: `works: 3 models`
 */
export function named(name: string, words: string, goesOn = false): string {
	if (words.startsWith(name)) return words;
	return goesOn ? `${name} ${words}` : `${name}: ${words}`;
}

/** How many models a message could go to, and what to do where there is none. */
export function usableInWords(count: number): string {
	if (count === 0) {
		return l10n.t('No model is usable yet. Set an API key, add an endpoint, or start Ollama, LM Studio, llama.cpp or vLLM and look again.');
	}
	return count === 1 ? l10n.t('1 model is usable.') : l10n.t('{0} models are usable.', count);
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
			? l10n.t('Local servers are not looked for (routoo.discoverLocalServers is off).')
			: l10n.t('No local server answers at its usual port ({0}).', USUAL_PORTS);
	if (usable > 0) return `${usableInWords(usable)} ${none}`;
	return local === null
		? l10n.t('No model is usable yet. {0} To go on, set an API key, or add an endpoint.', none)
		: l10n.t('No model is usable yet. {0} To go on, start one and look again, set an API key, or add an endpoint.', none);
}

/** A model that is not listed any more, by what its server called it, with the effort where one is named: its own name went with it. */
export function goneName(candidateId: string): string {
	const effort = effortOfId(candidateId);
	const model = modelOfId(candidateId);
	const name = model.slice(model.indexOf('/') + 1) || model;
	return effort === null ? name : `${name} (${effort})`;
}
