import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** Instead of the usual places, for tests and for those who keep them elsewhere. */
const DATA_VARIABLE = 'ROUTOO_DATA';

/**
 * The user's one folder of what is spent and learned, the same for every editor, `routoo serve` and the command line: ledger/ and state/.
 * Linux ~/.local/share/routoo (XDG_DATA_HOME), macOS ~/Library/Application Support/routoo, Windows %LOCALAPPDATA%\routoo\Data.
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
	return named(env) ?? envPaths('routoo', { suffix: '' }).data;
}

/**
 * Settings of `routoo serve`: ~/.config/routoo/settings.json (XDG_CONFIG_HOME), ~/Library/Preferences/routoo, %APPDATA%\routoo\Config.
 */
export function settingsFile(env: NodeJS.ProcessEnv = process.env): string {
	return join(named(env) ?? envPaths('routoo', { suffix: '' }).config, 'settings.json');
}

function named(env: NodeJS.ProcessEnv): string | null {
	const folder = env[DATA_VARIABLE]?.trim() ?? '';
	// Relative to the same place for every program, wherever it was started.
	return folder === '' ? null : resolve(homedir(), folder);
}
