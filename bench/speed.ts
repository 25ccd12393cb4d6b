import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { catalogCandidates } from '../src/core/model/build-candidates.ts';
import type { Candidate } from '../src/core/model/candidate.ts';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { presetWeights } from '../src/core/routing/presets.ts';
import { route } from '../src/core/routing/route.ts';
import { AUTO, NO_LIMITS, type RouteRequest } from '../src/core/routing/types.ts';
import { checkoutFiles } from '../src/predictor/checkout-files.ts';
import { PredictorService } from '../src/predictor/service.ts';
import { benchPrompts, percentile } from './kit/prompts.ts';

/**
 * Time from request to decision: `npm run bench:speed [-- --prompts 1000]`. Each runtime is measured in a process of its own: cold start, then distinct prompts
 * of 10 to 200,000 characters one after the other with 20 candidates and no cached embedding; meanwhile the lag of the main thread, which
 * only posts messages and decides. Memory is the growth of the whole process, worker included. Ends by itself.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CANDIDATES = 20;
/** wasm is several times slower; its percentiles need no thousand. */
const WASM_SHARE = 0.2;

interface Measured {
	readonly status: string;
	readonly prompts: number;
	readonly coldMs: number;
	readonly p50: number;
	readonly p90: number;
	readonly p99: number;
	readonly max: number;
	/** Of the main thread, ms; what exceeds the timer's own millisecond. */
	readonly lagP99: number;
	readonly lagMax: number;
	readonly rssGrowthMb: number;
	readonly rssPeakGrowthMb: number;
}

async function someCandidates(): Promise<Candidate[]> {
	const catalog = parseCatalog(JSON.parse(await readFile(join(ROOT, 'models', 'catalog.json'), 'utf8')));
	const all = catalogCandidates(catalog);
	return Array.from({ length: CANDIDATES }, (_, i) => all[Math.floor((i * all.length) / CANDIDATES)] as Candidate);
}

function chat(text: string): RouteRequest {
	return { kind: 'chat', text, history: [], attachments: [], language: 'typescript', needs: { tools: false, vision: false } };
}

/** The worker as it ships: one bundle. From source Node's own TypeScript loader would count as start-up time and memory of ours. */
async function bundleWorker(folder: string): Promise<string> {
	const { build } = await import('esbuild');
	const outfile = join(folder, 'predictor-worker.mjs');
	const entry = join(ROOT, 'src/predictor/worker.ts');
	await build({
		entryPoints: [entry],
		outfile,
		bundle: true,
		minify: true,
		platform: 'node',
		format: 'esm',
		target: 'node24',
		logLevel: 'error',
	});
	return outfile;
}

async function measure(runtime: string, prompts: number, workerPath: string): Promise<Measured> {
	const files = checkoutFiles(ROOT);
	const candidates = await someCandidates();
	const texts = benchPrompts(prompts);
	const base = process.memoryUsage.rss();
	const service = new PredictorService({
		files: runtime === 'wasm' ? { ...files, nativeModulePath: null } : files,
		workerPath,
	});
	const decide = async (text: string): Promise<void> => {
		const request = chat(text);
		const prediction = await service.predict(request, candidates);
		route({
			candidates,
			prediction,
			needs: request.needs,
			limits: { ...NO_LIMITS, remaining: 5_000_000 },
			weights: presetWeights('balanced'),
			cache: null,
			choice: AUTO,
			now: Date.now(),
		});
	};
	const start = performance.now();
	await decide('the first request of the day');
	const coldMs = performance.now() - start;
	for (const text of benchPrompts(20, 2)) await decide(`warm ${text}`);
	const lag = monitorEventLoopDelay({ resolution: 1 });
	lag.enable();
	const times: number[] = [];
	let peak = 0;
	for (const text of texts) {
		const begun = performance.now();
		await decide(text);
		times.push(performance.now() - begun);
		peak = Math.max(peak, process.memoryUsage.rss());
	}
	lag.disable();
	const status = service.status();
	const after = process.memoryUsage.rss();
	await service.dispose();
	return {
		status: status.kind === 'ready' ? status.runtime : JSON.stringify(status),
		prompts,
		coldMs,
		p50: percentile(times, 0.5),
		p90: percentile(times, 0.9),
		p99: percentile(times, 0.99),
		max: percentile(times, 1),
		lagP99: Math.max(0, lag.percentile(99) / 1e6 - 1),
		lagMax: Math.max(0, lag.max / 1e6 - 1),
		rssGrowthMb: (after - base) / 1e6,
		rssPeakGrowthMb: (peak - base) / 1e6,
	};
}

const { values } = parseArgs({
	options: { prompts: { type: 'string', default: '1000' }, one: { type: 'string' }, worker: { type: 'string' } },
});
const prompts = Number(values.prompts);
if (!Number.isInteger(prompts) || prompts < 1) throw new Error('--prompts takes a whole number above 0.');
if (values.one && values.worker) {
	console.log(JSON.stringify(await measure(values.one, prompts, values.worker)));
} else {
	const folder = await mkdtemp(join(tmpdir(), 'routoo-speed-'));
	try {
		await table(await bundleWorker(folder));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function table(worker: string): Promise<void> {
	console.log(
		`${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)} before the run`,
	);
	console.log(`request to decision, ${CANDIDATES} candidates, prompts of 10 to 200,000 characters, ms; memory in MB\n`);
	console.log('runtime  prompts     cold      p50      p90      p99      max  lag p99  lag max   memory     peak');
	for (const runtime of ['native', 'wasm']) {
		const count = runtime === 'wasm' ? Math.max(1, Math.round(prompts * WASM_SHARE)) : prompts;
		const args = [fileURLToPath(import.meta.url), '--one', runtime, '--prompts', `${count}`, '--worker', worker];
		const { stdout } = await promisify(execFile)(process.execPath, args);
		const m = JSON.parse(stdout) as Measured;
		const figures = [m.coldMs, m.p50, m.p90, m.p99, m.max, m.lagP99, m.lagMax, m.rssGrowthMb, m.rssPeakGrowthMb];
		const cells = figures.map((figure, i) => figure.toFixed(i === 0 || i > 6 ? 0 : 1).padStart(9));
		console.log(m.status.padEnd(7) + `${m.prompts}`.padStart(9) + cells.join(''));
	}
	console.log(`\nload ${loadavg()[0]?.toFixed(1)} after the run; the aims (native p50 10 ms, p99 30 ms) hold for an idle 2-core machine`);
}
