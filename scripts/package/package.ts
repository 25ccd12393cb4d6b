/**
 * `npm run package [-- --target T | --npm | --all] [--release]`: routoo-<target>-<version>.vsix in the project folder. T: VS Code's target
 * name, or `universal` (wasm). `--npm`: routoo-<version>.tgz for npm. `--release` refuses while a placeholder stands for an address.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { build } from '../build/build.ts';
import { isNativeTarget, type NativeTarget, thisMachine } from '../build/onnxruntime.ts';
import { withLock } from '../kit/lock.ts';
import { readManifest, root } from '../kit/paths.ts';
import { main, ScriptError } from '../kit/run.ts';
import { ALL_TARGETS, type Check, checkContents } from './contents.ts';
import { notices } from './notices.ts';
import { checkInstalled } from './npm/installed.ts';
import { packNpm } from './npm/pack.ts';
import { requireAddresses, withKnownAddresses } from './placeholders.ts';

type Target = NativeTarget | 'universal';

const COPIED = [
	...['LICENSE', 'CHANGELOG.md', '.vscodeignore', 'api', 'docs/guide/tools', 'l10n', 'media', 'models'],
	...fs.globSync('package.nls*.json', { cwd: root }),
];

/** The readme of a package is the user's, shown by VS Code beside the extension; that of the project is for people with a checkout. */
const DETAILS = 'docs/details.md';

/** The user needs no build scripts and no development dependencies. */
function userManifest(): string {
	const {
		scripts,
		devDependencies,
		allowScripts,
		private: _private,
		...rest
	} = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
	return `${JSON.stringify(withKnownAddresses(rest), null, 2)}\n`;
}

export function vsixPath(target: Target): string {
	return path.join(root, `routoo-${target}-${readManifest().version}.vsix`);
}

/** The oldest time that a zip knows, s since epoch. */
const NO_TIME = 315_532_800;

/** Time stamps of a package are those of its commit, so that anyone can build the same bytes again; s since epoch. */
function commitTime(): number {
	try {
		return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
	} catch {
		return NO_TIME;
	}
}

/** Builds one VSIX in a staging folder of its own, so that dist/ of a running development host is left alone. Returns its path. */
export async function packageFor(target: Target): Promise<string> {
	const stage = path.join(root, '.cache/package', target);
	return withLock(`${stage}.lock`, async () => {
		fs.rmSync(stage, { recursive: true, force: true });
		fs.mkdirSync(stage, { recursive: true });
		for (const name of COPIED) {
			const from = path.join(root, name);
			if (fs.existsSync(from)) fs.cpSync(from, path.join(stage, name), { recursive: true });
		}
		fs.copyFileSync(path.join(root, DETAILS), path.join(stage, 'README.md'));
		fs.writeFileSync(path.join(stage, 'package.json'), userManifest());
		const metafiles = await build({ outdir: path.join(stage, 'dist'), production: true, tests: false, runtime: target });
		fs.writeFileSync(path.join(stage, 'THIRD_PARTY_NOTICES.txt'), notices(metafiles));
		const packagePath = vsixPath(target);
		// Read by createVSIX. A release service may set its own.
		process.env.SOURCE_DATE_EPOCH ??= String(commitTime());
		await createVSIX({
			cwd: stage,
			packagePath,
			dependencies: false,
			allowMissingRepository: true,
			rewriteRelativeLinks: false,
			...(isNativeTarget(target) ? { target } : {}),
		});
		fs.rmSync(stage, { recursive: true });
		return packagePath;
	});
}

function parseTarget(name: string): Target {
	if (name === 'universal' || isNativeTarget(name)) return name;
	throw new ScriptError(`unknown target ${name}; one of: ${ALL_TARGETS.join(', ')}`);
}

if (import.meta.main) {
	main(async () => {
		const { values } = parseArgs({
			options: {
				target: { type: 'string', multiple: true },
				npm: { type: 'boolean' },
				all: { type: 'boolean' },
				release: { type: 'boolean' },
			},
		});
		if (values.release) requireAddresses(root);
		const targets = values.all ? ALL_TARGETS : (values.target?.map(parseTarget) ?? (values.npm ? [] : [thisMachine()]));
		let failed = 0;
		let passed = 0;
		const say = (file: string, checks: readonly Check[]): void => {
			console.log(path.basename(file));
			for (const { name, problem } of checks) {
				console.log(`  ${problem === null ? 'ok  ' : 'FAIL'} ${name}${problem === null ? '' : `: ${problem}`}`);
				if (problem === null) passed++;
				else failed++;
			}
		};
		for (const target of targets) {
			const file = await packageFor(target);
			say(file, await checkContents(file, target));
		}
		if (values.npm || values.all) {
			const file = await packNpm();
			say(file, await checkInstalled(file));
		}
		console.log(`${passed} passed, ${failed} failed`);
		return failed === 0 ? 0 : 1;
	});
}
