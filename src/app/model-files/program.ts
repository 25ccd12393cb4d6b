import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where a program may lie. */
export interface Surroundings {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly platform: string;
	readonly home: string;
	/** Folders that are open in the editor: what lies in them came with a workspace, and is not started. */
	readonly workspaces: readonly string[];
}

export function thisComputer(workspaces: readonly string[]): Surroundings {
	return { env: process.env, platform: process.platform, home: homedir(), workspaces };
}

/** The publisher's page of llama.cpp. */
export const PUBLISHER = 'https://github.com/ggml-org/llama.cpp';

/** As a shell runs them, one for each way that the publisher names for this system. */
export function installCommands(platform: string): readonly string[] {
	const managers: Readonly<Record<string, readonly string[]>> = { win32: ['winget', 'scoop'], darwin: ['brew', 'port'] };
	return (managers[platform] ?? ['brew']).map((manager) => [manager, 'install', 'llama.cpp'].join(' '));
}

/** The first `llama-server` in the search path or where package managers put it; null where there is none. Never rejects. */
export async function findProgram(around: Surroundings): Promise<string | null> {
	for (const folder of foldersOf(around)) {
		const at = pathOf(around).join(folder, around.platform === 'win32' ? 'llama-server.exe' : 'llama-server');
		if (await isProgram(at, around)) return at;
	}
	return null;
}

/** Whether a file can be started, and lies outside the open folders, by its own path and by what it links to. Never rejects. */
export async function isProgram(file: string, around: Surroundings): Promise<boolean> {
	const { platform } = around;
	const { isAbsolute } = pathOf(around);
	// Of Windows, scripts run in a shell alone, and none is started here.
	if (!isAbsolute(file) || (platform === 'win32' && !/\.exe$/i.test(file))) return false;
	try {
		if (await liesInWorkspace(file, around)) return false;
		await access(file, constants.X_OK);
		return (await stat(file)).isFile();
	} catch {
		return false;
	}
}

/** By its own path, or by what it links to. Rejects for a file that is not there. */
export async function liesInWorkspace(file: string, around: Surroundings): Promise<boolean> {
	const { workspaces } = around;
	const real = await realpath(file);
	const roots = await Promise.all(workspaces.map((root) => realpath(root).catch(() => root)));
	return [...roots, ...workspaces].some((root) => within(root, real, around) || within(root, file, around));
}

/** Relative entries of a search path mean the folder that the editor was started in, which may be anybody's. */
function foldersOf(around: Surroundings): string[] {
	const { env, platform, home } = around;
	const { delimiter, isAbsolute, join } = pathOf(around);
	const searched = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
	const local = env.LOCALAPPDATA ?? join(home, 'AppData', 'Local');
	const usual: Readonly<Record<string, readonly string[]>> = {
		win32: [join(local, 'Microsoft', 'WinGet', 'Links'), join(env.SCOOP ?? join(home, 'scoop'), 'shims')],
		darwin: ['/opt/homebrew/bin', '/usr/local/bin', '/opt/local/bin', join(home, '.nix-profile', 'bin')],
	};
	const linux = [
		'/usr/local/bin',
		'/usr/bin',
		'/home/linuxbrew/.linuxbrew/bin',
		join(home, '.local', 'bin'),
		join(home, '.nix-profile', 'bin'),
	];
	return [...new Set([...searched, ...(usual[platform] ?? linux)])];
}

function within(root: string, file: string, around: Surroundings): boolean {
	const { relative, isAbsolute } = pathOf(around);
	const way = relative(root, file);
	return !isAbsolute(way) && way !== '..' && !/^\.\.[\\/]/.test(way);
}

function pathOf({ platform }: Pick<Surroundings, 'platform'>): path.PlatformPath {
	return platform === 'win32' ? path.win32 : path.posix;
}
