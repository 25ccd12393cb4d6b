import type { ModelsState } from '../../src/protocol/models-page.ts';
import { ENDPOINTS, FILES, modelsState, unestimated } from '../../test/unit/views/models-fixtures.ts';
import { dashboard } from './dashboard-scenes.ts';
import type { Scene } from './scene.ts';

const page = (name: string, state: Partial<ModelsState>, more: Partial<Scene> = {}): Scene => ({
	...{ name, view: 'dashboard', height: 900, messages: [dashboard({})], click: ['#tab-models'] },
	answers: [{ type: 'models', state: modelsState(state) }],
	...more,
});

export const modelsScenes: readonly Scene[] = [
	page('models', {}),
	page('models-open', {}, { height: 1300, afterwards: ['.model .disclose'] }),
	page('models-files', { endpoints: [FILES], limited: false }, { height: 700, afterwards: ['.model .disclose'] }),
	page('models-estimating', { endpoints: unestimated(ENDPOINTS), limited: false }),
	page('models-searched', {}, { height: 500, type: 'gpt', into: '.search' }),
	page('models-empty', { endpoints: [] }, { height: 300 }),
	page('models-coming', {}, { height: 300, answers: [] }),
	page(
		'models-trouble',
		{
			degraded: 'models/predictor.json belongs to another encoder. Request features predict instead.',
			ledgerTrouble: 'The ledger is locked by another program. Close it and try again.',
			localOnly: true,
		},
		{ height: 700 },
	),
];
