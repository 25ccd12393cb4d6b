import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { readRecording } from '../training/completion/recording.ts';
import { loadSessions } from '../training/completion/rows.ts';
import { MODELS, progressLog, ROOT } from '../training/kit/checkout.ts';
import { benchCompletions, type PolicyResult } from './completion/benchmark.ts';
import { completionSection, consoleTable, meets, policyRows, sameShare } from './completion/section.ts';
import { measureThreadTime } from './completion/thread-time.ts';
import { writePage } from './kit/pages.ts';

/**
 * npm run -s bench:completion [-- --keys 2000]
 * Replays the recorded typing sessions and measures the thread time of a key; prints a table and, as its last line, one JSON object; writes docs/evidence/benchmarks/completion.md. About two
 * minutes. Needs what `npm ci` installs, nothing else.
 */
const { values } = parseArgs({ options: { keys: { type: 'string', default: '2000' } } });
const keys = Number(values.keys);
if (!Number.isInteger(keys) || keys < 1) throw new Error('--keys takes a whole number above 0.');
const log = progressLog();
const modules = path.join(ROOT, 'node_modules');
const recording = readRecording();
if (recording === null) throw new Error('Nothing is recorded: npm run record:completions.');
const { sessions, problems } = loadSessions(modules, recording);
for (const problem of problems) console.error(`left out: ${problem}`);
if (sessions.length === 0) throw new Error('No recorded file is installed as it was recorded: run npm ci.');
const catalog = parseCatalog(JSON.parse(readFileSync(path.join(MODELS, 'catalog.json'), 'utf8')));
const folder = await mkdtemp(path.join(tmpdir(), 'routoo-completion-'));
try {
	const bench = await benchCompletions({ sessions, models: recording.models, catalog, folder, log });
	log('thread time of a key');
	const loadBefore = loadavg()[0]!;
	const times = await measureThreadTime(modules, catalog, bench.validated.heads[0]!, keys);
	const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, load ${loadBefore.toFixed(1)}`;
	const section = completionSection(bench, times, problems);
	writePage('completion', 'npm run -s bench:completion', `${section}\n\nMachine: ${machine}.`);
	console.log(`${bench.positions} pauses, ${bench.sessions} sessions, ${bench.projects} projects\n`);
	console.log(consoleTable(policyRows(bench)));
	const { asked, overtaken, decided } = times;
	console.log(
		`\nthread time of a key, ms (p50 / p99 / max): asked ${[asked.p50, asked.p99, asked.max].map((ms) => ms.toFixed(2)).join(' / ')}`,
	);
	const best = bench.best.figures;
	const against = ({ name, figures: { exactAt, ...figures } }: PolicyResult) => ({
		name,
		...figures,
		exactKept: figures.exact / best.exact,
		sameKept: sameShare({ ...figures, exactAt }, bench.best),
		costShare: figures.cost / best.cost,
		meetsAim: meets({ ...figures, exactAt }, bench.best),
	});
	const policies = bench.policies.map(against);
	const paced = bench.paced.map((result) => ({ pointValue: result.pointValue, ...against(result) }));
	const { head, constant } = bench.validated;
	const models = bench.models.map(({ name, exact, similarity, class: { priced } }) => ({ name, exact, similarity, priced }));
	const { positions, packages, projects } = bench;
	console.log(
		JSON.stringify({
			positions,
			packages,
			projects,
			leftOut: problems.length,
			models,
			policies,
			paced,
			elsewhere: bench.elsewhere,
			head,
			constant,
			threadMs: { asked, overtaken, decided },
			machine,
		}),
	);
} finally {
	await rm(folder, { recursive: true, force: true });
}
