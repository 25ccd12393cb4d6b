import { SETTINGS, type SettingKey } from './schema.ts';
import type { Scopes } from './scopes.ts';

/**
 * Settings that the manifest no longer lists, because hardly anybody but a developer changed them. One that a user has set in
 * settings.json, or in the file of `routoo serve`, holds as before; a workspace can narrow what it could narrow.
 */
export const RETIRED: readonly SettingKey[] = [
	'routoo.agent.decisionLine',
	'routoo.completion.debounce',
	'routoo.completion.preset',
	'routoo.reading.fromCost',
	'routoo.savings.reference',
];

/** One line for the log for each of them that the user has set: VS Code marks it as unknown in settings.json. */
export function retiredInUse(scopesOf: (key: SettingKey) => Scopes | undefined): readonly string[] {
	return RETIRED.filter((key) => scopesOf(key)?.globalValue !== undefined).map(
		(key) =>
			`${key} is no longer among the listed settings. Your value holds; remove it from settings.json for ${JSON.stringify(SETTINGS[key].byDefault)}.`,
	);
}
