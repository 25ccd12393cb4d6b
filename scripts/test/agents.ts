/** Installs the coding agents that are tested into the cache folder, each pinned with its hash; a second call does nothing. */
import fs from 'node:fs';
import path from 'node:path';
import { built, folderFor } from '../kit/cached.ts';
import { root } from '../kit/paths.ts';
import { run, runOrFail, ScriptError } from '../kit/run.ts';
import { venvPrograms } from './venv.ts';

const SMALL = path.join(root, 'test/clients/agents/packages');
const LARGE = path.join(root, 'test/clients/large-agents/packages');
const NEXT = { nextStep: 'Check the network and the package registries, then run the tests again.' };
const WINDOWS = process.platform === 'win32';
const MACHINE = `${process.platform}-${process.arch}`;

/** Nothing of a package runs: the programs are taken from the packages of their platforms. */
async function npmFolder(name: string, manifest: string): Promise<string> {
	const files = ['package.json', 'package-lock.json'].map((file) => path.join(manifest, file));
	const dir = await built(folderFor(name, files), async (target) => {
		for (const file of files) fs.copyFileSync(file, path.join(target, path.basename(file)));
		// Not `ci`: where a registry has no package for another platform the lock has none either, which ci takes for an error.
		const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
		await runOrFail('npm', args, { cwd: target, shell: WINDOWS, ...NEXT });
	});
	return path.join(dir, 'node_modules');
}

function found(modules: string, file: string): string {
	const full = path.join(modules, WINDOWS ? `${file}.exe` : file);
	if (!fs.existsSync(full)) throw new ScriptError(`${path.basename(file)} has no program for ${MACHINE}.`);
	return full;
}

const smallAgents = (): Promise<string> => npmFolder('agents', SMALL);
const largeAgents = (): Promise<string> => npmFolder('large-agents', LARGE);

export async function opencode(): Promise<string> {
	return found(await smallAgents(), `opencode-${WINDOWS ? 'windows' : process.platform}-${process.arch}/bin/opencode`);
}

/** The script that Node runs. */
export async function qwenCode(): Promise<string> {
	return path.join(await smallAgents(), '@qwen-code/qwen-code/cli-entry.js');
}

export async function claudeCode(): Promise<string> {
	return found(await largeAgents(), `@anthropic-ai/claude-code-${MACHINE}/claude`);
}

const CODEX_TRIPLES: Readonly<Record<string, string>> = {
	'linux-x64': 'x86_64-unknown-linux-musl',
	'linux-arm64': 'aarch64-unknown-linux-musl',
	'darwin-x64': 'x86_64-apple-darwin',
	'darwin-arm64': 'aarch64-apple-darwin',
	'win32-x64': 'x86_64-pc-windows-msvc',
};

export async function codex(): Promise<string> {
	return found(await largeAgents(), `@openai/codex-${MACHINE}/vendor/${CODEX_TRIPLES[MACHINE]}/bin/codex`);
}

/** What Aider's numpy has wheels for. */
const PYTHONS = ['python3.12', 'python3.11', 'python3', 'python'];
const FITS = 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))';

/** About 690 MB. */
export async function aider(): Promise<string> {
	const requirements = path.join(SMALL, 'requirements.txt');
	const options = ['--only-binary', ':all:'];
	return found(await venvPrograms({ name: 'agents-python', requirements, python: fittingPython, options }), 'aider');
}

async function fittingPython(): Promise<string> {
	for (const python of PYTHONS) {
		if ((await run(python, ['-c', FITS]).catch(() => ({ code: 1 }))).code === 0) return python;
	}
	throw new ScriptError('Aider needs Python 3.11 or 3.12 with venv. Install one, then run the tests again.');
}

export async function ensureAgents(): Promise<void> {
	await smallAgents();
	await aider();
}

export async function ensureLargeAgents(): Promise<void> {
	await largeAgents();
}
