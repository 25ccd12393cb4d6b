/**
 * The reader that runs on this computer: how long the one conversion of its file takes and how large it is then, how long its process takes
 * to load, how long a reading, how much memory. `npm run -s bench:reader -- [--file GGUF] [--layer 12] [--runs 5] [--reference FILE] [--page]`.
 * A reference holds lines of JSON, {"text", "states": {"18": [numbers]}}, as another implementation reads the same texts.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { convertReader } from '../src/predictor/reader/convert.ts';
import { READER_FILE } from '../src/predictor/reader/known-file.ts';
import { textEnds } from '../src/predictor/reader/prompt.ts';
import { Reader } from '../src/predictor/reader/reader.ts';
import { RunningReader } from '../src/predictor/reader/running-reader.ts';
import { usualFile } from '../training/reading/states.ts';
import { writePage } from './kit/pages.ts';
import { percentile } from './kit/prompts.ts';

const { values: args } = parseArgs({
	options: {
		file: { type: 'string', default: usualFile() },
		layer: { type: 'string', default: '12' },
		runs: { type: 'string', default: '5' },
		reference: { type: 'string' },
		page: { type: 'boolean', default: false },
	},
});
const processPath = fileURLToPath(new URL('../src/predictor/reader/process.ts', import.meta.url));
const nativeModulePath = createRequire(import.meta.url).resolve('onnxruntime-node');
const never = new AbortController().signal;
const lines: string[] = [];
const say = (line: string) => {
	lines.push(line);
	console.log(line);
};

/** VmRSS and its highest value in MB, where the system tells them. */
function memoryOf(pid: number | null): string {
	try {
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		const [now, most] = ['VmRSS', 'VmHWM'].map((name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1000));
		return `${now} MB, at most ${most} MB`;
	} catch {
		return 'not told by this system';
	}
}

/** Time that its threads have worked, ms, in steps of 10; null where the system does not tell it. */
function processorOf(pid: number | null): number | null {
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
		return (Number(fields[11]) + Number(fields[12])) * 10;
	} catch {
		return null;
	}
}

function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(2)} s`;
}

function cosine(a: Float32Array, b: readonly number[]): number {
	const dot = a.reduce((total, value, i) => total + value * b[i]!, 0);
	return dot / Math.hypot(...a) / Math.hypot(...b);
}

/** Texts of about so many tokens: an English word of these is one. */
const text = (tokens: number) =>
	'the parser fails when a file has no end '
		.repeat(Math.ceil(tokens / 9))
		.split(' ')
		.slice(0, tokens)
		.join(' ');

const work = mkdtempSync(join(tmpdir(), 'routoo-bench-'));
try {
	say('## The reader on this computer');
	say('');
	say(
		`${READER_FILE.model}, layer ${args.layer}, on two threads of ${cpus()[0]?.model ?? 'an unknown processor'} (${availableParallelism()} cores), load ${loadavg()[0]!.toFixed(1)} at the start. *Processor*: seconds of work, both threads together; on two idle cores a reading takes about half of them.`,
	);
	if (loadavg()[0]! > availableParallelism() / 2)
		say('The computer had other work to do: its seconds on the clock say little, those of the processor do.');
	say('');
	const begun = performance.now();
	const used = process.cpuUsage();
	const folder = await convertReader(args.file, work, READER_FILE, () => undefined);
	const converting = process.cpuUsage(used);
	const bytes = readdirSync(folder).reduce((total, name) => total + statSync(join(folder, name)).size, 0);
	say('| what | figure |');
	say('|---|---|');
	say(`| conversion, once | ${seconds(performance.now() - begun)}, processor ${seconds((converting.user + converting.system) / 1000)} |`);
	say(`| size on the disk | ${(bytes / 1e6).toFixed(0)} MB |`);
	let loading = '';
	const running = new RunningReader(
		{ folder, source: READER_FILE.sha256, nativeModulePath, layers: [Number(args.layer)] },
		{
			...{ processPath, runtimeManifestPath: null, startTimeoutMs: 300_000, readTimeoutMs: 300_000 },
			told: (line) => {
				loading = /loaded \((\d+) ms\)/.exec(line)?.[1] ?? loading;
			},
		},
	);
	const start = performance.now();
	await running.read('warm', never);
	say(
		`| process started, checked, loaded, first reading | ${seconds(performance.now() - start)}, of it loading ${seconds(Number(loading))} |`,
	);
	say(`| the same, processor | ${processorOf(running.pid) === null ? 'not told by this system' : seconds(processorOf(running.pid)!)} |`);
	for (const size of [64, 270, 430]) {
		const times: number[] = [];
		const worked: number[] = [];
		let tokens = 0;
		for (let run = 0; run < Number(args.runs); run++) {
			const before = processorOf(running.pid);
			const reading = await running.read(text(size), never);
			times.push(reading.ms);
			worked.push(before === null ? Number.NaN : processorOf(running.pid)! - before);
			tokens = reading.tokens;
		}
		const [wall, processor] = [times, worked].map((all) => seconds(percentile(all, 0.5)));
		say(`| a reading of ${tokens} tokens, the words before it included | ${wall}, processor ${processor} (medians of ${times.length}) |`);
	}
	say(`| memory of the process | ${memoryOf(running.pid)} |`);
	running.dispose();
	if (args.reference !== undefined) await compare(folder, args.reference);
} finally {
	rmSync(work, { recursive: true, force: true });
}
const command = `npm run -s bench:reader --${args.reference === undefined ? '' : ' --reference FILE'} --page`;
if (args.page) writePage('reader', command, lines.join('\n'));

/** In this process, so that the priority of the reader's own does not make it last. */
async function compare(folder: string, file: string): Promise<void> {
	const rows = readFileSync(file, 'utf8').trim().split('\n');
	const parsed = rows.map(
		(row) => JSON.parse(row) as { readonly text: string; readonly states: Readonly<Record<string, readonly number[]>> },
	);
	const layers = Object.keys(parsed[0]!.states).map(Number);
	const loaded = await Reader.load({ folder, source: READER_FILE.sha256, nativeModulePath, layers });
	const found: number[][] = layers.map(() => []);
	for (const { text: of, states: expected } of parsed) {
		const { states } = await loaded.read(textEnds(of));
		for (const [i, layer] of layers.entries()) found[i]!.push(cosine(states[i]!, expected[layer]!));
	}
	await loaded.dispose();
	say('');
	say(`Beside the reference on ${parsed.length} texts, cosine of the states, least and median:`);
	say('');
	for (const [i, layer] of layers.entries()) {
		say(`- layer ${layer}: ${Math.min(...found[i]!).toFixed(5)}, ${percentile(found[i]!, 0.5).toFixed(5)}`);
	}
}
