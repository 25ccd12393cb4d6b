/** Every command of the manifest, without the prefix `routoo.`; a test holds both to each other. */
export const COMMAND_IDS = [
	'newSession',
	'sessionHistory',
	'deleteSession',
	'deleteAllSessions',
	'focusChat',
	'attachSelection',
	'attachFile',
	'setKey',
	'removeKey',
	'addEndpoint',
	'testConnection',
	'chooseModels',
	'refreshModels',
	'toggleLocalOnly',
	'openDashboard',
	'setBudget',
	'openSettings',
	'openBudgetSettings',
	'showLog',
	'acceptChange',
	'discardChange',
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];
