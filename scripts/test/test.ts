/** `npm test [-- suite ...]`: every suite, some side by side; at the end what failed, the counts, and as last line `N passed, N failed` over all of them. */
import fs from 'node:fs';
import path from 'node:path';
import { thisMachine } from '../build/onnxruntime.ts';
import { resultsDir, root } from '../kit/paths.ts';
import { main, run, ScriptError } from '../kit/run.ts';
import { ALL_TARGETS, type Check, checkContents, sameTwice } from '../package/contents.ts';
import { checkInstalled } from '../package/npm/installed.ts';
import { packNpm } from '../package/npm/pack.ts';
import { packageFor } from '../package/package.ts';
import { checkEncoder } from '../package/packed-encoder.ts';
import { codeServerEntry, ensureChromium, ensureDemoModel } from '../try/tools.ts';
import { ensureAgents, ensureLargeAgents } from './agents.ts';
import { ensurePythonClients } from './clients.ts';
import { likelyReason, printedFailures, type VitestReport, vitestFailures } from './failures.ts';

interface Counts {
	readonly passed: number;
	/** One line for each failed test: its name and the first line of its error. */
	readonly failed: readonly string[];
}

const bin = (name: string): string => path.join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name);

/** Runs a program whose exit code is its only result: it counts as one test. */
async function single(command: string, args: readonly string[]): Promise<Counts> {
	const { code, output } = await run(command, args, { cwd: root, echo: true, shell: process.platform === 'win32' });
	const name = [path.basename(command), ...args].join(' ');
	return code === 0 ? { passed: 1, failed: [] } : { passed: 0, failed: [`${name}: ${likelyReason(output)}`] };
}

const sum = (counts: readonly Counts[]): Counts => ({
	passed: counts.reduce((n, c) => n + c.passed, 0),
	failed: counts.flatMap((c) => c.failed),
});

async function lint(): Promise<Counts> {
	return sum([await single(bin('biome'), ['check', '.', '--max-diagnostics=50']), await single(bin('knip'), ['--no-progress'])]);
}

async function typecheck(): Promise<Counts> {
	return sum([await single(bin('tsc'), ['--noEmit', '-p', '.']), await single(bin('tsc'), ['--noEmit', '-p', 'src/views'])]);
}

