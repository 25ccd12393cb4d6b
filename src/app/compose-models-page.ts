import type { Health } from '../core/gateway/health.ts';
import { restInWords } from '../core/gateway/rest-words.ts';
import { MODEL_FILES_ENDPOINT } from '../core/model/endpoint.ts';
import type { FileView } from '../protocol/models-page.ts';
import { ModelQualities } from './insights/models/model-qualities.ts';
import { ModelsPage } from './insights/models/models-page.ts';
import type { AnswerLearning } from './learning/answers.ts';
import type { ModelFiles } from './model-files/model-files.ts';
import { stateInWords } from './model-files/words.ts';
import type { ModelMarks } from './models/model-marks.ts';
import type { PreferredModels } from './models/preferences.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { AppPorts } from './ports.ts';

/** The dashboard's page of models. */
export function composeModelsPage(
	{ predictor, stores, settings, catalog, clock, log, modelFiles }: AppPorts,
	{
		models,
		health,
		answers,
		preferences,
		marks,
	}: {
		readonly models: ModelRegistry;
		readonly health: Health;
		readonly answers: AnswerLearning;
		readonly preferences: PreferredModels;
		readonly marks: ModelMarks;
	},
): ModelsPage {
	return new ModelsPage({
		...{ models, settings, catalog, clock, preferences, marks, learned: answers, ledger: stores.ledger },
		resting: (candidate) => {
			const rest = health.rest(candidate, 'chat');
			return rest === null ? null : restInWords(rest, clock.now());
		},
		file: ({ endpointId, wireModel }) => (endpointId === MODEL_FILES_ENDPOINT.id ? fileView(modelFiles ?? null, wireModel) : null),
		qualities: new ModelQualities({ predictor, learned: answers }),
		log: (line) => log.warn(line),
	});
}

function fileView(files: ModelFiles | null, id: string): FileView | null {
	const state = files?.stateOf(id) ?? null;
	const file = files?.list().find((one) => one.id === id);
	if (files === null || state === null || file === undefined) return null;
	return { state: state.kind, words: stateInWords(state, files.pidOf(id)), path: file.path };
}
