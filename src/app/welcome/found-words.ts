import { VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import type { EndpointState } from '../models/registry.ts';
import { named } from '../models/words.ts';

/** What the endpoints give, one short line each: `Ollama: 2 models`, `the editor's own models: 5`, or why there is nothing. */
export function foundInWords(states: readonly EndpointState[]): readonly string[] {
	return states.flatMap(({ endpoint, candidates, error }) => {
		// An effort is a setting of a model, and what only fills in code answers nothing.
		const models = new Set(candidates.filter(({ fillOnly }) => !fillOnly).map(({ wireModel }) => wireModel)).size;
		if (endpoint.id === VSCODE_ENDPOINT.id) return models === 0 ? [] : [`the editor's own models: ${models}`];
		if (error !== null && models === 0) return [named(endpoint.displayName, error.message)];
		return [`${endpoint.displayName}: ${models} ${models === 1 ? 'model' : 'models'}`];
	});
}
