import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { runOrFail, ScriptError, sleep } from '../kit/run.ts';
import { codeServerEntry } from './tools.ts';

/** Quiet defaults of a fresh profile; what a user or a test sets later stays. */
const DEFAULT_SETTINGS: Readonly<Record<string, unknown>> = {
	'telemetry.telemetryLevel': 'off',
	'update.mode': 'none',
	'extensions.autoUpdate': false,
	'extensions.autoCheckUpdates': false,
	'extensions.ignoreRecommendations': true,
	'workbench.startupEditor': 'none',
	'workbench.enableExperiments': false,
	'workbench.tips.enabled': false,
	// Else the Settings editor covers the chat view.
	'workbench.editor.useModal': 'off',
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'security.workspace.trust.enabled': false,
	'git.enabled': false,
};

export function settingsFile(dataDir: string): string {
	return path.join(dataDir, 'user/User/settings.json');
}

/** Merges values into the user settings of a data folder of ours (plain JSON); undefined removes a key. */
export function updateSettings(dataDir: string, values: Readonly<Record<string, unknown>>): void {
	const file = settingsFile(dataDir);
	fs.mkdirSync(path.dirname(file), { recursive: true });
	const current = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>) : DEFAULT_SETTINGS;
	fs.writeFileSync(file, `${JSON.stringify({ ...current, ...values }, null, 2)}\n`);
}

/** Where the extension keeps ledger and state, for a data folder of ours. */
export function routooData(dataDir: string): string {
	return path.join(dataDir, 'routoo');
}

/** Own HOME and data folders, so that nothing of the machine's user is read or written. */
function environment(dataDir: string, extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const home = path.join(dataDir, 'home');
	fs.mkdirSync(home, { recursive: true });
	const env: NodeJS.ProcessEnv = {
		...process.env,
		HOME: home,
		XDG_DATA_HOME: path.join(home, '.local/share'),
		XDG_CONFIG_HOME: path.join(home, '.config'),
		ROUTOO_DATA: routooData(dataDir),
	};
	for (const key of Object.keys(env)) if (/^(VSCODE_|npm_|ELECTRON_)|^PORT$|^PASSWORD$/.test(key)) delete env[key];
	return { ...env, ...extra };
}

function folders(dataDir: string): string[] {
	const config = path.join(dataDir, 'config.yaml');
	fs.mkdirSync(path.join(dataDir, 'ext'), { recursive: true });
	if (!fs.existsSync(config)) fs.writeFileSync(config, '');
	return ['--config', config, '--user-data-dir', path.join(dataDir, 'user'), '--extensions-dir', path.join(dataDir, 'ext')];
}

export async function installVsix(dataDir: string, vsix: string): Promise<void> {
	const args = [await codeServerEntry(), ...folders(dataDir), '--install-extension', vsix, '--force'];
	await runOrFail(process.execPath, args, { env: environment(dataDir, {}), timeoutMs: 120_000 });
}

export interface CodeServer {
	readonly url: string;
	readonly port: number;
	readonly pid: number;
	/** Resolves when the server ended by itself or by `stop`. */
	readonly ended: Promise<void>;
	stop(): Promise<void>;
}

/** Starts VS Code as a server on loopback; resolves when it answers. Its log is `server.log` in the data folder. */
export async function startCodeServer(
	dataDir: string,
	port: number,
	options: { args?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<CodeServer> {
	const entry = await codeServerEntry();
	updateSettings(dataDir, {});
	const flags = [
		'--disable-telemetry',
		'--disable-update-check',
		'--disable-workspace-trust',
		'--disable-getting-started-override',
		'--disable-proxy',
	];
	const args = [
		entry,
		'--bind-addr',
		`127.0.0.1:${port}`,
		'--auth',
		'none',
		...folders(dataDir),
		...flags,
		'--ignore-last-opened',
		...(options.args ?? []),
	];
	const log = fs.openSync(path.join(dataDir, 'server.log'), 'a');
	// A group of its own: its helper processes end with it.
	const child = spawn(process.execPath, args, {
		env: environment(dataDir, options.env ?? {}),
		detached: true,
		stdio: ['ignore', log, log],
	});
	fs.closeSync(log);
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const stop = (): Promise<void> => endGroup(child, ended);
	process.once('exit', () => signalGroup(child, 'SIGKILL'));
	const url = `http://127.0.0.1:${port}`;
	for (let i = 0; i < 600; i++) {
		if (child.exitCode !== null) break;
		const answered = await fetch(`${url}/healthz`).then(
			(r) => r.ok,
			() => false,
		);
		if (answered && child.pid) return { url, port, pid: child.pid, ended, stop };
		await sleep(100);
	}
	await stop();
	throw new ScriptError(`code-server did not start; its log: ${path.join(dataDir, 'server.log')}`);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	try {
		if (child.pid && child.exitCode === null) process.kill(-child.pid, signal);
	} catch {
		// it ended in between
	}
}

async function endGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
	signalGroup(child, 'SIGTERM');
	const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), 5000);
	if (child.exitCode === null && child.signalCode === null) await ended;
	clearTimeout(timer);
}
