/** `npm test [-- suite ...]`: every suite in turn; the last line is `N passed, N failed` over all of them. */
import fs from 'node:fs';
import path from 'node:path';
import { ALL_TARGETS, checkContents } from './lib/contents.ts';
import { thisMachine } from './lib/onnxruntime.ts';
import { checkEncoder } from './lib/packed-encoder.ts';
import { resultsDir, root } from './lib/paths.ts';
import { main, run, ScriptError } from './lib/run.ts';
import { packageFor } from './package.ts';
import { codeServerEntry, ensureChromium, ensureDemoModel } from './tools.ts';

interface Counts {
	readonly passed: number;
	readonly failed: number;
}

const bin = (name: string): string => path.join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);

/** Runs a program whose exit code is its only result: it counts as one test. */
async function single(command: string, args: readonly string[]): Promise<Counts> {
	const { code } = await run(command, args, { cwd: root, echo: true, shell: process.platform === 'win32' });
	return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

const sum = (counts: readonly Counts[]): Counts => ({
	passed: counts.reduce((n, c) => n + c.passed, 0),
	failed: counts.reduce((n, c) => n + c.failed, 0),
});

async function lint(): Promise<Counts> {
	return sum([await single(bin('biome'), ['check', '.', '--max-diagnostics=50']), await single(bin('knip'), ['--no-progress'])]);
}

async function typecheck(): Promise<Counts> {
	return sum([await single(bin('tsc'), ['--noEmit', '-p', '.']), await single(bin('tsc'), ['--noEmit', '-p', 'src/webview'])]);
}

/** Counts from vitest's JSON report, which also holds files that failed to load. */
async function unit(): Promise<Counts> {
	fs.mkdirSync(resultsDir, { recursive: true });
	const report = path.join(resultsDir, 'unit.json');
	fs.rmSync(report, { force: true });
	const { code } = await run(bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`], {
		cwd: root,
		echo: true,
		shell: process.platform === 'win32',
	});
	if (!fs.existsSync(report)) return { passed: 0, failed: 1 };
	const { numPassedTests, numFailedTests, numTotalTests } = JSON.parse(fs.readFileSync(report, 'utf8')) as Record<string, number>;
	const failed = numFailedTests ?? 0;
	// A file that does not load, or an error outside of any test, fails the run without a failed test.
	const broken = (code !== 0 && failed === 0) || !numTotalTests ? 1 : 0;
	return { passed: numPassedTests ?? 0, failed: failed + broken };
}

async function packaging(): Promise<Counts> {
	const counts: Counts[] = [];
	for (const target of ALL_TARGETS) {
		const vsix = await packageFor(target);
		const checks = checkContents(vsix, target);
		if (target === thisMachine()) checks.push(await checkEncoder(vsix, 'native'));
		if (target === 'universal') checks.push(await checkEncoder(vsix, 'wasm'));
		for (const { name, problem } of checks) {
			console.log(`${problem === null ? 'ok  ' : 'FAIL'} ${target}: ${name}${problem === null ? '' : `: ${problem}`}`);
			counts.push(problem === null ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
		}
	}
	return sum(counts);
}

/** A script of ours whose last line is `N passed, N failed`. */
async function script(file: string): Promise<Counts> {
	const { code, output } = await run(process.execPath, [path.join(root, 'scripts', file)], { cwd: root, echo: true });
	const match = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
	if (!match) return { passed: 0, failed: 1 };
	const failed = Number(match[2]);
	return { passed: Number(match[1]), failed: code !== 0 && failed === 0 ? 1 : failed };
}

const SUITES: Readonly<Record<string, () => Promise<Counts>>> = {
	lint,
	typecheck,
	unit,
	packaging,
	host: () => script('test-host.ts'),
	browser: () => script('test-e2e.ts'),
};

async function installTools(names: readonly string[]): Promise<void> {
	if (!names.includes('host') && !names.includes('browser')) return;
	await ensureChromium();
	await codeServerEntry();
	await ensureDemoModel();
}

main(async () => {
	const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SUITES);
	const unknown = names.find((n) => !SUITES[n]);
	if (unknown) throw new ScriptError(`no suite ${unknown}; one of: ${Object.keys(SUITES).join(', ')}`);
	await installTools(names);
	const lines: string[] = [];
	const all: Counts[] = [];
	for (const name of names) {
		console.log(`\n== ${name}`);
		const started = Date.now();
		const counts = await (SUITES[name] as () => Promise<Counts>)().catch((error: unknown) => {
			console.error(error instanceof ScriptError ? error.message : error);
			return { passed: 0, failed: 1 };
		});
		all.push(counts);
		lines.push(`${name.padEnd(10)} ${counts.passed} passed, ${counts.failed} failed, ${((Date.now() - started) / 1000).toFixed(0)} s`);
	}
	const total = sum(all);
	console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
	return total.failed === 0 ? 0 : 1;
});
