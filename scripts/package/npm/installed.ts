import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { COMMAND_LINE, KEYCHAIN } from '../../build/entries.ts';
import { root } from '../../kit/paths.ts';
import { type RunResult, run } from '../../kit/run.ts';
import type { Check } from '../contents.ts';
import { checkNpmContents, filesOf } from './contents.ts';
import { LEAST_NODE, npmManifest } from './manifest.ts';
import { checkServe } from './served.ts';

const MINUTE_MS = 60_000;

/** Routed by the package and by the checkout: both must choose the same. */
const PROMPTS: readonly (readonly string[])[] = [
	['explain this regex: ^(\\d{3})-\\d{4}$'],
	['design a lock-free queue and prove it linearizable', '--preset', 'best'],
	['thanks!', '--preset', 'save'],
	['Why does this retry for ever?', '--file', path.join(root, 'samples/workspace/src/retry.ts'), '--max-cost', '0.01'],
];

/** As in a user's shell: nothing of the npm that may run this nor of the checkout's .npmrc, which it hands down, and this very Node first. */
function environment(): NodeJS.ProcessEnv {
	const ours = [...fs.readFileSync(path.join(root, '.npmrc'), 'utf8').matchAll(/^([a-z-]+)=/gm)].map(
		([, name]) => `npm_config_${name?.replaceAll('-', '_')}`,
	);
	const kept = Object.entries(process.env).filter(
		([name]) =>
			!ours.includes(name) && !/^(npm_(lifecycle|package|command|execpath|node_execpath|config_local_prefix)|INIT_CWD)/.test(name),
	);
	return { ...Object.fromEntries(kept), PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}` };
}

/** Two installations of the packed file in empty folders, with the optional keychain and without anything but itself; and what they do. */
export async function checkInstalled(tgz: string): Promise<Check[]> {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'routoo-npm-'));
	try {
		// What addresses, shells and globs take for their own: a user's folder may hold it.
		const [alone, whole] = [path.join(folder, 'alone ü #1 %41'), path.join(folder, 'whole')];
		const installed = [
			await checkInstall('alone and offline', alone, [tgz, '--omit=optional', '--offline']),
			await checkInstall('with the optional keychain', whole, [tgz, '--prefer-offline']),
		];
		if (installed.some(({ problem }) => problem !== null)) return installed;
		return [
			...installed,
			...checkNpmContents(filesOf(path.join(alone, 'node_modules/routoo')), fs.statSync(tgz).size),
			checkParts('alone', alone, []),
			checkParts('whole', whole, [KEYCHAIN]),
			await checkWords('alone', alone),
			await checkWords('whole', whole),
			await checkKeychain(alone, whole),
			...(await checkDecisions(alone)),
			...(await checkServe(alone, environment())),
			...(await checkOldNode(alone)),
		];
	} finally {
		fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

async function checkInstall(what: string, folder: string, args: readonly string[]): Promise<Check> {
	fs.mkdirSync(folder);
	// Without it npm would look for one in the folders above.
	fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
	const { code, output } = await run('npm', ['install', '--no-audit', '--no-fund', ...args], {
		cwd: folder,
		env: environment(),
		timeoutMs: 5 * MINUTE_MS,
	});
	return { name: `npm installs it ${what}`, problem: code === 0 ? null : output.trim().split('\n').slice(-5).join(' | ') };
}

interface Locked {
	readonly version: string;
	readonly hasInstallScript?: boolean;
}

/** What npm put beside the package, of which nothing may run at installation. */
function checkParts(what: string, folder: string, others: readonly string[]): Check {
	const file = path.join(folder, 'node_modules/.package-lock.json');
	const { packages } = JSON.parse(fs.readFileSync(file, 'utf8')) as { packages: Readonly<Record<string, Locked>> };
	const { name, version, optionalDependencies } = npmManifest() as {
		name: string;
		version: string;
		optionalDependencies: Record<string, string>;
	};
	const wanted = new Map([[name, version], ...others.map((other) => [other, optionalDependencies[other] as string] as const)]);
	const problems = [...wanted].flatMap(([part, of]) => {
		const found = packages[`node_modules/${part}`]?.version;
		return found === of ? [] : [`${part} ${of} wanted, ${found ?? 'none'} there`];
	});
	for (const [part, { hasInstallScript }] of Object.entries(packages)) {
		const known = [...wanted.keys()].some((one) => part === `node_modules/${one}` || part.startsWith(`node_modules/${one}-`));
		if (!known) problems.push(`${part} is there too`);
		if (hasInstallScript) problems.push(`${part} runs a script at installation`);
	}
	return { name: `${what}: nothing else is installed, and nothing of it has run`, problem: problems.join('; ') || null };
}

function npx(folder: string, args: readonly string[]): Promise<RunResult> {
	return run('npx', ['routoo', ...args], { cwd: folder, env: environment(), timeoutMs: 2 * MINUTE_MS });
}

async function checkWords(what: string, folder: string): Promise<Check> {
	const started = performance.now();
	const version = await npx(folder, ['--version']);
	const took = performance.now() - started;
	const problems: string[] = [];
	const expect = (what: string, { code, output }: RunResult, wanted: number, words: RegExp): void => {
		if (code !== wanted || !words.test(output)) problems.push(`${what}: exit code ${code}, ${output.trim()}`);
	};
	expect('--version', version, 0, new RegExp(`^${npmManifest().version}\\n$`));
	expect('--help', await npx(folder, ['--help']), 0, /^Usage: routoo COMMAND/);
	for (const command of namedInReadme())
		expect(`${command} --help`, await npx(folder, [command, '--help']), 0, new RegExp(`^Usage: routoo ${command} `));
	expect('rout', await npx(folder, ['rout']), 1, /^routoo: There is no command "rout"/);
	const name = `${what}: npx routoo says its version (${(took / 1000).toFixed(1)} s), its help, and what it does not know`;
	return { name, problem: problems.join('; ') || null };
}

/** It is found from where the package lies, and its absence is told. Nothing is written: the keychain is that of whoever runs this. */
async function checkKeychain(alone: string, whole: string): Promise<Check> {
	const program = path.join(whole, 'node_modules/routoo/dist');
	const loads = `const { Entry } = await import(${JSON.stringify(KEYCHAIN)}); new Entry('routoo', 'test'); console.log('loaded');`;
	const loaded = await run(process.execPath, ['--input-type=module', '--eval', loads], { cwd: program, env: environment() });
	const without = await run('sh', ['-c', 'echo made-up-key | npx routoo key set openai'], {
		cwd: alone,
		env: { ...environment(), ROUTOO_DATA: path.join(alone, 'no keychain') },
	});
	const problems = [
		...(loaded.output === 'loaded\n' ? [] : [loaded.output.trim()]),
		...(without.code === 1 && /^key: .*is not installed/.test(without.output)
			? []
			: [`without it: ${without.code}, ${without.output.trim()}`]),
	];
	return {
		name: 'the native keychain loads where it is installed, and is missed in words where not',
		problem: problems.join('; ') || null,
	};
}

/** Commands that the package's own readme tells to type. */
function namedInReadme(): string[] {
	const text = fs.readFileSync(path.join(import.meta.dirname, 'README.md'), 'utf8');
	return [...new Set([...text.matchAll(/\broutoo ([a-z]\S*)/g)].map(([, command]) => command as string))];
}

interface Decided {
	readonly request: { readonly predictor: string; readonly degraded: string | null };
	readonly decision: { readonly model: string; readonly expectedCostUsd: number; readonly predictedQuality: { readonly mean: number } };
}

/** The runtimes round otherwise in the last places. */
const QUALITY_APART = 0.005;

async function checkDecisions(folder: string): Promise<Check[]> {
	const checks: Check[] = [];
	for (const args of PROMPTS) {
		const started = performance.now();
		const packed = await npx(folder, ['route', ...args, '--json']);
		const took = ((performance.now() - started) / 1000).toFixed(1);
		const ours = await run(process.execPath, [path.join(root, COMMAND_LINE), 'route', ...args, '--json'], { cwd: root });
		checks.push({ name: `npx routoo route "${args[0]}" decides as the checkout does (${took} s)`, problem: difference(packed, ours) });
	}
	return checks;
}

function difference(packed: RunResult, ours: RunResult): string | null {
	if (packed.code !== 0) return `exit code ${packed.code}: ${packed.output.trim()}`;
	if (ours.code !== 0) return `the checkout: exit code ${ours.code}: ${ours.output.trim()}`;
	const [here, there] = [JSON.parse(packed.stdout) as Decided, JSON.parse(ours.stdout) as Decided];
	if (here.request.degraded !== null) return here.request.degraded;
	if (!isDeepStrictEqual(here.request, there.request)) return `${JSON.stringify(here.request)} and ${JSON.stringify(there.request)}`;
	const apart = Math.abs(here.decision.predictedQuality.mean - there.decision.predictedQuality.mean);
	if (here.decision.model !== there.decision.model || apart > QUALITY_APART) {
		return `${JSON.stringify(here.decision)} and ${JSON.stringify(there.decision)}`;
	}
	return null;
}

/** With a Node on the PATH that is too old, where there is one: unit tests do the same with made-up versions. */
async function checkOldNode(folder: string): Promise<Check[]> {
	for (const place of (process.env.PATH ?? '').split(path.delimiter)) {
		const node = path.join(place, 'node');
		if (!fs.existsSync(node) || path.resolve(place).includes('node_modules')) continue;
		const { output } = await run(node, ['--version']);
		if (Number.parseInt(output.slice(1), 10) >= LEAST_NODE) continue;
		const version = output.trim().slice(1);
		const said = await run(node, [path.join(folder, 'node_modules/routoo/bin/routoo.js'), '--version']);
		const words = said.code === 1 && said.output.includes(`Node.js ${version}`) && said.output.includes(`Node.js ${LEAST_NODE} or newer`);
		return [{ name: `Node ${version} is told which Node it takes`, problem: words ? null : `exit code ${said.code}: ${said.output}` }];
	}
	return [];
}
