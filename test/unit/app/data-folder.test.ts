import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dataFolder, settingsFile } from '../../../src/app/state/data-folder.ts';

const home = homedir();

it('is where the user says, and the same for every program wherever it was started', () => {
	expect(dataFolder({ ROUTOO_DATA: ' /elsewhere ' })).toBe(join('/', 'elsewhere'));
	expect(dataFolder({ ROUTOO_DATA: 'beside' })).toBe(join(home, 'beside'));
	expect(settingsFile({ ROUTOO_DATA: '/elsewhere' })).toBe(join('/', 'elsewhere', 'settings.json'));
});

it.skipIf(process.platform === 'win32' || process.platform === 'darwin').each([
	['as it comes', {}, '.local/share/routoo'],
	['named', { XDG_DATA_HOME: '/data/of/user' }, '/data/of/user/routoo'],
	['named wrongly', { XDG_DATA_HOME: 'relative' }, '.local/share/routoo'],
	['nameless', { XDG_DATA_HOME: '', ROUTOO_DATA: ' ' }, '.local/share/routoo'],
	["in VS Code's snap", { XDG_DATA_HOME: `${home}/snap/code/181/.local/share`, XDG_DATA_HOME_VSCODE_SNAP_ORIG: '' }, '.local/share/routoo'],
	[
		'in that of one who named it',
		{ XDG_DATA_HOME: `${home}/snap/code/181/.local/share`, XDG_DATA_HOME_VSCODE_SNAP_ORIG: '/data/of/user' },
		'/data/of/user/routoo',
	],
	['in another snap', { XDG_DATA_HOME: `${home}/snap/codium/7/.local/share` }, '.local/share/routoo'],
	['in a flatpak', { XDG_DATA_HOME: `${home}/.var/app/com.vscodium.codium/data` }, '.local/share/routoo'],
])('on Linux, %s, it is one place for editors and terminals', (_, env, folder) => {
	expect(dataFolder(env)).toBe(join(folder.startsWith('/') ? '/' : home, folder));
});
