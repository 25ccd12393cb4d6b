import type { Health } from '../core/gateway/health.ts';
import { restInWords } from '../core/gateway/rest-words.ts';
import { ModelQualities } from './insights/models/model-qualities.ts';
import { ModelsPage } from './insights/models/models-page.ts';
import type { AnswerLearning } from './learning/answers.ts';
import type { ModelMarks } from './models/model-marks.ts';
import type { PreferredModels } from './models/preferences.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { AppPorts } from './ports.ts';

/** The dashboard's page of models. */
export function composeModelsPage(
	{ predictor, stores, settings, catalog, clock, log }: AppPorts,
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
		qualities: new ModelQualities({ predictor, learned: answers }),
		log: (line) => log.warn(line),
	});
}
