/** `npm start [-- --port N] [--no-open]`: builds and installs the extension and opens it in VS Code on a sample workspace, ready to chat. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../src/core/base/time.ts';
import { BUILT_IN_ENDPOINTS } from '../../src/providers/built-in.ts';
import { discoverLocalEndpoints } from '../../src/providers/listing/discover.ts';
import { thisMachine } from '../build/onnxruntime.ts';
import { cacheDir, root } from '../kit/paths.ts';
import { freePort, isPortFree, main, runOrFail, ScriptError, which } from '../kit/run.ts';
import { packageFor } from '../package/package.ts';
import { installVsix, routooData, settingsFile, startCodeServer, updateSettings } from './code-server.ts';
import { type DemoProcess, startDemo } from './demo-process.ts';
import { ensureDemoModel } from './tools.ts';

/** Fixed, because the browser keeps the key store per address. */
const DEFAULT_PORT = 8711;

interface Entry {
	readonly id: string;
}

/** Puts the demo model into `routoo.endpoints` of this profile, or takes it out again, and leaves every other entry. */
function setDemoEndpoint(dataDir: string, demo: DemoProcess | null): void {
	const file = settingsFile(dataDir);
	const settings = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as { 'routoo.endpoints'?: Entry[] }) : {};
	const others = (settings['routoo.endpoints'] ?? []).filter((e) => e.id !== 'demo');
	const entry = demo && { id: 'demo', name: 'Demo model (SmolLM2 135M, small)', url: demo.url, local: true };
	updateSettings(dataDir, { 'routoo.endpoints': entry ? [...others, entry] : others });
}

/** Says where answers will come from; starts the demo model when there is nothing else. */
async function findModels(): Promise<DemoProcess | null> {
	const keys = BUILT_IN_ENDPOINTS.filter((e) => process.env[e.envVar]?.trim());
	if (keys.length > 0) console.log(`keys from the environment: ${keys.map((e) => e.displayName).join(', ')}`);
	const local = await discoverLocalEndpoints({ fetch, clock: systemClock });
	if (local.length > 0) console.log(`running on this computer: ${local.map((e) => e.displayName).join(', ')}`);
	if (keys.length + local.length > 0) return null;
	console.log(
		'no API key in the environment and no model server on this computer: starting a small demo model (SmolLM2, 135 million parameters).',
	);
	console.log(
		'It is real but weak: expect fluent text, not right answers. Set for example OPENAI_API_KEY, or start Ollama, for good ones.',
	);
	await ensureDemoModel();
	return startDemo();
}

/** A copy of the sample in the cache folder, so that the checkout stays as it is. */
function sampleWorkspace(): string {
	const folder = path.join(cacheDir(), 'sample-workspace');
	if (!fs.existsSync(folder)) fs.cpSync(path.join(root, 'samples/workspace'), folder, { recursive: true });
	return folder;
}

async function choosePort(wanted: string | undefined): Promise<number> {
	const port = Number(wanted ?? DEFAULT_PORT);
	if (!Number.isInteger(port) || port < 1 || port > 65535) throw new ScriptError(`--port ${wanted} is not a port number`);
	if (await isPortFree(port)) return port;
	if (wanted !== undefined) throw new ScriptError(`port ${port} is taken; choose another with: npm start -- --port N`);
	return freePort();
}

function untilInterrupted(): Promise<void> {
	return new Promise((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
	});
}

/** A desktop window with a profile of its own in the cache folder: the user's own settings and extensions stay untouched. */
async function startDesktop(code: string, vsix: string, env: NodeJS.ProcessEnv): Promise<void> {
	const dataDir = path.join(cacheDir(), 'desktop');
	setDemoEndpoint(dataDir, await findModels());
	const folders = ['--user-data-dir', path.join(dataDir, 'user'), '--extensions-dir', path.join(dataDir, 'ext')];
	const shell = process.platform === 'win32';
	await runOrFail(code, [...folders, '--install-extension', vsix, '--force'], { shell });
	console.log(
		`opening VS Code; close its window or press Ctrl+C here to end. For your own profile: code --install-extension ${path.basename(vsix)}`,
	);
	const child = spawn(code, [...folders, '--wait', '--new-window', sampleWorkspace()], {
		env: { ...process.env, ROUTOO_DATA: routooData(dataDir), ...env },
		stdio: 'inherit',
		shell,
	});
	await Promise.race([new Promise((resolve) => child.once('exit', resolve)), untilInterrupted()]);
	child.kill();
}

async function startInBrowser(vsix: string, env: NodeJS.ProcessEnv, options: { port: string | undefined; open: boolean }): Promise<void> {
	const port = await choosePort(options.port);
	const dataDir = path.join(cacheDir(), 'browser');
	const interrupted = untilInterrupted();
	const demo = await findModels();
	setDemoEndpoint(dataDir, demo);
	await installVsix(dataDir, vsix);
	const server = await startCodeServer(dataDir, port, { env });
	const url = `${server.url}/?folder=${encodeURIComponent(sampleWorkspace())}`;
	console.log(`\nRoutoo is ready: ${url}\nPress Ctrl+C to end.`);
	const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
	const hasScreen = process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
	if (options.open && hasScreen && which(opener)) spawn(opener, [url], { stdio: 'ignore', detached: true }).unref();
	await Promise.race([interrupted, server.ended]);
	console.log('ending');
	await server.stop();
	demo?.stop();
}

main(async () => {
	const { values } = parseArgs({
		options: { port: { type: 'string' }, open: { type: 'boolean', default: true } },
		allowNegative: true,
	});
	console.log('building the extension');
	const vsix = await packageFor(thisMachine());
	const env = { ROUTOO_KEYS_FROM_ENV: '1', ROUTOO_OPEN_CHAT: '1' };
	const code = which('code');
	if (code) await startDesktop(code, vsix, env);
	else await startInBrowser(vsix, env, { port: values.port, open: values.open });
	return 0;
});
