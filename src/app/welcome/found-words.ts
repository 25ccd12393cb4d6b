import * as l10n from '@vscode/l10n';
import { VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import { unusable } from '../models/options.ts';
import type { EndpointState } from '../models/registry.ts';
import { named } from '../models/words.ts';
import type { Settings } from '../settings/schema.ts';

/**
 * What the endpoints give, one short line each: `Ollama: 2 models`, `the editor's own models: 5`, or why there is nothing; where none of
 * an endpoint's models can be used, why not.
 */
export function foundInWords(states: readonly EndpointState[], settings: Pick<Settings, 'localOnly'>): readonly string[] {
	return states.flatMap(({ endpoint, candidates, error }) => {
		// An effort is a setting of a model, and what only fills in code answers nothing.
		const answering = candidates.filter(({ fillOnly }) => !fillOnly);
		const models = new Set(answering.map(({ wireModel }) => wireModel)).size;
		const ofEditor = endpoint.id === VSCODE_ENDPOINT.id;
		if (ofEditor && models === 0) return [];
		if (error !== null && models === 0) return [named(endpoint.displayName, error.message)];
		const whyNot = answering.map((candidate) => unusable(candidate, settings));
		const note = whyNot.length > 0 && !whyNot.includes(null) ? ` (${whyNot[0]})` : '';
		if (ofEditor) return [`${l10n.t("the editor's own models: {0}", models)}${note}`];
		const name = endpoint.displayName;
		return [`${models === 1 ? l10n.t('{0}: 1 model', name) : l10n.t('{0}: {1} models', name, models)}${note}`];
	});
}
