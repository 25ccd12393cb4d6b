import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve, sep } from 'node:path';
import envPaths from 'env-paths';

/** Instead of the usual places, for tests and for those who keep them elsewhere. */
const DATA_VARIABLE = 'ROUTOO_DATA';
const NAME = 'routoo';

/**
 * The user's one folder of what is spent and learned, the same for every editor, `routoo serve` and the command line: ledger/ and state/.
 * Linux ~/.local/share/routoo (XDG_DATA_HOME), macOS ~/Library/Application Support/routoo, Windows %LOCALAPPDATA%\routoo\Data.
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
	return named(env) ?? xdg(env, 'XDG_DATA_HOME', '.local/share') ?? envPaths(NAME, { suffix: '' }).data;
}

/**
 * Settings of `routoo serve`: ~/.config/routoo/settings.json (XDG_CONFIG_HOME), ~/Library/Preferences/routoo, %APPDATA%\routoo\Config.
 */
export function settingsFile(env: NodeJS.ProcessEnv = process.env): string {
	return join(named(env) ?? xdg(env, 'XDG_CONFIG_HOME', '.config') ?? envPaths(NAME, { suffix: '' }).config, 'settings.json');
}

function named(env: NodeJS.ProcessEnv): string | null {
	const folder = env[DATA_VARIABLE]?.trim() ?? '';
	// Relative to the same place for every program, wherever it was started.
	return folder === '' ? null : resolve(homedir(), folder);
}

/**
 * The place on Linux; null elsewhere. An editor from a snap or a flatpak has a place of its own in these variables, for each of its
 * versions even, and a terminal has not: then the user's own counts, as if the editor had been installed otherwise.
 */
function xdg(env: NodeJS.ProcessEnv, variable: string, usual: string): string | null {
	if (process.platform === 'darwin' || process.platform === 'win32') return null;
	const home = homedir();
	// VS Code's snap keeps what the user had, '' for nothing.
	const value = env[`${variable}_VSCODE_SNAP_ORIG`] ?? env[variable] ?? '';
	const isOfPackage = value.startsWith(join(home, 'snap') + sep) || (value.startsWith(join(home, '.var/app') + sep) && seesHome());
	return join(isAbsolute(value) && !isOfPackage ? value : join(home, usual), NAME);
}

/** Whether this flatpak was given the user's home; without it only its own folder outlives it. */
function seesHome(): boolean {
	try {
		return /^filesystems=(?:.*;)?(?:home|host)(?:[;:]|$)/m.test(readFileSync('/.flatpak-info', 'utf8'));
	} catch {
		return true;
	}
}