/** Counts from vitest's JSON report, which also holds files that failed to load. */
async function vitest(name: string, folders: readonly string[]): Promise<Counts> {
	fs.mkdirSync(resultsDir, { recursive: true });
	const report = path.join(resultsDir, `${name}.json`);
	fs.rmSync(report, { force: true });
	const { code, output } = await run(
		bin('vitest'),
		['run', ...folders, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
		{
			cwd: root,
			echo: true,
			shell: process.platform === 'win32',
		},
	);
	if (!fs.existsSync(report)) return { passed: 0, failed: [likelyReason(output)] };
	const results = JSON.parse(fs.readFileSync(report, 'utf8')) as VitestReport;
	const failed = vitestFailures(results);
	// An error outside of any test fails the run without a failed test.
	if (failed.length === 0 && (code !== 0 || results.numPassedTests === 0)) failed.push(likelyReason(output));
	return { passed: results.numPassedTests, failed };
}

async function packaging(): Promise<Counts> {
	const counts: Counts[] = [];
	const say = (target: string, checks: readonly Check[]): void => {
		for (const { name, problem } of checks) {
			const line = `${target}: ${name}${problem === null ? '' : `: ${problem}`}`;
			console.log(`${problem === null ? 'ok  ' : 'FAIL'} ${line}`);
			counts.push(problem === null ? { passed: 1, failed: [] } : { passed: 0, failed: [line] });
		}
	};
	for (const target of ALL_TARGETS) {
		const vsix = await packageFor(target);
		const checks = await checkContents(vsix, target);
		if (target === thisMachine()) checks.push(await checkEncoder(vsix, 'native'), await sameTwice(vsix, () => packageFor(target)));
		if (target === 'universal') checks.push(await checkEncoder(vsix, 'wasm'));
		say(target, checks);
	}
	const npm = await packNpm();
	say('npm', [...(await checkInstalled(npm)), await sameTwice(npm, packNpm)]);
	return sum(counts);
}

/** A script of ours whose last line is `N passed, N failed`. */
async function script(file: string): Promise<Counts> {
	const { code, output } = await run(process.execPath, [path.join(import.meta.dirname, file)], { cwd: root, echo: true });
	const match = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
	const failed = printedFailures(output);
	// The script's own count holds, also where a failure has left no line or it counts none in spite of its exit code.
	const count = Math.max(Number(match?.[2] ?? 1), code === 0 ? 0 : 1);
	while (failed.length < count) failed.push(likelyReason(output));
	return { passed: Number(match?.[1] ?? 0), failed: failed.slice(0, count) };
}

const SUITES: Readonly<Record<string, () => Promise<Counts>>> = {
	lint,
	typecheck,
	unit: () => vitest('unit', ['test/unit', 'test/training', 'test/bench']),
	contract: () => vitest('contract', ['test/contract']),
	packaging,
	workflows: () => script('workflows.ts'),
	host: () => script('host.ts'),
	clients: () => vitest('clients', ['test/clients/support', 'test/clients/sdk', 'test/clients/agents']),
	/** The scenes of both views against the rules of accessibility. */
	axe: () => script('axe.ts'),
	browser: () => script('browser.ts'),
};

/** Suites that leave a core idle for most of their time, side by side with another. All others run alone. */
const BESIDE: readonly (readonly string[])[] = [
	['lint', 'typecheck'],
	['contract', 'packaging'],
	['host', 'clients'],
];

/** Too large for every run, or not free: `npm run test:clients`. */
const ON_REQUEST: typeof SUITES = {
	'large-agents': () => vitest('large-agents', ['test/clients/large-agents']),
};
const ALL = { ...SUITES, ...ON_REQUEST };

async function installTools(names: readonly string[]): Promise<void> {
	if (names.includes('clients')) {
		await ensurePythonClients();
		await ensureAgents();
	}
	if (names.includes('large-agents')) await ensureLargeAgents();
	if (!['host', 'axe', 'browser'].some((name) => names.includes(name))) return;
	await ensureChromium();
	if (!names.includes('host') && !names.includes('browser')) return;
	await codeServerEntry();
	await ensureDemoModel();
}

interface Outcome extends Counts {
	readonly name: string;
	readonly seconds: number;
}

/** Where a suite that runs beside another leaves its outcome, for the process that began both. */
const OUTCOME = 'ROUTOO_TEST_OUTCOME';

async function outcomeOf(name: string): Promise<Outcome> {
	console.log(`\n== ${name}`);
	const started = Date.now();
	const counts = await (ALL[name] as () => Promise<Counts>)().catch((error: unknown) => {
		console.error(error instanceof ScriptError ? error.message : error);
		return { passed: 0, failed: [error instanceof Error ? error.message : String(error)] };
	});
	return { ...counts, name, seconds: (Date.now() - started) / 1000 };
}

/** In a process of its own, whose output is printed in one piece when it ends. */
async function besideAnother(name: string): Promise<Outcome> {
	fs.mkdirSync(resultsDir, { recursive: true });
	const file = path.join(resultsDir, `outcome-${name}.json`);
	fs.rmSync(file, { force: true });
	const started = Date.now();
	const { output } = await run(process.execPath, [import.meta.filename, name], { cwd: root, env: { ...process.env, [OUTCOME]: file } });
	console.log(output.trimEnd());
	if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8')) as Outcome;
	return { name, passed: 0, failed: [likelyReason(output)], seconds: (Date.now() - started) / 1000 };
}

/** The suites in their order, those that may run beside each other together. */
function groups(names: readonly string[]): readonly (readonly string[])[] {
	const mates = (name: string) => BESIDE.find((group) => group.includes(name))?.filter((mate) => names.includes(mate)) ?? [name];
	return [...new Map(names.map((name) => [mates(name)[0], mates(name)])).values()];
}

main(async () => {
	const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SUITES);
	const unknown = names.find((n) => !ALL[n]);
	if (unknown) throw new ScriptError(`no suite ${unknown}; one of: ${Object.keys(ALL).join(', ')}`);
	await installTools(names);
	const outcomes: Outcome[] = [];
	for (const group of groups(names)) {
		const alone = group.length === 1;
		outcomes.push(...(await Promise.all(group.map((name) => (alone ? outcomeOf(name) : besideAnother(name))))));
	}
	const file = process.env[OUTCOME];
	if (file !== undefined) {
		fs.writeFileSync(file, JSON.stringify(outcomes[0]));
		return outcomes[0]?.failed.length === 0 ? 0 : 1;
	}
	const lines = outcomes.map((o) => `${o.name.padEnd(10)} ${o.passed} passed, ${o.failed.length} failed, ${o.seconds.toFixed(0)} s`);
	const { passed, failed } = sum(outcomes.map((o) => ({ passed: o.passed, failed: o.failed.map((line) => `${o.name}: ${line}`) })));
	if (failed.length > 0) console.log(`\n== failed\n${failed.join('\n')}`);
	console.log(`\n${lines.join('\n')}\n\n${passed} passed, ${failed.length} failed`);
	return failed.length === 0 ? 0 : 1;
});
